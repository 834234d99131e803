/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/user_share.h"

#include "util/fraction.h"

static gboolean
is_larger (Total amount, Total capacity, const OrderKey *key)
{
  return capacity > 0
         && fraction_compare ((Wide) amount, (Wide) capacity, (Wide) key->amount,
                              (Wide) key->capacity)
              > 0;
}

void
user_share_update (OrderKey *key, const SchedulerOptions *options, const Cell *cell, Tier tier)
{
  gboolean all = options->share_scope == SHARE_SCOPE_ALL;
  const Total *capacity = options->share_capacity == SHARE_CAPACITY_UP ? cell->up_capacity
                                                                       : cell->configured_capacity;
  const Holding *first = cell_holding (cell, key->user, all ? 0 : tier);
  const Holding *end = first + (all ? N_TIERS : 1);
  key->running = 0;
  key->amount = 0;
  key->capacity = 1;
  for (const Holding *holding = first; holding < end; holding++)
    key->running += holding->running;
  for (guint r = 0; r < cell->resources->count; r++) {
    Total amount = 0;
    for (const Holding *holding = first; holding < end; holding++)
      amount += holding->allocated[r];
    if (is_larger (amount, capacity[r], key)) {
      key->amount = amount;
      key->capacity = capacity[r];
    }
  }
}
