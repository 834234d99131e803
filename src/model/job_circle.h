/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The circle for which jobs cannot be done: by igraph. */
#pragma once

#include "model/job_graph.h"

/* Of a graph for which job_graph_finish() found no order: sets *error to INPUT_ERROR, which names a
 * circle from its first job in the trace on, and returns the row of that; JOB_NUMBER_NONE where
 * igraph fails. */
guint job_circle_find (const JobGraph *graph, const char *display, GError **error);
