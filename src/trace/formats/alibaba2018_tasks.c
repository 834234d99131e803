/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch_task. A row, a task in the trace's words, is a job of berth: JOB/NUMBER, or JOB/NAME where the
 * name says no number, of instance_num equal tasks NAME.0, NAME.1 …, within the workflow JOB. The
 * workflow arrives when the first of its rows starts: starts of others depend on how things went in
 * the trace, and mostly precede the ends of what they come after.
 *
 * A row of which there is nothing to run is given as a job without tasks, for others that come after
 * it. */
#include <math.h>
#include <string.h>

#include "trace/formats/alibaba2018.h"
#include "trace/formats/alibaba_stream.h"
#include "trace/row_join.h"
#include "util/input_error.h"

enum { NAME, INSTANCES, JOB, TYPE, STATUS, START, END, CPU, MEMORY, N_CELLS };
enum { RUN_NAME, RUN_JOB, RUN_SECONDS, N_RUN_CELLS };

#define INSTANCES_MAX TASK_NUMBER_MAX
#define SECONDS_MAX   (TRACE_TIME_MAX / TIME_SECOND / 2)
#define ONE_CORE      100000 /* thousandths of a hundredth */
#define USER          "alibaba2018"

enum { NO_INSTANCES, NO_RUN_TIME, LATER_CONTAINER, NO_CPU, NO_MEMORY, N_NOTES };

typedef struct {
  AlibabaStream base;
  PlainTable *run_times; /* row by row beside the table; NULL: none */
  RowJoin *arrivals; /* first starts of workflows, s: asked for where a row is of another than the one before */
  gint64 arrival;    /* of the last row's workflow; 0 where none of its rows says */
  GString *workflow, *job, *after;
  TraceNote notes[N_NOTES + 1];
} AlibabaTasks;

/* A row's numbers; -1 where it does not say. */
typedef struct {
  gint64 instances, start, end; /* s */
  gint64 run_time;              /* us, of the file of run times */
} TaskNumbers;

static gboolean
read_numbers (const Row *row, TaskNumbers *ret, GError **error)
{
  return row_integer_or (row, INSTANCES, "instance_num", 0, INSTANCES_MAX, 0, &ret->instances,
                         error)
         && row_integer_or (row, START, "start_time", 0, SECONDS_MAX, 0, &ret->start, error)
         && row_integer_or (row, END, "end_time", 0, SECONDS_MAX, 0, &ret->end, error);
}

/* When workflows arrive ------------------------------------------------------------------------ */

static void
take_earlier (JoinValue *value, const JoinValue *more)
{
  value->value = MIN (value->value, more->value);
}

/* What a stretch of rows of one workflow says; TIME_NEVER: nothing. Rows of one mostly follow each other. */
static gboolean
tell_start (AlibabaTasks *tasks, const JoinValue *first, GError **error)
{
  return first->value == TIME_NEVER
         || row_join_tell (tasks->arrivals, tasks->workflow->str, first, error);
}

/* A row is of that workflow: of another one than the one before, perhaps. */
static gboolean
begin_workflow (AlibabaTasks *tasks, const char *workflow, JoinValue *first, GError **error)
{
  if (strcmp (tasks->workflow->str, workflow) == 0)
    return TRUE;
  if (!tell_start (tasks, first, error) || !row_join_ask (tasks->arrivals, workflow, error))
    return FALSE;
  g_string_assign (tasks->workflow, workflow);
  first->value = TIME_NEVER;
  return TRUE;
}

static gboolean
tell_all_starts (AlibabaTasks *tasks, PlainTable *table, GError **error)
{
  JoinValue first = { .value = TIME_NEVER };
  TaskNumbers numbers;
  int got = 1;
  while (got > 0 && (got = plain_table_next (table, error)) > 0) {
    if (!read_numbers (&table->row, &numbers, error)
        || !begin_workflow (tasks, table->cell[JOB], &first, error))
      return FALSE;
    if (numbers.instances > 0)
      first.value = MIN (first.value, numbers.start);
  }
  return got == 0 && tell_start (tasks, &first, error);
}

static gboolean
find_arrivals (AlibabaTasks *tasks, const char *path, const char *display, GError **error)
{
  g_autoptr (PlainTable) table = plain_table_new (path, display, ',', N_CELLS, error);
  if (table == NULL || (tasks->arrivals = row_join_new (take_earlier, error)) == NULL
      || !tell_all_starts (tasks, table, error) || !row_join_finish (tasks->arrivals, error))
    return FALSE;
  g_string_truncate (tasks->workflow, 0);
  return TRUE;
}

