/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tasks.csv: one row a task, when its fate is known: finished and dropped ones as it happens, the
 * others at the end of the run, in order of arrival. */
#include "metrics/observers.h"
#include "metrics/pending.h"
#include "metrics/results.h"
#include "metrics/csv_line.h"

#define AUTO_MAX 1000000

typedef struct {
  Observer base;
  CsvLine row;
  GString *name;    /* scratch */
  GArray *machines; /* of guint, by task slot: where it was evicted last */
} TaskRowsObserver;

static gboolean
is_wanted (const Scenario *scenario)
{
  if (scenario->task_rows == TASK_ROWS_AUTO)
    return scenario->workload == NULL || workload_tasks (scenario->workload) <= AUTO_MAX;
  return scenario->task_rows == TASK_ROWS_ALWAYS;
}

static Observer *
task_rows_create (const ObserverContext *context, Results *results, GError **error)
{
  static const char *const columns[] = {
    "job", "task",    "user",     "tier",        "priority", "submit", "start",
    "end", "machine", "attempts", "preemptions", "outcome",  "wait",
  };
  ResultFile *file = NULL;
  TaskRowsObserver *self;

  if (results != NULL && is_wanted (context->scenario)
      && (file = results_open (results, "tasks.csv", error)) == NULL)
    return NULL;
  self = g_new0 (TaskRowsObserver, 1);
  self->name = g_string_new (NULL);
  self->machines = g_array_new (FALSE, TRUE, sizeof (guint));
  csv_line_init (&self->row, file);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (&self->row, columns[i]);
  csv_line_end (&self->row);
  return &self->base;
}

static void
task_rows_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
                   gint64 started)
{
  TaskRowsObserver *self = (TaskRowsObserver *) observer;
  (void) now, (void) cause, (void) lost, (void) started;
  if (self->row.file != NULL)
    *(guint *) slot_at (self->machines, task->slot) = task->machine;
}

/* Means something for a task that has been placed and does not run. */
static guint
evicted_from (TaskRowsObserver *self, const Task *task)
{
  return *(guint *) slot_at (self->machines, task->slot);
}

/* machine: where it ran last, if anywhere; end: TIME_UNSET for a task that has not finished. */
static void
write_task (TaskRowsObserver *self, const Task *task, guint machine, gint64 end,
            const char *outcome)
{
  const ObserverContext *context = self->base.context;
  const TaskClass *class = cell_class_of (context->cell, task);
  CsvLine *row = &self->row;

  csv_line_text (row, task->job->name);
  g_string_truncate (self->name, 0);
  task_name_append (self->name, &task->name);
  csv_line_text (row, self->name->str);
  csv_line_text (row, users_get (context->scenario->users, task->user)->path);
  csv_line_text (row, tier_names[class->tier]);
  csv_line_integer (row, class->priority);
  csv_line_seconds (row, task->submit);
  if (task->first_started == TIME_UNSET)
    csv_line_empty (row);
  else
    csv_line_seconds (row, task->first_started);
  if (end == TIME_UNSET)
    csv_line_empty (row);
  else
    csv_line_seconds (row, end);
  if (task->placements == 0) {
    csv_line_empty (row);
  } else {
    csv_line_text (row, inventory_machine (context->cell->inventory, machine)->name);
  }
  csv_line_integer (row, task->placements);
  csv_line_integer (row, task->preemptions);
  csv_line_text (row, outcome);
  if (task->first_started == TIME_UNSET)
    csv_line_empty (row);
  else
    csv_line_seconds (row, task->first_started - task->submit);
  csv_line_end (row);
}

static void
task_rows_finished (Observer *observer, gint64 now, const Task *task)
{
  TaskRowsObserver *self = (TaskRowsObserver *) observer;
  if (self->row.file != NULL)
    write_task (self, task, task->machine, now, "finished");
}

static void
task_rows_dropped (Observer *observer, gint64 now, const Task *task)
{
  TaskRowsObserver *self = (TaskRowsObserver *) observer;
  (void) now;
  if (self->row.file != NULL)
    write_task (self, task, evicted_from (self, task), TIME_UNSET, "dropped");
}

static int
compare_arrival (gconstpointer a, gconstpointer b)
{
  guint64 x = (*(const Task *const *) a)->sequence, y = (*(const Task *const *) b)->sequence;
  return (x > y) - (x < y);
}

static gboolean
task_rows_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  TaskRowsObserver *self = (TaskRowsObserver *) observer;
  const TaskPool *tasks = observer->context->tasks;
  g_autoptr (GPtrArray) alive = g_ptr_array_new ();
  (void) now, (void) summary, (void) error;

  if (self->row.file == NULL)
    return TRUE;
  for (guint slot = 0; slot < task_pool_slots (tasks); slot++) {
    Task *task = task_pool_get (tasks, slot);
    if (task != NULL && task->state != TASK_GONE)
      g_ptr_array_add (alive, task);
  }
  g_ptr_array_sort (alive, compare_arrival);
  for (guint i = 0; i < alive->len; i++) {
    const Task *task = g_ptr_array_index (alive, i);
    gboolean runs = task->state == TASK_RUNNING || task->state == TASK_LEAVING;
    write_task (self, task, runs ? task->machine : evicted_from (self, task), TIME_UNSET,
                runs ? "running" : "pending");
  }
  return TRUE;
}

static void
task_rows_free (Observer *observer)
{
  TaskRowsObserver *self = (TaskRowsObserver *) observer;
  g_array_unref (self->machines);
  g_string_free (self->name, TRUE);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_task_rows = {
  .name = "tasks",
  .summary = "what became of each task",
  .create = task_rows_create,
  .finished = task_rows_finished,
  .evicted = task_rows_evicted,
  .dropped = task_rows_dropped,
  .finish = task_rows_finish,
  .free = task_rows_free,
};
