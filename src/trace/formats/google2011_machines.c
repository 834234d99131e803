/* SPDX-License-Identifier: GPL-3.0-or-later */
/* machine_events: machines come, go and come back. A machine has the capacity that the first row
 * with one says; what a cell's machine has does not change in a run. */
#include <string.h>

#include "trace/formats/google2011.h"
#include "util/input_error.h"
#include "util/line_reader.h"

enum { TIME, MACHINE, EVENT, PLATFORM, CPU, MEMORY, N_CELLS };

enum { ADD, REMOVE, UPDATE, N_EVENTS };

enum { NOTE_AFTER, NOTE_WITHOUT, NOTE_CHANGED, NOTE_ORDER, NOTE_LATER, N_NOTES };

static const TraceNote reasons[N_NOTES + 1] = {
  [NOTE_AFTER] = { .what = "rows of machines after the trace" },
  [NOTE_WITHOUT] = { .what = "machines without a capacity" },
  [NOTE_CHANGED] = { .what = "rows that change a machine's capacity" },
  [NOTE_ORDER] = { .what = "rows of machines that do not follow those before" },
  [NOTE_LATER] = { .what = "machines whose capacity a later row says", .kept = TRUE },
};

typedef struct {
  gint64 time, id;
  GooglePlace place;
  guint event;
  Amount cpu, memory; /* or GOOGLE_AMOUNT_BLANK */
} MachineRow;

/* What is known of a machine while its rows are gone through. */
typedef struct {
  Amount cpu, memory;
  gboolean added, up;
  gboolean left_out;
} MachineState;

typedef struct {
  GStrv parts;
  GArray *rows;       /* of MachineRow */
  GHashTable *states; /* id -> MachineState */
  TraceNote notes[N_NOTES + 1];
} MachinesFile;

static gboolean
read_integer (const Row *row, guint cell, const char *name, gint64 max, gint64 *ret, GError **error)
{
  const char *reason = NULL;
  g_autofree char *expected = NULL;
  if (integer_parse (row->cells[cell], 0, max, ret, &reason))
    return TRUE;
  expected = g_strdup_printf ("a whole number from 0 to %" G_GINT64_FORMAT, max);
  return row_error (row, name, expected, error, "'%s' %s", row->cells[cell],
                    row->cells[cell][0] == '\0' ? "is empty" : reason);
}

static gboolean
read_line (const Row *row, MachineRow *ret, GError **error)
{
  gint64 event;
  if (!read_integer (row, TIME, "time", G_MAXINT64, &ret->time, error)
      || !read_integer (row, MACHINE, "machine", G_MAXINT64, &ret->id, error)
      || !read_integer (row, EVENT, "event type", N_EVENTS - 1, &event, error))
    return FALSE;
  ret->event = (guint) event;
  return google_fraction (row, CPU, "CPUs", GOOGLE_CPU, &ret->cpu, error)
         && google_fraction (row, MEMORY, "memory", GOOGLE_MEMORY, &ret->memory, error);
}

static gboolean
read_part (MachinesFile *file, guint part, GError **error)
{
  const char *display = file->parts[part];
  g_autoptr (LineReader) reader = line_reader_new (display, display, error);
  const char *cells[N_CELLS];
  Row row = { .cells = cells, .display = display };
  char *line;
  int got;
  if (reader == NULL)
    return FALSE;
  while ((got = line_reader_next (reader, &line, error)) > 0) {
    MachineRow machine = { .place = { part, line_reader_line (reader) } };
    if (*line == '\0')
      continue;
    row.line = machine.place.line;
    if (!google_split (line, cells, N_CELLS))
      return input_error (error, display, row.line,
                          "6 cells: time, machine, event, platform, CPUs, memory",
                          "this is no row of machine_events");
    if (!read_line (&row, &machine, error))
      return FALSE;
    if (machine.time == G_MAXINT64)
      google_note (file->notes, NOTE_AFTER, file->parts, machine.place);
    else
      g_array_append_val (file->rows, machine);
  }
  return got == 0;
}

/* In order of time; rows of one time as they stand in the file. */
static gint
compare_rows (gconstpointer x, gconstpointer y)
{
  const MachineRow *a = x, *b = y;
  if (a->time != b->time)
    return a->time < b->time ? -1 : 1;
  if (a->place.part != b->place.part)
    return a->place.part < b->place.part ? -1 : 1;
  return (a->place.line > b->place.line) - (a->place.line < b->place.line);
}

static gboolean
has_capacity (Amount cpu, Amount memory)
{
  return cpu != GOOGLE_AMOUNT_BLANK && memory != GOOGLE_AMOUNT_BLANK;
}

/* The capacities of all machines, by the first row that says one. */
static void
find_capacities (MachinesFile *file)
{
  for (guint i = 0; i < file->rows->len; i++) {
    const MachineRow *row = &g_array_index (file->rows, MachineRow, i);
    MachineState *state = g_hash_table_lookup (file->states, &row->id);
    if (state == NULL) {
      gint64 *id = g_memdup2 (&row->id, sizeof row->id);
      state = g_new0 (MachineState, 1);
      state->cpu = state->memory = GOOGLE_AMOUNT_BLANK;
      g_hash_table_insert (file->states, id, state);
    }
    if (!has_capacity (state->cpu, state->memory) && has_capacity (row->cpu, row->memory)) {
      state->cpu = row->cpu;
      state->memory = row->memory;
    }
  }
}

