/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/block_costs.h"

typedef struct {
  GList link;       /* in BlockCosts.used while it has costs */
  CostKey *block; /* NULL: it has none */
  guint64 seen; /* the number of the last change that was brought in */
} ClassCosts;

struct BlockCosts {
  const Cell *cell;
  ClassCosts *class;
  GQueue used; /* of classes with costs: the one used last at its head */
  guint most;  /* so many classes; 0: nothing is remembered */
};

BlockCosts *
block_costs_new (const Cell *cell, gsize bytes)
{
  BlockCosts *costs = g_new0 (BlockCosts, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1);
  gsize most = bytes / (MAX (cell->blocks, 1) * sizeof (CostKey));
  costs->cell = cell;
  costs->class = g_new0 (ClassCosts, classes);
  costs->most = (guint) MIN (most, classes);
  g_queue_init (&costs->used);
  return costs;
}

void
block_costs_free (BlockCosts *costs)
{
  if (costs == NULL)
    return;
  for (guint c = 0; c < task_classes_count (costs->cell->classes); c++)
    g_free (costs->class[c].block);
  g_free (costs->class);
  g_free (costs);
}

static CostKey *
take_oldest (BlockCosts *costs)
{
  ClassCosts *oldest = g_queue_pop_tail_link (&costs->used)->data;
  return g_steal_pointer (&oldest->block);
}

static CostKey *
new_block (BlockCosts *costs)
{
  guint blocks = costs->cell->blocks;
  CostKey *block = costs->used.length < MAX (costs->most, 1)
                       ? g_new (CostKey, MAX (blocks, 1))
                       : take_oldest (costs);
  for (guint b = 0; b < blocks; b++)
    block[b] = COST_KEY_NONE;
  return block;
}

CostKey *
block_costs_of (BlockCosts *costs, const TaskClass *task_class, guint64 *ret_seen)
{
  ClassCosts *class = &costs->class[task_class->index];
  if (class->block != NULL) {
    g_queue_unlink (&costs->used, &class->link);
  } else {
    class->seen = 0; /* every machine has changed when it came up, or has nothing to offer */
    class->block = new_block (costs);
    class->link.data = class;
  }
  g_queue_push_head_link (&costs->used, &class->link);
  *ret_seen = costs->most > 0 ? class->seen : 0;
  class->seen = costs->cell->changes;
  return class->block;
}
