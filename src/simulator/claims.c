/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/claims.h"

static void
think_there (Pipeline *pipeline, Cell *cell, Task *task, guint machine)
{
  pipeline_choose_devices (pipeline, task, machine, task->devices);
  cell_place (cell, task, machine);
}

/* Takes back all that does not conflict, the last first: the last that is left was placed there. */
static void
forget (const GArray *claims, Cell *cell, guint placed_last)
{
  for (guint i = claims->len; i-- > 0;) {
    const Claim *claim = &g_array_index (claims, Claim, i);
    if (!claim->conflicts)
      cell_withdraw (cell, claim->task);
  }
  cell->placed_last = placed_last;
}

void
claims_choose (GArray *claims, Pipeline *pipeline, Cell *cell, Task *const *tasks, guint n)
{
  /* While nothing leaves, a class that found no machine finds none. */
  guint without = G_MAXUINT, placed_last = cell->placed_last;
  g_array_set_size (claims, 0);
  for (guint i = 0; i < n; i++) {
    Claim claim = { .task = tasks[i] };
    if (tasks[i]->task_class == without
        && pipeline_eligible_by_machine (pipeline, cell_class_of (cell, tasks[i])))
      continue;
    claim.machine = pipeline_choose (pipeline, tasks[i]);
    if (claim.machine == MACHINE_NONE) {
      without = tasks[i]->task_class;
      continue;
    }
    think_there (pipeline, cell, tasks[i], claim.machine);
    g_array_append_val (claims, claim);
  }
  forget (claims, cell, placed_last);
}

guint
claims_check (GArray *claims, Pipeline *pipeline, Cell *cell, const MachineChanges *changes,
              guint64 since)
{
  guint conflicts = 0, placed_last = cell->placed_last;
  for (guint i = 0; i < claims->len; i++) {
    Claim *claim = &g_array_index (claims, Claim, i);
    guint machine = claim->machine;
    claim->conflicts = (changes != NULL && changes->of[machine] > since) || !cell->open[machine]
                       || !cell_fits (cell, &cell_class_of (cell, claim->task)->request, machine);
    if (claim->conflicts)
      conflicts++;
    else
      think_there (pipeline, cell, claim->task, machine);
  }
  forget (claims, cell, placed_last);
  return conflicts;
}
