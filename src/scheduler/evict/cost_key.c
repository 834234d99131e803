/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/cost_key.h"

#define LEVEL_BITS     8u
#define COUNT_BITS     12u
#define LOSS_BITS      43u
#define LOSS_UNIT_BITS 20u /* a loss counts in units of 2^20 us x millionths, rounded down */
#define MANY           ((1u << COUNT_BITS) - 1) /* or more */

G_STATIC_ASSERT (MAX_LEVELS < 1 << LEVEL_BITS);

/* What follows a rounded field would decide between costs that it does not tell apart. */
static guint64
down_to (guint shift)
{
  return G_MAXUINT64 << shift;
}

/* The policy compares the field first in which a is lower, and not the one in which b is. */
static gboolean
prefers (const PreemptPolicy *policy, VictimCost a, VictimCost b)
{
  return policy->compare (&a, &b) < 0;
}

CostKeys
cost_keys_of (const PreemptPolicy *policy, const PriorityLevels *levels)
{
  CostKeys keys = { .levels = levels, .known = policy->lexicographic };
  if (!keys.known)
    return keys;
  const VictimCost priority = { .highest_priority = 1 };
  const VictimCost count = { .count = 1 }, loss = { .loss = 1 };
  gboolean priority_count = prefers (policy, count, priority);
  gboolean priority_loss = prefers (policy, loss, priority);
  gboolean count_loss = prefers (policy, loss, count);
  keys.priority_shift
    = (priority_count ? COUNT_BITS : 0) + (priority_loss ? LOSS_BITS : 0);
  keys.count_shift = (priority_count ? 0 : LEVEL_BITS) + (count_loss ? LOSS_BITS : 0);
  keys.loss_shift = (priority_loss ? 0 : LEVEL_BITS) + (count_loss ? 0 : COUNT_BITS);
  keys.loss_is_last = priority_loss && count_loss;
  keys.mask = down_to (keys.loss_shift);
  if (levels->count == MAX_LEVELS) /* each may be of several priorities */
    keys.mask &= down_to (keys.priority_shift);
  return keys;
}

CostKey
cost_key (const CostKeys *keys, const VictimCost *cost)
{
  const Loss most = ((Loss) 1 << LOSS_BITS) - 1;
  guint64 loss = (guint64) MIN (cost->loss >> LOSS_UNIT_BITS, most);
  guint64 count = MIN (cost->count, MANY), level = 0;
  guint64 mask = count < MANY ? keys->mask : keys->mask & down_to (keys->count_shift);
  if (!keys->known)
    return 0;
  while (level + 1 < keys->levels->count && keys->levels->lowest[level + 1] <= cost->highest_priority)
    level++;
  return mask
         & (level << keys->priority_shift | count << keys->count_shift | loss << keys->loss_shift);
}
