/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of machine_events. */
#include "trace/formats/google2011.h"
#include "util/input_error.h"
#include "util/line_reader.h"

enum { TIME, MACHINE, EVENT, PLATFORM, CPU, MEMORY, N_CELLS };

#define EVENT_HIGHEST GOOGLE_MACHINE_UPDATE /* codes are those of GoogleMachineKind */

static gboolean
read_line (const Row *row, GoogleMachineRow *ret, GError **error)
{
  gint64 event;
  if (!google_time (row, TIME, &ret->time, error)
      || !google_integer (row, MACHINE, "machine", 0, G_MAXINT64, &ret->id, error)
      || !google_integer (row, EVENT, "event type", 0, EVENT_HIGHEST, &event, error))
    return FALSE;
  ret->kind = (GoogleMachineKind) event;
  return google_fraction (row, CPU, "CPUs", GOOGLE_CPU, &ret->cpu, error)
         && google_fraction (row, MEMORY, "memory", GOOGLE_MEMORY, &ret->memory, error);
}

static gboolean
read_part (GoogleMachines *machines, const char *path, guint part, GError **error)
{
  g_autoptr (LineReader) reader = line_reader_new (path, path, error);
  const char *cells[N_CELLS];
  Row row = { .cells = cells, .display = path };
  char *line;
  int got;
  if (reader == NULL)
    return FALSE;
  while ((got = line_reader_next (reader, &line, error)) > 0) {
    GoogleMachineRow machine = { .place = { part, line_reader_line (reader) } };
    if (*line == '\0')
      continue;
    row.line = machine.place.line;
    if (!google2011_split (line, cells, N_CELLS))
      return input_error (error, path, row.line,
                          "6 cells: time, machine, event, platform, CPUs, memory",
                          "this is no row of machine_events");
    if (!read_line (&row, &machine, error))
      return FALSE;
    google_machines_keep (machines, &machine);
  }
  return got == 0;
}

gboolean
google2011_is_machines_line (char *line)
{
  const char *cells[N_CELLS];
  gint64 value;
  return google2011_split (line, cells, N_CELLS)
         && integer_parse (cells[TIME], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[MACHINE], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[EVENT], 0, EVENT_HIGHEST, &value, NULL);
}

/* A single file may be one of machines itself, wherever it is. */
static GStrv
find_parts (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (LineReader) reader = NULL;
  char *line;
  int got;
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return google2011_find_parts (path, GOOGLE2011_MACHINES, error);
  reader = line_reader_new (path, path, error);
  if (reader == NULL || (got = line_reader_next (reader, &line, error)) < 0)
    return NULL;
  if (got == 0 || !google2011_is_machines_line (line))
    return google2011_find_parts (path, GOOGLE2011_MACHINES, error);
  g_strv_builder_add (builder, path);
  return g_strv_builder_end (builder);
}

GoogleMachines *
google2011_machines_new (const char *path, GError **error)
{
  GStrv parts = find_parts (path, error);
  return parts != NULL ? google_machines_new (parts, read_part, error) : NULL;
}

GoogleMachines *
google2011_machines_beside (const char *path, GError **error)
{
  GStrv parts = google2011_find_parts (path, GOOGLE2011_MACHINES, error);
  return parts != NULL ? google_machines_new (parts, read_part, error) : NULL;
}
