/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the graph of jobs that belong together is like: because one comes after another, directly or not,
 * or because the trace says so. A job that belongs to nobody else, and of which the trace says nothing,
 * is no workflow. */
#pragma once

#include "model/job_graph.h"

typedef struct {
  const char *name;     /* as the trace calls it, or else its first job */
  guint jobs;           /* those without tasks included */
  guint edges;
  guint depth;          /* jobs with tasks on the longest way, counted in jobs */
  guint width;          /* the most jobs with tasks that are as far from the beginning */
  guint64 tasks;
  gint64 critical_path; /* us: the longest way, counted in the longest task of each job;
                           DURATION_UNENDING */
} Workflow;

/* What orders go by, in estimates. A job that belongs to nobody else is a workflow here. */
typedef struct {
  gint64 upward; /* us: the longest way from the job on, itself included, a job taking as long as the
                    longest of its tasks; DURATION_UNENDING */
  gint64 work;   /* us: the sum over all tasks of its workflow; at most DURATION_UNENDING */
  guint workflow; /* the first row of its workflow in the trace */
} JobRank;

/* The graph is finished. */
void workflow_measure (const JobGraph *graph, Workflow *ret);
/* Its first job in the trace. */
guint workflow_first_job (const JobGraph *graph);
/* The sum that JobRank.work is. */
gint64 workflow_work (const JobGraph *graph);
/* JobRank.upward of all jobs. */
void workflow_rank_upward (const JobGraph *graph, gint64 *ret);
