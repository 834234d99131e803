/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each key of [scheduler] allows, but not together with another one, or with what the trace
 * asks for. */
#pragma once

#include "scenario/settings.h"

/* Of the keys among each other: the group's finish hook. */
gboolean combinations_check (Settings *settings, const Entries *entries, GError **error);
/* Of the keys with the workload, which must be loaded. Puts the filters in use that its tasks need. */
gboolean combinations_check_workload (Scenario *scenario, const Settings *settings,
                                      const Entries *entries, GError **error);
