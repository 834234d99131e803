/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tightest machine: least left over, each resource as a part of the machine's capacity. */
#include "scheduler/score/columns.h"

static void
sweep (const PolicyView *view, guint first, guint count, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  SCORE_MEAN_OVER_RESOURCES (view, first, count, score, (f - d) / c);
  for (guint i = 0; i < count; i++)
    score[i] = 1.0 - score[i];
}

const ScorePolicy score_best_fit = {
  .head = {
    .name = "best-fit",
    .summary = "least left over (L1)",
    .details = "1 - mean((free - request) / capacity)",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
