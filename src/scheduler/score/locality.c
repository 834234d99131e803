/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data locality: near the places that hold the task's input. */
#include "model/network.h"
#include "scheduler/policy.h"
#include "scheduler/scheduler_options.h"

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  const Network *network = view->options->network;
  guint distance[SWEEP_BLOCK];
  if (network == NULL || !network_has_data (network, view->task_class->index)) {
    for (guint i = 0; i < columns->count; i++)
      score[i] = 0;
    return;
  }
  guint greatest = MAX (network_greatest (network), 1);
  network_distances (network, view->task_class->index, columns->machine, columns->count, distance);
  for (guint i = 0; i < columns->count; i++)
    score[i] = (double) (greatest - distance[i]) / (double) greatest;
}

const ScorePolicy score_locality = {
  .head = {
    .name = "locality",
    .summary = "near the machines, racks or switches that hold the task's input",
    .details = "(D - d) / D, d the distance over the network from the machine to the nearest place "
               "that holds the task's data, D the greatest from any machine to another or to a "
               "place that holds some task's data: 1 on the machine that holds it, 0 where it is "
               "furthest; 0 everywhere for a task without data.\n"
               "Levels (machine, rack, beyond) of HDFS, Shvachko et al., MSST'10, 4, and of delay "
               "scheduling, Zaharia et al., EuroSys'10, whose waiting for a better level this is not; the "
               "formula is berth's.",
  },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
};