/* For every row. */
static void
set_arrival (AlibabaTasks *tasks, const char *workflow)
{
  JoinValue first;
  if (strcmp (tasks->workflow->str, workflow) == 0)
    return;
  g_string_assign (tasks->workflow, workflow);
  tasks->arrival = row_join_next (tasks->arrivals, &first) ? first.value : 0;
}

/* Run times ------------------------------------------------------------------------------------ */

/* A mean of seconds, to the nearest microsecond; -1: the cell is empty. */
static gboolean
read_mean (const Row *row, gint64 *ret, GError **error)
{
  const char *cell = row_cell (row, RUN_SECONDS), *reason = NULL;
  double seconds = 0;
  *ret = -1;
  if (cell[0] == '\0')
    return TRUE;
  if (!number_parse (cell, 0, (double) SECONDS_MAX, &seconds, &reason))
    return row_error (row, "run time", "seconds like 11 or 3.66667", error, "'%s' %s", cell, reason);
  *ret = (gint64) llround (seconds * (double) TIME_SECOND);
  return TRUE;
}

/* The row of the other file that belongs to this one: its mean run time, or -1. */
static gboolean
read_run_time (AlibabaTasks *tasks, gint64 *ret, GError **error)
{
  const Row *of = &tasks->base.table->row;
  PlainTable *times = tasks->run_times;
  *ret = -1;
  if (times == NULL)
    return TRUE;
  int got = plain_table_next (times, error);
  if (got < 0)
    return FALSE;
  if (got == 0 || strcmp (times->cell[RUN_NAME], of->cells[NAME]) != 0
      || strcmp (times->cell[RUN_JOB], of->cells[JOB]) != 0)
    return input_error (error, times->row.display, line_reader_line (times->reader),
                        "the rows of the trace, in its order",
                        "no run time of task '%s' of job '%s'", of->cells[NAME], of->cells[JOB]);
  return read_mean (&times->row, ret, error);
}

/* The mean of its instances, or else from its start to its end in whole seconds, at least one;
 * -1: neither is there. */
static gint64
run_time_of (const TaskNumbers *numbers)
{
  if (numbers->run_time >= 0)
    return numbers->run_time;
  if (numbers->end == 0 || numbers->end < numbers->start)
    return -1;
  return MAX (numbers->end - numbers->start, 1) * TIME_SECOND;
}

/* Jobs ----------------------------------------------------------------------------------------- */

/* Its job, and jobs that it comes after. A task after itself means nothing. */
static void
set_names (AlibabaTasks *tasks, TaskRecord *record)
{
  const char *name = tasks->base.table->cell[NAME], *workflow = tasks->base.table->cell[JOB];
  AlibabaName parsed;
  guint parent;
  g_string_truncate (tasks->after, 0);
  if (!alibaba_name_parse (name, &parsed)) {
    g_string_printf (tasks->job, "%s/%s", workflow, name);
  } else {
    g_string_printf (tasks->job, "%s/%u", workflow, parsed.number);
    while (alibaba_name_next_parent (&parsed.parents, &parent))
      if (parent != parsed.number)
        g_string_append_printf (tasks->after, "%s%s/%u", tasks->after->len > 0 ? ";" : "", workflow,
                                parent);
  }
  record->job = tasks->job->str;
  record->after = tasks->after->str;
  record->workflow = workflow;
  record->name = (TaskName){ .base = name, .number = 0 };
}

static gboolean
read_request (AlibabaTasks *tasks, const Row *row, Amounts *ret, GError **error)
{
  gint64 cpu, memory;
  if (!alibaba_amount (row, CPU, "plan_cpu", -1, &cpu, error)
      || !alibaba_amount (row, MEMORY, "plan_mem", -1, &memory, error))
    return FALSE;
  if (cpu < 0)
    trace_note_add (&tasks->notes[NO_CPU], NULL, row_line (row));
  if (memory < 0)
    trace_note_add (&tasks->notes[NO_MEMORY], NULL, row_line (row));
  *ret = places_amounts (&tasks->base.places, ((cpu < 0 ? ONE_CORE : cpu) + 99) / 100,
                         MAX (memory, 0) * ALIBABA_MIB_PER_CENT / 1000, 0);
  return TRUE;
}

