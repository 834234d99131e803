/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a page is made of. What it is like in a browser is in tests/web. */
#include "page/findings.h"
#include "page/html.h"
#include "page/page.h"
#include "page/thin.h"
#include "page/words.h"

#include "scenario/scenario.h"
#include "tests/test.h"

#include <math.h>

static void
check_html (Html *html, const char *expected)
{
  g_autofree char *text = html_steal (html, NULL);

  ck_assert_str_eq (text, expected);
}

START_TEST (texts_and_attributes_are_escaped)
{
  g_autoptr (Html) html = html_new ();

  html_open (html, "p", "title", "\"<a href='x'>&", "hidden", "", "class", NULL, NULL);
  html_text (html, "<script>alert(\"&\")</script>");
  html_textf (html, " %s %d", "<b>", 7);
  html_close (html);
  html_element (html, "b", NULL, "&amp;");
  check_html (html, "<p title=\"&quot;&lt;a href=&#39;x&#39;&gt;&amp;\" hidden>"
                    "&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt; &lt;b&gt; 7</p>"
                    "<b>&amp;amp;</b>");
}
END_TEST

START_TEST (bytes_that_are_no_text_are_replaced)
{
  g_autoptr (Html) html = html_new ();

  html_text (html, "a\xff"
                   "b\x01"
                   "c\x7f\xc2\x80\tü\n");
  check_html (html, "a\xef\xbf\xbd"
                    "b\xef\xbf\xbd"
                    "c\xef\xbf\xbd\xef\xbf\xbd\tü\n");
}
END_TEST

START_TEST (long_series_keep_their_extremes)
{
  enum { ROWS = 10000, LIMIT = 100 };
  g_autofree double *up = g_new (double, ROWS), *flat = g_new (double, ROWS);
  const double *const columns[] = { up, flat };
  g_autoptr (GArray) rows = NULL;
  gboolean spike = FALSE, hole = FALSE;

  for (guint i = 0; i < ROWS; i++) {
    up[i] = sin (i / 300.0);
    flat[i] = NAN;
  }
  up[4321] = 50;
  flat[8765] = -7;
  rows = thin_rows (columns, 2, ROWS, LIMIT);
  ck_assert_uint_le (rows->len, LIMIT + 2);
  ck_assert_uint_eq (g_array_index (rows, guint, 0), 0);
  ck_assert_uint_eq (g_array_index (rows, guint, rows->len - 1), ROWS - 1);
  for (guint i = 0; i < rows->len; i++) {
    spike |= g_array_index (rows, guint, i) == 4321;
    hole |= g_array_index (rows, guint, i) == 8765;
    ck_assert (i == 0 || g_array_index (rows, guint, i) > g_array_index (rows, guint, i - 1));
  }
  ck_assert (spike && hole);
}
END_TEST

START_TEST (short_series_are_whole)
{
  const double values[] = { 3, 1, 2 };
  const double *const columns[] = { values };
  g_autoptr (GArray) rows = thin_rows (columns, 1, 3, 3);

  ck_assert_uint_eq (rows->len, 3);
}
END_TEST

START_TEST (the_largest_come_first)
{
  const double values[] = { 2, NAN, 5, 5, -1, 9 };
  static const guint expected[] = { 5, 2, 3, 0 };
  g_autoptr (GArray) rows = findings_largest (values, G_N_ELEMENTS (values), 4);

  ck_assert_uint_eq (rows->len, 4);
  for (guint i = 0; i < rows->len; i++)
    ck_assert_uint_eq (g_array_index (rows, guint, i), expected[i]);
}
END_TEST

