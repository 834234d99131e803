/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of kube-scheduler, in its integers (0…100, division truncates), so that they agree with it
 * number for number; berth's score is a hundredth of them.
 *
 * The integers live in doubles, which vector units divide: a quotient of integers below 2^53,
 * rounded to the nearest double, never reaches the next integer, so truncating it is exact. */
#pragma once

#include "scheduler/score/columns.h"

/* What integer division a / b gives, for 0 <= a < 2^31 b and b > 0. */
static VECTOR_BODY double
kube_quotient (double a, double b)
{
  return (double) (gint32) (a / b);
}

/* Ways to normalise (its normalize_score.go, and inter-pod affinity's and topology spread's own) ---- */

/* 100 s / most; all 0 where the most is. */
static VECTOR_BODY void
kube_by_most (double least G_GNUC_UNUSED, double most, guint count, double *restrict score)
{
  const double whole = most > 0 ? most : 1.0;
  for (guint i = 0; i < count; i++)
    score[i] = kube_quotient (100 * score[i], whole) / 100.0;
}

/* 100 - 100 s / most: the least is the best; all 100 where the most is 0. */
static VECTOR_BODY void
kube_by_most_reversed (double least G_GNUC_UNUSED, double most, guint count, double *restrict score)
{
  const double whole = most > 0 ? most : 1.0;
  for (guint i = 0; i < count; i++)
    score[i] = (100 - kube_quotient (100 * score[i], whole)) / 100.0;
}

/* trunc (100 ((s - least) / (most - least))), in doubles as there; all 0 where all are equal. */
static VECTOR_BODY void
kube_by_range (double least, double most, guint count, double *restrict score)
{
  const double range = most > least ? most - least : 1.0;
  for (guint i = 0; i < count; i++)
    score[i] = (double) (gint32) (100 * ((score[i] - least) / range)) / 100.0;
}

/* 100 (most + least - s) / most: the least is the best; all 100 where the most is 0. */
static VECTOR_BODY void
kube_by_most_and_least (double least, double most, guint count, double *restrict score)
{
  const double whole = most > 0 ? most : 1.0, none = most > 0 ? 0.0 : 100.0;
  for (guint i = 0; i < count; i++)
    score[i] = (none + kube_quotient (100 * (most + least - score[i]), whole)) / 100.0;
}

/* What the machines have free of a resource, less what is assumed of the tasks there that ask for none
 * of it; written to `scratch` where that makes a difference. */
static VECTOR_BODY const Amount *
kube_free (const PolicyView *view, const Columns *columns, guint r, Amount *restrict scratch)
{
  const guint32 *without = view->cell->without[r];
  const Amount *free = columns->free[r];
  const Amount assumed = view->options->assumed.of[r];
  if (without == NULL || assumed == 0)
    return free;
  for (guint i = 0; i < columns->count; i++) {
    const gint64 left = free[i] - (gint64) assumed * without[columns->machine[i]];
    scratch[i] = (Amount) MAX (left, G_MININT32); /* more than all of it is used */
  }
  return scratch;
}

/* What the task asks for, or is assumed to. */
static inline Amount
kube_request (const PolicyView *view, guint r)
{
  const Amount request = view->task_class->request.of[r];
  return request > 0 ? request : view->options->assumed.of[r];
}

/* The body of a sweep: the weighted mean over a machine's resources, truncated, of `TERM`, an
 * expression of the doubles u (what it would have allocated with the task on it) and c (its
 * capacity, > 0), itself an integer 0…100. */
