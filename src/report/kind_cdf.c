/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cumulative distributions: across what a value is, and up what part of all is at most that. A row is
 * a share, and each series has the value of that rank, so that distributions that have nothing in
 * common but their unit stand in one panel. Values of 0 lie at the left end of a log axis. */
#include "report/chart_kind.h"

#include <math.h>

static const ChartSeries *
series_at (const ChartPanel *panel, guint index)
{
  return g_ptr_array_index (panel->series, index);
}

static void
cdf_init_axes (const ChartPanel *panel, ChartAxis *x, ChartAxis *y)
{
  double min, max, positive;

  chart_panel_range (panel, &min, &max, &positive);
  chart_axis_init_amount (x, panel->y_unit, panel->scale, min, max, positive, panel->x_title);
  chart_axis_init_amount (y, chart_unit_find ("fraction"), CHART_SCALE_LINEAR, 0, 1, 1,
                          panel->y_title);
}

/* Right to the next value, then up to its share. */
static void
draw_curve (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame)
{
  double height = chart_frame_y (frame, 0);
  gboolean open = FALSE;

  for (guint i = 0; i < panel->rows; i++) {
    double x, y = chart_frame_y (frame, panel->x[i]);

    if (isnan (series->values[i]))
      continue;
    x = chart_frame_x (frame, series->values[i]);
    if (open)
      cairo_line_to (frame->cr, x, height);
    else
      cairo_move_to (frame->cr, x, height);
    cairo_line_to (frame->cr, x, y);
    open = TRUE;
    height = y;
  }
  chart_set_line (frame->cr, series->ink);
  cairo_stroke (frame->cr);
}

static void
cdf_draw (const ChartPanel *panel, const ChartFrame *frame)
{
  for (guint s = 0; s < panel->series->len; s++)
    draw_curve (panel, series_at (panel, s), frame);
}

/* All curves end at the top right, so labels cannot stand at their ends. */
static double
cdf_legend_width (const ChartPanel *panel, ChartText *text)
{
  return chart_legend_of_series_width (panel, SAMPLE_LINE, text);
}

static void
cdf_draw_legend (const ChartPanel *const *family, G_GNUC_UNUSED guint n, const ChartFrame *frame)
{
  chart_legend_of_series_draw (family[0], SAMPLE_LINE, frame);
}

const ChartKind chart_kind_cdf = {
  .name = "cdf",
  .summary = "cumulative distributions: the share of all that is at most so much",
  .across = TRUE,
  .init_axes = cdf_init_axes,
  .legend_width = cdf_legend_width,
  .draw = cdf_draw,
  .draw_legend = cdf_draw_legend,
};
