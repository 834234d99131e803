/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks as they were joined, one after the other. Joining is done once; streams share what it made. */
#include "trace/formats/google.h"

#include <string.h>

#include "trace/intern.h"

static const TraceNote reasons[N_GOOGLE_NOTES + 1] = {
  [GOOGLE_NOTE_AFTER_WINDOW] = { .what = "rows after the trace (time 2^63-1)" },
  [GOOGLE_NOTE_NEVER_RAN] = { .what = "tasks that left before they ever ran" },
  [GOOGLE_NOTE_ALLOC] = { .what = "rows of alloc instances, which are room and not work" },
  [GOOGLE_NOTE_UPDATE] = { .what = "rows that update a task" },
  [GOOGLE_NOTE_QUEUE] = { .what = "rows of the batch queue (QUEUE, ENABLE): tasks wait from their SUBMIT on" },
  [GOOGLE_NOTE_DIFFERENT] = { .what = "wishes of tasks to be on different machines" },
  [GOOGLE_NOTE_CONSTRAINED] = { .what = "constraints of tasks on attributes of machines" },
  [GOOGLE_NOTE_SPREAD] = { .what = "wishes of jobs for few tasks a machine or switch" },
  [GOOGLE_NOTE_PARENT] = { .what = "parents of jobs, with which these end" },
  [GOOGLE_NOTE_AT_START]
  = { .kept = TRUE, .what = "tasks there already: what they did before is not known" },
  [GOOGLE_NOTE_RUNNING]
  = { .kept = TRUE, .what = "tasks that have run and not ended by the end of the trace: unending" },
  [GOOGLE_NOTE_WAITING]
  = { .kept = TRUE, .what = "tasks that wait at the end of the trace and never ran: unending" },
  [GOOGLE_NOTE_EVICTED]
  = { .kept = TRUE, .what = "tasks that were evicted: what such runs did is done again" },
  [GOOGLE_NOTE_AGAIN]
  = { .kept = TRUE, .what = "tasks submitted again after they ended: as long as all their runs" },
  [GOOGLE_NOTE_BLANK] = { .kept = TRUE, .what = "tasks without a request: 0" },
  [GOOGLE_NOTE_CHANGED]
  = { .kept = TRUE, .what = "tasks whose request changed: the first one counts" },
  [GOOGLE_NOTE_SCALED]
  = { .kept = TRUE, .what = "jobs whose requests were scaled: the first ones count" },
  [GOOGLE_NOTE_USER] = { .kept = TRUE, .what = "tasks without a user: 'default'" },
  [GOOGLE_NOTE_IN_ALLOC]
  = { .kept = TRUE, .what = "tasks in alloc sets: they take their room from machines" },
  [GOOGLE_NOTE_MACHINE]
  = { .kept = TRUE, .what = "tasks on machines that machine_events does not know" },
  [GOOGLE_NOTE_MISSING]
  = { .kept = TRUE, .what = "rows that stand for what the trace is missing, as its makers inferred" },
  [GOOGLE_NOTE_ORDER]
  = { .kept = TRUE, .what = "rows of tasks that do not follow those before: without effect" },
};

static const RecordedRun no_run;

typedef struct {
  TracePrepared base;
  const GoogleTrace *trace;
  GoogleRows rows;
  ScratchFile *file;
  const GoogleTask *tasks; /* those in it */
  const GoogleAfter *after; /* those in rows.after, by job */
  const RecordedRun *runs;  /* those in rows.runs, or one that means nothing where there is none */
  guint64 jobs;
} GooglePrepared;

typedef struct {
  TaskStream base;
  const GooglePrepared *prepared;
  Interner interner;
  int cpu, memory; /* resources, or -1 */
  gsize given;
  gint64 last_job;        /* of the row before, if any; rows of a job mostly stand together */
  char job[32];           /* the name of the one handed out last */
  GString *parents;       /* of its job */
  GHashTable *jobs_after; /* those whose parents have been said; NULL: none has any */
} GoogleTasks;

/* Priorities keep their order within a tier. */
static gint32
berth_priority (const GoogleBand *band, const TierBounds *tiers, gint32 priority)
{
  while (priority < band->lowest)
    band++;
  gint32 highest = band->tier + 1 < N_TIERS ? tiers->lowest[band->tier + 1] - 1 : PRIORITY_MAX;
  return MIN (tiers->lowest[band->tier] + priority - band->lowest, highest);
}

