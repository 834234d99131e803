/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/user_share.h"

#include <string.h>

static gint64
counted (const Holding *holding, ShareTies ties)
{
  switch (ties) {
  case SHARE_TIES_RUNNING:
    return holding->running;
  case SHARE_TIES_ALLOCATIONS:
    return holding->placements;
  case SHARE_TIES_INDEX:
    break;
  }
  return 0;
}

void
user_share_sum (const SchedulerOptions *options, const Cell *cell, guint user, Tier tier,
                Total ret_held[MAX_RESOURCES], gint64 *ret_tasks)
{
  gboolean all = options->share_scope == SHARE_SCOPE_ALL;
  const Holding *first = cell_holding (cell, user, all ? 0 : tier);
  const Holding *end = first + (all ? N_TIERS : 1);
  memset (ret_held, 0, MAX_RESOURCES * sizeof *ret_held);
  *ret_tasks = 0;
  for (const Holding *holding = first; holding < end; holding++) {
    *ret_tasks += counted (holding, options->share_ties);
    for (guint r = 0; r < cell->resources->count; r++)
      ret_held[r] += holding->allocated[r];
  }
}

const Total *
user_share_capacity (const SchedulerOptions *options, const Cell *cell)
{
  return options->share_capacity == SHARE_CAPACITY_UP ? cell->up_capacity
                                                      : cell->configured_capacity;
}

void
user_share_measure (OrderKey *key, const OrderPolicy *order, const SchedulerOptions *options,
                    const Cell *cell, const Total *held)
{
  static const SomeAmounts nothing;
  const OwnShare *own = options->user_shares != NULL ? &options->user_shares[key->user] : NULL;
  const SomeAmounts *guaranteed = own != NULL ? &own->guaranteed : &nothing;
  order->share (&(Holdings){ .resources = cell->resources->count,
                             .held = held,
                             .capacity = user_share_capacity (options, cell),
                             .weight = own != NULL ? own->weight : options->share_weights,
                             .guaranteed = guaranteed->of,
                             .is_guaranteed = guaranteed->said },
                key);
}

void
user_share_update (OrderKey *key, const OrderPolicy *order, const SchedulerOptions *options,
                   const Cell *cell, Tier tier, const Amounts *with)
{
  Total held[MAX_RESOURCES];
  user_share_sum (options, cell, key->user, tier, held, &key->tasks);
  for (guint r = 0; with != NULL && r < cell->resources->count; r++)
    held[r] += with->of[r];
  user_share_measure (key, order, options, cell, held);
}
