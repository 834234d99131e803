/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The thin layer between our tests and Check.
 *
 * One program per module: START_TEST functions, a function that gathers them in a Suite, and
 * TEST_MAIN(suite_function) at the end. The program prints TAP, so that each START_TEST (each round
 * of a loop test) counts as one test in `make check` and `./dev check`. Check forks for every
 * test: a crash fails that test alone. A test may run for 120 s unless its TCase says otherwise.
 *
 * Paths returned here are interned: never freed, valid for the life of the process.
 *
 * Environment (set by the build; the fallbacks suit a program run by hand from the source tree):
 *   top_srcdir    the source tree                                    (the current directory)
 *   BERTH         the berth program to test                          (top_srcdir/build/berth)
 *   BERTH_SHARED  the folder of shared traces, not part of berth     (top_srcdir/../shared)
 *   BERTH_TEST_TAP  set: exit 0 even when tests failed, for the reader of the TAP knows
 *   CK_FORK=no, CK_RUN_CASE=name  Check's own, useful under a debugger
 */

#pragma once

#include <check.h>
#include <ftw.h>
#include <gio/gio.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A failure message that begins so is no failure but a test that could not be run. */
#define TEST_SKIP_PREFIX "SKIP: "

/* Ends the running test as skipped; say why, as printf does (the format is a literal). */
#define test_skip(...) ck_abort_msg (TEST_SKIP_PREFIX __VA_ARGS__)

/*
 * Asserts that a call which sets a GError succeeded: test_ok(thing_load(path, &error), error).
 * The error's message becomes the test's.
 */
#define test_ok(expression, error)                                                                 \
  ck_assert_msg ((expression), "%s: %s", #expression,                                              \
                 (error) != NULL ? (error)->message : "failed without an error")

/* The folder under which this program's tests keep their files; made by test_run(). */
static char *test_temp_root;

/* Check reads its default timeout when a TCase is made: before main() at the latest. */
__attribute__ ((constructor)) static void
test_before_main (void)
{
  (void) g_setenv ("CK_DEFAULT_TIMEOUT", "120", FALSE);
  (void) g_setenv ("CK_MAX_MSG_SIZE", "65536", FALSE);
}

/* `relative` under the source tree, absolute; whether it exists is not looked at. */
static inline const char *
test_source_path (const char *relative)
{
  const char *root = g_getenv ("top_srcdir");
  g_autofree char *joined = g_build_filename (root != NULL ? root : ".", relative, NULL);
  g_autofree char *path = g_canonicalize_filename (joined, NULL);
  return g_intern_string (path);
}

/* `relative` under the shared folder, absolute; NULL where there is no such file. */
static inline const char *
test_shared_path (const char *relative)
{
  const char *shared = g_getenv ("BERTH_SHARED");
  g_autofree char *joined = g_build_filename (
    shared != NULL ? shared : test_source_path ("../shared"), relative, NULL);
  g_autofree char *path = g_canonicalize_filename (joined, NULL);
  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_intern_string (path) : NULL;
}

/* As test_shared_path(), but skips the running test where the file is missing. */
static inline const char *
test_need_shared (const char *relative)
{
  const char *path = test_shared_path (relative);
  if (path == NULL)
    test_skip ("no %s in the shared folder (set BERTH_SHARED)", relative);
  return path;
}

/* The berth program to run in tests of the command. */
static inline const char *
test_berth_path (void)
{
  const char *path = g_getenv ("BERTH");
  return path != NULL ? path : test_source_path ("build/berth");
}

/*
 * An empty folder of the running test's own, the same one at each call in that test (in the whole
 * program under CK_FORK=no). Removed with all it holds when the program ends.
 */
static inline const char *
test_temp_dir (void)
{
  static const char *dir;
  if (dir == NULL) {
    g_autofree char *template = g_build_filename (
      test_temp_root != NULL ? test_temp_root : g_get_tmp_dir (), "XXXXXX", NULL);
    ck_assert_ptr_nonnull (g_mkdtemp (template));
    dir = g_intern_string (template);
  }
  return dir;
}

/* The path of `name` in test_temp_dir(). */
static inline const char *
test_temp_path (const char *name)
{
  g_autofree char *path = g_build_filename (test_temp_dir (), name, NULL);
  return g_intern_string (path);
}

