/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Production relies on nothing that has been reclaimed of others: beside what is reserved for them,
 * it has to fit beside their limits. */
#include "scheduler/policy.h"

static gboolean
trivial (const PolicyView *view)
{
  return view->cell->reservations == NULL || view->task_class->tier < TIER_PROD;
}

static VECTOR_BODY void
sweep (const PolicyView *view, const Columns *columns, guint8 *restrict keep)
{
  if (trivial (view))
    return;
  for (guint r = 0; r < view->cell->resources->count; r++) {
    const Amount *free = view->cell->reservations->limit_free[r];
    Amount amount = view->task_class->request.of[r];
    if (amount == 0)
      continue;
    for (guint i = 0; i < columns->count; i++)
      keep[i] &= (guint8) (free[columns->machine[i]] >= amount);
  }
}
FILTER_SWEEP (sweep)

const FilterPolicy filter_limits = {
  .head = {
    .name = "limits",
    .summary = "a task of prod or above fits beside the limits of the others",
    .details = "With reclamation, which puts it last; without, it turns nobody away. For tasks of prod "
               "and monitoring: request <= capacity - sum of requests of the tasks there, of each "
               "resource.\n"
               "A. Verma et al., Large-scale cluster management at Google with Borg, EuroSys'15, "
               "section 5.5.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_NUMBER,
  .trivial = trivial,
  .sweep = VECTOR_LIST (sweep),
};
