/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A log is read once to find the first submit, as logs are sorted by anything but that. */
#include "trace/job_log.h"

#include <string.h>

#include "trace/intern.h"
#include "util/input_error.h"

typedef struct {
  TracePrepared base;
  const JobLogFormat *format;
  char *path, *display;
  gint64 begin; /* the first submit, us since 1970 */
} LogFile;

typedef struct {
  TaskStream base;
  const LogFile *file;
  JobLog log;
  Interner interner;
  Places places;
} JobLogTasks;

const char *
job_log_cell (const JobLog *log, guint column)
{
  return row_cell (&log->table->row, log->index[column]);
}

int
job_log_leave_out (JobLog *log, guint note)
{
  trace_note_add (&log->notes[note], NULL, row_line (&log->table->row));
  return 0;
}

void
job_log_assume (JobLog *log, guint note)
{
  trace_note_add (&log->notes[note], NULL, row_line (&log->table->row));
}

void
job_log_append_user (JobLog *log, const char *name)
{
  gsize begin = log->user->len;
  if (name[0] == '\0')
    return;
  if (begin > 0)
    g_string_append_c (log->user, '/');
  begin = log->user->len;
  g_string_append (log->user, name);
  g_strdelimit (log->user->str + begin, "/", '_');
}

/* The log itself ------------------------------------------------------------------------------- */

static guint
count_notes (const JobLogFormat *format)
{
  guint n = 0;
  while (format->notes[n].what != NULL)
    n++;
  return n;
}

static void
log_clear (JobLog *log)
{
  plain_table_free (log->table);
  g_free (log->index);
  g_free (log->notes);
  g_string_free (log->user, TRUE);
  g_string_free (log->constraints, TRUE);
}

static gboolean
log_init (JobLog *log, const JobLogFormat *format, const char *path, const char *display,
          GError **error)
{
  *log = (JobLog){ .user = g_string_new (NULL), .constraints = g_string_new (NULL) };
  log->index = g_new0 (int, format->n_columns);
  log->notes = g_memdup2 (format->notes, (count_notes (format) + 1) * sizeof (TraceNote));
  log->table = plain_table_new_with_header (path, display, format->separator, format->columns,
                                            log->index, error);
  if (log->table == NULL || !format->check (log, error))
    return FALSE;
  log->own = format->begin != NULL ? format->begin (path) : NULL;
  return TRUE;
}

/* The next job: 1, 0 at the end, -1 and *error. */
static int
log_next (JobLog *log, const JobLogFormat *format, LoggedJob *ret, GError **error)
{
  int found = 0, got;
  while (found == 0 && (got = plain_table_next (log->table, error)) != 0) {
    g_string_truncate (log->user, 0);
    g_string_truncate (log->constraints, 0);
    *ret = (LoggedJob){ .nodes = 1 };
    found = got < 0 ? -1 : format->read (log, ret, error);
  }
  return found;
}

gboolean
job_log_first_submit (const JobLogFormat *format, const char *path, const char *display,
                      gint64 *ret, GError **error)
{
  JobLog log;
  LoggedJob job;
  gint64 first = G_MAXINT64;
  int got = log_init (&log, format, path, display, error) ? 1 : -1;
  while (got > 0 && (got = log_next (&log, format, &job, error)) > 0)
    first = MIN (first, job.submit);
  log_clear (&log);
  *ret = first < G_MAXINT64 ? first : 0;
  return got == 0;
}

/* Tasks ---------------------------------------------------------------------------------------- */

static gint64
part_of (gint64 amount, gint64 nodes)
{
  return (amount + nodes - 1) / nodes;
}

/* What each node has of it: whole cores and devices. */
static Amounts
request_of (JobLogTasks *tasks, const LoggedJob *job)
{
  gint64 cores = part_of (job->cores, job->nodes), devices = part_of (job->devices, job->nodes);
  if (devices * job->nodes != job->devices || cores * job->nodes != job->cores)
    job_log_assume (&tasks->log, tasks->file->format->uneven);
  return places_amounts (&tasks->places, cores * 1000, part_of (job->memory, job->nodes),
                         devices * DEVICE);
}

