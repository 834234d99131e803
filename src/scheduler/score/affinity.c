/* SPDX-License-Identifier: GPL-3.0-or-later */
/* InterPodAffinity: near those whom the task, or who, would rather be near. */
#include "scheduler/score/kube.h"

static gboolean
trivial (const PolicyView *view)
{
  const Topology *topology = view->cell->topology;
  return topology == NULL || !topology_is_pulled (topology, view->task_class->index);
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  topology_pull (view->cell->topology, view->task_class->index, columns->machine, columns->count,
                 score);
}

SCORE_NORMALISE (kube_by_range)

const ScorePolicy score_affinity = {
  .head = {
    .name = "affinity",
    .summary = "affinities with weights, of the task and towards its group, met in its domains",
    .details = "s = sum, over the task's affinities with weight, of weight x tasks of the group in "
               "the machine's domain, less where apart; and over the tasks there with such an "
               "affinity to the task's group likewise, 1 for each that must be near it; "
               "trunc (100 (s - min s) / (max s - min s)) / 100 over feasible machines, 0 where all "
               "are equal.\n"
               "kube-scheduler 1.36, InterPodAffinity, hardPodAffinityWeight 1.",
  },
  .depends_on = DEPENDS_ON_JOB,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .normalise = VECTOR_LIST (kube_by_range),
  .trivial = trivial,
  .hundredths = TRUE,
};
