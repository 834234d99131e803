/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Costs of victims as numbers: the key of a cost is never above that of a higher cost, whatever the
 * policy compares first. Several costs may have one key. */
#pragma once

#include "scheduler/policy.h"

typedef guint64 CostKey;

#define COST_KEY_NONE G_MAXUINT64 /* above all others: of a machine where nobody can be evicted */

typedef struct {
  const PriorityLevels *levels;
  gboolean known; /* the policy tells how it compares; else all keys are 0 */
  gboolean by_importance;
  gboolean loss_is_last;
  guint priority_shift, count_shift, loss_shift;
  guint64 mask; /* of the fields down to the first whose values are rounded */
} CostKeys;

/* Borrows the levels. */
CostKeys cost_keys_of (const PreemptPolicy *policy, const PriorityLevels *levels);
CostKey cost_key (const CostKeys *keys, const VictimCost *cost);
