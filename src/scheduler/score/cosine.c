/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The angle between what is free and what is asked: like dot-product, whatever the lengths. */
#include "scheduler/policy.h"

#include <math.h>

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *restrict score)
{
  const guint count = columns->count;
  double free_square[SWEEP_BLOCK], request_square[SWEEP_BLOCK];
  for (guint i = 0; i < count; i++)
    score[i] = free_square[i] = request_square[i] = 0;
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const Amount *free = columns->free[r];
    const double *part = columns->part[r];
    const double request = (double) view->task_class->request.of[r];
    if (!cell_has (view->cell, r))
      continue;
    for (guint i = 0; i < count; i++) {
      const double a = (double) free[i] * part[i], d = request * part[i];
      score[i] += a * d;
      free_square[i] += a * a;
      request_square[i] += d * d;
    }
  }
  for (guint i = 0; i < count; i++) {
    const double lengths = sqrt (free_square[i]) * sqrt (request_square[i]);
    score[i] = lengths > 0 ? score[i] / lengths : 0.0;
  }
}
SCORE_SWEEP (sweep)

const ScorePolicy score_cosine = {
  .head = {
    .name = "cosine",
    .summary = "smallest angle between free and request",
    .details = "a.d / (|a| |d|) with a = free/capacity, d = request/capacity; 0 when either is "
               "all 0.\n"
               "Berth's own: dot-product without the lengths; some call this one Tetris.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_PARTS | COLUMN_FREE,
  .sweep = VECTOR_LIST (sweep),
};
