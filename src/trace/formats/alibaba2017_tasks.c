/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch_task, with the containers beside it before, and run times of the instances beside it. A row, a
 * task in the trace's words, is a job of berth: JOB/TASK, of instance_num equal tasks TASK.0, TASK.1 …. */
#include <string.h>

#include "trace/companion.h"
#include "trace/formats/alibaba2017.h"
#include "trace/formats/alibaba_stream.h"
#include "util/input_error.h"

enum { CREATED, MODIFIED, JOB, TASK, INSTANCES, STATUS, CPU, MEMORY };
enum { RUN_START, RUN_END, RUN_JOB, RUN_TASK, RUN_MACHINE, RUN_STATUS, N_RUN_CELLS };

#define USER "alibaba2017"

enum { NO_INSTANCES, NO_RUN_TIME, AGAIN, NO_MEAN, NO_CPU, NO_MEMORY, N_NOTES };

static const TraceNote reasons[N_NOTES + 1] = {
  [NO_INSTANCES] = { .what = "tasks without instances" },
  [NO_RUN_TIME] = { .what = "tasks that have not ended" },
  [AGAIN] = { .what = "rows of containers that do not follow those before" },
  [NO_MEAN]
  = { .kept = TRUE, .what = "tasks without instances that ended: from creation to the last change" },
  [NO_CPU] = { .kept = TRUE, .what = "tasks without plan_cpu (one core)" },
  [NO_MEMORY] = { .kept = TRUE, .what = "tasks without plan_mem (none)" },
};

typedef struct {
  AlibabaStream base;
  RowJoin *run_times; /* of instances; NULL: not known */
  GString *name, *job;
  TraceNote notes[N_NOTES + 1];
} BatchTasks;

/* Run times of instances ------------------------------------------------------------------------- */

static void
add_run (JoinValue *value, const JoinValue *more)
{
  value->value += more->value;
  value->a += more->a;
}

static const char *
task_name (GString *name, const PlainTable *table, guint job, guint task)
{
  g_string_printf (name, "%s/%s", table->cell[job], table->cell[task]);
  return name->str;
}

/* Only those that have come to an end say how long they take. */
static gboolean
tell_run (BatchTasks *tasks, const PlainTable *table, GError **error)
{
  gint64 start, end;
  if (!alibaba2017_time (&table->row, RUN_START, "start_timestamp", 0, &start, error)
      || !alibaba2017_time (&table->row, RUN_END, "end_timestamp", 0, &end, error))
    return FALSE;
  if (strcmp (table->cell[RUN_STATUS], "Terminated") != 0 || start == 0 || end < start)
    return TRUE;
  const JoinValue run = { .value = end - start, .a = 1 };
  return row_join_tell (tasks->run_times, task_name (tasks->name, table, RUN_JOB, RUN_TASK), &run,
                        error);
}

static gboolean
tell_runs (BatchTasks *tasks, const char *path, GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, path, ',', N_RUN_CELLS, error);
  int got = table != NULL ? 1 : -1;
  if (got > 0)
    table->more = TRUE;
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!tell_run (tasks, table, error))
      return FALSE;
  return got == 0;
}

static gboolean
join_run_times (BatchTasks *tasks, const char *path, const char *display, GError **error)
{
  g_autofree char *instances = companion_beside (path, ALIBABA2017_INSTANCES);
  if (instances == NULL)
    return TRUE;
  tasks->run_times = row_join_new (add_run, error);
  if (tasks->run_times == NULL || !tell_runs (tasks, instances, error))
    return FALSE;
  g_autoptr (PlainTable) table
    = plain_table_new (path, display, ',', ALIBABA2017_TASK_CELLS, error);
  int got = table != NULL ? 1 : -1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!row_join_ask (tasks->run_times, task_name (tasks->name, table, JOB, TASK), error))
      return FALSE;
  return got == 0 && row_join_finish (tasks->run_times, error);
}

/* Tasks ---------------------------------------------------------------------------------------- */

static gboolean
has_ended (const char *status)
{
  static const char *const ends[] = { "Terminated", "Failed", "Cancelled", NULL };
  return g_strv_contains (ends, status);
}

