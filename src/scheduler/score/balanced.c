/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balanced allocation: the resources of the machine should be used in equal parts. The formula of
 * kube-scheduler up to 1.34. */
#include "scheduler/score/kube.h"

#include <math.h>

static double
deviation (const double *fraction, guint count)
{
  if (count < 2)
    return 0;
  if (count == 2)
    return fabs (fraction[0] - fraction[1]) / 2;
  double mean = 0, square = 0;
  for (guint i = 0; i < count; i++)
    mean += fraction[i];
  mean /= count;
  for (guint i = 0; i < count; i++)
    square += (fraction[i] - mean) * (fraction[i] - mean);
  return sqrt (square / count);
}

static gint64
score_of (const PolicyView *view, guint machine)
{
  const Cell *cell = view->cell;
  double fraction[MAX_RESOURCES];
  guint count = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    gint64 capacity = cell->capacity[r][machine];
    if (capacity > 0)
      fraction[count++] = MIN (1.0, (double) kube_requested (view, r, machine) / (double) capacity);
  }
  return (gint64) ((1 - deviation (fraction, count)) * 100);
}

KUBE_SWEEP (score_of)

const ScorePolicy score_balanced = {
  .head = {
    .name = "balanced",
    .summary = "resources of the machine used in equal parts",
    .details = "trunc((1 - s) * 100) / 100, s the population standard deviation of "
               "min(1, requested / capacity) (two resources: half their difference).\n"
               "kube-scheduler up to 1.34, NodeResourcesBalancedAllocation.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
