/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of one run: those of its summary.json, and those of its rows that the window counts:
 *
 *   window.wait_seconds.TIER.mean, .p50, .p90, .p99   from tasks.csv: of tasks submitted in the
 *       window; who has not started counts with what it has waited so far, so that a policy gains
 *       nothing by starting nobody. Nearest ranks, as in summary.json.
 *   window.user_wait_seconds.USER.p50, .p90           the same by user (any `.` in its name is `_`),
 *       where they are more than the tiers, and POINT_USERS_MOST at most
 *   window.never_started.TIER                         how many tasks have not started
 *   window.utilization.RESOURCE, window.queue         from timeline.csv, where the window is a part:
 *       sums over its samples
 *
 * Dropped tasks do not wait. */
#pragma once

#include "compare/window.h"

#include <json-glib/json-glib.h>

#define POINT_USERS_MOST 4

typedef struct {
  GPtrArray *keys;    /* of char *, in order */
  GHashTable *values; /* key → double * */
} PointFigures;

/* Those of a summary alone. */
PointFigures *point_figures_of_summary (JsonNode *summary);
PointFigures *point_figures_new (const char *folder, const CompareWindow *window, GError **error);
void point_figures_free (PointFigures *figures);

/* NaN where there is none. */
double point_figures_get (const PointFigures *figures, const char *key);

/* Are all figures the same, but for the seed? */
gboolean point_figures_equal (const PointFigures *a, const PointFigures *b);

/* For the files that make them. */
void point_figures_add (PointFigures *figures, const char *key, double value);
gboolean point_figures_add_waits (PointFigures *figures, const char *folder, gint64 start,
                                  gint64 until, gint64 end, GError **error);
gboolean point_figures_add_samples (PointFigures *figures, const char *folder, gint64 start,
                                    gint64 until, GError **error);
