/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores over columns share: a sum over a machine's resources of a term of its free amount f,
 * the request d and the part p of the machine that one unit is (1 / (kinds x capacity), 0 where it
 * has none). */
#pragma once

#include "scheduler/policy.h"

/* The body of a sweep: `TERM` is an expression of the doubles f, d, p that is 0 where p is, and
 * score[i] becomes its sum. */
#define SCORE_SUM_OVER_RESOURCES(view, columns, score, TERM)                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint count_ = (columns)->count;                                                         \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = 0;                                                                                \
    for (guint r = 0; r < (view)->cell->resources->count; r++) {                                   \
      const Amount *free_ = (columns)->free[r];                                                    \
      const double *part_ = (columns)->part[r];                                                    \
      const double d = (double) (view)->task_class->request.of[r];                                 \
      if (!cell_has ((view)->cell, r))                                                             \
        continue;                                                                                  \
      for (guint i = 0; i < count_; i++) {                                                         \
        const double f = (double) free_[i], p = part_[i];                                          \
        score[i] += (TERM);                                                                        \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END
