/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/user_share.h"

void
user_share_update (OrderKey *key, const OrderPolicy *order, const SchedulerOptions *options,
                   const Cell *cell, Tier tier)
{
  gboolean all = options->share_scope == SHARE_SCOPE_ALL;
  gboolean running = options->share_ties == SHARE_TIES_RUNNING;
  const Holding *first = cell_holding (cell, key->user, all ? 0 : tier);
  const Holding *end = first + (all ? N_TIERS : 1);
  Total held[MAX_RESOURCES] = { 0 };
  key->tasks = 0;
  for (const Holding *holding = first; holding < end; holding++) {
    key->tasks += running ? holding->running : holding->placements;
    for (guint r = 0; r < cell->resources->count; r++)
      held[r] += holding->allocated[r];
  }
  order->share (&(Holdings){ .resources = cell->resources->count,
                             .held = held,
                             .capacity = options->share_capacity == SHARE_CAPACITY_UP
                                           ? cell->up_capacity
                                           : cell->configured_capacity,
                             .weight = options->share_weights },
                key);
}
