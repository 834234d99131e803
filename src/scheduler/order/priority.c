/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict priority, then age. */
#include "scheduler/policy.h"

static int
compare (const OrderKey *a, const OrderKey *b)
{
  if (a->first_priority != b->first_priority)
    return COMPARE (b->first_priority, a->first_priority);
  return COMPARE (a->first_sequence, b->first_sequence);
}

const OrderPolicy order_priority = {
  .head = { .name = "priority", .summary = "highest priority first, then oldest" },
  .compare = compare,
};
