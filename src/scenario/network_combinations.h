/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What does not go with transfers of data. */
#pragma once

#include "scenario/settings.h"

/* With the workload, which must be loaded. */
gboolean network_combinations_check (const Scenario *scenario, const Settings *settings,
                                     const Entries *entries, GError **error);
