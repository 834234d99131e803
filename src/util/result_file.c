/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Until commit the bytes are in a file without name (temp_path NULL) or, where the file system
 * knows none or /proc is missing to give it one later, in a hidden one (temp_path set, to be
 * unlinked). A name that is free is linked at once; a taken one is replaced by renaming over it,
 * for which the nameless file too needs a hidden name, for a moment. The first error wins and
 * silences the rest. */
#include "util/result_file.h"

#include "util/input_error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER_SIZE (64 * 1024)
#define NAME_TRIES 100

struct ResultFile {
  char *name;       /* as given */
  char *path;       /* what messages call it */
  char *folder;     /* the folder that holds it */
  char *temp_path;  /* hidden name to unlink, or NULL */
  int fd;
  GChecksum *checksum;
  GError *error;    /* the first failure */
  GConverter *gzip; /* NULL: it is not packed, or all of it is */
  gsize used;
  gboolean unsynced;
  gboolean committed;
  char buffer[BUFFER_SIZE];
};

/* At most 200 bytes of the name, so that the hidden one stays under NAME_MAX. */
static char *
hidden_path (const ResultFile *file)
{
  g_autofree char *base = g_path_get_basename (file->path);
  g_autofree char *hidden
    = g_strdup_printf (".%.200s.%08x%08x", base, g_random_int (), g_random_int ());

  return g_build_filename (file->folder, hidden, NULL);
}

static void
fail (ResultFile *file, int code)
{
  if (file->error == NULL)
    input_error_write (&file->error, file->path, code);
}

/* Opens a hidden named file. FALSE with errno set. */
static gboolean
open_named (ResultFile *file)
{
  for (guint i = 0; i < NAME_TRIES; i++) {
    g_autofree char *path = hidden_path (file);
    file->fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->fd >= 0) {
      file->temp_path = g_steal_pointer (&path);
      return TRUE;
    }
    if (errno != EEXIST)
      return FALSE;
  }
  return FALSE;
}

static gboolean
open_temporary (ResultFile *file)
{
  if (access ("/proc/self/fd", X_OK) == 0) {
    file->fd = open (file->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (file->fd >= 0)
      return TRUE;
    /* EISDIR: a kernel without O_TMPFILE; EOPNOTSUPP, EINVAL: a file system without. */
    if (errno != EISDIR && errno != EOPNOTSUPP && errno != EINVAL)
      return FALSE;
  }
  return open_named (file);
}

/* What is no plain file (a folder, /dev/stdout) must not be replaced by one. */
static gboolean
check_target (const char *path, GError **error)
{
  struct stat status;

  if (stat (path, &status) != 0 || S_ISREG (status.st_mode))
    return TRUE;
  return input_error_file (error, path, "cannot write: there is %s of that name",
                           S_ISDIR (status.st_mode) ? "a folder" : "something that is no file");
}

ResultFile *
result_file_new (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!check_target (path, error))
    return NULL;
  g_autoptr (ResultFile) file = g_new0 (ResultFile, 1);
  file->fd = -1;
  file->name = g_strdup (name);
  file->folder = g_path_get_dirname (path);
  file->path = g_steal_pointer (&path);
  file->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  if (g_str_has_suffix (name, ".gz"))
    file->gzip = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, -1));
  if (!open_temporary (file)) {
    fail (file, errno);
    g_propagate_error (error, g_steal_pointer (&file->error));
    return NULL;
  }
  return g_steal_pointer (&file);
}

void
result_file_set_unsynced (ResultFile *file)
{
  file->unsynced = TRUE;
}

static void
write_out (ResultFile *file, const char *data, gsize length)
{
  if (file->error != NULL)
    return;
  g_checksum_update (file->checksum, (const guchar *) data, (gssize) length);
  while (length > 0) {
    gssize written = write (file->fd, data, length);
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0) {
      fail (file, written < 0 ? errno : EIO);
      return;
    }
    data += written;
    length -= (gsize) written;
  }
}

/* Packs the data where the file is packed; `end`: there is no more. */
static void
pack_out (ResultFile *file, const char *data, gsize length, gboolean end)
{
  GConverterResult result = G_CONVERTER_CONVERTED;
  char packed[4096];

  if (file->gzip == NULL) {
    write_out (file, data, length);
    return;
  }
  while (file->error == NULL && (length > 0 || (end && result != G_CONVERTER_FINISHED))) {
    gsize taken = 0, made = 0;
    result = g_converter_convert (file->gzip, data, length, packed, sizeof packed,
                                  end ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &taken,
                                  &made, NULL);
    if (result == G_CONVERTER_ERROR)
      fail (file, EIO);
    else
      write_out (file, packed, made);
    data += taken;
    length -= taken;
  }
}

static void
flush_buffer (ResultFile *file)
{
  pack_out (file, file->buffer, file->used, FALSE);
  file->used = 0;
}

