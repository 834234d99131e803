/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/generator.h"

#include "generate/requests.h"
#include "generate/zipf.h"
#include "trace/intern.h"
#include "util/input_error.h"

#include <math.h>

#define TASKS_MOST (TASK_NUMBER_MAX + 1)
#define GANG_MOST  4096 /* as in tasks.csv */

struct Generator {
  GeneratorSpec spec;
  const ResourceSet *resources;
  Requests *requests;
  Zipf users;
  GPtrArray *user_paths; /* of char * */
  double until_requested; /* at once: base units of the load's resource */
  GeneratorTotals totals;
};

/* The load that is asked for ---------------------------------------------------------------------- */

static double
round_tasks (double value, gconstpointer data)
{
  (void) data;
  return CLAMP (round (value), 1, TASKS_MOST);
}

/* Seconds that the tasks of a job run in all; data: the law of durations. */
static double
task_seconds (double tasks, gconstpointer data)
{
  double n = round_tasks (tasks, NULL);

  return n * law_mean (data, n) / (double) TIME_SECOND;
}

/* Base units · seconds of a job on average. */
static double
mean_work (const Generator *generator)
{
  const GeneratorSpec *spec = &generator->spec;
  double request = requests_mean (generator->requests, (guint) spec->load_resource);

  if (law_depends_on_tasks (spec->duration))
    return request * law_mean_of (spec->tasks, task_seconds, spec->duration);
  return request * law_mean_of (spec->tasks, round_tasks, NULL) * law_mean (spec->duration, 1)
         / (double) TIME_SECOND;
}

static gboolean
refuse_load (const GeneratorSpec *spec, GError **error, const char *expected, const char *what)
{
  return input_error (error, spec->file, spec->line, expected, "load in [generate %s]: %s",
                      spec->name, what);
}

/* Of jobs that come at once it says how many there are, of others how many a second. */
static gboolean
calibrate (Generator *generator, GError **error)
{
  GeneratorSpec *spec = &generator->spec;
  double amount, mean;

  if (spec->load_resource < 0)
    return TRUE;
  amount = spec->load * (double) spec->capacity[spec->load_resource];
  if (amount <= 0)
    return refuse_load (spec, error, "a resource that machines have", "the cell has none of it");
  if (arrival_kind_is_at_once (spec->arrivals.kind)) {
    generator->until_requested = amount;
    mean = requests_mean (generator->requests, (guint) spec->load_resource);
  } else {
    mean = mean_work (generator);
    spec->arrivals.rate = amount / mean;
  }
  if (!isfinite (mean))
    return refuse_load (spec, error, "laws with a mean, such as bounded-pareto",
                        "a job's work has no mean");
  return mean > 0
         || refuse_load (spec, error, "tasks that ask for it, and run", "a job's work is nothing");
}

/* Life -------------------------------------------------------------------------------------------- */

static void
name_users (Generator *generator)
{
  const GeneratorSpec *spec = &generator->spec;

  zipf_init (&generator->users, spec->users, spec->user_skew);
  generator->user_paths = g_ptr_array_new_with_free_func (g_free);
  for (guint u = 0; u < spec->users; u++)
    g_ptr_array_add (generator->user_paths, spec->users > 1 ? g_strdup_printf ("%s/%u", spec->user, u)
                                                            : g_strdup (spec->user));
}

static guint64 jobs_most = GENERATED_JOBS_MAX;

void
generator_limit_jobs (guint64 most)
{
  jobs_most = most;
}

static gboolean
refuse_jobs (const GeneratorSpec *spec, GError **error)
{
  return input_error (error, spec->file, spec->line,
                      "a lower rate or load, an earlier until, or a number of jobs",
                      "[generate %s] makes more than %" G_GUINT64_FORMAT " jobs", spec->name, jobs_most);
}

/* Jobs a second on average; 0: they come at once. */
static double
mean_rate (const GeneratorSpec *spec)
{
  if (arrival_kind_is_at_once (spec->arrivals.kind))
    return 0;
  return spec->arrivals.rate > 0 ? spec->arrivals.rate : arrival_own_rate (&spec->arrivals);
}

/* Too many are known before the first is made, but for what a shape does to their rate. */
static gboolean
check_jobs (const Generator *generator, GError **error)
{
  const GeneratorSpec *spec = &generator->spec;
  double seconds = (double) (spec->until - spec->start) / (double) TIME_SECOND;

  return (spec->jobs > 0 && spec->jobs <= jobs_most) || spec->until == TIME_NEVER
         || mean_rate (spec) * seconds <= (double) jobs_most || refuse_jobs (spec, error);
}

