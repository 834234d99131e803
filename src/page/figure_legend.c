/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/figure_parts.h"

#include <math.h>

#define RAMP_STOPS 8

static char *
colour_text (guint32 rgb)
{
  return g_strdup_printf ("#%06x", rgb);
}

static void
write_line_sample (Html *html, const Ink *ink)
{
  g_autofree char *colour = colour_text (ink->line);
  g_autoptr (GString) dash = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ink->dash) && ink->dash[i] > 0; i++)
    g_string_append_printf (dash, "%s%d", i > 0 ? " " : "", MAX ((int) lround (ink->dash[i]), 1));
  html_open (html, "svg", "class", "ink", "width", "26", "height", "10", "aria-hidden", "true",
             NULL);
  html_open (html, "line", "x1", "0", "y1", "5", "x2", "26", "y2", "5", "stroke", colour,
             "stroke-width", "2", "stroke-dasharray", dash->len > 0 ? dash->str : NULL, NULL);
  html_close (html);
  html_close (html);
}

static void
write_fill_sample (Html *html, const Ink *ink)
{
  g_autofree char *colour = colour_text (ink->fill);

  html_open (html, "svg", "class", "ink", "width", "14", "height", "10", "aria-hidden", "true",
             NULL);
  html_open (html, "rect", "width", "14", "height", "10", "fill", colour, NULL);
  html_close (html);
  html_close (html);
}

static void
write_entry (Html *html, const ChartPanel *panel, const ChartSeries *series)
{
  html_open (html, "li", NULL);
  if (series->style == SERIES_AREA || panel->kind->has_groups)
    write_fill_sample (html, series->ink);
  else
    write_line_sample (html, series->ink);
  html_text (html, series->label);
  html_close (html);
}

/* A heat map's: the ramp from 0 to the most. */
static void
write_ramp (Html *html, const ChartPanel *panel)
{
  const ChartSeries *series = g_ptr_array_index (panel->series, 0);
  gboolean fraction = panel->y_unit == chart_unit_find ("fraction");
  g_autoptr (GString) style = g_string_new ("background:linear-gradient(90deg");
  double min, max, positive;
  g_autofree char *most = NULL;

  chart_panel_range (panel, &min, &max, &positive);
  most = chart_unit_format_short (panel->y_unit, fraction ? MAX (max, 1) : max);
  for (guint i = 0; i <= RAMP_STOPS; i++) {
    Colour colour = palette_ramp ((double) i / RAMP_STOPS);
    g_string_append_printf (style, ",#%02lx%02lx%02lx", lround (colour.red * 255),
                            lround (colour.green * 255), lround (colour.blue * 255));
  }
  g_string_append_c (style, ')');
  html_open (html, "li", NULL);
  html_textf (html, "%s: 0 ", series->label);
  html_open (html, "span", "class", "ramp", "style", style->str, "aria-hidden", "true", NULL);
  html_close (html);
  html_textf (html, " %s", most);
  html_close (html);
}

void
figure_legend (Html *html, const ChartPanel *panel)
{
  guint n = panel->series->len;

  if (panel->kind->has_groups && n < 2)
    return;
  html_open (html, "ul", "class", "legend", NULL);
  for (guint i = 0; i < n && !panel->kind->has_cells; i++) {
    const ChartSeries *series = g_ptr_array_index (panel->series, i);

    if ((series->style == SERIES_LINE || panel->kind->has_groups) && figure_shows (panel, series))
      write_entry (html, panel, series);
  }
  /* from the top of the stack, as the eye meets them */
  for (guint i = panel->kind->has_groups || panel->kind->has_cells ? 0 : n; i-- > 0;) {
    const ChartSeries *series = g_ptr_array_index (panel->series, i);

    if (series->style == SERIES_AREA && figure_shows (panel, series))
      write_entry (html, panel, series);
  }
  if (panel->kind->has_cells)
    write_ramp (html, panel);
  html_close (html);
}
