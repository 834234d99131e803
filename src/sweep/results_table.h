/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All figures of all points as one table: a row for each point and figure, in the plan's order and
 * that of summary.json. */
#pragma once

#include "sweep/plan.h"

#define RESULTS_TABLE "results.csv"

/* states: PointState, by point. */

/* Called for each figure of the points that are there; value: NULL where the
 * figure is null. FALSE and *error ends the walk. */
typedef gboolean (*FigureFunc) (const SweepPoint *point, const char *metric, const double *value,
                                gpointer data, GError **error);
gboolean results_table_walk (const SweepPlan *plan, const char *folder, const guint8 *states,
                             FigureFunc function, gpointer data, GError **error);

/* FOLDER/results.csv: point, what is varied, metric, value (empty where it is null). */
gboolean results_table_write (const SweepPlan *plan, const char *folder, const guint8 *states,
                              GError **error);

/* The same as an SQLite database at that path, which is replaced as a whole: tables points (name and
 * what is varied) and results (point, metric, value). */
gboolean results_sqlite_write (const SweepPlan *plan, const char *folder, const guint8 *states,
                               const char *path, GError **error);
