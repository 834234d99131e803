/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the keys of [scheduler NAME], and the times of [scheduler], to the scenario's schedulers. */
#pragma once

#include "scenario/settings.h"

/* Do jobs wait for a scheduler, instead of tasks for a pass? */
gboolean scheduler_groups_wanted (const Settings *settings);
/* Refuses what does not go together with decisions that take time, or with several schedulers. */
gboolean scheduler_groups_check (Settings *settings, const Entries *entries, GError **error);
/* Sets scenario->schedulers; nothing where there is one scheduler that takes no time. The workload
 * must be loaded: each of its tasks must be served by somebody. */
gboolean scheduler_groups_make (Scenario *scenario, const Settings *settings,
                                const Entries *entries, GError **error);
