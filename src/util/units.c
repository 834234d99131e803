/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A number in text is read as whole digits and a count of decimals (Decimal), a unit is a factor
 * multiplier / 2^shift, and their product is taken in 128 bits: nothing is ever rounded by
 * accident. DIGITS_MAX keeps every product below 2^127 (10^25 < 2^84, multipliers <= 10^12 <
 * 2^40). */
#include "util/units.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define DIGITS_MAX 25
#define PLAIN_DIGITS_MAX 12  /* and six decimals: below 2^63 */
#define TIME_MAX (G_GINT64_CONSTANT (1) << 62)
#define TIME_DECIMALS 6

__extension__ typedef unsigned __int128 Wide;

typedef struct {
  Wide digits;
  guint decimals;  /* the value is digits / 10^decimals */
} Decimal;

typedef struct {
  const char *suffix;
  gint64 multiplier;
  guint shift;
} Suffix;

static const char NOT_A_NUMBER[] = "is not a number";
static const char NOT_WHOLE[] = "is not a whole number";
static const char NEGATIVE[] = "is negative";
static const char OUT_OF_RANGE[] = "is out of range";
static const char EMPTY[] = "is empty";

static const Suffix cpu_suffixes[] = { { "", 1000, 0 }, { "m", 1, 0 }, { NULL, 0, 0 } };
static const Suffix plain_suffixes[] = {
  { "", 1, 0 }, { "k", 1000, 0 }, { "M", 1000000, 0 }, { "G", 1000000000, 0 }, { NULL, 0, 0 },
};
static const Suffix memory_suffixes[] = {  /* in MiB */
  { "", 1, 0 },
  { "B", 1, 20 },
  { "KiB", 1, 10 },
  { "MiB", 1, 0 },
  { "GiB", 1 << 10, 0 },
  { "TiB", 1 << 20, 0 },
  { "PiB", 1 << 30, 0 },
  { "kB", 1000, 20 },
  { "MB", 1000000, 20 },
  { "GB", 1000000000, 20 },
  { "TB", G_GINT64_CONSTANT (1000000000000), 20 },
  { NULL, 0, 0 },
};
static const Suffix time_suffixes[] = {  /* in microseconds; time_parse looks for the longest */
  { "us", 1, 0 },
  { "ms", 1000, 0 },
  { "min", 60 * TIME_SECOND, 0 },
  { "s", TIME_SECOND, 0 },
  { "m", 60 * TIME_SECOND, 0 },
  { "h", 3600 * TIME_SECOND, 0 },
  { "d", 86400 * TIME_SECOND, 0 },
  { "w", 604800 * TIME_SECOND, 0 },
  { NULL, 0, 0 },
};

static const struct {
  const Suffix *suffixes;
  gboolean round_up;        /* otherwise what is finer than the base unit is refused, thus: */
  const char *too_fine;
  const char *expected;
  guint decimals;           /* of the base unit in text */
} units[] = {
  [UNIT_CPU] = { cpu_suffixes, FALSE, "has more than three decimals",
                 "a number of cores like 4, 0.5 or 500m", 3 },
  [UNIT_MEMORY] = { memory_suffixes, TRUE, "has too many digits",
                    "an amount of memory like 4096 (MiB), 512MiB or 1.5GiB", 0 },
  [UNIT_DEVICE] = { cpu_suffixes, FALSE, "has more than three decimals",
                    "a number of devices like 1, 0.25 or 250m", 3 },
  [UNIT_PLAIN] = { plain_suffixes, FALSE, NOT_WHOLE, "a whole number like 100, 10k or 2M", 0 },
};

static gboolean
fail (const char **ret_reason, const char *reason)
{
  if (ret_reason != NULL)
    *ret_reason = reason;
  return FALSE;
}

static Wide
power_of_ten (guint exponent)
{
  Wide power = 1;

  for (guint i = 0; i < exponent; i++)
    power *= 10;
  return power;
}

/* Reads digits, with a point at most among them, and moves *text behind them. Zeros that say
 * nothing do not count as digits. On failure *ret_reason is set and *text stays. too_fine is the
 * reason for more decimals than anything could hold. */
