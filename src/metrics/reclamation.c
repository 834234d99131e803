/* SPDX-License-Identifier: GPL-3.0-or-later */
/* With reclamation: what was reclaimed, how much ran in it, and what it cost. Every instant at which
 * something changes ends with a pass: the sums that the cell keeps hold until the next. */
#include "metrics/csv_line.h"
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/reported.h"
#include "metrics/results.h"
#include "metrics/summary.h"

/* Of a resource: sums over all machines, now, and over time. */
typedef struct {
  Total limits, reserved, beyond_limit, capacity;
  Integral limits_time, reserved_time, beyond_limit_time, capacity_time;
} Sums;

typedef struct {
  Observer base;
  Reported reported;
  CsvLine row;
  Sums sums[MAX_RESOURCES];
  gint64 last;
  gint64 shortfalls; /* evictions */
  Integral lost;     /* by them, us of work */
} ReclamationObserver;

static gboolean
reclamation_wanted (const Scenario *scenario)
{
  return scenario->scheduler.reclamation.rule != RECLAMATION_NONE;
}

static void
write_header (ReclamationObserver *self)
{
  static const char *const columns[] = { "capacity", "allocated", "reserved", "used", "in_reclaimed" };
  const ResourceSet *resources = self->base.context->cell->resources;
  csv_line_text (&self->row, "time");
  for (guint i = 0; i < self->reported.count; i++)
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
      csv_line_textf (&self->row, "%s_%s", resources->item[self->reported.index[i]].name,
                      columns[c]);
  csv_line_text (&self->row, "shortfall_evictions");
  csv_line_end (&self->row);
}

static Observer *
reclamation_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  ReclamationObserver *self;

  if (results != NULL && (file = results_open (results, "reclamation.csv", error)) == NULL)
    return NULL;
  self = g_new0 (ReclamationObserver, 1);
  self->base.context = context;
  self->reported = reported_resources (context->cell);
  csv_line_init (&self->row, file);
  write_header (self);
  return &self->base;
}

static void
advance (ReclamationObserver *self, gint64 now)
{
  const Cell *cell = self->base.context->cell;
  const Reservations *reservations = cell->reservations;
  gint64 duration = now - self->last;
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    Sums *sums = &self->sums[i];
    sums->limits_time += (Integral) sums->limits * duration;
    sums->reserved_time += (Integral) sums->reserved * duration;
    sums->beyond_limit_time += (Integral) sums->beyond_limit * duration;
    sums->capacity_time += (Integral) sums->capacity * duration;
    sums->limits = reservations->limits[r];
    sums->reserved = reservations->reserved[r];
    sums->beyond_limit = reservations->beyond_limit[r];
    sums->capacity = cell->up_capacity[r];
  }
  self->last = now;
}

static void
reclamation_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
                     gint64 started)
{
  ReclamationObserver *self = (ReclamationObserver *) observer;
  (void) now, (void) task, (void) started;
  if (cause != EVICT_SHORTFALL)
    return;
  self->shortfalls++;
  self->lost += lost;
}

static void
reclamation_passed (Observer *observer, gint64 now, guint64 decisions)
{
  (void) decisions;
  advance ((ReclamationObserver *) observer, now);
}

static double
share_beyond (const Reservations *reservations, guint resource)
{
  Total limits = reservations->limits[resource];
  return limits > 0 ? (double) reservations->beyond_limit[resource] / (double) limits : 0;
}

static void
reclamation_sample (Observer *observer, gint64 now)
{
  ReclamationObserver *self = (ReclamationObserver *) observer;
  const Cell *cell = observer->context->cell;
  CsvLine *row = &self->row;
  if (row->file == NULL)
    return;
  csv_line_seconds (row, now);
  for (guint i = 0; i < self->reported.count; i++) {
    guint r = self->reported.index[i];
    Unit unit = cell->resources->item[r].unit;
    csv_line_amount (row, unit, cell->up_capacity[r]);
    csv_line_amount (row, unit, cell->reservations->limits[r]);
    csv_line_amount (row, unit, cell->reservations->reserved[r]);
    csv_line_amount (row, unit, cell->used[r]);
    csv_line_number (row, share_beyond (cell->reservations, r));
  }
  csv_line_integer (row, self->shortfalls);
  csv_line_end (row);
}

static gboolean
reclamation_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  ReclamationObserver *self = (ReclamationObserver *) observer;
  (void) error;

  advance (self, now);
  for (guint i = 0; i < self->reported.count; i++) {
    const char *name
      = observer->context->cell->resources->item[self->reported.index[i]].name;
    const Sums *sums = &self->sums[i];
    summary_number (summary,
                    integral_ratio (sums->limits_time - sums->reserved_time, sums->capacity_time),
                    "reclamation.%s.reclaimed_mean", name);
    summary_number (summary, integral_ratio (sums->beyond_limit_time, sums->limits_time),
                    "reclamation.%s.in_reclaimed", name);
  }
  summary_integer (summary, self->shortfalls, "reclamation.shortfall_evictions");
  summary_number (summary, integral_seconds (self->lost), "reclamation.shortfall_lost_seconds");
  return TRUE;
}

static void
reclamation_observer_free (Observer *observer)
{
  ReclamationObserver *self = (ReclamationObserver *) observer;
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_reclamation = {
  .name = "reclamation",
  .summary = "what was reserved, how much ran in what had been reclaimed, and evictions by shortfall",
  .wanted = reclamation_wanted,
  .create = reclamation_create,
  .evicted = reclamation_evicted,
  .passed = reclamation_passed,
  .sample = reclamation_sample,
  .finish = reclamation_finish,
  .free = reclamation_observer_free,
};
