/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request fits in what is free; for devices, on one device or on enough empty ones. */
#include "scheduler/policy.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, guint8 *restrict keep)
{
  for (guint r = 0; r < view->cell->resources->count; r++) {
    Amount amount = view->task_class->request.of[r];
    if (amount == 0)
      continue;
    const Amount *room = columns_room (columns, r, amount);
    for (guint i = 0; i < columns->count; i++)
      keep[i] &= (guint8) (room[i] >= amount);
  }
}
FILTER_SWEEP (sweep)

const FilterPolicy filter_fit = {
  .head = {
    .name = "fit",
    .summary = "the request fits in what the machine has free",
    .details = "request <= free, of each resource. Of devices a part of one must be free on one "
               "device, and whole ones need as many that are empty.\n"
               "kube-scheduler 1.36, NodeResourcesFit, but for the devices.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_ROOM,
  .sweep = VECTOR_LIST (sweep),
};
