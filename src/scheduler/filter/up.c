/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines that are down, absent, draining, or held for a task that awaits a grace period. */
#include "scheduler/policy.h"

static void
sweep (const PolicyView *view, guint first, guint count, guint8 *keep)
{
  const guint8 *open = view->cell->open + first;
  for (guint i = 0; i < count; i++)
    keep[i] &= open[i];
}

const FilterPolicy filter_up = {
  .head = { .name = "up", .summary = "the machine is up and not held for another task" },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
