/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The task's like stay evenly spread over zones, racks or any other attribute. */
#include "scheduler/policy.h"

static gboolean
trivial (const PolicyView *view)
{
  const Topology *topology = view->cell->topology;
  return topology == NULL || !topology_has_spread (topology, view->task_class->index);
}

static void
sweep (const PolicyView *view, const Columns *columns, guint8 *keep)
{
  if (view->cell->topology != NULL)
    topology_keep_spread (view->cell->topology, view->task_class->index, columns->machine,
                          columns->count, keep);
}

const FilterPolicy filter_topology_spread = {
  .head = {
    .name = "topology-spread",
    .summary = "every hard rule of the task's spread holds",
    .details = "With n tasks of the group in the machine's domain and least m in a domain, n + 1 - m "
               "is at most the skew; m is 0 while there are fewer domains than the rule wants. "
               "PodTopologySpread of kube-scheduler 1.36, DoNotSchedule.",
  },
  .depends_on = DEPENDS_ON_JOB,
  .columns = COLUMN_NUMBER,
  .trivial = trivial,
  .sweep = { sweep },
};
