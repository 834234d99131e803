/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/block_costs.h"

#include "scheduler/choose/class_arrays.h"
#include "scheduler/choose/vector_path.h"

struct BlockCosts {
  const Cell *cell;
  ClassArrays *arrays; /* of CostKey, by block */
  guint64 *seen;       /* by class: the number of the last change that was brought in */
  gboolean forgets;    /* from one call to the next */
};

BlockCosts *
block_costs_new (const Cell *cell, gsize bytes)
{
  BlockCosts *costs = g_new0 (BlockCosts, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1);
  gsize size = MAX (cell->blocks, 1) * sizeof (CostKey);
  costs->cell = cell;
  costs->arrays = class_arrays_new (classes, size, bytes, cell->machines);
  costs->seen = g_new0 (guint64, classes);
  costs->forgets = bytes < size;
  return costs;
}

void
block_costs_free (BlockCosts *costs)
{
  if (costs == NULL)
    return;
  class_arrays_free (costs->arrays);
  g_free (costs->seen);
  g_free (costs);
}

CostKey *
block_costs_of (BlockCosts *costs, const TaskClass *task_class, guint64 *ret_seen)
{
  const Cell *cell = costs->cell;
  guint64 *seen = &costs->seen[task_class->index];
  gboolean is_new;
  CostKey *block
    = class_arrays_get (costs->arrays, task_class->index, cell->changes, &is_new);
  for (guint b = 0; b < cell->blocks && is_new; b++)
    block[b] = COST_KEY_NONE; /* every machine has changed when it came up, or has nothing to offer */
  *ret_seen = is_new || costs->forgets ? 0 : *seen;
  *seen = cell->changes;
  return block;
}

static VECTOR_BODY void
list_lowest (const CostKey *block, guint blocks, CostKey *lowest)
{
  for (guint first = 0; first < blocks; first += COST_STRETCH) {
    CostKey least = COST_KEY_NONE;
    const guint end = MIN (first + COST_STRETCH, blocks);
    for (guint b = first; b < end; b++)
      least = block[b] < least ? block[b] : least;
    lowest[first / COST_STRETCH] = least;
  }
}
VECTOR_PATHS (list_lowest, void, (const CostKey *block, guint blocks, CostKey *lowest),
              (block, blocks, lowest))

void
block_costs_lowest (const CostKey *block, guint blocks, CostKey *ret_lowest)
{
  list_lowest_paths[vector_path ()](block, blocks, ret_lowest);
}
