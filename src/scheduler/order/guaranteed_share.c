/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares of what users are guaranteed, as YuniKorn sorts its queues. */
#include "scheduler/order/shares.h"

/* Where a resource is guaranteed expressly as 0, whatever is held of it is all of it. */
static void
share_of_guaranteed (const Holdings *holdings, OrderKey *key)
{
  key->amount = 0;
  key->capacity = 1;
  for (guint r = 0; r < holdings->resources; r++) {
    gboolean guaranteed = (holdings->is_guaranteed >> r & 1) != 0;
    Total whole = guaranteed ? holdings->guaranteed[r] : holdings->capacity[r];
    Total weight = (Total) holdings->weight[r], held = holdings->held[r];
    if (weight == 0 || held == 0)
      continue;
    if (whole > 0)
      raise_share (key, held, whole * weight);
    else if (guaranteed)
      raise_share (key, 1, 1);
  }
}

/* More first, of the first resource of which they differ: so whoever asks for more of some resources
 * and for no less of any comes first. */
static int
compare_waiting (const OrderKey *a, const OrderKey *b)
{
  if (a->waiting == NULL || b->waiting == NULL)
    return 0;
  for (guint r = 0; r < a->resources; r++)
    if (a->waiting[r] != b->waiting[r])
      return COMPARE (b->waiting[r], a->waiting[r]);
  return 0;
}

static int
compare (const OrderKey *a, const OrderKey *b)
{
  int order = compare_shares (a, b);
  if (order != 0)
    return order;
  if (a->first_priority != b->first_priority)
    return COMPARE (b->first_priority, a->first_priority);
  return compare_waiting (a, b);
}

const OrderPolicy order_guaranteed_share = {
  .head = {
    .name = "guaranteed-share",
    .summary = "lowest weighted share of what is guaranteed first",
    .details = "share = max over resources of allocated / (guaranteed * share-weight), divided by the "
               "user's weight; the capacity stands for a resource that `guaranteed` does not name, "
               "and of one that it names as 0 anything held is a share of 1. Then the higher priority "
               "of the first task that may be tried; then who has more waiting in the tier, compared "
               "resource by resource in the cell's order; then user index.\n"
               "YuniKorn, sortQueuesByFairnessAndPriority in sorters.go, which takes requests that "
               "are each larger in another resource as equal.",
  },
  .share = share_of_guaranteed,
  .compare = compare,
  .with_first = FIRST_COMPARES,
};
