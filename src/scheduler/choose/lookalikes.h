/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines that look alike: the open machines of one capacity that have about as much free of every
 * resource stand in one set. A few thousand sets, whatever the number of machines, tell a decision
 * where the best machine can be: their bounds cost what a sweep over so many machines does, and
 * then the machines of a handful of sets are asked.
 *
 * Sets know nothing of classes: a class that comes for the first time, or after a million changes,
 * costs what any other does. How machines are divided never changes an answer. */
#pragma once

#include "scheduler/choose/columns.h"

typedef struct Lookalikes Lookalikes;

/* At most so many sets. */
Lookalikes *lookalikes_new (const Cell *cell, guint most);
void lookalikes_free (Lookalikes *lookalikes);

/* Brings in what has changed in the cell since the last call. FALSE, from now on: the machines
 * differ so much that sets are of no use. Until the next call what is below holds. */
gboolean lookalikes_follow (Lookalikes *lookalikes);
/* From the next call of lookalikes_follow() on, sets are smaller, unless there are many already. */
void lookalikes_refine (Lookalikes *lookalikes);
/* The last change brought in. */
guint64 lookalikes_seen (const Lookalikes *lookalikes);

guint lookalikes_count (const Lookalikes *lookalikes);

/* The sets first … first + count - 1, at most SWEEP_BLOCK, as if each were a machine: what `bound`
 * of a score and the filters `up` and `fit` read. `free` is the least that a machine with room for
 * the request can have, `most`, `largest` and `whole` what none of the set exceeds. Valid until the
 * next call. */
Columns lookalikes_columns (Lookalikes *lookalikes, const Amounts *request, guint first,
                            guint count);

/* The machines of a set, a heap by number: the lowest is the first, and machine i is below those at 2 i + 1
 * and 2 i + 2. */
const guint *lookalikes_machines (const Lookalikes *lookalikes, guint set, guint *ret_count);
/* Machines of some sets, one after the other, as a sweep that bounds them reads them. */
typedef struct {
  guint count;
  guint machine[SWEEP_BLOCK];
  double kinds[SWEEP_BLOCK];
  float rough_part[MAX_RESOURCES][SWEEP_BLOCK];
  Amount free[MAX_RESOURCES][SWEEP_BLOCK], largest[MAX_RESOURCES][SWEEP_BLOCK],
    whole[MAX_RESOURCES][SWEEP_BLOCK];
} Gathered;

/* A set is soon gathered from. */
void lookalikes_fetch (const Lookalikes *lookalikes, guint set);
/* Adds the machines first … first + count - 1 of lookalikes_machines(); there must be room. */
void lookalikes_gather (const Lookalikes *lookalikes, guint set, guint first, guint count,
                        Gathered *to);

/* Have all of its machines the very same free, so that what goes for one goes for the others? */
gboolean lookalikes_equal (const Lookalikes *lookalikes, guint set);
