/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filter and score: which machine takes a task. Considers every machine, never samples; what is
 * remembered about classes (choose/class_bounds.h) decides which of them need to be looked at. */
#pragma once

#include "scheduler/choose/profile.h"

typedef struct Pipeline Pipeline;

/* Borrows all of them. Policy names must be known (scenario_load checks them). */
Pipeline *pipeline_new (const SchedulerOptions *options, const Cell *cell, guint64 seed);
void pipeline_free (Pipeline *pipeline);

/* Names of the filters in the order in which they apply, NULL-terminated. */
const char *const *pipeline_filters (const Pipeline *pipeline);

/* The feasible machine of highest score, among equals the one that `ties` says; MACHINE_NONE when
 * there is none. */
guint pipeline_choose (Pipeline *pipeline, const Task *task);
/* The same among the machines where allowed[machine] is 1 (0 elsewhere). Slow: sweeps all. */
guint pipeline_choose_among (Pipeline *pipeline, const Task *task, const guint8 *allowed);
/* What choosing leaves behind it, to be put back when a choice is not to count. */
guint pipeline_turn (const Pipeline *pipeline);
void pipeline_set_turn (Pipeline *pipeline, guint turn);

/* What policies are shown of the class, whichever task of it comes. */
PolicyView pipeline_view (const Pipeline *pipeline, const TaskClass *task_class);
/* Which devices the task would get now on a machine where it fits, by slot; 0: the cell chooses. */
void pipeline_choose_devices (const Pipeline *pipeline, const Task *task, guint machine,
                              guint64 ret_devices[MAX_DEVICE_RESOURCES]);
/* May tasks of one class get different devices of a machine that has not changed? */
gboolean pipeline_devices_vary (const Pipeline *pipeline);

/* Does what follows change for the class only when the machine does? */
gboolean pipeline_eligible_by_machine (const Pipeline *pipeline, const TaskClass *task_class);
/* Does the machine pass every filter but `fit`, and is it large enough when empty? */
gboolean pipeline_eligible (Pipeline *pipeline, const TaskClass *task_class, guint machine);
/* The same, but for `topology-spread` and `affinity`. */
gboolean pipeline_eligible_but_rules (Pipeline *pipeline, const TaskClass *task_class,
                                      guint machine);
/* Would it, but for filters that depend on more than the machine? */
gboolean pipeline_nearly_eligible (Pipeline *pipeline, const TaskClass *task_class, guint machine);

/* How many machines each filter turned away first. Slow: sweeps all, remembers nothing. */
void pipeline_count_turned_away (Pipeline *pipeline, const Task *task,
                                 guint turned_away[MAX_FILTERS]);
/* Does some machine, whatever its state, pass all filters but `up` and `fit`, among those that are
 * large enough when empty? *ret_large_enough: is any large enough? */
gboolean pipeline_matches_somewhere (Pipeline *pipeline, const TaskClass *task_class,
                                     gboolean *ret_large_enough);