Generator *
generator_new (const GeneratorSpec *spec, const ResourceSet *resources, GError **error)
{
  g_autoptr (Generator) generator = g_new0 (Generator, 1);

  generator->spec = *spec;
  generator->resources = resources;
  generator->requests = requests_new (&generator->spec, resources);
  name_users (generator);
  if (!calibrate (generator, error) || !check_jobs (generator, error))
    return NULL;
  return g_steal_pointer (&generator);
}

void
generator_free (Generator *generator)
{
  if (generator == NULL)
    return;
  requests_free (generator->requests);
  zipf_clear (&generator->users);
  g_ptr_array_unref (generator->user_paths);
  g_free (generator);
}

const char *
generator_name (const Generator *generator)
{
  return generator->spec.name;
}

const GeneratorTotals *
generator_totals (const Generator *generator)
{
  return &generator->totals;
}

/* The stream -------------------------------------------------------------------------------------- */

typedef struct {
  TaskStream base;
  Generator *generator;
  Arrivals *arrivals;
  RequestStream *requests;
  gsl_rng *sizes, *durations, *users;
  Interner interner;
  GString *job;
  guint64 jobs, tasks;
  gint64 last_submit;
  gint64 next_submit; /* where it has been asked for, or TIME_NEVER */
  double requested[MAX_RESOURCES]; /* so far, base units of all tasks */
  double work[MAX_RESOURCES];      /* base units · seconds, of those that end */
} GeneratedTasks;

/* Where errors are: the group. */
static Row
row_of (const GeneratorSpec *spec)
{
  return (Row){ .display = spec->file, .line = spec->line };
}

/* FALSE: there are no more. */
static gboolean
draw_submit (GeneratedTasks *tasks, gint64 *ret)
{
  const Generator *generator = tasks->generator;
  const GeneratorSpec *spec = &generator->spec;
  double time;
  gint64 submit;

  if (spec->jobs > 0 && tasks->jobs == spec->jobs)
    return FALSE;
  if (generator->until_requested > 0
      && tasks->requested[spec->load_resource] >= generator->until_requested)
    return FALSE;
  time = arrivals_next (tasks->arrivals) * (double) TIME_SECOND;
  if (!(time < (double) TRACE_TIME_MAX))
    return FALSE;
  submit = spec->start + (gint64) time;
  if (submit >= MIN (spec->until, TRACE_TIME_MAX))
    return FALSE;
  *ret = submit;
  return TRUE;
}

static gint64
next_duration (GeneratedTasks *tasks, const TaskRecord *record)
{
  const Law *law = tasks->generator->spec.duration;
  double value;

  if (law == NULL)
    return DURATION_UNENDING;
  value = round (law_draw (law, tasks->durations, record->count));
  return value < (double) (TRACE_TIME_MAX - record->submit) ? (gint64) value
                                                            : TRACE_TIME_MAX - record->submit;
}

static gboolean
find_class (GeneratedTasks *tasks, const Amounts *request, TaskRecord *record, GError **error)
{
  const GeneratorSpec *spec = &tasks->generator->spec;
  gboolean gang = spec->gang && record->count > 1;
  const Row row = row_of (spec);
  guint like;

  if (gang && record->count > GANG_MOST)
    return input_error (error, spec->file, spec->line, "a law of at most 4096 tasks, or no gang",
                        "tasks in [generate %s]: a gang of %u", spec->name, record->count);
  if (!interner_class (&tasks->interner, &row, request, spec->priority, &spec->texts,
                       gang ? 0 : record->count, &like, error))
    return FALSE;
  record->task_class = like;
  return !gang
         || interner_gang (&tasks->interner, &row, like, record->count, record->count,
                           &record->task_class, error);
}

static void
count_job (GeneratedTasks *tasks, const TaskRecord *record, const Amounts *request)
{
  tasks->jobs++;
  tasks->tasks += record->count;
  tasks->last_submit = record->submit;
  for (guint r = 0; r < tasks->generator->resources->count; r++) {
    double requested = (double) record->count * request->of[r];

    tasks->requested[r] += requested;
    if (record->duration != DURATION_UNENDING)
      tasks->work[r] += requested * ((double) record->duration / (double) TIME_SECOND);
  }
}

