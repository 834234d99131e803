/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that take devices in one way (a part of one, or so many whole ones) keep together. */
#include "scheduler/score/gpu.h"

/* 0: a part of a device; else how many whole ones. */
static gint
kind_of (Amount amount)
{
  return amount / DEVICE;
}

/* 75 where all tasks with devices are of this kind, 50 where some are, 25 where there is none. */
static gint
company (const Cell *cell, guint resource, guint machine, gint kind)
{
  guint alike = 0, others = 0;
  for (const Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine) {
    Amount amount = cell_class_of (cell, task)->request.of[resource];
    if (amount == 0)
      continue;
    alike += kind_of (amount) == kind;
    others += kind_of (amount) != kind;
  }
  if (alike > 0)
    return others == 0 ? 75 : 50;
  return others == 0 ? 25 : 0;
}

static void
sweep (const PolicyView *view, const Columns *columns, const guint8 *keep, double *score)
{
  const Cell *cell = view->cell;
  int resource = gpu_resource (cell);
  guint r = (guint) MAX (resource, 0);
  Amount amount = view->task_class->request.of[r];
  gint64 most = cell->most_capacity[r];
  for (guint i = 0; i < columns->count; i++) {
    guint m = columns->machine[i];
    score[i] = 0;
    if (keep[i] && resource >= 0 && amount > 0)
      score[i] = (double) (25 * (most - cell->free[r][m]) / most
                           + company (cell, r, m, kind_of (amount)))
                 / 100.0;
  }
}

const ScorePolicy score_gpu_clustering = {
  .head = {
    .name = "gpu-clustering",
    .summary = "tasks that take devices in one way together, on full machines",
    .details = "(trunc(25 (M - free) / M) + c) / 100, M the devices of the machine with most of "
               "them; c is 75 where all tasks with devices are of the task's kind, 50 where some "
               "are, 25 where the machine runs none, else 0. A kind is \"a part of one device\", or "
               "a number of whole ones. 0 for a task that asks for none.\n"
               "GpuClustering of Weng et al., Beware of Fragmentation, USENIX ATC'23.",
  },
  .depends_on = DEPENDS_ON_MACHINE,
  .columns = COLUMN_NUMBER,
  .sweep = { sweep },
  .hundredths = TRUE,
};
