/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/eviction_limits.h"

#include "scheduler/policy_tables.h"

EvictionLimits
eviction_limits_of (const SchedulerOptions *options, const PreemptPolicy *policy)
{
  const PreemptRules *rules = preempt_rules_of (policy);
  gboolean counts = rules != NULL && rules->counts_budgets;
  if (!preempt_policy_evicts (policy))
    return (EvictionLimits){ .exempt_time = 0 };
  return (EvictionLimits){ .exempt_time = options->exempt_time,
                           .max_evictions = options->max_evictions,
                           .budgets = options->budgets && !counts,
                           .counted = options->budgets && counts };
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
