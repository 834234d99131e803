/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How little work a machine can lose by an eviction: since when its tasks have had something to
 * lose. A task loses what it has done since its start or its last checkpoint; the latest such
 * moment on a machine bounds the loss of any set of its tasks from below, until the next
 * checkpoint. Kept by machine and by block of machines, and by how many priority levels (from the
 * lowest) may be evicted. Moments may be later than they are, never earlier: the bound stays one
 * when a task has left. */
#pragma once

#include "model/cell.h"

typedef struct LossBounds LossBounds;

LossBounds *loss_bounds_new (const Cell *cell);
void loss_bounds_free (LossBounds *bounds);

/* Takes in what has been placed since. Time must not go back. */
void loss_bounds_update (LossBounds *bounds, gint64 now);
/* Looks at each task of the machine, so that its moments are exact again. */
void loss_bounds_tighten (LossBounds *bounds, guint machine, gint64 now);

/* At least so long (us) has each task of the lowest `reach` (> 0) levels worked for nothing, were
 * it evicted now. After loss_bounds_update() for the same now. */
gint64 loss_bounds_of_block (LossBounds *bounds, guint block, guint reach, gint64 now);
gint64 loss_bounds_of_machine (LossBounds *bounds, guint machine, guint reach, gint64 now);
