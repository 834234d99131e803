/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GIO's own GConverterInputStream ends at the end of the first gzip member and would drop the rest
 * of the file without a word; so the converter is driven here, and reset while bytes remain. */
#include "util/byte_source.h"

#include "util/input_error.h"

#include <gio/gio.h>
#include <string.h>

#define PACKED_SIZE (64 * 1024)

struct ByteSource {
  char *display;
  GInputStream *stream;
  guint64 size;
  guint64 position;
  /* for gzip only: */
  GConverter *gunzip;
  guint8 *packed;         /* PACKED_SIZE bytes, of which begin … end are to be unpacked */
  gsize begin;
  gsize end;
  gboolean file_ended;
  gboolean member_ended;  /* between two members, where the file may end */
};

/* GIO's messages repeat the path; say only what the system said. */
static const char *
io_reason (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return "no such file";
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return "permission denied";
  return error->message;
}

static gboolean
fail (const ByteSource *source, const GError *cause, GError **error)
{
  return input_error_file (error, source->display, "cannot read: %s", io_reason (cause));
}

static gboolean
open_stream (ByteSource *source, const char *path, GError **error)
{
  /* The local file system directly: a name is never a URI and no other process is asked. */
  g_autoptr (GFile) file = g_vfs_get_file_for_path (g_vfs_get_local (), path);
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
    file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
    G_FILE_QUERY_INFO_NONE, NULL, &cause);

  if (info == NULL)
    return fail (source, cause, error);
  GFileType type = g_file_info_get_file_type (info);
  if (type != G_FILE_TYPE_REGULAR)
    return input_error_file (error, source->display, "is %s; expected a file",
                             type == G_FILE_TYPE_DIRECTORY ? "a folder" : "no regular file");
  source->size = (guint64) g_file_info_get_size (info);
  source->stream = G_INPUT_STREAM (g_file_read (file, NULL, &cause));
  if (source->stream == NULL)
    return fail (source, cause, error);
  return TRUE;
}

ByteSource *
byte_source_new (const char *path, const char *display, GError **error)
{
  g_autoptr (ByteSource) source = g_new0 (ByteSource, 1);

  source->display = g_strdup (display);
  if (!open_stream (source, path, error))
    return NULL;
  if (g_str_has_suffix (path, ".gz")) {
    source->gunzip = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
    source->packed = g_malloc (PACKED_SIZE);
  }
  return g_steal_pointer (&source);
}

void
byte_source_free (ByteSource *source)
{
  if (source == NULL)
    return;
  g_clear_object (&source->stream);
  g_clear_object (&source->gunzip);
  g_free (source->packed);
  g_free (source->display);
  g_free (source);
}

static gssize
read_raw (ByteSource *source, void *buffer, gsize size, GError **error)
{
  g_autoptr (GError) cause = NULL;
  gsize length = 0;

  if (!g_input_stream_read_all (source->stream, buffer, size, &length, NULL, &cause)) {
    fail (source, cause, error);
    return -1;
  }
  source->position += length;
  return (gssize) length;
}

/* Puts more packed bytes behind those there are. */
static gboolean
refill (ByteSource *source, GError **error)
{
  gsize left = source->end - source->begin;

  memmove (source->packed, source->packed + source->begin, left);
  gssize length = read_raw (source, source->packed + left, PACKED_SIZE - left, error);
  if (length < 0)
    return FALSE;
  source->begin = 0;
  source->end = left + (gsize) length;
  source->file_ended = source->end < PACKED_SIZE;
  return TRUE;
}

static gssize
damaged (const ByteSource *source, GError **error)
{
  input_error_file (error, source->display,
                    "gzip data ends too early or is damaged; expected a whole .gz file");
  return -1;
}

/* Unpacks some bytes, not always all that fit; 0 at the end. */
static gssize
unpack (ByteSource *source, guint8 *buffer, gsize size, GError **error)
{
  for (;;) {
    g_autoptr (GError) cause = NULL;
    gsize taken = 0;
    gsize made = 0;
    if (source->begin == source->end && !source->file_ended && !refill (source, error))
      return -1;
    if (source->begin == source->end)
      return source->member_ended ? 0 : damaged (source, error);
    if (source->member_ended)
      g_converter_reset (source->gunzip);
    source->member_ended = FALSE;
    GConverterResult result = g_converter_convert (
      source->gunzip, source->packed + source->begin, source->end - source->begin, buffer, size,
      source->file_ended ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &taken, &made, &cause);
    if (result == G_CONVERTER_ERROR) {
      gboolean more = g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
        && !source->file_ended && source->begin > 0;
      if (!more)
        return damaged (source, error);
      if (!refill (source, error))
        return -1;
      continue;
    }
    source->begin += taken;
    source->member_ended = result == G_CONVERTER_FINISHED;
    if (made > 0)
      return (gssize) made;
  }
}

gssize
byte_source_read (ByteSource *source, void *buffer, gsize size, GError **error)
{
  gsize filled = 0;

  if (source->gunzip == NULL)
    return read_raw (source, buffer, size, error);
  while (filled < size) {
    gssize made = unpack (source, (guint8 *) buffer + filled, size - filled, error);
    if (made < 0)
      return -1;
    if (made == 0)
      break;
    filled += (gsize) made;
  }
  return (gssize) filled;
}

guint64
byte_source_position (const ByteSource *source)
{
  return source->position;
}

guint64
byte_source_size (const ByteSource *source)
{
  return source->size;
}
