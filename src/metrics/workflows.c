/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workflows.csv: what the graph of each workflow is like, and how long it took beside its critical
 * path, which is the time that it needs where nothing ever waits for a machine. A workflow takes from
 * the first submit of one of its tasks to the last finish. Those that are over go to a scratch file. */
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/waits.h"
#include "trace/component_reader.h"
#include "util/statistics.h"

/* Of a component, be it a workflow or not. */
typedef struct {
  gint64 arrival;  /* the first submit of one of its tasks */
  gint64 last;     /* finish */
  guint64 finished, tasks;
  guint component;
} Course;

typedef struct {
  Observer base;
  CsvLine row;
  const JobGraphs *graphs;
  ComponentReader *reader;
  GHashTable *alive;    /* of component: Course */
  ScratchFile *over;    /* of Course */
  GError *error;        /* the first that has not been told */
  guint64 submitted;    /* tasks, of whatever job */
  gint64 finished;      /* workflows */
  Quantiles *makespans; /* us */
  Quantiles *slowdowns; /* thousandths */
} WorkflowsObserver;

static gboolean
workflows_wanted (const Scenario *scenario)
{
  return scenario->workload != NULL && workload_graphs (scenario->workload) != NULL;
}

static Observer *
workflows_create (const ObserverContext *context, Results *results, GError **error)
{
  static const char *const columns[] = {
    "workflow", "jobs",  "tasks", "dependencies", "depth",    "width", "critical_path",
    "arrival",  "end",   "makespan", "slowdown",  "finished",
  };
  ResultFile *file = NULL;
  g_autoptr (ScratchFile) over = scratch_file_new (sizeof (Course), error);
  WorkflowsObserver *self;
  if (over == NULL)
    return NULL;
  if (results != NULL && (file = results_open (results, "workflows.csv", error)) == NULL)
    return NULL;
  self = g_new0 (WorkflowsObserver, 1);
  self->graphs = workload_graphs (context->scenario->workload);
  self->reader = component_reader_new (self->graphs);
  self->alive = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->over = g_steal_pointer (&over);
  self->makespans = quantiles_new (0, 0);
  self->slowdowns = quantiles_new (1000, 0);
  csv_line_init (&self->row, file);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (&self->row, columns[i]);
  csv_line_end (&self->row);
  return &self->base;
}

/* The first error is told in the end. */
static void
note_error (WorkflowsObserver *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* NULL: it has none yet. */
static Course *
course_of (const WorkflowsObserver *self, guint component)
{
  return g_hash_table_lookup (self->alive, GUINT_TO_POINTER (component));
}

static void
begin_course (WorkflowsObserver *self, guint component, gint64 now)
{
  GError *error = NULL;
  g_autofree Component *of = component_reader_load (self->reader, component, &error);
  if (of == NULL) {
    note_error (self, error);
    return;
  }
  Course *course = g_new (Course, 1);
  *course = (Course){ .arrival = now, .tasks = of->workflow.tasks, .component = component };
  g_hash_table_insert (self->alive, GUINT_TO_POINTER (component), course);
}

static void
end_course (WorkflowsObserver *self, const Course *course)
{
  GError *error = NULL;
  if (!scratch_file_append (self->over, course, &error))
    note_error (self, error);
}

static void
workflows_submitted (Observer *observer, gint64 now, const Task *task)
{
  WorkflowsObserver *self = (WorkflowsObserver *) observer;
  guint component = task->job->place.component;
  self->submitted++;
  if (component != COMPONENT_NONE && course_of (self, component) == NULL)
    begin_course (self, component, now);
}

static void
workflows_finished (Observer *observer, gint64 now, const Task *task)
{
  WorkflowsObserver *self = (WorkflowsObserver *) observer;
  guint component = task->job->place.component;
  Course *course = component != COMPONENT_NONE ? course_of (self, component) : NULL;
  if (course == NULL)
    return;
  course->last = now;
  if (++course->finished < course->tasks)
    return;
  end_course (self, course);
  g_hash_table_remove (self->alive, GUINT_TO_POINTER (component));
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

/* course: NULL, where none of its tasks has been submitted. */
static void
write_course (WorkflowsObserver *self, const Workflow *workflow, const Course *course)
{
  CsvLine *row = &self->row;
  gboolean finished = course != NULL && course->finished == workflow->tasks;
  gint64 makespan = finished ? course->last - course->arrival : 0;
  if (course == NULL)
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
  csv_line_integer (row, course != NULL ? (gint64) course->finished : 0);
  csv_line_end (row);
}

static void
write_workflow (WorkflowsObserver *self, const Workflow *workflow, const Course *course)
{
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
  write_course (self, workflow, course);
}

static int
compare_courses (const void *x, const void *y)
{
  const Course *a = x, *b = y;
  return (a->component > b->component) - (a->component < b->component);
}

/* All courses, by component. */
static gboolean
sort_courses (WorkflowsObserver *self, const Course **ret, GError **error)
{
  GHashTableIter iter;
  gpointer course, map;
  g_hash_table_iter_init (&iter, self->alive);
  while (g_hash_table_iter_next (&iter, NULL, &course))
    end_course (self, course);
  if (self->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return FALSE;
  }
  if (!scratch_file_sort (self->over, compare_courses, &map, error))
    return FALSE;
  *ret = map;
  return TRUE;
}

/* In order of their numbers, which are those of their first rows. */
static gboolean
write_all (WorkflowsObserver *self, GError **error)
{
  gsize next = 0, courses = scratch_file_rows (self->over) + g_hash_table_size (self->alive);
  const Course *list;
  if (!sort_courses (self, &list, error))
    return FALSE;
  for (guint c = 0; c < job_graphs_components (self->graphs); c++) {
    g_autofree Component *component = component_reader_load (self->reader, c, error);
    if (component == NULL)
      return FALSE;
    const Course *course = next < courses && list[next].component == c ? &list[next] : NULL;
    if (component->is_workflow)
      write_workflow (self, &component->workflow, course);
    if (course != NULL)
      scratch_file_forget (self->over, next++);
  }
  return TRUE;
}

static gboolean
workflows_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  WorkflowsObserver *self = (WorkflowsObserver *) observer;
  const Workload *workload = observer->context->scenario->workload;
  (void) now;
  if (!write_all (self, error))
    return FALSE;
  summary_integer (summary, (gint64) job_graphs_workflows (self->graphs), "workflows.count");
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
  component_reader_free (self->reader);
  g_hash_table_unref (self->alive);
  scratch_file_free (self->over);
  g_clear_error (&self->error);
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
