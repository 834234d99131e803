/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alignment of what is free with what is asked (Tetris, SIGCOMM'14): large tasks go where what they
 * need is plentiful. */
#include "scheduler/score/columns.h"

#define PRODUCT(f, d, p) (((f) * (p)) * ((d) * (p)))
SCORE_OF_SUM (PRODUCT, columns->kinds[i] * sum, most)

const ScorePolicy score_dot_product = {
  .head = {
    .name = "dot-product",
    .summary = "free and request point the same way (Tetris alignment)",
    .details = "mean(free/capacity * request/capacity), over the machine's resources.\n"
               "The alignment of Tetris (Grandl et al., SIGCOMM'14), as secondary sources have "
               "it. What else there is to Tetris, a job's remaining work and a fairness knob, is "
               "the same for every machine: it is in the order tetris.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_KINDS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
  .bound = VECTOR_LIST (bound),
  .bound_columns = COLUMN_ROUGH_PARTS | COLUMN_FREE | COLUMN_KINDS,
};
