/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workflows of a workload: jobs that belong together because one comes after another, directly or
 * not, or because the trace says so; and what their graphs are like. Workflows are numbered by their
 * first row in the trace. A job that belongs to nobody else is none. */
#pragma once

#include "model/job_graph.h"

#define WORKFLOW_NONE G_MAXUINT

typedef struct {
  const char *name;     /* as the trace calls it, or else its first job */
  guint jobs;           /* those without tasks included */
  guint64 tasks;
  guint edges;
  guint depth;          /* jobs with tasks on the longest way, counted in jobs */
  guint width;          /* the most jobs with tasks that are as far from the beginning */
  gint64 critical_path; /* us: the longest way, counted in the longest task of each job;
                           DURATION_UNENDING */
} Workflow;

/* What orders go by, in estimates. A job that belongs to nobody else is a workflow here. */
typedef struct JobRank {
  gint64 upward; /* us: the longest way from the job on, itself included, a job taking as long as the
                    longest of its tasks; DURATION_UNENDING */
  guint workflow; /* the first row of its workflow in the trace */
  gint64 work;   /* us: the sum over all tasks of its workflow; at most DURATION_UNENDING */
} JobRank;

typedef struct Workflows Workflows;

/* The graph is finished, and outlives them. */
Workflows *workflows_new (const JobGraph *graph);
void workflows_free (Workflows *workflows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Workflows, workflows_free)

guint workflows_count (const Workflows *workflows);
const Workflow *workflows_get (const Workflows *workflows, guint workflow);
/* That of a job; WORKFLOW_NONE. */
guint workflows_of_job (const Workflows *workflows, guint job);
const JobRank *workflows_rank (const Workflows *workflows, guint job);
