/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libcsv pushes, we are pulled: one chunk of the file at a time goes through libcsv, whose cells
 * are appended to one text buffer (NUL-terminated, one after the other) and whose rows are queued
 * as ranges of cells. When the queue is empty, the cells of the row that the chunk's end cut in two
 * move to the front and the next chunk follows. All buffers are reused; they are bounded by ROW_MAX
 * and the chunk.
 *
 * libcsv says nothing of lines, so it is fed line by line. An error waits (reader->error) until the
 * rows before it have been handed out. Beyond libcsv's own nothing is done a byte: searches for
 * newline, NUL and bytes over 127 run over whole chunks, and text is only checked as UTF-8 in
 * chunks that have such bytes. */
#include "util/csv.h"

#include "util/byte_source.h"
#include "util/input_error.h"

#include <csv.h>
#include <string.h>

#define CHUNK_SIZE (64 * 1024)
#define ROW_MAX (1024 * 1024)

static const char EXPECTED_QUOTES[]
  = "cells with quotes written as \"…\", and quotes within them doubled";

typedef struct {
  guint first;  /* index of its first cell in starts */
  guint cells;
  guint line;
} Row;

struct CsvReader {
  ByteSource *source;
  char *display;
  struct csv_parser parser;
  gboolean parser_ready;
  guint8 *chunk;

  char *text;             /* cells of the queued rows and of the row in progress */
  gsize text_used;
  gsize text_size;
  guint *starts;          /* where in text each cell begins */
  guint starts_used;
  guint starts_size;
  GArray *rows;           /* Row: queued */
  guint next_row;         /* the first of them not handed out */

  guint open_first;       /* first cell of the row in progress */
  guint open_line;        /* line on which it began */
  gsize open_bytes;       /* how long it is so far */
  guint line;             /* line being parsed */
  guint rows_in_line;     /* how many rows ended in it */
  gboolean check_utf8;    /* the row in progress or this chunk may have bytes over 127 */
  gboolean started;
  gboolean ended;
  GError *error;          /* what follows the queued rows */

  char **header;
  guint columns;
  const char **cells;     /* the row handed out; columns entries and NULL */
  guint row_line;
};

static void
grow_text (CsvReader *reader, gsize need)
{
  reader->text_size = MAX (reader->text_size * 2, reader->text_used + need);
  reader->text = g_realloc (reader->text, reader->text_size);
}

static void
on_cell (void *data, size_t length, void *user_data)
{
  CsvReader *reader = user_data;

  if (reader->error != NULL)
    return;
  if (reader->check_utf8 && !g_utf8_validate_len (data, length, NULL)) {
    input_error (&reader->error, reader->display, reader->line, "text in UTF-8",
                 "cell %u is not UTF-8", reader->starts_used - reader->open_first + 1);
    return;
  }
  if (reader->text_size - reader->text_used <= length)
    grow_text (reader, length + 1);
  if (reader->starts_used == reader->starts_size) {
    reader->starts_size *= 2;
    reader->starts = g_renew (guint, reader->starts, reader->starts_size);
  }
  reader->starts[reader->starts_used++] = (guint) reader->text_used;
  memcpy (reader->text + reader->text_used, data, length);
  reader->text_used += length;
  reader->text[reader->text_used++] = '\0';
}

static void
on_row (int terminator, void *user_data)
{
  CsvReader *reader = user_data;
  Row row = {
    .first = reader->open_first,
    .cells = reader->starts_used - reader->open_first,
    .line = reader->open_line,
  };

  (void) terminator;
  if (reader->error != NULL)
    return;
  if (++reader->rows_in_line > 1) {
    input_error (&reader->error, reader->display, reader->line, "lines that end in LF or CRLF",
                 "a carriage return within a line");
    return;
  }
  g_array_append_val (reader->rows, row);
  reader->open_first = reader->starts_used;
}

/* After a newline has been parsed. */
static void
end_line (CsvReader *reader)
{
  gboolean row_open
    = reader->starts_used > reader->open_first || reader->parser.entry_pos > 0;

  reader->line++;
  reader->rows_in_line = 0;
  if (row_open)
    return;
  reader->open_line = reader->line;
  reader->open_bytes = 0;
}

