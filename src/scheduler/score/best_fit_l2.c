/* SPDX-License-Identifier: GPL-3.0-or-later */
/* As best-fit, by squares: one large left-over weighs more than two small ones. */
#include "scheduler/score/columns.h"

#define LEFT_SQUARED(f, d, p) ((((f) - (d)) * (p)) * (((f) - (d)) * (p)))
SCORE_OF_SUM (LEFT_SQUARED, 1 - columns->kinds[i] * sum, free)

const ScorePolicy score_best_fit_l2 = {
  .head = {
    .name = "best-fit-l2",
    .summary = "least left over, by squares (norm-based greedy, L2)",
    .details = "1 - mean(((free - request) / capacity)^2), over the machine's resources.\n"
               "Norm-based greedy of Panigrahy et al., Heuristics for Vector Bin Packing, Microsoft "
               "Research 2011, with unit weights; the capacities are the machine's own.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_KINDS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE | COLUMN_KINDS,
};
