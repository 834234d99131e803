/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered about evicting for a class: for each block of machines a cost that no set of
 * victims on one of its machines is below. It holds until the block changes, because what a task
 * would lose only grows; where checkpoints may make it fall, nothing is concluded from losses.
 *
 * Memory is bounded: the costs of the class that has gone longest without use are taken for one
 * that needs them. What is remembered never changes an answer, only how long it takes. */
#pragma once

#include "scheduler/policy.h"

typedef struct {
  gint32 highest_priority;
  guint count; /* 0: no machine of the block has a set */
  gint64 loss; /* in units of 2^LOSS_UNIT_BITS, rounded down */
} BlockCost;

#define LOSS_UNIT_BITS 20

typedef struct BlockCosts BlockCosts;

/* bytes: how much may be remembered; 0: nothing. */
BlockCosts *block_costs_new (const Cell *cell, gsize bytes);
void block_costs_free (BlockCosts *costs);

/* The costs of a class by block, for the caller to bring up to date: blocks whose last change has a
 * number above *ret_seen are not known. Valid until the next call. */
BlockCost *block_costs_of (BlockCosts *costs, const TaskClass *task_class, guint64 *ret_seen);

static inline BlockCost
block_cost_from (const VictimCost *cost, gboolean may_fall)
{
  return (BlockCost){ .highest_priority = cost->highest_priority,
                      .count = cost->count,
                      .loss = may_fall ? 0 : (gint64) (cost->loss >> LOSS_UNIT_BITS) };
}
static inline VictimCost
block_cost_bound (const BlockCost *cost)
{
  return (VictimCost){ .highest_priority = cost->highest_priority,
                       .count = cost->count,
                       .loss = (Loss) cost->loss << LOSS_UNIT_BITS };
}
