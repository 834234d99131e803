/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workflows in the order of the trace, each from its critical path on. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->workflow != b->workflow)
    return COMPARE (a->workflow, b->workflow);
  if (a->upward_rank != b->upward_rank)
    return COMPARE (b->upward_rank, a->upward_rank);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_critical_path_first = {
  .head = {
    .name = "critical-path-first",
    .summary = "oldest workflow first, and in it the job of the longest way to its end",
    .details = "Workflows go by their first rows in the trace, a job that comes after none and before none being "
               "one; in a workflow the job of highest upward rank, so that whatever is on its critical path goes "
               "first; then the oldest task. The trace must have jobs that come after others.\n"
               "Berth's own: first come, first served among workflows, and HLFET (Adam, Chandy and Dickson, CACM "
               "17(12), 1974) in each.",
  },
  .oldest_first = TRUE,
  .compare = compare,
  .unit = ORDER_WORKFLOWS,
};
