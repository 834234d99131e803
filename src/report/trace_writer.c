/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_writer.h"

#include "metrics/csv_line.h"
#include "util/input_error.h"

#define PROGRESS_ROWS 4096

/* Columns that are there only where a task needs them. */
enum {
  ESTIMATE,
  CHECKPOINT,
  BUDGET,
  COUNT,
  GANG,
  DATA_SIZE,
  CONSTRAINTS,
  PREFERENCES,
  TOLERATIONS,
  GROUP,
  SPREAD,
  AFFINITY,
  DATA,
  N_COLUMNS,
};

#define FIRST_TEXT CONSTRAINTS

static const char *const column_names[N_COLUMNS]
  = { "estimate",    "checkpoint",  "budget", "count",  "gang",     "data-size", "constraints",
      "preferences", "tolerations", "group",  "spread", "affinity", "data" };

typedef struct {
  const TraceFile *file;
  const TraceEdit *edit;
  guint64 tasks; /* written */
  gboolean present[N_COLUMNS];
  gboolean requested[MAX_RESOURCES];
  gboolean usage, peaks;
  CsvLine line;
  GString *name;
} TaskWriter;

/* The texts of a class, by column from FIRST_TEXT on. */
static void
get_texts (const TaskClass *class, const char *ret[N_COLUMNS])
{
  ClassTexts texts;

  task_class_texts (class, &texts);
  ret[CONSTRAINTS] = texts.constraints;
  ret[PREFERENCES] = texts.preferences;
  ret[TOLERATIONS] = texts.tolerations;
  ret[GROUP] = texts.group;
  ret[SPREAD] = texts.spread;
  ret[AFFINITY] = texts.affinity;
  ret[DATA] = texts.data;
}

static void
find_class_columns (TaskWriter *writer)
{
  const TaskClasses *classes = writer->file->classes;

  for (guint c = 0; c < task_classes_count (classes); c++) {
    const TaskClass *class = task_classes_get (classes, c);
    const char *texts[N_COLUMNS];
    if (class->tasks == 0)
      continue;
    get_texts (class, texts);
    for (guint i = FIRST_TEXT; i < N_COLUMNS; i++)
      writer->present[i] |= texts[i][0] != '\0';
    writer->present[GANG] |= class->gang > 0;
    for (guint r = 0; r < writer->file->resources.count; r++)
      writer->requested[r] |= class->request.of[r] > 0;
  }
}

static gboolean
find_columns (TaskWriter *writer, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (writer->file->workload, error);
  TaskRecord record;
  int got;

  if (stream == NULL)
    return FALSE;
  find_class_columns (writer);
  writer->usage = workload_has_usage (writer->file->workload);
  writer->present[DATA_SIZE] = workload_has_data_sizes (writer->file->workload);
  writer->present[BUDGET] = workload_has_budgets (writer->file->workload);
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    writer->present[ESTIMATE] |= record.estimate != record.duration;
    writer->present[CHECKPOINT] |= record.checkpoint > 0;
    writer->present[COUNT] |= record.count > 1;
    writer->peaks |= record.peak != NULL;
  }
  return got == 0;
}

static void
write_header (TaskWriter *writer)
{
  static const char *const always[]
    = { "job", "task", "user", "submit", "duration", "priority" };
  const ResourceSet *resources = &writer->file->resources;

  for (guint i = 0; i < G_N_ELEMENTS (always); i++)
    csv_line_text (&writer->line, always[i]);
  for (guint r = 0; r < resources->count; r++)
    if (writer->requested[r])
      csv_line_text (&writer->line, resources->item[r].name);
  for (guint r = 0; r < resources->count; r++)
    if (writer->requested[r] && writer->usage)
      csv_line_textf (&writer->line, "%s-used", resources->item[r].name);
  for (guint r = 0; r < resources->count; r++)
    if (writer->requested[r] && writer->peaks)
      csv_line_textf (&writer->line, "%s-peak", resources->item[r].name);
  for (guint i = 0; i < 2 && writer->peaks; i++)
    csv_line_text (&writer->line, i == 0 ? "peak-at" : "peak-for");
  for (guint i = 0; i < N_COLUMNS; i++)
    if (writer->present[i])
      csv_line_text (&writer->line, column_names[i]);
  csv_line_end (&writer->line);
}

static void
write_time (CsvLine *line, gint64 time)
{
  if (time == DURATION_UNENDING)
    csv_line_empty (line);
  else
    csv_line_seconds (line, time);
}

