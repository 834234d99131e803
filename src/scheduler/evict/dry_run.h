/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Would a task fit on a machine, and its rules about others hold there, if some of the machine's tasks
 * were gone? */
#pragma once

#include "scheduler/choose/pipeline.h"
#include "scheduler/evict/preemption.h"

typedef struct {
  const Preemption *preemption; /* begun */
  guint machine;
  Room room;
} DryRun;

/* Can evicting help the class of a preemption begun, if the machine passes all filters but `fit` and
 * those of rules? Not where nobody is near though somebody must be. */
gboolean dry_run_resolvable (const Preemption *preemption, guint machine);
/* Does the machine pass every filter that evicting does not help against, and is it large enough? */
gboolean dry_run_eligible (const Preemption *preemption, Pipeline *pipeline, guint machine);

/* Nobody is gone yet. */
void dry_run_init (DryRun *run, const Preemption *preemption, guint machine);
/* Who is thought away is put back before anything else happens to the cell. */
void dry_run_remove (DryRun *run, const Task *task);
void dry_run_put_back (DryRun *run, const Task *task);
gboolean dry_run_passes (const DryRun *run);