static void
machines_file_free (MachinesFile *file)
{
  g_array_unref (file->rows);
  g_hash_table_unref (file->states);
  g_strfreev (file->parts);
  g_free (file);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MachinesFile, machines_file_free)

/* Takes the parts. */
static MachinesFile *
machines_file_read (GStrv parts, GError **error)
{
  g_autoptr (MachinesFile) file = g_new0 (MachinesFile, 1);

  file->parts = parts;
  file->rows = g_array_new (FALSE, FALSE, sizeof (MachineRow));
  file->states = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  memcpy (file->notes, reasons, sizeof reasons);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!read_part (file, i, error))
      return NULL;
  g_array_sort (file->rows, compare_rows);
  find_capacities (file);
  return g_steal_pointer (&file);
}

/* The first row of a machine. One that does not add it found it there. */
static gboolean
add_machine (MachinesFile *file, const MachineRow *row, MachineState *state,
             const TraceContext *context, Inventory *inventory, GError **error)
{
  char name[32];
  g_autofree char *reason = NULL;
  MachineSpec spec = { .name = name, .time = row->event == ADD ? row->time : 0 };
  int cpu = resource_set_find (context->resources, "cpu");
  int memory = resource_set_find (context->resources, "memory");

  g_snprintf (name, sizeof name, "%" G_GINT64_FORMAT, row->id);
  state->added = state->up = TRUE;
  state->left_out = !has_capacity (state->cpu, state->memory);
  if (state->left_out) {
    google_note (file->notes, NOTE_WITHOUT, file->parts, row->place);
    return TRUE;
  }
  if (!has_capacity (row->cpu, row->memory) && row->event != REMOVE)
    google_note (file->notes, NOTE_LATER, file->parts, row->place);
  if (cpu >= 0)
    spec.capacity.of[cpu] = state->cpu;
  if (memory >= 0)
    spec.capacity.of[memory] = state->memory;
  return inventory_add (inventory, &spec, &reason)
         || input_error (error, file->parts[row->place.part], row->place.line,
                         "machines of other names elsewhere", "%s", reason);
}

static void
add_event (MachinesFile *file, const MachineRow *row, MachineState *state, Inventory *inventory)
{
  char name[32];
  g_autofree char *reason = NULL;
  gboolean up = row->event == ADD;

  if (row->event == UPDATE)
    return;
  if (state->up == up) {
    google_note (file->notes, NOTE_ORDER, file->parts, row->place);
    return;
  }
  state->up = up;
  g_snprintf (name, sizeof name, "%" G_GINT64_FORMAT, row->id);
  inventory_add_event (inventory, name, row->time, up ? MACHINE_UP : MACHINE_DOWN, &reason);
}

static gboolean
apply_row (MachinesFile *file, const MachineRow *row, const TraceContext *context,
           Inventory *inventory, GError **error)
{
  MachineState *state = g_hash_table_lookup (file->states, &row->id);
  gboolean is_new = !state->added;

  if (is_new && !add_machine (file, row, state, context, inventory, error))
    return FALSE;
  if (state->left_out)
    return TRUE;
  if (row->event != REMOVE && has_capacity (row->cpu, row->memory)
      && (row->cpu != state->cpu || row->memory != state->memory))
    google_note (file->notes, NOTE_CHANGED, file->parts, row->place);
  if (!is_new || row->event == REMOVE)
    add_event (file, row, state, inventory);
  return TRUE;
}

gboolean
google_is_machines_line (char *line)
{
  const char *cells[N_CELLS];
  gint64 value;
  return google_split (line, cells, N_CELLS)
         && integer_parse (cells[TIME], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[MACHINE], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[EVENT], 0, N_EVENTS - 1, &value, NULL);
}

/* A single file may be one of machines itself, wherever it is. */
static GStrv
find_machine_parts (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (LineReader) reader = NULL;
  char *line;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return google_find_parts (path, GOOGLE_MACHINES, error);
  reader = line_reader_new (path, path, error);
  if (reader == NULL || line_reader_next (reader, &line, error) < 0)
    return NULL;
  if (!google_is_machines_line (line))
    return google_find_parts (path, GOOGLE_MACHINES, error);
  g_strv_builder_add (builder, path);
  return g_strv_builder_end (builder);
}

gboolean
google_read_machines (const char *path, const char *display, const TraceContext *context,
                      Inventory *inventory, GError **error)
{
  GStrv parts = find_machine_parts (path, error);
  g_autoptr (MachinesFile) file = parts != NULL ? machines_file_read (parts, error) : NULL;

  (void) display;
  for (guint i = 0; file != NULL && i < file->rows->len; i++)
    if (!apply_row (file, &g_array_index (file->rows, MachineRow, i), context, inventory, error))
      return FALSE;
  for (guint i = 0; file != NULL && context->machine_notes != NULL && i < N_NOTES; i++)
    if (file->notes[i].count > 0)
      g_array_append_val (context->machine_notes, file->notes[i]);
  return file != NULL;
}

gboolean
google_machine_ids (const char *path, GHashTable **ret, GError **error)
{
  GStrv parts = google_find_parts (path, GOOGLE_MACHINES, error);
  g_autoptr (MachinesFile) file = parts != NULL ? machines_file_read (parts, error) : NULL;

  if (file == NULL)
    return FALSE;
  *ret = NULL;
  if (file->rows->len == 0)
    return TRUE;
  *ret = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < file->rows->len; i++)
    g_hash_table_add (*ret,
                      GSIZE_TO_POINTER ((gsize) g_array_index (file->rows, MachineRow, i).id));
  return TRUE;
}
