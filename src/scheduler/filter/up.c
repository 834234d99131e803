/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines that are down, absent, draining, or held for a task that awaits a grace period. */
#include "scheduler/policy.h"

static VECTOR_BODY void
sweep (const PolicyView *view G_GNUC_UNUSED, const Columns *columns, guint8 *restrict keep)
{
  const guint8 *open = columns->open;
  for (guint i = 0; i < columns->count; i++)
    keep[i] &= open[i];
}
FILTER_SWEEP (sweep)

const FilterPolicy filter_up = {
  .head = {
    .name = "up",
    .summary = "the machine is up and not held for another task",
    .details = "state = up (not draining, down or absent), and no task awaits the end of a grace "
               "period there.\n"
               "Berth's own.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_OPEN,
  .sweep = VECTOR_LIST (sweep),
};
