/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData2011, version 2, as published: a folder of task_events and machine_events
 * (Reiss, Wilkes, Hellerstein, "Google cluster-usage traces: format + schema", 2011). Opening it
 * joins the events; see trace/formats/google2011.h. */
#include <string.h>

#include "trace/formats.h"
#include "trace/formats/google2011.h"
#include "trace/intern.h"
#include "util/input_error.h"

#define TASK_CELLS 13

static const TraceNote reasons[N_GOOGLE_NOTES + 1] = {
  [GOOGLE_NOTE_AFTER_WINDOW] = { .what = "rows after the trace (time 2^63-1)" },
  [GOOGLE_NOTE_NEVER_RAN] = { .what = "tasks that left before they ever ran" },
  [GOOGLE_NOTE_UPDATE] = { .what = "rows that update a task" },
  [GOOGLE_NOTE_DIFFERENT] = { .what = "wishes of tasks to be on different machines" },
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
  [GOOGLE_NOTE_USER] = { .kept = TRUE, .what = "tasks without a user: 'default'" },
  [GOOGLE_NOTE_MACHINE]
  = { .kept = TRUE, .what = "tasks on machines that machine_events does not know" },
  [GOOGLE_NOTE_ORDER]
  = { .kept = TRUE, .what = "rows of tasks that do not follow those before: without effect" },
};

typedef struct {
  TaskStream base;
  GoogleRows rows;
  Interner interner;
  int cpu, memory; /* resources, or -1 */
  ScratchFile *file;
  const GoogleTask *tasks;
  guint64 jobs;
  gsize given;
  char job[32]; /* the name of the one handed out last */
  TraceNote notes[N_GOOGLE_NOTES + 1];
} GoogleTasks;

/* Priorities keep their order within a tier. */
static gint32
berth_priority (const TierBounds *tiers, gint32 priority)
{
  static const struct {
    gint32 lowest;
    Tier tier;
  } bands[] = { { 9, TIER_PROD }, { 2, TIER_BATCH }, { 0, TIER_FREE } };
  guint band = 0;

  while (priority < bands[band].lowest)
    band++;
  return MIN (tiers->lowest[bands[band].tier] + priority - bands[band].lowest,
              tiers->lowest[bands[band].tier + 1] - 1);
}

static gboolean
make_record (GoogleTasks *tasks, const GoogleTask *task, TaskRecord *record, GError **error)
{
  const char *user = g_ptr_array_index (tasks->rows.users, task->user);
  Row row = { .display = tasks->rows.parts[task->place.part], .line = task->place.line };
  gint32 priority = berth_priority (tasks->interner.context.tiers, task->priority);
  Amounts request = { 0 };

  g_snprintf (tasks->job, sizeof tasks->job, "%" G_GINT64_FORMAT, task->job);
  *record = (TaskRecord){ .job = tasks->job,
                          .name = { "", task->index },
                          .count = 1,
                          .line = task->place.line,
                          .submit = task->submit,
                          .duration = task->duration,
                          .estimate = task->duration,
                          .budget = BUDGET_NONE };
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

  if (tasks->given == scratch_file_rows (tasks->file))
    return 0;
  return make_record (tasks, &tasks->tasks[tasks->given++], ret, error) ? 1 : -1;
}

static double
google_tasks_progress (const TaskStream *stream)
{
  const GoogleTasks *tasks = (const GoogleTasks *) (const void *) stream;
  gsize rows = scratch_file_rows (tasks->file);

  return rows == 0 ? 1 : (double) tasks->given / (double) rows;
}

static const TraceNote *
google_tasks_notes (const TaskStream *stream)
{
  return ((const GoogleTasks *) (const void *) stream)->notes;
}

static guint64
google_tasks_jobs (const TaskStream *stream)
{
  return ((const GoogleTasks *) (const void *) stream)->jobs;
}

static void
google_tasks_free (TaskStream *stream)
{
  GoogleTasks *tasks = (GoogleTasks *) (void *) stream;

  google_rows_clear (&tasks->rows);
  interner_clear (&tasks->interner);
  scratch_file_free (tasks->file);
  g_free (tasks);
}

static gboolean
read_and_join (GoogleTasks *tasks, const char *path, GError **error)
{
  GStrv parts = google_find_parts (path, GOOGLE_TASKS, error);
  GHashTable *machines = NULL;
  GoogleTask *joined = NULL;

  if (parts == NULL || !google_machine_ids (path, &machines, error)) {
    g_strfreev (parts);
    return FALSE;
  }
  tasks->file = scratch_file_new (sizeof (GoogleTask), error);
  if (!google_rows_read (&tasks->rows, parts, machines, tasks->notes, error) || tasks->file == NULL
      || !google_join (&tasks->rows, tasks->file, &joined, &tasks->jobs, error))
    return FALSE;
  g_clear_pointer (&tasks->rows.events, scratch_file_free);
  tasks->tasks = joined;
  return TRUE;
}

static TaskStream *
google_open_tasks (const char *path, const char *display, const TraceContext *context,
                   gboolean learn, GError **error)
{
  GoogleTasks *tasks = g_new0 (GoogleTasks, 1);

  (void) display;
  tasks->base = (TaskStream){ .next = google_tasks_next,
                              .progress = google_tasks_progress,
                              .free = google_tasks_free,
                              .notes = google_tasks_notes,
                              .jobs = google_tasks_jobs };
  tasks->cpu = resource_set_find (context->resources, "cpu");
  tasks->memory = resource_set_find (context->resources, "memory");
  memcpy (tasks->notes, reasons, sizeof reasons);
  interner_init (&tasks->interner, context, learn);
  if (read_and_join (tasks, path, error))
    return &tasks->base;
  google_tasks_free (&tasks->base);
  return NULL;
}

/* Files that belong to a trace, for its manifest: those of tasks, then those of machines. */
static GStrv
google_files (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  static const char *const kinds[] = { GOOGLE_TASKS, GOOGLE_MACHINES };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_auto (GStrv) parts = google_find_parts (path, kinds[i], error);
    if (parts == NULL)
      return NULL;
    g_strv_builder_addv (builder, (const char **) parts);
  }
  return g_strv_builder_end (builder);
}

/* A row of either kind has no header above it. */
static gboolean
looks_like (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  g_autofree char *copy = g_strdup (line);
  const char *cells[TASK_CELLS];
  gint64 value;

  return google_is_machines_line (copy)
         || (google_split (line, cells, TASK_CELLS)
             && integer_parse (cells[0], 0, G_MAXINT64, &value, NULL)
             && integer_parse (cells[2], 0, G_MAXINT64, &value, NULL)
             && integer_parse (cells[3], 0, G_MAXINT64, &value, NULL)
             && integer_parse (cells[5], 0, N_GOOGLE_EVENTS - 1, &value, NULL));
}

const TraceFormat trace_format_google2011 = {
  .name = "google2011",
  .summary = "task_events and machine_events of Google's ClusterData2011, version 2",
  .looks_like = looks_like,
  .is_folder = google_is_folder,
  .files = google_files,
  .machines_in_tasks = TRUE,
  .read_machines = google_read_machines,
  .open_tasks = google_open_tasks,
};
