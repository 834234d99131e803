/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of one point: a results folder as `berth run` leaves it, in SWEEP/points/NAME. */
#pragma once

#include "sweep/plan.h"

/* SWEEP/points/NAME; the caller frees. */
char *point_folder_path (const char *sweep_folder, const SweepPoint *point);

/* Is there a whole run of the point? Its manifest is of this version of berth, says that the point
 * ran to its end, with the same overrides, inputs and plugins, and all files are what it says they
 * are. The plan must not be one that was read. plots: charts must be there, too. */
gboolean point_folder_is_done (const char *folder, const SweepPlan *plan, const SweepPoint *point,
                               gboolean plots);

/* Do the files that the manifest names have its hashes, and did the run end? What sweep_plan_read()
 * knows of the point must be so, too. For folders that come from elsewhere. */
gboolean point_folder_is_whole (const char *folder, const SweepPlan *plan,
                                const SweepPoint *point);

/* Removes all files in the folder and in its folder plots, if there are any; no links are followed. */
void point_folder_clear (const char *folder);

/* The figures of a folder that is whole. NULL and *error. */
JsonNode *point_folder_summary (const char *folder, GError **error);
