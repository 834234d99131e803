/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs that belong together, as a run goes by them: one block of memory, which can be written to a file
 * and read back. Read-only. */
#pragma once

#include "model/workflow.h"

#define COMPONENT_NONE G_MAXUINT

/* Which of a workload's components a row's job is in, and its number there. component: COMPONENT_NONE, the
 * row is in none; job is the number of the row in the trace then. */
typedef struct {
  guint component, job;
} JobPlace;

/* A GraphJob without what only ranks and measures are made of. */
typedef struct {
  const char *name;
  const char *workflow; /* as its first row says; NULL: it does not */
  guint64 tasks;
  gint64 upward; /* see JobRank */
  guint row;     /* its first in the trace; JOB_NUMBER_NONE: it is only named by others */
  guint parents;
  guint first_child, children; /* a stretch of Component.child */
} ComponentJob;

typedef struct {
  Workflow workflow;
  gint64 work;  /* see JobRank */
  guint row;    /* its first in the trace */
  guint jobs;   /* those that are only named included */
  gboolean is_workflow;
  gboolean has_workflow_names; /* some row of it says to which workflow it belongs */
  const ComponentJob *job;
  const guint *child;
} Component;

/* Puts the block in place of what is in `into`. The graph is finished. */
void component_pack (const JobGraph *graph, GByteArray *into);
/* A copy of such a block; the caller frees it by g_free(). */
Component *component_unpack (const void *bytes, gsize size);

static inline JobRank
component_rank (const Component *component, guint job)
{
  return (JobRank){ .upward = component->job[job].upward,
                    .work = component->work,
                    .workflow = component->row };
}
