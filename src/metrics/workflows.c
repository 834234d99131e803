/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workflows.csv: what the graph of each workflow is like, and how long it took beside its critical
 * path, which is the time that it needs where nothing ever waits for a machine. A workflow takes from
 * the first submit of one of its tasks to the last finish. */
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/waits.h"
#include "model/workflows.h"
#include "util/statistics.h"

typedef struct {
  gint64 arrival; /* TIME_UNSET: none of its tasks has been submitted */
  gint64 last;    /* finish */
  guint64 finished;
} Course;

typedef struct {
  Observer base;
  CsvLine row;
  const Workflows *workflows;
  Course *courses;      /* by workflow */
  guint64 submitted;    /* tasks, of whatever job */
  gint64 finished;      /* workflows */
  Quantiles *makespans; /* us */
  Quantiles *slowdowns; /* thousandths */
} WorkflowsObserver;

static gboolean
workflows_wanted (const Scenario *scenario)
{
  return scenario->workload != NULL && workload_graph (scenario->workload) != NULL;
}

static Observer *
workflows_create (const ObserverContext *context, Results *results, GError **error)
{
  static const char *const columns[] = {
    "workflow", "jobs",  "tasks", "dependencies", "depth",    "width", "critical_path",
    "arrival",  "end",   "makespan", "slowdown",  "finished",
  };
  ResultFile *file = NULL;
  WorkflowsObserver *self;
  if (results != NULL && (file = results_open (results, "workflows.csv", error)) == NULL)
    return NULL;
  self = g_new0 (WorkflowsObserver, 1);
  self->workflows = workload_workflows (context->scenario->workload);
  self->courses = g_new (Course, MAX (workflows_count (self->workflows), 1));
  for (guint w = 0; w < workflows_count (self->workflows); w++)
    self->courses[w] = (Course){ .arrival = TIME_UNSET };
  self->makespans = quantiles_new (0, 0);
  self->slowdowns = quantiles_new (1000, 0);
  csv_line_init (&self->row, file);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (&self->row, columns[i]);
  csv_line_end (&self->row);
  return &self->base;
}

/* NULL: the task's job is alone. */
static Course *
course_of (WorkflowsObserver *self, const Task *task)
{
  guint workflow = workflows_of_job (self->workflows, task->job->number);
  return workflow != WORKFLOW_NONE ? &self->courses[workflow] : NULL;
}

static void
workflows_submitted (Observer *observer, gint64 now, const Task *task)
{
  WorkflowsObserver *self = (WorkflowsObserver *) observer;
  Course *course = course_of (self, task);
  self->submitted++;
  if (course != NULL && course->arrival == TIME_UNSET)
    course->arrival = now;
}

static void
workflows_finished (Observer *observer, gint64 now, const Task *task)
{
  Course *course = course_of ((WorkflowsObserver *) observer, task);
  if (course == NULL)
    return;
  course->last = now;
  course->finished++;
}

static void
add_makespan (WorkflowsObserver *self, const Workflow *workflow, const Course *course)
{
  quantiles_add (self->makespans, course->last - course->arrival);
  self->finished++;
  if (workflow->critical_path > 0)
    quantiles_add (self->slowdowns,
                   bounded_slowdown (course->arrival, course->last, workflow->critical_path, 0));
}

static void
write_course (WorkflowsObserver *self, const Workflow *workflow, const Course *course)
{
  CsvLine *row = &self->row;
  gboolean finished = course->arrival != TIME_UNSET && course->finished == workflow->tasks;
  gint64 makespan = course->last - course->arrival;
  if (course->arrival == TIME_UNSET)
    csv_line_empty (row);
  else
    csv_line_seconds (row, course->arrival);
  if (finished) {
    add_makespan (self, workflow, course);
    csv_line_seconds (row, course->last);
    csv_line_seconds (row, makespan);
  } else {
    csv_line_empty (row);
    csv_line_empty (row);
  }
  if (finished && workflow->critical_path > 0)
    csv_line_number (row, (double) makespan / (double) workflow->critical_path);
  else
    csv_line_empty (row);
  csv_line_integer (row, (gint64) course->finished);
  csv_line_end (row);
}

static void
write_workflow (WorkflowsObserver *self, guint w)
{
  const Workflow *workflow = workflows_get (self->workflows, w);
  CsvLine *row = &self->row;
  csv_line_text (row, workflow->name);
  csv_line_integer (row, workflow->jobs);
  csv_line_integer (row, (gint64) workflow->tasks);
  csv_line_integer (row, workflow->edges);
  csv_line_integer (row, workflow->depth);
  csv_line_integer (row, workflow->width);
  if (workflow->critical_path == DURATION_UNENDING)
    csv_line_empty (row);
  else
    csv_line_seconds (row, workflow->critical_path);
  write_course (self, workflow, &self->courses[w]);
}

static gboolean
workflows_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  WorkflowsObserver *self = (WorkflowsObserver *) observer;
  const Workload *workload = observer->context->scenario->workload;
  guint count = workflows_count (self->workflows);
  (void) now, (void) error;
  for (guint w = 0; w < count; w++)
    write_workflow (self, w);
  summary_integer (summary, count, "workflows.count");
  summary_integer (summary, self->finished, "workflows.finished");
  summary_integer (summary, (gint64) (workload_tasks (workload) - self->submitted),
                   "workflows.tasks_not_submitted");
  summary_waits (summary, self->makespans, "workflows.makespan_seconds");
  summary_slowdowns (summary, self->slowdowns, "workflows.slowdown");
  return TRUE;
}

static void
workflows_free_observer (Observer *observer)
{
  WorkflowsObserver *self = (WorkflowsObserver *) observer;
  quantiles_free (self->makespans);
  quantiles_free (self->slowdowns);
  csv_line_clear (&self->row);
  g_free (self->courses);
  g_free (self);
}

const ObserverType observer_workflows = {
  .name = "workflows",
  .summary = "what workflows took beside their critical paths",
  .wanted = workflows_wanted,
  .create = workflows_create,
  .submitted = workflows_submitted,
  .finished = workflows_finished,
  .finish = workflows_finish,
  .free = workflows_free_observer,
};
