/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of zones and racks that machines' places make, without a network file. */
#pragma once

#include "model/inventory.h"
#include "model/network_graph.h"

/* The root, zones and racks; ret_vertex[m]: where machine m hangs. */
NetworkGraph *network_tree_make (const Inventory *inventory, guint *ret_vertex);
