/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tasks.csv as a stream. Nothing is allocated for a row of a class that is known. */
#include <string.h>

#include "trace/formats/berth_csv.h"
#include "trace/intern.h"
#include "util/input_error.h"

#define COUNT_MAX (TASK_NUMBER_MAX + 1)
#define GANG_MAX  4096 /* each lesser need is a class */

enum {
  JOB,
  TASK,
  USER,
  SUBMIT,
  DURATION,
  ESTIMATE,
  PRIORITY,
  TIER,
  CONSTRAINTS,
  PREFERENCES,
  TOLERATIONS,
  CHECKPOINT,
  BUDGET,
  COUNT,
  GANG,
  GROUP,
  SPREAD,
  AFFINITY,
  PEAK_AT,
  PEAK_FOR,
  AFTER,
  WORKFLOW,
  RAN,
  DATA,
  DATA_SIZE,
  N_FIXED,
};

static const char *const fixed_columns[N_FIXED] = {
  "job",      "task", "user",        "submit",      "duration",    "estimate",
  "priority", "tier", "constraints", "preferences", "tolerations", "checkpoint",
  "budget",   "count", "gang",        "group",       "spread",      "affinity",
  "peak-at",  "peak-for", "after",       "workflow",    "ran",         "data",
  "data-size",
};

typedef struct {
  TaskStream base;
  CsvReader *reader;
  Interner interner;
  const ResourceSet *resources;
  char *used_name[MAX_RESOURCES];              /* `cpu-used` … */
  char *peak_name[MAX_RESOURCES];              /* `cpu-peak` … */
  const char *known[N_FIXED + 3 * MAX_RESOURCES + 1];
  int index[N_FIXED + 3 * MAX_RESOURCES];      /* fixed, requests, used, peaks */
  Amounts used;                                /* of the row, where it says so */
  UsagePeak peak;                              /* the same */
  GArray *runs;                                /* of RecordedRun: the same */
} BerthTasks;

static gboolean
bind_columns (BerthTasks *tasks, GError **error)
{
  const ResourceSet *resources = tasks->resources;

  memcpy (tasks->known, fixed_columns, sizeof fixed_columns);
  for (guint r = 0; r < resources->count; r++) {
    tasks->used_name[r] = g_strconcat (resources->item[r].name, "-used", NULL);
    tasks->peak_name[r] = g_strconcat (resources->item[r].name, "-peak", NULL);
    tasks->known[N_FIXED + r] = resources->item[r].name;
    tasks->known[N_FIXED + resources->count + r] = tasks->used_name[r];
    tasks->known[N_FIXED + 2 * resources->count + r] = tasks->peak_name[r];
  }
  if (!columns_bind (tasks->reader, tasks->known, tasks->index, error)
      || !columns_require (tasks->reader, "job", tasks->index[JOB], error)
      || !columns_require (tasks->reader, "submit", tasks->index[SUBMIT], error))
    return FALSE;
  if (tasks->index[PRIORITY] != COLUMN_ABSENT && tasks->index[TIER] != COLUMN_ABSENT)
    return input_error (error, csv_reader_display (tasks->reader), 1, "at most one of the two",
                        "there are both a column 'priority' and a column 'tier'");
  return TRUE;
}

static gboolean
read_priority (const BerthTasks *tasks, const Row *row, gint32 *ret, GError **error)
{
  const TierBounds *bounds = tasks->interner.context.tiers;
  const char *tier_cell = row_cell (row, tasks->index[TIER]);
  gint64 priority = bounds->lowest[TIER_BATCH];
  g_autofree char *expected = NULL;

  if (tier_cell[0] != '\0') {
    int tier = tier_find (tier_cell);

    if (tier < 0) {
      expected = input_expected_one_of (tier_cell, tier_names);
      return row_error (row, "tier", expected, error, "unknown tier '%s'", tier_cell);
    }
    priority = bounds->lowest[tier];
  } else if (!row_integer_or (row, tasks->index[PRIORITY], "priority", 0, PRIORITY_MAX, priority,
                              &priority, error)) {
    return FALSE;
  }
  *ret = (gint32) priority;
  return TRUE;
}

