/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A moment of a simulated run, to be asked about: the cell as it is then, and the policies. */
#pragma once

#include "scenario/scenario.h"
#include "scheduler/choose/inspection.h"
#include "simulator/simulation.h"

#include <string.h>

typedef struct {
  const Simulation *simulation;
  const Scenario *scenario;
  const Cell *cell;
  const TaskPool *tasks;
  const Inspection *inspection;
  gint64 now;
} Moment;

static inline gboolean
moment_preempts (const Moment *moment)
{
  return strcmp (moment->scenario->scheduler.preempt, "none") != 0;
}
static inline const char *
moment_machine_name (const Moment *moment, guint machine)
{
  return inventory_machine (moment->cell->inventory, machine)->name;
}