/* The first of a job's entries, or the place where it would be. */
static gsize
find_after (const GooglePrepared *prepared, gint64 job)
{
  gsize low = 0, high = scratch_file_rows (prepared->rows.after);

  while (low < high) {
    gsize middle = low + (high - low) / 2;
    if (prepared->after[middle].job < job)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* What a job comes after, with one of its tasks. */
static const char *
say_parents (GoogleTasks *tasks, const GoogleTask *task)
{
  const GooglePrepared *prepared = tasks->prepared;
  gsize n = scratch_file_rows (prepared->rows.after);

  if (tasks->jobs_after == NULL || (tasks->given > 0 && task->job == tasks->last_job)
      || g_hash_table_contains (tasks->jobs_after, &task->job))
    return NULL;
  g_string_truncate (tasks->parents, 0);
  for (gsize i = find_after (prepared, task->job); i < n && prepared->after[i].job == task->job; i++)
    if (tasks->parents->len == 0 || prepared->after[i].parent != prepared->after[i - 1].parent)
      g_string_append_printf (tasks->parents, "%s%" G_GINT64_FORMAT,
                              tasks->parents->len > 0 ? ";" : "", prepared->after[i].parent);
  if (tasks->parents->len > 0)
    g_hash_table_add (tasks->jobs_after, (gpointer) &task->job);
  return tasks->parents->str;
}

static gboolean
make_record (GoogleTasks *tasks, const GoogleTask *task, TaskRecord *record, GError **error)
{
  const GoogleRows *rows = &tasks->prepared->rows;
  const char *user = g_ptr_array_index (rows->users, task->user);
  Row row = { .display = rows->parts[task->place.part], .line = task->place.line };
  gint32 priority = berth_priority (tasks->prepared->trace->bands, tasks->interner.context.tiers,
                                    task->priority);
  Amounts request = { 0 };

  g_snprintf (tasks->job, sizeof tasks->job, "%" G_GINT64_FORMAT, task->job);
  *record = (TaskRecord){ .job = tasks->job,
                          .name = { "", task->index },
                          .count = 1,
                          .line = task->place.line,
                          .submit = task->submit,
                          .duration = task->duration,
                          .estimate = task->duration,
                          .budget = BUDGET_NONE,
                          .after = say_parents (tasks, task) };
  if (tasks->interner.context.recorded_runs) {
    record->runs = tasks->prepared->runs + task->first_run;
    record->n_runs = task->n_runs;
  }
  if (tasks->cpu >= 0)
    request.of[tasks->cpu] = task->cpu;
  if (tasks->memory >= 0)
    request.of[tasks->memory] = task->memory;
  return interner_user (&tasks->interner, &row, "user", *user != '\0' ? user : "default",
                        &record->user, error)
         && interner_class (&tasks->interner, &row, &request, priority, NULL, 1,
                            &record->task_class, error);
}

static int
google_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  GoogleTasks *tasks = (GoogleTasks *) (void *) stream;

  if (tasks->given == scratch_file_rows (tasks->prepared->file))
    return 0;
  if (!make_record (tasks, &tasks->prepared->tasks[tasks->given], ret, error))
    return -1;
  tasks->last_job = tasks->prepared->tasks[tasks->given].job;
  scratch_file_forget (tasks->prepared->file, tasks->given++);
  return 1;
}

static double
google_tasks_progress (const TaskStream *stream)
{
  const GoogleTasks *tasks = (const GoogleTasks *) (const void *) stream;
  gsize rows = scratch_file_rows (tasks->prepared->file);

  return rows == 0 ? 1 : (double) tasks->given / (double) rows;
}

static const TraceNote *
google_tasks_notes (const TaskStream *stream)
{
  return ((const GoogleTasks *) (const void *) stream)->prepared->rows.notes;
}

static guint64
google_tasks_jobs (const TaskStream *stream)
{
  return ((const GoogleTasks *) (const void *) stream)->prepared->jobs;
}

static void
google_tasks_free (TaskStream *stream)
{
  GoogleTasks *tasks = (GoogleTasks *) (void *) stream;

  interner_clear (&tasks->interner);
  g_string_free (tasks->parents, TRUE);
  g_clear_pointer (&tasks->jobs_after, g_hash_table_unref);
  g_free (tasks);
}

TaskStream *
google_open_prepared (const TracePrepared *base, const TraceContext *context, gboolean learn,
                      GError **error)
{
  GoogleTasks *tasks = g_new0 (GoogleTasks, 1);

  (void) error;
  tasks->base = (TaskStream){ .next = google_tasks_next,
                              .progress = google_tasks_progress,
                              .free = google_tasks_free,
                              .notes = google_tasks_notes,
                              .jobs = google_tasks_jobs };
  tasks->prepared = (const GooglePrepared *) (const void *) base;
  tasks->base.has_after = scratch_file_rows (tasks->prepared->rows.after) > 0;
  tasks->cpu = resource_set_find (context->resources, "cpu");
  tasks->memory = resource_set_find (context->resources, "memory");
  tasks->parents = g_string_new (NULL);
  if (tasks->base.has_after)
    tasks->jobs_after = g_hash_table_new (g_int64_hash, g_int64_equal);
  interner_init (&tasks->interner, context, learn);
  return &tasks->base;
}

/* Preparing ------------------------------------------------------------------------------------ */

static int
compare_after (const void *x, const void *y)
{
  const GoogleAfter *a = x, *b = y;
  if (a->job != b->job)
    return a->job < b->job ? -1 : 1;
  return (a->parent > b->parent) - (a->parent < b->parent);
}

static void
google_prepared_free (TracePrepared *base)
{
  GooglePrepared *prepared = (GooglePrepared *) (void *) base;

  google_rows_clear (&prepared->rows);
  scratch_file_free (prepared->file);
  g_free (prepared);
}

static gboolean
read_and_join (GooglePrepared *prepared, const char *path, GError **error)
{
  GoogleRows *rows = &prepared->rows;
  gpointer after, runs;

  if (!google_rows_init (rows, error))
    return FALSE;
  memcpy (rows->notes, reasons, sizeof reasons);
  prepared->file = scratch_file_new (sizeof (GoogleTask), error);
  if (prepared->file == NULL || !prepared->trace->read (rows, path, error)
      || !google_join (rows, prepared->file, &prepared->tasks, &prepared->jobs, error)
      || !scratch_file_sort (rows->after, compare_after, &after, error)
      || !scratch_file_map (rows->runs, &runs, error))
    return FALSE;
  prepared->after = after;
  prepared->runs = runs != NULL ? runs : &no_run;
  g_clear_pointer (&rows->events, scratch_file_free);
  return TRUE;
}

TracePrepared *
google_prepare (const GoogleTrace *trace, const char *path, GError **error)
{
  GooglePrepared *prepared = g_new0 (GooglePrepared, 1);

  prepared->base.free = google_prepared_free;
  prepared->trace = trace;
  if (read_and_join (prepared, path, error))
    return &prepared->base;
  google_prepared_free (&prepared->base);
  return NULL;
}
