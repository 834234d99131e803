/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_writer.h"

#include "metrics/csv_line.h"

#define PROGRESS_ROWS 4096

/* Columns that are there only where a task needs them. */
enum {
  ESTIMATE,
  CHECKPOINT,
  BUDGET,
  COUNT,
  GANG,
  CONSTRAINTS,
  PREFERENCES,
  TOLERATIONS,
  GROUP,
  SPREAD,
  AFFINITY,
  N_COLUMNS,
};

#define FIRST_TEXT CONSTRAINTS

static const char *const column_names[N_COLUMNS]
  = { "estimate",    "checkpoint",  "budget", "count",  "gang",    "constraints",
      "preferences", "tolerations", "group",  "spread", "affinity" };

typedef struct {
  const TraceFile *file;
  gboolean present[N_COLUMNS];
  gboolean requested[MAX_RESOURCES];
  gboolean usage;
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
  writer->present[BUDGET] = workload_has_budgets (writer->file->workload);
  while ((got = task_stream_next (stream, &record, error)) > 0) {
    writer->present[ESTIMATE] |= record.estimate != record.duration;
    writer->present[CHECKPOINT] |= record.checkpoint > 0;
    writer->present[COUNT] |= record.count > 1;
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
  if (writer->usage)
    write_amounts (writer, record->used);
  if (writer->present[ESTIMATE])
    write_time (line, record->estimate != record->duration ? record->estimate : DURATION_UNENDING);
  if (writer->present[CHECKPOINT])
    write_time (line, record->checkpoint > 0 ? record->checkpoint : DURATION_UNENDING);
  write_integer (writer, BUDGET, record->budget, BUDGET_NONE);
  write_integer (writer, COUNT, record->count, 1);
  write_integer (writer, GANG, class->gang, 0);
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
    write_row (writer, &record);
    if (progress != NULL && ++rows % PROGRESS_ROWS == 0)
      progress (task_stream_progress (stream), record.submit, data);
  }
  return got == 0;
}

static ResultFile *
open_file (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  return result_file_new (folder, name, error);
}

gboolean
trace_write_tasks (const TraceFile *file, const char *path, TraceWriterProgress progress,
                   gpointer data, GError **error)
{
  g_autoptr (ResultFile) out = open_file (path, error);
  TaskWriter writer = { .file = file };
  gboolean good;

  if (out == NULL)
    return FALSE;
  csv_line_init (&writer.line, out);
  writer.name = g_string_new (NULL);
  good = find_columns (&writer, error) && write_rows (&writer, progress, data, error)
         && result_file_commit (out, error);
  csv_line_clear (&writer.line);
  g_string_free (writer.name, TRUE);
  return good;
}

/* Machines ------------------------------------------------------------------------------------- */

enum { ZONE, RACK, ATTRIBUTES, TAINTS, SOFT_TAINTS, TIME, EVENT, N_MACHINE_COLUMNS };

static const char *const machine_columns[N_MACHINE_COLUMNS]
  = { "zone", "rack", "attributes", "taints", "soft-taints", "time", "event" };

typedef struct {
  const TraceFile *file;
  gboolean present[N_MACHINE_COLUMNS];
  gboolean there[MAX_RESOURCES];
  CsvLine line;
} MachineWriter;

/* Attributes of their own: machine, zone and rack come from other columns. */
static char *
attributes_text (const Labels *labels, const Attribute *attributes, guint count)
{
  static const char *const implicit[] = { "machine", "zone", "rack", NULL };
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < count; i++) {
    const char *key = labels_text (labels, attributes[i].key);
    if (g_strv_contains (implicit, key))
      continue;
    g_string_append_printf (out, "%s%s", out->len > 0 ? ";" : "", key);
    if (attributes[i].value != LABEL_NONE)
      g_string_append_printf (out, "=%s", labels_text (labels, attributes[i].value));
  }
  return g_string_free (out, FALSE);
}

/* What a machine's cells say; the caller frees each. */
static void
get_cells (const TraceFile *file, const Machine *machine, char *ret[N_MACHINE_COLUMNS])
{
  const Labels *labels = file->labels;

  ret[ZONE] = g_strdup (machine->zone != LABEL_NONE ? labels_text (labels, machine->zone) : "");
  ret[RACK] = g_strdup (machine->rack != LABEL_NONE ? labels_text (labels, machine->rack) : "");
  ret[ATTRIBUTES] = attributes_text (labels, machine->attributes, machine->n_attributes);
  ret[TAINTS] = attributes_text (labels, machine->taints, machine->n_taints);
  ret[SOFT_TAINTS] = attributes_text (labels, machine->soft_taints, machine->n_soft_taints);
}