/* Only an estimate may be without an end where the duration has one: its empty cell is the duration. */
static gboolean
read_estimate (const BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  int cell = tasks->index[ESTIMATE];

  if (strcmp (row_cell (row, cell), BERTH_CSV_UNLIMITED) != 0)
    return row_time_or (row, cell, "estimate", record->duration, &record->estimate, error);
  record->estimate = DURATION_UNENDING;
  return TRUE;
}

static gboolean
read_times (const BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  const int *index = tasks->index;

  if (!row_time (row, index[SUBMIT], "submit", &record->submit, error)
      || !row_time_or (row, index[DURATION], "duration", DURATION_UNENDING, &record->duration,
                       error)
      || !read_estimate (tasks, row, record, error)
      || !row_time_or (row, index[CHECKPOINT], "checkpoint", 0, &record->checkpoint, error))
    return FALSE;
  if (record->duration != DURATION_UNENDING && record->duration > TRACE_TIME_MAX - record->submit)
    return row_error (row, "duration", "an end within 146,000 years", error,
                      "'%s' is out of range behind the submit time",
                      row_cell (row, index[DURATION]));
  if (record->checkpoint == 0 && row_cell (row, index[CHECKPOINT])[0] != '\0')
    return row_error (row, "checkpoint", "an interval above 0, or an empty cell", error,
                      "'%s' is out of range", row_cell (row, index[CHECKPOINT]));
  return TRUE;
}

static gboolean
read_amounts (BerthTasks *tasks, const Row *row, Amounts *request, TaskRecord *record,
              GError **error)
{
  const ResourceSet *resources = tasks->resources;
  const int *request_index = tasks->index + N_FIXED;
  const int *used_index = request_index + resources->count;

  *request = (Amounts){ 0 };
  record->used = NULL;
  for (guint r = 0; r < resources->count; r++) {
    Unit unit = resources->item[r].unit;

    if (!row_amount_or (row, request_index[r], resources->item[r].name, unit, 0, &request->of[r],
                        error)
        || !row_amount_or (row, used_index[r], tasks->used_name[r], unit, request->of[r],
                           &tasks->used.of[r], error))
      return FALSE;
    if (row_cell (row, used_index[r])[0] != '\0')
      record->used = &tasks->used;
    if (tasks->used.of[r] > request->of[r])
      return row_error (row, tasks->used_name[r], "at most the request", error,
                        "'%s' is more than the request of '%s'", row_cell (row, used_index[r]),
                        request->of[r] == 0 ? "0" : row_cell (row, request_index[r]));
  }
  return TRUE;
}

/* What the row says of a peak; without one, what it uses is all there is. */
static gboolean
read_peak (BerthTasks *tasks, const Row *row, const Amounts *request, TaskRecord *record,
           GError **error)
{
  const ResourceSet *resources = tasks->resources;
  const int *index = tasks->index + N_FIXED + 2 * resources->count;
  UsagePeak *peak = &tasks->peak;

  record->peak = NULL;
  for (guint r = 0; r < resources->count; r++) {
    const char *name = tasks->peak_name[r], *text = row_cell (row, index[r]);

    if (!row_amount_or (row, index[r], name, resources->item[r].unit, tasks->used.of[r],
                        &peak->used.of[r], error))
      return FALSE;
    if (peak->used.of[r] < tasks->used.of[r] || peak->used.of[r] > request->of[r])
      return row_error (row, name, "at least what it uses and at most the request", error,
                        "'%s' is neither", text);
    if (text[0] != '\0') {
      record->used = &tasks->used;
      record->peak = peak;
    }
  }
  if (!row_time_or (row, tasks->index[PEAK_AT], "peak-at", 0, &peak->at, error)
      || !row_time_or (row, tasks->index[PEAK_FOR], "peak-for", DURATION_UNENDING, &peak->length,
                       error))
    return FALSE;
  return peak->length > 0
         || row_error (row, "peak-for", "a time above 0, or an empty cell", error,
                       "'%s' is too short", row_cell (row, tasks->index[PEAK_FOR]));
}

