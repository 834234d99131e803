/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asset fairness: every resource is worth the part of the pool that it is, and users should hold
 * equally much worth. */
#include "scheduler/order/shares.h"

/* Parts are rounded down to multiples of 2^-40: a sum of fractions has no common denominator that
 * would fit. */
#define UNIT ((Total) 1 << 40)

static void
worth (const Holdings *holdings, OrderKey *key)
{
  key->amount = 0;
  key->capacity = UNIT;
  for (guint r = 0; r < holdings->resources; r++) {
    Wide capacity = (Wide) holdings->capacity[r] * (Wide) holdings->weight[r];
    if (capacity > 0)
      key->amount += (Total) ((Wide) holdings->held[r] * (Wide) UNIT / capacity);
  }
}

const OrderPolicy order_asset = {
  .head = {
    .name = "asset",
    .summary = "lowest weighted sum of resource shares first (asset fairness)",
    .details = "share = sum over resources of allocated / (capacity * share-weight), each in whole "
               "multiples of 2^-40, divided by the user's weight; ties: share-ties, then user "
               "index.\n"
               "Ghodsi et al., NSDI'11, section 4.2.",
  },
  .share = worth,
  .compare = lower_share_first,
};
