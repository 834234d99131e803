/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All observers of a run at once. */
#pragma once

#include "simulator/observer.h"

/* Each is described in its own file, of this name. */
extern const ObserverType observer_counts;
extern const ObserverType observer_utilization;
extern const ObserverType observer_timeline;
extern const ObserverType observer_tiers;
extern const ObserverType observer_users;
extern const ObserverType observer_shares;
extern const ObserverType observer_unschedulable;
extern const ObserverType observer_task_rows;
extern const ObserverType observer_heatmap;
extern const ObserverType observer_decisions;
extern const ObserverType observer_schedulers;
extern const ObserverType observer_loops;
extern const ObserverType observer_reclamation;
extern const ObserverType observer_recorded;
extern const ObserverType observer_quotas;
extern const ObserverType observer_workflows;
extern const ObserverType observer_generated;
extern const ObserverType observer_locality;

/* The one table, NULL-terminated. */
extern const ObserverType *const observer_types[];

/* One of each in the table that is wanted, in its order: a GPtrArray of Observer that frees them.
 * NULL and *error when one of their files cannot be opened. results NULL: no files. */
GPtrArray *observers_create (const ObserverContext *context, Results *results, GError **error);

/* Tells every one that the run is over: they write what is left of their files, and the summary. */
gboolean observers_finish (GPtrArray *observers, gint64 now, Summary *summary, GError **error);
