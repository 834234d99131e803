/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dominant Resource Fairness: the user with the lowest weighted dominant share is served next. */
#include "scheduler/order/shares.h"

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
