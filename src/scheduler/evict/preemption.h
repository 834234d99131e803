/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may evict whom, and which tasks to evict on a machine (docs/simulation.md, "Preemption"). */
#pragma once

#include "scheduler/policy.h"

/* Sets of victims are searched exactly up to this many evictable tasks on a machine. */
#define EXACT_VICTIMS 16

/* p may evict v: higher priority, not both production, and tiers differ unless within_tier. */
gboolean preemption_allowed (const TaskClass *preemptor, const TaskClass *victim,
                             gboolean within_tier);

/* How many of the cell's priority levels, from the lowest, have tasks that the class may evict. */
guint preemption_reach (const Cell *cell, const TaskClass *task_class, gboolean within_tier);

/* Size of a request on a machine: its largest part of a capacity, in whole millionths. */
gint64 preemption_size (const Cell *cell, const Amounts *request, guint machine);

/* For whom, and when. */
typedef struct {
  const PreemptPolicy *policy;
  const Cell *cell;
  const TaskClass *task_class;
  gboolean within_tier;
  gint64 now;
} Preemption;

/* The best set of victims on one machine: victims (in victim order) and their cost, or FALSE when
 * evicting all that may be evicted makes no room. ret_victims is a GArray of Victim, cleared first.
 * The machine's filters are the caller's affair. bound (may be NULL): sets that are not better than
 * it, or not even as good if or_equal, are of no use, and count as "none". */
gboolean preemption_choose (const Preemption *preemption, guint machine, const VictimCost *bound,
                            gboolean or_equal, GArray *ret_victims, VictimCost *ret_cost);

/* Is there enough on the machine if all tasks of so many levels gave way? A quick look at columns;
 * it lets too much pass (devices, grace periods, levels of several priorities). */
gboolean preemption_conceivable (const Cell *cell, const TaskClass *task_class, guint reach,
                                 guint machine);

/* Would evicting all that may be evicted make room on the machine? */
gboolean preemption_possible (const Cell *cell, const TaskClass *task_class, gboolean within_tier,
                              guint machine);
