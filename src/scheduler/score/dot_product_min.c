/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The opposite of dot-product: where little of what the task needs is free. */
#include "scheduler/score/largest.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  SCORE_BY_LARGEST (view, columns, score, f / m * (d / m));
}
SCORE_SWEEP (sweep)

const ScorePolicy score_dot_product_min = {
  .head = {
    .name = "dot-product-min",
    .summary = "smallest product of free and request, in parts of the largest machine",
    .details = "trunc(100 (1 - mean(free/M x request/M))) / 100, M the capacity of the machine with "
               "most of the resource; the mean is weighted by resource-weights.\n"
               "DotProd of Weng et al., Beware of Fragmentation, USENIX ATC'23 (which counts CPU and "
               "GPU: resource-weights = memory:0).",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .hundredths = TRUE,
};
