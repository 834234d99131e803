/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tiers.csv: what each tier's tasks went through. A wait counts once, at a task's first start; a
 * slowdown when it finishes. Tasks that never started have no wait, so where many are pending at
 * the end the waits look better than they were. */
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/waits.h"
#include "util/statistics.h"

#define SLOWDOWN_TAU (10 * TIME_SECOND)

typedef struct {
  gint64 submitted, placed, finished, preempted, failed;
  Quantiles *waits;     /* us */
  Quantiles *slowdowns; /* thousandths */
} TierFigures;

typedef struct {
  Observer base;
  CsvLine row;
  TierFigures tier[N_TIERS];
} Tiers;

static Observer *
tiers_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  Tiers *self;
  (void) context;

  if (results != NULL && (file = results_open (results, "tiers.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Tiers, 1);
  for (guint t = 0; t < N_TIERS; t++) {
    self->tier[t].waits = quantiles_new (0, 0);
    self->tier[t].slowdowns = quantiles_new (1000, 0);
  }
  csv_line_init (&self->row, file);
  return &self->base;
}

static TierFigures *
figures_of (Observer *observer, const Task *task)
{
  return &((Tiers *) observer)->tier[cell_class_of (observer->context->cell, task)->tier];
}

static void
tiers_submitted (Observer *observer, gint64 now, const Task *task)
{
  (void) now;
  figures_of (observer, task)->submitted++;
}

static void
tiers_placed (Observer *observer, gint64 now, const Task *task)
{
  TierFigures *figures = figures_of (observer, task);
  if (task->placements != 1)
    return;
  figures->placed++;
  quantiles_add (figures->waits, now - task->submit);
}

static void
tiers_finished (Observer *observer, gint64 now, const Task *task)
{
  TierFigures *figures = figures_of (observer, task);
  figures->finished++;
  quantiles_add (figures->slowdowns,
                 bounded_slowdown (task->submit, now, task->duration, SLOWDOWN_TAU));
}

static void
tiers_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
               gint64 started)
{
  TierFigures *figures = figures_of (observer, task);
  (void) now, (void) lost, (void) started;
  if (cause == EVICT_FAILED)
    figures->failed++;
  else if (cause == EVICT_PREEMPTED)
    figures->preempted++;
}

static void
write_tier (CsvLine *row, const char *name, const TierFigures *figures)
{
  csv_line_text (row, name);
  csv_line_integer (row, figures->submitted);
  csv_line_integer (row, figures->placed);
  csv_line_integer (row, figures->finished);
  csv_line_integer (row, figures->preempted);
  csv_line_integer (row, figures->failed);
  csv_line_wait_mean (row, figures->waits);
  csv_line_wait (row, figures->waits, 500);
  csv_line_wait (row, figures->waits, 900);
  csv_line_wait (row, figures->waits, 990);
  csv_line_wait_max (row, figures->waits);
  csv_line_slowdown (row, figures->slowdowns, 500);
  csv_line_slowdown (row, figures->slowdowns, 990);
  csv_line_end (row);
}

static void
write_header (CsvLine *row)
{
  static const char *const columns[] = {
    "tier",     "submitted", "placed",   "finished", "preempted",    "failed",       "wait_mean",
    "wait_p50", "wait_p90",  "wait_p99", "wait_max", "slowdown_p50", "slowdown_p99",
  };
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (row, columns[i]);
  csv_line_end (row);
}

static gboolean
tiers_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Tiers *self = (Tiers *) observer;
  (void) now, (void) error;

  write_header (&self->row);
  summary_object (summary, "wait_seconds");
  summary_object (summary, "slowdown");
  for (guint t = 0; t < N_TIERS; t++) {
    const TierFigures *figures = &self->tier[t];
    if (figures->submitted == 0)
      continue;
    write_tier (&self->row, tier_names[t], figures);
    summary_waits (summary, figures->waits, "wait_seconds.%s", tier_names[t]);
    summary_slowdowns (summary, figures->slowdowns, "slowdown.%s", tier_names[t]);
  }
  return TRUE;
}

static void
tiers_free (Observer *observer)
{
  Tiers *self = (Tiers *) observer;
  for (guint t = 0; t < N_TIERS; t++) {
    quantiles_free (self->tier[t].waits);
    quantiles_free (self->tier[t].slowdowns);
  }
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_tiers = {
  .name = "tiers",
  .summary = "counts, waits and slowdowns by tier",
  .create = tiers_create,
  .submitted = tiers_submitted,
  .placed = tiers_placed,
  .finished = tiers_finished,
  .evicted = tiers_evicted,
  .finish = tiers_finish,
  .free = tiers_free,
};
