/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs of Microsoft's Philly clusters, cluster_job_log and cluster_machine_list as published with Jeon
 * et al., "Analysis of Large-Scale Multi-Tenant GPU Clusters for DNN Training Workloads", ATC'19. A job
 * is a gang: all its GPUs were given at once. */
#include "trace/formats/philly.h"

#include "trace/formats.h"
#include "trace/intern.h"
#include "util/input_error.h"
#include "util/json_get.h"
#include "util/json_items.h"

#include <stdio.h>
#include <string.h>

enum { NO_ATTEMPTS, NO_RUN_TIME, NO_GPUS, UNEVEN, STILL_RUNNING, NO_TIMES, N_NOTES };

static const TraceNote notes[N_NOTES] = {
  [NO_ATTEMPTS] = { .what = "jobs that never ran" },
  [NO_RUN_TIME] = { .what = "jobs of whose attempts none has both times" },
  [NO_GPUS] = { .what = "jobs without GPUs" },
  [UNEVEN] = { .what = "jobs that had more GPUs on one machine than on another (a task a GPU)",
               .kept = TRUE },
  [STILL_RUNNING] = { .what = "jobs that still ran at the end (unending)", .kept = TRUE },
  [NO_TIMES] = { .what = "attempts that lack a time (no run time)", .kept = TRUE },
};

typedef struct {
  TaskStream base;
  JsonItems *items;
  JsonReading reading;
  Interner interner;
  gint64 first;     /* submit time of all, us since 1970: the trace's 0 */
  int gpu;          /* of the cell's resources */
  GString *job;
  GString *user;
  TraceNote notes[N_NOTES + 1];
} PhillyTasks;

/* Times ---------------------------------------------------------------------------------------- */

/* `2017-10-07 01:12:09` as us since 1970 by that clock; TIME_NEVER where it is missing, for which the
 * log has null, `None` or nothing. */
static gint64
time_of (JsonReading *reading, JsonObject *object, const char *member)
{
  const char *text = json_get_text (reading, object, member);
  guint year, month, day, hour, minute, second;
  int end = 0;
  if (text == NULL || text[0] == '\0' || strcmp (text, "None") == 0)
    return TIME_NEVER;
  if (strlen (text) == strlen ("2017-10-07 01:12:09")
      && sscanf (text, "%4u-%2u-%2u %2u:%2u:%2u%n", &year, &month, &day, &hour, &minute, &second, &end) == 6
      && text[end] == '\0' && year >= 1970 && hour < 24 && minute < 60 && second < 60
      && g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year)) {
    GDate date, epoch;
    g_date_clear (&date, 1);
    g_date_clear (&epoch, 1);
    g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
    g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
    return (((gint64) g_date_days_between (&epoch, &date) * 24 + hour) * 3600 + minute * 60 + second)
           * TIME_SECOND;
  }
  json_fault (reading, "a time like 2017-10-07 01:12:09", "%s: '%s' is none", member, text);
  return TIME_NEVER;
}

/* When the first of all jobs was submitted, which the file need not have first. */
static gboolean
find_first (const char *path, const char *display, gint64 *ret, GError **error)
{
  g_autoptr (JsonItems) items = json_items_new (path, display, NULL, error);
  JsonReading reading = { .display = display };
  JsonObject *job;
  gint64 submit;
  int got = items != NULL ? 1 : -1;
  *ret = TIME_NEVER;
  while (got > 0 && (got = json_items_next (items, &job, error)) > 0) {
    reading.line = json_items_line (items);
    submit = time_of (&reading, job, "submitted_time");
    *ret = MIN (*ret, submit);
    if (!json_sound (&reading, error))
      got = -1;
  }
  return got == 0;
}

/* Jobs ----------------------------------------------------------------------------------------- */

static void
note (PhillyTasks *tasks, guint which)
{
  trace_note_add (&tasks->notes[which], NULL, tasks->reading.line);
}

