/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks that have been read once. Where they are sorted, running reads them again; where not, they are
 * sorted in scratch files and given out from these: memory does not grow with them. Only what is to be
 * reshaped is kept in memory. */
#include "trace/gang_rows.h"
#include "trace/job_graphs.h"
#include "trace/kept_rows.h"
#include "trace/placed_tasks.h"
#include "trace/reshape.h"
#include "trace/seen_tasks.h"
#include "util/input_error.h"

#include <string.h>

#define DEMAND_DURATION_MAX ((double) (365 * 86400 * TIME_SECOND))
#define DEMAND_MEMORY 4096.0  /* MiB that weigh as much as a core */

struct Workload {
  TaskSource *source;
  TraceContext context;
  guint64 rows;
  guint64 tasks;
  guint64 jobs;
  gint64 last_submit;
  gboolean sorted;
  gboolean has_usage;
  gboolean has_budgets;
  gboolean has_runs;
  gint64 recorded_end;
  gboolean has_data_sizes;
  guint first_gang, first_joint; /* lines: see trace/gang_rows.h */
  JobGraphs *graphs;       /* NULL: no job waits for another */
  GArray *notes;           /* of TraceNote, those that count any, and an end */
  GArray *demand;          /* of double, by user */
  KeptRows *kept;          /* sorted; NULL where the file is */
  GArray *records;         /* of TaskRecord, reshaped; NULL: they are not */
  GArray *used;            /* of Amounts, theirs */
  GArray *peaks;           /* of UsagePeak, theirs */
  GArray *runs;            /* of RecordedRun, theirs */
  GStringChunk *strings;   /* theirs */
};

void
workload_free (Workload *workload)
{
  if (workload == NULL)
    return;
  task_source_free (workload->source);
  g_array_unref (workload->demand);
  job_graphs_free (workload->graphs);
  g_array_unref (workload->notes);
  kept_rows_free (workload->kept);
  g_clear_pointer (&workload->records, g_array_unref);
  g_clear_pointer (&workload->used, g_array_unref);
  g_clear_pointer (&workload->peaks, g_array_unref);
  g_clear_pointer (&workload->runs, g_array_unref);
  g_clear_pointer (&workload->strings, g_string_chunk_free);
  g_free (workload);
}

/* The most of a request, in cores, devices, 4 GiB of memory, or units of a plain resource. */
static double
request_weight (const ResourceSet *resources, const Amounts *request)
{
  double most = 0;

  for (guint r = 0; r < resources->count; r++) {
    Unit unit = resources->item[r].unit;
    double scale = unit == UNIT_PLAIN ? 1 : unit == UNIT_MEMORY ? DEMAND_MEMORY : 1000;

    most = MAX (most, (double) request->of[r] / scale);
  }
  return most;
}

static void
add_demand (Workload *workload, const TaskRecord *record)
{
  const TaskClass *class = task_classes_get (workload->context.classes, record->task_class);
  double duration = MIN ((double) record->duration, DEMAND_DURATION_MAX) / (double) TIME_SECOND;

  if (record->user >= workload->demand->len)
    g_array_set_size (workload->demand, record->user + 1);
  g_array_index (workload->demand, double, record->user)
    += record->count * duration * request_weight (workload->context.resources, &class->request);
}

/* Has the job another name than that of the record before? */
static gboolean
is_new_job (GString *last_job, const Workload *workload, const TaskRecord *record)
{
  if (workload->tasks > 0 && strcmp (last_job->str, record->job) == 0)
    return FALSE;
  g_string_assign (last_job, record->job);
  return TRUE;
}

static void
learn_runs (Workload *workload, const TaskRecord *record)
{
  workload->has_runs = TRUE;
  for (guint i = 0; i < record->n_runs; i++) {
    const RecordedRun *run = &record->runs[i];
    workload->recorded_end = MAX (workload->recorded_end, run->end != TIME_NEVER ? run->end : run->start);
  }
}

