/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One axis of a chart: its range, its ticks, its title.
 *
 * Life: chart_axis_init_*() sets range and unit; chart_axis_choose_ticks() chooses ticks for a
 * length in px and may widen the range to a tick; then chart_axis_place() maps values to 0..1.
 * Labels are in the unit's multiple that suits the range (GiB rather than 65536 MiB), named in
 * the title. */
#pragma once

#include "report/chart_unit.h"

G_BEGIN_DECLS

typedef struct {
  double value; /* column's unit */
  char *label;  /* NULL for a minor tick */
} ChartTick;

typedef enum {
  CHART_SCALE_LINEAR,
  CHART_SCALE_LOG,
  CHART_SCALE_AUTO, /* log when the positive values span more than two decades, else linear */
} ChartScale;

typedef struct {
  double min, max; /* column's unit; min < max once initialised */
  const ChartUnit *unit;
  const ChartMultiple *multiple;
  gboolean log;
  const char *const *names; /* group i is centred on i + 0.5; NULL on axes of numbers */
  gboolean keep_range;      /* do not widen to ticks: time axes end where the data end */
  gboolean empty; /* no range was known: min and max stand for nothing, there are no ticks */
  GArray *ticks;  /* ChartTick, ascending */
  char *title;    /* with unit, or "" */
} ChartAxis;

/* A range of time or positions: kept exactly. A single point is widened by `widen` to both
 * sides, but not below 0 if it is not; min > max means that no range is known. */
void chart_axis_init_span (ChartAxis *axis, const ChartUnit *unit, double min, double max,
                           double widen, const char *title);

/* A range of amounts: from 0 (or the least negative value's tick) to at least `max`.
 * `smallest_positive` is used for a log scale, which starts at the power of ten below it. */
void chart_axis_init_amount (ChartAxis *axis, const ChartUnit *unit, ChartScale scale, double min,
                             double max, double smallest_positive, const char *title);

/* An axis of `n` named groups, group i from i to i + 1. `names` must outlive the axis. */
void chart_axis_init_names (ChartAxis *axis, const char *const *names, guint n, const char *title);

/* Ticks at least `spacing` px apart on an axis of `length` px. May be called again for another
 * length. */
void chart_axis_choose_ticks (ChartAxis *axis, double length, double spacing);

/* Where `value` lies: 0 at min, 1 at max, clamped to that. */
double chart_axis_place (const ChartAxis *axis, double value);

void chart_axis_clear (ChartAxis *axis);

/* The smallest of 1, 2, 2.5 and 5 times a power of ten that is at least `least` (> 0); whole: no
 * 2.5 and nothing below 1. */
double chart_nice_step (double least, gboolean whole);

G_END_DECLS
