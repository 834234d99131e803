/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of a CSV file, one at a time, in constant memory: libcsv for the syntax, GIO for reading,
 * gunzip when the name ends in .gz. Knows lines, columns and limits; knows nothing of what they
 * mean.
 *
 * Refused with INPUT_ERROR: what cannot be opened or is no regular file, broken gzip (truncated,
 * bad checksum), NUL bytes, text that is not UTF-8, an unclosed quote at the end, rows over 1 MiB
 * (1,048,576 bytes; memory stays bounded), an empty file, more or fewer cells than the header has,
 * a header that names a column twice. A UTF-8 byte order mark and CRLF are accepted, blank lines
 * are skipped, and a last line without newline counts. */
#pragma once

#include <glib.h>

typedef struct CsvReader CsvReader;

/* Opens path and reads the header line. display is the name for messages (path as the user gave
 * it). */
CsvReader *csv_reader_new (const char *path, const char *display, GError **error);
void csv_reader_free (CsvReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsvReader, csv_reader_free)

const char *const *csv_reader_header (const CsvReader *reader, guint *ret_columns);

/* The next row's cells (NUL-terminated, with surrounding blanks stripped unless they are quoted,
 * valid until the next call; as many as the header has). Returns 1 for a row, 0 at the end, -1 with
 * *error set. */
int csv_reader_next (CsvReader *reader, const char *const **ret_cells, GError **error);

/* Line of the row just returned (1 is the header; a row with quoted newlines: its first line). */
guint csv_reader_line (const CsvReader *reader);
const char *csv_reader_display (const CsvReader *reader);

/* Bytes of the file (compressed bytes for .gz) consumed so far, and its size: for progress. */
guint64 csv_reader_position (const CsvReader *reader);
guint64 csv_reader_size (const CsvReader *reader);
