/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts, times and numbers as people write them, and error messages (util/units, input_error). */
#include "util/input_error.h"
#include "util/random.h"
#include "util/units.h"

#include "test.h"

#include <float.h>

static const struct {
  const char *text;
  Unit unit;
  gint64 amount;       /* -1: refused */
  const char *reason;
} amounts[] = {
  { "0", UNIT_CPU, 0, NULL },
  { "4", UNIT_CPU, 4000, NULL },
  { "0.5", UNIT_CPU, 500, NULL },
  { ".5", UNIT_CPU, 500, NULL },
  { "2.", UNIT_CPU, 2000, NULL },
  { "500m", UNIT_CPU, 500, NULL },
  { "1.2340000000000000000000000000000000000", UNIT_CPU, 1234, NULL },
  { "0000000000000000000000000000000000000.001", UNIT_CPU, 1, NULL },
  { "0.0005", UNIT_CPU, -1, "has more than three decimals" },
  { "0.5m", UNIT_CPU, -1, "has more than three decimals" },
  { "0.00000000000000000000000000000000000000001", UNIT_CPU, -1, "has more than three decimals" },
  { "9223372036854775.807", UNIT_CPU, G_MAXINT64, NULL },
  { "9223372036854775.808", UNIT_CPU, -1, "is out of range" },
  { "99999999999999999999999999999999999999999999", UNIT_CPU, -1, "is out of range" },
  { "-1", UNIT_CPU, -1, "is negative" },
  { "-.5", UNIT_CPU, -1, "is negative" },
  { "", UNIT_CPU, -1, "is empty" },
  { ".", UNIT_CPU, -1, "is not a number" },
  { "1.2.3", UNIT_CPU, -1, "is not a number" },
  { "1 ", UNIT_CPU, -1, "is not a number" },
  { "+1", UNIT_CPU, -1, "is not a number" },
  { "0x10", UNIT_CPU, -1, "has an unknown unit" },
  { "1e3", UNIT_CPU, -1, "has an unknown unit" },
  { "nan", UNIT_CPU, -1, "is not a number" },
  { "4GiB", UNIT_CPU, -1, "has an unknown unit" },
  { "262144", UNIT_MEMORY, 262144, NULL },
  { "256GiB", UNIT_MEMORY, 262144, NULL },
  { "1.5GiB", UNIT_MEMORY, 1536, NULL },
  { "1B", UNIT_MEMORY, 1, NULL },
  { "1048576B", UNIT_MEMORY, 1, NULL },
  { "1048577B", UNIT_MEMORY, 2, NULL },
  { "0B", UNIT_MEMORY, 0, NULL },
  { "1024KiB", UNIT_MEMORY, 1, NULL },
  { "1TiB", UNIT_MEMORY, 1048576, NULL },
  { "1PiB", UNIT_MEMORY, 1073741824, NULL },
  { "1kB", UNIT_MEMORY, 1, NULL },
  { "1GB", UNIT_MEMORY, 954, NULL },      /* 953.67 */
  { "1TB", UNIT_MEMORY, 953675, NULL },   /* 953674.3 */
  { "0.1", UNIT_MEMORY, 1, NULL },
  { "1GIB", UNIT_MEMORY, -1, "has an unknown unit" },
  { "9999999999999999999999999TB", UNIT_MEMORY, -1, "is out of range" },
  { "250m", UNIT_DEVICE, 250, NULL },
  { "8", UNIT_DEVICE, 8000, NULL },
  { "10k", UNIT_PLAIN, 10000, NULL },
  { "1.5k", UNIT_PLAIN, 1500, NULL },
  { "2G", UNIT_PLAIN, 2000000000, NULL },
  { "1.5", UNIT_PLAIN, -1, "is not a whole number" },
  { "5m", UNIT_PLAIN, -1, "has an unknown unit" },
};

START_TEST (test_unit_parse)
{
  const char *reason = NULL;
  gint64 amount = -1;
  gboolean good
    = unit_parse (amounts[_i].text, amounts[_i].unit, G_MAXINT64, &amount, &reason);

  ck_assert_msg (good == (amounts[_i].reason == NULL), "'%s': %s", amounts[_i].text,
                 reason != NULL ? reason : "taken");
  ck_assert_int_eq (amount, amounts[_i].amount);
  ck_assert_pstr_eq (reason, amounts[_i].reason);
  if (good)
    ck_assert (unit_parse (amounts[_i].text, amounts[_i].unit, amount, &amount, NULL));
  if (good && amount > 0)
    ck_assert (!unit_parse (amounts[_i].text, amounts[_i].unit, amount - 1, &amount, NULL));
}
END_TEST