static void
take_totals (const GeneratedTasks *tasks)
{
  Generator *generator = tasks->generator;
  const GeneratorSpec *spec = &generator->spec;
  GeneratorTotals *totals = &generator->totals;
  gint64 end = spec->until == TIME_NEVER ? tasks->last_submit : spec->until;
  double seconds = (double) (end - spec->start) / (double) TIME_SECOND;

  *totals = (GeneratorTotals){ .jobs = tasks->jobs, .tasks = tasks->tasks, .rate = mean_rate (spec) };
  for (guint r = 0; r < generator->resources->count; r++) {
    double capacity = (double) spec->capacity[r];

    if (capacity <= 0)
      continue;
    if (spec->duration == NULL)
      totals->offered[r] = tasks->requested[r] / capacity;
    else if (seconds > 0)
      totals->offered[r] = tasks->work[r] / (capacity * seconds);
  }
}

gboolean
generator_peek (TaskStream *stream, gint64 *ret)
{
  GeneratedTasks *tasks = (GeneratedTasks *) (void *) stream;

  if (tasks->next_submit == TIME_NEVER && !draw_submit (tasks, &tasks->next_submit)) {
    if (tasks->interner.learn)
      take_totals (tasks);
    return FALSE;
  }
  *ret = tasks->next_submit;
  return TRUE;
}

static int
generated_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  GeneratedTasks *tasks = (GeneratedTasks *) (void *) stream;
  const Generator *generator = tasks->generator;
  const GeneratorSpec *spec = &generator->spec;
  const Row row = row_of (spec);
  TaskRecord record = { .name = { .base = "", .number = 0 },
                        .line = MAX (1, spec->line),
                        .checkpoint = spec->checkpoint,
                        .budget = spec->budget };
  Amounts request;
  guint user;

  if (!generator_peek (stream, &record.submit))
    return 0;
  if (tasks->jobs == jobs_most) {
    refuse_jobs (spec, error);
    return -1;
  }
  tasks->next_submit = TIME_NEVER;
  record.count = (guint) round_tasks (law_draw (spec->tasks, tasks->sizes, 1), NULL);
  record.duration = record.estimate = next_duration (tasks, &record);
  request = request_stream_next (tasks->requests);
  user = zipf_choose (&generator->users, gsl_rng_uniform (tasks->users));
  g_string_printf (tasks->job, "%s-%" G_GUINT64_FORMAT, spec->name, tasks->jobs);
  record.job = tasks->job->str;
  if (!interner_user (&tasks->interner, &row, "user", g_ptr_array_index (generator->user_paths, user),
                      &record.user, error)
      || !find_class (tasks, &request, &record, error))
    return -1;
  count_job (tasks, &record, &request);
  *ret = record;
  return 1;
}

/* By time, or by jobs where these are the limit. */
static double
generated_progress (const TaskStream *stream)
{
  const GeneratedTasks *tasks = (const GeneratedTasks *) (const void *) stream;
  const GeneratorSpec *spec = &tasks->generator->spec;
  double by_jobs = spec->jobs > 0 ? (double) tasks->jobs / (double) spec->jobs : 0;
  double by_time = (double) (tasks->last_submit - spec->start) / (double) (spec->until - spec->start);

  return CLAMP (MAX (by_jobs, by_time), 0, 1);
}

static void
generated_free (TaskStream *stream)
{
  GeneratedTasks *tasks = (GeneratedTasks *) (void *) stream;

  arrivals_free (tasks->arrivals);
  request_stream_free (tasks->requests);
  gsl_rng_free (tasks->sizes);
  gsl_rng_free (tasks->durations);
  gsl_rng_free (tasks->users);
  interner_clear (&tasks->interner);
  g_string_free (tasks->job, TRUE);
  g_free (tasks);
}

TaskStream *
generator_open (Generator *generator, const TraceContext *context, gboolean learn)
{
  const GeneratorSpec *spec = &generator->spec;
  GeneratedTasks *tasks = g_new0 (GeneratedTasks, 1);

  tasks->base = (TaskStream){ .next = generated_next,
                              .progress = generated_progress,
                              .free = generated_free };
  tasks->generator = generator;
  tasks->arrivals = arrivals_new (&spec->arrivals,
                                  random_stream_new (spec->seed, spec->name, "arrivals"));
  tasks->requests = request_stream_new (generator->requests);
  tasks->sizes = random_stream_new (spec->seed, spec->name, "sizes");
  tasks->durations = random_stream_new (spec->seed, spec->name, "durations");
  tasks->users = random_stream_new (spec->seed, spec->name, "users");
  tasks->job = g_string_new (NULL);
  tasks->last_submit = spec->start;
  tasks->next_submit = TIME_NEVER;
  interner_init (&tasks->interner, context, learn);
  return &tasks->base;
}
