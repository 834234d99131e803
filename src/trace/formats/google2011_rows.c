/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of task_events: read, checked, and kept as events. */
#include <string.h>

#include "trace/formats/google2011.h"
#include "util/input_error.h"
#include "util/line_reader.h"

enum {
  TIME,
  MISSING,
  JOB,
  INDEX,
  MACHINE,
  EVENT,
  USER,
  CLASS,
  PRIORITY,
  CPU,
  MEMORY,
  DISK,
  DIFFERENT,
  N_CELLS,
};

/* By code. */
static const guint8 kinds[] = {
  GOOGLE_SUBMIT, GOOGLE_SCHEDULE, GOOGLE_EVICT,          GOOGLE_FAIL,           GOOGLE_FINISH,
  GOOGLE_KILL,   GOOGLE_LOST,     GOOGLE_UPDATE_PENDING, GOOGLE_UPDATE_RUNNING,
};

#define EVENT_HIGHEST    ((gint64) G_N_ELEMENTS (kinds) - 1)
#define PRIORITY_HIGHEST 11

gboolean
google2011_split (char *line, const char **cells, guint count)
{
  for (guint i = 0; i < count; i++) {
    char *end = strchr (line, ',');
    if ((end == NULL) != (i + 1 == count))
      return FALSE;
    cells[i] = line;
    if (end != NULL) {
      *end = '\0';
      line = end + 1;
    }
  }
  return TRUE;
}

gboolean
google2011_is_tasks_line (char *line)
{
  const char *cells[N_CELLS];
  gint64 value;
  return google2011_split (line, cells, N_CELLS)
         && integer_parse (cells[TIME], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[JOB], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[INDEX], 0, G_MAXINT64, &value, NULL)
         && integer_parse (cells[EVENT], 0, EVENT_HIGHEST, &value, NULL);
}

static gboolean
read_numbers (const Row *row, GoogleEvent *event, GError **error)
{
  gint64 index, kind, priority, different = 0;
  if (!google_time (row, TIME, &event->time, error)
      || !google_integer (row, JOB, "job", 0, G_MAXINT64, &event->job, error)
      || !google_integer (row, INDEX, "task index", 0, TASK_NUMBER_MAX, &index, error)
      || !google_integer (row, EVENT, "event type", 0, EVENT_HIGHEST, &kind, error)
      || !google_integer (row, PRIORITY, "priority", 0, PRIORITY_HIGHEST, &priority, error)
      || (row->cells[DIFFERENT][0] != '\0'
          && !google_integer (row, DIFFERENT, "different machines", 0, 1, &different, error)))
    return FALSE;
  event->index = (gint32) index;
  event->kind = kinds[kind];
  event->priority = (guint16) priority;
  event->wishes = different != 0 ? GOOGLE_DIFFERENT_MACHINES : 0;
  return google_fraction (row, CPU, "CPU request", GOOGLE_CPU, &event->cpu, error)
         && google_fraction (row, MEMORY, "memory request", GOOGLE_MEMORY, &event->memory, error);
}

static gboolean
read_machine (const GoogleRows *rows, const Row *row, GoogleEvent *event, GError **error)
{
  gint64 machine;
  if (row->cells[MACHINE][0] == '\0')
    return TRUE;
  if (!google_integer (row, MACHINE, "machine", 0, G_MAXINT64, &machine, error))
    return FALSE;
  if (rows->machines != NULL
      && !g_hash_table_contains (rows->machines, GSIZE_TO_POINTER ((gsize) machine)))
    event->wishes |= GOOGLE_UNKNOWN_MACHINE;
  return TRUE;
}

static gboolean
read_line (GoogleRows *rows, guint part, guint number, char *line, GError **error)
{
  const char *cells[N_CELLS];
  const Row row = { .cells = cells, .display = rows->parts[part], .line = number };
  GoogleEvent event = { .place = { part, number } };

  if (!google2011_split (line, cells, N_CELLS))
    return input_error (error, row.display, row.line,
                        "13 cells: time, missing info, job, task index, machine, event, user, "
                        "class, priority, CPU, memory, disk, different machines",
                        "this is no row of task_events");
  if (!read_numbers (&row, &event, error) || !read_machine (rows, &row, &event, error))
    return FALSE;
  if (cells[MISSING][0] != '\0')
    google_note (rows->notes, GOOGLE_NOTE_MISSING, rows->parts, event.place);
  event.user = google_rows_user (rows, row.cells[USER]);
  return google_rows_keep (rows, &event, error);
}

static gboolean
read_part (GoogleRows *rows, guint part, GError **error)
{
  g_autoptr (LineReader) reader = line_reader_new (rows->parts[part], rows->parts[part], error);
  char *line;
  int got;
  if (reader == NULL)
    return FALSE;
  while ((got = line_reader_next (reader, &line, error)) > 0)
    if (*line != '\0' && !read_line (rows, part, line_reader_line (reader), line, error))
      return FALSE;
  return got == 0;
}

gboolean
google2011_read_rows (GoogleRows *rows, GError **error)
{
  for (guint i = 0; rows->parts[i] != NULL; i++)
    if (!read_part (rows, i, error))
      return FALSE;
  return TRUE;
}
