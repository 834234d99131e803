/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As best-fit, but a core is a core: what is left over counts as a part of the largest machine, so
 * that small machines are filled before large ones. */
#include "scheduler/score/largest.h"

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  SCORE_BY_LARGEST (view, columns, score, (f - d) / m);
}
SCORE_SWEEP (sweep)

const ScorePolicy score_best_fit_largest = {
  .head = {
    .name = "best-fit-largest",
    .summary = "least left over, in parts of the largest machine",
    .details = "trunc(100 (1 - mean((free - request) / M))) / 100, M the capacity of the machine "
               "with most of the resource; the mean is weighted by resource-weights.\n"
               "BestFit of Weng et al., Beware of Fragmentation, USENIX ATC'23 (which stretches the "
               "scores to 0...100 and counts CPU and GPU: resource-weights = memory:0).",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .hundredths = TRUE,
};
