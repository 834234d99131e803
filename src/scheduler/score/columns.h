/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores over columns share: a sum over a machine's resources of a term of its free amount f,
 * the request d and the part p of the machine that one unit is (1 / (kinds x capacity), 0 where it
 * has none). */
#pragma once

#include "scheduler/policy.h"

/* One resource, as a sweep reads it. */
typedef struct {
  const Amount *free;
  const double *part;
  double request;
} ScoreColumn;

/* The resources that some machine of the cell has; returns how many. */
static VECTOR_BODY guint
score_columns (const PolicyView *view, const Columns *columns, ScoreColumn column[MAX_RESOURCES])
{
  guint count = 0;
  for (guint r = 0; r < view->cell->resources->count; r++)
    if (cell_has (view->cell, r))
      column[count++] = (ScoreColumn){ columns->free[r], columns->part[r],
                                       (double) view->task_class->request.of[r] };
  return count;
}

/* The body of a sweep: score[i] becomes RESULT, an expression of i and of `sum`, the sum in
 * resource order of TERM (f, d, p), which is 0 where p is. Two resources, the usual case, take one
 * pass over memory. */
#define SCORE_SUM_OVER_RESOURCES(view, columns, score, TERM, RESULT)                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint count_ = (columns)->count;                                                         \
    ScoreColumn column_[MAX_RESOURCES];                                                            \
    const guint kinds_ = score_columns (view, columns, column_);                                   \
    if (kinds_ == 2) {                                                                             \
      const ScoreColumn a_ = column_[0], b_ = column_[1];                                          \
      for (guint i = 0; i < count_; i++) {                                                         \
        const double sum = TERM ((double) a_.free[i], a_.request, a_.part[i])                      \
                           + TERM ((double) b_.free[i], b_.request, b_.part[i]);                   \
        score[i] = (RESULT);                                                                       \
      }                                                                                            \
      break;                                                                                       \
    }                                                                                              \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = 0;                                                                                \
    for (guint k_ = 0; k_ < kinds_; k_++)                                                          \
      for (guint i = 0; i < count_; i++)                                                           \
        score[i] += TERM ((double) column_[k_].free[i], column_[k_].request, column_[k_].part[i]); \
    for (guint i = 0; i < count_; i++) {                                                           \
      const double sum = score[i];                                                                 \
      score[i] = (RESULT);                                                                         \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END
