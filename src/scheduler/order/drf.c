/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dominant Resource Fairness: the user with the lowest weighted dominant share is served next. */
#include "scheduler/order/shares.h"

static void
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

const OrderPolicy order_drf = {
  .head = {
    .name = "drf",
    .summary = "lowest weighted dominant share first (Dominant Resource Fairness)",
    .details = "share = max over resources of allocated / (capacity * share-weight), divided by the "
               "user's weight; ties: share-ties, then user index. Resources of weight 0 do not "
               "count: with all but one left out it is max-min fairness in that one.\n"
               "Ghodsi et al., NSDI'11, Algorithm 1 and section 4.3.",
  },
  .share = dominant_share,
  .compare = lower_share_first,
};
