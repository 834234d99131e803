/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run was given, by name, and what two runs were given differently. */
#pragma once

#include "explain/run_folder.h"
#include "metrics/manifest.h"

/* What only one has is NULL in the other. */
typedef struct {
  char *name;     /* GROUP.KEY of the scenario; "file NAME", "plugin NAME"; "berth" */
  char *values[2];
} SettingChange;

/* Of two manifests. scenarios: those of the runs; NULL where a scenario is not found: then overrides
 * and the hashes of files are all that is compared. A GPtrArray of SettingChange; NULL and *error. */
GPtrArray *run_settings_compare (const Manifest manifests[2], const Scenario *const scenarios[2],
                                 GError **error);
