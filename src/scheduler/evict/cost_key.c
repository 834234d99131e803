/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/cost_key.h"

#include "scheduler/policy_tables.h"

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

static CostKeys
keys_by_importance (CostKeys keys)
{
  keys.count_shift = LOSS_BITS;
  keys.priority_shift = LOSS_BITS + COUNT_BITS;
  keys.loss_is_last = TRUE; /* if anywhere */
  keys.mask = keys.levels->count == MAX_LEVELS ? down_to (keys.priority_shift) : G_MAXUINT64;
  return keys;
}

CostKeys
cost_keys_of (const PreemptPolicy *policy, const PriorityLevels *levels)
{
  CostKeys keys = { .levels = levels,
                    .known = policy->lexicographic,
                    .by_importance = preempt_by_importance (policy) };
  if (keys.by_importance)
    return keys_by_importance (keys);
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

static guint64
level_of (const CostKeys *keys, const VictimCost *cost)
{
  guint64 level = 0;
  while (level + 1 < keys->levels->count && keys->levels->lowest[level + 1] <= cost->highest_priority)
    level++;
  return level;
}

/* Violations, priority, then weight, in units of 2^31: of one victim alone priority tells the weight,
 * and the start follows, in place of a loss. */
static CostKey
key_by_importance (const CostKeys *keys, const VictimCost *cost)
{
  guint64 many = MIN ((guint64) cost->weight >> 31, MANY);
  guint64 sooner = (guint64) (G_MAXINT64 - MAX (cost->started, 0)) >> LOSS_UNIT_BITS;
  if (cost->violations > 0)
    return COST_KEY_NONE - 1;
  return keys->mask
         & (level_of (keys, cost) << keys->priority_shift | many << keys->count_shift
            | (many == 1 ? sooner : 0));
}

CostKey
cost_key (const CostKeys *keys, const VictimCost *cost)
{
  const Loss most = ((Loss) 1 << LOSS_BITS) - 1;
  guint64 loss = (guint64) MIN (cost->loss >> LOSS_UNIT_BITS, most);
  guint64 count = MIN (cost->count, MANY);
  guint64 mask = count < MANY ? keys->mask : keys->mask & down_to (keys->count_shift);
  if (keys->by_importance)
    return key_by_importance (keys, cost);
  if (!keys->known)
    return 0;
  return mask
         & (level_of (keys, cost) << keys->priority_shift | count << keys->count_shift
            | loss << keys->loss_shift);
}