/* The mean of its instances; else from its creation to its end; -1: it has not ended. */
static gboolean
read_times (BatchTasks *tasks, TaskRecord *record, GError **error)
{
  const Row *row = &tasks->base.table->row;
  gint64 end;
  JoinValue runs;
  gboolean has_mean = tasks->run_times != NULL && row_join_next (tasks->run_times, &runs);
  if (!alibaba2017_time (row, CREATED, "create_timestamp", 0, &record->submit, error)
      || !alibaba2017_time (row, MODIFIED, "modify_timestamp", -1, &end, error))
    return FALSE;
  if (has_mean)
    record->duration = MAX ((runs.value + runs.a / 2) / runs.a, TIME_SECOND);
  else if (has_ended (row_cell (row, STATUS)) && end >= record->submit)
    record->duration = MAX (end - record->submit, TIME_SECOND);
  else
    record->duration = -1;
  if (!has_mean && record->duration >= 0)
    trace_note_add (&tasks->notes[NO_MEAN], NULL, row_line (row));
  record->estimate = record->duration;
  return TRUE;
}

static gboolean
read_request (BatchTasks *tasks, Amounts *ret, GError **error)
{
  const Row *row = &tasks->base.table->row;
  gint64 cpu, memory;
  if (!row_scaled_or (row, CPU, "plan_cpu", "hundredths of a core like 50", 10, -1, &cpu, error)
      || !alibaba2017_memory (row, MEMORY, "plan_mem", -1, &memory, error))
    return FALSE;
  if (cpu < 0)
    trace_note_add (&tasks->notes[NO_CPU], NULL, row_line (row));
  if (memory < 0)
    trace_note_add (&tasks->notes[NO_MEMORY], NULL, row_line (row));
  *ret = places_amounts (&tasks->base.places, cpu < 0 ? 1000 : cpu, MAX (memory, 0), 0);
  return TRUE;
}

/* 1, 0: nothing to run; -1 and *error. */
static int
read_task (AlibabaStream *stream, TaskRecord *record, GError **error)
{
  BatchTasks *tasks = (BatchTasks *) (void *) stream;
  const Row *row = &tasks->base.table->row;
  const char *job, *task;
  gint64 instances;
  Amounts request;
  *record = (TaskRecord){ .line = row_line (row), .budget = BUDGET_NONE };
  if (!row_name (row, JOB, "job_id", &job, error) || !row_name (row, TASK, "task_id", &task, error)
      || !row_integer_or (row, INSTANCES, "instance_num", 0, TASK_NUMBER_MAX, 0, &instances, error)
      || !read_times (tasks, record, error))
    return -1;
  if (instances == 0 || record->duration < 0) {
    trace_note_add (&tasks->notes[instances == 0 ? NO_INSTANCES : NO_RUN_TIME], NULL,
                    row_line (row));
    return 0;
  }
  record->job = task_name (tasks->job, tasks->base.table, JOB, TASK);
  record->name = (TaskName){ .base = task, .number = 0 };
  record->count = (guint) instances;
  return interner_user (&tasks->base.interner, row, "user", USER, &record->user, error)
             && read_request (tasks, &request, error)
             && interner_class (&tasks->base.interner, row, &request,
                                tasks->base.interner.context.tiers->lowest[TIER_BATCH], NULL,
                                record->count, &record->task_class, error)
           ? 1
           : -1;
}

/* The stream ----------------------------------------------------------------------------------- */

static void
batch_tasks_free (TaskStream *stream)
{
  BatchTasks *tasks = (BatchTasks *) (void *) stream;
  alibaba_stream_clear (&tasks->base);
  row_join_free (tasks->run_times);
  g_string_free (tasks->name, TRUE);
  g_string_free (tasks->job, TRUE);
  g_free (tasks);
}

TaskStream *
alibaba2017_tasks_open (const char *path, const char *display, const TraceContext *context,
                        gboolean learn, GError **error)
{
  BatchTasks *tasks = g_new0 (BatchTasks, 1);
  g_autofree char *file = alibaba2017_tasks_of (path);
  const char *name = strcmp (file, path) == 0 ? display : file;
  alibaba_stream_init (&tasks->base, context, learn, read_task, tasks->notes);
  tasks->base.base.free = batch_tasks_free;
  tasks->name = g_string_new (NULL);
  tasks->job = g_string_new (NULL);
  memcpy (tasks->notes, reasons, sizeof reasons);
  if (places_find (context, name, &tasks->base.places, error)
      && alibaba_stream_read_services (&tasks->base, file, ALIBABA2017_CONTAINERS,
                                       alibaba2017_read_containers, &tasks->notes[AGAIN], error)
      && join_run_times (tasks, file, name, error)
      && (tasks->base.table = plain_table_new (file, name, ',', ALIBABA2017_TASK_CELLS, error)) != NULL)
    return &tasks->base.base;
  batch_tasks_free (&tasks->base.base);
  return NULL;
}
