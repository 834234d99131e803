/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/change.h"

#include <math.h>

/* Told as a multiple from there on: "3.2 times as much" … */
#define TIMES_LEAST 2.0
/* … and up to there: what was next to nothing is told by what has come to it. */
#define TIMES_MOST 10.0

typedef struct {
  const char *unit;
  double seconds;
} TimeUnit;

/* The largest unit in which the amount is two or more. */
static TimeUnit
time_unit (double seconds)
{
  static const TimeUnit units[]
    = { { " d", 86400 }, { " h", 3600 }, { " min", 60 }, { " s", 1 } };
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (units) && fabs (seconds) < 2 * units[i].seconds)
    i++;
  return units[i];
}

static Interval
scaled (const Interval *interval, double factor, double less)
{
  return (Interval){ (interval->center - less) * factor, (interval->low - less) * factor,
                     (interval->high - less) * factor };
}

static gboolean
seems_zero (double value, int decimals)
{
  return value != 0 && fabs (value) * pow (10, decimals) < 0.5;
}

static gboolean
is_relative (const ComparisonRow *row, const Difference *difference)
{
  return row->metric->relative && difference->has_ratio && difference->ratio.center <= TIMES_MOST;
}

/* An interval that is wide has no decimals; but a bound never seems to be 0 that is not. */
static int
decimals_of (const Change *change)
{
  double width = change->has_interval ? change->of.high - change->of.low
                                      : fabs (change->of.center) / 10;
  int decimals = 0;

  if (width <= 0)
    width = fabs (change->of.center) / 10;
  while (width > 0 && decimals < 6 && width * pow (10, decimals) < 3 - 1e-9)
    decimals++;
  while (decimals < 6
         && (seems_zero (change->of.center, decimals)
             || (change->has_interval
                 && (seems_zero (change->of.low, decimals)
                     || seems_zero (change->of.high, decimals)))))
    decimals++;
  return decimals;
}

Change
change_of (const ComparisonRow *row, const Difference *difference)
{
  const Interval *absolute = &difference->difference;
  Change change = { .of = *absolute, .has_interval = difference->has_interval, .unit = "" };

  if (is_relative (row, difference)) {
    change.unit = " %";
    change.of = scaled (&difference->ratio, 100, 1);
  } else if (row->metric->unit == METRIC_SHARE) {
    change.unit = " points";
    change.of = scaled (absolute, 100, 0);
  } else if (row->metric->unit == METRIC_SECONDS) {
    double most = fabs (absolute->center);

    if (difference->has_interval)
      most = fmax (most, fmax (fabs (absolute->low), fabs (absolute->high)));
    TimeUnit unit = time_unit (most);
    change.unit = unit.unit;
    change.of = scaled (absolute, 1 / unit.seconds, 0);
  }
  if (difference_is_to_nothing (difference))
    change.has_interval = FALSE;
  else
    change.decimals = decimals_of (&change);
  return change;
}

void
change_append_signed (GString *out, const Change *change)
{
  int d = change->decimals;

  g_string_append_printf (out, "%+.*f%s", d, change->of.center, change->unit);
  if (change->has_interval)
    g_string_append_printf (out, " (%+.*f … %+.*f)", d, change->of.low, d, change->of.high);
}

void
change_append_range (GString *out, const Change *change)
{
  int d = change->decimals;
  const Interval *of = &change->of;

  if (change->has_interval && fabs (of->low) <= 0 && fabs (of->high) <= 0)
    g_string_append (out, "0 in the median");
  else if (change->has_interval)
    g_string_append_printf (out, "%+.*f … %+.*f%s", d, change->of.low, d, change->of.high,
                            change->unit);
  else
    g_string_append_printf (out, "%+.*f%s", d, change->of.center, change->unit);
}

/* Neither a bound nor the middle is under twice the base. */
static gboolean
is_multiple (const ComparisonRow *row, const Difference *difference)
{
  return is_relative (row, difference) && difference->ratio.center >= TIMES_LEAST
         && (!difference->has_interval || difference->ratio.low >= TIMES_LEAST);
}

static void
append_multiple (GString *out, const ComparisonRow *row, const Difference *difference)
{
  Change times = { .of = difference->ratio, .has_interval = difference->has_interval };
  const char *many = row->metric->unit == METRIC_COUNT ? "many" : "much";
  int d = times.decimals = decimals_of (&times);

  g_string_append_printf (out, "%.*f times as %s", d, times.of.center, many);
  if (times.has_interval)
    g_string_append_printf (out, " (%.*f–%.*f)", d, times.of.low, d, times.of.high);
}

void
change_append_words (GString *out, const ComparisonRow *row, const Difference *difference)
{
  static const char *const words[][2] = { [METRIC_SECONDS] = { "less", "more" },
                                          [METRIC_COUNT] = { "fewer", "more" },
                                          [METRIC_SHARE] = { "lower", "higher" },
                                          [METRIC_NUMBER] = { "lower", "higher" } };
  Change change = change_of (row, difference);
  gboolean more = difference->finding == FINDING_MORE;
  double near = more ? change.of.low : -change.of.high;
  double far = more ? change.of.high : -change.of.low;
  int d = change.decimals;

  if (is_multiple (row, difference)) {
    append_multiple (out, row, difference);
    return;
  }
  if (difference_is_to_nothing (difference)) {
    g_string_append (out, "0 in every run");
    return;
  }
  g_string_append_printf (out, "%.*f%s %s", d, fabs (change.of.center), change.unit,
                          words[row->metric->unit][more]);
  if (change.has_interval)
    g_string_append_printf (out, " (%.*f–%.*f%s)", d, near, d, far,
                            *change.unit == ' ' && change.unit[1] == '%' ? " %" : "");
}

void
value_append (GString *out, MetricUnit unit, double value)
{
  if (isnan (value)) {
    g_string_append (out, "n/a");
  } else if (unit == METRIC_SHARE) {
    g_string_append_printf (out, "%.1f %%", 100 * value);
  } else if (unit == METRIC_SECONDS) {
    TimeUnit in = time_unit (value);

    value /= in.seconds;
    g_string_append_printf (out, fabs (value) >= 10 || value == floor (value) ? "%.0f" : "%.1f",
                            value);
    g_string_append (out, in.unit);
  } else if (unit == METRIC_COUNT) {
    g_string_append_printf (out, fabs (value) >= 100 || value == floor (value) ? "%.0f" : "%.1f",
                            value);
  } else {
    g_string_append_printf (out, "%.4g", value);
  }
}

void
p_append (GString *out, double p)
{
  if (p < 0.001)
    g_string_append (out, "<.001");
  else
    g_string_append_printf (out, "%.3f", p);
}
