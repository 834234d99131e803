/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that are whole or absent.
 *
 * A ResultFile is written to an unnamed file in the target's folder (O_TMPFILE; where the file
 * system has none, a hidden temporary name that is unlinked on every way out) and appears under its
 * name only when result_file_commit() has flushed it to disk: link or rename, never a half file,
 * whatever kills the process. An existing file of that name is replaced as a whole. Where the name
 * ends in .gz, what is written is packed. Bytes are hashed (SHA-256) as they go to the file. */
#pragma once

#include <glib.h>

typedef struct ResultFile ResultFile;

/* Opens folder/name for writing; the folder must exist. NULL and INPUT_ERROR on failure. */
ResultFile *result_file_new (const char *folder, const char *name, GError **error);
/* The same by a path. */
ResultFile *result_file_new_at (const char *path, GError **error);

/* Leaves flushing to disk to the caller (syncfs() once for many files): after a power cut the file may
 * be empty or torn, as its hash will show. Before commit. */
void result_file_set_unsynced (ResultFile *file);

/* Buffered; a full disk shows here or at commit. After a failure further writes are ignored and
 * commit reports the first error: a hot loop need not check each call. */
void result_file_write (ResultFile *file, const void *data, gsize length);
void result_file_puts (ResultFile *file, const char *text);

/* All is written: flushes and fsyncs, but gives it no name yet: what a full disk has to say is said before anything
 * that has a name is touched. FALSE and the first error otherwise; commit would say the same. */
gboolean result_file_sync (ResultFile *file, GError **error);

/* Flushes, fsyncs, gives it its name, fsyncs the folder. Frees nothing. FALSE and a clear GError
 * ("…: cannot write: No space left on device") otherwise, and then nothing is left behind. */
gboolean result_file_commit (ResultFile *file, GError **error);

/* Lower-case hex SHA-256 of all that was written; valid after commit. */
const char *result_file_sha256 (const ResultFile *file);
/* An uncommitted file vanishes. */
void result_file_free (ResultFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResultFile, result_file_free)

/* The same in one call, for a file whose bytes are in memory. path may have folders. */
gboolean result_file_write_whole (const char *path, gconstpointer data, gsize length,
                                  GError **error);

/* Makes a folder, and its parents, where it is not there. FALSE and an INPUT_ERROR (INPUT_ERROR_FULL as of
 * input_error_write()). */
gboolean folder_make (const char *path, GError **error);

/* SHA-256 of an existing file's bytes, lower-case hex; NULL and INPUT_ERROR when it cannot be read.
 * The caller frees. */
char *file_sha256 (const char *path, GError **error);
