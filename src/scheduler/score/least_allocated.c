/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NodeResourcesFit with LeastAllocated: the emptiest machine. */
#include "scheduler/score/kube.h"

static gint64
least (const PolicyView *view G_GNUC_UNUSED, gint64 requested, gint64 capacity)
{
  return requested > capacity ? 0 : (capacity - requested) * 100 / capacity;
}

static gint64
score_of (const PolicyView *view, guint machine)
{
  return kube_weighted (view, machine, FALSE, least);
}

KUBE_SWEEP (score_of)

const ScorePolicy score_least_allocated = {
  .head = {
    .name = "least-allocated",
    .summary = "emptiest machine, in kube-scheduler's integers",
    .details = "sum of weight * ((capacity - requested) * 100 / capacity) / sum of weights, "
               "truncating; weights by resource-weights.\n"
               "kube-scheduler 1.36, NodeResourcesFit, LeastAllocated.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
