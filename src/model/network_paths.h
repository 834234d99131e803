/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shortest ways over a network, by igraph. */
#pragma once

#include "model/network_graph.h"

#define DISTANCE_MAX G_MAXINT32

/* How far each of the graph's vertices from[0 … count - 1] is from each: count × count lengths, row by
 * row, which the caller frees. NULL and *error when some two are not connected, or further apart than
 * DISTANCE_MAX; display is named then. */
guint32 *network_paths (const NetworkGraph *graph, const guint *from, guint count,
                        const char *display, GError **error);
