/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far machines are from each other and from the places that hold tasks' input.
 *
 * Machines hang on *points*: racks, switches, zones. Without a file these are a tree of links of
 * length 1: below the root zones, below a zone its racks (below the root those of no zone; racks of
 * one name in two zones are two), and machines below their rack, else their zone, else the root. In a
 * file a machine hangs on the vertex of its own name; where there is none, on that of its rack, else
 * of its zone, by a link of length 1. A distance is the length of the shortest way.
 *
 * Lengths are kept between points, 4 bytes × points², never between machines: a machine of the file
 * with one link, on which nothing else hangs, is no point; it hangs on the end of that link.
 *
 * Life: network_new_tree() or network_new(); names may be asked for while a trace is loaded;
 * network_measure() when all classes are known; read-only from then on. */
#pragma once

#include "model/inventory.h"
#include "model/network_graph.h"
#include "model/task_class.h"

#define POINTS_MAX 8192 /* 256 MiB of lengths */

typedef struct Network Network;

/* The tree; it is not made before somebody asks. The inventory, complete, is lent; display is named
 * in errors. */
Network *network_new_tree (const Inventory *inventory, const char *display);
/* Takes the graph. NULL and *error: a machine is nowhere in it; display is named. */
Network *network_new (NetworkGraph *graph, const Inventory *inventory, const char *display,
                      GError **error);
void network_free (Network *network);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Network, network_free)

/* A machine's name, or that of a rack, a zone, a vertex? */
gboolean network_has_place (Network *network, const char *name);

/* Measures, and finds the places that classes' data is in; what these name must be places. FALSE and
 * *error: more than POINTS_MAX points, or some that are not connected. */
gboolean network_measure (Network *network, const TaskClasses *classes, GError **error);

/* Does the class have data anywhere? */
gboolean network_has_data (const Network *network, guint task_class);
/* From the machine to the nearest place that holds the class's data, which has some. */
guint network_distance (const Network *network, guint task_class, guint machine);
void network_distances (const Network *network, guint task_class, const guint *machine,
                        guint count, guint *ret);
/* The greatest from a machine to another, or to a place that holds some class's data. */
guint network_greatest (const Network *network);
/* How long it takes (us, TIME_NEVER at most) to get so much of the class's data (MiB) to the machine, at a
 * rate (MiB a second) over a distance of 1: size × distance / rate, rounded up. 0 where there is
 * nothing to get. */
gint64 network_transfer_time (const Network *network, guint task_class, guint machine, Amount size,
                              Amount rate);
/* What is kept of lengths. */
guint network_points (const Network *network);
