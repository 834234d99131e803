/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Machines come, go and come back. A machine has the capacity that the first row with one says; what a
 * cell's machine has does not change in a run. */
#include "trace/formats/google.h"

#include <string.h>

#include "util/input_error.h"

enum { NOTE_AFTER, NOTE_WITHOUT, NOTE_CHANGED, NOTE_ORDER, NOTE_LATER, N_NOTES };

static const TraceNote reasons[N_NOTES + 1] = {
  [NOTE_AFTER] = { .what = "rows of machines after the trace" },
  [NOTE_WITHOUT] = { .what = "machines without a capacity" },
  [NOTE_CHANGED] = { .what = "rows that change a machine's capacity" },
  [NOTE_ORDER] = { .what = "rows of machines that do not follow those before" },
  [NOTE_LATER] = { .what = "machines whose capacity a later row says", .kept = TRUE },
};

/* What is known of a machine while its rows are gone through. */
typedef struct {
  Amount cpu, memory;
  gboolean added, up;
  gboolean left_out;
} MachineState;

struct GoogleMachines {
  GStrv parts;
  GArray *rows;       /* of GoogleMachineRow */
  GHashTable *states; /* id -> MachineState */
  TraceNote notes[N_NOTES + 1];
};

void
google_machines_keep (GoogleMachines *machines, const GoogleMachineRow *row)
{
  if (row->time == G_MAXINT64)
    google_note (machines->notes, NOTE_AFTER, machines->parts, row->place);
  else
    g_array_append_vals (machines->rows, row, 1);
}

/* In order of time; rows of one time as they stand in the file. */
static gint
compare_rows (gconstpointer x, gconstpointer y)
{
  const GoogleMachineRow *a = x, *b = y;
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
find_capacities (GoogleMachines *machines)
{
  for (guint i = 0; i < machines->rows->len; i++) {
    const GoogleMachineRow *row = &g_array_index (machines->rows, GoogleMachineRow, i);
    MachineState *state = g_hash_table_lookup (machines->states, &row->id);
    if (state == NULL) {
      gint64 *id = g_memdup2 (&row->id, sizeof row->id);
      state = g_new0 (MachineState, 1);
      state->cpu = state->memory = GOOGLE_AMOUNT_BLANK;
      g_hash_table_insert (machines->states, id, state);
    }
    if (!has_capacity (state->cpu, state->memory) && has_capacity (row->cpu, row->memory)) {
      state->cpu = row->cpu;
      state->memory = row->memory;
    }
  }
}

void
google_machines_free (GoogleMachines *machines)
{
  if (machines == NULL)
    return;
  g_array_unref (machines->rows);
  g_hash_table_unref (machines->states);
  g_strfreev (machines->parts);
  g_free (machines);
}

GoogleMachines *
google_machines_new (GStrv parts,
                     gboolean (*read) (GoogleMachines *machines, const char *path, guint part,
                                       GError **error),
                     GError **error)
{
  g_autoptr (GoogleMachines) machines = g_new0 (GoogleMachines, 1);

  machines->parts = parts;
  machines->rows = g_array_new (FALSE, FALSE, sizeof (GoogleMachineRow));
  machines->states = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  memcpy (machines->notes, reasons, sizeof reasons);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!read (machines, parts[i], i, error))
      return NULL;
  g_array_sort (machines->rows, compare_rows);
  find_capacities (machines);
  return g_steal_pointer (&machines);
}

/* The first row of a machine. One that does not add it found it there. */
static gboolean
add_machine (GoogleMachines *machines, const GoogleMachineRow *row, MachineState *state,
             const TraceContext *context, Inventory *inventory, GError **error)
{
  char name[32];
  g_autofree char *reason = NULL;
  MachineSpec spec = { .name = name,
                       .rack = row->rack,
                       .time = row->kind == GOOGLE_MACHINE_ADD ? row->time : 0 };
  int cpu = resource_set_find (context->resources, "cpu");
  int memory = resource_set_find (context->resources, "memory");

  g_snprintf (name, sizeof name, "%" G_GINT64_FORMAT, row->id);
  state->added = state->up = TRUE;
  state->left_out = !has_capacity (state->cpu, state->memory);
  if (state->left_out) {
    google_note (machines->notes, NOTE_WITHOUT, machines->parts, row->place);
    return TRUE;
  }
  if (!has_capacity (row->cpu, row->memory) && row->kind != GOOGLE_MACHINE_REMOVE)
    google_note (machines->notes, NOTE_LATER, machines->parts, row->place);
  if (cpu >= 0)
    spec.capacity.of[cpu] = state->cpu;
  if (memory >= 0)
    spec.capacity.of[memory] = state->memory;
  return inventory_add (inventory, &spec, &reason)
         || input_error (error, machines->parts[row->place.part], row->place.line,
                         "machines of other names elsewhere", "%s", reason);
}

static void
add_event (GoogleMachines *machines, const GoogleMachineRow *row, MachineState *state, Inventory *inventory)
{
  char name[32];
  g_autofree char *reason = NULL;
  gboolean up = row->kind == GOOGLE_MACHINE_ADD;

  if (row->kind == GOOGLE_MACHINE_UPDATE)
    return;
  if (state->up == up) {
    google_note (machines->notes, NOTE_ORDER, machines->parts, row->place);
    return;
  }
  state->up = up;
  g_snprintf (name, sizeof name, "%" G_GINT64_FORMAT, row->id);
  inventory_add_event (inventory, name, row->time, up ? MACHINE_UP : MACHINE_DOWN, &reason);
}

static gboolean
apply_row (GoogleMachines *machines, const GoogleMachineRow *row, const TraceContext *context,
           Inventory *inventory, GError **error)
{
  MachineState *state = g_hash_table_lookup (machines->states, &row->id);
  gboolean is_new = !state->added;

  if (is_new && !add_machine (machines, row, state, context, inventory, error))
    return FALSE;
  if (state->left_out)
    return TRUE;
  if (row->kind != GOOGLE_MACHINE_REMOVE && has_capacity (row->cpu, row->memory)
      && (row->cpu != state->cpu || row->memory != state->memory))
    google_note (machines->notes, NOTE_CHANGED, machines->parts, row->place);
  if (!is_new || row->kind == GOOGLE_MACHINE_REMOVE)
    add_event (machines, row, state, inventory);
  return TRUE;
}

gboolean
google_machines_add (GoogleMachines *machines, const TraceContext *context, Inventory *inventory,
                     GError **error)
{
  for (guint i = 0; i < machines->rows->len; i++)
    if (!apply_row (machines, &g_array_index (machines->rows, GoogleMachineRow, i), context,
                    inventory, error))
      return FALSE;
  trace_notes_collect (machines->notes, context->machine_notes);
  return TRUE;
}

GHashTable *
google_machines_ids (const GoogleMachines *machines)
{
  GHashTable *ids;

  if (machines->rows->len == 0)
    return NULL;
  ids = g_hash_table_new (g_direct_hash, g_direct_equal);
  for (guint i = 0; i < machines->rows->len; i++)
    g_hash_table_add (
      ids, GSIZE_TO_POINTER ((gsize) g_array_index (machines->rows, GoogleMachineRow, i).id));
  return ids;
}
