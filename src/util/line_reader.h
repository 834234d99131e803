/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines of a text file, one at a time, in constant memory; gunzipped when the name ends in .gz.
 *
 * Refused with INPUT_ERROR: what a ByteSource refuses, NUL bytes, text that is not UTF-8, lines over
 * LINE_MAX_BYTES. LF and CRLF both end a line, and a last line without either counts. */
#pragma once

#include <glib.h>

#define LINE_MAX_BYTES (64 * 1024)

typedef struct LineReader LineReader;

/* display names the file in messages. */
LineReader *line_reader_new (const char *path, const char *display, GError **error);
/* Lines that begin with it need not be UTF-8: headers of old logs seldom are. */
void line_reader_set_comment (LineReader *reader, char comment);
void line_reader_free (LineReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LineReader, line_reader_free)

/* The next line without its end: the caller may write into it, and it is valid until the next call.
 * Returns 1 for a line, 0 at the end, -1 with *error set. */
int line_reader_next (LineReader *reader, char **ret_line, GError **error);

/* Number of the line just returned, from 1. */
guint line_reader_line (const LineReader *reader);
const char *line_reader_display (const LineReader *reader);

/* How much of the file has been taken in, 0 … 1. */
double line_reader_progress (const LineReader *reader);
