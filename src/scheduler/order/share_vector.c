/* SPDX-License-Identifier: GPL-3.0-or-later */
/* DRF that goes on where dominant shares are equal: with the second largest, and so on. */
#include "scheduler/order/shares.h"

/* Shares from the largest down, by insertion; equal ones as they come. */
static void
all_shares (const Holdings *holdings, OrderKey *key)
{
  OrderShare share[MAX_RESOURCES];
  guint count = 0;
  for (guint r = 0; r < holdings->resources; r++) {
    OrderShare one = { holdings->held[r], holdings->capacity[r] * (Total) holdings->weight[r] };
    if (one.capacity == 0)
      continue;
    guint at = count++;
    for (; at > 0
           && fraction_compare ((Wide) one.amount, (Wide) one.capacity, (Wide) share[at - 1].amount,
                                (Wide) share[at - 1].capacity)
                > 0;
         at--)
      share[at] = share[at - 1];
    share[at] = one;
  }
  key->amount = count > 0 ? share[0].amount : 0;
  key->capacity = count > 0 ? share[0].capacity : 1;
  key->others = count > 0 ? count - 1 : 0;
  for (guint i = 0; i < key->others; i++)
    key->other[i] = share[i + 1];
}

static int
compare (const OrderKey *a, const OrderKey *b)
{
  int order = compare_shares (a, b);
  for (guint i = 0; order == 0 && i < MIN (a->others, b->others); i++)
    order = fraction_compare ((Wide) a->other[i].amount,
                              (Wide) a->other[i].capacity * (Wide) a->weight,
                              (Wide) b->other[i].amount,
                              (Wide) b->other[i].capacity * (Wide) b->weight);
  return order != 0 ? order : COMPARE (a->tasks, b->tasks);
}

const OrderPolicy order_share_vector = {
  .head = {
    .name = "share-vector",
    .summary = "drf, equal dominant shares being told apart by the second largest, and so on",
    .details = "A user's shares of all resources (allocated / (capacity * share-weight), divided by "
               "the user's weight), from the largest down, are compared as words are in a "
               "dictionary; ties: share-ties, then user index.\n"
               "YARN CapacityScheduler, DominantResourceCalculator; YuniKorn, applications in a "
               "queue of policy fair.",
  },
  .share = all_shares,
  .compare = compare,
};
