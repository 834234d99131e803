/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NodeResourcesFit with MostAllocated: the fullest machine. */
#include "scheduler/score/kube.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  KUBE_MEAN_OVER_RESOURCES (view, columns, score, kube_quotient ((u < c ? u : c) * 100, c));
}
SCORE_SWEEP (sweep)

static VECTOR_BODY void
bound (const PolicyView *view, const Columns *columns, float *restrict score)
{
  kube_bound (view, columns, columns->free, TRUE, score);
}
SCORE_BOUND (bound)

const ScorePolicy score_most_allocated = {
  .head = {
    .name = "most-allocated",
    .summary = "fullest machine, in kube-scheduler's integers",
    .details = "sum of weight * (requested * 100 / capacity) / sum of weights, truncating; weights "
               "by resource-weights.\n"
               "kube-scheduler 1.36, NodeResourcesFit, MostAllocated.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_CAPACITY | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE | COLUMN_KINDS,
  .hundredths = TRUE,
};
