/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line is read in one of two ways. A plain one (no quotes, whole in the chunk, as many cells as
 * the header has) is cut into cells where it stands in the chunk, by split_plain(). All others go
 * through libcsv, which knows the syntax and what is wrong with it.
 *
 * libcsv pushes, we are pulled: its cells are appended to one text buffer (NUL-terminated, one
 * after the other) until a row ends. It says nothing of lines, so it is fed line by line; a row may
 * take several lines, and several chunks. All buffers are reused; they are bounded by ROW_MAX and
 * the chunk.
 *
 * An error waits (reader->error) until the row before it has been handed out. Searches for NUL and
 * bytes over 127 run over whole chunks, and text is only checked as UTF-8 in chunks that have such
 * bytes. */
#include "util/csv.h"

#include "util/byte_source.h"
#include "util/input_error.h"

#include <csv.h>
#include <string.h>

#define CHUNK_SIZE (64 * 1024)
#define ROW_MAX (1024 * 1024)

static const char EXPECTED_QUOTES[]
  = "cells with quotes written as \"…\", and quotes within them doubled";

struct CsvReader {
  ByteSource *source;
  char *display;
  struct csv_parser parser;
  gboolean parser_ready;
  guint8 *chunk;
  gsize chunk_begin;      /* what is left of it to parse */
  gsize chunk_end;
  gboolean nul_follows;   /* the chunk was cut before a NUL byte */
  gboolean last_chunk;

  char *text;             /* cells of the row in progress, or of the one that libcsv ended */
  gsize text_used;
  gsize text_size;
  guint *starts;          /* where in text each cell begins */
  guint starts_used;
  guint starts_size;
  gboolean row_ended;     /* libcsv ended a row that is not handed out yet */
  guint row_cells;        /* how many it has */
  guint row_begun;        /* and on which line it began */

  guint open_line;        /* line on which the row in progress began */
  gsize open_bytes;       /* how long it is so far; 0: none is in progress */
  guint line;             /* line being parsed */
  guint rows_in_line;     /* how many rows ended in it */
  gboolean check_utf8;    /* the row in progress or this chunk may have bytes over 127 */
  gboolean started;
  gboolean ended;
  GError *error;          /* what follows the row that ended */

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
                 "cell %u is not UTF-8", reader->starts_used - reader->row_cells + 1);
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
refuse_return (CsvReader *reader)
{
  if (reader->error == NULL)
    input_error (&reader->error, reader->display, reader->line, "lines that end in LF or CRLF",
                 "a carriage return within a line");
}

static void
on_row (int terminator, void *user_data)
{
  CsvReader *reader = user_data;

  (void) terminator;
  if (reader->error != NULL)
    return;
  if (++reader->rows_in_line > 1) {
    refuse_return (reader);
    return;
  }
  reader->row_ended = TRUE;
  reader->row_cells = reader->starts_used;
  reader->row_begun = reader->open_line;
}

/* After a newline has been parsed. */
static void
end_line (CsvReader *reader)
{
  gboolean row_open
    = reader->starts_used > reader->row_cells || reader->parser.entry_pos > 0;

  if (row_open && reader->rows_in_line > 0)
    refuse_return (reader);
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

/* Parses what the chunk has of the line with libcsv. */
static void
parse_line (CsvReader *reader)
{
  const guint8 *bytes = reader->chunk + reader->chunk_begin;
  gsize length = reader->chunk_end - reader->chunk_begin;
  const guint8 *newline = memchr (bytes, '\n', length);
  gsize piece = newline != NULL ? (gsize) (newline - bytes) + 1 : length;

  reader->chunk_begin += piece;
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
}

static void
parse_end (CsvReader *reader)
{
  reader->ended = TRUE;
  if (csv_fini (&reader->parser, on_cell, on_row, reader) != 0 && reader->error == NULL)
    input_error (&reader->error, reader->display, reader->open_line,
                 "a closing quote before the end of the file", "a quote is never closed");
}

static gboolean
has_high_bytes (const guint8 *bytes, gsize length)
{
  guint64 words = 0, word;
  guint8 rest = 0;

  for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
    memcpy (&word, bytes, sizeof word);
    words |= word;
  }
  for (gsize i = 0; i < length; i++)
    rest |= bytes[i];
  return (words & G_GUINT64_CONSTANT (0x8080808080808080)) != 0 || rest > 127;
}

/* Reads the next chunk of the file; all of the one before has been parsed. */
static void
read_chunk (CsvReader *reader)
{
  gssize got = byte_source_read (reader->source, reader->chunk, CHUNK_SIZE, &reader->error);

  if (got < 0)
    return;
  gsize length = (gsize) got;
  gboolean marked = !reader->started && length >= 3
    && memcmp (reader->chunk, "\xef\xbb\xbf", 3) == 0;
  reader->started = TRUE;
  reader->last_chunk = length < CHUNK_SIZE;
  reader->chunk_begin = marked ? 3 : 0;
  const guint8 *bytes = reader->chunk + reader->chunk_begin;
  length -= reader->chunk_begin;
  gboolean high = has_high_bytes (bytes, length);
  reader->check_utf8 = high || (reader->open_bytes > 0 && reader->check_utf8);
  const guint8 *nul = memchr (bytes, '\0', length);
  reader->nul_follows = nul != NULL;
  reader->chunk_end = nul != NULL ? (gsize) (nul - reader->chunk) : reader->chunk_begin + length;
}

