/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Maximum flow by igraph, and the smallest of all minimum cuts. Capacities are whole numbers whose
 * sum is below 2^53, so that igraph's doubles are exact. */
#pragma once

#include <glib.h>

typedef struct {
  guint from, to;
  gint64 capacity;
} FlowEdge;

/* The flow from vertex 0 to vertex 1 of `vertices`; edges: of FlowEdge. ret_reached[v] is set to 1
 * where more could still come from vertex 0 (so at 0 itself, never at 1): the source's side of the
 * minimum cut that has the fewest vertices there; it is part of every other one's. FALSE and an
 * INPUT_ERROR where igraph fails (out of memory). Not thread-safe: igraph's error handler is the
 * process's. */
gboolean max_flow (guint vertices, const GArray *edges, gint64 *ret_flow, guint8 *ret_reached,
                   GError **error);
