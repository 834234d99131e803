/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NodeResourcesFit with RequestedToCapacityRatio: any shape of preference for fuller or emptier
 * machines. */
#include "scheduler/score/kube.h"

/* Piecewise linear through (utilization, 10 * score), flat outside, truncating towards zero. */
static gint64
on_shape (const GArray *shape, gint64 utilization)
{
  const ShapePoint *point = (const ShapePoint *) (void *) shape->data;
  if (utilization <= point[0].utilization)
    return point[0].score * 10;
  for (guint i = 1; i < shape->len; i++) {
    if (utilization > point[i].utilization)
      continue;
    gint64 from = point[i - 1].score * 10, to = point[i].score * 10;
    return from
           + (to - from) * (utilization - point[i - 1].utilization)
               / (point[i].utilization - point[i - 1].utilization);
  }
  return point[shape->len - 1].score * 10;
}

/* The weighted mean of the machine's resources that score anything, rounded half up. */
static gint64
score_of (const PolicyView *view, const Columns *columns, guint i)
{
  gint64 sum = 0, weights = 0;
  for (guint r = 0; r < view->cell->resources->count; r++) {
    gint64 capacity = columns->capacity[r][i];
    Columns machine = { .count = 1, .machine = columns->machine + i };
    Amount scratch, free = columns->free[r][i];
    machine.free[r] = &free;
    gint64 requested = capacity - *kube_free (view, &machine, r, &scratch) + kube_request (view, r);
    gint64 weight = (gint64) view->options->resource_weights[r];
    if (capacity == 0)
      continue;
    gint64 score = on_shape (view->options->shape,
                             requested > capacity ? 100 : requested * 100 / capacity);
    sum += weight * score;
    weights += score != 0 ? weight : 0;
  }
  return weights > 0 ? (2 * sum + weights) / (2 * weights) : 0;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  for (guint i = 0; i < columns->count; i++)
    if (keep[i])
      score[i] = (double) score_of (view, columns, i) / 100.0;
}

const ScorePolicy score_requested_to_capacity = {
  .head = {
    .name = "requested-to-capacity",
    .summary = "utilization through a shape of your own, in kube-scheduler's integers",
    .details = "[scheduler] shape = 0:0;100:10 gives points utilization:score (0...100, 0...10), "
               "joined by lines; resources that score 0 are left out of the weighted mean, which "
               "is rounded.\n"
               "kube-scheduler 1.36, NodeResourcesFit, RequestedToCapacityRatio.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_CAPACITY | COLUMN_FREE,
  .sweep = { sweep },
  .hundredths = TRUE,
};
