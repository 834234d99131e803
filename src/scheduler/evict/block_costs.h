/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered about evicting for a class: for each block of machines a key that no set of
 * victims on one of its machines is below. It holds until the block changes, because what a task
 * would lose only grows; where checkpoints may make it fall, nothing is concluded from losses.
 * Memory is bounded (scheduler/choose/class_arrays.h). What is remembered never changes an answer,
 * only how long it takes. */
#pragma once

#include "scheduler/evict/cost_key.h"

typedef struct BlockCosts BlockCosts;

/* bytes: how much may be remembered; 0: nothing. */
BlockCosts *block_costs_new (const Cell *cell, gsize bytes);
void block_costs_free (BlockCosts *costs);

/* The keys of a class by block, for the caller to bring up to date: blocks whose last change has a
 * number above *ret_seen are not known. Valid until the next call. */
CostKey *block_costs_of (BlockCosts *costs, const TaskClass *task_class, guint64 *ret_seen);

#define COST_STRETCH 32 /* blocks */

/* Of each stretch of blocks the lowest key; the last stretch may be shorter. */
void block_costs_lowest (const CostKey *block, guint blocks, CostKey *ret_lowest);
