/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What does not go with transfers of data, nor with gangs packed by racks or zones. */
#pragma once

#include "scenario/settings.h"

/* With the workload, which must be loaded. */
gboolean topology_combinations_check (const Scenario *scenario, const Settings *settings,
                                     const Entries *entries, GError **error);