static gboolean
read_task (AlibabaTasks *tasks, const TaskNumbers *numbers, TaskRecord *record, GError **error)
{
  const Row *row = &tasks->base.table->row;
  Amounts request;
  record->count = (guint) numbers->instances;
  record->submit = tasks->arrival * TIME_SECOND;
  record->duration = record->estimate = run_time_of (numbers);
  return interner_user (&tasks->base.interner, row, "user", USER, &record->user, error)
         && read_request (tasks, row, &request, error)
         && interner_class (&tasks->base.interner, row, &request,
                            tasks->base.interner.context.tiers->lowest[TIER_BATCH],
                            &(ClassTexts){ .constraints = NULL }, record->count, &record->task_class, error);
}

/* 1, or -1 and *error. */
static int
read_line (AlibabaStream *stream, TaskRecord *record, GError **error)
{
  AlibabaTasks *tasks = (AlibabaTasks *) (void *) stream;
  const Row *row = &tasks->base.table->row;
  const char *job;
  TaskNumbers numbers;
  if (!row_name (row, NAME, "task_name", &job, error) || !row_name (row, JOB, "job_name", &job, error)
      || (strchr (job, ';') != NULL
          && !row_error (row, "job_name", "a name without ;", error, "'%s'", job))
      || !read_numbers (row, &numbers, error) || !read_run_time (tasks, &numbers.run_time, error))
    return -1;
  *record = (TaskRecord){ .line = row_line (row), .budget = BUDGET_NONE };
  set_names (tasks, record);
  set_arrival (tasks, record->workflow);
  if (numbers.instances > 0 && run_time_of (&numbers) >= 0)
    return read_task (tasks, &numbers, record, error) ? 1 : -1;
  trace_note_add (&tasks->notes[numbers.instances > 0 ? NO_RUN_TIME : NO_INSTANCES], NULL,
                  row_line (row));
  return 1;
}

/* The stream ----------------------------------------------------------------------------------- */

static void
alibaba_tasks_free (TaskStream *stream)
{
  AlibabaTasks *tasks = (AlibabaTasks *) (void *) stream;
  alibaba_stream_clear (&tasks->base);
  plain_table_free (tasks->run_times);
  row_join_free (tasks->arrivals);
  g_string_free (tasks->workflow, TRUE);
  g_string_free (tasks->job, TRUE);
  g_string_free (tasks->after, TRUE);
  g_free (tasks);
}

static AlibabaTasks *
alibaba_tasks_new (const TraceContext *context, gboolean learn)
{
  AlibabaTasks *tasks = g_new0 (AlibabaTasks, 1);
  alibaba_stream_init (&tasks->base, context, learn, read_line, tasks->notes);
  tasks->base.base.free = alibaba_tasks_free;
  tasks->base.base.has_after = TRUE;
  tasks->base.places.cpu = resource_set_find (context->resources, "cpu");
  tasks->base.places.memory = resource_set_find (context->resources, "memory");
  tasks->base.places.gpu = -1;
  tasks->workflow = g_string_new (NULL);
  tasks->job = g_string_new (NULL);
  tasks->after = g_string_new (NULL);
  tasks->notes[NO_INSTANCES].what = "rows without instances";
  tasks->notes[NO_RUN_TIME].what = "rows without a run time";
  tasks->notes[LATER_CONTAINER].what = "later rows of containers: the first one counts";
  tasks->notes[NO_CPU] = (TraceNote){ .what = "rows without plan_cpu (one core)", .kept = TRUE };
  tasks->notes[NO_MEMORY] = (TraceNote){ .what = "rows without plan_mem (none)", .kept = TRUE };
  return tasks;
}

static gboolean
open_run_times (AlibabaTasks *tasks, const char *path, GError **error)
{
  if (path != NULL)
    tasks->run_times = plain_table_new (path, path, ',', N_RUN_CELLS, error);
  return path == NULL || tasks->run_times != NULL;
}

TaskStream *
alibaba_tasks_open (const char *path, const char *display, const TraceContext *context,
                    gboolean learn, GError **error)
{
  AlibabaTasks *tasks = alibaba_tasks_new (context, learn);
  g_autofree char *file = alibaba_tasks_of (path);
  const char *name = strcmp (file, path) == 0 ? display : file;
  if (find_arrivals (tasks, file, name, error) 
      && alibaba_stream_read_services (&tasks->base, file, ALIBABA_CONTAINERS,
                                       alibaba_read_containers, &tasks->notes[LATER_CONTAINER],
                                       error)
      && open_run_times (tasks, context->run_times, error)
      && (tasks->base.table = plain_table_new (file, name, ',', N_CELLS, error)) != NULL)
    return &tasks->base.base;
  alibaba_tasks_free (&tasks->base.base);
  return NULL;
}