/* Writes `text` to the file `name` in test_temp_dir() and returns its path. */
static inline const char *
test_temp_file (const char *name, const char *text)
{
  const char *path = test_temp_path (name);
  ck_assert (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* The whole of a text file; the test fails where it cannot be read. Free with g_free(). */
static inline char *
test_read_file (const char *path)
{
  char *text = NULL;
  g_autoptr (GError) error = NULL;
  test_ok (g_file_get_contents (path, &text, NULL, &error), error);
  return text;
}

static inline int
test_remove_one_ (const char *path, const struct stat *status, int type, struct FTW *walk)
{
  (void) status;
  (void) type;
  (void) walk;
  (void) remove (path);
  return 0;
}

/* Removes a folder and all it holds; never follows a symbolic link. */
static inline void
test_remove_tree (const char *path)
{
  (void) nftw (path, test_remove_one_, 16, FTW_DEPTH | FTW_PHYS);
}

/*
 * One test's result line in Check's log is FILE:LINE:P|F|E:TCASE:TEST:ROUND: MESSAGE, and any
 * further lines belong to its message. TAP has one line a test, the rest as comments.
 * Returns FALSE where `line` is not such a line; then no test was counted.
 */
static inline gboolean
test_print_result_ (const GRegex *form, const char *line, guint *number, guint *failed)
{
  g_autoptr (GMatchInfo) match = NULL;
  if (!g_regex_match (form, line, 0, &match))
    return FALSE;
  g_autofree char *where = g_match_info_fetch (match, 1);
  g_autofree char *mark = g_match_info_fetch (match, 2);
  g_autofree char *name = g_match_info_fetch (match, 3);
  g_autofree char *round = g_match_info_fetch (match, 4);
  g_autofree char *message = g_match_info_fetch (match, 5);
  const char *hash = strcmp (round, "0") == 0 ? "" : ":";
  if (*hash == '\0')
    *round = '\0';
  *number += 1;
  if (*mark == 'P') {
    printf ("ok %u - %s%s%s\n", *number, name, hash, round);
  } else if (g_str_has_prefix (message, TEST_SKIP_PREFIX)) {
    printf ("ok %u - %s%s%s # SKIP %s\n", *number, name, hash, round,
            message + strlen (TEST_SKIP_PREFIX));
  } else {
    /* A '#' in a message must not be taken for a TAP directive. */
    g_strdelimit (message, "#", '.');
    printf ("not ok %u - %s%s%s: %s: %s\n", *number, name, hash, round, where, message);
    *failed += 1;
  }
  return TRUE;
}

/* Turns Check's log into TAP on stdout. Returns the number of tests that failed. */
static inline guint
test_print_tap_ (const char *log_path, guint expected)
{
  g_autofree char *log = NULL;
  g_autoptr (GRegex) form = g_regex_new (
    "^(?:.*/)?([^/:]*:\\d+):([PFE]):([^:]*:[^:]*):(\\d+): ?(.*)$", G_REGEX_RAW, 0, NULL);
  guint number = 0;
  guint failed = 0;
  if (!g_file_get_contents (log_path, &log, NULL, NULL))
    log = g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "Results for all suites run:"))
      break;
    if (g_str_has_prefix (lines[i], "Running suite "))
      continue;
    if (!test_print_result_ (form, lines[i], &number, &failed) && lines[i][0] != '\0')
      printf ("# %s\n", lines[i]);
  }
  if (number == expected)
    printf ("1..%u\n", number);
  else
    printf ("Bail out! %u results of %u tests\n", number, expected);
  return failed + (number == expected ? 0 : 1);
}

/*
 * Runs every test of the suite (which it takes over) and prints TAP.
 * Returns what main() should: 0 where all passed or were skipped.
 */
static inline int
test_run (Suite *suite)
{
  test_temp_root = g_build_filename (g_get_tmp_dir (), "berth-test-XXXXXX", NULL);
  if (g_mkdtemp (test_temp_root) == NULL) {
    printf ("Bail out! cannot make a folder in %s\n", g_get_tmp_dir ());
    return 1;
  }
  g_autofree char *log_path = g_build_filename (test_temp_root, "check.log", NULL);
  SRunner *runner = srunner_create (suite);
  srunner_set_log (runner, log_path);
  srunner_run_all (runner, CK_SILENT);
  guint failed = test_print_tap_ (log_path, (guint) srunner_ntests_run (runner));
  srunner_free (runner);
  test_remove_tree (test_temp_root);
  g_clear_pointer (&test_temp_root, g_free);
  return failed > 0 && g_getenv ("BERTH_TEST_TAP") == NULL ? 1 : 0;
}

/* The main() of a test program; `suite_function` is `static Suite *suite_function (void)`. */
#define TEST_MAIN(suite_function)                                                                  \
  int main (void)                                                                                  \
  {                                                                                                \
    return test_run (suite_function ());                                                           \
  }
