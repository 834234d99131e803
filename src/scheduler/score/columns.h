/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores over columns share: the mean over a machine's resources of a term of its free amount
 * f, the request d and its capacity c. Resources a machine has none of are left out of its mean. */
#pragma once

#include "scheduler/policy.h"

/* The body of a sweep: `TERM` is an expression of the doubles f, d, c; score[i] becomes its mean.
 */
#define SCORE_MEAN_OVER_RESOURCES(view, first, count, score, TERM)                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const Cell *cell_ = (view)->cell;                                                              \
    double present_[SWEEP_BLOCK];                                                                  \
    for (guint i = 0; i < (count); i++)                                                            \
      score[i] = present_[i] = 0;                                                                  \
    for (guint r = 0; r < cell_->resources->count; r++) {                                          \
      const Amount *free_ = cell_->free[r] + (first), *capacity_ = cell_->capacity[r] + (first);   \
      const double d = (double) (view)->task_class->request.of[r];                                 \
      for (guint i = 0; i < (count); i++) {                                                        \
        const gboolean has_ = capacity_[i] > 0;                                                    \
        const double f = (double) free_[i], c = has_ ? (double) capacity_[i] : 1.0;                \
        const double term_ = (TERM);                                                               \
        (void) d;                                                                                  \
        score[i] += has_ ? term_ : 0.0;                                                            \
        present_[i] += has_ ? 1.0 : 0.0;                                                           \
      }                                                                                            \
    }                                                                                              \
    for (guint i = 0; i < (count); i++)                                                            \
      score[i] = present_[i] > 0 ? score[i] / present_[i] : 0.0;                                   \
  }                                                                                                \
  G_STMT_END
