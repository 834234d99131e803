/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NodeResourcesFit with LeastAllocated: the emptiest machine. */
#include "scheduler/score/kube.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  KUBE_MEAN_OVER_RESOURCES (view, columns, score, kube_quotient (u > c ? 0.0 : (c - u) * 100, c));
}
SCORE_SWEEP (sweep)

static VECTOR_BODY void
bound (const PolicyView *view, const Columns *columns, float *restrict score)
{
  kube_bound (view, columns, columns->most, FALSE, score);
}
SCORE_BOUND (bound)

const ScorePolicy score_least_allocated = {
  .head = {
    .name = "least-allocated",
    .summary = "emptiest machine, in kube-scheduler's integers",
    .details = "sum of weight * ((capacity - requested) * 100 / capacity) / sum of weights, "
               "truncating; weights by resource-weights.\n"
               "kube-scheduler 1.36, NodeResourcesFit, LeastAllocated.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_CAPACITY | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE | COLUMN_KINDS,
  .hundredths = TRUE,
};
