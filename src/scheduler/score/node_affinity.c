/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NodeAffinity: what the preferences that a machine meets weigh, beside what the best one meets. */
#include "scheduler/score/kube.h"
#include "scheduler/score/wishes.h"

static gboolean
trivial (const PolicyView *view)
{
  return view->task_class->preferences.count == 0;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  for (guint i = 0; i < columns->count; i++)
    if (keep[i])
      score[i] = (double) wishes_met (view, columns->machine[i]);
}

SCORE_NORMALISE (kube_by_most)

const ScorePolicy score_node_affinity = {
  .head = {
    .name = "node-affinity",
    .summary = "the task's soft constraints, by weight, beside the feasible machine that meets most",
    .details = "s = sum of the weights of the preferences that hold; (100 s / max s) / 100, "
               "truncating, the greatest of all feasible machines; 0 where that is 0.\n"
               "kube-scheduler 1.36, NodeAffinity.",
  },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .normalise = VECTOR_LIST (kube_by_most),
  .trivial = trivial,
  .hundredths = TRUE,
};
