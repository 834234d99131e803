/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schedulers.csv: how busy schedulers are whose decisions take time, and what comes of it, by day
 * (of 24 hours; the last may be shorter). Measures and their names are those of Omega's simulator,
 * but that time is busy, too, when no machine was found. An attempt counts when it has ended. */
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/waits.h"
#include "util/statistics.h"
#include "util/units.h"

#include <math.h>

#define A_DAY (24 * 3600 * TIME_SECOND)

/* A transaction is an attempt that found some machine. It fails when anything of it conflicts. */
typedef struct {
  gint64 attempts, succeeded, failed, scheduled, abandoned;
  Integral useful, wasted; /* us */
  gint64 first_waits, all_waits;           /* of so many jobs, of those below … */
  Integral first_wait_time, all_wait_time; /* … so long, us */
} Day;

typedef struct {
  GArray *days;     /* of Day: up to the last with an attempt in it */
  Quantiles *first; /* us: until a job's first attempt begins … */
  Quantiles *all;   /* … and until all its tasks are placed */
} SchedulerFigures;

typedef struct {
  Observer base;
  CsvLine row;
  guint n;
  SchedulerFigures *figures;
} Schedulers;

static gboolean
schedulers_wanted (const Scenario *scenario)
{
  return scenario->schedulers.list != NULL;
}

static Observer *
schedulers_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  Schedulers *self;

  if (results != NULL && (file = results_open (results, "schedulers.csv", error)) == NULL)
    return NULL;
  self = g_new0 (Schedulers, 1);
  self->n = context->scenario->schedulers.list->len;
  self->figures = g_new0 (SchedulerFigures, self->n);
  for (guint s = 0; s < self->n; s++) {
    self->figures[s].days = g_array_new (FALSE, TRUE, sizeof (Day));
    self->figures[s].first = quantiles_new (0, 0);
    self->figures[s].all = quantiles_new (0, 0);
  }
  csv_line_init (&self->row, file);
  return &self->base;
}

static Day *
day_at (SchedulerFigures *figures, gint64 day)
{
  if (figures->days->len <= day)
    g_array_set_size (figures->days, (guint) day + 1);
  return &g_array_index (figures->days, Day, day);
}

/* Each day gets its part of the attempt. */
static void
count_time (SchedulerFigures *figures, gint64 began, gint64 ended, gboolean useful)
{
  while (began < ended) {
    gint64 until = MIN ((began / A_DAY + 1) * A_DAY, ended);
    Day *day = day_at (figures, began / A_DAY);
    *(useful ? &day->useful : &day->wasted) += until - began;
    began = until;
  }
}

static void
schedulers_attempt (Observer *observer, gint64 now, const Attempt *attempt)
{
  SchedulerFigures *figures = &((Schedulers *) observer)->figures[attempt->scheduler];
  gboolean succeeded = attempt->conflicts == 0 && attempt->placed > 0;

  count_time (figures, attempt->began, now, succeeded);
  Day *day = day_at (figures, MAX (now - 1, 0) / A_DAY); /* a day's last instant is its own */
  day->attempts++;
  day->succeeded += succeeded;
  day->failed += attempt->conflicts > 0;
  day->scheduled += attempt->left == 0;
  day->abandoned += attempt->abandoned;
  if (attempt->number == 1 && !attempt->again) {
    quantiles_add (figures->first, attempt->began - attempt->queued);
    day->first_waits++;
    day->first_wait_time += attempt->began - attempt->queued;
  }
  if (attempt->left == 0 && !attempt->again) {
    quantiles_add (figures->all, now - attempt->queued);
    day->all_waits++;
    day->all_wait_time += now - attempt->queued;
  }
}

/* Files and figures ---------------------------------------------------------------------------- */

static const char *
name_of (const Schedulers *self, guint scheduler)
{
  return named_schedulers_get (&self->base.context->scenario->schedulers, scheduler)->name;
}

/* A day without success has none. */
static double
conflict_fraction (const Day *day)
{
  return day->succeeded > 0 ? (double) day->failed / (double) day->succeeded : 0;
}

static double
busyness (const Day *day, gint64 length)
{
  return length > 0 ? (double) (day->useful + day->wasted) / (double) length : 0;
}

/* Days begun before the run's end, one at least. */
static guint
days_until (gint64 now)
{
  return (guint) MAX ((now + A_DAY - 1) / A_DAY, 1);
}

static gint64
length_of_day (guint day, gint64 now)
{
  return MIN (now - day * A_DAY, A_DAY);
}

static void
write_header (Schedulers *self)
{
  static const char *const columns[] = {
    "attempts", "succeeded", "failed",   "conflict_fraction", "useful",
    "wasted",   "busyness",  "scheduled", "abandoned",         "wait_first",
    "wait_scheduled",
  };
  csv_line_text (&self->row, "day");
  csv_line_text (&self->row, "duration");
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    for (guint s = 0; s < self->n; s++)
      csv_line_textf (&self->row, "%s_%s", columns[c], name_of (self, s));
  csv_line_end (&self->row);
}

