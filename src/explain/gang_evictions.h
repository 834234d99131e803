/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to evict, on whatever machines, that a gang can start: no run does so, for gangs evict nobody. */
#pragma once

#include "explain/eviction.h"

#define GANG_VICTIMS_MOST 8

/* What victims cost: their number, then their loss. */
typedef struct {
  guint count; /* G_MAXUINT: impossible */
  Loss loss;
} GangCost;

static inline gboolean
gang_cost_less (GangCost a, GangCost b)
{
  return a.count != b.count ? a.count < b.count : a.loss < b.loss;
}

/* The fewest tasks that the class may evict by priority, and of as few those of least total loss, without
 * which so many more of its tasks fit on these machines (of guint, ascending), `missing` at least.
 * By machine, each in victim order; a GArray of Evictee, and what they cost, or NULL where evicting all is
 * not enough, or where that costs no less than *cost.
 * Exact where a machine has GANG_VICTIMS_MOST such tasks at most; of more, the largest ones go first. */
GArray *gang_evictions_find (const Moment *moment, const TaskClass *task_class,
                             const GArray *machines, guint missing, GangCost *cost);
