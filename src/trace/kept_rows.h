/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a file that is not in order, in order of submit time (those of one time as they came), in
 * scratch files: memory does not grow with them. Filled once, then read-only, for several streams at
 * once. */
#pragma once

#include "trace/trace.h"

typedef struct KeptRows KeptRows;

/* places: the rows have such. NULL and *error: no scratch file can be made. */
KeptRows *kept_rows_new (gboolean places, GError **error);
void kept_rows_free (KeptRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeptRows, kept_rows_free)

/* All but what is known only while loading. */
gboolean kept_rows_add (KeptRows *rows, const TaskRecord *record, GError **error);
/* Once, when all are in. */
gboolean kept_rows_sort (KeptRows *rows, GError **error);
TaskStream *kept_rows_open (const KeptRows *rows);
