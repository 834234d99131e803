/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a trace belong together: those of one job, those of jobs of which one waits for another,
 * and those of jobs of one workflow (a job is of the workflow that its first row says). Jobs that have
 * no row join nobody.
 *
 * Five bytes a row are held in memory; names are hashes in scratch files (trace/name_hash.h). */
#pragma once

#include <glib.h>

typedef struct ConnectedRows ConnectedRows;

ConnectedRows *connected_rows_new (GError **error);
void connected_rows_free (ConnectedRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ConnectedRows, connected_rows_free)

/* The next row. workflow: NULL, where the trace does not say. */
gboolean connected_rows_add (ConnectedRows *rows, const char *job, const char *workflow,
                             GError **error);
/* It waits for a job of that name. */
gboolean connected_rows_wait (ConnectedRows *rows, const char *parent, GError **error);
/* It is not alone, whatever else is said of it. */
void connected_rows_set_apart (ConnectedRows *rows);
/* All are in. */
gboolean connected_rows_finish (ConnectedRows *rows, GError **error);

guint connected_rows_count (const ConnectedRows *rows);
/* Does any job wait for another, or belong to a workflow? */
gboolean connected_rows_any (const ConnectedRows *rows);
/* The first of the rows that this one belongs to. */
guint connected_rows_first (ConnectedRows *rows, guint row);
/* Does it belong to no other, wait for nobody, and the trace not say to which workflow it belongs? Not
 * where it was set apart. */
gboolean connected_rows_is_alone (ConnectedRows *rows, guint row);