START_TEST (numbers_are_put_in_words)
{
  static const struct {
    char *(*words) (double value);
    double value;
    const char *expected;
  } cases[] = {
    { words_count, 1234567, "1,234,567" }, { words_count, NAN, "–" },
    { words_percent, 0.12345, "12.3\u00a0%" },  { words_percent, 1, "100.0\u00a0%" },
    { words_number, 1234.5, "1,234" },     { words_number, 0.67365, "0.674" },
    { words_number, 12.5, "12.50" },       { words_seconds, 3725, "1h 2min" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = cases[i].words (cases[i].value);
    ck_assert_str_eq (text, cases[i].expected);
  }
}
END_TEST

static char *
run_small_cell (const char *folder)
{
  static const char trace[] = "job,user,priority,submit,duration,cpu,memory\n"
                              "big,ann,150,0,600,2,1024\n"
                              "late,\"<i>\"\"&\",150,60,600,1,1024\n"
                              "huge,ann,150,60,600,8,1024\n";
  static const char text[] = "[scenario]\ntitle = <b>small</b>\n[cell]\nresources = cpu; memory\n"
                             "[machines a]\ncount = 1\ncpu = 2\nmemory = 2048\n"
                             "[workload]\ntrace = trace.csv\n[metrics]\ninterval = 1min\n";
  RunOptions options = { .out_dir = test_temp_path (folder), .write_page = page_write_of_run };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = NULL;
  g_autofree char *page = NULL;

  test_temp_file ("trace.csv", trace);
  scenario = scenario_load (test_temp_file ("small.scenario", text), NULL, &error);
  test_ok (scenario != NULL, error);
  test_ok (run_scenario (scenario, &options, NULL, &error), error);
  page = g_build_filename (options.out_dir, PAGE_NAME, NULL);
  return test_read_file (page);
}

START_TEST (a_page_says_what_the_files_say)
{
  g_autofree char *page = run_small_cell ("out");
  static const char *const parts[] = {
    "<h1>&lt;b&gt;small&lt;/b&gt;</h1>",
    "2 tasks (66.7\u00a0% of those submitted) found no machine for a time.",
    "<li>capacity, 1 task: all machines that may run them together had less free than they request.</li>",
    "<li>too_large, 1 task: no machine has as much as they request.</li>",
    "the longest wait was 9min.",
    "<th scope=\"row\">&lt;i&gt;&quot;&amp;<td data-v=\"1\">1",
    "No task was evicted for another&#39;s sake.",
    /* big leaves 1 GiB free for 10 of 20 min, and no core */
    "1 of 1 machines stranded something for a time. Memory: on average 50.0\u00a0% of what was free was "
    "stranded on the 1 machine below, 50.0\u00a0% on all.",
    "<td data-v=\"0.5\">50\u00a0%<td class=\"text\">CPU\u00a0100.0\u00a0%<td data-v=\"0\">0"
    "<td data-v=\"1024\">1 GiB<td data-v=\"600\">10min<td data-v=\"1\">1<td>–</tbody>",
    "trace = trace.csv\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    ck_assert_msg (strstr (page, parts[i]) != NULL, "no '%s'", parts[i]);
  ck_assert_ptr_null (strstr (page, "<i>\""));
  ck_assert_ptr_null (strstr (page, "<b>small"));
}
END_TEST

START_TEST (the_page_made_again_is_the_same)
{
  g_autofree char *page = run_small_cell ("out");
  g_autoptr (GError) error = NULL;
  g_autofree char *again = page_of_run (test_temp_path ("out"), NULL, NULL, &error);
  g_autofree char *manifest = test_read_file (test_temp_path ("out/manifest.json"));

  test_ok (again != NULL, error);
  ck_assert_str_eq (page, again);
  ck_assert_ptr_nonnull (strstr (manifest, "\"report.html\""));
}
END_TEST

START_TEST (a_folder_without_results_is_an_error)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (page_of_run (test_temp_dir (), NULL, NULL, &error));
  ck_assert_ptr_nonnull (
    strstr (error->message, ": there is no summary.json; expected a folder written by berth run"));
}
END_TEST

/* json-glib alone would descend into it until the stack ends. */
START_TEST (nested_without_end_is_an_error)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("{\"a\":");

  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  test_temp_file ("summary.json", text->str);
  ck_assert_ptr_null (page_of_run (test_temp_dir (), NULL, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "summary.json:1: nested too deeply"));
}
END_TEST

static Suite *
page_suite (void)
{
  Suite *suite = suite_create ("page");
  TCase *tcase = tcase_create ("page");

  tcase_add_test (tcase, texts_and_attributes_are_escaped);
  tcase_add_test (tcase, bytes_that_are_no_text_are_replaced);
  tcase_add_test (tcase, long_series_keep_their_extremes);
  tcase_add_test (tcase, short_series_are_whole);
  tcase_add_test (tcase, the_largest_come_first);
  tcase_add_test (tcase, numbers_are_put_in_words);
  tcase_add_test (tcase, a_page_says_what_the_files_say);
  tcase_add_test (tcase, the_page_made_again_is_the_same);
  tcase_add_test (tcase, a_folder_without_results_is_an_error);
  tcase_add_test (tcase, nested_without_end_is_an_error);
  suite_add_tcase (suite, tcase);
  return suite;
}

TEST_MAIN (page_suite)