static void
learn_record (Workload *workload, GString *last_job, const TaskRecord *record)
{
  if (is_new_job (last_job, workload, record) && workload->jobs < G_MAXUINT64)
    workload->jobs++;
  workload->tasks += MIN (record->count, G_MAXUINT64 - workload->tasks);
  workload->rows++;
  if (record->submit < workload->last_submit)
    workload->sorted = FALSE;
  workload->last_submit = MAX (workload->last_submit, record->submit);
  workload->has_usage |= record->used != NULL;
  workload->has_budgets |= record->budget != BUDGET_NONE;
  if (record->runs != NULL)
    learn_runs (workload, record);
  workload->has_data_sizes |= record->data_size > 0;
  add_demand (workload, record);
}

static gboolean
duplicate_error (const Workload *workload, const TaskRecord *record, guint task, guint line,
                 GError **error)
{
  const TaskName name = task_record_name (record, task);
  g_autofree char *text = task_name_text (&name);
  g_autofree char *expected = g_strdup_printf ("each task of a job once; it is on line %u", line);

  return input_error (error, workload->source->display, record->line, expected,
                      "task '%s' of job '%s' is there already", text, record->job);
}

static void
learn_notes (Workload *workload, const TaskStream *stream)
{
  const TraceNote *note = stream->notes != NULL ? stream->notes (stream) : NULL;

  if (note != NULL)
    trace_notes_collect (note, workload->notes);
  if (stream->jobs != NULL)
    workload->jobs = stream->jobs (stream);
}

/* What a row says of the job, of whom it comes after, and of the workflow. */
static gboolean
learn_after (const Workload *workload, const TaskRecord *record, GError **error)
{
  return workload->graphs == NULL
         || job_graphs_add (workload->graphs, record, workload->source->display, error);
}

static gboolean
learn_graphs (Workload *workload, GError **error)
{
  if (workload->graphs == NULL)
    return TRUE;
  if (!job_graphs_finish (workload->graphs, workload->source->display, error))
    return FALSE;
  if (!job_graphs_are_needed (workload->graphs))
    g_clear_pointer (&workload->graphs, job_graphs_free);
  return TRUE;
}

static gboolean
learn (Workload *workload, GError **error)
{
  g_autoptr (TaskStream) stream
    = workload->source->open (workload->source, &workload->context, TRUE, error);
  g_autoptr (SeenTasks) seen = seen_tasks_new ();
  g_autoptr (GangRows) gangs = gang_rows_new (workload->context.classes, workload->source->display);
  g_autoptr (GString) last_job = g_string_new (NULL);
  TaskRecord record;
  int got;

  if (stream == NULL)
    return FALSE;
  if (stream->has_after && (workload->graphs = job_graphs_new (error)) == NULL)
    return FALSE;
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    guint task;

    if (!learn_after (workload, &record, error))
      return FALSE;
    if (record.count == 0)
      continue;
    guint line = seen_tasks_add (seen, record.job, &record.name, record.count, record.line, &task);

    if (line != 0)
      return duplicate_error (workload, &record, task, line, error);
    if (!gang_rows_add (gangs, &record, error))
      return FALSE;
    learn_record (workload, last_job, &record);
  }
  if (got < 0 || !gang_rows_end (gangs, error) || !learn_graphs (workload, error))
    return FALSE;
  workload->first_gang = gang_rows_first (gangs);
  workload->first_joint = gang_rows_first_joint (gangs);
  learn_notes (workload, stream);
  const char *missing = task_classes_missing_group (workload->context.classes);
  if (missing != NULL)
    return input_error (error, workload->source->display, 0,
                        "a name of column 'group', or a job whose tasks have spread or affinity",
                        "affinity: no task is of group '%s'", missing);
  return workload->tasks > 0
         || input_error (error, workload->source->display, 0, "at least one task", "no tasks");
}

/* The stream's text as the workload's own; that of the row before where it is the same. */
static const char *
keep_text (Workload *workload, const char *before, const char *text)
{
  return before != NULL && strcmp (before, text) == 0
           ? before
           : g_string_chunk_insert (workload->strings, text);
}

