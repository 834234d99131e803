/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a trace is kept, and how its times are stretched: record by record, by the seed alone. */
#pragma once

#include "trace/trace.h"

#define TRACE_FACTOR_ONE G_GINT64_CONSTANT (1000000000) /* factors are whole billionths */
#define TRACE_FACTOR_MAX (1000000 * TRACE_FACTOR_ONE)

typedef struct {
  const guint8 *users;  /* by index: is the user kept? NULL: all are */
  gint64 from, until;   /* us: tasks submitted before or from then on are left out; all times are
                           from `from` on, and what happened to machines before happens at 0 */
  gint64 jobs;          /* billionths of all jobs that are kept, by a hash of the name: of the workflow
                           where the record has one, so that it is kept as a whole or not at all */
  guint64 seed;         /* of that hash */
  gint64 gaps, run_times; /* factors in billionths; gaps: of submit times and those of machines */
} TraceEdit;

/* Leaves everything as it is. */
#define TRACE_EDIT_NONE                                                                            \
  (TraceEdit){ .until = G_MAXINT64,                                                                \
               .jobs = TRACE_FACTOR_ONE,                                                           \
               .gaps = TRACE_FACTOR_ONE,                                                           \
               .run_times = TRACE_FACTOR_ONE }

/* 1: changed as the edit says; 0: the record is left out; -1 and *error: its times would be above
 * TRACE_TIME_MAX. display is named in errors. */
int trace_edit_record (const TraceEdit *edit, const char *display, TaskRecord *record,
                       GError **error);
/* When something that happens to a machine happens then; at most TRACE_TIME_MAX. */
gint64 trace_edit_machine_time (const TraceEdit *edit, gint64 time);

/* Is a job, or a workflow, of this name kept? */
gboolean trace_edit_keeps_job (const TraceEdit *edit, const char *name);
