/* SPDX-License-Identifier: GPL-3.0-or-later */
/* [machines NAME] groups made into machines: names, zones and racks by rule. */
#pragma once

#include "scenario/settings.h"

/* Adds the group's machines to the inventory: NAME-0, NAME-1, …; machine i in zone i mod Z; racks
 * of rack_size within a zone, in order. FALSE with an INPUT_ERROR at the group's header. */
gboolean machine_group_add (const MachineGroup *group, Inventory *inventory, GError **error);