/* All that counts of a row of no tasks. */
static gboolean
read_job (BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  const char *workflow = row_cell (row, tasks->index[WORKFLOW]);
  /* where jobs are in a graph, they need not have tasks */
  gint64 least = tasks->base.has_after ? 0 : 1, count;

  if (!row_name (row, tasks->index[JOB], "job", &record->job, error)
      || !row_integer_or (row, tasks->index[COUNT], "count", least, COUNT_MAX, 1, &count, error))
    return FALSE;
  record->count = (guint) count;
  record->after = row_cell (row, tasks->index[AFTER]);
  record->workflow = workflow[0] != '\0' ? workflow : NULL;
  return TRUE;
}

static gboolean
read_identity (BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  const char *task = row_cell (row, tasks->index[TASK]);
  const char *user = row_cell (row, tasks->index[USER]);
  gint64 budget;

  if (!interner_user (&tasks->interner, row, "user", user[0] != '\0' ? user : "default",
                      &record->user, error)
      || !row_integer_or (row, tasks->index[BUDGET], "budget", 0, BUDGET_NONE - 1, BUDGET_NONE,
                          &budget, error))
    return FALSE;
  record->budget = (guint16) budget;
  if (record->count > 1 || task[0] == '\0')
    record->name = (TaskName){ .base = task, .number = 0 };
  else
    record->name = task_name_of_text (task);
  return TRUE;
}

/* Who has rules is of some group: of its job's name where the file gives no other. */
static gboolean
read_texts (const BerthTasks *tasks, const Row *row, const char *job, ClassTexts *ret,
            GError **error)
{
  const int *index = tasks->index;
  const char *group = row_cell (row, index[GROUP]);
  g_autofree char *reason = NULL;

  *ret = (ClassTexts){ .constraints = row_cell (row, index[CONSTRAINTS]),
                       .preferences = row_cell (row, index[PREFERENCES]),
                       .tolerations = row_cell (row, index[TOLERATIONS]),
                       .spread = row_cell (row, index[SPREAD]),
                       .affinity = row_cell (row, index[AFFINITY]),
                       .data = row_cell (row, index[DATA]) };
  gboolean rules = ret->spread[0] != '\0' || ret->affinity[0] != '\0';
  ret->group = group[0] == '\0' && rules ? job : group;
  return group_name_check (ret->group, &reason)
         || row_error (row, "group", "a name without ; @ !, and not self", error, "%s", reason);
}

/* The class of the row's tasks: of a gang, if the row says so. */
static gboolean
read_class (BerthTasks *tasks, const Row *row, const Amounts *request, gint32 priority,
            TaskRecord *record, GError **error)
{
  const int *index = tasks->index;
  ClassTexts texts;
  gint64 gang = 1;
  guint like;

  if ((index[GANG] != COLUMN_ABSENT
       && !row_integer_or (row, index[GANG], "gang", 1, GANG_MAX, 1, &gang, error))
      || !read_texts (tasks, row, record->job, &texts, error)
      || !interner_class (&tasks->interner, row, request, priority, &texts,
                          gang == 1 ? record->count : 0, &like, error))
    return FALSE;
  record->task_class = like;
  return gang == 1
         || interner_gang (&tasks->interner, row, like, (guint) gang, record->count,
                           &record->task_class, error);
}

/* start-end;start-: one after the other. */
static gboolean
read_run (const char *text, RecordedRun *ret)
{
  g_auto (GStrv) times = g_strsplit (text, "-", 2);

  ret->end = TIME_NEVER;
  return times[0] != NULL && times[1] != NULL && time_parse (times[0], &ret->start, NULL)
         && (times[1][0] == '\0' || time_parse (times[1], &ret->end, NULL))
         && ret->start <= ret->end && ret->start <= TRACE_TIME_MAX;
}

