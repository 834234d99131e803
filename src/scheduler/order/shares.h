/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What orders by share have in common. Exact: shares are fractions, compared without rounding. */
#pragma once

#include "scheduler/policy.h"

#include "util/fraction.h"

/* The largest share of a resource, of those that count. */
static inline void
dominant_share (const Holdings *holdings, OrderKey *key)
{
  key->amount = 0;
  key->capacity = 1;
  for (guint r = 0; r < holdings->resources; r++) {
    Total amount = holdings->held[r], capacity = holdings->capacity[r] * (Total) holdings->weight[r];
    if (capacity > 0
        && fraction_compare ((Wide) amount, (Wide) capacity, (Wide) key->amount,
                             (Wide) key->capacity)
             > 0) {
      key->amount = amount;
      key->capacity = capacity;
    }
  }
}

static inline int
compare_shares (const OrderKey *a, const OrderKey *b)
{
  if (a->capacity == b->capacity && a->weight == b->weight) /* most often */
    return COMPARE (a->amount, b->amount);
  return fraction_compare ((Wide) a->amount, (Wide) a->capacity * (Wide) a->weight,
                           (Wide) b->amount, (Wide) b->capacity * (Wide) b->weight);
}

/* The lower share, then fewer tasks. */
static inline int
lower_share_first (const OrderKey *a, const OrderKey *b)
{
  int order = compare_shares (a, b);
  return order != 0 ? order : COMPARE (a->tasks, b->tasks);
}
