/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth sweep --slurm. */
#pragma once

#include "sweep/plan.h"
#include "sweep/slurm.h"

#define SLURM_SHARDS 100 /* where --shards does not say; there are no more than points */

/* Writes the batch scripts and, where that is wanted, submits them; says how to go on. An exit status. */
int sweep_to_slurm (const SweepPlan *plan, const SlurmSweep *sweep, gboolean submit, gboolean quiet);
