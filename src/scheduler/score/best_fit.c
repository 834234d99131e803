/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tightest machine: least left over, each resource as a part of the machine's capacity. */
#include "scheduler/score/columns.h"

#define LEFT(f, d, p) (((f) - (d)) * (p))
SCORE_OF_SUM (LEFT, 1 - sum, free)

const ScorePolicy score_best_fit = {
  .head = {
    .name = "best-fit",
    .summary = "least left over (L1)",
    .details = "1 - mean((free - request) / capacity), over the machine's resources.\n"
               "Best fit of bin packing (Johnson et al., SIAM J. Comput. 3(4), 1974), with a sum over "
               "resources for the size.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE,
};
