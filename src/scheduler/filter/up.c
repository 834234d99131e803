/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines that are down, absent, draining, or held for a task that awaits a grace period. */
#include "scheduler/policy.h"

static void
sweep (const PolicyView *view, guint first, guint count, guint8 *keep)
{
  const guint8 *state = view->cell->state + first, *held = view->cell->held + first;
  for (guint i = 0; i < count; i++)
    keep[i] &= (guint8) (state[i] == MACHINE_IS_UP) & (guint8) (held[i] == 0);
}

const FilterPolicy filter_up = {
  .head = { .name = "up", .summary = "the machine is up and not held for another task" },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
