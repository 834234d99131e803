/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The angle between what is free and what is asked: like dot-product, whatever the lengths. */
#include "scheduler/policy.h"

#include <math.h>

static double
cosine (const PolicyView *view, guint machine)
{
  const Cell *cell = view->cell;
  double dot = 0, free_square = 0, request_square = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    double capacity = (double) cell->capacity[r][machine];
    if (capacity <= 0)
      continue;
    double a = (double) cell->free[r][machine] / capacity;
    double d = (double) view->task_class->request.of[r] / capacity;
    dot += a * d;
    free_square += a * a;
    request_square += d * d;
  }
  if (free_square <= 0 || request_square <= 0)
    return 0;
  return dot / (sqrt (free_square) * sqrt (request_square));
}

static void
sweep (const PolicyView *view, guint first, guint count, const guint8 *keep, double *score)
{
  for (guint i = 0; i < count; i++)
    if (keep[i])
      score[i] = cosine (view, first + i);
}

const ScorePolicy score_cosine = {
  .head = {
    .name = "cosine",
    .summary = "smallest angle between free and request",
    .details = "a.d / (|a| |d|) with a = free/capacity, d = request/capacity",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