static void
parse_error (CsvReader *reader)
{
  if (csv_error (&reader->parser) == CSV_EPARSE)
    input_error (&reader->error, reader->display, reader->line, EXPECTED_QUOTES,
                 "a quote in the middle of a cell");
  else
    input_error_file (&reader->error, reader->display, "out of memory");
}

/* Parses bytes, at most to the first error. */
static void
parse (CsvReader *reader, const guint8 *bytes, gsize length)
{
  while (length > 0 && reader->error == NULL) {
    const guint8 *newline = memchr (bytes, '\n', length);
    gsize piece = newline != NULL ? (gsize) (newline - bytes) + 1 : length;
    reader->open_bytes += piece;
    if (reader->open_bytes - (newline != NULL) > ROW_MAX) {
      const char *expected = "at most 1048576 bytes";
      if (reader->line != reader->open_line)
        expected = "at most 1048576 bytes (is there a quote that is never closed?)";
      input_error (&reader->error, reader->display, reader->open_line, expected,
                   "the line is too long");
      return;
    }
    gsize parsed = csv_parse (&reader->parser, bytes, piece, on_cell, on_row, reader);
    if (parsed != piece && reader->error == NULL)
      parse_error (reader);
    if (newline != NULL)
      end_line (reader);
    bytes += piece;
    length -= piece;
  }
}

static void
parse_end (CsvReader *reader)
{
  reader->ended = TRUE;
  if (reader->error == NULL && csv_fini (&reader->parser, on_cell, on_row, reader) != 0
      && reader->error == NULL)
    input_error (&reader->error, reader->display, reader->open_line,
                 "a closing quote before the end of the file", "a quote is never closed");
}

/* Drops the rows handed out and moves the row in progress to the front. */
static void
make_room (CsvReader *reader)
{
  guint open_cells = reader->starts_used - reader->open_first;
  gsize begin = open_cells > 0 ? reader->starts[reader->open_first] : reader->text_used;

  memmove (reader->text, reader->text + begin, reader->text_used - begin);
  for (guint i = 0; i < open_cells; i++)
    reader->starts[i] = reader->starts[reader->open_first + i] - (guint) begin;
  reader->text_used -= begin;
  reader->starts_used = open_cells;
  reader->open_first = 0;
  g_array_set_size (reader->rows, 0);
  reader->next_row = 0;
}

static gboolean
has_high_bytes (const guint8 *bytes, gsize length)
{
  guint8 all = 0;

  for (gsize i = 0; i < length; i++)
    all |= bytes[i];
  return all > 127;
}

/* Parses the next chunk of the file. */
static void
parse_chunk (CsvReader *reader)
{
  gssize got = byte_source_read (reader->source, reader->chunk, CHUNK_SIZE, &reader->error);
  const guint8 *bytes = reader->chunk;

  if (got < 0)
    return;
  gsize length = (gsize) got;
  gboolean last = length < CHUNK_SIZE;
  if (!reader->started && length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0) {
    bytes += 3;
    length -= 3;
  }
  reader->started = TRUE;
  gboolean high = has_high_bytes (bytes, length);
  reader->check_utf8 = reader->check_utf8 || high;
  const guint8 *nul = memchr (bytes, '\0', length);
  parse (reader, bytes, nul != NULL ? (gsize) (nul - bytes) : length);
  if (nul != NULL && reader->error == NULL)
    input_error (&reader->error, reader->display, reader->line, "text in UTF-8", "a NUL byte");
  if (last)
    parse_end (reader);
  if (reader->rows->len > 0)  /* otherwise the open row may have such bytes from chunks before */
    reader->check_utf8 = high;
}

/* The next row of any number of cells, or NULL at the end or at an error. */
static const Row *
next_row (CsvReader *reader)
{
  while (reader->next_row == reader->rows->len) {
    if (reader->error != NULL || reader->ended)
      return NULL;
    make_room (reader);
    parse_chunk (reader);
  }
  return &g_array_index (reader->rows, Row, reader->next_row++);
}

