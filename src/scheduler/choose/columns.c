/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/columns.h"

#include <string.h>

/* One set of copies. Columns of resources that no machine has are never written and stay 0. */
struct ColumnScratch {
  guint machine[SWEEP_BLOCK];
  guint8 open[SWEEP_BLOCK];
  Amount capacity[MAX_RESOURCES][SWEEP_BLOCK];
  double kinds[SWEEP_BLOCK];
  double part[MAX_RESOURCES][SWEEP_BLOCK];
  float rough_part[MAX_RESOURCES][SWEEP_BLOCK];
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
    columns.rough_part[r] = RANGE (set & COLUMN_ROUGH_PARTS, cell->rough_part[r]);
    columns.free[r] = columns.most[r]
      = RANGE (set & (COLUMN_FREE | COLUMN_ROOM), cell->free[r]);
    columns.largest[r] = RANGE (devices, cell->largest[r]);
    columns.whole[r] = RANGE (devices, cell->whole[r]);
  }
  return columns;
}

/* What a scratch column is copied from: whole blocks of the cell's column, or single machines. */
typedef struct {
  const guint *blocks;   /* or NULL */
  const guint *machines; /* or NULL */
  guint count;
} Places;

#define PICK(type)                                                                                 \
  for (guint i = 0; i < places->count; i++)                                                        \
  ((type *) to)[i] = ((const type *) from)[places->machines[i]]

static void
pick (gpointer to, gconstpointer from, gsize size, const Places *places)
{
  switch (size) {
  case 1: PICK (guint8); break;
  case 4: PICK (guint32); break;
  default: PICK (guint64); break;
  }
}

static gpointer
copy (gpointer to, gconstpointer from, gsize size, const Places *places)
{
  if (places->machines != NULL)
    pick (to, from, size, places);
  else
    for (guint b = 0; b < places->count; b++)
      memcpy ((char *) to + b * CELL_BLOCK * size,
              (const char *) from + places->blocks[b] * CELL_BLOCK * size, CELL_BLOCK * size);
  return to;
}

/* NULL when the column is not wanted. */
#define COPY(wanted, to, from) ((wanted) ? copy (to, from, sizeof *(from), places) : NULL)

static Columns
copy_columns (ColumnScratch *scratch, const Cell *cell, ColumnSet set, const Places *places)
{
  Columns columns;
  columns.count = places->machines != NULL ? places->count : places->count * CELL_BLOCK;
  columns.machine = COPY (set & COLUMN_NUMBER, scratch->machine, cell->number);
  columns.open = COPY (set & COLUMN_OPEN, scratch->open, cell->open);
  columns.kinds = COPY (set & COLUMN_KINDS, scratch->kinds, cell->kinds);
  for (guint r = 0; r < cell->resources->count; r++) {
    gboolean has = cell_has (cell, r), of_devices = cell->largest[r] != NULL;
    gboolean free = has && (set & (COLUMN_FREE | COLUMN_ROOM));
    gboolean devices = has && of_devices && (set & COLUMN_ROOM);
    columns.capacity[r] = scratch->capacity[r];
    columns.part[r] = scratch->part[r];
    columns.rough_part[r] = scratch->rough_part[r];
    columns.free[r] = columns.most[r] = scratch->free[r];
    columns.largest[r] = of_devices ? scratch->largest[r] : NULL;
    columns.whole[r] = of_devices ? scratch->whole[r] : NULL;
    COPY (has && (set & COLUMN_CAPACITY), scratch->capacity[r], cell->capacity[r]);
    COPY (has && (set & COLUMN_PARTS), scratch->part[r], cell->part[r]);
    COPY (has && (set & COLUMN_ROUGH_PARTS), scratch->rough_part[r], cell->rough_part[r]);
    COPY (free, scratch->free[r], cell->free[r]);
    COPY (devices, scratch->largest[r], cell->largest[r]);
    COPY (devices, scratch->whole[r], cell->whole[r]);
  }
  return columns;
}

Columns
columns_gather (ColumnScratch *scratch, const Cell *cell, ColumnSet set, const guint *blocks,
                guint count)
{
  return copy_columns (scratch, cell, set, &(Places){ .blocks = blocks, .count = count });
}

Columns
columns_pick (ColumnScratch *scratch, const Cell *cell, ColumnSet set, const guint *machines,
              guint count)
{
  return copy_columns (scratch, cell, set, &(Places){ .machines = machines, .count = count });
}
