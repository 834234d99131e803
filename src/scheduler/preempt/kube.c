/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kube-scheduler's way: think all away that may be evicted, then put back who matters most. Who is put
 * back while those that matter less make enough room would have been put back anyhow: it is the same as
 * to take those that matter least until the task fits, and then to spare from the last one back. But
 * those go first of whom a budget wants it. */
#include "scheduler/policy.h"

#define LEAST_CANDIDATES 100
#define CANDIDATES_PART  10 /* of the eligible machines */

static int
compare (const VictimCost *a, const VictimCost *b)
{
  if (a->violations != b->violations)
    return COMPARE (a->violations, b->violations);
  if (a->highest_priority != b->highest_priority)
    return COMPARE (a->highest_priority, b->highest_priority);
  if (a->weight != b->weight)
    return COMPARE (a->weight, b->weight);
  if (a->count != b->count)
    return COMPARE (a->count, b->count);
  return COMPARE (b->started, a->started);
}

/* Lower priority, then later start; then, for want of a rule, whom we have known less long. */
static int
least_important_first (const Victim *a, const Victim *b)
{
  if (a->priority != b->priority)
    return COMPARE (a->priority, b->priority);
  if (a->task->started != b->task->started)
    return COMPARE (b->task->started, a->task->started);
  return COMPARE (b->task->sequence, a->task->sequence);
}

static guint
enough (const SchedulerOptions *options, guint eligible)
{
  if (!options->kube_sampled)
    return eligible;
  return MIN (eligible, MAX (LEAST_CANDIDATES, eligible / CANDIDATES_PART));
}

const PreemptRules preempt_kube = {
  .base = {
    .head = {
      .name = "kube",
      .summary = "as kube-scheduler: think all away, put back who matters most",
      .details = "On a machine all that may be evicted are thought away; then, by importance (higher "
                 "priority, then earlier start), each is put back if the task still fits: first those "
                 "whose job's budget is used up, charged in that order, then the others.\n"
                 "machine: fewest evicted against their budget; lowest highest victim priority; least "
                 "sum(priority + 2^31); fewest victims; latest start of the first started among those "
                 "of the highest priority.\n"
                 "Where filters heed spread and affinity, they too must hold with victims gone; a machine "
                 "where nobody is near though somebody must be is no candidate.\n"
                 "kube-scheduler 1.36, defaultpreemption.",
    },
    .compare = compare,
    .greedy_compare = least_important_first,
  },
  .counts_budgets = TRUE,
  .by_importance = TRUE,
  .enough = enough,
};