/* Numbers of few digits are read on a short way: with zeros put before it a number goes the long
 * way, and both must say the same. */
START_TEST (test_short_way)
{
  static const char digits[] = "0123456789012345678900..m";
  guint64 random = (guint64) _i;

  for (guint round = 0; round < 2000; round++) {
    g_autoptr (GString) text = g_string_new ("0000000000000000000");
    for (guint64 i = (random = random_mix (random)) % 18 + 1; i > 0; i--)
      g_string_append_c (text, digits[(random = random_mix (random)) % (sizeof digits - 1)]);
    const char *number = text->str + 19;
    if (!g_ascii_isdigit (*number))
      continue;
    for (Unit unit = UNIT_CPU; unit <= UNIT_PLAIN; unit++) {
      const char *reason[] = { "", "" };
      gint64 amount[] = { -1, -1 };
      ck_assert_int_eq (unit_parse (number, unit, G_MAXINT32, &amount[0], &reason[0]),
                        unit_parse (text->str, unit, G_MAXINT32, &amount[1], &reason[1]));
      ck_assert_msg (amount[0] == amount[1], "%s", number);
      ck_assert_str_eq (reason[0], reason[1]);
    }
    const char *reason[] = { "", "" };
    gint64 time[] = { -1, -1 };
    ck_assert_int_eq (time_parse (number, &time[0], &reason[0]),
                      time_parse (text->str, &time[1], &reason[1]));
    ck_assert_msg (time[0] == time[1], "%s", number);
    ck_assert_str_eq (reason[0], reason[1]);
  }
}
END_TEST

