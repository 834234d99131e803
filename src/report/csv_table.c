/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight bytes a cell: keeping the text of every cell would take five times as much, for files of
 * which a chart reads almost nothing but numbers. A cell that is no number is no fault in itself
 * (`tier`, `user`): the first such row of a column is noted, and it becomes an error when
 * somebody asks for the numbers of that column. */
#include "report/csv_table.h"

#include "util/csv.h"
#include "util/input_error.h"
#include "util/units.h"

#include <float.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct {
  char *name;
  GArray *numbers; /* double */
  char *bad_text;  /* first cell that is no number, or NULL */
  guint bad_line;  /* its line */
} Column;

struct CsvTable {
  char *path;
  GArray *columns; /* Column */
  guint rows;
};

static Column *
column_at (const CsvTable *table, guint column)
{
  return &g_array_index (table->columns, Column, column);
}

static void
column_clear (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  g_free (column->bad_text);
  g_array_unref (column->numbers);
}

static void
take_cell (Column *column, const char *text, guint line)
{
  double value = NAN;

  if (*text != '\0' && !number_parse (text, -DBL_MAX, DBL_MAX, &value, NULL)
      && column->bad_text == NULL) {
    column->bad_text = g_strdup (text);
    column->bad_line = line;
  }
  g_array_append_val (column->numbers, value);
}

static gboolean
read_rows (CsvTable *table, GError **error)
{
  g_autoptr (CsvReader) reader = csv_reader_new (table->path, table->path, error);
  const char *const *header, *const *cells;
  guint columns;
  int more;

  if (reader == NULL)
    return FALSE;
  header = csv_reader_header (reader, &columns);
  for (guint i = 0; i < columns; i++) {
    Column column = { .name = g_strdup (header[i]),
                      /* reserved, so that a column without rows has an address too */
                      .numbers = g_array_sized_new (FALSE, FALSE, sizeof (double), 16) };

    g_array_append_val (table->columns, column);
  }
  while ((more = csv_reader_next (reader, &cells, error)) > 0) {
    for (guint i = 0; i < columns; i++)
      take_cell (column_at (table, i), cells[i], csv_reader_line (reader));
    table->rows++;
  }
  return more == 0;
}

CsvTable *
csv_table_read (const char *path, GError **error)
{
  g_autoptr (CsvTable) table = g_new0 (CsvTable, 1);
  GStatBuf status;

  table->path = g_strdup (path);
  table->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (table->columns, column_clear);
  if (g_stat (path, &status) == 0 && S_ISREG (status.st_mode) && status.st_size == 0)
    return g_steal_pointer (&table);
  if (!read_rows (table, error))
    return NULL;
  return g_steal_pointer (&table);
}

void
csv_table_free (CsvTable *table)
{
  if (table == NULL)
    return;
  g_array_unref (table->columns);
  g_free (table->path);
  g_free (table);
}

const char *
csv_table_path (const CsvTable *table)
{
  return table->path;
}

guint
csv_table_rows (const CsvTable *table)
{
  return table->rows;
}

guint
csv_table_columns (const CsvTable *table)
{
  return table->columns->len;
}

const char *
csv_table_name (const CsvTable *table, guint column)
{
  return column_at (table, column)->name;
}

gint
csv_table_find (const CsvTable *table, const char *name)
{
  for (guint column = 0; column < table->columns->len; column++)
    if (strcmp (column_at (table, column)->name, name) == 0)
      return (gint) column;
  return -1;
}

const double *
csv_table_numbers (const CsvTable *table, guint column, GError **error)
{
  const Column *c = column_at (table, column);

  if (c->bad_text != NULL) {
    input_error (error, table->path, c->bad_line, "a number or nothing", "'%s' in column '%s'",
                 c->bad_text, c->name);
    return NULL;
  }
  return (const double *) (void *) c->numbers->data;
}

GStrv
csv_table_texts (const CsvTable *table, guint column, GError **error)
{
  g_autoptr (CsvReader) reader = csv_reader_new (table->path, table->path, error);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  const char *const *cells;
  guint columns;
  int more;

  if (reader == NULL)
    return NULL;
  csv_reader_header (reader, &columns);
  while ((more = csv_reader_next (reader, &cells, error)) > 0)
    if (column < columns)
      g_ptr_array_add (texts, g_strdup (cells[column]));
  if (more < 0)
    return NULL;
  if (texts->len != table->rows) {
    input_error (error, table->path, 0, "a file that stays as it is while charts are drawn",
                 "changed while it was read");
    return NULL;
  }
  g_ptr_array_add (texts, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&texts), FALSE);
}
