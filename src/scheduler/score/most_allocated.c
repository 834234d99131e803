/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NodeResourcesFit with MostAllocated: the fullest machine. */
#include "scheduler/score/kube.h"

static gint64
most (const PolicyView *view G_GNUC_UNUSED, gint64 requested, gint64 capacity)
{
  return MIN (requested, capacity) * 100 / capacity;
}

static gint64
score_of (const PolicyView *view, guint machine)
{
  return kube_weighted (view, machine, FALSE, most);
}

KUBE_SWEEP (score_of)

const ScorePolicy score_most_allocated = {
  .head = {
    .name = "most-allocated",
    .summary = "fullest machine, in kube-scheduler's integers",
    .details = "sum of weight * (requested * 100 / capacity) / sum of weights, truncating; weights "
               "by resource-weights.\n"
               "kube-scheduler 1.36, NodeResourcesFit, MostAllocated.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .sweep = sweep,
};