/* A cell of - says that it never ran; an empty one says nothing. */
static gboolean
read_ran (BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  const char *text = row_cell (row, tasks->index[RAN]);
  g_auto (GStrv) parts = NULL;

  g_array_set_size (tasks->runs, 0);
  if (text[0] == '\0')
    return TRUE;
  parts = g_strsplit (strcmp (text, "-") == 0 ? "" : text, ";", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    RecordedRun run = { 0 };
    if (!read_run (parts[i], &run))
      return row_error (row, "ran", "start-end;start-end in time, the last end empty where it runs "
                        "on, or - where it never ran", error, "'%s' is no time to run", parts[i]);
    g_array_append_val (tasks->runs, run);
  }
  record->runs = (const RecordedRun *) (const void *) tasks->runs->data;
  record->n_runs = tasks->runs->len;
  return TRUE;
}

/* How much input the row's tasks have, which must be somewhere. */
static gboolean
read_data_size (const BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  const int *index = tasks->index;

  if (!row_amount_or (row, index[DATA_SIZE], "data-size", UNIT_MEMORY, 0, &record->data_size, error))
    return FALSE;
  return record->data_size == 0 || row_cell (row, index[DATA])[0] != '\0'
         || row_error (row, "data-size", "places in the column data", error,
                       "'%s' that are nowhere", row_cell (row, index[DATA_SIZE]));
}

static gboolean
read_row (BerthTasks *tasks, const Row *row, TaskRecord *record, GError **error)
{
  gint32 priority = 0;
  Amounts request;

  *record = (TaskRecord){ .line = csv_reader_line (tasks->reader) };
  if (!read_job (tasks, row, record, error))
    return FALSE;
  if (record->count == 0)
    return TRUE;
  return read_identity (tasks, row, record, error) && read_times (tasks, row, record, error)
         && read_priority (tasks, row, &priority, error)
         && read_amounts (tasks, row, &request, record, error)
         && read_peak (tasks, row, &request, record, error)
         && (!tasks->interner.context.recorded_runs || read_ran (tasks, row, record, error))
         && read_data_size (tasks, row, record, error)
         && read_class (tasks, row, &request, priority, record, error);
}

static int
own_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  BerthTasks *tasks = (BerthTasks *) (void *) stream;
  Row row = { .reader = tasks->reader };
  int got = csv_reader_next (tasks->reader, &row.cells, error);

  return got > 0 && !read_row (tasks, &row, ret, error) ? -1 : got;
}

static double
own_tasks_progress (const TaskStream *stream)
{
  const BerthTasks *tasks = (const BerthTasks *) (const void *) stream;
  guint64 size = csv_reader_size (tasks->reader);

  return size == 0 ? 1 : (double) csv_reader_position (tasks->reader) / (double) size;
}

static void
own_tasks_free (TaskStream *stream)
{
  BerthTasks *tasks = (BerthTasks *) (void *) stream;

  csv_reader_free (tasks->reader);
  interner_clear (&tasks->interner);
  g_array_unref (tasks->runs);
  for (guint r = 0; r < MAX_RESOURCES; r++) {
    g_free (tasks->used_name[r]);
    g_free (tasks->peak_name[r]);
  }
  g_free (tasks);
}

TaskStream *
own_tasks_open (const char *path, const char *display, const TraceContext *context,
                  gboolean learn, GError **error)
{
  CsvReader *reader = csv_reader_new (path, display, error);
  BerthTasks *tasks;

  if (reader == NULL)
    return NULL;
  tasks = g_new0 (BerthTasks, 1);
  tasks->base = (TaskStream){ .next = own_tasks_next,
                              .progress = own_tasks_progress,
                              .free = own_tasks_free };
  tasks->reader = reader;
  tasks->resources = context->resources;
  tasks->runs = g_array_new (TRUE, FALSE, sizeof (RecordedRun));
  interner_init (&tasks->interner, context, learn);
  if (bind_columns (tasks, error)) {
    tasks->base.has_after = tasks->index[AFTER] != COLUMN_ABSENT
                            || tasks->index[WORKFLOW] != COLUMN_ABSENT;
    return &tasks->base;
  }
  own_tasks_free (&tasks->base);
  return NULL;
}
