/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `sacct --parsable2` of Slurm prints: a header, and a row a job with `|` between its cells. Jobs are
 * what they held (AllocTRES), else what they asked for. docs/formats/sacct.md has the rules. */
#include <string.h>

#include "trace/formats.h"
#include "trace/formats/slurm_text.h"
#include "trace/job_log.h"
#include "util/calendar.h"
#include "util/input_error.h"

enum {
  JOB_ID,
  JOB_ID_RAW,
  SUBMIT,
  START,
  END,
  ELAPSED,
  ELAPSED_RAW,
  ALLOC_TRES,
  REQ_TRES,
  ALLOC_CPUS,
  N_CPUS,
  REQ_CPUS,
  REQ_MEM,
  N_NODES,
  ALLOC_NODES,
  REQ_NODES,
  USER,
  ACCOUNT,
  TIME_LIMIT,
  TIME_LIMIT_RAW,
  STATE,
  CONSTRAINTS,
  PARTITION,
  QOS,
  PRIORITY,
  N_COLUMNS,
};

static const char *const columns[N_COLUMNS + 1] = {
  "JobID",  "JobIDRaw",    "Submit",    "Start", "End",     "Elapsed",   "ElapsedRaw",   "AllocTRES",
  "ReqTRES", "AllocCPUS",  "NCPUS",     "ReqCPUS", "ReqMem", "NNodes",   "AllocNodes",   "ReqNodes",
  "User",   "Account",     "Timelimit", "TimelimitRaw", "State", "Constraints", "Partition",
  "QOS",    "Priority",    NULL,
};

#define TRES_SIZE 64 /* no value of interest is longer */

enum {
  NOTE_STEP,
  NOTE_NO_SUBMIT,
  NOTE_NEVER_RAN,
  NOTE_NO_CPU,
  NOTE_TOO_WIDE,
  NOTE_CONSTRAINTS,
  NOTE_RUNNING,
  NOTE_COMPONENT,
  NOTE_UNEVEN,
  NOTE_PARTITION,
  NOTE_QOS,
  NOTE_PRIORITY,
  N_NOTES,
};

static const TraceNote notes[N_NOTES + 1] = {
  [NOTE_STEP] = { .what = "steps of jobs" },
  [NOTE_NO_SUBMIT] = { .what = "jobs without a submit time" },
  [NOTE_NEVER_RAN] = { .what = "jobs that have not run" },
  [NOTE_NO_CPU] = { .what = "jobs without processors" },
  [NOTE_TOO_WIDE] = { .what = "jobs of more than 4096 nodes" },
  [NOTE_CONSTRAINTS] = { .what = "wishes of jobs for features of nodes" },
  [NOTE_RUNNING] = { .kept = TRUE, .what = "jobs that still run: as long as they have so far" },
  [NOTE_COMPONENT]
  = { .kept = TRUE, .what = "components of heterogeneous jobs: each starts by itself" },
  [NOTE_UNEVEN]
  = { .kept = TRUE, .what = "jobs that nodes share unevenly: all have what the largest share is" },
  [NOTE_PARTITION] = { .kept = TRUE, .what = "partitions of jobs: each may run on any machine" },
  [NOTE_QOS] = { .kept = TRUE, .what = "QOS of jobs: all are of tier batch" },
  [NOTE_PRIORITY]
  = { .kept = TRUE, .what = "priorities that Slurm gave last: all have that of tier batch" },
};

static gboolean
has (const JobLog *log, guint column)
{
  return log->index[column] != COLUMN_ABSENT;
}

