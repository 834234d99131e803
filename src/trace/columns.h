/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of trace files: finding a format's columns in a header, and reading what stands in a row,
 * with errors that name file, line and column. Shared by the formats; knows none of them. */
#pragma once

#include "model/resources.h"
#include "util/csv.h"

#define COLUMN_ABSENT (-1)

/* Finds known[i] in the reader's header: ret_index[i], or COLUMN_ABSENT. A column that is not known
 * is an error unless its name begins with `x-`. */
gboolean columns_bind (const CsvReader *reader, const char *const *known, int *ret_index,
                       GError **error);
/* FALSE and *error when the column was not found. */
gboolean columns_require (const CsvReader *reader, const char *name, int index, GError **error);

/* Is name one of the header's columns? */
gboolean columns_have (const char *const *header, guint columns, const char *name);

/* One row, as the reader returned it. Of a file that is no CSV only its place is known. */
typedef struct {
  const CsvReader *reader; /* NULL: see display and line */
  const char *const *cells;
  const char *display;
  guint line;
} Row;

/* Where it stands, for messages. */
const char *row_display (const Row *row);
guint row_line (const Row *row);

/* The cell of a column, or "" when it is absent. */
const char *row_cell (const Row *row, int index);

/* `DISPLAY:LINE: COLUMN: what; expected …`. Always returns FALSE. */
gboolean row_error (const Row *row, const char *column, const char *expected, GError **error,
                    const char *what_format, ...) G_GNUC_PRINTF (5, 6);
/* The same for a reason that the model gave, which names the column itself ("gpu: 1.5 is …"). */
gboolean row_reason_error (const Row *row, const char *reason, GError **error);

/* The cell's value; an empty cell is an error in the first two, and `missing` in the others.
 * Times are microseconds. */
gboolean row_name (const Row *row, int index, const char *column, const char **ret, GError **error);
gboolean row_time (const Row *row, int index, const char *column, gint64 *ret, GError **error);
gboolean row_time_or (const Row *row, int index, const char *column, gint64 missing, gint64 *ret,
                      GError **error);
gboolean row_integer_or (const Row *row, int index, const char *column, gint64 min, gint64 max,
                         gint64 missing, gint64 *ret, GError **error);
gboolean row_amount_or (const Row *row, int index, const char *column, Unit unit, Amount missing,
                        Amount *ret, GError **error);
