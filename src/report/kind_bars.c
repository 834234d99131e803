/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars: one group a row, in it one bar a series, with the number on top where all numbers fit. */
#include "report/chart_kind.h"

#include <math.h>

#define MAX_BAR  56.0
#define FILLED   0.78 /* part of a group's width that bars take */
#define HEADROOM 1.1 /* of the highest bar, for the number on top of it */

static const ChartSeries *
series_at (const ChartPanel *panel, guint index)
{
  return g_ptr_array_index (panel->series, index);
}

static void
bars_init_axes (const ChartPanel *panel, ChartAxis *x, ChartAxis *y)
{
  double min, max, positive, top;

  chart_axis_init_names (x, (const char *const *) panel->groups, panel->rows, panel->x_title);
  chart_panel_range (panel, &min, &max, &positive);
  /* parts of a whole: no axis goes beyond all of it */
  top = panel->y_unit == chart_unit_find ("fraction") && max <= 1 ? MIN (max * HEADROOM, 1)
                                                                   : max * HEADROOM;
  chart_axis_init_amount (y, panel->y_unit, panel->scale, min, top, positive, panel->y_title);
}

static double
bar_width (const ChartPanel *panel, const ChartFrame *frame)
{
  double slot = frame->plot.width / MAX (panel->rows, 1);

  return MIN (slot * FILLED / MAX (panel->series->len, 1), MAX_BAR);
}

/* Left edge of a bar. */
static double
bar_left (const ChartPanel *panel, const ChartFrame *frame, guint row, guint series)
{
  double slot = frame->plot.width / MAX (panel->rows, 1), width = bar_width (panel, frame);

  return frame->plot.x + slot * (row + 0.5) + width * (series - panel->series->len / 2.0);
}

static char *
value_label (const ChartPanel *panel, double value)
{
  return isnan (value) ? g_strdup ("–") : chart_unit_format_short (panel->y_unit, value);
}

static gboolean
labels_fit (const ChartPanel *panel, const ChartFrame *frame)
{
  double room = panel->series->len == 1 ? frame->plot.width / MAX (panel->rows, 1)
                                        : bar_width (panel, frame);

  if (frame->text == NULL)
    return FALSE;
  for (guint s = 0; s < panel->series->len; s++)
    for (guint i = 0; i < panel->rows; i++) {
      g_autofree char *label = value_label (panel, series_at (panel, s)->values[i]);
      double width;

      chart_text_size (frame->text, TEXT_VALUE, label, &width, NULL);
      if (width + 3 > room)
        return FALSE;
    }
  return TRUE;
}

static const Ink *
bar_ink (const ChartPanel *panel, const ChartSeries *series, guint row)
{
  const Ink *role = series->ink_by_group ? palette_role (panel->groups[row]) : NULL;

  return role != NULL ? role : series->ink;
}

static void
draw_bar (const ChartPanel *panel, const ChartFrame *frame, guint row, guint index,
          gboolean with_label)
{
  const ChartSeries *series = series_at (panel, index);
  double value = series->values[row], width = bar_width (panel, frame);
  double left = bar_left (panel, frame, row, index);
  double base = chart_frame_y (frame, frame->y->log ? frame->y->min : 0);
  double top = isnan (value) ? base : chart_frame_y (frame, value);
  cairo_t *cr = frame->cr;

  if (top != base) {
    cairo_rectangle (cr, left + 0.5, MIN (top, base), width - 1, fabs (base - top));
    chart_set_rgb (cr, bar_ink (panel, series, row)->fill);
    cairo_fill_preserve (cr);
    chart_set_rgb (cr, 0x555555);
    cairo_set_dash (cr, NULL, 0, 0);
    cairo_set_line_width (cr, 0.5);
    cairo_stroke (cr);
  }
  if (with_label) {
    g_autofree char *label = value_label (panel, value);

    chart_text_draw (frame->text, TEXT_VALUE, label, left + width / 2, MIN (top, base) - 2, 0.5, 1,
                     0, 1);
  }
}

static void
bars_draw (const ChartPanel *panel, const ChartFrame *frame)
{
  gboolean with_labels = labels_fit (panel, frame);

  for (guint i = 0; i < panel->rows; i++)
    for (guint s = 0; s < panel->series->len; s++)
      draw_bar (panel, frame, i, s, with_labels);
}

static double
bars_legend_width (const ChartPanel *panel, ChartText *text)
{
  return chart_legend_of_series_width (panel, SAMPLE_FILL, text);
}

static void
bars_draw_legend (const ChartPanel *const *family, G_GNUC_UNUSED guint n, const ChartFrame *frame)
{
  chart_legend_of_series_draw (family[0], SAMPLE_FILL, frame);
}

const ChartKind chart_kind_bars = {
  .name = "bars",
  .summary = "groups of bars, one group a row of the file",
  .has_groups = TRUE,
  .init_axes = bars_init_axes,
  .legend_width = bars_legend_width,
  .draw = bars_draw,
  .draw_legend = bars_draw_legend,
};
