/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request fits in what is free; for devices, on one device or on enough empty ones. */
#include "scheduler/policy.h"

static void
sweep (const PolicyView *view, guint first, guint count, guint8 *keep)
{
  const Cell *cell = view->cell;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = view->task_class->request.of[r];
    if (amount == 0)
      continue;
    const Amount *room = cell_room (cell, r, amount) + first;
    for (guint i = 0; i < count; i++)
      keep[i] &= (guint8) (room[i] >= amount);
  }
}

const FilterPolicy filter_fit = {
  .head = { .name = "fit", .summary = "the request fits in what the machine has free" },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
