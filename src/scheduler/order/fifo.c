/* SPDX-License-Identifier: GPL-3.0-or-later */
/* First in, first out within a tier, whatever the priority. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_fifo = {
  .head = {
    .name = "fifo",
    .summary = "oldest task first within the tier",
    .details = "lower sequence (order of arrival) of the user's first task, which is its oldest, "
               "whatever its priority.\n"
               "First come, first served.",
  },
  .oldest_first = TRUE,
  .compare = compare,
};
