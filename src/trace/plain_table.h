/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables as computing centres publish them: lines cut at one separator, without quotes; with a header
 * line or without one. Streams in constant memory; gunzipped when the name ends in .gz. */
#pragma once

#include "trace/columns.h"
#include "util/line_reader.h"

typedef struct {
  LineReader *reader;
  char separator;
  guint cells;   /* of each row */
  gboolean more; /* rows may have more, which are not looked at */
  char **cell;   /* of the row just read, to be written into as well */
  Row row;       /* the same */
} PlainTable;

/* A table without a header, of so many cells a row. */
PlainTable *plain_table_new (const char *path, const char *display, char separator, guint cells,
                             GError **error);
/* One that begins with a header: known[i] (NULL-terminated, whatever the case) is ret_index[i], or
 * COLUMN_ABSENT. Other columns are not looked at. */
PlainTable *plain_table_new_with_header (const char *path, const char *display, char separator,
                                         const char *const *known, int *ret_index,
                                         GError **error);
void plain_table_free (PlainTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlainTable, plain_table_free)

/* The next row; blank lines are skipped. 1, 0 at the end, -1 and *error. */
int plain_table_next (PlainTable *table, GError **error);

/* Cuts a line where it stands into at most `cells` cells; returns how many it has. */
guint plain_split (char *line, char separator, guint cells, char **ret);

/* A decimal number from 0 times `scale`, to the nearest; an empty cell is `missing`. expected is for
 * the message: "hundredths of a core like 50". */
gboolean row_scaled_or (const Row *row, int index, const char *column, const char *expected,
                        double scale, gint64 missing, gint64 *ret, GError **error);
/* Seconds with any decimals as microseconds; an empty cell is `missing`. */
gboolean row_seconds_or (const Row *row, int index, const char *column, gint64 missing, gint64 *ret,
                         GError **error);
