/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trace's graph adds to its rows: whom each job comes after, and rows for jobs for which
 * nothing is to be done, that others come after them. */
#pragma once

#include "trace/trace.h"

typedef struct GraphRows GraphRows;

/* NULL: no job of the workload waits for another. It outlives them. */
GraphRows *graph_rows_new (const Workload *workload);
void graph_rows_free (GraphRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphRows, graph_rows_free)

/* Does the trace say of any job to which workflow it belongs? Has it jobs without tasks? */
gboolean graph_rows_have_workflows (const GraphRows *rows);
gboolean graph_rows_have_empty (const GraphRows *rows);

/* The workflow that a job is in, whether the trace or its dependencies say so; NULL: it is in none. */
const char *graph_rows_group (const GraphRows *rows, guint job);

/* `map;sort`, when a job is asked about for the first time, and "" from then on. Valid until the next
 * call. */
const char *graph_rows_after (GraphRows *rows, guint job);

/* One after the other, the jobs without tasks that the trace has before this one: JOB_NUMBER_NONE
 * where there is no other. With JOB_NUMBER_NONE as `before`, all that are left. */
guint graph_rows_next_empty (GraphRows *rows, guint before);
