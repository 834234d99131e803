/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files that say how a cell's machines are connected (docs/topology.md). */
#pragma once

#include "model/network_graph.h"

/* The links of a file: GraphML where its name ends in .graphml, else a line `NAME NAME [LENGTH]` a
 * link, with comments from `#` on; gunzipped where that ends in .gz. NULL and *error. */
NetworkGraph *network_file_read (const char *path, const char *display, GError **error);
