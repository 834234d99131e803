/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/study_chart.h"

#include "bench/bench.h"
#include "report/chart_kind.h"
#include "report/surface.h"

#include <string.h>

#define FIRST 80 /* %: before, all but Random allocate whatever is requested */
#define WIDTH 960

static void
add_panel (Chart *chart, const char *y_title, LegendPlace legend)
{
  ChartPanel *panel = chart_add_panel (chart, &chart_kind_lines, "");
  panel->x_title = g_strdup ("GPUs requested, of all");
  panel->y_title = g_strdup (y_title);
  panel->x_unit = panel->y_unit = chart_unit_find ("fraction");
  panel->legend = legend;
  panel->rows = STUDY_STEPS - FIRST;
  panel->x = g_new (double, panel->rows);
  for (guint i = 0; i < panel->rows; i++)
    panel->x[i] = (i + FIRST) / 100.0;
}

Chart *
study_chart_new (void)
{
  Chart *chart = chart_new ("GPUs allocated against GPUs requested so far",
                            "openb, 1,213 nodes, means of ten seeds", 2);
  add_panel (chart, "GPUs allocated, of all", LEGEND_NONE);
  add_panel (chart, "GPUs idle, of all", LEGEND_LIST);
  return chart;
}

static void
add_line (ChartPanel *panel, const char *policy, const double *curve, gboolean idle)
{
  double *values = g_new (double, panel->rows);
  for (guint i = 0; i < panel->rows; i++)
    values[i] = idle ? 1 - curve[i + FIRST] : curve[i + FIRST];
  chart_panel_add_series (panel, policy, SERIES_LINE, palette_line (panel->series->len), values);
}

void
study_chart_add (Chart *chart, const char *policy, const double curve[STUDY_STEPS])
{
  for (guint i = 0; i < chart->panels->len; i++)
    add_line (g_ptr_array_index (chart->panels, i), policy, curve, i == 1);
}

void
study_chart_write (const Chart *chart, const char *file)
{
  const char *dot = strrchr (file, '.');
  const SurfaceFormat *format = dot != NULL ? surface_format_find (dot + 1) : NULL;
  g_autoptr (GError) error = NULL;
  if (format == NULL)
    bench_fail ("%s: no name of a .png, .svg or .pdf file", file);
  g_autoptr (GByteArray) bytes = surface_render (chart, format, WIDTH, 0, &error);
  bench_must (error);
  g_file_set_contents (file, (const char *) bytes->data, bytes->len, &error);
  bench_must (error);
}
