/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/network_graph.h"

/* Adds the vertices and links of the first graph of a GraphML file, which igraph reads: vertices are
 * called what their attribute `name` says, else by their id; links are as long as their attribute
 * `weight` says, else 1, and have no direction. FALSE and *error. */
gboolean network_graphml_read (const char *path, const char *display, NetworkGraph *graph,
                               GError **error);
