/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Borg's way (EuroSys'15, section 3.2): on a machine, kill from the lowest priority upward until
 * the task fits; then spare whom it was not necessary to kill. */
#include "scheduler/policy.h"

static int
compare (const VictimCost *a, const VictimCost *b)
{
  if (a->highest_priority != b->highest_priority)
    return COMPARE (a->highest_priority, b->highest_priority);
  if (a->count != b->count)
    return COMPARE (a->count, b->count);
  return COMPARE (a->loss, b->loss);
}

const PreemptPolicy preempt_lowest_priority = {
  .head = {
    .name = "lowest-priority",
    .summary = "evict from the lowest priority upward",
    .details = "machine: lowest highest-priority victim, then fewest victims, then least lost "
               "work.\nVerma et al., EuroSys'15, section 3.2.",
  },
  .compare = compare,
  .lexicographic = TRUE,
};
