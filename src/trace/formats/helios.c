/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helios, SenseTime's GPU clusters of 2020 (Hu et al., "Characterization and Prediction of Deep Learning
 * Workloads in Large-Scale GPU Datacenters", SC'21): cluster_log.csv, a job a row. */
#include <string.h>

#include "trace/formats.h"
#include "trace/formats/helios.h"
#include "trace/formats/slurm_text.h"
#include "util/calendar.h"

enum {
  JOB_ID,
  USER,
  VC,
  GPU_NUM,
  CPU_NUM,
  NODE_NUM,
  SUBMIT,
  START,
  END,
  DURATION,
  N_COLUMNS,
};

static const char *const columns[N_COLUMNS + 1] = {
  "job_id",   "user",        "vc",         "gpu_num",  "cpu_num",
  "node_num", "submit_time", "start_time", "end_time", "duration", NULL,
};

enum { NOTE_NO_SUBMIT, NOTE_NEVER_RAN, NOTE_NOTHING, NOTE_UNEVEN, N_NOTES };

static const TraceNote notes[N_NOTES + 1] = {
  [NOTE_NO_SUBMIT] = { .what = "jobs without a submit time" },
  [NOTE_NEVER_RAN] = { .what = "jobs that have not run" },
  [NOTE_NOTHING] = { .what = "jobs without processors and GPUs" },
  [NOTE_UNEVEN]
  = { .kept = TRUE, .what = "jobs that nodes share unevenly: all have what the largest share is" },
};

static gboolean
check (const JobLog *log, GError **error)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    if (log->index[i] == COLUMN_ABSENT)
      return row_error (&(Row){ .display = log->table->row.display, .line = 1 }, columns[i],
                        "the columns of cluster_log.csv", error, "the column is missing");
  return TRUE;
}

/* A date in us, or -1 where there is none. */
static gboolean
read_date (const JobLog *log, guint column, gint64 *ret, GError **error)
{
  const char *cell = job_log_cell (log, column);
  *ret = -1;
  return slurm_is_unknown (cell) || calendar_parse (cell, ret)
         || row_error (&log->table->row, columns[column], "a date like 2020-06-09 18:41:01", error,
                       "'%s' is no date", cell);
}

/* From start to end; else what the column says. */
static gboolean
read_times (const JobLog *log, LoggedJob *job, GError **error)
{
  gint64 start, end;
  if (!read_date (log, SUBMIT, &job->submit, error) || !read_date (log, START, &start, error)
      || !read_date (log, END, &end, error))
    return FALSE;
  job->duration = -1;
  if (start >= 0 && end >= start)
    job->duration = end - start;
  else if (!slurm_is_unknown (job_log_cell (log, DURATION))
           && !row_seconds_or (&log->table->row, log->index[DURATION], columns[DURATION], -1,
                               &job->duration, error))
    return FALSE;
  if (job->duration >= 0)
    job->duration = MAX (job->duration, TIME_SECOND);
  job->estimate = job->duration;
  return TRUE;
}

static gboolean
read_amounts (const JobLog *log, LoggedJob *job, GError **error)
{
  const Row *row = &log->table->row;
  gint64 nodes;
  if (!row_integer_or (row, log->index[GPU_NUM], "gpu_num", 0, G_MAXINT32 / 1000, 0, &job->devices,
                       error)
      || !row_integer_or (row, log->index[CPU_NUM], "cpu_num", 0, G_MAXINT32 / 1000, 0,
                          &job->cores, error)
      || !row_integer_or (row, log->index[NODE_NUM], "node_num", 0, JOB_LOG_NODES_MAX, 1, &nodes,
                          error))
    return FALSE;
  job->nodes = MAX (nodes, 1);
  return TRUE;
}

static int
read_job (JobLog *log, LoggedJob *job, GError **error)
{
  const char *vc = job_log_cell (log, VC);
  if (!row_name (&log->table->row, log->index[JOB_ID], "job_id", &job->name, error)
      || !read_times (log, job, error) || !read_amounts (log, job, error))
    return -1;
  if (job->submit < 0)
    return job_log_leave_out (log, NOTE_NO_SUBMIT);
  if (job->duration < 0)
    return job_log_leave_out (log, NOTE_NEVER_RAN);
  if (job->cores == 0 && job->devices == 0)
    return job_log_leave_out (log, NOTE_NOTHING);
  job_log_append_user (log, vc);
  job_log_append_user (log, job_log_cell (log, USER));
  if (log->own != NULL && vc[0] != '\0')
    g_string_printf (log->constraints, "vc=%s", vc);
  return 1;
}

/* Jobs run on the machines of their virtual cluster, where these are known. */
static gconstpointer
begin (const char *path)
{
  g_autofree char *machines = helios_machines_beside (path);
  return machines != NULL ? "" : NULL;
}

const JobLogFormat helios_log_format = {
  .separator = ',',
  .columns = columns,
  .n_columns = N_COLUMNS,
  .notes = notes,
  .uneven = NOTE_UNEVEN,
  .check = check,
  .begin = begin,
  .read = read_job,
};

static TracePrepared *
prepare (const char *path, const char *display, GError **error)
{
  g_autofree char *log = helios_log_of (path);
  return job_log_prepare (&helios_log_format, log, strcmp (log, path) == 0 ? display : log, error);
}

static gboolean
looks_like (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  g_auto (GStrv) names = g_strsplit (line, ",", -1);
  return g_strv_contains ((const char *const *) names, columns[JOB_ID])
         && g_strv_contains ((const char *const *) names, columns[VC])
         && g_strv_contains ((const char *const *) names, columns[NODE_NUM]);
}

static gboolean
is_folder (const char *path)
{
  g_autofree char *log = helios_log_of (path);
  return strcmp (log, path) != 0;
}

static GStrv
files (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *log = helios_log_of (path), *machines = helios_machines_beside (log);
  (void) error;
  g_strv_builder_add (builder, log);
  if (machines != NULL)
    g_strv_builder_add (builder, machines);
  return g_strv_builder_end (builder);
}

const TraceFormat trace_format_helios = {
  .name = "helios",
  .summary = "cluster_log and cluster_gpu_number of SenseTime's Helios clusters of 2020",
  .looks_like = looks_like,
  .is_folder = is_folder,
  .files = files,
  .machines_in_tasks = TRUE,
  .read_machines = helios_read_machines,
  .prepare = prepare,
  .open_prepared = job_log_open_prepared,
};
