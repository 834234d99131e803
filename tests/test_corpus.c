/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fuzzers' seeds, and what once went wrong, read again with any compiler: tests/fuzz/targets.h.
 * Every format has seeds, and what is in them is read to the end. */
#include "test.h"
#include "tests/fuzz/targets.h"

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_seeds (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gboolean
run_seed (const FuzzTarget *target, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  test_ok (g_file_get_contents (path, &bytes, &size, &error), error);
  return fuzz_target_run (target, (const guint8 *) bytes, size);
}

START_TEST (seeds_are_read)
{
  g_autofree char *relative = NULL;
  g_autoptr (GPtrArray) names = NULL;
  FuzzTarget target;
  guint taken = 0;

  ck_assert (fuzz_target_get ((guint) _i, &target));
  relative = g_build_filename ("tests/fuzz/corpus", target.name, NULL);
  names = list_seeds (test_source_path (relative));
  for (guint i = 0; i < names->len; i++)
    taken += run_seed (&target, test_source_path (relative), g_ptr_array_index (names, i)) ? 1 : 0;
  ck_assert_msg (taken > 0, "%s: %u files, of which none is read; expected a small one that is",
                 relative, names->len);
}
END_TEST

static Suite *
corpus_suite (void)
{
  Suite *suite = suite_create ("corpus");
  FuzzTarget target;

  for (guint i = 0; fuzz_target_get (i, &target); i++) {
    TCase *tcase = tcase_create (target.name);

    tcase_add_loop_test (tcase, seeds_are_read, (int) i, (int) i + 1);
    suite_add_tcase (suite, tcase);
  }
  return suite;
}

TEST_MAIN (corpus_suite)
