/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The CSV reader: texts and the rows or the one error they give, chunk borders, gzip. */
#include "util/csv.h"
#include "util/input_error.h"
#include "util/random.h"

#include "test.h"

#define ROW_MAX (1024 * 1024)

/* Everything a file gives, as text: `LINE:cell|cell` a row, and `! message` for an error. */
static char *
read_all (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsvReader) reader = csv_reader_new (path, "f", &error);
  GString *out = g_string_new (NULL);
  const char *const *cells = NULL;
  guint columns = 0;
  int more = -1;

  if (reader != NULL) {
    cells = csv_reader_header (reader, &columns);
    more = 1;
  }
  while (more > 0) {
    g_autofree char *row = g_strjoinv ("|", (char **) cells);
    g_string_append_printf (out, "%u:%s\n", csv_reader_line (reader), row);
    more = csv_reader_next (reader, &cells, &error);
  }
  if (more < 0) {
    ck_assert_ptr_nonnull (error);
    ck_assert (error->domain == INPUT_ERROR);
    g_string_append_printf (out, "! %s\n", error->message);
  } else {
    ck_assert_ptr_null (error);
    ck_assert_uint_eq (csv_reader_position (reader), csv_reader_size (reader));
  }
  return g_string_free (out, FALSE);
}

#define QUOTES "; expected cells with quotes written as \"…\", and quotes within them doubled\n"

static const struct {
  const char *text;
  const char *expected;
} cases[] = {
  { "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
  { "a,b\n1,2", "1:a|b\n2:1|2\n" },
  { "a,b\n1,", "1:a|b\n2:1|\n" },
  { "a,b\r\n1,2\r\n", "1:a|b\n2:1|2\n" },
  { "\xef\xbb\xbf" "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
  { "\n\n \t\na,b\n\n\r\n1,2\n\n", "4:a|b\n7:1|2\n" },
  { " a , b \n\t1 2\t, \n", "1:a|b\n2:1 2|\n" },
  { "a,b\n\" 1 \" ,\"x,\"\"y\"\"\"\n", "1:a|b\n2: 1 |x,\"y\"\n" },
  { "a,b\n\"1\n\n2\",3\n4,5\n", "1:a|b\n2:1\n\n2|3\n5:4|5\n" },
  { "a,b\n\"\n\",\n4,5\n", "1:a|b\n2:\n|\n4:4|5\n" },
  { "a\n\"\"\nx\n", "1:a\n2:\n3:x\n" },
  { "a,b\nü,€\n", "1:a|b\n2:ü|€\n" },
  { "a,b\n", "1:a|b\n" },
  { "", "! f: the file is empty; expected a header line\n" },
  { "\n \n", "! f: the file is empty; expected a header line\n" },
  { "\xef\xbb\xbf", "! f: the file is empty; expected a header line\n" },
  { "a,b,a\n", "! f:1: column 'a' is there twice; expected each column once\n" },
  { "a,b\n1,2\n\n1\n", "1:a|b\n2:1|2\n! f:4: 1 cell; expected 2 as in the header\n" },
  { "a,b\n1,2,3\n", "1:a|b\n! f:2: 3 cells; expected 2 as in the header\n" },
  { "a,b\n1,2\n3,\"4\n5,6\n",
    "1:a|b\n2:1|2\n! f:3: a quote is never closed; expected a closing quote before the end of the "
    "file\n" },
  { "a,b\n1,x\"y\n", "1:a|b\n! f:2: a quote in the middle of a cell" QUOTES },
  { "a,b\n1,\"x\"y\n", "1:a|b\n! f:2: a quote in the middle of a cell" QUOTES },
  { "a,b\n1,2\n3,\xff\n5,6\n",
    "1:a|b\n2:1|2\n! f:3: cell 2 is not UTF-8; expected text in UTF-8\n" },
  { "a,b\n\xc3,\xbc\n", "1:a|b\n! f:2: cell 1 is not UTF-8; expected text in UTF-8\n" },
  { "a,b\r1,\"2\n3\"\n",
    "! f:1: a carriage return within a line; expected lines that end in LF or CRLF\n" },
  { "a,b\r1,2\r",
    "! f:1: a carriage return within a line; expected lines that end in LF or CRLF\n" },
};

START_TEST (test_text)
{
  g_autofree char *got = read_all (test_temp_file ("f.csv", cases[_i].text));

  /* A lone CR ends the header, which is then handed out before the error. */
  if (_i >= (int) G_N_ELEMENTS (cases) - 2)
    ck_assert (g_str_has_suffix (got, cases[_i].expected));
  else
    ck_assert_str_eq (got, cases[_i].expected);
}
END_TEST

START_TEST (test_nul)
{
  const char *path = test_temp_path ("nul.csv");
  g_autofree char *got = NULL;

  ck_assert (g_file_set_contents (path, "a,b\n1,2\n3,\0\n", 12, NULL));
  got = read_all (path);
  ck_assert_str_eq (got, "1:a|b\n2:1|2\n! f:3: a NUL byte; expected text in UTF-8\n");
}
END_TEST

static char *
gzip (const char *text, gsize length, gsize *ret_length)
{
  g_autoptr (GZlibCompressor) compressor
    = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream
    = g_converter_output_stream_new (memory, G_CONVERTER (compressor));

  ck_assert (g_output_stream_write_all (stream, text, length, NULL, NULL, NULL));
  ck_assert (g_output_stream_close (stream, NULL, NULL));
  *ret_length = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory));
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
}

