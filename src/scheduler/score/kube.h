/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of kube-scheduler, in its integers (0…100, division truncates), so that they agree with it
 * number for number; berth's score is a hundredth of them. */
#pragma once

#include "scheduler/policy.h"

/* Sweeps machines with a score 0…100 of one machine. */
#define KUBE_SWEEP(score_of)                                                                       \
  static void sweep (const PolicyView *view, guint first, guint count, const guint8 *keep,         \
                     double *score)                                                                \
  {                                                                                                \
    for (guint i = 0; i < count; i++)                                                              \
      if (keep[i])                                                                                 \
        score[i] = (double) score_of (view, first + i) / 100.0;                                    \
  }

/* What the machine would have allocated of a resource with the task on it. */
static inline gint64
kube_requested (const PolicyView *view, guint resource, guint machine)
{
  const Cell *cell = view->cell;
  return (gint64) cell->capacity[resource][machine] - cell->free[resource][machine]
         + view->task_class->request.of[resource];
}

/* Weighted mean over the machine's resources of per (requested, capacity), truncated. skip_zero
 * leaves resources that score 0 out of the mean and rounds it instead (RequestedToCapacityRatio).
 */
static inline gint64
kube_weighted (const PolicyView *view, guint machine, gboolean skip_zero,
               gint64 (*per) (const PolicyView *view, gint64 requested, gint64 capacity))
{
  const Cell *cell = view->cell;
  gint64 sum = 0, weights = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    gint64 capacity = cell->capacity[r][machine];
    gint64 weight = (gint64) view->options->resource_weights[r];
    if (capacity == 0)
      continue;
    gint64 score = per (view, kube_requested (view, r, machine), capacity);
    if (skip_zero && score == 0)
      continue;
    sum += weight * score;
    weights += weight;
  }
  if (weights == 0)
    return 0;
  return skip_zero ? (2 * sum + weights) / (2 * weights) : sum / weights;
}
