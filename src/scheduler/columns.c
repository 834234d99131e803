/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/columns.h"

#include <string.h>

/* One set of copies. Columns of resources that no machine has are never written and stay 0. */
struct ColumnScratch {
  guint machine[SWEEP_BLOCK];
  guint8 open[SWEEP_BLOCK];
  double mean_of[SWEEP_BLOCK];
  Amount capacity[MAX_RESOURCES][SWEEP_BLOCK];
  double reciprocal[MAX_RESOURCES][SWEEP_BLOCK];
  Amount free[MAX_RESOURCES][SWEEP_BLOCK];
  Amount largest[MAX_RESOURCES][SWEEP_BLOCK];
  Amount whole[MAX_RESOURCES][SWEEP_BLOCK];
};

ColumnScratch *
column_scratch_new (void)
{
  return g_aligned_alloc0 (1, sizeof (ColumnScratch), 64);
}

void
column_scratch_free (ColumnScratch *scratch)
{
  g_aligned_free (scratch);
}

Columns
columns_range (const Cell *cell, guint first, guint count)
{
  Columns columns = { .count = count,
                      .machine = cell->number + first,
                      .open = cell->open + first,
                      .mean_of = cell->mean_of + first };
  for (guint r = 0; r < cell->resources->count; r++) {
    columns.capacity[r] = cell->capacity[r] + first;
    columns.reciprocal[r] = cell->reciprocal[r] + first;
    columns.free[r] = cell->free[r] + first;
    if (cell->largest[r] == NULL)
      continue;
    columns.largest[r] = cell->largest[r] + first;
    columns.whole[r] = cell->whole[r] + first;
  }
  return columns;
}

#define GATHER(to, from)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    for (guint b_ = 0; b_ < count; b_++)                                                           \
      memcpy ((to) + b_ * CELL_BLOCK, (from) + blocks[b_] * CELL_BLOCK,                            \
              CELL_BLOCK * sizeof *(to));                                                          \
  }                                                                                                \
  G_STMT_END

Columns
columns_gather (ColumnScratch *scratch, const Cell *cell, const guint *blocks, guint count)
{
  Columns columns = { .count = count * CELL_BLOCK,
                      .machine = scratch->machine,
                      .open = scratch->open,
                      .mean_of = scratch->mean_of };
  GATHER (scratch->machine, cell->number);
  GATHER (scratch->open, cell->open);
  GATHER (scratch->mean_of, cell->mean_of);
  for (guint r = 0; r < cell->resources->count; r++) {
    columns.capacity[r] = scratch->capacity[r];
    columns.reciprocal[r] = scratch->reciprocal[r];
    columns.free[r] = scratch->free[r];
    columns.largest[r] = cell->largest[r] != NULL ? scratch->largest[r] : NULL;
    columns.whole[r] = cell->whole[r] != NULL ? scratch->whole[r] : NULL;
    if (!cell_has (cell, r))
      continue;
    GATHER (scratch->capacity[r], cell->capacity[r]);
    GATHER (scratch->reciprocal[r], cell->reciprocal[r]);
    GATHER (scratch->free[r], cell->free[r]);
    if (cell->largest[r] == NULL)
      continue;
    GATHER (scratch->largest[r], cell->largest[r]);
    GATHER (scratch->whole[r], cell->whole[r]);
  }
  return columns;
}
