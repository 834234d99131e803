/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may evict whom, and which tasks to evict on a machine (docs/simulation.md, "Preemption"). */
#pragma once

#include "scheduler/evict/eviction_limits.h"

/* Sets of victims are searched exactly up to this many evictable tasks on a machine. */
#define EXACT_VICTIMS 16

/* p may evict v: higher priority, not both production, and tiers differ unless within_tier. */
gboolean preemption_allowed (const TaskClass *preemptor, const TaskClass *victim,
                             gboolean within_tier);

/* How many of the cell's priority levels, from the lowest, have tasks that the class may evict. */
guint preemption_reach (const Cell *cell, const TaskClass *task_class, gboolean within_tier);

/* Size of a request on a machine: its largest part of a capacity, in whole millionths. */
gint64 preemption_size (const Cell *cell, const Amounts *request, guint machine);

/* A bound of a loss that was found in doubles: never above it, whatever their rounding. */
static inline Loss
preemption_loss_bound (double loss)
{
  return loss < 1e18 ? (gint64) (loss * (1 - 1e-9)) : G_GINT64_CONSTANT (900000000000000000);
}

/* Rules about where others run that are judged as if victims had gone. */
typedef struct {
  gboolean spread;   /* filter topology-spread is in use */
  gboolean affinity; /* filter affinity is */
} JudgedRules;

/* For whom, and when. */
typedef struct {
  const PreemptPolicy *policy;
  gboolean by_importance; /* PreemptRules has it, and lists of victims are in that order */
  JudgedRules judged; /* under the policy, of classes that have some */
  const Cell *cell;
  const TaskClass *task_class;
  gboolean within_tier;
  gint64 now;
  EvictionLimits limits; /* all 0: there are none */
  Topology *topology; /* NULL: the class has no rules that are judged */
} Preemption;

/* All but for whom and when. */
Preemption preemption_of (const PreemptPolicy *policy, const SchedulerOptions *options,
                          const Cell *cell);
void preemption_begin (Preemption *preemption, const TaskClass *task_class, gint64 now);

/* A bound: what so many victims cost at least of which one is of that priority. */
static inline VictimCost
victim_cost_least (gint32 priority, guint count)
{
  return (VictimCost){ .highest_priority = priority,
                       .count = count,
                       .weight = priority + ((gint64) count << 31),
                       .started = G_MAXINT64 };
}

/* To that of no victims, of highest priority -1, or of some. Losses and budgets are the caller's
 * affair. */
static inline void
victim_cost_add (VictimCost *cost, gint32 priority, gint64 started)
{
  if (priority > cost->highest_priority)
    cost->started = started;
  else if (priority == cost->highest_priority)
    cost->started = MIN (cost->started, started);
  cost->highest_priority = MAX (cost->highest_priority, priority);
  cost->weight += priority + (G_GINT64_CONSTANT (1) << 31);
  cost->count++;
}

/* Into victim order, or another (NULL: none). Stable. */
void preemption_sort (GArray *victims);
void preemption_sort_by (GArray *victims, int (*compare) (const Victim *a, const Victim *b));
/* What it costs to evict all of them. */
VictimCost preemption_cost (const GArray *victims);
/* Those that may be evicted on a machine, within the limits, in victim order. Victims is a GArray of Victim. */
void preemption_collect (const Preemption *preemption, guint machine, GArray *ret_victims);

/* The best set of victims on one machine: of the victims collected only they are kept (in victim
 * order), and their cost; or FALSE when evicting all makes no room. The machine's filters are the
 * caller's affair. bound (may be NULL): sets that are not better than it, or not even as good if
 * or_equal, are of no use, and count as "none". */
gboolean preemption_choose (const Preemption *preemption, guint machine, const VictimCost *bound,
                            gboolean or_equal, GArray *victims, VictimCost *ret_cost);

/* Is there enough on the machine if all tasks of so many levels gave way? A quick look at columns;
 * it lets too much pass (devices, grace periods, levels of several priorities). */
gboolean preemption_conceivable (const Cell *cell, const TaskClass *task_class, guint reach,
                                 guint machine);

/* Would evicting all that may be evicted make room on the machine? */
gboolean preemption_possible (const Cell *cell, const TaskClass *task_class, gboolean within_tier,
                              guint machine);
