/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters and weighted scores of a run, and what they say about machines: whether they are
 * feasible and their total score, exactly, or roughly and quickly, never too low. Answers of
 * filters that depend on attributes alone are remembered per class. */
#pragma once

#include "scheduler/policy.h"
#include "scheduler/blocked/reason.h"

typedef struct Profile Profile;

/* Borrows all of them. Policy names must be known (scenario_load checks them). */
Profile *profile_new (const SchedulerOptions *options, const Cell *cell, guint64 seed);
/* The same for classes to which filters that depend on more than the machine say nothing: without
 * these. */
Profile *profile_new_narrow (const SchedulerOptions *options, const Cell *cell, guint64 seed);
/* The same without `topology-spread` and `affinity`. */
Profile *profile_new_without_rules (const SchedulerOptions *options, const Cell *cell, guint64 seed);
/* Do all filters that depend on more than the machine let the class pass everywhere? */
gboolean profile_is_narrow_for (const Profile *profile, const TaskClass *task_class);
void profile_free (Profile *profile);

/* Names of the filters in the order in which they apply, NULL-terminated. */
const char *const *profile_filters (const Profile *profile);
gboolean profile_has_scores (const Profile *profile);
/* Does nothing in it depend on more than the machine and the class? */
gboolean profile_by_machine (const Profile *profile);
/* Can all its scores be bounded quickly? */
gboolean profile_is_rough (const Profile *profile);
/* Do its scores tell sets of machines apart by bounds, and does what a machine has and has free say
 * all that they and the filters want to know, attributes aside? */
gboolean profile_suits_sets (const Profile *profile);

/* Are its totals whole numbers, and does nothing in it depend on more than the machine? */
gboolean profile_suits_grades (const Profile *profile);

PolicyView profile_view (const Profile *profile, const TaskClass *task_class, const Task *task);

/* Does a score tell the machines of the view's class apart by comparing them? To be asked before
 * anything about scores of the class. Where it does, the functions below are for columns_range()
 * alone, after profile_compare() in each decision, and for no bounds; where it does not, as if no
 * score compared. */
gboolean profile_compares (Profile *profile, const PolicyView *view);
/* feasible: by machine, padded, 1 or 0: which are compared. */
void profile_compare (const Profile *profile, const PolicyView *view, const guint8 *feasible);

/* By machine, padded like the cell's columns: 1 where the filters on attributes let the class pass.
 */
const guint8 *profile_matches (Profile *profile, const TaskClass *task_class);
/* Do they let it pass everywhere? */
gboolean profile_matches_all (Profile *profile, const TaskClass *task_class);

/* Does one machine pass the filters that do not depend on attributes alone? without_fit: all but
 * `fit`. */
gboolean profile_passes (const Profile *profile, const PolicyView *view, guint machine,
                         gboolean without_fit);

/* Clears keep[] of what the filters turn away, those on attributes aside. */
void profile_filter (const Profile *profile, const PolicyView *view, const Columns *columns,
                     guint8 *keep);

/* keep[] comes with what profile_matches() says of the columns' machines, and is cleared further;
 * total[] is written where it is not cleared. The columns must hold what profile_columns() says. */
void profile_evaluate (const Profile *profile, const PolicyView *view, const Columns *columns,
                       guint8 *keep, double *total);
ColumnSet profile_columns (const Profile *profile);

/* The totals alone, of machines known to be feasible. The columns must hold what
 * profile_score_columns() says. */
void profile_score (const Profile *profile, const PolicyView *view, const Columns *columns,
                    const guint8 *keep, double *total);
ColumnSet profile_score_columns (const Profile *profile);

/* What is 1 in totals and their bounds. */
double profile_unit (const Profile *profile);

/* What one score says of the one machine of the columns, and its weight. */
guint profile_n_scores (const Profile *profile);
double profile_score_of (const Profile *profile, guint which, const PolicyView *view,
                         const Columns *columns, double *ret_weight);

/* The same without what depends on more than the machine: filters pass it, scores are 1. Totals are
 * exact if profile_by_machine(). */
void profile_evaluate_machine (const Profile *profile, const PolicyView *view,
                               const Columns *columns, guint8 *keep, double *total);
/* Of that no total is above bound[] (if profile_is_rough()). */
void profile_bound (const Profile *profile, const PolicyView *view, const Columns *columns,
                    guint8 *keep, float *bound);
ColumnSet profile_rough_columns (const Profile *profile);
/* The same of machines that are open and have room. */
void profile_bound_roomy (const Profile *profile, const PolicyView *view, const Columns *columns,
                          guint8 *keep, float *bound);
ColumnSet profile_roomy_columns (const Profile *profile);

/* How many machines each filter turned away first. matches_all: it is known that none does by
 * attributes. Slow: sweeps all, remembers nothing. */
void profile_count_turned_away (const Profile *profile, const Task *task, gboolean matches_all,
                                guint turned_away[MAX_FILTERS]);
