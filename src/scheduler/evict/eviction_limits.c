/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/eviction_limits.h"

EvictionLimits
eviction_limits_of (const SchedulerOptions *options, const PreemptPolicy *policy)
{
  (void) policy;
  return (EvictionLimits){ .exempt_time = options->exempt_time,
                           .max_evictions = options->max_evictions,
                           .budgets = options->budgets };
}

void
eviction_limits_charge (GArray *victims)
{
  Victim *victim = (Victim *) (void *) victims->data;
  guint kept = 0;
  for (guint i = 0; i < victims->len; i++)
    if (budget_allows (victim[i].task, victim, kept))
      victim[kept++] = victim[i];
  g_array_set_size (victims, kept);
}
