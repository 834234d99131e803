/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Few tasks of one job in one failure domain. */
#include "scheduler/policy.h"

/* The domain of a machine, or LABEL_NONE when it is one of its own. */
static guint
domain (const PolicyView *view, guint machine)
{
  const Machine *it = inventory_machine (view->cell->inventory, machine);
  switch (view->options->spread_by) {
    case SPREAD_BY_RACK: return it->rack;
    case SPREAD_BY_ZONE: return it->zone;
    case SPREAD_BY_MACHINE: break;
  }
  return LABEL_NONE;
}

/* Counts a task of the job on `machine` for every machine of the columns that shares its domain. */
static void
count_task (const PolicyView *view, guint machine, const Columns *columns, const guint *domains,
            guint *here)
{
  guint its = domain (view, machine);
  for (guint i = 0; i < columns->count; i++)
    here[i] += its == LABEL_NONE ? columns->machine[i] == machine : domains[i] == its;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep G_GNUC_UNUSED,
       double *score)
{
  guint domains[SWEEP_BLOCK], here[SWEEP_BLOCK] = { 0 };
  for (guint i = 0; i < columns->count; i++)
    domains[i] = domain (view, columns->machine[i]);
  for (const Task *task = view->task->job->running; task != NULL; task = task->next_in_job)
    count_task (view, task->machine, columns, domains, here);
  for (guint i = 0; i < columns->count; i++)
    score[i] = 1.0 / (1.0 + here[i]);
}

const ScorePolicy score_spread = {
  .head = {
    .name = "spread",
    .summary = "fewest tasks of the same job by machine, rack or zone",
    .details = "1 / (1 + tasks of the job in the machine's domain); the domain by spread-by.\n"
               "The aim is Borg's (Verma et al., EuroSys'15, 3.2), the formula berth's.",
  },
  .depends_on = DEPENDS_ON_JOB,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
};
