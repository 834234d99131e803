/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shortest remaining work first. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->remaining != b->remaining)
    return COMPARE (a->remaining, b->remaining);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_srpt = {
  .head = {
    .name = "srpt",
    .summary = "job of least remaining work first (SRPT)",
    .details = "Remaining work is the sum of the estimates of the job's tasks that have come and are "
               "not finished, whether they run or wait; what a running task has done already is not "
               "taken off. Then the oldest task first. Nobody is evicted for a shorter job.\n"
               "Schrage, Operations Research 16 (1968), for jobs of one task.",
  },
  .oldest_first = TRUE,
  .compare = compare,
  .unit = ORDER_JOBS,
};
