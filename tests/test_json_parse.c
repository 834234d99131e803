/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is refused before json-glib sees it, and what json-glib refuses, with the line. */
#include "test.h"
#include "util/json_parse.h"

static const struct {
  const char *text;
  const char *message; /* NULL: it is taken */
} cases[] = {
  { "{\"a\": [1, \"{[/#'\\\"[\"]}\n", NULL },
  { " [\n{}\n] ", NULL },
  { "[\"\\\\\"]", NULL },
  { "[\"\\ud83d\\ude00 \\u00e9\\n\\/\"]", NULL },
  { "{}\n{}", "f.json:2: more than one value; expected JSON" },
  { "{} ]", "f.json:1: more than one value; expected JSON" },
  { "\n2", "f.json:2: no object and no array; expected JSON" },
  { "[1,\n// one\n2]", "f.json:2: a comment, or a single quote; expected JSON" },
  { "[\n\"\\333\"]", "f.json:2: an escape that stands for no character; expected JSON" },
  { "[\"\\ud83d\"]", "f.json:1: an escape that stands for no character; expected JSON" },
  { "[\"\\udc00\\ud83d\"]", "f.json:1: an escape that stands for no character; expected JSON" },
  { "[\"\\u00g0\"]", "f.json:1: an escape that stands for no character; expected JSON" },
  { "['a']", "f.json:1: a comment, or a single quote; expected JSON" },
};

START_TEST (refuses)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  const char *text = cases[_i].text;
  gboolean taken = json_parse_text (parser, "f.json", text, strlen (text), &error);

  ck_assert_int_eq (taken, cases[_i].message == NULL);
  if (!taken)
    ck_assert_str_eq (error->message, cases[_i].message);
}
END_TEST

/* The deepest that is taken, and one more. */
START_TEST (depth)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < JSON_DEPTH_MAX; i++)
    g_string_append_c (text, '[');
  for (guint i = 0; i < JSON_DEPTH_MAX; i++)
    g_string_append_c (text, ']');
  test_ok (json_parse_text (parser, "f.json", text->str, text->len, &error), error);
  g_string_prepend_c (text, '[');
  g_string_append_c (text, ']');
  ck_assert (!json_parse_text (parser, "f.json", text->str, text->len, &error));
  ck_assert_str_eq (error->message, "f.json:1: nested too deeply; expected JSON");
}
END_TEST

START_TEST (files)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  const char *path = test_temp_file ("f.json", "{\"a\":\n [}");
  g_autofree char *begin = g_strdup_printf ("%s:2: ", path);

  ck_assert (!json_parse_file (parser, path, &error));
  ck_assert_msg (g_str_has_prefix (error->message, begin), "%s", error->message);
  ck_assert (!json_parse_file (parser, test_temp_path ("none"), NULL));
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("json_parse");
  TCase *tcase = tcase_create ("texts");

  tcase_add_loop_test (tcase, refuses, 0, G_N_ELEMENTS (cases));
  tcase_add_test (tcase, depth);
  tcase_add_test (tcase, files);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