START_TEST (test_unit_append)
{
  static const struct {
    Unit unit;
    gint64 amount;
    const char *text;
  } cases[] = {
    { UNIT_CPU, 0, "0" },        { UNIT_CPU, 1500, "1.5" },   { UNIT_CPU, 1, "0.001" },
    { UNIT_CPU, 64000, "64" },   { UNIT_DEVICE, 250, "0.25" }, { UNIT_MEMORY, 4096, "4096" },
    { UNIT_PLAIN, 10, "10" },    { UNIT_CPU, -1500, "-1.5" },
    { UNIT_CPU, G_MAXINT64, "9223372036854775.807" },
    { UNIT_CPU, G_MININT64, "-9223372036854775.808" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new ("<");
    gint64 back = -1;
    unit_append (out, cases[i].unit, cases[i].amount);
    ck_assert_str_eq (out->str + 1, cases[i].text);
    if (cases[i].amount < 0)
      continue;
    ck_assert (unit_parse (out->str + 1, cases[i].unit, G_MAXINT64, &back, NULL));
    ck_assert_int_eq (back, cases[i].amount);
  }
}
END_TEST

static const struct {
  const char *text;
  gint64 time;  /* -1: refused */
  const char *reason;
} times[] = {
  { "0", 0, NULL },
  { "90", 90 * TIME_SECOND, NULL },
  { "1.5", 1500000, NULL },
  { "0.000001", 1, NULL },
  { "2h", 7200 * TIME_SECOND, NULL },
  { "1h30min", 5400 * TIME_SECOND, NULL },
  { "1h30m", 5400 * TIME_SECOND, NULL },
  { "1.5d", 129600 * TIME_SECOND, NULL },
  { "2w", 1209600 * TIME_SECOND, NULL },
  { "250ms", 250000, NULL },
  { "7us", 7, NULL },
  { "1s7us", 1000007, NULL },
  { "4611686018427.387904", G_GINT64_CONSTANT (1) << 62, NULL },
  { "4611686018427.387905", -1, "is out of range" },
  { "4611686018427s387905us", -1, "is out of range" },
  { "0.0000001", -1, "is finer than a microsecond" },
  { "0.5us", -1, "is finer than a microsecond" },
  { "1h30", -1, "ends in a number without unit" },
  { "1y", -1, "has an unknown unit of time" },
  { "1H", -1, "has an unknown unit of time" },
  { "1h 30min", -1, "is not a number" },
  { "1h-3min", -1, "is not a number" },
  { "-3", -1, "is negative" },
  { "", -1, "is empty" },
  { "h", -1, "is not a number" },
  { "inf", -1, "is not a number" },
};

START_TEST (test_unit_size)
{
  ck_assert_double_eq (unit_size (UNIT_CPU), 1000);
  ck_assert_double_eq (unit_size (UNIT_MEMORY), 1);
  ck_assert_double_eq (unit_size (UNIT_DEVICE), DEVICE);
  ck_assert_double_eq (unit_size (UNIT_PLAIN), 1);
}
END_TEST

START_TEST (test_time_parse)
{
  const char *reason = NULL;
  gint64 time = -1;
  gboolean good = time_parse (times[_i].text, &time, &reason);

  ck_assert_msg (good == (times[_i].reason == NULL), "'%s': %s", times[_i].text,
                 reason != NULL ? reason : "taken");
  ck_assert_int_eq (time, times[_i].time);
  ck_assert_pstr_eq (reason, times[_i].reason);
}
END_TEST

START_TEST (test_time_format)
{
  static const struct {
    gint64 time;
    const char *exact;
    const char *human;
  } cases[] = {
    { 0, "0", "0 s" },
    { 1, "0.000001", "1 us" },
    { 250000, "0.25", "250 ms" },
    { 1250, "0.00125", "1.3 ms" },
    { 999960, "0.99996", "1 s" },
    { 12500000, "12.5", "12.5 s" },
    { 59990000, "59.99", "1min" },
    { 125 * TIME_SECOND, "125", "2min 5s" },
    { 5400 * TIME_SECOND, "5400", "1h 30min" },
    { 76 * 3600 * TIME_SECOND, "273600", "3d 4h" },
    { 86399 * TIME_SECOND, "86399", "1d" },
    { -12500000, "-12.5", "-12.5 s" },
    { TIME_NEVER, "9223372036854.775807", "never" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    g_autofree char *human = time_format_human (cases[i].time);
    time_append (out, cases[i].time);
    ck_assert_str_eq (out->str, cases[i].exact);
    ck_assert_str_eq (human, cases[i].human);
  }
}
END_TEST

START_TEST (test_integer_parse)
{
  const char *reason = NULL;
  gint64 value = 7;

  ck_assert (integer_parse ("-9223372036854775808", G_MININT64, G_MAXINT64, &value, NULL));
  ck_assert_int_eq (value, G_MININT64);
  ck_assert (integer_parse ("9223372036854775807", 0, G_MAXINT64, &value, NULL));
  ck_assert_int_eq (value, G_MAXINT64);
  ck_assert (integer_parse ("007", 0, 10, &value, NULL));
  ck_assert_int_eq (value, 7);
  ck_assert (!integer_parse ("9223372036854775808", 0, G_MAXINT64, &value, &reason));
  ck_assert_str_eq (reason, "is out of range");
  ck_assert (!integer_parse ("18446744073709551617", 0, G_MAXINT64, &value, &reason));
  ck_assert_str_eq (reason, "is out of range");
  ck_assert (!integer_parse ("11", 0, 10, &value, &reason));
  ck_assert_str_eq (reason, "is out of range");
  ck_assert (!integer_parse ("-1", 0, 10, &value, &reason));
  ck_assert_str_eq (reason, "is negative");
  for (guint i = 0; i < 5; i++) {
    static const char *const bad[] = { "1.0", "x", "-", "1 ", "--1" };
    ck_assert (!integer_parse (bad[i], -10, 10, &value, &reason));
    ck_assert_str_eq (reason, "is not a whole number");
  }
  ck_assert_int_eq (value, 7);
}
END_TEST

START_TEST (test_number_parse)
{
  static const char *const bad[] = { "0x1p3", "inf", "nan", "1e", "e3", ".", "1,5", " 1",
                                     "1 ", "" };
  const char *reason = NULL;
  double value = 7;

  ck_assert (number_parse ("-1.5e-3", -1, 1, &value, NULL));
  ck_assert_double_eq (value, -0.0015);
  ck_assert (!number_parse ("1e999", -DBL_MAX, DBL_MAX, &value, &reason));
  ck_assert_str_eq (reason, "is out of range");
  ck_assert (!number_parse ("1.01", 0, 1, &value, &reason));
  ck_assert_str_eq (reason, "is out of range");
  ck_assert (!number_parse ("-0.1", 0, 1, &value, &reason));
  ck_assert_str_eq (reason, "is negative");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ck_assert_msg (!number_parse (bad[i], -DBL_MAX, DBL_MAX, &value, NULL), "'%s'", bad[i]);
  ck_assert_double_eq (value, -0.0015);
}
END_TEST

START_TEST (test_number_append)
{
  static const struct {
    double value;
    const char *text;
  } cases[] = {
    { 0, "0" }, { -0.0, "0" }, { 1, "1" }, { 0.1, "0.1" }, { -2.5, "-2.5" }, { 123456, "123456" },
    { 1234567, "1234567" }, { 1.0 / 3, "0.3333333333333333" }, { 0.1 + 0.2, "0.30000000000000004" },
    { DBL_MAX, "1.7976931348623157e+308" }, { 5e-324, "4.94066e-324" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    number_append (out, cases[i].value);
    ck_assert_str_eq (out->str, cases[i].text);
  }
}
END_TEST

START_TEST (test_nearest)
{
  static const char *const names[] = { "drf", "priority", "fifo", "fair", NULL };
  g_autofree char *near = input_expected_one_of ("priorty", names);
  g_autofree char *far = input_expected_one_of ("lottery", names);

  ck_assert_str_eq (near, "one of drf, priority, fifo, fair; did you mean 'priority'?");
  ck_assert_str_eq (far, "one of drf, priority, fifo, fair");
  ck_assert_str_eq (input_nearest ("DRF", names), "drf");
  ck_assert_str_eq (input_nearest ("rdf", names), "drf");    /* a swap is one edit */
  ck_assert_str_eq (input_nearest ("fiar", names), "fair");
  ck_assert_ptr_null (input_nearest ("x", names));
  ck_assert_ptr_null (input_nearest ("", names));
}
END_TEST

START_TEST (test_input_error)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *cell = g_strnfill (5000, 'x');

  ck_assert (!input_error (&error, "t.csv", 7, "seconds", "duration '%s' is negative", "-1"));
  ck_assert_str_eq (error->message, "t.csv:7: duration '-1' is negative; expected seconds");
  ck_assert (g_error_matches (error, INPUT_ERROR, INPUT_ERROR_SYNTAX));
  g_clear_error (&error);

  input_error (&error, "a\nb", 0, NULL, "bad \033[31m\xff'\xe2\x80\xae'");
  ck_assert_str_eq (error->message, "a?b: bad ?[31m\xef\xbf\xbd'?'");
  g_clear_error (&error);

  input_error (&error, "t", 1, NULL, "user '%s' is long", cell);
  ck_assert_uint_le (strlen (error->message), 205);
  ck_assert (g_str_has_prefix (error->message, "t:1: user 'xxx"));
  ck_assert (g_str_has_suffix (error->message, "xxx' is long"));
  g_clear_error (&error);

  for (guint i = 0; i < 4; i++) {  /* never cut within a character */
    g_autoptr (GString) text = g_string_new ("abc");
    g_string_truncate (text, i);
    while (text->len < 300)
      g_string_append (text, "\xe2\x82\xac");
    input_error (&error, "t", 1, NULL, "%s", text->str);
    ck_assert (g_utf8_validate (error->message, -1, NULL));
    ck_assert_uint_le (strlen (error->message), 205);
    ck_assert_ptr_null (strstr (error->message, "\xef\xbf\xbd"));
    g_clear_error (&error);
  }

  ck_assert (!input_error_file (&error, "f", "cannot read: %s", "no such file"));
  ck_assert_str_eq (error->message, "f: cannot read: no such file");
  ck_assert (g_error_matches (error, INPUT_ERROR, INPUT_ERROR_FILE));
}
END_TEST

static Suite *
units_suite (void)
{
  Suite *suite = suite_create ("units");
  TCase *tcase = tcase_create ("units");

  tcase_add_loop_test (tcase, test_unit_parse, 0, G_N_ELEMENTS (amounts));
  tcase_add_loop_test (tcase, test_short_way, 0, 10);
  tcase_add_test (tcase, test_unit_append);
  tcase_add_test (tcase, test_unit_size);
  tcase_add_loop_test (tcase, test_time_parse, 0, G_N_ELEMENTS (times));
  tcase_add_test (tcase, test_time_format);
  tcase_add_test (tcase, test_integer_parse);
  tcase_add_test (tcase, test_number_parse);
  tcase_add_test (tcase, test_number_append);
  tcase_add_test (tcase, test_nearest);
  tcase_add_test (tcase, test_input_error);
  suite_add_tcase (suite, tcase);
  return suite;
}

TEST_MAIN (units_suite)