/* All its attempts together: they went on, or began again, after what stopped them. */
static gint64
run_time_of (PhillyTasks *tasks, JsonArray *attempts)
{
  guint n = json_length (attempts);
  gint64 sum = 0;
  for (guint i = 0; i < n; i++) {
    JsonObject *attempt = json_get_element (&tasks->reading, attempts, i, "an attempt");
    gint64 start = time_of (&tasks->reading, attempt, "start_time");
    gint64 end = time_of (&tasks->reading, attempt, "end_time");
    if (end == TIME_NEVER && start != TIME_NEVER && i + 1 == n) {
      note (tasks, STILL_RUNNING);
      return DURATION_UNENDING;
    }
    if (start == TIME_NEVER || end == TIME_NEVER || end < start)
      note (tasks, NO_TIMES);
    else
      sum += end - start;
  }
  return sum;
}

typedef struct {
  guint tasks, gpus; /* so many tasks of so many GPUs each */
  gboolean uneven;
} Shape;

/* Of an attempt: a task a machine where all had the same number of GPUs, else a task a GPU. */
static Shape
shape_of (JsonReading *reading, JsonObject *attempt)
{
  JsonArray *detail = json_get_array (reading, attempt, "detail");
  Shape shape = { 0 };
  guint all = 0;
  for (guint i = 0; i < json_length (detail); i++) {
    guint gpus = json_length (json_get_array (
      reading, json_get_element (reading, detail, i, "an element of detail"), "gpus"));
    if (gpus == 0)
      continue;
    shape.uneven |= shape.tasks > 0 && gpus != shape.gpus;
    shape.tasks++;
    shape.gpus = gpus;
    all += gpus;
  }
  return shape.uneven ? (Shape){ all, 1, TRUE } : shape;
}

/* That of the last attempt which had any GPU: the others, too, had as many as a rule. */
static Shape
last_shape (JsonReading *reading, JsonArray *attempts)
{
  Shape shape = { 0 };
  for (guint i = json_length (attempts); i > 0 && shape.tasks == 0; i--)
    shape = shape_of (reading, json_get_element (reading, attempts, i - 1, "an attempt"));
  return shape;
}

static gboolean
read_names (PhillyTasks *tasks, JsonObject *job, TaskRecord *record, GError **error)
{
  JsonReading *reading = &tasks->reading;
  const Row row = { .display = reading->display, .line = reading->line };
  const char *id = json_get_text (reading, job, "jobid");
  const char *vc = json_get_text (reading, job, "vc");
  const char *user = json_get_text (reading, job, "user");
  if (id == NULL || id[0] == '\0' || vc == NULL || user == NULL)
    json_fault (reading, "a jobid, a vc and a user", "a job without one of them");
  if (!json_sound (reading, error))
    return FALSE;
  g_string_assign (tasks->job, id);
  g_string_printf (tasks->user, "%s/%s", vc, user);
  record->job = tasks->job->str;
  return interner_user (&tasks->interner, &row, "vc and user", tasks->user->str, &record->user,
                        error);
}

static gboolean
read_class (PhillyTasks *tasks, const Shape *shape, TaskRecord *record, GError **error)
{
  const Row row = { .display = tasks->reading.display, .line = tasks->reading.line };
  Amounts request = { 0 };
  guint like;
  request.of[tasks->gpu] = (Amount) MIN (shape->gpus, MAX_DEVICES) * DEVICE;
  if (!interner_class (&tasks->interner, &row, &request,
                       tasks->interner.context.tiers->lowest[TIER_BATCH],
                       &(ClassTexts){ .constraints = NULL }, shape->tasks > 1 ? 0 : 1, &like, error))
    return FALSE;
  record->task_class = like;
  return shape->tasks == 1
         || interner_gang (&tasks->interner, &row, like, shape->tasks, shape->tasks,
                           &record->task_class, error);
}

