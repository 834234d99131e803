/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/columns.h"

#include <string.h>

/* One set of copies. Columns of resources that no machine has are never written and stay 0. */
struct ColumnScratch {
  guint machine[SWEEP_BLOCK];
  guint8 open[SWEEP_BLOCK];
  Amount capacity[MAX_RESOURCES][SWEEP_BLOCK];
  double kinds[SWEEP_BLOCK];
  double part[MAX_RESOURCES][SWEEP_BLOCK];
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

#define RANGE(wanted, column) ((wanted) ? (column) + first : NULL)

Columns
columns_range (const Cell *cell, ColumnSet set, guint first, guint count)
{
  Columns columns;
  columns.count = count;
  columns.machine = RANGE (set & COLUMN_NUMBER, cell->number);
  columns.open = RANGE (set & COLUMN_OPEN, cell->open);
  columns.kinds = RANGE (set & COLUMN_KINDS, cell->kinds);
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean devices = (set & COLUMN_ROOM) && cell->largest[r] != NULL;
    columns.capacity[r] = RANGE (set & COLUMN_CAPACITY, cell->capacity[r]);
    columns.part[r] = RANGE (set & COLUMN_PARTS, cell->part[r]);
    columns.free[r] = RANGE (set & (COLUMN_FREE | COLUMN_ROOM), cell->free[r]);
    columns.largest[r] = RANGE (devices, cell->largest[r]);
    columns.whole[r] = RANGE (devices, cell->whole[r]);
  }
  return columns;
}

/* Copies blocks of a column one after the other; NULL when the column is not wanted. */
#define GATHER(wanted, to, from)                                                                   \
  ((wanted) ? gather (to, from, CELL_BLOCK * sizeof *(from), blocks, count) : NULL)

static gpointer
gather (gpointer to, gconstpointer from, gsize size, const guint *blocks, guint count)
{
  for (guint b = 0; b < count; b++)
    memcpy ((char *) to + b * size, (const char *) from + blocks[b] * size, size);
  return to;
}

Columns
columns_gather (ColumnScratch *scratch, const Cell *cell, ColumnSet set, const guint *blocks,
                guint count)
{
  Columns columns = { .count = count * CELL_BLOCK };
  columns.machine = GATHER (set & COLUMN_NUMBER, scratch->machine, cell->number);
  columns.open = GATHER (set & COLUMN_OPEN, scratch->open, cell->open);
  columns.kinds = GATHER (set & COLUMN_KINDS, scratch->kinds, cell->kinds);
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean free = (set & (COLUMN_FREE | COLUMN_ROOM)) != 0;
    gboolean devices = (set & COLUMN_ROOM) && cell->largest[r] != NULL;
    columns.capacity[r] = scratch->capacity[r];
    columns.part[r] = scratch->part[r];
    columns.free[r] = scratch->free[r];
    columns.largest[r] = cell->largest[r] != NULL ? scratch->largest[r] : NULL;
    columns.whole[r] = cell->whole[r] != NULL ? scratch->whole[r] : NULL;
    if (!cell_has (cell, r))
      continue;
    columns.capacity[r] = GATHER (set & COLUMN_CAPACITY, scratch->capacity[r], cell->capacity[r]);
    columns.part[r] = GATHER (set & COLUMN_PARTS, scratch->part[r], cell->part[r]);
    columns.free[r] = GATHER (free, scratch->free[r], cell->free[r]);
    columns.largest[r] = GATHER (devices, scratch->largest[r], cell->largest[r]);
    columns.whole[r] = GATHER (devices, scratch->whole[r], cell->whole[r]);
  }
  return columns;
}
