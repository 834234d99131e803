/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bytes of a file, unpacked when its name ends in .gz, in chunks of the caller's size. Files of
 * several gzip members (bgzip, pigz, `cat a.gz b.gz`) are read to the end of the last. A truncated
 * or damaged one is an error, never an early end. */
#pragma once

#include <glib.h>

typedef struct ByteSource ByteSource;

/* Opens a regular file. display names it in messages. NULL and INPUT_ERROR for what is missing,
 * unreadable or no regular file. */
ByteSource *byte_source_new (const char *path, const char *display, GError **error);
void byte_source_free (ByteSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ByteSource, byte_source_free)

/* Fills buffer. Returns how many bytes it put there; fewer than size only at the end of the file;
 * -1 with *error set on failure, and then the source is good for nothing more. */
gssize byte_source_read (ByteSource *source, void *buffer, gsize size, GError **error);

/* Bytes of the file (packed ones) taken in so far, and its size when it was opened. */
guint64 byte_source_position (const ByteSource *source);
guint64 byte_source_size (const ByteSource *source);
