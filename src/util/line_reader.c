/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One buffer of two lines' length: what is left of it moves to the front when no whole line is. */
#include "util/line_reader.h"

#include "util/byte_source.h"
#include "util/input_error.h"

#include <string.h>

#define BUFFER_SIZE (2 * LINE_MAX_BYTES)

struct LineReader {
  ByteSource *source;
  char *display;
  char *buffer; /* BUFFER_SIZE bytes and one for a NUL */
  gsize begin;  /* what is left of it */
  gsize end;
  gboolean source_ended;
  char comment; /* lines that begin so may hold any bytes; or NUL */
  guint line;
};

LineReader *
line_reader_new (const char *path, const char *display, GError **error)
{
  ByteSource *source = byte_source_new (path, display, error);
  if (source == NULL)
    return NULL;
  LineReader *reader = g_new0 (LineReader, 1);
  reader->source = source;
  reader->display = g_strdup (display);
  reader->buffer = g_malloc (BUFFER_SIZE + 1);
  return reader;
}

void
line_reader_set_comment (LineReader *reader, char comment)
{
  reader->comment = comment;
}

void
line_reader_free (LineReader *reader)
{
  if (reader == NULL)
    return;
  byte_source_free (reader->source);
  g_free (reader->display);
  g_free (reader->buffer);
  g_free (reader);
}

static gboolean
refill (LineReader *reader, GError **error)
{
  gsize left = reader->end - reader->begin, space = BUFFER_SIZE - left;
  memmove (reader->buffer, reader->buffer + reader->begin, left);
  gssize got = byte_source_read (reader->source, reader->buffer + left, space, error);
  if (got < 0)
    return FALSE;
  reader->begin = 0;
  reader->end = left + (gsize) got;
  reader->source_ended = (gsize) got < space;
  return TRUE;
}

/* Where the line at `begin` ends: at its newline, or at the end of the file; NULL with *error. */
static char *
find_end (LineReader *reader, GError **error)
{
  char *newline = memchr (reader->buffer + reader->begin, '\n', reader->end - reader->begin);
  if (newline == NULL && !reader->source_ended) {
    if (!refill (reader, error))
      return NULL;
    newline = memchr (reader->buffer, '\n', reader->end);
  }
  return newline != NULL ? newline : reader->buffer + reader->end;
}

/* Most lines are ASCII, which a loop without branches sees fastest. */
static gboolean
is_text (const LineReader *reader, const char *line, gsize length)
{
  guchar all = 0;
  for (gsize i = 0; i < length; i++)
    all |= (guchar) line[i];
  return all < 0x80 || (reader->comment != '\0' && line[0] == reader->comment)
         || g_utf8_validate_len (line, length, NULL);
}

int
line_reader_next (LineReader *reader, char **ret_line, GError **error)
{
  char *end = find_end (reader, error);
  if (end == NULL)
    return -1;
  char *line = reader->buffer + reader->begin;
  gsize length = (gsize) (end - line);
  if (length == 0 && reader->begin == reader->end)
    return 0;
  reader->line++;
  if (length > LINE_MAX_BYTES) {
    input_error (error, reader->display, reader->line, "lines of at most 64 KiB",
                 "the line is too long");
    return -1;
  }
  if (memchr (line, '\0', length) != NULL) {
    input_error (error, reader->display, reader->line, "text", "a NUL byte");
    return -1;
  }
  if (!is_text (reader, line, length)) {
    input_error (error, reader->display, reader->line, "text in UTF-8", "the line is not UTF-8");
    return -1;
  }
  reader->begin = MIN (reader->begin + length + 1, reader->end);
  if (length > 0 && line[length - 1] == '\r')
    length--;
  line[length] = '\0';
  *ret_line = line;
  return 1;
}

guint
line_reader_line (const LineReader *reader)
{
  return reader->line;
}

const char *
line_reader_display (const LineReader *reader)
{
  return reader->display;
}

double
line_reader_progress (const LineReader *reader)
{
  guint64 size = byte_source_size (reader->source);
  return size == 0 ? 1 : (double) byte_source_position (reader->source) / (double) size;
}