/* What follows a chunk that has been parsed. */
static void
go_on (CsvReader *reader)
{
  if (reader->nul_follows)
    input_error (&reader->error, reader->display, reader->line, "text in UTF-8", "a NUL byte");
  else if (reader->last_chunk)
    parse_end (reader);
  else
    read_chunk (reader);
}

/* Parses to the end of a row of any number of cells. FALSE at the end or at an error. */
static gboolean
parse_row (CsvReader *reader)
{
  while (!reader->row_ended) {
    if (reader->error != NULL || reader->ended)
      return FALSE;
    if (reader->chunk_begin < reader->chunk_end)
      parse_line (reader);
    else
      go_on (reader);
  }
  return TRUE;
}

static char *
cell_of (const CsvReader *reader, guint cell)
{
  return reader->text + reader->starts[cell];
}

/* The row that ended has been handed out. What libcsv has given of another in the same line is an
 * error already, or will be one when it ends. */
static void
forget_row (CsvReader *reader)
{
  reader->row_ended = FALSE;
  reader->row_cells = 0;
  reader->starts_used = 0;
  reader->text_used = 0;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* Cuts the text from begin to end, less the blanks around it, out as a cell. */
static const char *
cut_cell (char *begin, char *end)
{
  while (begin < end && is_blank (*begin))
    begin++;
  while (end > begin && is_blank (end[-1]))
    end--;
  *end = '\0';
  return begin;
}

/* The end of the line at p where it is plain, with a newline before the end of the chunk, and has
 * as many cells as the header: then reader->cells are where the cells end. Else NULL. */
static char *
scan_plain (CsvReader *reader, char *p, const char *end)
{
  guint cells = 0;

  for (; p < end; p++) {
    /* Nearly all that is in a cell is above all that may end one. */
    if ((guchar) *p > ',')
      continue;
    if (*p == '"' || (*p == '\r' && (p + 1 == end || p[1] != '\n')))
      return NULL;
    if (*p != ',' && *p != '\n')
      continue;
    if (cells == reader->columns)
      return NULL;
    reader->cells[cells++] = p;
    if (*p == '\n')
      return cells == reader->columns ? p : NULL;
  }
  return NULL;
}

/* Hands out the line that comes next if it is plain; otherwise nothing is changed. */
static gboolean
split_plain (CsvReader *reader)
{
  char *line = (char *) reader->chunk + reader->chunk_begin;
  char *end = scan_plain (reader, line, (char *) reader->chunk + reader->chunk_end);

  if (end == NULL
      || (reader->check_utf8 && !g_utf8_validate_len (line, (gsize) (end - line), NULL)))
    return FALSE;
  reader->chunk_begin += (gsize) (end - line) + 1;
  if (end > line && end[-1] == '\r')
    reader->cells[reader->columns - 1]--;
  for (guint i = 0; i < reader->columns; i++) {
    char *cell_end = (char *) reader->cells[i];
    reader->cells[i] = cut_cell (line, cell_end);
    line = cell_end + 1;
  }
  reader->row_line = reader->line++;
  reader->open_line = reader->line;
  return TRUE;
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
  gboolean found = parse_row (reader);

  if (!found && reader->error != NULL) {
    g_propagate_error (error, g_error_copy (reader->error));
    return FALSE;
  }
  if (!found)
    return input_error (error, reader->display, 0, "a header line", "the file is empty");
  reader->columns = reader->row_cells;
  reader->row_line = reader->row_begun;
  reader->header = g_new0 (char *, reader->columns + 1);
  reader->cells = g_new0 (const char *, reader->columns + 1);
  for (guint i = 0; i < reader->columns; i++)
    reader->header[i] = g_strdup (cell_of (reader, i));
  forget_row (reader);
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
  /* A line of one column may be blank, and so no row. */
  if (reader->open_bytes == 0 && reader->columns > 1 && split_plain (reader)) {
    *ret_cells = reader->cells;
    return 1;
  }
  if (!parse_row (reader)) {
    if (reader->error == NULL)
      return 0;
    g_propagate_error (error, g_error_copy (reader->error));
    return -1;
  }
  if (reader->row_cells != reader->columns) {
    g_autofree char *expected = g_strdup_printf ("%u as in the header", reader->columns);
    input_error (error, reader->display, reader->row_begun, expected, "%u cell%s",
                 reader->row_cells, reader->row_cells == 1 ? "" : "s");
    return -1;
  }
  for (guint i = 0; i < reader->columns; i++)
    reader->cells[i] = cell_of (reader, i);
  reader->row_line = reader->row_begun;
  forget_row (reader);
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
