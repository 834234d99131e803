/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sweep.json: the plan of a sweep, in its folder. */
#pragma once

#include "sweep/plan.h"
#include "sweep/shard.h"

#define SWEEP_FILE "sweep.json"

/* Sets the plan's sha256. */
void sweep_plan_seal (SweepPlan *plan);

/* FALSE and INPUT_ERROR when it cannot be written. */
gboolean sweep_plan_write (const SweepPlan *plan, Shard shard, const char *folder, GError **error);

/* NULL and INPUT_ERROR: there is none, it makes no sense, or it is of another version of berth.
 * ret_shard may be NULL. */
SweepPlan *sweep_plan_read (const char *folder, Shard *ret_shard, GError **error);
