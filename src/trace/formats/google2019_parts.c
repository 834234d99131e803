/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files a trace is: instance_events-000000000000.json.gz and so on, of three tables, beside each
 * other or in a folder a table. */
#include <string.h>

#include "trace/formats/google2019.h"
#include "util/input_error.h"

/* What a file is called before its endings, which must be of a table; the caller frees. */
static char *
stem_of (const char *name, const char *table)
{
  static const char *const endings[] = { ".json", ".json.gz", ".csv", ".csv.gz" };
  const char *end = strchr (name, '.');

  if (end == NULL || !g_str_has_prefix (name, table))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (strcmp (end, endings[i]) == 0)
      return g_strndup (name, (gsize) (end - name));
  return NULL;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names in a folder that are of a table, in order. */
static GPtrArray *
list_names (const char *folder, const char *table)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *stem = stem_of (name, table);
    if (stem != NULL)
      g_ptr_array_add (names, g_strdup (name));
  }
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* The number at the end of a stem, or -1; *ret_length is that of what stands before it. */
static gint64
number_of (const char *stem, gsize *ret_length)
{
  gsize length = strlen (stem);
  gint64 number = -1;

  while (length > 0 && g_ascii_isdigit (stem[length - 1]))
    length--;
  *ret_length = length;
  integer_parse (stem + length, 0, G_MAXINT64 - 1, &number, NULL);
  return number;
}

/* A file twice, packed or not, would be read twice; one that is missing would not be missed. */
static gboolean
check_names (const char *folder, const char *table, const GPtrArray *names, GError **error)
{
  g_autofree char *before = NULL;

  for (guint i = 0; i < names->len; i++) {
    g_autofree char *stem = stem_of (g_ptr_array_index (names, i), table);
    gsize length, length_before;
    gint64 number = number_of (stem, &length);
    gint64 last = before != NULL ? number_of (before, &length_before) : -1;

    if (g_strcmp0 (stem, before) == 0)
      return input_error (error, folder, 0, "each file of a table once", "%s beside %s",
                          (char *) g_ptr_array_index (names, i),
                          (char *) g_ptr_array_index (names, i - 1));
    if (last >= 0 && length == length_before && strncmp (stem, before, length) == 0
        && number > last + 1)
      return input_error (error, folder, 0, "files without a gap", "a file is missing between %s and %s",
                          before, stem);
    g_free (before);
    before = g_steal_pointer (&stem);
  }
  return TRUE;
}

/* Where files of a table may be that belong to those in `base`. The caller frees. */
static char *
folder_of (const char *base, const char *table, guint place)
{
  static const char *const tables[]
    = { GOOGLE2019_INSTANCES, GOOGLE2019_COLLECTIONS, GOOGLE2019_MACHINES, NULL };
  g_autofree char *whole = g_canonicalize_filename (base, NULL);
  g_autofree char *name = g_path_get_basename (whole);

  if (place == 0)
    return g_strdup (base);
  if (place == 1)
    return g_build_filename (base, table, NULL);
  return g_strv_contains (tables, name) ? g_build_filename (base, "..", table, NULL) : NULL;
}

GStrv
google2019_find_parts (const char *path, const char *table, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean is_dir = g_file_test (path, G_FILE_TEST_IS_DIR);
  g_autofree char *base = is_dir ? g_strdup (path) : g_path_get_dirname (path);

  if (!is_dir && strcmp (table, GOOGLE2019_INSTANCES) == 0) {
    g_strv_builder_add (builder, path);
    return g_strv_builder_end (builder);
  }
  for (guint place = 0; place < 3; place++) {
    g_autofree char *folder = folder_of (base, table, place);
    g_autoptr (GPtrArray) names = folder != NULL ? list_names (folder, table) : NULL;

    if (names == NULL || names->len == 0)
      continue;
    if (!check_names (folder, table, names, error))
      return NULL;
    for (guint i = 0; i < names->len; i++) {
      g_autofree char *part = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
      g_strv_builder_add (builder, part);
    }
    break;
  }
  return g_strv_builder_end (builder);
}

gboolean
google2019_is_folder (const char *path)
{
  for (guint place = 0; place < 2; place++) {
    g_autofree char *folder = folder_of (path, GOOGLE2019_INSTANCES, place);
    g_autoptr (GPtrArray) names = list_names (folder, GOOGLE2019_INSTANCES);
    if (names->len > 0)
      return TRUE;
  }
  return FALSE;
}

/* Is the word there, with nothing of a name on either side? */
static gboolean
has_word (const char *text, const char *word)
{
  for (const char *at = text; (at = strstr (at, word)) != NULL; at++) {
    char before = at > text ? at[-1] : ' ', behind = at[strlen (word)];
    if (!g_ascii_isalnum (before) && before != '_' && !g_ascii_isalnum (behind) && behind != '_')
      return TRUE;
  }
  return FALSE;
}

/* The names of columns are in the first line, be it the header or the first object. */
const char *
google2019_table_of (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));

  if (has_word (line, "collection_id") && has_word (line, "instance_index"))
    return GOOGLE2019_INSTANCES;
  return has_word (line, "machine_id") && has_word (line, "type")
             && (strstr (line, "capacity") != NULL || has_word (line, "switch_id"))
           ? GOOGLE2019_MACHINES
           : NULL;
}