static char *
cell_of (const CsvReader *reader, const Row *row, guint cell)
{
  return reader->text + reader->starts[row->first + cell];
}

static gboolean
check_header (const CsvReader *reader, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < reader->columns; i++)
    if (!g_hash_table_add (seen, reader->header[i]))
      return input_error (error, reader->display, reader->row_line, "each column once",
                          "column '%s' is there twice", reader->header[i]);
  return TRUE;
}

static gboolean
read_header (CsvReader *reader, GError **error)
{
  const Row *row = next_row (reader);

  if (row == NULL && reader->error != NULL) {
    g_propagate_error (error, g_error_copy (reader->error));
    return FALSE;
  }
  if (row == NULL)
    return input_error (error, reader->display, 0, "a header line", "the file is empty");
  reader->columns = row->cells;
  reader->row_line = row->line;
  reader->header = g_new0 (char *, row->cells + 1);
  reader->cells = g_new0 (const char *, row->cells + 1);
  for (guint i = 0; i < row->cells; i++)
    reader->header[i] = g_strdup (cell_of (reader, row, i));
  return check_header (reader, error);
}

CsvReader *
csv_reader_new (const char *path, const char *display, GError **error)
{
  g_autoptr (ByteSource) source = byte_source_new (path, display, error);

  if (source == NULL)
    return NULL;
  g_autoptr (CsvReader) reader = g_new0 (CsvReader, 1);
  reader->source = g_steal_pointer (&source);
  reader->display = g_strdup (display);
  reader->chunk = g_malloc (CHUNK_SIZE);
  reader->text_size = 2 * CHUNK_SIZE;
  reader->text = g_malloc (reader->text_size);
  reader->starts_size = CHUNK_SIZE / 4;
  reader->starts = g_new (guint, reader->starts_size);
  reader->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  reader->line = 1;
  reader->open_line = 1;
  csv_init (&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL);
  csv_set_blk_size (&reader->parser, 4096);
  reader->parser_ready = TRUE;
  if (!read_header (reader, error))
    return NULL;
  return g_steal_pointer (&reader);
}

void
csv_reader_free (CsvReader *reader)
{
  if (reader == NULL)
    return;
  if (reader->parser_ready)
    csv_free (&reader->parser);
  byte_source_free (reader->source);
  g_clear_pointer (&reader->rows, g_array_unref);
  g_clear_error (&reader->error);
  g_strfreev (reader->header);
  g_free (reader->cells);
  g_free (reader->starts);
  g_free (reader->text);
  g_free (reader->chunk);
  g_free (reader->display);
  g_free (reader);
}

const char *const *
csv_reader_header (const CsvReader *reader, guint *ret_columns)
{
  if (ret_columns != NULL)
    *ret_columns = reader->columns;
  return (const char *const *) reader->header;
}

int
csv_reader_next (CsvReader *reader, const char *const **ret_cells, GError **error)
{
  const Row *row = next_row (reader);

  if (row == NULL && reader->error == NULL)
    return 0;
  if (row != NULL && row->cells != reader->columns) {
    g_autofree char *expected = g_strdup_printf ("%u as in the header", reader->columns);
    input_error (error, reader->display, row->line, expected, "%u cell%s", row->cells,
                 row->cells == 1 ? "" : "s");
    return -1;
  }
  if (row == NULL) {
    g_propagate_error (error, g_error_copy (reader->error));
    return -1;
  }
  for (guint i = 0; i < reader->columns; i++)
    reader->cells[i] = cell_of (reader, row, i);
  reader->row_line = row->line;
  *ret_cells = reader->cells;
  return 1;
}

guint
csv_reader_line (const CsvReader *reader)
{
  return reader->row_line;
}

const char *
csv_reader_display (const CsvReader *reader)
{
  return reader->display;
}

guint64
csv_reader_position (const CsvReader *reader)
{
  return byte_source_position (reader->source);
}

guint64
csv_reader_size (const CsvReader *reader)
{
  return byte_source_size (reader->source);
}
