/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What orders by share have in common. Exact: shares are fractions, compared without rounding. */
#pragma once

#include "scheduler/policy.h"

#include "util/fraction.h"

/* The key's share becomes amount / capacity (> 0) if that is larger. */
static inline void
raise_share (OrderKey *key, Total amount, Total capacity)
{
  if (fraction_compare ((Wide) amount, (Wide) capacity, (Wide) key->amount, (Wide) key->capacity)
      > 0) {
    key->amount = amount;
    key->capacity = capacity;
  }
}

/* The largest share of a resource, of those that count. */
static inline void
dominant_share (const Holdings *holdings, OrderKey *key)
{
  key->amount = 0;
  key->capacity = 1;
  for (guint r = 0; r < holdings->resources; r++) {
    Total capacity = holdings->capacity[r] * (Total) holdings->weight[r];
    if (capacity > 0)
      raise_share (key, holdings->held[r], capacity);
  }
}

/* Whoever has a share and no weight has more than any weight makes of a share. */
static inline int
compare_weightless (const OrderKey *a, const OrderKey *b)
{
  gboolean a_infinite = a->weight == 0 && a->amount > 0;
  gboolean b_infinite = b->weight == 0 && b->amount > 0;
  if (a_infinite && b_infinite)
    return fraction_compare ((Wide) a->amount, (Wide) a->capacity, (Wide) b->amount,
                             (Wide) b->capacity);
  if (a_infinite || b_infinite)
    return a_infinite - b_infinite;
  return (a->amount > 0) - (b->amount > 0);
}

static inline int
compare_shares (const OrderKey *a, const OrderKey *b)
{
  if (a->capacity == b->capacity && a->weight == b->weight) /* most often */
    return COMPARE (a->amount, b->amount);
  if (a->weight == 0 || b->weight == 0)
    return compare_weightless (a, b);
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

/* The lower share, then the more urgent of the first tasks, then the older. */
static inline int
lower_share_then_first_task (const OrderKey *a, const OrderKey *b)
{
  int order = compare_shares (a, b);
  if (order != 0)
    return order;
  if (a->first_priority != b->first_priority)
    return COMPARE (b->first_priority, a->first_priority);
  return COMPARE (a->first_sequence, b->first_sequence);
}