/* A file with cells of many lengths, quoted newlines and non-ASCII text; what read_all must say of
 * it goes to expected. */
static GString *
make_long (guint rows, GString *expected)
{
  GString *text = g_string_new ("a,b,c\n");
  guint line = 2;

  g_string_append (expected, "1:a|b|c\n");
  for (guint i = 0; i < rows; i++) {
    g_autofree char *fill = g_strnfill (i * 7919 % 97, 'x');
    g_string_append_printf (text, "%u,%s,\"€\n%s\"\n", i, fill, fill);
    g_string_append_printf (expected, "%u:%u|%s|€\n%s\n", line, i, fill, fill);
    line += 2;
  }
  return text;
}

START_TEST (test_chunks)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) text = make_long (5000, expected);
  gsize length = 0;
  g_autofree char *packed = gzip (text->str, text->len, &length);
  const char *packed_path = test_temp_path ("long.csv.gz");
  g_autofree char *plain_rows = read_all (test_temp_file ("long.csv", text->str));

  ck_assert_uint_gt (text->len, 4 * 65536);
  ck_assert_str_eq (plain_rows, expected->str);
  ck_assert (g_file_set_contents (packed_path, packed, (gssize) length, NULL));
  g_autofree char *packed_rows = read_all (packed_path);
  ck_assert_str_eq (packed_rows, expected->str);
}
END_TEST

/* Each byte of a row in turn comes to lie at the end of the first chunk. */
START_TEST (test_chunk_border)
{
  static const char row[] = "\"€\r\n\"\"\", ü ,\r\n";

  for (guint shift = 0; shift <= sizeof row; shift++) {
    g_autoptr (GString) text = g_string_new ("a,b,c\n");
    g_autofree char *got = NULL;
    while (text->len < 65536 - shift)
      g_string_append_c (text, text->len % 64 == 63 || text->len == 65535 - shift ? '\n' : ' ');
    g_string_append (text, row);
    got = read_all (test_temp_file ("border.csv", text->str));
    const char *cells = strrchr (got, ':');
    ck_assert_ptr_nonnull (cells);
    ck_assert_str_eq (cells, ":€\r\n\"|ü|\n");
  }
}
END_TEST

/* Members one after the other are one file (bgzip writes such files). */
START_TEST (test_gzip_members)
{
  gsize first_length = 0;
  gsize second_length = 0;
  g_autofree char *first = gzip ("a,b\n1,", 6, &first_length);
  g_autofree char *second = gzip ("2\n3,4\n", 6, &second_length);
  g_autoptr (GString) both = g_string_new_len (first, (gssize) first_length);
  const char *path = test_temp_path ("two.csv.gz");

  g_string_append_len (both, second, (gssize) second_length);
  ck_assert (g_file_set_contents (path, both->str, (gssize) both->len, NULL));
  g_autofree char *got = read_all (path);
  ck_assert_str_eq (got, "1:a|b\n2:1|2\n3:3|4\n");
}
END_TEST

