/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tasks wait for other jobs before they are submitted: a row of the trace whose job comes after
 * jobs that have not finished is kept, and given back when they have. A job has finished when all its
 * tasks in the trace have; one that has none has when all that it comes after have. */
#pragma once

#include "trace/trace.h"

/* A row of the trace, the sequence of its first task, and its job's number in the graph. */
typedef struct {
  TaskRecord record;
  guint64 sequence;
  guint job;
} KeptRow;

typedef struct Releases Releases;

/* graph is not owned. */
Releases *releases_new (const JobGraph *graph);
void releases_free (Releases *releases);

/* The job's number in the graph; JOB_NUMBER_NONE: it has none, for it is not the trace that was loaded. */
guint releases_job (const Releases *releases, const char *name);
/* A row's time has come: TRUE where its job must wait; the row is kept then. */
gboolean releases_keep (Releases *releases, guint job, const TaskRecord *record, guint64 sequence);
/* One more of the job's tasks has finished. */
void releases_finished (Releases *releases, guint job);
/* Is there a row that waits no more? */
gboolean releases_any (const Releases *releases);
/* Takes out the first in order of the trace. NULL: there is none. The caller frees it by
 * kept_row_free(). */
KeptRow *releases_pop (Releases *releases);
void kept_row_free (KeptRow *row);
