/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/trace_edit.h"

#include "util/fraction.h"
#include "util/input_error.h"
#include "util/random.h"

/* Rounded down; -1: above TRACE_TIME_MAX. */
static gint64
stretch (gint64 time, gint64 factor)
{
  Wide product = (Wide) time * (Wide) factor / TRACE_FACTOR_ONE;

  return product <= TRACE_TIME_MAX ? (gint64) product : -1;
}

/* FNV-1a of the name, mixed with the seed. */
gboolean
trace_edit_keeps_job (const TraceEdit *edit, const char *name)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  if (edit->jobs >= TRACE_FACTOR_ONE)
    return TRUE;
  for (; *name != '\0'; name++)
    hash = (hash ^ (guint8) *name) * G_GUINT64_CONSTANT (0x100000001b3);
  hash = random_mix (random_mix (edit->seed) ^ hash);
  return (Wide) hash * TRACE_FACTOR_ONE >> 64 < (Wide) edit->jobs;
}

static gboolean
keeps (const TraceEdit *edit, const TaskRecord *record)
{
  return record->submit >= edit->from && record->submit < edit->until
         && (edit->users == NULL || edit->users[record->user])
         && trace_edit_keeps_job (edit, record->workflow != NULL ? record->workflow : record->job);
}

int
trace_edit_record (const TraceEdit *edit, const char *display, TaskRecord *record, GError **error)
{
  gint64 *const run_times[] = { &record->duration, &record->estimate };
  gboolean good;

  if (!keeps (edit, record))
    return 0;
  record->submit = stretch (record->submit - edit->from, edit->gaps);
  good = record->submit >= 0;
  for (guint i = 0; i < G_N_ELEMENTS (run_times); i++) {
    if (*run_times[i] == DURATION_UNENDING)
      continue;
    *run_times[i] = stretch (*run_times[i], edit->run_times);
    good &= *run_times[i] >= 0 && *run_times[i] <= TRACE_TIME_MAX - record->submit;
  }
  if (good)
    return 1;
  input_error (error, display, record->line, "lesser factors",
               "a time would be above 146,000 years");
  return -1;
}

gint64
trace_edit_machine_time (const TraceEdit *edit, gint64 time)
{
  gint64 stretched = stretch (MAX (time - edit->from, 0), edit->gaps);

  return stretched >= 0 ? stretched : TRACE_TIME_MAX;
}
