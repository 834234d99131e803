/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/page_data.h"

#include "report/figures.h"
#include "util/input_error.h"
#include "util/json_parse.h"

static JsonNode *
read_json (const char *dir, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    input_error (error, dir, 0, "a folder written by berth run", "there is no %s", name);
    return NULL;
  }
  if (!json_parse_file (parser, path, error))
    return NULL;
  if (json_parsed_object (parser) == NULL) {
    input_error (error, path, 0, "an object", "holds something else");
    return NULL;
  }
  return json_node_copy (json_parser_get_root (parser));
}

static void
find_resources (PageData *data)
{
  JsonObject *all = figures_object (data->summary, "utilization");
  g_autoptr (GList) names = all != NULL ? json_object_get_members (all) : NULL;

  for (const GList *name = names; name != NULL; name = name->next)
    g_ptr_array_add (data->resources, name->data);
}

PageData *
page_data_new (const char *dir, const char *manifest, GError **error)
{
  g_autoptr (PageData) data = g_new0 (PageData, 1);

  data->dir = g_strdup (dir);
  data->folder = result_folder_new (dir);
  data->resources = g_ptr_array_new ();
  data->summary = read_json (dir, "summary.json", error);
  if (data->summary == NULL)
    return NULL;
  data->manifest = manifest != NULL ? json_from_string (manifest, error)
                                    : read_json (dir, "manifest.json", error);
  if (data->manifest == NULL)
    return NULL;
  find_resources (data);
  return g_steal_pointer (&data);
}

void
page_data_free (PageData *data)
{
  if (data == NULL)
    return;
  g_clear_pointer (&data->summary, json_node_unref);
  g_clear_pointer (&data->manifest, json_node_unref);
  g_clear_pointer (&data->folder, result_folder_free);
  g_clear_pointer (&data->resources, g_ptr_array_unref);
  g_free (data->dir);
  g_free (data);
}

double
page_figure (const PageData *data, const char *key, double otherwise)
{
  double value = otherwise;

  figures_number (data->summary, key, &value);
  return value;
}

double
page_figuref (const PageData *data, double otherwise, const char *format, ...)
{
  g_autofree char *key = NULL;
  va_list values;

  va_start (values, format);
  key = g_strdup_vprintf (format, values);
  va_end (values);
  return page_figure (data, key, otherwise);
}

gboolean
page_table (const PageData *data, const char *file, const CsvTable **ret, GError **error)
{
  const CsvTable *table = NULL;

  if (result_folder_has (data->folder, file)) {
    table = result_folder_table (data->folder, file, error);
    if (table == NULL)
      return FALSE;
    if (csv_table_rows (table) == 0)
      table = NULL;
  }
  *ret = table;
  return TRUE;
}

const double *
page_column (const CsvTable *table, const char *name)
{
  gint column = csv_table_find (table, name);

  return column < 0 ? NULL : csv_table_numbers (table, (guint) column, NULL);
}

GStrv
page_texts (const CsvTable *table, const char *name)
{
  gint column = csv_table_find (table, name);

  return column < 0 ? NULL : csv_table_texts (table, (guint) column, NULL);
}
