/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs of batch systems (Slurm's, and what was made of them): a job a row, with dates, and with what all
 * of its nodes have together. What their formats have in common: a job of N nodes becomes a gang of N
 * equal tasks, and time 0 is the first submit of a job that is kept. */
#pragma once

#include "trace/places.h"
#include "trace/plain_table.h"

#define JOB_LOG_NODES_MAX 4096 /* each lesser need of a gang is a class */

/* What a row says. All amounts are of the job as a whole. */
typedef struct {
  const char *name;
  gint64 submit;             /* us since 1970 */
  gint64 duration, estimate; /* us, or DURATION_UNENDING */
  gint64 nodes;              /* 1 … JOB_LOG_NODES_MAX */
  gint64 cores, devices;
  gint64 memory;             /* MiB */
} LoggedJob;

typedef struct {
  PlainTable *table;
  int *index;       /* of the format's columns */
  TraceNote *notes; /* in order of the format's */
  GString *user;    /* path of the job's user */
  GString *constraints;
  gconstpointer own; /* what the format's begin() gave */
} JobLog;

typedef struct {
  char separator;
  const char *const *columns;
  guint n_columns;
  const TraceNote *notes; /* ends with one without `what` */
  guint uneven;           /* the note of jobs that nodes share unevenly */
  /* Are all columns there that it needs? */
  gboolean (*check) (const JobLog *log, GError **error);
  /* What stands beside the log and matters to its jobs; NULL: nothing does. Interned, or static. */
  gconstpointer (*begin) (const char *path);
  /* 1: a job, with its user and constraints; 0: nothing to run, and noted; -1 and *error. */
  int (*read) (JobLog *log, LoggedJob *ret, GError **error);
} JobLogFormat;

/* What a format's prepare() returns: the first submit is looked for once. path and display are copied. */
TracePrepared *job_log_prepare (const JobLogFormat *format, const char *path, const char *display,
                                GError **error);
TaskStream *job_log_open_prepared (const TracePrepared *prepared, const TraceContext *context,
                                   gboolean learn, GError **error);
/* When the log's first job was submitted, us since 1970; 0: it has none. */
gboolean job_log_first_submit (const JobLogFormat *format, const char *path, const char *display,
                               gint64 *ret, GError **error);

/* Notes the row, which has nothing to run: 0, as read() returns. */
int job_log_leave_out (JobLog *log, guint note);
/* The row has a job of which something is assumed. */
void job_log_assume (JobLog *log, guint note);
/* The cell of one of the format's columns. */
const char *job_log_cell (const JobLog *log, guint column);
/* A name as a part of a user's path. */
void job_log_append_user (JobLog *log, const char *name);
