/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order in which jobs can be done, or the circle for which they cannot: by igraph. */
#pragma once

#include "model/job_graph.h"

typedef struct {
  guint parent, child;
} JobEdge;

/* ret_order, of as many as there are jobs: each after those that it waits for. FALSE and *error: some
 * wait for each other, and the circle is named. */
gboolean job_order_find (const JobGraph *graph, const JobEdge *edges, const char *display,
                         guint *ret_order, GError **error);
