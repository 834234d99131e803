/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may evict whom, and which tasks to evict where (docs/simulation.md, "Preemption"). */
#pragma once

#include "scheduler/pipeline.h"

/* Sets of victims are searched exactly up to this many evictable tasks on a machine. */
#define EXACT_VICTIMS 16

/* p may evict v: higher priority, not both production, and tiers differ unless within_tier. */
gboolean preemption_allowed (const TaskClass *preemptor, const TaskClass *victim,
                             gboolean within_tier);

/* Size of a request on a machine: its largest part of a capacity, in whole millionths. */
gint64 preemption_size (const Cell *cell, const Amounts *request, guint machine);

/* The best set of victims on one machine for policy: victims (in victim order) and their cost, or
 * FALSE when evicting all that may be evicted makes no room. ret_victims is a GArray of Victim,
 * cleared first. The machine's filters are the caller's affair. bound (may be NULL): sets that are
 * not better than it are of no use, and count as "none". */
gboolean preemption_choose (const PreemptPolicy *policy, const Cell *cell,
                            const TaskClass *task_class, gboolean within_tier, guint machine,
                            gint64 now, const VictimCost *bound, GArray *ret_victims,
                            VictimCost *ret_cost);

/* Is there enough on the machine if the tiers below gave back all they hold? A quick look at
 * columns that turns most machines away; it lets too much pass (devices, grace periods, priorities
 * within a tier). */
gboolean preemption_conceivable (const Cell *cell, const TaskClass *task_class,
                                 gboolean within_tier, guint machine);

/* Would evicting all that may be evicted make room on the machine? */
gboolean preemption_possible (const Cell *cell, const TaskClass *task_class, gboolean within_tier,
                              guint machine);
