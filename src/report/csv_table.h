/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A result file in memory, column by column.
 *
 * A table is read once and does not change. Every column is kept as numbers (an empty cell is NaN);
 * the text of a column is read again on request, since a chart needs it for names of groups only.
 * A file of no bytes is a table without columns: it says "no data", which is no error. */
#pragma once

#include <glib.h>

typedef struct CsvTable CsvTable;

/* Reads `path`: a header line and then rows with as many cells as the header. Returns a new table
 * (csv_table_free()), or NULL with an INPUT_ERROR. */
CsvTable *csv_table_read (const char *path, GError **error);
void csv_table_free (CsvTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsvTable, csv_table_free)

const char *csv_table_path (const CsvTable *table);
guint csv_table_rows (const CsvTable *table);
guint csv_table_columns (const CsvTable *table);

/* The name of a column, owned by the table. */
const char *csv_table_name (const CsvTable *table, guint column);

/* The index of the column called `name`, or -1. */
gint csv_table_find (const CsvTable *table, const char *name);

/* csv_table_rows() numbers of a column, owned by the table; NaN for an empty cell. NULL with an
 * INPUT_ERROR if a cell holds something else than a finite decimal number. */
const double *csv_table_numbers (const CsvTable *table, guint column, GError **error);

/* The cells of a column as text, NULL-terminated; the caller frees them. NULL with an
 * INPUT_ERROR if the file cannot be read again, or has changed since. */
GStrv csv_table_texts (const CsvTable *table, guint column, GError **error);
