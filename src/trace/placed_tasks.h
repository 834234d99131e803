/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of a trace with their places in its graphs, and without those for which nothing is to be done. */
#pragma once

#include "trace/job_graphs.h"

/* Takes the stream over, which gives all rows as they were when the graphs were made. graphs: NULL, where
 * nobody waits for anybody; they outlive it. display: for errors. */
TaskStream *placed_tasks_new (TaskStream *rows, const JobGraphs *graphs, const char *display);
