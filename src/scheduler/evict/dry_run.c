/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/dry_run.h"

gboolean
dry_run_resolvable (const Preemption *preemption, guint machine)
{
  guint8 near = 1;
  if (preemption->topology != NULL && preemption->judged.affinity)
    topology_keep_near (preemption->topology, preemption->task_class->index, &machine, 1, &near);
  return near;
}

gboolean
dry_run_eligible (const Preemption *preemption, Pipeline *pipeline, guint machine)
{
  if (preemption->topology == NULL)
    return pipeline_eligible (pipeline, preemption->task_class, machine);
  return pipeline_eligible_but_rules (pipeline, preemption->task_class, machine)
         && dry_run_resolvable (preemption, machine);
}

void
dry_run_init (DryRun *run, const Preemption *preemption, guint machine)
{
  *run = (DryRun){ .preemption = preemption, .machine = machine };
  cell_room_init_for (preemption->cell, preemption->task_class->tier, machine, &run->room);
}

static void
think (const DryRun *run, const Task *task, int change)
{
  if (run->preemption->topology != NULL)
    topology_think (run->preemption->topology, task->task_class, run->machine, change);
}

void
dry_run_remove (DryRun *run, const Task *task)
{
  cell_room_add (run->preemption->cell, &run->room, task);
  think (run, task, -1);
}

void
dry_run_put_back (DryRun *run, const Task *task)
{
  cell_room_subtract (run->preemption->cell, &run->room, task);
  think (run, task, 1);
}

gboolean
dry_run_passes (const DryRun *run)
{
  const Preemption *preemption = run->preemption;
  const TaskClass *task_class = preemption->task_class;
  guint8 keep = 1;
  if (!cell_room_fits (preemption->cell, &run->room, &task_class->request))
    return FALSE;
  if (preemption->topology != NULL && preemption->judged.spread)
    topology_keep_spread (preemption->topology, task_class->index, &run->machine, 1, &keep);
  if (preemption->topology != NULL && preemption->judged.affinity)
    topology_keep_affinity (preemption->topology, task_class->index, &run->machine, 1, &keep);
  return keep;
}
