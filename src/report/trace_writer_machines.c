/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/trace_writer.h"

#include "metrics/csv_line.h"

enum { ZONE, RACK, ATTRIBUTES, TAINTS, SOFT_TAINTS, TIME, EVENT, N_MACHINE_COLUMNS };

static const char *const machine_columns[N_MACHINE_COLUMNS]
  = { "zone", "rack", "attributes", "taints", "soft-taints", "time", "event" };

typedef struct {
  const TraceFile *file;
  const TraceEdit *edit;
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
    csv_line_seconds (&writer->line, trace_edit_machine_time (writer->edit, machine->added));
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
  csv_line_seconds (&writer->line, trace_edit_machine_time (writer->edit, event->time));
  csv_line_text (&writer->line, names[event->kind]);
  csv_line_end (&writer->line);
}

/* Machines first, for their order is their numbers; then what happens, in order of time. */
gboolean
trace_write_machines (const TraceFile *file, const TraceEdit *edit, const char *path,
                      GError **error)
{
  g_autoptr (ResultFile) out = result_file_new_at (path, error);
  MachineWriter writer = { .file = file, .edit = edit };
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
