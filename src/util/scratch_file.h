/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are too many for memory: appended to a file that has no name, then sorted and mapped as
 * an array, so that the system may write out what is not in use. The file is in $TMPDIR (else /tmp),
 * and gone with the process whatever ends it. */
#pragma once

#include <glib.h>

typedef struct ScratchFile ScratchFile;

/* All rows are of row_size bytes. NULL and INPUT_ERROR when no file can be made. */
ScratchFile *scratch_file_new (gsize row_size, GError **error);
void scratch_file_free (ScratchFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScratchFile, scratch_file_free)

/* Before the rows are mapped or sorted. FALSE and *error: the disk is full. */
gboolean scratch_file_append (ScratchFile *file, gconstpointer row, GError **error);
gboolean scratch_file_append_rows (ScratchFile *file, gconstpointer rows, gsize n, GError **error);
gsize scratch_file_rows (const ScratchFile *file);

/* All rows, to be read and changed where they are; valid until the file is freed. Nothing is
 * appended from then on. Without any rows *ret is NULL. */
gboolean scratch_file_map (ScratchFile *file, gpointer *ret, GError **error);

/* The same, in order. Rows that compare equal are equal in all. Takes some MiB of memory, however many rows
 * there are, and for a while twice their room on the disk. */
typedef int (*ScratchCompare) (const void *a, const void *b);
gboolean scratch_file_sort (ScratchFile *file, ScratchCompare compare, gpointer *ret,
                            GError **error);

/* A mapped row that has been looked at in a pass from the first to the last: every MiB of them is given
 * back to the system, which reads it again should anybody look there. */
void scratch_file_forget (const ScratchFile *file, gsize row);

/* For several passes at once, of which none is to keep the file in memory: in order, without mapping.
 * Nothing is appended from then on. */
gboolean scratch_file_order (ScratchFile *file, ScratchCompare compare, GError **error);
/* The same without an order, as appended. */
gboolean scratch_file_end (ScratchFile *file, GError **error);
/* After either: copies n rows from that one on, which must all be there. Thread-safe. */
gboolean scratch_file_read (const ScratchFile *file, gsize first, gsize n, gpointer into,
                            GError **error);