static gboolean
scan_decimal (const char **text, Decimal *ret, const char *too_fine, const char **ret_reason)
{
  const char *p = *text;
  Decimal value = { 0, 0 };
  guint significant = 0;
  guint zeros = 0;  /* decimals 0 not yet taken in: they may be the last */
  gboolean point = FALSE;
  gboolean any = FALSE;

  for (;; p++) {
    if (*p == '.' && !point) {
      point = TRUE;
      continue;
    }
    if (!g_ascii_isdigit (*p))
      break;
    any = TRUE;
    if (point && *p == '0') {
      zeros++;
      continue;
    }
    guint places = point ? zeros + 1 : 1;
    gboolean leading = value.digits == 0 && *p == '0';
    if (point && value.digits == 0)
      significant += 1;
    else if (!leading)
      significant += places;
    if (significant > DIGITS_MAX || (point && value.decimals + places > DIGITS_MAX))
      return fail (ret_reason, point ? too_fine : OUT_OF_RANGE);
    value.digits = value.digits * power_of_ten (places) + (guint) (*p - '0');
    value.decimals += point ? places : 0;
    zeros = 0;
  }
  if (!any)
    return fail (ret_reason, NOT_A_NUMBER);
  *text = p;
  *ret = value;
  return TRUE;
}

/* value × the suffix's factor in whole base units. FALSE with a reason when that is over max or,
 * unless rounded up, when it is not whole. */
static gboolean
scale_decimal (const Decimal *value, const Suffix *suffix, gint64 max, gboolean round_up,
               const char *too_fine, gint64 *ret, const char **ret_reason)
{
  Wide product = value->digits * (guint64) suffix->multiplier;
  Wide divisor = power_of_ten (value->decimals) << suffix->shift;
  Wide amount = product / divisor;

  if (product % divisor != 0) {
    if (!round_up)
      return fail (ret_reason, too_fine);
    amount++;
  }
  if (max < 0 || amount > (Wide) max)
    return fail (ret_reason, OUT_OF_RANGE);
  *ret = (gint64) amount;
  return TRUE;
}

/* The usual number, up to twelve digits and after a point no more than `decimals`: number ×
 * 10^decimals. FALSE for all that needs a closer look. */
static gboolean
parse_plain (const char *text, guint decimals, gint64 max, gint64 *ret)
{
  static const guint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
  const char *p = text;
  guint64 value = 0;

  for (; g_ascii_isdigit (*p); p++)
    value = value * 10 + (guint) (*p - '0');
  if (p == text || p - text > PLAIN_DIGITS_MAX)
    return FALSE;
  if (*p == '.')
    for (p++; decimals > 0 && g_ascii_isdigit (*p); p++, decimals--)
      value = value * 10 + (guint) (*p - '0');
  value *= powers[decimals];
  if (*p != '\0' || max < 0 || value > (guint64) max)
    return FALSE;
  *ret = (gint64) value;
  return TRUE;
}

/* What is wrong with a text that begins with neither digit nor point. */
static const char *
sign_reason (const char *text)
{
  if (*text == '\0')
    return EMPTY;
  if (*text == '-' && (g_ascii_isdigit (text[1]) || text[1] == '.'))
    return NEGATIVE;
  return NULL;
}

gboolean
unit_parse (const char *text, Unit unit, gint64 max, gint64 *ret, const char **ret_reason)
{
  const char *reason = sign_reason (text);
  const char *end = text;
  Decimal value;

  if (parse_plain (text, units[unit].decimals, max, ret))
    return TRUE;
  if (reason != NULL)
    return fail (ret_reason, reason);
  if (!scan_decimal (&end, &value, units[unit].too_fine, ret_reason))
    return FALSE;
  for (const Suffix *suffix = units[unit].suffixes; suffix->suffix != NULL; suffix++)
    if (strcmp (end, suffix->suffix) == 0)
      return scale_decimal (&value, suffix, max, units[unit].round_up, units[unit].too_fine, ret,
                            ret_reason);
  return fail (ret_reason, g_ascii_isalpha (*end) ? "has an unknown unit" : NOT_A_NUMBER);
}

const char *
unit_expected (Unit unit)
{
  return units[unit].expected;
}

