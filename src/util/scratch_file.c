/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/scratch_file.h"

#include "util/input_error.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFER_SIZE (1 << 18)

struct ScratchFile {
  int fd;
  gsize row_size, rows;
  char *buffer;
  gsize used; /* of it, not in the file yet */
  void *map;
  gsize map_size;
};

static gboolean
fail (const char *what, int number, GError **error)
{
  return input_error_file (error, g_get_tmp_dir (), "cannot %s a temporary file: %s", what,
                           g_strerror (number));
}

ScratchFile *
scratch_file_new (gsize row_size, GError **error)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "berth-XXXXXX", NULL);
  int fd = g_mkstemp (path);
  if (fd < 0) {
    fail ("make", errno, error);
    return NULL;
  }
  unlink (path);
  ScratchFile *file = g_new0 (ScratchFile, 1);
  file->fd = fd;
  file->row_size = row_size;
  file->buffer = g_malloc (BUFFER_SIZE);
  return file;
}

void
scratch_file_free (ScratchFile *file)
{
  if (file == NULL)
    return;
  if (file->map != NULL)
    munmap (file->map, file->map_size);
  close (file->fd);
  g_free (file->buffer);
  g_free (file);
}

static gboolean
flush (ScratchFile *file, GError **error)
{
  gsize done = 0;
  while (done < file->used) {
    gssize wrote = write (file->fd, file->buffer + done, file->used - done);
    if (wrote < 0 && errno != EINTR)
      return fail ("write", errno, error);
    done += wrote < 0 ? 0 : (gsize) wrote;
  }
  file->used = 0;
  return TRUE;
}

gboolean
scratch_file_append (ScratchFile *file, gconstpointer row, GError **error)
{
  g_return_val_if_fail (file->map == NULL, FALSE);
  if (file->used + file->row_size > BUFFER_SIZE && !flush (file, error))
    return FALSE;
  memcpy (file->buffer + file->used, row, file->row_size);
  file->used += file->row_size;
  file->rows++;
  return TRUE;
}

gsize
scratch_file_rows (const ScratchFile *file)
{
  return file->rows;
}

gboolean
scratch_file_map (ScratchFile *file, gpointer *ret, GError **error)
{
  *ret = NULL;
  if (!flush (file, error))
    return FALSE;
  if (file->rows == 0)
    return TRUE;
  file->map_size = file->rows * file->row_size;
  void *map = mmap (NULL, file->map_size, PROT_READ | PROT_WRITE, MAP_SHARED, file->fd, 0);
  if (map == MAP_FAILED)
    return fail ("map", errno, error);
  *ret = file->map = map;
  return TRUE;
}
