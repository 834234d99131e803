/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Priorities and tiers: the bounds ascend, so the tier is the last whose lowest is not above. */
#include "model/tier.h"

#include <string.h>

const char *const tier_names[N_TIERS + 1] = { "free", "batch", "prod", "monitoring", NULL };

const TierBounds tier_bounds_default = { .lowest = { 0, 100, 200, 360 } };

Tier
tier_of_priority (const TierBounds *bounds, gint32 priority)
{
  guint tier = N_TIERS - 1;

  while (tier > 0 && priority < bounds->lowest[tier])
    tier--;
  return (Tier) tier;
}

int
tier_find (const char *name)
{
  for (int i = 0; i < N_TIERS; i++)
    if (strcmp (tier_names[i], name) == 0)
      return i;
  return -1;
}
