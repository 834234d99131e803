/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every taint of the machine is tolerated. */
#include "scheduler/policy.h"

static void
sweep (const PolicyView *view, const Columns *columns, guint8 *keep)
{
  const Inventory *inventory = view->cell->inventory;
  const GArray *tolerations = view->task_class->tolerations;
  guint any = labels_find (inventory->labels, "*");
  for (guint i = 0; i < columns->count; i++) {
    const Machine *machine = inventory_machine (inventory, columns->machine[i]);
    for (guint t = 0; keep[i] && t < machine->n_taints; t++)
      keep[i] = (guint8) taint_tolerated (machine->taints[t],
                                          (const Attribute *) (void *) tolerations->data,
                                          tolerations->len, any);
  }
}

const FilterPolicy filter_taints = {
  .head = {
    .name = "taints",
    .summary = "every taint of the machine is tolerated",
    .details = "each taint, key or key=value, is met by one of the task's tolerations: key "
               "(whatever the value), key=value, or *.\n"
               "kube-scheduler, TaintToleration, where the effect is NoSchedule.",
  },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
};
