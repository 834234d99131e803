/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some machines of a cell as columns: what a policy sweeps. Element i of every column belongs to
 * one machine. The columns are the cell's own where the machines stand next to each other, or
 * copies, gathered from blocks here and there, so that a sweep is long whatever it is over. */
#pragma once

#include "model/cell.h"

/* A sweep covers at most this many machines: scratch arrays may be this long. */
#define SWEEP_BLOCK  512
#define SWEEP_BLOCKS (SWEEP_BLOCK / CELL_BLOCK)

/* Which columns a policy reads; others may be NULL in what it is given. */
typedef enum {
  COLUMN_NUMBER = 1 << 0,
  COLUMN_OPEN = 1 << 1,
  COLUMN_CAPACITY = 1 << 2,
  COLUMN_PARTS = 1 << 3, /* part */
  COLUMN_KINDS = 1 << 4,
  COLUMN_FREE = 1 << 5,
  COLUMN_ROOM = 1 << 6, /* free, largest, whole: what columns_room() looks at */
  COLUMN_ROUGH_PARTS = 1 << 7, /* rough_part */
  COLUMN_ALL = (1 << 8) - 1,
} ColumnSet;

typedef struct {
  guint count;
  const guint *machine; /* number in the cell */
  const guint8 *open;
  const Amount *capacity[MAX_RESOURCES];
  const double *kinds;               /* how many resources the machine has some of */
  const double *part[MAX_RESOURCES]; /* 1 / (kinds x capacity), 0 where it has none */
  const float *rough_part[MAX_RESOURCES]; /* part in single precision */
  const Amount *free[MAX_RESOURCES];
  /* The same as `free`, but where bounds are asked for and an element stands for several machines:
   * there each has at least `free` and at most this. */
  const Amount *most[MAX_RESOURCES];
  const Amount *largest[MAX_RESOURCES]; /* device resources only, else NULL */
  const Amount *whole[MAX_RESOURCES];
} Columns;

/* The machines first … first + count - 1, at most SWEEP_BLOCK: these columns of them. */
Columns columns_range (const Cell *cell, ColumnSet set, guint first, guint count);

typedef struct ColumnScratch ColumnScratch;
ColumnScratch *column_scratch_new (void);
void column_scratch_free (ColumnScratch *scratch);
/* The machines of so many blocks of the cell, at most SWEEP_BLOCKS, one after the other: these
 * columns of them, valid until the next call with this scratch. */
Columns columns_gather (ColumnScratch *scratch, const Cell *cell, ColumnSet set,
                        const guint *blocks, guint count);
/* The same for single machines, at most SWEEP_BLOCK. */
Columns columns_pick (ColumnScratch *scratch, const Cell *cell, ColumnSet set,
                      const guint *machines, guint count);

/* Does any machine of the cell have some of the resource? Where none does, its columns are all 0
 * and may be left out of sums. */
static inline gboolean
cell_has (const Cell *cell, guint resource)
{
  return cell->configured_capacity[resource] > 0;
}

/* The column that a request of `amount` (> 0) of a resource must not exceed. */
static inline const Amount *
columns_room (const Columns *columns, guint resource, Amount amount)
{
  if (columns->largest[resource] == NULL)
    return columns->most[resource];
  return amount < DEVICE ? columns->largest[resource] : columns->whole[resource];
}
