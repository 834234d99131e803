/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of chart kinds. */
#include "report/chart_kind.h"

#include <math.h>
#include <string.h>

static const ChartKind *const kinds[] = { &chart_kind_lines, &chart_kind_bars,
                                          &chart_kind_heatmap, &chart_kind_cdf };

const ChartKind *const *
chart_kind_table (guint *ret_count)
{
  *ret_count = G_N_ELEMENTS (kinds);
  return kinds;
}

LegendPlace
chart_panel_legend (const ChartPanel *panel)
{
  if (panel->legend != LEGEND_AUTO)
    return panel->legend;
  for (guint s = 0; s < panel->series->len; s++)
    if (((const ChartSeries *) g_ptr_array_index (panel->series, s))->style == SERIES_AREA)
      return LEGEND_LIST;
  return LEGEND_ENDS;
}

double
chart_frame_x (const ChartFrame *frame, double value)
{
  return frame->plot.x + chart_axis_place (frame->x, value) * frame->plot.width;
}

double
chart_frame_y (const ChartFrame *frame, double value)
{
  return frame->plot.y + (1 - chart_axis_place (frame->y, value)) * frame->plot.height;
}

void
chart_set_rgb (cairo_t *cr, guint32 rgb)
{
  Colour colour = colour_from_rgb (rgb);

  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
}

void
chart_set_line (cairo_t *cr, const Ink *ink)
{
  int n = 0;

  while (n < (int) G_N_ELEMENTS (ink->dash) && ink->dash[n] > 0)
    n++;
  chart_set_rgb (cr, ink->line);
  cairo_set_line_width (cr, ink->width);
  cairo_set_dash (cr, ink->dash, n, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
}

void
chart_panel_range (const ChartPanel *panel, double *ret_min, double *ret_max,
                   double *ret_smallest_positive)
{
  double min = INFINITY, max = -INFINITY, positive = INFINITY;

  for (guint s = 0; s < panel->series->len; s++) {
    const ChartSeries *series = g_ptr_array_index (panel->series, s);

    for (guint i = 0; i < panel->rows; i++) {
      double value = series->values[i];

      if (isnan (value))
        continue;
      min = MIN (min, value);
      max = MAX (max, value);
      if (value > 0)
        positive = MIN (positive, value);
    }
  }
  *ret_min = isfinite (min) ? min : 0;
  *ret_max = isfinite (max) ? max : 0;
  *ret_smallest_positive = isfinite (positive) ? positive : 0;
}
