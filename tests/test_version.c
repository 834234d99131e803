/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The version, and with it the ground the other tests stand on: that a suite runs, that the source
 * tree is found, that a test has a folder to itself.
 */

#include "berth.h"

#include "test.h"

START_TEST (version_is_three_numbers)
{
  ck_assert (g_regex_match_simple ("^[0-9]+\\.[0-9]+\\.[0-9]+$", berth_version (), 0, 0));
}
END_TEST

START_TEST (source_tree_is_found)
{
  ck_assert (g_file_test (test_source_path ("src/berth.h"), G_FILE_TEST_IS_REGULAR));
}
END_TEST

/* Each round forks anew: what the first leaves behind, the second must not see. */
START_TEST (temp_dir_is_empty)
{
  const char *path = test_temp_path ("left");
  ck_assert (!g_file_test (path, G_FILE_TEST_EXISTS));
  ck_assert_str_eq (test_temp_file ("left", "text\n"), path);
  g_autofree char *text = test_read_file (path);
  ck_assert_str_eq (text, "text\n");
}
END_TEST

static Suite *
version_suite (void)
{
  Suite *suite = suite_create ("version");
  TCase *core = tcase_create ("core");
  tcase_add_test (core, version_is_three_numbers);
  tcase_add_test (core, source_tree_is_found);
  tcase_add_loop_test (core, temp_dir_is_empty, 0, 2);
  suite_add_tcase (suite, core);
  return suite;
}

TEST_MAIN (version_suite);
