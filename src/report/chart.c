/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/chart.h"

#include <math.h>

static void
series_free (gpointer data)
{
  ChartSeries *series = data;

  g_free (series->label);
  g_free (series->values);
  g_free (series);
}

static void
panel_free (gpointer data)
{
  ChartPanel *panel = data;

  g_free (panel->title);
  g_free (panel->x_title);
  g_free (panel->y_title);
  g_free (panel->zero_text);
  g_free (panel->x);
  g_strfreev (panel->groups);
  g_free (panel->x_size);
  g_free (panel->y);
  g_free (panel->y_size);
  g_ptr_array_unref (panel->series);
  g_free (panel);
}

Chart *
chart_new (const char *title, const char *subtitle, guint columns)
{
  Chart *chart = g_new0 (Chart, 1);

  chart->title = g_strdup (title);
  chart->subtitle = g_strdup (subtitle);
  chart->columns = MAX (columns, 1);
  chart->panels = g_ptr_array_new_with_free_func (panel_free);
  return chart;
}

void
chart_free (Chart *chart)
{
  if (chart == NULL)
    return;
  g_free (chart->title);
  g_free (chart->subtitle);
  g_ptr_array_unref (chart->panels);
  g_free (chart);
}

ChartPanel *
chart_add_panel (Chart *chart, const ChartKind *kind, const char *title)
{
  ChartPanel *panel = g_new0 (ChartPanel, 1);

  panel->kind = kind;
  panel->title = g_strdup (title);
  panel->x_title = g_strdup ("");
  panel->y_title = g_strdup ("");
  panel->x_unit = panel->y_unit = chart_unit_find ("number");
  panel->family = chart->panels->len;
  panel->series = g_ptr_array_new_with_free_func (series_free);
  g_ptr_array_add (chart->panels, panel);
  return panel;
}

ChartSeries *
chart_panel_add_series (ChartPanel *panel, const char *label, SeriesStyle style, const Ink *ink,
                        double *values)
{
  ChartSeries *series = g_new0 (ChartSeries, 1);

  series->label = g_strdup (label);
  series->style = style;
  series->ink = ink;
  series->values = values;
  g_ptr_array_add (panel->series, series);
  return series;
}

static double
value_or_0 (double value)
{
  return isnan (value) ? 0 : value;
}

/* Is the series everywhere so many times the most that all others ever are together? */
static gboolean
dwarfs_others (const ChartPanel *panel, const ChartSeries *series)
{
  double least = INFINITY, most = 0;

  for (guint i = 0; i < panel->rows; i++) {
    double sum = 0;

    for (guint s = 0; s < panel->series->len; s++) {
      const ChartSeries *other = g_ptr_array_index (panel->series, s);
      sum += other != series ? value_or_0 (other->values[i]) : 0;
    }
    most = MAX (most, sum);
    least = isnan (series->values[i]) ? least : MIN (least, series->values[i]);
  }
  return most > 0 && least > series->out_of_scale * most;
}

void
chart_panel_drop_out_of_scale (ChartPanel *panel)
{
  for (guint s = panel->series->len; s-- > 0;) {
    const ChartSeries *series = g_ptr_array_index (panel->series, s);

    if (series->out_of_scale > 0 && dwarfs_others (panel, series))
      g_ptr_array_remove_index (panel->series, s);
  }
}

const char *
chart_panel_note (const ChartPanel *panel)
{
  gboolean any_value = FALSE;

  for (guint s = 0; s < panel->series->len; s++) {
    const ChartSeries *series = g_ptr_array_index (panel->series, s);

    for (guint i = 0; i < panel->rows; i++) {
      if (isnan (series->values[i]))
        continue;
      any_value = TRUE;
      if (series->values[i] != 0 || panel->zero_text == NULL)
        return NULL;
    }
  }
  return any_value ? panel->zero_text : "no data";
}