#define KUBE_MEAN_OVER_RESOURCES(view, columns, score, TERM)                                       \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const guint count_ = (columns)->count;                                                         \
    double weights_[SWEEP_BLOCK];                                                                  \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = weights_[i] = 0;                                                                  \
    for (guint r = 0; r < (view)->cell->resources->count; r++) {                                   \
      Amount scratch_[SWEEP_BLOCK];                                                                \
      const Amount *capacity_ = (columns)->capacity[r];                                            \
      const Amount *free_ = kube_free (view, columns, r, scratch_);                                \
      const double d_ = (double) kube_request (view, r);                                           \
      const double weight_ = (view)->options->resource_weights[r];                                 \
      if (!cell_has ((view)->cell, r))                                                             \
        continue;                                                                                  \
      for (guint i = 0; i < count_; i++) {                                                         \
        const double w_ = capacity_[i] > 0 ? weight_ : 0.0;                                        \
        const double c = capacity_[i] > 0 ? (double) capacity_[i] : 1.0;                           \
        const double u = (double) capacity_[i] - (double) free_[i] + d_;                           \
        score[i] += w_ * (TERM);                                                                   \
        weights_[i] += w_;                                                                         \
      }                                                                                            \
    }                                                                                              \
    for (guint i = 0; i < count_; i++)                                                             \
      score[i] = kube_quotient (score[i], weights_[i] > 0 ? weights_[i] : 1.0) / 100.0;            \
  }                                                                                                \
  G_STMT_END

/* One resource of kube_bound(). */
typedef struct {
  const Amount *free;
  const float *part;
  float request, weight;
} KubeTerm;

/* No less than what integers make of it, in percent; 0 where there is none of the resource. */
static VECTOR_BODY float
kube_percent (const KubeTerm *the, guint i, float kinds, float none, float all)
{
  const float left = ((float) the->free[i] - the->request) * the->part[i] * kinds;
  return (float) (gint32) (none + left * all + 100 * SCORE_SLACK);
}

static VECTOR_BODY float
kube_weight (const KubeTerm *the, guint i)
{
  return the->part[i] > 0 ? the->weight : 0.0f;
}

/* Above all those means over elements with `free` free of each resource: of what is left free with
 * the task there, or of what is then allocated. Two resources, the usual case, take one pass. */
static VECTOR_BODY void
kube_bound (const PolicyView *view, const Columns *columns, const Amount *const *free,
            gboolean allocated, float *restrict score)
{
  const guint count = columns->count;
  const float none = allocated ? 100 : 0, all = allocated ? -100 : 100; /* what is 0 and 1 left */
  const double *kinds = columns->kinds;
  KubeTerm term[MAX_RESOURCES];
  guint terms = 0;
  for (guint r = 0; r < view->cell->resources->count; r++)
    if (cell_has (view->cell, r))
      term[terms++] = (KubeTerm){ free[r], columns->rough_part[r],
                                  (float) view->task_class->request.of[r],
                                  (float) view->options->resource_weights[r] };
  if (terms == 2) {
    const KubeTerm t0 = term[0], t1 = term[1];
    for (guint i = 0; i < count; i++) {
      const float w0 = kube_weight (&t0, i), w1 = kube_weight (&t1, i);
      const float sum = w0 * kube_percent (&t0, i, (float) kinds[i], none, all)
                        + w1 * kube_percent (&t1, i, (float) kinds[i], none, all);
      const float weights = w0 + w1;
      score[i] = sum / (weights > 0 ? weights : 1.0f) + 100 * SCORE_SLACK;
    }
  } else {
    float weights[SWEEP_BLOCK];
    for (guint i = 0; i < count; i++)
      score[i] = weights[i] = 0;
    for (guint t = 0; t < terms; t++)
      for (guint i = 0; i < count; i++) {
        const float w = kube_weight (&term[t], i);
        score[i] += w * kube_percent (&term[t], i, (float) kinds[i], none, all);
        weights[i] += w;
      }
    for (guint i = 0; i < count; i++)
      score[i] = score[i] / (weights[i] > 0 ? weights[i] : 1.0f) + 100 * SCORE_SLACK;
  }
  for (guint i = 0; i < count; i++)
    score[i] = (float) (gint32) score[i] * 0.01f + SCORE_SLACK;
}