/* Cut anywhere, or with a byte changed in the checksum: an error, after the rows before it. */
START_TEST (test_gzip_damage)
{
  static const char message[]
    = "! f: gzip data ends too early or is damaged; expected a whole .gz file\n";
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GString) text = make_long (3000, expected);
  gsize length = 0;
  g_autofree char *packed = gzip (text->str, text->len, &length);
  const char *path = test_temp_path ("cut.csv.gz");
  const gsize cuts[] = { 0, 1, 9, 10, 11, 100, length / 2, length - 9, length - 8, length - 1 };

  for (guint i = 0; i < G_N_ELEMENTS (cuts); i++) {
    ck_assert (g_file_set_contents (path, packed, (gssize) cuts[i], NULL));
    g_autofree char *got = read_all (path);
    ck_assert_msg (g_str_has_suffix (got, message), "cut at %zu", cuts[i]);
  }
  packed[length - 6] ^= 1;
  ck_assert (g_file_set_contents (path, packed, (gssize) length, NULL));
  g_autofree char *got = read_all (path);
  ck_assert (g_str_has_suffix (got, message));
  g_autofree char *no_gzip = read_all (test_temp_file ("plain.csv.gz", "a,b\n1,2\n"));
  ck_assert_str_eq (no_gzip, message);
}
END_TEST

START_TEST (test_row_limit)
{
  g_autofree char *fill = g_strnfill (ROW_MAX - 2, 'x');
  g_autofree char *fits = g_strdup_printf ("a,b\n1,%s\n2,3\n", fill);
  g_autofree char *over = g_strdup_printf ("a,b\n1,2\n12,%s\n2,3\n", fill);
  g_autofree char *got_fits = read_all (test_temp_file ("fits.csv", fits));
  g_autofree char *got_over = read_all (test_temp_file ("over.csv", over));

  ck_assert (g_str_has_suffix (got_fits, "x\n3:2|3\n"));
  ck_assert_str_eq (got_over,
                    "1:a|b\n2:1|2\n! f:3: the line is too long; expected at most 1048576 bytes\n");
}
END_TEST

/* A quote left open swallows lines only up to the limit. */
START_TEST (test_row_limit_quote)
{
  g_autoptr (GString) text = g_string_new ("a,b\n1,\"2\n");

  while (text->len < 3 * ROW_MAX)
    g_string_append (text, "3,4\n");
  g_autofree char *got = read_all (test_temp_file ("quote.csv", text->str));
  ck_assert_str_eq (got, "1:a|b\n! f:2: the line is too long; expected at most 1048576 bytes (is "
                         "there a quote that is never closed?)\n");
}
END_TEST

/* A random cell as it may stand in a file, and what it holds. */
static void
random_cell (guint64 random, GString *text, GString *expected)
{
  static const char *const pieces[] = { "a", "1.5", "-", "x y", "€", "0", "\v", "%+", "'\t;" };
  static const char *const blanks[] = { "", "", "", " ", "\t ", "  " };
  gboolean quoted = random % 16 == 0;
  g_autoptr (GString) value = g_string_new (NULL);

  for (guint i = random >> 4 & 3; i > 0; i--)
    g_string_append (value, pieces[random_mix (random + i) % G_N_ELEMENTS (pieces)]);
  if (quoted)
    g_string_append (value, random >> 6 & 1 ? ",\n" : " ");
  g_string_append (text, blanks[(random >> 8) % G_N_ELEMENTS (blanks)]);
  g_string_append_printf (text, quoted ? "\"%s\"" : "%s", value->str);
  g_string_append (text, blanks[(random >> 16) % G_N_ELEMENTS (blanks)]);
  g_string_append (expected, value->str);
}

/* Plain lines, which are cut in place, among others, which libcsv reads, and at the end a line of
 * the first kind with a fault. */
