/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a trace's graphs add to its rows: whom each job comes after, and rows for jobs for which nothing is
 * to be done, that others come after them. A component is in memory from its first row to its last. */
#pragma once

#include "trace/trace.h"

typedef struct GraphRows GraphRows;
typedef struct OpenComponent OpenComponent;

/* A job of the trace. */
typedef struct {
  OpenComponent *of; /* NULL: it is alone */
  guint job;
  guint row; /* its first in the trace */
} GraphRow;

/* NULL: no job of the workload waits for another. It outlives them. */
GraphRows *graph_rows_new (const Workload *workload);
void graph_rows_free (GraphRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GraphRows, graph_rows_free)

/* Has the trace jobs without tasks? */
gboolean graph_rows_have_empty (const GraphRows *rows);

/* The job of the next row of the trace; valid until this is called again. */
gboolean graph_rows_arrive (GraphRows *rows, const TaskRecord *record, GraphRow *ret, GError **error);
/* One after the other, the jobs without tasks that the trace has before this one, or (NULL) all that are
 * left: 1 and *ret, valid until the next call; 0 where there is no other; -1 and *error. */
int graph_rows_next_empty (GraphRows *rows, const GraphRow *before, GraphRow *ret, GError **error);

/* NULL: it is alone. */
const char *graph_row_name (const GraphRow *row);
/* The workflow that it is in, whether the trace or its dependencies say so; NULL: it is in none. */
const char *graph_row_group (const GraphRow *row);
/* As the trace says; NULL: it does not. */
const char *graph_row_workflow (const GraphRow *row);
/* Appends `map;sort`, when a job is asked about for the first time, and nothing from then on. */
void graph_row_after (const GraphRow *row, GString *into);
