/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PodTopologySpread, ScheduleAnyway: few of the task's group in the machine's domains. */
#include "scheduler/score/kube.h"

#include <math.h>

G_STATIC_ASSERT (SPREAD_RULES_MAX <= SURVEY_VALUES);

static gboolean
trivial (const PolicyView *view)
{
  const Topology *topology = view->cell->topology;
  return topology == NULL || topology_soft_spreads (topology, view->task_class->index) == 0;
}

/* A rule weighs the more, the more domains there are to choose from. */
static void
survey (const PolicyView *view, Survey *survey)
{
  Topology *topology = view->cell->topology;
  guint task_class = view->task_class->index;
  guint rules = topology != NULL ? topology_soft_spreads (topology, task_class) : 0;
  for (guint r = 0; r < rules; r++)
    survey->value[r]
      = log (topology_domains_among (topology, task_class, r, survey->keep) + 2.0);
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  topology_crowding (view->cell->topology, view->task_class->index, view->survey->value,
                     columns->machine, columns->count, score);
}

SCORE_NORMALISE (kube_by_most_and_least)

const ScorePolicy score_topology_spread = {
  .head = {
    .name = "topology-spread",
    .summary = "few tasks of the group in the machine's domains, by the soft rules of its spread",
    .details = "s = round (sum over soft rules of n ln (d + 2) + skew - 1), n the group's tasks in "
               "the machine's domain, d the domains among feasible machines; "
               "(100 (max s + min s - s) / max s) / 100, truncating; 1 where max s is 0, and 0 for a "
               "machine that does not count.\n"
               "kube-scheduler 1.36, PodTopologySpread.",
  },
  .depends_on = DEPENDS_ON_JOB,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .normalise = VECTOR_LIST (kube_by_most_and_least),
  .trivial = trivial,
  .survey = survey,
  .hundredths = TRUE,
};
