/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dominant Resource Fairness: the user with the lowest weighted dominant share is served next.
 * Exact: shares are fractions, compared without rounding. */
#include "scheduler/policy.h"

#include "util/fraction.h"

static int
compare_shares (const OrderKey *a, const OrderKey *b)
{
  if (a->capacity == b->capacity && a->weight == b->weight) /* most often */
    return COMPARE (a->amount, b->amount);
  return fraction_compare ((Wide) a->amount, (Wide) a->capacity * (Wide) a->weight,
                           (Wide) b->amount, (Wide) b->capacity * (Wide) b->weight);
}

static int
compare (const OrderKey *a, const OrderKey *b)
{
  int order = compare_shares (a, b);
  return order != 0 ? order : COMPARE (a->running, b->running);
}

const OrderPolicy order_drf = {
  .head = {
    .name = "drf",
    .summary = "lowest weighted dominant share first (Dominant Resource Fairness)",
    .details = "share = max over resources of allocated / capacity, divided by the user's weight; "
               "ties: fewer running tasks, then user index.\n"
               "Ghodsi et al., NSDI'11, Algorithm 1 and section 4.3.",
  },
  .uses_shares = TRUE,
  .compare = compare,
};
