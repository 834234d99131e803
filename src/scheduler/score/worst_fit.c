/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emptiest machine: most left over. */
#include "scheduler/score/columns.h"

#define LEFT(f, d, p) (((f) - (d)) * (p))

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  SCORE_SUM_OVER_RESOURCES (view, columns, score, LEFT, sum);
}
SCORE_SWEEP (sweep)

const ScorePolicy score_worst_fit = {
  .head = {
    .name = "worst-fit",
    .summary = "most left over",
    .details = "mean((free - request) / capacity)",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
};
