/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has changed in the cell since an observer last looked: it keeps the number of the last
 * change that it has seen (0 at first, when all machines are absent) and looks at little else. */
#pragma once

#include "model/cell.h"

typedef void (*MachineVisit) (gpointer data, guint machine);

/* Visits every machine that has changed after change *seen, some more than once (not twice running,
 * as where tasks fill one machine after the other) or in vain; then *seen is the last change. */
static inline void
changed_machines_visit (const Cell *cell, guint64 *seen, MachineVisit visit, gpointer data)
{
  if (cell->changes - *seen <= CHANGES_KEPT) {
    guint last = MACHINE_NONE;
    for (guint64 change = *seen + 1; change <= cell->changes; change++) {
      guint machine = cell->changed[change % CHANGES_KEPT];
      if (machine != last)
        visit (data, machine);
      last = machine;
    }
  } else {
    for (guint block = 0; block < cell->blocks; block++)
      for (guint m = block * CELL_BLOCK;
           cell->block_changed[block] > *seen && m < MIN ((block + 1) * CELL_BLOCK, cell->machines);
           m++)
        visit (data, m);
  }
  *seen = cell->changes;
}
