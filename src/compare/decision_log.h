/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was submitted in a run, and what its scheduler did, as hashes: two logs say where two runs part.
 *
 * Each entry is the hash of everything up to it, eight bytes long. Decisions are those that do
 * something, a placement or evictions for one: what was tried in vain shows in what is done next. */
#pragma once

#include "scenario/scenario.h"

typedef struct {
  GArray *submissions; /* of guint64 */
  GArray *decisions;
} DecisionLog;

void decision_log_clear (DecisionLog *log);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (DecisionLog, decision_log_clear)

/* Runs the scenario once. FALSE and *error: it fails, or is of those that are not explained. */
gboolean decision_log_record (Scenario *scenario, DecisionLog *ret, GError **error);

/* The index of the first entry that differs, be it that only one has it; or -1. */
gint64 decision_log_part (const GArray *a, const GArray *b);
