/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What scores over columns share: a sum over a machine's resources of a term of its free amount f,
 * the request d and the part p of the machine that one unit is (1 / (kinds x capacity), 0 where it
 * has none); exactly, or in single precision for a bound. */
#pragma once

#include "scheduler/policy.h"

/* More than single precision can lose of a score. */
#define SCORE_SLACK 1e-6f

/* The body of a sweep: out[i] becomes RESULT, an expression of i and of `sum`, the sum in resource
 * order of TERM (f, d, p), which is 0 where p is. `type` is what is computed in, `amounts` and
 * `parts` the columns that f and p come from. Two resources, the usual case, take one pass over memory. */
#define SCORE_SUM(type, amounts, parts, view, columns, out, TERM, RESULT)                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint count_ = (columns)->count;                                                         \
    const Amount *free_[MAX_RESOURCES];                                                            \
    const type *part_[MAX_RESOURCES];                                                              \
    type request_[MAX_RESOURCES];                                                                  \
    guint kinds_ = 0;                                                                              \
    for (guint r = 0; r < (view)->cell->resources->count; r++)                                     \
      if (cell_has ((view)->cell, r)) {                                                            \
        free_[kinds_] = (amounts)[r];                                                              \
        part_[kinds_] = (parts)[r];                                                                \
        request_[kinds_++] = (type) (view)->task_class->request.of[r];                             \
      }                                                                                            \
    if (kinds_ == 2) {                                                                             \
      const Amount *f0_ = free_[0], *f1_ = free_[1];                                               \
      const type *p0_ = part_[0], *p1_ = part_[1], d0_ = request_[0], d1_ = request_[1];           \
      for (guint i = 0; i < count_; i++) {                                                         \
        const type sum = TERM ((type) f0_[i], d0_, p0_[i]) + TERM ((type) f1_[i], d1_, p1_[i]);    \
        (out)[i] = (type) (RESULT);                                                                \
      }                                                                                            \
      break;                                                                                       \
    }                                                                                              \
    for (guint i = 0; i < count_; i++)                                                             \
      (out)[i] = 0;                                                                                \
    for (guint k_ = 0; k_ < kinds_; k_++)                                                          \
      for (guint i = 0; i < count_; i++)                                                           \
        (out)[i] += TERM ((type) free_[k_][i], request_[k_], part_[k_][i]);                        \
    for (guint i = 0; i < count_; i++) {                                                           \
      const type sum = (out)[i];                                                                   \
      (out)[i] = (type) (RESULT);                                                                  \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* Defines sweep() and bound() of a score that is RESULT of such a sum, and highest when the machine
 * has as much free as the column BEST says: `free`, the least, or `most`. */
#define SCORE_OF_SUM(TERM, RESULT, BEST)                                                                 \
  static VECTOR_BODY void sweep (const PolicyView *view, const Columns *columns,                   \
                                 const guint8 *keep G_GNUC_UNUSED, double *restrict score)         \
  {                                                                                                \
    SCORE_SUM (double, columns->free, columns->part, view, columns, score, TERM, RESULT);          \
  }                                                                                                \
  SCORE_SWEEP (sweep)                                                                              \
  static VECTOR_BODY void bound (const PolicyView *view, const Columns *columns,                   \
                                 float *restrict score)                                            \
  {                                                                                                \
    SCORE_SUM (float, columns->BEST, columns->rough_part, view, columns, score, TERM,              \
               (float) (RESULT) + SCORE_SLACK);                                                    \
  }                                                                                                \
  SCORE_BOUND (bound)