/* 1: the job is *record; 0: it is left out; -1 and *error. */
static int
read_job (PhillyTasks *tasks, JsonObject *job, TaskRecord *record, GError **error)
{
  JsonReading *reading = &tasks->reading;
  JsonArray *attempts = json_get_array (reading, job, "attempts");
  Shape shape = last_shape (reading, attempts);
  gint64 submit = time_of (reading, job, "submitted_time"), run_time;
  if (submit == TIME_NEVER)
    json_fault (reading, "a submitted_time", "a job without one");
  if (shape.tasks > PHILLY_GANG_MAX || shape.gpus > MAX_DEVICES)
    json_fault (reading, "at most 64 GPUs a machine, and 4096 tasks", "a job of too many GPUs");
  *record = (TaskRecord){ .name = { "", 0 }, .line = reading->line, .budget = BUDGET_NONE };
  if (!read_names (tasks, job, record, error))
    return -1;
  if (json_length (attempts) == 0 || shape.tasks == 0) {
    note (tasks, json_length (attempts) == 0 ? NO_ATTEMPTS : NO_GPUS);
    return 0;
  }
  run_time = run_time_of (tasks, attempts);
  if (!json_sound (reading, error))
    return -1;
  if (run_time == 0) {
    note (tasks, NO_RUN_TIME);
    return 0;
  }
  if (shape.uneven)
    note (tasks, UNEVEN);
  record->count = shape.tasks;
  record->submit = submit - tasks->first;
  record->duration = record->estimate = run_time;
  return read_class (tasks, &shape, record, error) ? 1 : -1;
}

static int
philly_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  PhillyTasks *tasks = (PhillyTasks *) (void *) stream;
  JsonObject *job;
  int found = 0;
  while (found == 0) {
    int got = json_items_next (tasks->items, &job, error);
    if (got <= 0)
      return got;
    tasks->reading.line = json_items_line (tasks->items);
    found = read_job (tasks, job, ret, error);
  }
  return found;
}

static double
philly_tasks_progress (const TaskStream *stream)
{
  return json_items_progress (((const PhillyTasks *) (const void *) stream)->items);
}

static const TraceNote *
philly_tasks_notes (const TaskStream *stream)
{
  return ((const PhillyTasks *) (const void *) stream)->notes;
}

static void
philly_tasks_free (TaskStream *stream)
{
  PhillyTasks *tasks = (PhillyTasks *) (void *) stream;
  g_clear_error (&tasks->reading.fault);
  json_items_free (tasks->items);
  interner_clear (&tasks->interner);
  g_string_free (tasks->job, TRUE);
  g_string_free (tasks->user, TRUE);
  g_free (tasks);
}

static TaskStream *
open_tasks (const char *path, const char *display, const TraceContext *context, gboolean learn,
            GError **error)
{
  JsonItems *items;
  PhillyTasks *tasks;
  gint64 first;
  int gpu;
  if (!philly_gpus (context, display, &gpu, error) || !find_first (path, display, &first, error))
    return NULL;
  items = json_items_new (path, display, NULL, error);
  if (items == NULL)
    return NULL;
  tasks = g_new0 (PhillyTasks, 1);
  tasks->base = (TaskStream){ .next = philly_tasks_next,
                              .progress = philly_tasks_progress,
                              .free = philly_tasks_free,
                              .notes = philly_tasks_notes };
  tasks->items = items;
  tasks->reading.display = json_items_display (items);
  tasks->first = first;
  tasks->gpu = gpu;
  tasks->job = g_string_new (NULL);
  tasks->user = g_string_new (NULL);
  memcpy (tasks->notes, notes, sizeof notes);
  interner_init (&tasks->interner, context, learn);
  return &tasks->base;
}

static gboolean
looks_like (const char *beginning)
{
  const char *first = beginning + strspn (beginning, " \t\r\n");
  return (*first == '[' || *first == '{') && strstr (first, "\"vc\"") != NULL
         && strstr (first, "\"jobid\"") != NULL;
}

const TraceFormat trace_format_philly = {
  .name = "philly",
  .summary = "jobs of Microsoft's Philly clusters (cluster_job_log)",
  .looks_like = looks_like,
  .machines_in_tasks = TRUE,
  .files = philly_files,
  .is_machines = philly_is_machines,
  .read_machines = philly_read_machines,
  .open_tasks = open_tasks,
};
