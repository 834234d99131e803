/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fair sharing by the share that a user would have: who would end up with most is served last. */
#include "scheduler/order/shares.h"

const OrderPolicy order_largest_share_last = {
  .head = {
    .name = "largest-share-last",
    .summary = "lowest weighted dominant share with the task that is next first",
    .details = "As drf, but a user's share counts its first task that may be tried as if it ran; "
               "then the higher priority of those tasks, then the older.\n"
               "Kueue, fair_sharing_iterator.go, with no quota that is a user's own: see borrowed-share.",
  },
  .share = dominant_share,
  .compare = lower_share_then_first_task,
  .with_first = FIRST_COUNTS,
};
