/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a scenario decides its trace and its cell: scenarios that are equal in it, and differ in
 * what the scheduler does or most of what is measured, can be served by one and the same Workload, Inventory
 * and Users. */
#pragma once

#include "scenario/settings.h"

/* All entries that matter, as text, and the scenario's path. The caller frees. */
char *world_key (const char *path, const Entries *entries, const Settings *settings);
