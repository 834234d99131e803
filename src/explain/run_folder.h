/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a finished run's folder back to its scenario, as sure as hashes can be to be the same: the
 * manifest says what was read, and with which overrides. It knows no paths; the scenario file is
 * looked for by name and hash, and what it names stands where it says. */
#pragma once

#include "scenario/scenario.h"

typedef struct {
  Scenario *scenario;
  gboolean interrupted; /* the run ended before its scenario does */
} RunFolder;

/* scenario_path NULL: look for it. FALSE and one INPUT_ERROR: no manifest, one of another version,
 * no such scenario file, an input that has changed since, other plugins than were loaded. */
gboolean run_folder_open (const char *folder, const char *scenario_path, RunFolder *ret,
                          GError **error);
void run_folder_clear (RunFolder *folder);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RunFolder, run_folder_clear)
