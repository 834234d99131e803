/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of JSON lines and of CSV alike. BigQuery writes whole numbers of 64 bits as text in JSON; what it
 * cannot write as CSV (records, lists) people flatten before. */
#include "trace/formats/google2019.h"

#include <string.h>

#include "util/byte_source.h"
#include "util/input_error.h"
#include "util/json_items.h"

#define COLUMNS_MAX 16

struct GoogleTable {
  char *path;
  const char *const *columns;
  guint n_columns;
  JsonItems *items;  /* one of the two */
  CsvReader *reader;
  int index[COLUMNS_MAX];           /* of a CSV file; or COLUMN_ABSENT */
  GString *text[COLUMNS_MAX];       /* of a JSON object */
  const char *cells[COLUMNS_MAX];
};

/* JSON ----------------------------------------------------------------------------------------- */

static void append_node (GString *text, JsonNode *node);

static void
append_list (GString *text, JsonArray *list)
{
  for (guint i = 0; i < json_array_get_length (list); i++) {
    g_string_append (text, i > 0 ? ";" : "");
    append_node (text, json_array_get_element (list, i));
  }
}

static void
append_node (GString *text, JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  if (JSON_NODE_HOLDS_ARRAY (node))
    append_list (text, json_node_get_array (node));
  else if (type == G_TYPE_STRING)
    g_string_append (text, json_node_get_string (node));
  else if (type == G_TYPE_INT64)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE)
    number_append (text, json_node_get_double (node));
  else if (!JSON_NODE_HOLDS_NULL (node))
    g_string_append (text, "{}");
}

/* `a.b` is member b of the object that is member a. */
static JsonNode *
find_member (JsonObject *object, const char *column)
{
  const char *point = strchr (column, '.');

  if (point == NULL)
    return json_object_get_member (object, column);
  g_autofree char *outer = g_strndup (column, (gsize) (point - column));
  JsonNode *node = json_object_get_member (object, outer);
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_member (json_node_get_object (node), point + 1)
           : NULL;
}

static int
next_object (GoogleTable *table, GError **error)
{
  JsonObject *object;
  int got = json_items_next (table->items, &object, error);

  for (guint i = 0; got > 0 && i < table->n_columns; i++) {
    JsonNode *node = find_member (object, table->columns[i]);

    g_string_truncate (table->text[i], 0);
    if (node != NULL)
      append_node (table->text[i], node);
    table->cells[i] = table->text[i]->str;
  }
  return got;
}

/* CSV ------------------------------------------------------------------------------------------ */

static int
next_line (GoogleTable *table, GError **error)
{
  const char *const *cells;
  int got = csv_reader_next (table->reader, &cells, error);

  for (guint i = 0; got > 0 && i < table->n_columns; i++)
    table->cells[i] = table->index[i] == COLUMN_ABSENT ? "" : cells[table->index[i]];
  return got;
}

static gboolean
bind_columns (GoogleTable *table, guint required, GError **error)
{
  guint columns;
  const char *const *header = csv_reader_header (table->reader, &columns);

  for (guint i = 0; i < table->n_columns; i++) {
    g_autofree char *flat = g_strdelimit (g_strdup (table->columns[i]), ".", '_');

    table->index[i] = COLUMN_ABSENT;
    for (guint k = 0; k < columns && table->index[i] == COLUMN_ABSENT; k++)
      if (strcmp (header[k], table->columns[i]) == 0 || strcmp (header[k], flat) == 0)
        table->index[i] = (int) k;
    if (i < required && table->index[i] == COLUMN_ABSENT)
      return columns_require (table->reader, table->columns[i], table->index[i], error);
  }
  return TRUE;
}

/* Both ----------------------------------------------------------------------------------------- */

/* 1: JSON, 0: not, -1 and *error. */
static int
is_json (const char *path, GError **error)
{
  g_autoptr (ByteSource) source = byte_source_new (path, path, error);
  char byte = ' ';
  gssize got = source != NULL ? 1 : -1;

  while (got > 0 && g_ascii_isspace (byte))
    got = byte_source_read (source, &byte, 1, error);
  return got < 0 ? -1 : byte == '{' || byte == '[' || got == 0;
}

GoogleTable *
google_table_new (const char *path, const char *const *columns, guint required, GError **error)
{
  g_autoptr (GoogleTable) table = g_new0 (GoogleTable, 1);
  int json = is_json (path, error);

  table->path = g_strdup (path);
  table->columns = columns;
  table->n_columns = g_strv_length ((GStrv) columns);
  g_assert (table->n_columns <= COLUMNS_MAX);
  for (guint i = 0; i < table->n_columns; i++)
    table->text[i] = g_string_new (NULL);
  if (json > 0)
    table->items = json_items_new (path, path, NULL, error);
  else if (json == 0)
    table->reader = csv_reader_new (path, path, error);
  if (table->reader != NULL ? !bind_columns (table, required, error) : table->items == NULL)
    return NULL;
  return g_steal_pointer (&table);
}

void
google_table_free (GoogleTable *table)
{
  if (table == NULL)
    return;
  json_items_free (table->items);
  csv_reader_free (table->reader);
  for (guint i = 0; i < table->n_columns; i++)
    g_string_free (table->text[i], TRUE);
  g_free (table->path);
  g_free (table);
}

int
google_table_next (GoogleTable *table, Row *ret, GError **error)
{
  int got = table->items != NULL ? next_object (table, error) : next_line (table, error);

  if (got > 0)
    *ret = (Row){ .cells = table->cells,
                  .display = table->path,
                  .line = table->items != NULL ? json_items_line (table->items)
                                               : csv_reader_line (table->reader) };
  return got;
}

gboolean
google_table_code (const Row *row, guint cell, const char *name, const char *const *names,
                   guint *ret, GError **error)
{
  const char *text = row->cells[cell];
  gint64 number = 0;

  for (*ret = 0; names[*ret] != NULL; ++*ret)
    if (strcmp (text, names[*ret]) == 0)
      return TRUE;
  if (integer_parse (text, 0, (gint64) *ret - 1, &number, NULL)) {
    *ret = (guint) number;
    return TRUE;
  }
  g_autofree char *expected = input_expected_one_of (text, names);
  g_autofree char *all = g_strdup_printf ("%s, or its number", expected);
  return row_error (row, name, all, error, "unknown '%s'", text);
}

gboolean
google_table_code_or_0 (const Row *row, guint cell, const char *name, const char *const *names,
                        guint *ret, GError **error)
{
  *ret = 0;
  return row->cells[cell][0] == '\0' || google_table_code (row, cell, name, names, ret, error);
}

gboolean
google_table_integer (const Row *row, guint cell, const char *name, gint64 min, gint64 max,
                      gint64 missing, gint64 *ret, GError **error)
{
  *ret = missing;
  return row->cells[cell][0] == '\0' || google_integer (row, cell, name, min, max, ret, error);
}

gboolean
google_table_has (const Row *row, guint cell)
{
  const char *text = row->cells[cell];

  return *text != '\0' && strcmp (text, "[]") != 0;
}
