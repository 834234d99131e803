/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a run has allocated over time beside what the trace's own scheduler had, by the times at which
 * tasks ran in reality. Both are exact integrals over intervals of [metrics] recorded; only whole
 * intervals that both have seen are compared. */
#include <math.h>

#include "metrics/csv_line.h"
#include "metrics/observers.h"
#include "metrics/reported.h"
#include "metrics/results.h"
#include "metrics/summary.h"
#include "metrics/time_bins.h"
#include "util/units.h"

typedef struct {
  Total allocated, capacity; /* now */
  BinSums allocated_time, recorded_time, capacity_time;
} Level;

typedef struct {
  Observer base;
  Reported reported;
  ResultFile *file; /* NULL: no files are wanted */
  TimeBins bins;
  Level level[MAX_RESOURCES];
  gint64 last;
  guint64 tasks, untold; /* those of which the trace tells when they ran, and others */
} Recorded;

static gboolean
recorded_wanted (const Scenario *scenario)
{
  return scenario->recorded > 0;
}

static void
recorded_free (Observer *observer)
{
  Recorded *self = (Recorded *) observer;

  for (guint i = 0; i < self->reported.count; i++) {
    bin_sums_clear (&self->level[i].allocated_time);
    bin_sums_clear (&self->level[i].recorded_time);
    bin_sums_clear (&self->level[i].capacity_time);
  }
  g_free (self);
}

static void
add_record (Recorded *self, const Scenario *scenario, const TaskRecord *record)
{
  const TaskClass *class = task_classes_get (scenario->classes, record->task_class);

  *(record->runs != NULL ? &self->tasks : &self->untold) += record->count;
  for (guint run = 0; record->runs != NULL && run < record->n_runs; run++)
    for (guint i = 0; i < self->reported.count; i++)
      bin_sums_add (&self->level[i].recorded_time, &self->bins, record->runs[run].start,
                    record->runs[run].end,
                    (gint64) class->request.of[self->reported.index[i]] * record->count);
}

/* What the trace says is known before anything runs. */
static gboolean
add_trace (Recorded *self, const Scenario *scenario, GError **error)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, error);
  TaskRecord record;
  int got;

  if (stream == NULL)
    return FALSE;
  while ((got = task_stream_next (stream, &record, error)) > 0)
    add_record (self, scenario, &record);
  return got == 0;
}

