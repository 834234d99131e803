/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tasks wait for other jobs before they are submitted: a row of the trace whose job comes after
 * jobs that have not finished is kept, and given back when they have. A job has finished when all its
 * tasks in the trace have; one that has none has when all that it comes after have.
 *
 * A component is in memory from its first row to the finish of its last task. */
#pragma once

#include "trace/job_graphs.h"

/* A row of the trace, and the sequence of its first task. */
typedef struct KeptRow KeptRow;
struct KeptRow {
  TaskRecord record;
  guint64 sequence;
  KeptRow *next; /* of its job */
};

typedef struct Releases Releases;

/* graphs is not owned. display: for errors. */
Releases *releases_new (const JobGraphs *graphs, const char *display);
void releases_free (Releases *releases);

/* A row's time has come: *ret_kept says whether its job must wait; the row is kept then. FALSE and
 * *error: the row is not of the trace that was loaded, or the graph cannot be read. */
gboolean releases_arrive (Releases *releases, const TaskRecord *record, guint64 sequence,
                          gboolean *ret_kept, GError **error);
/* What orders go by, of a row that has arrived and whose tasks have not finished. */
JobRank releases_rank (const Releases *releases, const TaskRecord *record);
/* One more of the tasks of the job at that place has finished. */
void releases_finished (Releases *releases, JobPlace place);
/* Is there a row that waits no more? */
gboolean releases_any (const Releases *releases);
/* Takes out the first in order of the trace. NULL: there is none. The caller frees it by
 * kept_row_free(). */
KeptRow *releases_pop (Releases *releases);
void kept_row_free (KeptRow *row);