static gboolean
read_class (JobLogTasks *tasks, const LoggedJob *job, TaskRecord *record, GError **error)
{
  const Row *row = &tasks->log.table->row;
  const ClassTexts texts = { .constraints = tasks->log.constraints->str };
  Amounts request = request_of (tasks, job);
  guint like;
  if (!interner_class (&tasks->interner, row, &request,
                       tasks->interner.context.tiers->lowest[TIER_BATCH], &texts,
                       job->nodes == 1 ? 1 : 0, &like, error))
    return FALSE;
  record->task_class = like;
  return job->nodes == 1
         || interner_gang (&tasks->interner, row, like, record->count, record->count,
                           &record->task_class, error);
}

static int
job_log_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  JobLogTasks *tasks = (JobLogTasks *) (void *) stream;
  const Row *row = &tasks->log.table->row;
  LoggedJob job;
  int got = log_next (&tasks->log, tasks->file->format, &job, error);
  if (got <= 0)
    return got;
  const char *user = tasks->log.user->len > 0 ? tasks->log.user->str : "default";
  *ret = (TaskRecord){ .job = job.name,
                       .name = { "", 0 },
                       .count = (guint) job.nodes,
                       .line = row_line (row),
                       .submit = job.submit - tasks->file->begin,
                       .duration = job.duration,
                       .estimate = job.estimate,
                       .budget = BUDGET_NONE };
  return interner_user (&tasks->interner, row, "user", user, &ret->user, error)
             && read_class (tasks, &job, ret, error)
           ? 1
           : -1;
}

static double
job_log_tasks_progress (const TaskStream *stream)
{
  return line_reader_progress (((const JobLogTasks *) (const void *) stream)->log.table->reader);
}

static const TraceNote *
job_log_tasks_notes (const TaskStream *stream)
{
  return ((const JobLogTasks *) (const void *) stream)->log.notes;
}

static void
job_log_tasks_free (TaskStream *stream)
{
  JobLogTasks *tasks = (JobLogTasks *) (void *) stream;
  log_clear (&tasks->log);
  interner_clear (&tasks->interner);
  g_free (tasks);
}

static void
log_file_free (TracePrepared *prepared)
{
  LogFile *file = (LogFile *) (void *) prepared;
  g_free (file->path);
  g_free (file->display);
  g_free (file);
}

TracePrepared *
job_log_prepare (const JobLogFormat *format, const char *path, const char *display, GError **error)
{
  gint64 begin;
  if (!job_log_first_submit (format, path, display, &begin, error))
    return NULL;
  LogFile *file = g_new0 (LogFile, 1);
  *file = (LogFile){ .base.free = log_file_free,
                     .format = format,
                     .path = g_strdup (path),
                     .display = g_strdup (display),
                     .begin = begin };
  return &file->base;
}

TaskStream *
job_log_open_prepared (const TracePrepared *prepared, const TraceContext *context, gboolean learn,
                       GError **error)
{
  const LogFile *file = (const LogFile *) (const void *) prepared;
  Places places;
  if (!places_find (context, file->display, &places, error))
    return NULL;
  JobLogTasks *tasks = g_new0 (JobLogTasks, 1);
  tasks->base = (TaskStream){ .next = job_log_tasks_next,
                              .progress = job_log_tasks_progress,
                              .free = job_log_tasks_free,
                              .notes = job_log_tasks_notes };
  tasks->file = file;
  tasks->places = places;
  interner_init (&tasks->interner, context, learn);
  if (log_init (&tasks->log, file->format, file->path, file->display, error))
    return &tasks->base;
  job_log_tasks_free (&tasks->base);
  return NULL;
}
