/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores over columns share: the mean over a machine's resources of a term of its free amount
 * f, the request d and the part p of its capacity that one unit is (1 / capacity). Resources a
 * machine has none of are left out of its mean. */
#pragma once

#include "scheduler/policy.h"

/* The body of a sweep: `TERM` is an expression of the doubles f, d, p that is 0 where p is;
 * score[i] becomes its mean, which RESULT, an expression of `mean`, may change. */
#define SCORE_MEAN_OVER_RESOURCES(view, columns, score, TERM, RESULT)                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint count_ = (columns)->count;                                                         \
    const double *mean_of_ = (columns)->mean_of;                                                   \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = 0;                                                                                \
    for (guint r = 0; r < (view)->cell->resources->count; r++) {                                   \
      const Amount *free_ = (columns)->free[r];                                                    \
      const double *part_ = (columns)->reciprocal[r];                                              \
      const double d = (double) (view)->task_class->request.of[r];                                 \
      if (!cell_has ((view)->cell, r))                                                             \
        continue;                                                                                  \
      (void) d;                                                                                    \
      for (guint i = 0; i < count_; i++) {                                                         \
        const double f = (double) free_[i], p = part_[i];                                          \
        score[i] += (TERM);                                                                        \
      }                                                                                            \
    }                                                                                              \
    for (guint i = 0; i < count_; i++) {                                                           \
      const double mean = score[i] * mean_of_[i];                                                  \
      score[i] = (RESULT);                                                                         \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END
