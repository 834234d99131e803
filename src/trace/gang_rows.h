/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do the rows of each gang fit together? They must stand next to each other and be alike in all but
 * names, run times and usage, so that they arrive at once and one task is as good as another. */
#pragma once

#include "trace/trace.h"

typedef struct GangRows GangRows;

/* Borrows the classes; display is named in errors. */
GangRows *gang_rows_new (const TaskClasses *classes, const char *display);
void gang_rows_free (GangRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GangRows, gang_rows_free)

/* The next row of the file. */
gboolean gang_rows_add (GangRows *rows, const TaskRecord *record, GError **error);
/* There are no more. */
gboolean gang_rows_end (GangRows *rows, GError **error);
/* The line of the first row of a gang, and of the first one that goes on with a gang; 0: none. */
guint gang_rows_first (const GangRows *rows);
guint gang_rows_first_joint (const GangRows *rows);
