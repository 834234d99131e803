/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What orders by share have in common. Exact: shares are fractions, compared without rounding. */
#pragma once

#include "scheduler/policy.h"

#include "util/fraction.h"

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
