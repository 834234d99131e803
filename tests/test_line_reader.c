/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test.h"
#include "util/line_reader.h"

#include <string.h>

/* All lines of the file, each behind its number and in brackets, and the error if there is one. */
static char *
lines_of (const char *text, gsize length)
{
  const char *path = test_temp_path ("lines.txt");
  g_autoptr (GError) error = NULL;
  GString *out = g_string_new (NULL);
  char *line;
  int got;

  ck_assert (g_file_set_contents (path, text, (gssize) length, NULL));
  g_autoptr (LineReader) reader = line_reader_new (path, "lines.txt", &error);
  test_ok (reader != NULL, error);
  while ((got = line_reader_next (reader, &line, &error)) > 0)
    g_string_append_printf (out, "%u[%s]", line_reader_line (reader),
                            strlen (line) < 100 ? line : "long");
  if (got < 0)
    g_string_append (out, error->message);
  else
    ck_assert_double_eq (line_reader_progress (reader), 1);
  return g_string_free (out, FALSE);
}

#define EXPECT(text, expected)                                                                     \
  do {                                                                                             \
    g_autofree char *got = lines_of ((text), sizeof (text) - 1);                                   \
    ck_assert_str_eq (got, (expected));                                                            \
  } while (0)

START_TEST (ends_of_lines)
{
  EXPECT ("", "");
  EXPECT ("a\nb c\n", "1[a]2[b c]");
  EXPECT ("a\r\n\r\n\nb", "1[a]2[]3[]4[b]");
  EXPECT ("\n", "1[]");
}
END_TEST

START_TEST (refuses_nul)
{
  EXPECT ("a\nb\0c\n", "1[a]lines.txt:2: a NUL byte; expected text");
}
END_TEST

START_TEST (refuses_other_encodings)
{
  EXPECT ("J\xc3\xb8rgen\n", "1[J\xc3\xb8rgen]");
  EXPECT ("a\nJ\xf8rgen\n", "1[a]lines.txt:2: the line is not UTF-8; expected text in UTF-8");
  EXPECT (";J\xf8rgen\n", "lines.txt:1: the line is not UTF-8; expected text in UTF-8");
}
END_TEST

START_TEST (comments_are_bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LineReader) reader
    = line_reader_new (test_temp_file ("lines.txt", ";J\xf8rgen\nJ\xf8rgen\n"), "lines.txt", &error);
  char *line;

  line_reader_set_comment (reader, ';');
  ck_assert_int_eq (line_reader_next (reader, &line, &error), 1);
  ck_assert_str_eq (line, ";J\xf8rgen");
  ck_assert_int_eq (line_reader_next (reader, &line, &error), -1);
}
END_TEST

/* Lines that lie across what is read at a time, and the longest that is taken. */
START_TEST (long_lines)
{
  g_autoptr (GString) text = g_string_new ("first\n");

  for (guint i = 0; i < 5; i++) {
    g_autofree char *line = g_strnfill (LINE_MAX_BYTES - (i == 4 ? 0 : i), 'x');

    g_string_append_printf (text, "%s\n", line);
  }
  g_string_append (text, "last");
  g_autofree char *all = lines_of (text->str, text->len);
  ck_assert_str_eq (all, "1[first]2[long]3[long]4[long]5[long]6[long]7[last]");

  g_string_insert_c (text, 6, 'x');
  g_autofree char *refused = lines_of (text->str, text->len);
  ck_assert_str_eq (refused, "1[first]lines.txt:2: the line is too long; expected lines of at most "
                             "64 KiB");
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("line_reader");
  TCase *tcase = tcase_create ("lines");

  tcase_add_test (tcase, ends_of_lines);
  tcase_add_test (tcase, refuses_nul);
  tcase_add_test (tcase, refuses_other_encodings);
  tcase_add_test (tcase, comments_are_bytes);
  tcase_add_test (tcase, long_lines);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