static void
find_machine_columns (MachineWriter *writer)
{
  const Inventory *inventory = writer->file->inventory;

  writer->present[EVENT] = inventory_later_events (inventory) > 0;
  writer->present[TIME] = writer->present[EVENT];
  for (guint m = 0; m < inventory_count (inventory); m++) {
    char *cells[N_MACHINE_COLUMNS];
    get_cells (writer->file, inventory_machine (inventory, m), cells);
    for (guint i = 0; i < TIME; i++) {
      writer->present[i] |= cells[i][0] != '\0';
      g_free (cells[i]);
    }
    writer->present[TIME] |= inventory_machine (inventory, m)->added > 0;
    for (guint r = 0; r < writer->file->resources.count; r++)
      writer->there[r] |= inventory_capacity (inventory, r, m) > 0;
  }
}

static void
write_machine_header (MachineWriter *writer)
{
  csv_line_text (&writer->line, "machine");
  for (guint r = 0; r < writer->file->resources.count; r++)
    if (writer->there[r])
      csv_line_text (&writer->line, writer->file->resources.item[r].name);
  for (guint i = 0; i < N_MACHINE_COLUMNS; i++)
    if (writer->present[i])
      csv_line_text (&writer->line, machine_columns[i]);
  csv_line_end (&writer->line);
}

static void
write_machine (MachineWriter *writer, guint index)
{
  const TraceFile *file = writer->file;
  const Machine *machine = inventory_machine (file->inventory, index);
  char *cells[N_MACHINE_COLUMNS];

  csv_line_text (&writer->line, machine->name);
  for (guint r = 0; r < file->resources.count; r++)
    if (writer->there[r])
      csv_line_amount (&writer->line, file->resources.item[r].unit,
                       inventory_capacity (file->inventory, r, index));
  get_cells (file, machine, cells);
  for (guint i = 0; i < TIME; i++) {
    if (writer->present[i])
      csv_line_text (&writer->line, cells[i]);
    g_free (cells[i]);
  }
  if (writer->present[TIME])
    csv_line_seconds (&writer->line, machine->added);
  if (writer->present[EVENT])
    csv_line_text (&writer->line, "add");
  csv_line_end (&writer->line);
}

/* It names the machine, and leaves all but time and event empty. */
static void
write_later_event (MachineWriter *writer, const MachineEvent *event)
{
  static const char *const names[] = { [MACHINE_ADD] = "add",
                                       [MACHINE_DOWN] = "down",
                                       [MACHINE_UP] = "up",
                                       [MACHINE_DRAIN] = "drain" };

  csv_line_text (&writer->line, inventory_machine (writer->file->inventory, event->machine)->name);
  for (guint r = 0; r < writer->file->resources.count; r++)
    if (writer->there[r])
      csv_line_empty (&writer->line);
  for (guint i = 0; i < TIME; i++)
    if (writer->present[i])
      csv_line_empty (&writer->line);
  csv_line_seconds (&writer->line, event->time);
  csv_line_text (&writer->line, names[event->kind]);
  csv_line_end (&writer->line);
}

/* Machines first, for their order is their numbers; then what happens, in order of time. */
gboolean
trace_write_machines (const TraceFile *file, const char *path, GError **error)
{
  g_autoptr (ResultFile) out = open_file (path, error);
  MachineWriter writer = { .file = file };
  const GArray *events = file->inventory->events;
  gboolean good;

  if (out == NULL)
    return FALSE;
  csv_line_init (&writer.line, out);
  find_machine_columns (&writer);
  write_machine_header (&writer);
  for (guint m = 0; m < inventory_count (file->inventory); m++)
    write_machine (&writer, m);
  for (guint e = 0; e < events->len; e++) {
    const MachineEvent *event = &g_array_index (events, MachineEvent, e);
    if (event->kind != MACHINE_ADD)
      write_later_event (&writer, event);
  }
  good = result_file_commit (out, error);
  csv_line_clear (&writer.line);
  return good;
}
