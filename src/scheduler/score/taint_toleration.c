/* SPDX-License-Identifier: GPL-3.0-or-later */
/* TaintToleration: few soft taints that the task does not tolerate, beside the machine with most. */
#include "scheduler/score/kube.h"

static guint
untolerated (const PolicyView *view, guint machine, guint any)
{
  const Machine *it = inventory_machine (view->cell->inventory, machine);
  const GArray *tolerations = view->task_class->tolerations;
  guint count = 0;
  for (guint t = 0; t < it->n_soft_taints; t++)
    count += !taint_tolerated (it->soft_taints[t], (const Attribute *) (void *) tolerations->data,
                               tolerations->len, any);
  return count;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  guint any = labels_find (view->cell->inventory->labels, "*");
  for (guint i = 0; i < columns->count; i++)
    if (keep[i])
      score[i] = untolerated (view, columns->machine[i], any);
}

SCORE_NORMALISE (kube_by_most_reversed)

const ScorePolicy score_taint_toleration = {
  .head = {
    .name = "taint-toleration",
    .summary = "few soft taints that the task does not tolerate, beside the machine with most",
    .details = "s = soft-taints of the machine that the task does not tolerate; "
               "(100 - 100 s / max s) / 100, truncating, the greatest of all feasible machines; "
               "1 where that is 0.\n"
               "kube-scheduler 1.36, TaintToleration (effect PreferNoSchedule).",
  },
  .depends_on = DEPENDS_ON_ATTRIBUTES,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .normalise = VECTOR_LIST (kube_by_most_reversed),
  .hundredths = TRUE,
};