/* In seconds; NaN of none. */
static double
mean_of (Integral sum, gint64 count)
{
  return integral_ratio (sum, count) / (double) TIME_SECOND;
}

static void
write_mean (CsvLine *row, double mean)
{
  if (isnan (mean))
    csv_line_empty (row);
  else
    csv_line_number (row, mean);
}

/* A cell for each scheduler. */
#define CELLS(write, value)                                                                        \
  for (guint s_ = 0; s_ < self->n; s_++) {                                                         \
    const Day *day = day_at (&self->figures[s_], number);                                          \
    write (row, value);                                                                            \
  }

static void
write_day (Schedulers *self, guint number, gint64 length)
{
  CsvLine *row = &self->row;
  csv_line_integer (row, number + 1);
  csv_line_seconds (row, length);
  CELLS (csv_line_integer, day->attempts)
  CELLS (csv_line_integer, day->succeeded)
  CELLS (csv_line_integer, day->failed)
  CELLS (csv_line_number, conflict_fraction (day))
  CELLS (csv_line_integral, day->useful)
  CELLS (csv_line_integral, day->wasted)
  CELLS (csv_line_number, busyness (day, length))
  CELLS (csv_line_integer, day->scheduled)
  CELLS (csv_line_integer, day->abandoned)
  CELLS (write_mean, mean_of (day->first_wait_time, day->first_waits))
  CELLS (write_mean, mean_of (day->all_wait_time, day->all_waits))
  csv_line_end (row);
}

static void
summarise_days (const double *values, guint n, Summary *summary, const char *scheduler,
                const char *measure)
{
  g_autofree double *copy = g_memdup2 (values, n * sizeof *values);
  summary_number (summary, median (copy, n), "schedulers.%s.%s.median", scheduler, measure);
  summary_number (summary, median_deviation (copy, n), "schedulers.%s.%s.mad", scheduler, measure);
}

static void
summarise (SchedulerFigures *figures, const char *name, gint64 now, Summary *summary)
{
  guint n = days_until (now);
  g_autofree double *fractions = g_new (double, n), *busy = g_new (double, n);
  Day sum = { 0 };
  for (guint d = 0; d < n; d++) {
    const Day *day = day_at (figures, d);
    fractions[d] = conflict_fraction (day);
    busy[d] = busyness (day, length_of_day (d, now));
    sum.attempts += day->attempts;
    sum.succeeded += day->succeeded;
    sum.failed += day->failed;
    sum.scheduled += day->scheduled;
    sum.abandoned += day->abandoned;
    sum.useful += day->useful;
    sum.wasted += day->wasted;
  }
  summary_integer (summary, sum.attempts, "schedulers.%s.attempts", name);
  summary_integer (summary, sum.succeeded, "schedulers.%s.transactions.succeeded", name);
  summary_integer (summary, sum.failed, "schedulers.%s.transactions.failed", name);
  summarise_days (fractions, n, summary, name, "conflict_fraction");
  summarise_days (busy, n, summary, name, "busyness");
  summary_number (summary, integral_seconds (sum.useful), "schedulers.%s.useful_seconds", name);
  summary_number (summary, integral_seconds (sum.wasted), "schedulers.%s.wasted_seconds", name);
  summary_integer (summary, sum.scheduled, "schedulers.%s.jobs.scheduled", name);
  summary_integer (summary, sum.abandoned, "schedulers.%s.jobs.abandoned", name);
  summary_waits (summary, figures->first, "schedulers.%s.wait_seconds.first_attempt", name);
  summary_waits (summary, figures->all, "schedulers.%s.wait_seconds.scheduled", name);
}

static gboolean
schedulers_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Schedulers *self = (Schedulers *) observer;
  (void) error;

  write_header (self);
  for (guint d = 0; d < days_until (now); d++)
    write_day (self, d, length_of_day (d, now));
  for (guint s = 0; s < self->n; s++)
    summarise (&self->figures[s], name_of (self, s), now, summary);
  return TRUE;
}

static void
schedulers_free (Observer *observer)
{
  Schedulers *self = (Schedulers *) observer;
  for (guint s = 0; s < self->n; s++) {
    g_array_unref (self->figures[s].days);
    quantiles_free (self->figures[s].first);
    quantiles_free (self->figures[s].all);
  }
  csv_line_clear (&self->row);
  g_free (self->figures);
  g_free (self);
}

const ObserverType observer_schedulers = {
  .name = "schedulers",
  .summary = "how busy schedulers are whose decisions take time, conflicts, and waits of jobs",
  .wanted = schedulers_wanted,
  .create = schedulers_create,
  .attempt = schedulers_attempt,
  .finish = schedulers_finish,
  .free = schedulers_free,
};
