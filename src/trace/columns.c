/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every message about a cell is made here, so that all of them look alike. */
#include "trace/columns.h"

#include <string.h>

#include "util/input_error.h"

#define HEADER_LINE 1
#define EXPECTED_TIME "seconds or a number with a unit like 90, 1.5, 2h"

gboolean
columns_have (const char *const *header, guint columns, const char *name)
{
  for (guint i = 0; i < columns; i++)
    if (strcmp (header[i], name) == 0)
      return TRUE;
  return FALSE;
}

gboolean
columns_bind (const CsvReader *reader, const char *const *known, int *ret_index, GError **error)
{
  guint columns = 0;
  const char *const *header = csv_reader_header (reader, &columns);
  guint count = g_strv_length ((char **) known);

  for (guint i = 0; i < count; i++)
    ret_index[i] = COLUMN_ABSENT;
  for (guint c = 0; c < columns; c++) {
    g_autofree char *expected = NULL;
    guint i = 0;

    while (i < count && strcmp (known[i], header[c]) != 0)
      i++;
    if (i < count) {
      ret_index[i] = (int) c;
      continue;
    }
    if (g_str_has_prefix (header[c], "x-"))
      continue;
    expected = input_expected_one_of (header[c], known);
    return input_error (error, csv_reader_display (reader), HEADER_LINE, expected,
                        "unknown column '%s'", header[c]);
  }
  return TRUE;
}

gboolean
columns_require (const CsvReader *reader, const char *name, int index, GError **error)
{
  g_autofree char *expected = NULL;

  if (index != COLUMN_ABSENT)
    return TRUE;
  expected = g_strdup_printf ("a header that names '%s'", name);
  return input_error (error, csv_reader_display (reader), HEADER_LINE, expected,
                      "the column '%s' is missing", name);
}

const char *
row_display (const Row *row)
{
  return row->reader != NULL ? csv_reader_display (row->reader) : row->display;
}

guint
row_line (const Row *row)
{
  return row->reader != NULL ? csv_reader_line (row->reader) : row->line;
}

const char *
row_cell (const Row *row, int index)
{
  return index == COLUMN_ABSENT ? "" : row->cells[index];
}

gboolean
row_error (const Row *row, const char *column, const char *expected, GError **error,
           const char *what_format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, what_format);
  what = g_strdup_vprintf (what_format, arguments);
  va_end (arguments);
  return input_error (error, row_display (row), row_line (row), expected, "%s: %s", column, what);
}

gboolean
row_reason_error (const Row *row, const char *reason, GError **error)
{
  static const struct {
    const char *column;
    const char *expected;
  } table[] = {
    { "constraints:", "conditions like zone=a|b;disk=ssd;!old;cores>=8" },
    { "preferences:", "conditions with weights from 1 to 1000 like disk=ssd:5;zone=a:1" },
    { "data:", "names of places joined by ;, like m17;rackA" },
    { "tolerations:", "a list like key=value;key or *" },
    { "spread:", "rules like zone:1;rack:2:3 (KEY:SKEW or KEY:SKEW:DOMAINS) or zone:5:soft" },
    { "affinity:", "rules like db@zone;!self@machine (GROUP@KEY, ! to be apart) or db@rack:10" },
    { "attributes:", "a list like key=value;key=value, keys other than machine, zone, rack, *" },
    { "taints:", "a list like key=value;key" },
    { "soft-taints:", "a list like key=value;key" },
  };
  /* All else that the model refuses in a row is a number of devices. */
  const char *expected = "whole devices, at most 64 a machine; a task may ask for a part of one";

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_str_has_prefix (reason, table[i].column))
      expected = table[i].expected;
  return input_error (error, row_display (row), row_line (row), expected, "%s", reason);
}

gboolean
row_name (const Row *row, int index, const char *column, const char **ret, GError **error)
{
  const char *cell = row_cell (row, index);

  if (cell[0] == '\0')
    return row_error (row, column, "a name", error, "the cell is empty");
  *ret = cell;
  return TRUE;
}

gboolean
row_time (const Row *row, int index, const char *column, gint64 *ret, GError **error)
{
  const char *cell = row_cell (row, index);
  const char *reason = NULL;

  if (time_parse (cell, ret, &reason))
    return TRUE;
  if (cell[0] == '\0')
    return row_error (row, column, EXPECTED_TIME, error, "the cell is empty");
  if (strcmp (reason, "is not a number") == 0)
    reason = "is not a time";
  return row_error (row, column, EXPECTED_TIME, error, "'%s' %s", cell, reason);
}

gboolean
row_time_or (const Row *row, int index, const char *column, gint64 missing, gint64 *ret,
             GError **error)
{
  if (row_cell (row, index)[0] != '\0')
    return row_time (row, index, column, ret, error);
  *ret = missing;
  return TRUE;
}

gboolean
row_integer_or (const Row *row, int index, const char *column, gint64 min, gint64 max,
                gint64 missing, gint64 *ret, GError **error)
{
  const char *cell = row_cell (row, index);
  const char *reason = NULL;
  g_autofree char *expected = NULL;

  if (cell[0] == '\0') {
    *ret = missing;
    return TRUE;
  }
  if (integer_parse (cell, min, max, ret, &reason))
    return TRUE;
  expected = g_strdup_printf (
    "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);
  return row_error (row, column, expected, error, "'%s' %s", cell, reason);
}

gboolean
row_amount_or (const Row *row, int index, const char *column, Unit unit, Amount missing,
               Amount *ret, GError **error)
{
  const char *cell = row_cell (row, index);
  const char *reason = NULL;
  gint64 amount;

  if (cell[0] == '\0') {
    *ret = missing;
    return TRUE;
  }
  if (!unit_parse (cell, unit, G_MAXINT32, &amount, &reason))
    return row_error (row, column, unit_expected (unit), error, "'%s' %s", cell, reason);
  *ret = (Amount) amount;
  return TRUE;
}
