/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an attempt wants: which task on which machine. Nothing here is left in the cell. */
#pragma once

#include "scheduler/choose/pipeline.h"

typedef struct {
  Task *task;
  guint machine;
  gboolean conflicts; /* set by claims_check() */
} Claim;

/* Which machines have changed, and when: change number of each, 0 before the first. */
typedef struct {
  guint64 last;
  guint64 *of; /* by machine */
} MachineChanges;

/* Sets claims (a GArray of Claim) to where the pipeline would put these tasks, one after the other,
 * each as if those before it ran there; tasks for which there is no machine have no claim. */
void claims_choose (GArray *claims, Pipeline *pipeline, Cell *cell, Task *const *tasks, guint n);
/* Which claims conflict with the cell as it is now: those on machines that have changed after
 * change number `since` (unless changes is NULL), or are not open, or have no room beside the
 * claims before. Returns how many do. */
guint claims_check (GArray *claims, Pipeline *pipeline, Cell *cell, const MachineChanges *changes,
                    guint64 since);
