/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the columns that a policy sweeps (berth/policy.h) come from: they are the cell's own where
 * the machines stand next to each other, or copies, gathered from blocks here and there, so that a
 * sweep is long whatever it is over. */
#pragma once

#include "berth/policy.h"
#include "model/cell.h"

#define SWEEP_BLOCKS (SWEEP_BLOCK / CELL_BLOCK)

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
