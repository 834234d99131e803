/* SPDX-License-Identifier: GPL-3.0-or-later */
/* machines.csv: rows that add a machine, and rows that say what happens to one later. */
#include <string.h>

#include "trace/formats/berth_csv.h"
#include "trace/intern.h"
#include "util/input_error.h"

enum { MACHINE, ZONE, RACK, ATTRIBUTES, TAINTS, SOFT_TAINTS, TIME, EVENT, N_FIXED };

static const char *const fixed_columns[N_FIXED]
  = { "machine", "zone", "rack", "attributes", "taints", "soft-taints", "time", "event" };

static const char *const event_names[] = { "add", "down", "up", "drain", NULL };

typedef struct {
  const TraceContext *context;
  Inventory *inventory;
  const char *known[N_FIXED + MAX_RESOURCES + 1];  /* the fixed, then the resources */
  int index[N_FIXED + MAX_RESOURCES];
} MachinesFile;

static gboolean
bind_columns (MachinesFile *file, const CsvReader *reader, GError **error)
{
  const ResourceSet *resources = file->context->resources;

  memcpy (file->known, fixed_columns, sizeof fixed_columns);
  for (guint r = 0; r < resources->count; r++)
    file->known[N_FIXED + r] = resources->item[r].name;
  return columns_bind (reader, file->known, file->index, error)
         && columns_require (reader, "machine", file->index[MACHINE], error);
}

static gboolean
read_event_kind (const MachinesFile *file, const Row *row, MachineEventKind *ret, GError **error)
{
  const char *cell = row_cell (row, file->index[EVENT]);
  g_autofree char *expected = NULL;

  if (cell[0] == '\0') {
    *ret = MACHINE_ADD;
    return TRUE;
  }
  for (guint i = 0; event_names[i] != NULL; i++) {
    if (strcmp (event_names[i], cell) != 0)
      continue;
    *ret = (MachineEventKind) i;
    return TRUE;
  }
  expected = input_expected_one_of (cell, event_names);
  return row_error (row, "event", expected, error, "unknown event '%s'", cell);
}

/* A row of a later event says nothing about the machine but its name. */
static gboolean
read_later_event (MachinesFile *file, const Row *row, const char *name, gint64 time,
                  MachineEventKind kind, GError **error)
{
  g_autofree char *reason = NULL;

  for (guint i = 0; file->known[i] != NULL; i++)
    if (i != MACHINE && i != TIME && i != EVENT && row_cell (row, file->index[i])[0] != '\0')
      return row_error (row, file->known[i], "an empty cell: the row that adds the machine says it",
                        error, "a row with the event '%s' has '%s' here", event_names[kind],
                        row_cell (row, file->index[i]));
  if (inventory_add_event (file->inventory, name, time, kind, &reason))
    return TRUE;
  return row_error (row, "machine", "a machine that an earlier row adds by then", error, "%s",
                    reason);
}

static const char *
cell_or_null (const Row *row, int index)
{
  const char *cell = row_cell (row, index);

  return cell[0] != '\0' ? cell : NULL;
}

static gboolean
read_added (MachinesFile *file, const Row *row, const char *name, gint64 time, GError **error)
{
  const ResourceSet *resources = file->context->resources;
  MachineSpec spec = { .name = name, .time = time };
  g_autofree char *reason = NULL;

  for (guint r = 0; r < resources->count; r++)
    if (!row_amount_or (row, file->index[N_FIXED + r], resources->item[r].name,
                        resources->item[r].unit, 0, &spec.capacity.of[r], error))
      return FALSE;
  spec.zone = cell_or_null (row, file->index[ZONE]);
  spec.rack = cell_or_null (row, file->index[RACK]);
  spec.attributes = cell_or_null (row, file->index[ATTRIBUTES]);
  spec.taints = cell_or_null (row, file->index[TAINTS]);
  spec.soft_taints = cell_or_null (row, file->index[SOFT_TAINTS]);
  if (spec.zone != NULL && !context_check_zone (file->context, row, "zone", spec.zone, error))
    return FALSE;
  if (g_hash_table_contains (file->inventory->by_name, name))
    return row_error (row, "machine", "each machine once, or a later event: down, up, drain", error,
                      "machine '%s' is there already", name);
  return inventory_add (file->inventory, &spec, &reason) || row_reason_error (row, reason, error);
}

static gboolean
read_row (MachinesFile *file, const Row *row, GError **error)
{
  const char *name = NULL;
  MachineEventKind kind = MACHINE_ADD;
  gint64 time = 0;

  if (!row_name (row, file->index[MACHINE], "machine", &name, error)
      || !row_time_or (row, file->index[TIME], "time", 0, &time, error)
      || !read_event_kind (file, row, &kind, error))
    return FALSE;
  return kind == MACHINE_ADD ? read_added (file, row, name, time, error)
                             : read_later_event (file, row, name, time, kind, error);
}

gboolean
own_machines_read (const char *path, const char *display, const TraceContext *context,
                     Inventory *inventory, GError **error)
{
  g_autoptr (CsvReader) reader = csv_reader_new (path, display, error);
  MachinesFile file = { .context = context, .inventory = inventory };
  Row row = { .reader = reader };
  int got;

  if (reader == NULL || !bind_columns (&file, reader, error))
    return FALSE;
  while ((got = csv_reader_next (reader, &row.cells, error)) > 0)
    if (!read_row (&file, &row, error))
      return FALSE;
  return got == 0;
}
