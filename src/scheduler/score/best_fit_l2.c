/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As best-fit, by squares: one large left-over weighs more than two small ones. */
#include "scheduler/score/columns.h"

static void
sweep (const PolicyView *view, guint first, guint count, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  SCORE_MEAN_OVER_RESOURCES (view, first, count, score, (f - d) / c * ((f - d) / c));
  for (guint i = 0; i < count; i++)
    score[i] = 1.0 - score[i];
}

const ScorePolicy score_best_fit_l2 = {
  .head = {
    .name = "best-fit-l2",
    .summary = "least left over, by squares (norm-based greedy, L2)",
    .details = "1 - mean(((free - request) / capacity)^2)",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
