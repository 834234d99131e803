/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second look at a decision, for people: what each filter and each score says of one machine. It
 * asks the same policies as the pipeline and remembers nothing, so that the answer is that of the
 * cell as it stands, whatever way of searching found the machine. */
#pragma once

#include "scheduler/choose/profile.h"

typedef struct Inspection Inspection;

/* Borrows all of them. Policy names must be known (scenario_load checks them). */
Inspection *inspection_new (const SchedulerOptions *options, const Cell *cell, guint64 seed);
void inspection_free (Inspection *inspection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Inspection, inspection_free)

/* Names of the filters and scores in the order in which they apply, NULL-terminated. */
const char *const *inspection_filters (const Inspection *inspection);
const char *const *inspection_scores (const Inspection *inspection);
/* How many scores there are. */
guint inspection_n_scores (const Inspection *inspection);
/* Of a name, among inspection_filters(); -1 when the run has no such filter. */
int inspection_filter_index (const Inspection *inspection, const char *name);

/* A class to ask about, which may be one that no trace has: then `task` is any of the class it was
 * made from. Filters look at the class alone. */
PolicyView inspection_view (const Inspection *inspection, const TaskClass *task_class,
                            const Task *task);

/* Index of the first filter that turns the machine away; MAX_FILTERS when it is feasible. */
guint inspection_refusal (const Inspection *inspection, const PolicyView *view, guint machine);
/* Does one filter let the machine pass, whatever the others say? */
gboolean inspection_passes (const Inspection *inspection, guint filter, const PolicyView *view,
                            guint machine);
/* Do all filters but these (a bit each) let it pass? */
gboolean inspection_passes_all_but (const Inspection *inspection, guint without,
                                    const PolicyView *view, guint machine);
/* The same of all machines: keep[machine] becomes 1 or 0. */
void inspection_sweep (const Inspection *inspection, guint without, const PolicyView *view,
                       guint8 *ret_keep);
/* How many machines each filter turns away first. Returns how many are feasible. */
guint inspection_count (const Inspection *inspection, const PolicyView *view,
                        guint ret_turned_away[MAX_FILTERS]);

/* Comes before questions about scores of the view, in each state of the cell: where scores compare
 * machines, it is done here, over all that are feasible (a run that samples compares fewer). */
void inspection_compare (const Inspection *inspection, const PolicyView *view);
/* The total of a feasible machine: of two, the pipeline takes that of the greater; ret_part (may be
 * NULL) has each score times its weight, inspection_n_scores() of them. */
double inspection_score (const Inspection *inspection, const PolicyView *view, guint machine,
                         double *ret_part);