static Observer *
recorded_create (const ObserverContext *context, Results *results, GError **error)
{
  const Scenario *scenario = context->scenario;
  ResultFile *file = NULL;
  Recorded *self;

  if (results != NULL && (file = results_open (results, "recorded.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Recorded, 1);
  self->base.context = context;
  self->file = file;
  self->reported = reported_resources (context->cell);
  self->bins = time_bins_of (workload_recorded_end (scenario->workload), scenario->recorded);
  for (guint i = 0; i < self->reported.count; i++) {
    bin_sums_init (&self->level[i].allocated_time, &self->bins);
    bin_sums_init (&self->level[i].recorded_time, &self->bins);
    bin_sums_init (&self->level[i].capacity_time, &self->bins);
  }
  if (add_trace (self, scenario, error))
    return &self->base;
  recorded_free (&self->base);
  return NULL;
}

static void
advance (Recorded *self, gint64 now)
{
  const Cell *cell = self->base.context->cell;

  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    Level *level = &self->level[i];

    bin_sums_add (&level->allocated_time, &self->bins, self->last, now, level->allocated);
    bin_sums_add (&level->capacity_time, &self->bins, self->last, now, level->capacity);
    level->allocated = reported_allocated (cell, r);
    level->capacity = cell->up_capacity[r];
  }
  self->last = now;
}

static void
recorded_passed (Observer *observer, gint64 now, guint64 decisions)
{
  (void) decisions;
  advance ((Recorded *) observer, now);
}

/* The end ---------------------------------------------------------------------------------------- */

enum { CAPACITY, ALLOCATED, RECORDED, N_SERIES };

/* By bin, in base units. */
typedef struct {
  double *of[MAX_RESOURCES][N_SERIES];
} Means;

static void
find_means (const Recorded *self, Means *means)
{
  for (guint i = 0; i < self->reported.count; i++) {
    const Level *level = &self->level[i];
    const BinSums *sums[N_SERIES] = { [CAPACITY] = &level->capacity_time,
                                      [ALLOCATED] = &level->allocated_time,
                                      [RECORDED] = &level->recorded_time };

    for (guint s = 0; s < N_SERIES; s++) {
      means->of[i][s] = g_new (double, self->bins.count);
      bin_sums_means (sums[s], &self->bins, means->of[i][s]);
    }
  }
}

static void
clear_means (const Recorded *self, Means *means)
{
  for (guint i = 0; i < self->reported.count; i++)
    for (guint s = 0; s < N_SERIES; s++)
      g_free (means->of[i][s]);
}

/* Intervals that both have seen from beginning to end. */
static guint
count_whole (const Recorded *self, gint64 now)
{
  gint64 end = MIN (now, self->bins.until);

  return (guint) (end / self->bins.width);
}

static void
write_header (const Recorded *self, CsvLine *line)
{
  static const char *const names[N_SERIES] = { "capacity", "allocated", "recorded" };
  const ResourceSet *resources = self->base.context->cell->resources;

  csv_line_text (line, "time");
  for (guint i = 0; i < self->reported.count; i++)
    for (guint s = 0; s < N_SERIES; s++)
      csv_line_textf (line, "%s_%s", resources->item[self->reported.index[i]].name, names[s]);
  csv_line_end (line);
}

/* A row an interval, and one where the last ends: values hold until the next row. */
static void
write_rows (const Recorded *self, CsvLine *line, const Means *means, guint whole)
{
  const ResourceSet *resources = self->base.context->cell->resources;

  for (guint row = 0; row <= whole && whole > 0; row++) {
    csv_line_seconds (line, self->bins.width * row);
    for (guint i = 0; i < self->reported.count; i++) {
      double size = unit_size (resources->item[self->reported.index[i]].unit);

      for (guint s = 0; s < N_SERIES; s++)
        csv_line_number (line, means->of[i][s][MIN (row, whole - 1)] / size);
    }
    csv_line_end (line);
  }
}

/* Of capacity, over whole intervals: means of both, and of what lies between them. */
static void
write_summary (const Recorded *self, Summary *summary, const Means *means, guint whole)
{
  for (guint i = 0; i < self->reported.count; i++) {
    const char *name = self->base.context->cell->resources->item[self->reported.index[i]].name;
    double allocated = 0, recorded = 0, apart = 0, most = 0;
    guint n = 0;

    for (guint bin = 0; bin < whole; bin++) {
      double capacity = means->of[i][CAPACITY][bin];
      double here = means->of[i][ALLOCATED][bin], there = means->of[i][RECORDED][bin];

      if (!(capacity > 0))
        continue;
      n++;
      allocated += here / capacity;
      recorded += there / capacity;
      apart += fabs (here - there) / capacity;
      most = MAX (most, fabs (here - there) / capacity);
    }
    summary_number (summary, allocated / n, "recorded.%s.allocated_mean", name);
    summary_number (summary, recorded / n, "recorded.%s.recorded_mean", name);
    summary_number (summary, apart / n, "recorded.%s.mean_absolute_difference", name);
    summary_number (summary, n > 0 ? most : NAN, "recorded.%s.max_absolute_difference", name);
  }
}

static gboolean
recorded_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Recorded *self = (Recorded *) observer;
  guint whole = count_whole (self, now);
  Means means;
  CsvLine line;

  (void) error;
  advance (self, now);
  find_means (self, &means);
  csv_line_init (&line, self->file);
  write_header (self, &line);
  write_rows (self, &line, &means, whole);
  csv_line_clear (&line);
  summary_seconds (summary, self->bins.width, "recorded.interval_seconds");
  summary_integer (summary, whole, "recorded.intervals");
  summary_integer (summary, (gint64) self->tasks, "recorded.tasks");
  summary_integer (summary, (gint64) self->untold, "recorded.tasks_not_told");
  write_summary (self, summary, &means, whole);
  clear_means (self, &means);
  return TRUE;
}

const ObserverType observer_recorded = {
  .name = "recorded",
  .summary = "what was allocated beside what the trace's own scheduler had allocated",
  .wanted = recorded_wanted,
  .create = recorded_create,
  .passed = recorded_passed,
  .finish = recorded_finish,
  .free = recorded_free,
};
