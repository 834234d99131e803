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

static gint64
ratio (const PolicyView *view, gint64 requested, gint64 capacity)
{
  gint64 utilization = requested > capacity ? 100 : requested * 100 / capacity;
  return on_shape (view->options->shape, utilization);
}

static gint64
score_of (const PolicyView *view, guint machine)
{
  return kube_weighted (view, machine, TRUE, ratio);
}

KUBE_SWEEP (score_of)

const ScorePolicy score_requested_to_capacity = {
  .head = {
    .name = "requested-to-capacity",
    .summary = "utilization through a shape of your own, in kube-scheduler's integers",
    .details = "[scheduler] shape = 0:0;100:10 gives points utilization:score (0...100, 0...10), "
               "joined by lines;\nresources that score 0 are left out of the weighted mean, which "
               "is rounded.\nkube-scheduler 1.36, NodeResourcesFit, RequestedToCapacityRatio.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