void
result_file_write (ResultFile *file, const void *data, gsize length)
{
  g_return_if_fail (!file->committed);

  if (length == 0)
    return;
  if (length > BUFFER_SIZE - file->used)
    flush_buffer (file);
  if (length >= BUFFER_SIZE) {
    pack_out (file, data, length, FALSE);
    return;
  }
  memcpy (file->buffer + file->used, data, length);
  file->used += length;
}

void
result_file_puts (ResultFile *file, const char *text)
{
  result_file_write (file, text, strlen (text));
}

/* Gives a nameless file a hidden name. FALSE with errno set. */
static gboolean
link_hidden (ResultFile *file, const char *source)
{
  for (guint i = 0; i < NAME_TRIES; i++) {
    g_autofree char *path = hidden_path (file);
    if (linkat (AT_FDCWD, source, AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0) {
      file->temp_path = g_steal_pointer (&path);
      return TRUE;
    }
    if (errno != EEXIST)
      return FALSE;
  }
  return FALSE;
}

/* FALSE with errno set. */
static gboolean
give_name (ResultFile *file)
{
  if (file->temp_path == NULL) {
    g_autofree char *source = g_strdup_printf ("/proc/self/fd/%d", file->fd);
    if (linkat (AT_FDCWD, source, AT_FDCWD, file->path, AT_SYMLINK_FOLLOW) == 0)
      return TRUE;
    if (errno != EEXIST || !link_hidden (file, source))
      return FALSE;
  }
  if (rename (file->temp_path, file->path) != 0)
    return FALSE;
  g_clear_pointer (&file->temp_path, g_free);
  return TRUE;
}

/* Some file systems cannot sync a folder (EINVAL) and some do not let us open one for reading:
 * neither is a fault of the file. */
static gboolean
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return TRUE;
  int result = fsync (fd);
  int code = errno;
  close (fd);
  errno = code;
  return result == 0 || code == EINVAL;
}

/* Lets go of the descriptor and of the hidden name. */
static void
discard (ResultFile *file)
{
  if (file->fd >= 0)
    close (file->fd);
  file->fd = -1;
  if (file->temp_path != NULL)
    unlink (file->temp_path);
  g_clear_pointer (&file->temp_path, g_free);
}

gboolean
result_file_sync (ResultFile *file, GError **error)
{
  g_return_val_if_fail (!file->committed, FALSE);

  flush_buffer (file);
  if (file->gzip != NULL)
    pack_out (file, NULL, 0, TRUE);
  g_clear_object (&file->gzip);
  if (file->error == NULL && !file->unsynced && fsync (file->fd) != 0 && errno != EINVAL)
    fail (file, errno);
  if (file->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (file->error));
  return FALSE;
}

gboolean
result_file_commit (ResultFile *file, GError **error)
{
  g_return_val_if_fail (!file->committed, FALSE);

  (void) result_file_sync (file, NULL);
  file->committed = TRUE;
  if (file->error == NULL && !give_name (file))
    fail (file, errno);
  if (file->error == NULL && !file->unsynced && !sync_folder (file->folder)) {
    fail (file, errno);
    unlink (file->path);
  }
  discard (file);
  if (file->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (file->error));
  return FALSE;
}

const char *
result_file_sha256 (const ResultFile *file)
{
  g_return_val_if_fail (file->committed, NULL);

  return g_checksum_get_string (file->checksum);
}

void
result_file_free (ResultFile *file)
{
  if (file == NULL)
    return;
  discard (file);
  g_clear_pointer (&file->checksum, g_checksum_free);
  g_clear_object (&file->gzip);
  g_clear_error (&file->error);
  g_free (file->name);
  g_free (file->path);
  g_free (file->folder);
  g_free (file);
}

ResultFile *
result_file_new_at (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  return result_file_new (folder, name, error);
}

gboolean
result_file_write_whole (const char *path, gconstpointer data, gsize length, GError **error)
{
  g_autoptr (ResultFile) file = result_file_new_at (path, error);

  if (file == NULL)
    return FALSE;
  result_file_write (file, data, length);
  return result_file_commit (file, error);
}

gboolean
folder_make (const char *path, GError **error)
{
  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  int code = errno;
  return code == ENOSPC || code == EDQUOT
           ? input_error_write (error, path, code)
           : input_error (error, path, 0, "a folder that can be made", "cannot be made: %s",
                          g_strerror (code));
}

char *
file_sha256 (const char *path, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *buffer = g_malloc (BUFFER_SIZE);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize length = -1;

  while (fd >= 0 && (length = read (fd, buffer, BUFFER_SIZE)) != 0) {
    if (length > 0)
      g_checksum_update (checksum, buffer, length);
    else if (errno != EINTR)
      break;
  }
  int code = errno;
  if (fd >= 0)
    close (fd);
  if (length == 0)
    return g_strdup (g_checksum_get_string (checksum));
  input_error_file (error, path, "cannot read: %s", g_strerror (code));
  return NULL;
}