/* A row of many tasks has their names without numbers. */
static void
write_identity (TaskWriter *writer, const TaskRecord *record, const TaskClass *class)
{
  CsvLine *line = &writer->line;
  TaskName name = record->name;

  if (record->count > 1)
    name.number = TASK_NUMBER_NONE;
  g_string_truncate (writer->name, 0);
  task_name_append (writer->name, &name);
  csv_line_text (line, record->job);
  csv_line_text (line, writer->name->str);
  csv_line_text (line, users_get (writer->file->users, record->user)->path);
  csv_line_seconds (line, record->submit);
  write_time (line, record->duration);
  csv_line_integer (line, class->priority);
}

static void
write_amounts (TaskWriter *writer, const Amounts *amounts)
{
  const ResourceSet *resources = &writer->file->resources;

  for (guint r = 0; r < resources->count; r++)
    if (writer->requested[r] && amounts != NULL)
      csv_line_amount (&writer->line, resources->item[r].unit, amounts->of[r]);
    else if (writer->requested[r])
      csv_line_empty (&writer->line);
}

static void
write_usage (TaskWriter *writer, const TaskRecord *record)
{
  const UsagePeak *peak = record->peak;

  if (writer->usage)
    write_amounts (writer, record->used);
  if (!writer->peaks)
    return;
  write_amounts (writer, peak != NULL ? &peak->used : NULL);
  write_time (&writer->line, peak != NULL ? peak->at : DURATION_UNENDING);
  write_time (&writer->line, peak != NULL ? peak->length : DURATION_UNENDING);
}

/* A number of a column, where there is such a column; `none` is an empty cell. */
static void
write_integer (TaskWriter *writer, guint column, gint64 value, gint64 none)
{
  if (!writer->present[column])
    return;
  if (value == none)
    csv_line_empty (&writer->line);
  else
    csv_line_integer (&writer->line, value);
}

static void
write_row (TaskWriter *writer, const TaskRecord *record)
{
  const TaskClass *class = task_classes_get (writer->file->classes, record->task_class);
  CsvLine *line = &writer->line;
  const char *texts[N_COLUMNS];

  get_texts (class, texts);
  write_identity (writer, record, class);
  write_amounts (writer, &class->request);
  write_usage (writer, record);
  if (writer->present[ESTIMATE])
    write_time (line, record->estimate != record->duration ? record->estimate : DURATION_UNENDING);
  if (writer->present[CHECKPOINT])
    write_time (line, record->checkpoint > 0 ? record->checkpoint : DURATION_UNENDING);
  write_integer (writer, BUDGET, record->budget, BUDGET_NONE);
  write_integer (writer, COUNT, record->count, 1);
  write_integer (writer, GANG, class->gang, 0);
  write_integer (writer, DATA_SIZE, record->data_size, 0);
  for (guint i = FIRST_TEXT; i < N_COLUMNS; i++)
    if (writer->present[i])
      csv_line_text (line, texts[i]);
  csv_line_end (line);
}

static gboolean
write_rows (TaskWriter *writer, TraceWriterProgress progress, gpointer data, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (writer->file->workload, error);
  TaskRecord record;
  guint64 rows = 0;
  int got;

  if (stream == NULL)
    return FALSE;
  write_header (writer);
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    int kept = trace_edit_record (writer->edit, writer->file->path, &record, error);
    if (kept < 0)
      return FALSE;
    if (kept > 0) {
      write_row (writer, &record);
      writer->tasks += record.count;
    }
    if (progress != NULL && ++rows % PROGRESS_ROWS == 0)
      progress (task_stream_progress (stream), record.submit, data);
  }
  if (got == 0 && writer->tasks == 0)
    return input_error (error, writer->file->path, 0, "a sample that some task is in",
                        "no task is left");
  return got == 0;
}

gboolean
trace_write_tasks (const TraceFile *file, const TraceEdit *edit, const char *path,
                   TraceWriterProgress progress, gpointer data, guint64 *ret_tasks, GError **error)
{
  g_autoptr (ResultFile) out = result_file_new_at (path, error);
  TaskWriter writer = { .file = file, .edit = edit };
  gboolean good;

  if (out == NULL)
    return FALSE;
  if (workload_graph (file->workload) != NULL)
    return input_error (error, file->path, 0, "a trace without dependencies",
                        "jobs of the trace wait for others, which is not written");
  csv_line_init (&writer.line, out);
  writer.name = g_string_new (NULL);
  good = find_columns (&writer, error) && write_rows (&writer, progress, data, error)
         && result_file_commit (out, error);
  csv_line_clear (&writer.line);
  g_string_free (writer.name, TRUE);
  if (good)
    *ret_tasks = writer.tasks;
  return good;
}
