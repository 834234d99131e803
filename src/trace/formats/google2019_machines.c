/* SPDX-License-Identifier: GPL-3.0-or-later */
/* machine_events: the switch at the top of its rack is a machine's rack. */
#include "trace/formats/google2019.h"

enum { TIME, MACHINE, EVENT, SWITCH, CPU, MEMORY };
static const char *const columns[] = { "time",      "machine_id",    "type",
                                       "switch_id", "capacity.cpus", "capacity.memory", NULL };
#define REQUIRED (EVENT + 1)

static const char *const names[] = { "EVENT_TYPE_UNKNOWN", "ADD", "REMOVE", "UPDATE", NULL };

static gboolean
read_row (const Row *row, GoogleMachineRow *ret, GError **error)
{
  guint kind;

  if (!google_time (row, TIME, &ret->time, error)
      || !google_integer (row, MACHINE, columns[MACHINE], 0, G_MAXINT64, &ret->id, error)
      || !google_table_code (row, EVENT, columns[EVENT], names, &kind, error))
    return FALSE;
  if (kind == 0)
    return row_error (row, columns[EVENT], "ADD, REMOVE or UPDATE, or 1 to 3", error, "'%s' is not known",
                      row->cells[EVENT]);
  ret->kind = (GoogleMachineKind) (kind - 1);
  ret->rack = row->cells[SWITCH][0] != '\0' ? g_intern_string (row->cells[SWITCH]) : NULL;
  return google_fraction (row, CPU, columns[CPU], GOOGLE_CPU, &ret->cpu, error)
         && google_fraction (row, MEMORY, columns[MEMORY], GOOGLE_MEMORY, &ret->memory, error);
}

static gboolean
read_part (GoogleMachines *machines, const char *path, guint part, GError **error)
{
  g_autoptr (GoogleTable) table = google_table_new (path, columns, REQUIRED, error);
  Row row;
  int got;

  if (table == NULL)
    return FALSE;
  while ((got = google_table_next (table, &row, error)) > 0) {
    GoogleMachineRow machine = { .place = { part, row.line } };
    if (!read_row (&row, &machine, error))
      return FALSE;
    google_machines_keep (machines, &machine);
  }
  return got == 0;
}

GoogleMachines *
google2019_machines_new (GStrv parts, GError **error)
{
  return google_machines_new (parts, read_part, error);
}
