/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fair sharing of what users hold beyond what is their own: Kueue's dominant resource share. */
#include "scheduler/order/shares.h"

static void
borrowed (const Holdings *holdings, OrderKey *key)
{
  key->amount = 0;
  key->capacity = 1;
  for (guint r = 0; r < holdings->resources; r++) {
    Total capacity = holdings->capacity[r] * (Total) holdings->weight[r];
    if (capacity > 0 && holdings->held[r] > holdings->guaranteed[r])
      raise_share (key, holdings->held[r] - holdings->guaranteed[r], capacity);
  }
}

const OrderPolicy order_borrowed_share = {
  .head = {
    .name = "borrowed-share",
    .summary = "who would hold least beyond what is guaranteed first, with the task that is next",
    .details = "share = max over resources of (allocated - guaranteed) / (capacity * share-weight), 0 "
               "where nothing is borrowed, divided by the user's weight, its first task that may be "
               "tried counted as if it ran; so whoever borrows nothing comes first. Of a resource "
               "that `guaranteed` does not name all is borrowed. A user of weight 0 that borrows comes "
               "after all others. Then the higher priority of the first tasks, then the older.\n"
               "Kueue, dominant resource share (1000 times this) of fair_sharing.go and the order of "
               "fair_sharing_iterator.go in a cohort that has the whole cell to lend.",
  },
  .share = borrowed,
  .compare = lower_share_then_first_task,
  .with_first = FIRST_COUNTS,
};
