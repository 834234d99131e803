/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_writer.h"

#include "metrics/csv_line.h"
#include "report/trace_writer_graph.h"
#include "trace/formats/berth_csv.h"
#include "trace/job_graphs.h"
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
  AFTER,
  WORKFLOW,
  RAN,
  N_COLUMNS,
};

/* Those that are a matter of the class. */
#define FIRST_TEXT CONSTRAINTS
#define END_TEXT   AFTER

static const char *const column_names[N_COLUMNS]
  = { "estimate",    "checkpoint",  "budget", "count",  "gang",     "data-size", "constraints",
      "preferences", "tolerations", "group",  "spread", "affinity", "data",      "after",
      "workflow",    "ran" };

typedef struct {
  const TraceFile *file;
  const TraceEdit *edit;
  guint64 tasks; /* written */
  gboolean present[N_COLUMNS];
  gboolean requested[MAX_RESOURCES];
  gboolean usage, peaks;
  GraphRows *graph; /* NULL: nobody waits for anybody */
  CsvLine line;
  GString *name;
} TaskWriter;

/* The texts of a class, by column from FIRST_TEXT to END_TEXT. */
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
    for (guint i = FIRST_TEXT; i < END_TEXT; i++)
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
  writer->present[RAN] = workload_has_runs (writer->file->workload)
                         && writer->edit->gaps == TRACE_FACTOR_ONE
                         && writer->edit->run_times == TRACE_FACTOR_ONE;
  if (writer->graph != NULL) {
    const JobGraphs *graphs = workload_graphs (writer->file->workload);
    writer->present[AFTER] = job_graphs_edges (graphs) > 0;
    writer->present[WORKFLOW] = job_graphs_have_workflow_names (graphs);
    writer->present[COUNT] = graph_rows_have_empty (writer->graph);
  }
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

