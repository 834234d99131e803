/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As little work lost as possible: work since the last checkpoint, weighted by the task's size. */
#include "scheduler/policy.h"

static int
compare (const VictimCost *a, const VictimCost *b)
{
  if (a->loss != b->loss)
    return COMPARE (a->loss, b->loss);
  if (a->highest_priority != b->highest_priority)
    return COMPARE (a->highest_priority, b->highest_priority);
  return COMPARE (a->count, b->count);
}

static int
least_loss_first (const Victim *a, const Victim *b)
{
  return COMPARE (a->loss, b->loss);
}

const PreemptPolicy preempt_least_lost_work = {
  .head = {
    .name = "least-lost-work",
    .summary = "evict what loses the least work",
    .details = "least (lost work, highest victim priority, victims), exact up to 16 evictable "
               "tasks on a machine.\n"
               "Berth's own.",
  },
  .compare = compare,
  .greedy_compare = least_loss_first,
  .exact = TRUE,
  .lexicographic = TRUE,
};