/* Appends value / 10^decimals without trailing zeros. */
static void
append_decimal (GString *out, gint64 value, guint decimals)
{
  guint64 magnitude = value < 0 ? -(guint64) value : (guint64) value;
  char buffer[32];
  char *p = buffer + sizeof buffer;
  gboolean significant = FALSE;

  for (guint i = 0; i < decimals; i++, magnitude /= 10) {
    significant = significant || magnitude % 10 != 0;
    if (significant)
      *--p = (char) ('0' + magnitude % 10);
  }
  if (significant)
    *--p = '.';
  do {
    *--p = (char) ('0' + magnitude % 10);
    magnitude /= 10;
  } while (magnitude > 0);
  if (value < 0)
    *--p = '-';
  g_string_append_len (out, p, buffer + sizeof buffer - p);
}

void
unit_append (GString *out, Unit unit, gint64 amount)
{
  append_decimal (out, amount, units[unit].decimals);
}

double
unit_size (Unit unit)
{
  return (double) power_of_ten (units[unit].decimals);
}

/* The longest suffix of time at text, or NULL. */
static const Suffix *
time_suffix_at (const char *text)
{
  gsize length = 0;

  while (g_ascii_isalpha (text[length]))
    length++;
  for (const Suffix *suffix = time_suffixes; suffix->suffix != NULL; suffix++)
    if (strlen (suffix->suffix) == length && strncmp (text, suffix->suffix, length) == 0)
      return suffix;
  return NULL;
}

gboolean
time_parse (const char *text, gint64 *ret, const char **ret_reason)
{
  static const Suffix seconds = { "", TIME_SECOND, 0 };
  static const char too_fine[] = "is finer than a microsecond";
  const char *reason = sign_reason (text);
  const char *p = text;
  gint64 total = 0;

  if (parse_plain (text, TIME_DECIMALS, TIME_MAX, ret))
    return TRUE;
  if (reason != NULL)
    return fail (ret_reason, reason);
  do {
    gboolean first = p == text;
    Decimal value;
    gint64 part;
    if (!scan_decimal (&p, &value, too_fine, ret_reason))
      return FALSE;
    const Suffix *suffix = *p == '\0' && first ? &seconds : time_suffix_at (p);
    if (suffix == NULL)
      return fail (ret_reason, g_ascii_isalpha (*p) ? "has an unknown unit of time"
                               : *p == '\0'         ? "ends in a number without unit"
                                                    : NOT_A_NUMBER);
    if (!scale_decimal (&value, suffix, TIME_MAX - total, FALSE, too_fine, &part, ret_reason))
      return FALSE;
    total += part;
    p += strlen (suffix->suffix);
  } while (*p != '\0');
  *ret = total;
  return TRUE;
}

void
time_append (GString *out, gint64 microseconds)
{
  append_decimal (out, microseconds, TIME_DECIMALS);
}

/* "N unit" of a count of tenths. */
static char *
format_tenths (const char *sign, guint64 tenths, const char *unit)
{
  g_autoptr (GString) number = g_string_new (sign);

  append_decimal (number, (gint64) tenths, 1);
  return g_strdup_printf ("%s %s", number->str, unit);
}

/* A count of the lesser of two units, `per` of which make the greater: "3d 4h", "3d". */
static char *
format_pair (const char *sign, guint64 count, guint per, const char *greater, const char *lesser)
{
  guint64 whole = count / per;
  guint64 rest = count % per;

  if (rest == 0)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT "%s", sign, whole, greater);
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT "%s %" G_GUINT64_FORMAT "%s", sign, whole, greater,
                          rest, lesser);
}

char *
time_format_human (gint64 microseconds)
{
  const char *sign = microseconds < 0 ? "-" : "";
  guint64 us = microseconds < 0 ? -(guint64) microseconds : (guint64) microseconds;

  if (microseconds == TIME_NEVER)
    return g_strdup ("never");
  if (us == 0)
    return g_strdup ("0 s");
  if (us < 1000)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT " us", sign, us);
  /* Rounded first, so that 59.99 s is a minute and not "60 s". */
  guint64 tenths_ms = (us + 50) / 100;
  if (tenths_ms < 10000)
    return format_tenths (sign, tenths_ms, "ms");
  guint64 tenths_s = (us + 50000) / 100000;
  if (tenths_s < 600)
    return format_tenths (sign, tenths_s, "s");
  guint64 seconds = (us + 500000) / 1000000;
  if (seconds < 3600)
    return format_pair (sign, seconds, 60, "min", "s");
  guint64 minutes = (seconds + 30) / 60;
  if (minutes < 1440)
    return format_pair (sign, minutes, 60, "h", "min");
  return format_pair (sign, (minutes + 30) / 60, 24, "d", "h");
}