START_TEST (test_random)
{
  static const char *const ends[] = { "\n", "\r\n", "\n", "\n\n", "\n \t\r\n" };
  static const struct {
    const char *text, *rows, *error;
  } faults[] = {
    { "", "", "" },
    { "1, 2", "%u:1|2\n", "" },
    { "1,2,3\n4,5\n", "", "! f:%u: 3 cells; expected 2 as in the header\n" },
    { "1\n4,5\n", "", "! f:%u: 1 cell; expected 2 as in the header\n" },
    { "1,2\r3\n4,5\n", "%u:1|2\n",
      "! f:%u: a carriage return within a line; expected lines that end in LF or CRLF\n" },
    { "1,\xc3\n4,5\n", "", "! f:%u: cell 2 is not UTF-8; expected text in UTF-8\n" },
    { "1, x\"y\n4,5\n", "", "! f:%u: a quote in the middle of a cell" QUOTES },
  };
  g_autoptr (GString) text = g_string_new ("a,b\n");
  g_autoptr (GString) expected = g_string_new ("1:a|b\n");
  guint64 random = (guint64) _i;
  guint line = 2;

  while (text->len < 100000) {
    gsize from = text->len;
    g_string_append_printf (expected, "%u:", line);
    random_cell (random = random_mix (random), text, expected);
    g_string_append_c (text, ',');
    g_string_append_c (expected, '|');
    random_cell (random = random_mix (random), text, expected);
    g_string_append_c (expected, '\n');
    g_string_append (text, ends[(random = random_mix (random)) % G_N_ELEMENTS (ends)]);
    for (const char *c = text->str + from; *c != '\0'; c++)
      line += *c == '\n';
  }
  for (guint i = 0; i < G_N_ELEMENTS (faults); i++) {
    g_autoptr (GString) all = g_string_new (expected->str);
    g_autofree char *faulty = g_strconcat (text->str, faults[i].text, NULL);
    g_autofree char *at = g_strdup_printf ("%u", line);
    g_string_append (all, faults[i].rows);
    g_string_append (all, faults[i].error);
    g_string_replace (all, "%u", at, 0);
    g_autofree char *got = read_all (test_temp_file ("f.csv", faulty));
    ck_assert_msg (g_str_equal (got, all->str), "fault %u", i);
  }
}
END_TEST

START_TEST (test_many_cells)
{
  g_autofree char *commas = g_strnfill (100000, ',');
  g_autofree char *text = g_strdup_printf ("a,b\n%s\n", commas);
  g_autofree char *got = read_all (test_temp_file ("many.csv", text));

  ck_assert_str_eq (got, "1:a|b\n! f:2: 100001 cells; expected 2 as in the header\n");
}
END_TEST

START_TEST (test_files)
{
  g_autofree char *folder = read_all (test_temp_dir ());
  g_autofree char *missing = read_all (test_temp_path ("none.csv"));
  g_autofree char *device = read_all ("/dev/zero");

  ck_assert_str_eq (folder, "! f: is a folder; expected a file\n");
  ck_assert_str_eq (missing, "! f: cannot read: no such file\n");
  ck_assert_str_eq (device, "! f: is no regular file; expected a file\n");
}
END_TEST

START_TEST (test_unreadable)
{
  const char *path = test_temp_file ("secret.csv", "a\n1\n");

  ck_assert_int_eq (g_chmod (path, 0), 0);
  if (g_access (path, R_OK) == 0)
    test_skip ("root reads everything");
  g_autofree char *got = read_all (path);
  ck_assert_str_eq (got, "! f: cannot read: permission denied\n");
}
END_TEST

/* An error stays: asking again gives it again, and frees cleanly unread. */
START_TEST (test_error_again)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsvReader) reader
    = csv_reader_new (test_temp_file ("bad.csv", "a\n1\n\xff\n"), "f", &error);
  const char *const *cells = NULL;

  ck_assert_int_eq (csv_reader_next (reader, &cells, &error), 1);
  ck_assert_int_eq (csv_reader_next (reader, &cells, &error), -1);
  g_clear_error (&error);
  ck_assert_int_eq (csv_reader_next (reader, &cells, &error), -1);
  ck_assert_str_eq (error->message, "f:3: cell 1 is not UTF-8; expected text in UTF-8");
  ck_assert_str_eq (csv_reader_display (reader), "f");
}
END_TEST

static Suite *
csv_suite (void)
{
  Suite *suite = suite_create ("csv");
  TCase *tcase = tcase_create ("csv");

  tcase_add_loop_test (tcase, test_text, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tcase, test_nul);
  tcase_add_test (tcase, test_chunks);
  tcase_add_test (tcase, test_chunk_border);
  tcase_add_test (tcase, test_gzip_members);
  tcase_add_test (tcase, test_gzip_damage);
  tcase_add_test (tcase, test_row_limit);
  tcase_add_test (tcase, test_row_limit_quote);
  tcase_add_loop_test (tcase, test_random, 0, 20);
  tcase_add_test (tcase, test_many_cells);
  tcase_add_test (tcase, test_files);
  tcase_add_test (tcase, test_unreadable);
  tcase_add_test (tcase, test_error_again);
  suite_add_tcase (suite, tcase);
  return suite;
}

TEST_MAIN (csv_suite)
