/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Measures of how badly what is free is cut up: pure functions of a cell's columns.
 *
 * Only machines that are up count (a draining one takes nothing more). Fit is a matter of amounts
 * and devices: constraints and taints are not looked at. What is over all machines takes time
 * proportional to their number; fragments.h keeps the same for a cell that changes. */
#pragma once

#include "model/cell.h"

#define REFERENCE_MIX_MAX 32

/* The sizes that free capacity is measured by. */
typedef struct {
  guint count;
  Amounts request[REFERENCE_MIX_MAX];
} ReferenceMix;

/* The most common classes by tasks (ties: lower index) until they make up `share` of all tasks, at
 * most REFERENCE_MIX_MAX of them; of these, only sizes that no smaller one among them makes
 * redundant, since where the larger fits the smaller does. */
void reference_mix (const TaskClasses *classes, guint resources, double share, ReferenceMix *ret);

/* Per resource the median request (nearest rank, weighted by tasks) over prod classes, or over all
 * classes where there is no prod task. All 0 without tasks. */
void reference_task (const TaskClasses *classes, guint resources, Amounts *ret);

/* How many of the cell's priority levels, from the lowest, give way to that task: those of the tiers
 * below prod; none where there is no prod task. */
guint reference_reach (const Cell *cell);

/* How many more tasks of this size the machine takes; 0 for a request of nothing. */
gint64 fragmentation_machine_fit (const Cell *cell, const Amounts *request, guint machine);
/* The same if the tasks of the lowest `levels` priority levels were gone. */
gint64 fragmentation_machine_fit_without (const Cell *cell, const Amounts *request, guint levels,
                                          guint machine);

/* K: the sum of that over all machines that are up. */
gint64 fragmentation_fit_count (const Cell *cell, const Amounts *request);

/* K*: as if everything free were on one machine, min over requested r of Σ free_r / request_r. */
double fragmentation_fluid_bound (const Cell *cell, const Amounts *request);

/* Σ free_r: what is free in total. */
Total fragmentation_free (const Cell *cell, guint resource);

/* What is left of r when every machine has taken as many of the task as it can: Σ (free_r − k ×
 * request_r). */
Total fragmentation_unusable (const Cell *cell, const Amounts *request, guint resource);

/* Σ free_r over the machines where some other resource is less than requested. */
Total fragmentation_blocked (const Cell *cell, const Amounts *request, guint resource);

/* 1 − max free_r / Σ free_r; 0 when nothing is free. */
double fragmentation_external (const Cell *cell, guint resource);

/* Does any size of the mix fit on the machine? An empty mix does. */
gboolean fragmentation_any_fits (const Cell *cell, const ReferenceMix *mix, guint machine);

/* Per resource: free_r on machines where no size of the mix fits, over all free_r; 0 when nothing
 * is free. An empty mix strands nothing. */
void fragmentation_stranded (const Cell *cell, const ReferenceMix *mix,
                             double ret_fraction[MAX_RESOURCES]);
