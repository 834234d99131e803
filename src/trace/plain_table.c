/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/plain_table.h"

#include <math.h>
#include <string.h>

#include "trace/trace.h"
#include "util/input_error.h"

guint
plain_split (char *line, char separator, guint cells, char **ret)
{
  guint count = 1;
  ret[0] = line;
  for (char *c = line; (c = strchr (c, separator)) != NULL; count++) {
    *c++ = '\0';
    if (count < cells)
      ret[count] = c;
  }
  return count;
}

static PlainTable *
table_open (const char *path, const char *display, char separator, GError **error)
{
  LineReader *reader = line_reader_new (path, display, error);
  if (reader == NULL)
    return NULL;
  PlainTable *table = g_new0 (PlainTable, 1);
  table->reader = reader;
  table->separator = separator;
  table->row.display = line_reader_display (reader);
  return table;
}

static void
set_cells (PlainTable *table, guint cells)
{
  table->cells = cells;
  table->cell = g_new0 (char *, cells);
  table->row.cells = (const char *const *) table->cell;
}

PlainTable *
plain_table_new (const char *path, const char *display, char separator, guint cells, GError **error)
{
  PlainTable *table = table_open (path, display, separator, error);
  if (table != NULL)
    set_cells (table, cells);
  return table;
}

/* The header's cells become columns. */
static gboolean
bind_header (PlainTable *table, const char *const *known, int *ret_index, GError **error)
{
  char *line, mark[] = { table->separator, '\0' };
  int got = line_reader_next (table->reader, &line, error);
  if (got <= 0)
    return got == 0 && input_error (error, table->row.display, 0, "a header line", "an empty file");
  g_auto (GStrv) names = g_strsplit (line, mark, -1);
  set_cells (table, g_strv_length (names));
  for (guint i = 0; known[i] != NULL; i++) {
    ret_index[i] = COLUMN_ABSENT;
    for (guint c = 0; c < table->cells; c++)
      if (g_ascii_strcasecmp (names[c], known[i]) == 0 && ret_index[i] == COLUMN_ABSENT)
        ret_index[i] = (int) c;
  }
  return TRUE;
}

PlainTable *
plain_table_new_with_header (const char *path, const char *display, char separator,
                             const char *const *known, int *ret_index, GError **error)
{
  g_autoptr (PlainTable) table = table_open (path, display, separator, error);
  if (table == NULL || !bind_header (table, known, ret_index, error))
    return NULL;
  return g_steal_pointer (&table);
}

void
plain_table_free (PlainTable *table)
{
  if (table == NULL)
    return;
  line_reader_free (table->reader);
  g_free (table->cell);
  g_free (table);
}

int
plain_table_next (PlainTable *table, GError **error)
{
  char *line = NULL;
  int got = 1;
  while (got > 0 && (line == NULL || *line == '\0'))
    got = line_reader_next (table->reader, &line, error);
  if (got <= 0)
    return got;
  table->row.line = line_reader_line (table->reader);
  guint count = plain_split (line, table->separator, table->cells, table->cell);
  if (count == table->cells || (table->more && count > table->cells))
    return 1;
  g_autofree char *expected
    = g_strdup_printf ("%u cells between %s", table->cells,
                       table->separator == ',' ? "commas" : "vertical bars");
  input_error (error, table->row.display, table->row.line, expected,
               "a row of another number of cells");
  return -1;
}

gboolean
row_scaled_or (const Row *row, int index, const char *column, const char *expected, double scale,
               gint64 missing, gint64 *ret, GError **error)
{
  const char *cell = row_cell (row, index), *reason = NULL;
  double number;
  *ret = missing;
  if (cell[0] == '\0')
    return TRUE;
  if (!number_parse (cell, 0, G_MAXINT32 / scale, &number, &reason))
    return row_error (row, column, expected, error, "'%s' %s", cell, reason);
  *ret = llround (number * scale);
  return TRUE;
}

gboolean
row_seconds_or (const Row *row, int index, const char *column, gint64 missing, gint64 *ret,
                GError **error)
{
  static const double most = (double) (TRACE_TIME_MAX / 2 / TIME_SECOND);
  const char *cell = row_cell (row, index), *reason = NULL;
  double seconds;
  *ret = missing;
  if (cell[0] == '\0')
    return TRUE;
  if (!number_parse (cell, 0, most, &seconds, &reason))
    return row_error (row, column, "seconds like 11 or 3.5", error, "'%s' %s", cell, reason);
  *ret = llround (seconds * (double) TIME_SECOND);
  return TRUE;
}
