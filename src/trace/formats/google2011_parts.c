/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files a trace is: folders of part-00000-of-00500.csv.gz, packed or not. Some of the first
 * parts are a trace as well; parts with a gap between them are none. */
#include <stdio.h>
#include <string.h>

#include "trace/formats/google2011.h"
#include "util/input_error.h"

static gboolean
is_part (const char *name, guint *ret_number, guint *ret_of)
{
  int end = 0;
  if (sscanf (name, "part-%5u-of-%5u.csv%n", ret_number, ret_of, &end) != 2 || end == 0)
    return FALSE;
  return name[end] == '\0' || strcmp (name + end, ".gz") == 0;
}

static gboolean
has_parts (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint number, of;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_part (name, &number, &of))
      return TRUE;
  return FALSE;
}

/* The folder of one kind that a path belongs to, or NULL. Machines may be beside it. */
static char *
find_folder (const char *path, const char *kind)
{
  gboolean is_dir = g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autofree char *within = g_build_filename (path, kind, NULL);
  if (is_dir && g_file_test (within, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&within);
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *own = is_dir ? g_strdup (path) : g_path_get_dirname (path);
  g_autofree char *own_whole = is_dir ? g_strdup (whole) : g_path_get_dirname (whole);
  g_autofree char *own_name = g_path_get_basename (own_whole);
  if (strcmp (own_name, kind) == 0)
    return g_steal_pointer (&own);
  g_autofree char *beside = g_build_filename (own, "..", kind, NULL);
  return strcmp (kind, GOOGLE2011_MACHINES) == 0 && g_file_test (beside, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&beside) : NULL;
}

gboolean
google2011_is_folder (const char *path)
{
  g_autofree char *tasks = g_build_filename (path, GOOGLE2011_TASKS, NULL);
  return has_parts (path) || has_parts (tasks);
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* In order of names, which is that of numbers. */
static GPtrArray *
list_parts (const char *folder, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &cause);
  const char *name;
  guint number, of;
  if (dir == NULL) {
    input_error_file (error, folder, "%s", cause->message);
    return NULL;
  }
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (is_part (name, &number, &of))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Is each part the next one of as many as the one before? */
static gboolean
check_numbers (const char *folder, const GPtrArray *names, GError **error)
{
  for (guint i = 1; i < names->len; i++) {
    const char *before = g_ptr_array_index (names, i - 1), *name = g_ptr_array_index (names, i);
    guint before_number, before_of, number, of;
    is_part (before, &before_number, &before_of);
    is_part (name, &number, &of);
    if (number > before_number + 1 && of == before_of)
      return input_error (error, folder, 0, "parts without a gap", "part-%05u-of-%05u is missing",
                          before_number + 1, of);
    if (number != before_number + 1 || of != before_of)
      return input_error (error, folder, 0, "each part of one trace once", "%s beside %s", name,
                          before);
  }
  return TRUE;
}

GStrv
google2011_find_parts (const char *path, const char *kind, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *folder = NULL;
  if (!g_file_test (path, G_FILE_TEST_IS_DIR) && strcmp (kind, GOOGLE2011_TASKS) == 0) {
    g_strv_builder_add (builder, path);
    return g_strv_builder_end (builder);
  }
  folder = find_folder (path, kind);
  /* A folder of another name that holds parts holds those of tasks. */
  if (folder == NULL && strcmp (kind, GOOGLE2011_TASKS) == 0 && has_parts (path))
    folder = g_strdup (path);
  if (folder == NULL)
    return g_strv_builder_end (builder);
  g_autoptr (GPtrArray) names = list_parts (folder, error);
  if (names == NULL || !check_numbers (folder, names, error))
    return NULL;
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *part = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    g_strv_builder_add (builder, part);
  }
  return g_strv_builder_end (builder);
}
