/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [metrics] recorded: only of a workload that is the trace as it was, and that says when tasks ran. */
#pragma once

#include "scenario/entries.h"
#include "scenario/scenario.h"
#include "scenario/settings.h"

/* FALSE and *error, which names the key. */
gboolean recorded_runs_check (const Scenario *scenario, const Settings *settings,
                              const Entries *entries, GError **error);
