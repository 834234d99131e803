/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which jobs of a workload come after which: a graph of each component, jobs that belong together (see
 * trace/connected_rows.h). Components are numbered by their first rows in the trace; a row with tasks that
 * is one by itself, waits for nobody and is of no workflow has none.
 *
 * Life: job_graphs_new(), job_graphs_add() for every row of the trace, job_graphs_finish(); from then on
 * it is read-only and may serve several runs at once. It is in scratch files: memory does not grow with
 * it, but for five bytes a row until it is finished, and for the largest component. */
#pragma once

#include "model/component.h"
#include "trace/trace.h"
#include "util/scratch_file.h"

JobGraphs *job_graphs_new (GError **error);
void job_graphs_free (JobGraphs *graphs);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobGraphs, job_graphs_free)

/* What a row says of its job, of whom it comes after, and of the workflow. FALSE and *error: a name is
 * empty, or the disk is full. */
gboolean job_graphs_add (JobGraphs *graphs, const TaskRecord *record, const char *display,
                         GError **error);
/* All rows are in. Edges from jobs that the trace does not have are taken out. FALSE and INPUT_ERROR
 * where jobs wait for each other in a circle: it is named from its first job in the trace on. */
gboolean job_graphs_finish (JobGraphs *graphs, const char *display, GError **error);

/* Does any job wait for another, or belong to a workflow? */
gboolean job_graphs_are_needed (const JobGraphs *graphs);

/* Of all rows, those without tasks included. */
guint job_graphs_rows (const JobGraphs *graphs);
guint job_graphs_components (const JobGraphs *graphs);
guint64 job_graphs_workflows (const JobGraphs *graphs);
guint64 job_graphs_edges (const JobGraphs *graphs);
/* Does the trace say of any job to which workflow it belongs? */
gboolean job_graphs_have_workflow_names (const JobGraphs *graphs);
/* Edges from jobs that the trace does not have. */
guint64 job_graphs_dangling (const JobGraphs *graphs);
/* "5 dependencies, and 2 on jobs that are not in the trace (b on ghost)", of which the first in order of
 * the trace is named; the caller frees. */
char *job_graphs_text (const JobGraphs *graphs);

/* What others read: see trace/component_reader.h and trace/placed_tasks.h. */

/* A row of a component, and which of its jobs it is of. */
typedef struct {
  guint row, component, job;
} RowPlace;

/* In order of the trace. */
const ScratchFile *job_graphs_places (const JobGraphs *graphs);
/* The first rows of jobs for which nothing is to be done, in order of the trace. */
const ScratchFile *job_graphs_empty (const JobGraphs *graphs);
/* Of bytes: packed components, one after the other; and of guint64: where each begins, and an end. */
const ScratchFile *job_graphs_packed (const JobGraphs *graphs);
const ScratchFile *job_graphs_begins (const JobGraphs *graphs);
