/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workflows of least work first, each from its critical path on. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->workflow_work != b->workflow_work)
    return COMPARE (a->workflow_work, b->workflow_work);
  if (a->workflow != b->workflow)
    return COMPARE (a->workflow, b->workflow);
  if (a->upward_rank != b->upward_rank)
    return COMPARE (b->upward_rank, a->upward_rank);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_sjf_critical_path = {
  .head = {
    .name = "sjf-critical-path",
    .summary = "workflow of least work first, and in it the job of the longest way to its end",
    .details = "A workflow's work is the sum of the estimates of all its tasks in the trace, whatever of it is "
               "done; of equals that of the earlier first row; in it as critical-path-first. The trace must have "
               "jobs that come after others.\n"
               "SJF-CP of Mao et al., Learning Scheduling Algorithms for Data Processing Clusters, SIGCOMM'19.",
  },
  .oldest_first = TRUE,
  .compare = compare,
  .unit = ORDER_WORKFLOWS,
};
