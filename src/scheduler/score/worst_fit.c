/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emptiest machine: most left over. */
#include "scheduler/score/columns.h"

static void
sweep (const PolicyView *view, guint first, guint count, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  SCORE_MEAN_OVER_RESOURCES (view, first, count, score, (f - d) / c);
}

const ScorePolicy score_worst_fit = {
  .head = {
    .name = "worst-fit",
    .summary = "most left over",
    .details = "mean((free - request) / capacity)",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
