/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As few victims as possible. */
#include "scheduler/policy.h"

static int
compare (const VictimCost *a, const VictimCost *b)
{
  if (a->count != b->count)
    return COMPARE (a->count, b->count);
  if (a->highest_priority != b->highest_priority)
    return COMPARE (a->highest_priority, b->highest_priority);
  return COMPARE (a->loss, b->loss);
}

static int
largest_first (const Victim *a, const Victim *b)
{
  return COMPARE (b->size, a->size);
}

const PreemptPolicy preempt_fewest_victims = {
  .head = {
    .name = "fewest-victims",
    .summary = "evict as few tasks as possible",
    .details = "least (victims, highest victim priority, lost work), exact up to 16 evictable "
               "tasks on a machine.\n"
               "Berth's own.",
  },
  .compare = compare,
  .greedy_compare = largest_first,
  .exact = TRUE,
  .lexicographic = TRUE,
};
