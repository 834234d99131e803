/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores that count what machines have by the largest machine's capacity, whatever their own, in
 * whole hundredths: those of the simulator of Weng et al., Beware of Fragmentation, USENIX ATC'23. */
#pragma once

#include "scheduler/policy.h"

static inline double
sum_of_weights (const PolicyView *view)
{
  double sum = 0;
  for (guint r = 0; r < view->cell->resources->count; r++)
    sum += cell_has (view->cell, r) ? view->options->resource_weights[r] : 0;
  return sum > 0 ? sum : 1;
}

/* The body of a sweep: trunc(100 (1 - S)) / 100, S the weighted mean over the cell's resources of
 * TERM, an expression of the doubles f (free), d (request) and m (the largest machine's capacity).
 */
#define SCORE_BY_LARGEST(view, columns, score, TERM)                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint count_ = (columns)->count;                                                         \
    const double weights_ = sum_of_weights (view);                                                 \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = 0;                                                                                \
    for (guint r = 0; r < (view)->cell->resources->count; r++) {                                   \
      const Amount *free_ = (columns)->free[r];                                                    \
      const double w_ = (view)->options->resource_weights[r] / weights_;                           \
      const double d = (double) (view)->task_class->request.of[r];                                 \
      const double m = (double) (view)->cell->most_capacity[r];                                    \
      if (!cell_has ((view)->cell, r) || w_ <= 0)                                                  \
        continue;                                                                                  \
      for (guint i = 0; i < count_; i++) {                                                         \
        const double f = (double) free_[i];                                                        \
        score[i] += (TERM) * w_;                                                                   \
      }                                                                                            \
    }                                                                                              \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = (double) (gint32) ((1 - score[i]) * 100) / 100.0;                                 \
  }                                                                                                \
  G_STMT_END
