/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What spares a task beside its priority (docs/simulation.md, "Preemption"): it has not run long
 * enough, it has been evicted too often, or too many tasks of its job are down. */
#pragma once

#include "scheduler/policy.h"

typedef struct {
  gint64 exempt_time;   /* us that a task runs before it may be evicted */
  gint64 max_evictions; /* that it suffers; 0: any number */
  gboolean budgets;     /* of jobs hold */
  gboolean counted;     /* budgets spare nobody, but count */
} EvictionLimits;

/* Those that hold for a policy: none where it evicts nobody, no budgets where it counts them itself. */
EvictionLimits eviction_limits_of (const SchedulerOptions *options, const PreemptPolicy *policy);

static inline gboolean
eviction_limits_any (const EvictionLimits *limits)
{
  return limits->exempt_time > 0 || limits->max_evictions > 0 || limits->budgets;
}

/* May a running task be evicted, whatever is the matter with its job? */
static inline gboolean
eviction_limits_allow (const EvictionLimits *limits, const Task *task, gint64 now)
{
  return MAX (now - task->started, 0) >= limits->exempt_time /* its data may not have come yet */
         && (limits->max_evictions == 0 || task->preemptions < limits->max_evictions);
}

/* Charges each of a machine's victims (a GArray of Victim), in this order, to its job's budget, and
 * takes out those for whom nothing is left of it. */
void eviction_limits_charge (GArray *victims);
