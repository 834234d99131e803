/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The emptiest machine: most left over. */
#include "scheduler/score/columns.h"

#define LEFT(f, d, p) (((f) - (d)) * (p))
SCORE_OF_SUM (LEFT, sum, most)

const ScorePolicy score_worst_fit = {
  .head = {
    .name = "worst-fit",
    .summary = "most left over",
    .details = "mean((free - request) / capacity), over the machine's resources.\n"
               "Worst fit of bin packing (Johnson, J. Comput. Syst. Sci. 8(3), 1974): the opposite of "
               "best-fit.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE,
};
