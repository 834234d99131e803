/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of some jobs come after which: a directed graph without circles, jobs being its vertices,
 * numbered from 0 as they are first named, and an edge leading from a job to each that waits for it.
 * Those of a trace that belong together are in one such graph (trace/job_graphs.h).
 *
 * Life: job_graph_new(), job_graph_add() for every row, job_graph_finish(), from when on it is
 * read-only, until job_graph_clear() makes it ready for other jobs. Texts are not copied: they last
 * until then. */
#pragma once

#include "model/duration.h"

#include <glib.h>

#define JOB_NUMBER_NONE G_MAXUINT

/* A row of the trace: so many tasks of a job, alike. */
typedef struct {
  guint row;  /* its number in the trace */
  guint line; /* for messages */
  guint tasks;
  gint64 duration, estimate;
  const char *job;
  const char *workflow; /* NULL: the trace does not say */
  const char *after;    /* names of jobs that must have finished before, with a zero after each; they
                           may come later, or never */
  guint parents;        /* how many */
} JobRow;

/* What rows of one job say adds up. */
typedef struct {
  const char *name;
  const char *workflow; /* as its first row says */
  guint row;            /* the first; JOB_NUMBER_NONE: it is only named by others */
  guint line;           /* of that */
  guint64 tasks;        /* 0: it is in the graph, and nothing is to be done for it */
  gint64 longest;       /* of its tasks' durations; DURATION_UNENDING */
  gint64 expected;      /* the same of their estimates */
  gint64 work;          /* the sum of these; at most DURATION_UNENDING */
  guint parents;        /* how many it waits for */
  guint first_child, children; /* a stretch of what job_graph_child() gives */
} GraphJob;

typedef struct {
  guint parent, child;
} JobEdge;

typedef struct JobGraph JobGraph;

JobGraph *job_graph_new (void);
void job_graph_free (JobGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (JobGraph, job_graph_free)
void job_graph_clear (JobGraph *graph);

/* Rows come in their order. Returns the number of the row's job. */
guint job_graph_add (JobGraph *graph, const JobRow *row);
/* All rows are in. Edges from jobs without rows are taken out. FALSE: jobs wait for each other in a
 * circle, so that there is no order. */
gboolean job_graph_finish (JobGraph *graph);

guint job_graph_jobs (const JobGraph *graph);
const GraphJob *job_graph_get (const JobGraph *graph, guint job);
/* Sorted by parent, then by child. */
guint job_graph_edges (const JobGraph *graph);
const JobEdge *job_graph_edge (const JobGraph *graph, guint edge);
/* A job that waits for `job`, by place among them. */
guint job_graph_child (const JobGraph *graph, const GraphJob *job, guint place);
/* All jobs, each after those that it waits for. */
const guint *job_graph_order (const JobGraph *graph);

/* Edges from jobs without rows; *ret is the one of the first child in the trace, where there are any. */
guint job_graph_dangling (const JobGraph *graph, JobEdge *ret);
