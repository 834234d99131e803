/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which jobs of a workload come after which: a directed graph without cycles, jobs being its
 * vertices, numbered from 0, and an edge leading from a job to each that waits for it.
 *
 * Life: job_graph_new(), job_graph_add() for every row of the trace, job_graph_finish(); from then on
 * it is read-only and may serve several runs at once. It is held in memory, some 150 bytes a job and
 * 8 an edge; a workload in which nobody waits for anybody has none. */
#pragma once

#include "model/duration.h"

#include <glib.h>

#define JOB_NUMBER_NONE G_MAXUINT

typedef struct {
  const char *name;
  const char *workflow; /* as the trace calls what it belongs to; NULL: it does not say */
  guint row;            /* of its first one, from 0; JOB_NUMBER_NONE: it is only named by others */
  guint line;           /* of its first row, for messages */
  guint64 tasks;        /* 0: it is in the graph, and nothing is to be done for it */
  gint64 longest;       /* of its tasks' durations; DURATION_UNENDING */
  gint64 expected;      /* the same of their estimates */
  gint64 work;          /* the sum of these; at most DURATION_UNENDING */
  guint parents;        /* how many it waits for */
  guint first_child, children; /* a stretch of what job_graph_child() gives */
} GraphJob;

typedef struct JobGraph JobGraph;

JobGraph *job_graph_new (void);
void job_graph_free (JobGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobGraph, job_graph_free)

/* A row of the trace: so many tasks of a job, alike. What rows of one job say adds up.
 * after: names of jobs that must have finished before, joined by `;`, NULL or "" for none; they may
 * come later, or never. FALSE: a name is empty. */
gboolean job_graph_add (JobGraph *graph, const char *job, const char *workflow, const char *after,
                        guint line, guint tasks, gint64 duration, gint64 estimate);
/* All rows are in. Edges from jobs that the trace does not have are taken out. FALSE and INPUT_ERROR
 * where jobs wait for each other in a circle: it is named from its first job in the trace on. */
gboolean job_graph_finish (JobGraph *graph, const char *display, GError **error);

/* Does any job wait for another, or belong to a workflow? */
gboolean job_graph_is_needed (const JobGraph *graph);

guint job_graph_jobs (const JobGraph *graph);
const GraphJob *job_graph_get (const JobGraph *graph, guint job);
guint job_graph_edges (const JobGraph *graph);
/* A job that waits for `job`, by place among them. */
guint job_graph_child (const JobGraph *graph, const GraphJob *job, guint place);
/* JOB_NUMBER_NONE: there is no such job. */
guint job_graph_find (const JobGraph *graph, const char *name);
/* All jobs, each after those that it waits for. */
const guint *job_graph_order (const JobGraph *graph);

/* Edges from jobs that the trace does not have; *ret_child and *ret_parent are those of the first in
 * order of the trace, where there are any. */
guint job_graph_dangling (const JobGraph *graph, const char **ret_child, const char **ret_parent);
/* "5 dependencies, and 2 on jobs that are not in the trace (b on ghost)"; the caller frees. */
char *job_graph_text (const JobGraph *graph);