static void
keep_record (Workload *workload, TaskRecord record)
{
  GArray *records = workload->records;
  TaskRecord before = { 0 };

  if (records->len > 0)
    before = g_array_index (records, TaskRecord, records->len - 1);
  record.job = keep_text (workload, before.job, record.job);
  record.name.base = keep_text (workload, before.name.base, record.name.base);
  record.after = record.workflow = NULL;
  if (record.used != NULL)
    g_array_append_vals (workload->used, record.used, 1);
  if (record.peak != NULL)
    g_array_append_vals (workload->peaks, record.peak, 1);
  if (record.n_runs > 0)
    g_array_append_vals (workload->runs, record.runs, record.n_runs);
  g_array_append_val (records, record);
}

/* The records point at the amounts they were read with; these do not move any more. */
static void
point_at_used (Workload *workload)
{
  guint used = 0, peaks = 0, runs = 0;

  for (guint i = 0; i < workload->records->len; i++) {
    TaskRecord *record = &g_array_index (workload->records, TaskRecord, i);

    if (record->used != NULL)
      record->used = &g_array_index (workload->used, Amounts, used++);
    if (record->peak != NULL)
      record->peak = &g_array_index (workload->peaks, UsagePeak, peaks++);
    if (record->runs != NULL)
      record->runs = (const RecordedRun *) (const void *) workload->runs->data + runs;
    runs += record->n_runs;
  }
}

/* The source as it is read from the second time on. */
static TaskStream *
open_source (const Workload *workload, GError **error)
{
  TaskStream *stream = workload->source->open (workload->source, &workload->context, FALSE, error);

  return stream != NULL && stream->has_after
           ? placed_tasks_new (stream, workload->graphs, workload->source->display)
           : stream;
}

/* The second reading of an unsorted file. */
static gboolean
keep_sorted (Workload *workload, GError **error)
{
  g_autoptr (TaskStream) stream = open_source (workload, error);
  g_autoptr (KeptRows) kept = stream != NULL ? kept_rows_new (workload->graphs != NULL, error) : NULL;
  TaskRecord record;
  int got;

  if (kept == NULL)
    return FALSE;
  while ((got = task_stream_next (stream, &record, error)) > 0)
    if (!kept_rows_add (kept, &record, error))
      return FALSE;
  if (got < 0 || !kept_rows_sort (kept, error))
    return FALSE;
  workload->kept = g_steal_pointer (&kept);
  return TRUE;
}

/* All rows in order, to be reshaped. */
static gboolean
keep_in_memory (Workload *workload, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (workload, error);
  TaskRecord record;
  int got;

  if (stream == NULL)
    return FALSE;
  workload->records = g_array_new (FALSE, FALSE, sizeof (TaskRecord));
  workload->used = g_array_new (FALSE, FALSE, sizeof (Amounts));
  workload->peaks = g_array_new (FALSE, FALSE, sizeof (UsagePeak));
  workload->runs = g_array_new (TRUE, FALSE, sizeof (RecordedRun));
  workload->strings = g_string_chunk_new (1 << 16);
  while ((got = task_stream_next (stream, &record, error)) > 0)
    keep_record (workload, record);
  point_at_used (workload);
  return got == 0;
}

Workload *
workload_new (TaskSource *source, const TraceContext *context, GError **error)
{
  g_autoptr (Workload) workload = g_new0 (Workload, 1);

  workload->source = source;
  workload->context = *context;
  workload->sorted = TRUE;
  workload->notes = g_array_new (TRUE, TRUE, sizeof (TraceNote));
  workload->demand = g_array_new (FALSE, TRUE, sizeof (double));
  if (!learn (workload, error) || (!workload->sorted && !keep_sorted (workload, error)))
    return NULL;
  return g_steal_pointer (&workload);
}

Workload *
workload_load (const char *path, const char *display, const char *format,
               const TraceContext *context, GError **error)
{
  TaskSource *source = task_file_new (path, display, format, context, error);

  return source != NULL ? workload_new (source, context, error) : NULL;
}

/* What learn() found, of rows that are others now. */
static void
learn_again (Workload *workload)
{
  g_autoptr (GString) last_job = g_string_new (NULL);
  gboolean sorted = workload->sorted;

  workload->rows = workload->tasks = workload->jobs = 0;
  workload->last_submit = 0;
  g_array_set_size (workload->demand, 0);
  for (guint i = 0; i < workload->records->len; i++)
    learn_record (workload, last_job, &g_array_index (workload->records, TaskRecord, i));
  workload->sorted = sorted;
}