/* An empty cell is the duration. */
static void
write_estimate (CsvLine *line, const TaskRecord *record)
{
  if (record->estimate == record->duration)
    csv_line_empty (line);
  else if (record->estimate == DURATION_UNENDING)
    csv_line_text (line, BERTH_CSV_UNLIMITED);
  else
    csv_line_seconds (line, record->estimate);
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

/* Whom the job comes after, and its workflow as the trace has it. */
static void
write_graph (TaskWriter *writer, const GraphRow *job)
{
  const char *workflow = graph_row_workflow (job);

  if (writer->present[AFTER]) {
    g_string_truncate (writer->name, 0);
    graph_row_after (job, writer->name);
    csv_line_text (&writer->line, writer->name->str);
  }
  if (writer->present[WORKFLOW])
    csv_line_text (&writer->line, workflow != NULL ? workflow : "");
}

/* When it ran in reality: start-end;start-. Times that have been stretched are nobody's. */
static void
write_runs (TaskWriter *writer, const TaskRecord *record)
{
  if (record->runs == NULL) {
    csv_line_empty (&writer->line);
    return;
  }
  g_string_assign (writer->name, record->n_runs == 0 ? "-" : "");
  for (guint i = 0; i < record->n_runs; i++) {
    const RecordedRun *run = &record->runs[i];
    if (i > 0)
      g_string_append_c (writer->name, ';');
    time_append (writer->name, run->start - writer->edit->from);
    g_string_append_c (writer->name, '-');
    if (run->end != TIME_NEVER)
      time_append (writer->name, run->end - writer->edit->from);
  }
  csv_line_text (&writer->line, writer->name->str);
}

/* A row for a job that others come after, and for which nothing is to be done. */
static void
write_empty (TaskWriter *writer, const GraphRow *job, gint64 submit)
{
  const ResourceSet *resources = &writer->file->resources;
  guint cells = writer->peaks ? 4 : 2; /* duration, priority, and when its peak is */

  csv_line_text (&writer->line, graph_row_name (job));
  csv_line_empty (&writer->line);
  csv_line_empty (&writer->line);
  csv_line_seconds (&writer->line, submit);
  for (guint r = 0; r < resources->count; r++)
    cells += writer->requested[r] ? 1 + (guint) writer->usage + (guint) writer->peaks : 0;
  for (guint i = 0; i < cells; i++)
    csv_line_empty (&writer->line);
  for (guint i = 0; i < AFTER; i++)
    if (i == COUNT)
      csv_line_integer (&writer->line, 0);
    else if (writer->present[i])
      csv_line_empty (&writer->line);
  write_graph (writer, job);
  if (writer->present[RAN])
    csv_line_empty (&writer->line);
  csv_line_end (&writer->line);
}

/* Those that the trace has before a job, or (NULL) all that are left. */
static gboolean
write_empty_until (TaskWriter *writer, const GraphRow *before, gint64 submit, GError **error)
{
  GraphRow job;
  int got = 0;

  while (writer->graph != NULL
         && (got = graph_rows_next_empty (writer->graph, before, &job, error)) > 0) {
    const char *group = graph_row_group (&job);
    if (trace_edit_keeps_job (writer->edit, group != NULL ? group : graph_row_name (&job)))
      write_empty (writer, &job, submit);
  }
  return got == 0;
}

static void
write_row (TaskWriter *writer, const TaskRecord *record, const GraphRow *job)
{
  const TaskClass *class = task_classes_get (writer->file->classes, record->task_class);
  CsvLine *line = &writer->line;
  const char *texts[N_COLUMNS];

  get_texts (class, texts);
  write_identity (writer, record, class);
  write_amounts (writer, &class->request);
  write_usage (writer, record);
  if (writer->present[ESTIMATE])
    write_estimate (line, record);
  if (writer->present[CHECKPOINT])
    write_time (line, record->checkpoint > 0 ? record->checkpoint : DURATION_UNENDING);
  write_integer (writer, BUDGET, record->budget, BUDGET_NONE);
  write_integer (writer, COUNT, record->count, 1);
  write_integer (writer, GANG, class->gang, 0);
  write_integer (writer, DATA_SIZE, record->data_size, 0);
  for (guint i = FIRST_TEXT; i < END_TEXT; i++)
    if (writer->present[i])
      csv_line_text (line, texts[i]);
  write_graph (writer, job);
  if (writer->present[RAN])
    write_runs (writer, record);
  csv_line_end (line);
}

/* Its job in the graph, and what it is sampled with; without a graph neither means anything. */
static gboolean
find_job (const TaskWriter *writer, TaskRecord *record, GraphRow *ret, GError **error)
{
  *ret = (GraphRow){ 0 };
  if (writer->graph != NULL && !graph_rows_arrive (writer->graph, record, ret, error))
    return FALSE;
  record->workflow = graph_row_group (ret);
  return TRUE;
}

/* A row as it is edited. *submit: of the last that was written. */
static gboolean
edit_and_write (TaskWriter *writer, TaskRecord *record, gint64 *submit, GError **error)
{
  GraphRow job;
  int kept = find_job (writer, record, &job, error)
               ? trace_edit_record (writer->edit, writer->file->path, record, error)
               : -1;

  if (kept <= 0)
    return kept == 0;
  *submit = record->submit;
  if (!write_empty_until (writer, &job, *submit, error))
    return FALSE;
  write_row (writer, record, &job);
  writer->tasks += record->count;
  return TRUE;
}

static gboolean
write_rows (TaskWriter *writer, TraceWriterProgress progress, gpointer data, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (writer->file->workload, error);
  TaskRecord record;
  guint64 rows = 0;
  gint64 submit = 0;
  int got;

  if (stream == NULL)
    return FALSE;
  write_header (writer);
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    if (!edit_and_write (writer, &record, &submit, error))
      return FALSE;
    if (progress != NULL && ++rows % PROGRESS_ROWS == 0)
      progress (task_stream_progress (stream), record.submit, data);
  }
  if (got < 0 || !write_empty_until (writer, NULL, submit, error))
    return FALSE;
  if (writer->tasks == 0)
    return input_error (error, writer->file->path, 0, "a sample that some task is in",
                        "no task is left");
  return TRUE;
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
  csv_line_init (&writer.line, out);
  writer.name = g_string_new (NULL);
  writer.graph = graph_rows_new (file->workload);
  good = find_columns (&writer, error) && write_rows (&writer, progress, data, error)
         && result_file_commit (out, error);
  csv_line_clear (&writer.line);
  g_string_free (writer.name, TRUE);
  graph_rows_free (writer.graph);
  if (good)
    *ret_tasks = writer.tasks;
  return good;
}