static gboolean
check (const JobLog *log, GError **error)
{
  const struct {
    gboolean there;
    const char *what;
  } needs[] = {
    { has (log, JOB_ID) || has (log, JOB_ID_RAW), "JobID" },
    { has (log, SUBMIT), "Submit" },
    { has (log, ELAPSED) || has (log, ELAPSED_RAW) || (has (log, START) && has (log, END)),
      "Elapsed, or Start and End" },
    { has (log, ALLOC_TRES) || has (log, REQ_TRES) || has (log, ALLOC_CPUS) || has (log, N_CPUS)
        || has (log, REQ_CPUS),
      "AllocTRES, ReqTRES, NCPUS or ReqCPUS" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (needs); i++) {
    g_autofree char *expected = NULL;
    if (needs[i].there)
      continue;
    expected = g_strdup_printf ("a header with %s", needs[i].what);
    return input_error (error, log->table->row.display, 1, expected,
                        "a column that is needed is missing");
  }
  return TRUE;
}

/* The first of these columns that says something, or "". */
static const char *
first_cell (const JobLog *log, const guint *column, guint n)
{
  for (guint i = 0; i < n; i++) {
    const char *cell = job_log_cell (log, column[i]);
    if (!slurm_is_unknown (cell))
      return cell;
  }
  return "";
}
#define FIRST_CELL(log, ...)                                                                       \
  first_cell (log, (const guint[]){ __VA_ARGS__ },                                                 \
              G_N_ELEMENTS (((const guint[]){ __VA_ARGS__ })))

/* Times ---------------------------------------------------------------------------------------- */

/* A date, or -1 where it is not known. */
static gboolean
read_date (const JobLog *log, guint column, gint64 *ret, GError **error)
{
  const char *cell = job_log_cell (log, column);
  *ret = -1;
  return slurm_is_unknown (cell) || calendar_parse (cell, ret)
         || row_error (&log->table->row, columns[column],
                       "a date like 2024-05-31T12:00:00, Unknown or None", error,
                       "'%s' is no date", cell);
}

static gboolean
read_span (const JobLog *log, guint column, gint64 *ret, GError **error)
{
  const char *cell = job_log_cell (log, column);
  *ret = -1;
  return slurm_is_unknown (cell) || slurm_time_parse (cell, ret)
         || row_error (&log->table->row, columns[column], "a time like 1-02:30:00 or 30:00", error,
                       "'%s' is no time", cell);
}

/* A whole number of units, as us; -1 where the cell does not say. */
static gboolean
read_count (const JobLog *log, guint column, gint64 unit, gint64 *ret, GError **error)
{
  gint64 count = -1;
  const char *cell = job_log_cell (log, column);
  *ret = -1;
  if (slurm_is_unknown (cell) || slurm_is_unlimited (cell))
    return TRUE;
  if (!row_integer_or (&log->table->row, log->index[column], columns[column], 0,
                       TRACE_TIME_MAX / 2 / unit, -1, &count, error))
    return FALSE;
  *ret = count < 0 ? -1 : count * unit;
  return TRUE;
}

/* How long it ran, or -1: Slurm's own account leaves out times of suspension. */
static gboolean
read_elapsed (const JobLog *log, gint64 *ret, GError **error)
{
  gint64 start, end;
  if (!read_count (log, ELAPSED_RAW, TIME_SECOND, ret, error))
    return FALSE;
  if (*ret < 0 && !read_span (log, ELAPSED, ret, error))
    return FALSE;
  if (!read_date (log, START, &start, error) || !read_date (log, END, &end, error))
    return FALSE;
  if (has (log, START) && start < 0)
    *ret = -1;
  else if (*ret < 0 && start >= 0 && end >= start)
    *ret = end - start;
  return TRUE;
}

static gboolean
read_limit (const JobLog *log, gint64 *ret, GError **error)
{
  const char *cell = job_log_cell (log, TIME_LIMIT);
  if (slurm_is_unlimited (FIRST_CELL (log, TIME_LIMIT_RAW, TIME_LIMIT))) {
    *ret = DURATION_UNENDING;
    return TRUE;
  }
  if (!read_count (log, TIME_LIMIT_RAW, 60 * TIME_SECOND, ret, error))
    return FALSE;
  return *ret >= 0 || slurm_is_unlimited (cell) || read_span (log, TIME_LIMIT, ret, error);
}

static gboolean
read_times (const JobLog *log, LoggedJob *job, GError **error)
{
  gint64 limit;
  if (!read_date (log, SUBMIT, &job->submit, error) || !read_elapsed (log, &job->duration, error)
      || !read_limit (log, &limit, error))
    return FALSE;
  if (job->duration >= 0)
    job->duration = MAX (job->duration, TIME_SECOND);
  job->estimate = MAX (limit, job->duration);
  return TRUE;
}

/* What it holds -------------------------------------------------------------------------------- */

/* The value of a kind in the first of both TRES columns that has it; NULL: neither has. */
static const char *
find_tres (const JobLog *log, const char *kind, char ret[TRES_SIZE])
{
  return slurm_tres_find (job_log_cell (log, ALLOC_TRES), kind, ret, TRES_SIZE)
             || slurm_tres_find (job_log_cell (log, REQ_TRES), kind, ret, TRES_SIZE)
           ? ret
           : NULL;
}

/* That number, else the one of the other columns. */
static gboolean
read_number (const JobLog *log, const char *kind, const char *cell, const char *name, gint64 *ret,
             GError **error)
{
  char text[TRES_SIZE];
  const char *found = find_tres (log, kind, text);
  if (found != NULL)
    cell = found;
  *ret = 0;
  return cell[0] == '\0' || integer_parse (cell, 0, G_MAXINT32, ret, NULL)
         || row_error (&log->table->row, name, "a whole number", error, "'%s' is none", cell);
}

/* MiB of the whole job: of the TRES, else ReqMem, which old versions give a core or a node. */
static gboolean
read_memory (const JobLog *log, LoggedJob *job, GError **error)
{
  char text[TRES_SIZE], each = '\0';
  const char *cell = job_log_cell (log, REQ_MEM), *found = find_tres (log, "mem", text);
  if (found != NULL)
    cell = found;
  if (slurm_is_unknown (cell))
    return TRUE;
  if (!slurm_memory_parse (cell, &job->memory, &each))
    return row_error (&log->table->row, found != NULL ? "mem" : "ReqMem",
                      "memory like 4000M, 16G, 4Gc or 16Gn", error, "'%s' is none", cell);
  job->memory *= each == 'c' ? job->cores : each == 'n' ? job->nodes : 1;
  return TRUE;
}

static gboolean
read_amounts (const JobLog *log, LoggedJob *job, GError **error)
{
  gint64 nodes;
  if (!read_number (log, "cpu", FIRST_CELL (log, ALLOC_CPUS, N_CPUS, REQ_CPUS), "cpu", &job->cores,
                    error)
      || !read_number (log, "node", FIRST_CELL (log, ALLOC_NODES, N_NODES, REQ_NODES), "node",
                       &nodes, error)
      || !read_number (log, "gres/gpu", "", "gres/gpu", &job->devices, error))
    return FALSE;
  job->nodes = MAX (nodes, 1);
  return read_memory (log, job, error);
}

/* Jobs ----------------------------------------------------------------------------------------- */

/* Why there is nothing to run; N_NOTES where there is. Slurm writes 0 seconds, and mostly the time at
 * which they were cancelled, of jobs that never started. */
static guint
why_not (const JobLog *log, const LoggedJob *job)
{
  const char *state = job_log_cell (log, STATE);
  gboolean waited = g_str_has_prefix (state, "PENDING") || g_str_has_prefix (state, "CANCELLED");
  if (job->submit < 0)
    return NOTE_NO_SUBMIT;
  if (job->duration < 0 || (waited && job->duration <= TIME_SECOND))
    return NOTE_NEVER_RAN;
  if (job->cores == 0)
    return NOTE_NO_CPU;
  return job->nodes > JOB_LOG_NODES_MAX ? NOTE_TOO_WIDE : N_NOTES;
}

/* Of a job that runs: what is said of it and makes no difference, or is not known. */
static void
note_job (JobLog *log, const char *id)
{
  static const struct {
    guint column, note;
  } unused[] = {
    { CONSTRAINTS, NOTE_CONSTRAINTS },
    { PARTITION, NOTE_PARTITION },
    { QOS, NOTE_QOS },
    { PRIORITY, NOTE_PRIORITY },
  };
  if (g_str_has_prefix (job_log_cell (log, STATE), "RUNNING"))
    job_log_assume (log, NOTE_RUNNING);
  if (strchr (id, '+') != NULL)
    job_log_assume (log, NOTE_COMPONENT);
  for (guint i = 0; i < G_N_ELEMENTS (unused); i++)
    if (!slurm_is_unknown (job_log_cell (log, unused[i].column)))
      job_log_assume (log, unused[i].note);
}

static int
read_job (JobLog *log, LoggedJob *job, GError **error)
{
  const char *id = FIRST_CELL (log, JOB_ID, JOB_ID_RAW);
  if (id[0] == '\0') {
    row_error (&log->table->row, "JobID", "a number like 1234, 1234_5 or 1234+0", error,
               "the cell is empty");
    return -1;
  }
  if (strchr (id, '.') != NULL)
    return job_log_leave_out (log, NOTE_STEP);
  job->name = id;
  if (!read_times (log, job, error) || !read_amounts (log, job, error))
    return -1;
  guint reason = why_not (log, job);
  if (reason < N_NOTES)
    return job_log_leave_out (log, reason);
  note_job (log, id);
  job_log_append_user (log, job_log_cell (log, ACCOUNT));
  job_log_append_user (log, job_log_cell (log, USER));
  return 1;
}

static const JobLogFormat log_format = {
  .separator = '|',
  .columns = columns,
  .n_columns = N_COLUMNS,
  .notes = notes,
  .uneven = NOTE_UNEVEN,
  .check = check,
  .read = read_job,
};

static TracePrepared *
prepare (const char *path, const char *display, GError **error)
{
  return job_log_prepare (&log_format, path, display, error);
}

static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  (void) path;
  (void) context;
  (void) inventory;
  return input_error (error, display, 0, "machines = FILE in [cell], or a group [machines NAME]",
                      "sacct does not say what machines there are");
}

/* A header that names the job's number. */
static gboolean
looks_like (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  g_auto (GStrv) names = g_strsplit (line, "|", -1);
  return g_strv_length (names) > 1
         && (g_strv_contains ((const char *const *) names, columns[JOB_ID])
             || g_strv_contains ((const char *const *) names, columns[JOB_ID_RAW]));
}

const TraceFormat trace_format_sacct = {
  .name = "sacct",
  .summary = "jobs of Slurm, as sacct --parsable2 prints them",
  .looks_like = looks_like,
  .read_machines = read_machines,
  .prepare = prepare,
  .open_prepared = job_log_open_prepared,
};
