/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A moment of a simulated run, to be asked about: the cell as it is then, and the policies. */
#pragma once

#include "scenario/scenario.h"
#include "scheduler/choose/inspection.h"
#include "scheduler/gang/gang_domains.h"
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
/* Does what is decided for a task of the class follow from where those of its gang were put before it:
 * in the rack, zone or machine that was entered last? */
static inline gboolean
moment_packs (const Moment *moment, const TaskClass *task_class)
{
  return moment->scenario->scheduler.gang_packing != GANG_PACKING_NONE && task_class->need > 1;
}
/* What makes the machine's rack or zone, as gangs are packed; LABEL_NONE: it is by itself. */
static inline guint
moment_domain_label (const Moment *moment, guint machine)
{
  return gang_domain_label (inventory_machine (moment->cell->inventory, machine),
                            moment->scenario->scheduler.gang_level);
}
/* Are both in one rack or zone? */
static inline gboolean
moment_same_domain (const Moment *moment, guint a, guint b)
{
  guint label = moment_domain_label (moment, a);
  return a == b || (label != LABEL_NONE && label == moment_domain_label (moment, b));
}
static inline const char *
moment_machine_name (const Moment *moment, guint machine)
{
  return inventory_machine (moment->cell->inventory, machine)->name;
}
