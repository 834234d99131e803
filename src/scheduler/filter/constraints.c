/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task's hard constraints hold for the machine's attributes. */
#include "scheduler/policy.h"

static gboolean
trivial (const PolicyView *view)
{
  return view->task_class->constraints.count == 0;
}

static void
sweep (const PolicyView *view, const Columns *columns, guint8 *keep)
{
  const Inventory *inventory = view->cell->inventory;
  const ConstraintList *constraints = &view->task_class->constraints;
  for (guint i = 0; i < columns->count; i++) {
    const Machine *machine = inventory_machine (inventory, columns->machine[i]);
    for (guint c = 0; keep[i] && c < constraints->count; c++)
      keep[i] = (guint8) constraint_holds (&constraints->item[c], inventory->labels,
                                           machine->attributes, machine->n_attributes);
  }
}

const FilterPolicy filter_constraints = {
  .head = {
    .name = "constraints",
    .summary = "every constraint of the task holds",
    .details = "all of key=a|b, key!=a|b, key, !key, key<n, key<=n, key>n and key>=n that the "
               "task lists hold for the machine's attributes, its name, zone and rack.\n"
               "Hard constraints of Verma et al., EuroSys'15, 2.3; the forms follow "
               "Kubernetes' node affinity.",
  },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .trivial = trivial,
  .sweep = { sweep },
};
