/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tightest machine: least left over, each resource as a part of the machine's capacity. */
#include "scheduler/score/columns.h"

#define LEFT(f, d, p) (((f) - (d)) * (p))

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  SCORE_SUM_OVER_RESOURCES (view, columns, score, LEFT, 1.0 - sum);
}
SCORE_SWEEP (sweep)

const ScorePolicy score_best_fit = {
  .head = {
    .name = "best-fit",
    .summary = "least left over (L1)",
    .details = "1 - mean((free - request) / capacity)",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
};
