/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shortest job first, by what users say. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->longest != b->longest)
    return COMPARE (a->longest, b->longest);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_shortest_job = {
  .head = {
    .name = "shortest-job",
    .summary = "job of least estimated run time first (SJF)",
    .details = "A job's run time is the longest estimate of a task of it, of those that have come "
               "since the job last had none that was not finished; a task's estimate is its "
               "duration where the trace gives no other. Then the oldest task first.\n"
               "W. E. Smith, Naval Research Logistics Quarterly 3 (1956), for jobs of one task.",
  },
  .oldest_first = TRUE,
  .compare = compare,
  .unit = ORDER_JOBS,
};
