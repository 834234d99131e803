/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/plot_bind.h"

#include "util/json_parse.h"

struct ResultFolder {
  char *path;
  GHashTable *tables; /* file name → CsvTable */
  char *title;
  gboolean title_read;
};

static void
table_free (gpointer table)
{
  csv_table_free (table);
}

ResultFolder *
result_folder_new (const char *path)
{
  ResultFolder *folder = g_new0 (ResultFolder, 1);

  folder->path = g_strdup (path);
  folder->tables = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, table_free);
  return folder;
}

void
result_folder_free (ResultFolder *folder)
{
  if (folder == NULL)
    return;
  g_hash_table_unref (folder->tables);
  g_free (folder->title);
  g_free (folder->path);
  g_free (folder);
}

gboolean
result_folder_has (const ResultFolder *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder->path, file, NULL);

  return g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

const CsvTable *
result_folder_table (ResultFolder *folder, const char *file, GError **error)
{
  CsvTable *table = g_hash_table_lookup (folder->tables, file);

  if (table == NULL) {
    g_autofree char *path = g_build_filename (folder->path, file, NULL);

    table = csv_table_read (path, error);
    if (table == NULL)
      return NULL;
    g_hash_table_insert (folder->tables, g_strdup (file), table);
  }
  return table;
}

static char *
read_title (const ResultFolder *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder->path, file, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *root = json_parse_file (parser, path, NULL) ? json_parsed_object (parser) : NULL;
  JsonNode *node = root != NULL ? json_object_get_member (root, "title") : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return g_strdup (json_node_get_string (node));
}

const char *
result_folder_title (ResultFolder *folder)
{
  if (!folder->title_read)
    folder->title = read_title (folder, "summary.json");
  if (!folder->title_read && folder->title == NULL)
    folder->title = read_title (folder, "trace.json");
  folder->title_read = TRUE;
  return folder->title;
}