gboolean
workload_reshape (Workload *workload, const Reshaping *reshaping, GError **error)
{
  const ResourceSet *resources = workload->context.resources;

  if (workload->first_joint != 0
      && (reshaping->inflate >= 0 || reshaping->shuffle || reshaping->one_by_one))
    return input_error (error, workload->source->display, workload->first_joint,
                        "one row a gang, with a count, or no inflate, shuffle or arrivals in "
                        "[workload]",
                        "a gang of several rows, which would be torn apart");
  if (workload->records == NULL && !keep_in_memory (workload, error))
    return FALSE;
  switch (reshape_records (workload->records, reshaping, workload->context.classes,
                           workload->strings)) {
  case RESHAPE_NOTHING_REQUESTED:
    return input_error (error, workload->source->display, 0,
                        "a task that does, or no inflate in [workload]", "no task asks for %s",
                        resources->item[reshaping->inflate].name);
  case RESHAPE_TOO_MANY_ROWS:
    return input_error (error, workload->source->display, 0, "a lower share in [workload] inflate",
                        "more than %d rows would have to be drawn to ask for so much %s", DRAWN_MAX,
                        resources->item[reshaping->inflate].name);
  case RESHAPED:
    break;
  }
  learn_again (workload);
  return TRUE;
}

gboolean
workload_keep (Workload *workload, guint64 most, GError **error)
{
  return workload->records != NULL || workload->rows > most || keep_sorted (workload, error);
}

/* Records from memory. */

typedef struct {
  TaskStream base;
  const Workload *workload;
  guint given;
} MemoryTasks;

static int
memory_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  MemoryTasks *tasks = (MemoryTasks *) (void *) stream;
  const GArray *records = tasks->workload->records;

  (void) error;
  if (tasks->given == records->len)
    return 0;
  *ret = g_array_index (records, TaskRecord, tasks->given++);
  return 1;
}

static double
memory_tasks_progress (const TaskStream *stream)
{
  const MemoryTasks *tasks = (const MemoryTasks *) (const void *) stream;

  return (double) tasks->given / (double) tasks->workload->records->len;
}

static void
memory_tasks_free (TaskStream *stream)
{
  g_free (stream);
}

TaskStream *
workload_open (const Workload *workload, GError **error)
{
  MemoryTasks *tasks;

  if (workload->records == NULL && workload->kept != NULL)
    return kept_rows_open (workload->kept);
  if (workload->records == NULL)
    return open_source (workload, error);
  tasks = g_new0 (MemoryTasks, 1);
  tasks->base = (TaskStream){ .next = memory_tasks_next,
                              .progress = memory_tasks_progress,
                              .free = memory_tasks_free };
  tasks->workload = workload;
  return &tasks->base;
}

const char *
workload_format (const Workload *workload)
{
  return workload->source->format;
}

guint64
workload_tasks (const Workload *workload)
{
  return workload->tasks;
}

guint64
workload_jobs (const Workload *workload)
{
  return workload->jobs;
}

gint64
workload_last_submit (const Workload *workload)
{
  return workload->last_submit;
}

gboolean
workload_was_sorted (const Workload *workload)
{
  return workload->sorted;
}

gboolean
workload_has_usage (const Workload *workload)
{
  return workload->has_usage;
}

gboolean
workload_has_runs (const Workload *workload)
{
  return workload->has_runs;
}

gint64
workload_recorded_end (const Workload *workload)
{
  return MAX (workload->recorded_end, workload->last_submit);
}

gboolean
workload_has_budgets (const Workload *workload)
{
  return workload->has_budgets;
}

gboolean
workload_has_data_sizes (const Workload *workload)
{
  return workload->has_data_sizes;
}

guint
workload_first_gang (const Workload *workload)
{
  return workload->first_gang;
}

double
workload_user_demand (const Workload *workload, guint user)
{
  return user < workload->demand->len ? g_array_index (workload->demand, double, user) : 0;
}

const JobGraphs *
workload_graphs (const Workload *workload)
{
  return workload->graphs;
}

const TraceNote *
workload_notes (const Workload *workload)
{
  return (const TraceNote *) (const void *) workload->notes->data;
}
