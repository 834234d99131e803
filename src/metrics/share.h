/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's weighted dominant share (Ghodsi et al., NSDI'11, with weights), as a figure: the
 * largest, over resources with capacity, of allocated / capacity, divided by the user's weight. All
 * tiers count; capacity is what `[scheduler] share-capacity` says. That of a user of weight 0 is not
 * divided. */
#pragma once

#include "model/cell.h"
#include "scenario/scenario.h"

static inline const Total *
share_capacity (const Scenario *scenario, const Cell *cell)
{
  return scenario->scheduler.share_capacity == SHARE_CAPACITY_CONFIGURED ? cell->configured_capacity
                                                                         : cell->up_capacity;
}

static inline double
weighted_share (const Scenario *scenario, const Cell *cell, guint user)
{
  const Total *capacity = share_capacity (scenario, cell);
  double share = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    Total allocated = 0;
    if (capacity[r] == 0)
      continue;
    for (guint t = 0; t < N_TIERS; t++)
      allocated += cell_holding (cell, user, (Tier) t)->allocated[r];
    double here = (double) allocated / (double) capacity[r];
    share = MAX (share, here);
  }
  gint32 weight = users_get (scenario->users, user)->weight;
  return weight > 0 ? share * WEIGHT_ONE / (double) weight : share;
}
