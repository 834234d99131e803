/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be said of the victims on a machine, or in a block of machines, without looking at them:
 * how much the largest holds, and since when they have had something to lose. A task loses what it
 * has done since its start or its last checkpoint; the latest such moment bounds the loss of any
 * set of tasks from below, until the next checkpoint. Both are kept by how many priority levels,
 * from the lowest, may be evicted. They may be more, and later, than they are, never less: they
 * stay bounds when a task has left. */
#pragma once

#include "model/cell.h"

typedef struct VictimBounds VictimBounds;

VictimBounds *victim_bounds_new (const Cell *cell);
void victim_bounds_free (VictimBounds *bounds);

/* Takes in what has been placed since. Time must not go back. */
void victim_bounds_update (VictimBounds *bounds, gint64 now);
/* Looks at each task of the machine, so that what is known of it is exact again. */
void victim_bounds_tighten (VictimBounds *bounds, guint machine, gint64 now);

/* since[l * stride]: no task of levels 0 … l has had something to lose since before then;
 * G_MININT64 without tasks. largest[l * stride * resources + r]: none of them holds more of the
 * resource. */
typedef struct {
  const gint64 *since;
  const Amount *largest;
  gsize stride;
} KnownVictims;

/* After victim_bounds_update() for the same now; valid until the next call of any function. What is
 * known of a machine is up to date after what is known of its block was asked for. */
KnownVictims victim_bounds_of_block (VictimBounds *bounds, guint block, gint64 now);
KnownVictims victim_bounds_of_machine (const VictimBounds *bounds, guint machine);
/* No machine has more tasks. */
guint victim_bounds_most_tasks (const VictimBounds *bounds);