gboolean
integer_parse (const char *text, gint64 min, gint64 max, gint64 *ret, const char **ret_reason)
{
  const char *p = text;
  gboolean negative = *p == '-';
  guint64 magnitude = 0;
  gboolean overflow = FALSE;

  if (*text == '\0')
    return fail (ret_reason, EMPTY);
  p += negative;
  if (!g_ascii_isdigit (*p))
    return fail (ret_reason, NOT_WHOLE);
  for (; g_ascii_isdigit (*p); p++)
    overflow = overflow || __builtin_mul_overflow (magnitude, 10u, &magnitude)
      || __builtin_add_overflow (magnitude, (guint64) (*p - '0'), &magnitude);
  if (*p != '\0')
    return fail (ret_reason, NOT_WHOLE);
  if (overflow || magnitude > (guint64) G_MAXINT64 + (negative ? 1 : 0))
    return fail (ret_reason, OUT_OF_RANGE);
  gint64 value = negative ? (gint64) -magnitude : (gint64) magnitude;
  if (value < min || value > max)
    return fail (ret_reason, negative && value < 0 && min >= 0 ? NEGATIVE : OUT_OF_RANGE);
  *ret = value;
  return TRUE;
}

/* The end of a decimal number with optional sign and exponent at text, or NULL. */
static const char *
skip_number (const char *p)
{
  guint digits = 0;

  if (*p == '-')
    p++;
  for (; g_ascii_isdigit (*p); p++)
    digits++;
  if (*p == '.')
    for (p++; g_ascii_isdigit (*p); p++)
      digits++;
  if (digits == 0)
    return NULL;
  if (*p == 'e' || *p == 'E') {
    p++;
    if (*p == '-' || *p == '+')
      p++;
    if (!g_ascii_isdigit (*p))
      return NULL;
    while (g_ascii_isdigit (*p))
      p++;
  }
  return p;
}

gboolean
number_parse (const char *text, double min, double max, double *ret, const char **ret_reason)
{
  const char *end = skip_number (text);

  if (*text == '\0')
    return fail (ret_reason, EMPTY);
  if (end == NULL || *end != '\0')
    return fail (ret_reason, NOT_A_NUMBER);
  double value = g_ascii_strtod (text, NULL);
  if (!isfinite (value))
    return fail (ret_reason, OUT_OF_RANGE);
  if (value < min || value > max)
    return fail (ret_reason, value < 0 && min >= 0 ? NEGATIVE : OUT_OF_RANGE);
  *ret = value;
  return TRUE;
}

/* Formats value with so many digits; whether they give the same double again. */
static gboolean
format_digits (char *buffer, int size, int precision, double value)
{
  char format[8];

  g_snprintf (format, sizeof format, "%%.%dg", precision);
  g_ascii_formatd (buffer, size, format, value);
  double back = g_ascii_strtod (buffer, NULL);
  return memcmp (&back, &value, sizeof value) == 0;
}

/* The texts of some numbers written of late: rows of a table mostly repeat those of the row before,
 * and finding how many digits it takes is what costs. One for each thread. */
#define LATE 512 /* 2^9 */

typedef struct {
  double value; /* 0: none */
  char text[G_ASCII_DTOSTR_BUF_SIZE];
} LateNumber;

static LateNumber *
late_number (double value)
{
  static _Thread_local LateNumber late[LATE];
  guint64 bits;
  memcpy (&bits, &value, sizeof bits);
  return &late[bits * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 55];
}

void
number_append (GString *out, double value)
{
  g_return_if_fail (isfinite (value));

  if (fpclassify (value) == FP_ZERO) {
    g_string_append_c (out, '0');
    return;
  }
  if (value == trunc (value) && fabs (value) < 1e15) {   /* not 1e+06 */
    append_decimal (out, (gint64) value, 0);
    return;
  }
  /* Up to DBL_DIG digits survive the way there and back, and %g drops their zeros at the end: what
   * has a shorter text than that shows it at once. Subnormal numbers have fewer digits. */
  LateNumber *late = late_number (value);
  if (memcmp (&late->value, &value, sizeof value) != 0) {
    int digits = fabs (value) < DBL_MIN ? 6 : DBL_DIG;
    while (!format_digits (late->text, sizeof late->text, digits, value))
      digits++;
    late->value = value;
  }
  g_string_append (out, late->text);
}
