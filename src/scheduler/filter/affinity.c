/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks are near those that they need and apart from those that they, or these, do not want. */
#include "scheduler/policy.h"

static gboolean
trivial (const PolicyView *view)
{
  const Topology *topology = view->cell->topology;
  return topology == NULL || !topology_has_affinity (topology, view->task_class->index);
}

static void
sweep (const PolicyView *view, const Columns *columns, guint8 *keep)
{
  if (view->cell->topology != NULL)
    topology_keep_affinity (view->cell->topology, view->task_class->index, columns->machine,
                            columns->count, keep);
}

const FilterPolicy filter_affinity = {
  .head = {
    .name = "affinity",
    .summary = "every affinity without weight holds, the task's own and those against its group",
    .details = "Near a group: a task of it runs in the machine's domain, or the task is the first of "
               "its own group. Apart from it: none does. Nor does a task run there that must be "
               "apart from the task's group. InterPodAffinity of kube-scheduler 1.36.",
  },
  .depends_on = DEPENDS_ON_JOB,
  .columns = COLUMN_NUMBER,
  .trivial = trivial,
  .sweep = { sweep },
};
