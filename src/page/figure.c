/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Only the data is a drawing. Labels are text of the page, placed in per cent: they have the reader's
 * size at every width, and colours of light and dark. */
#include "page/figure.h"

#include "page/figure_parts.h"
#include "page/words.h"
#include "report/panel_svg.h"

#include <math.h>

/* Of the drawing, in px; the page stretches it. */
#define WIDTH  640.0
#define HEIGHT 220.0
/* Ticks are chosen for the narrowest figure there is. */
#define NARROWEST 300.0
#define X_SPACING 58.0
#define LOG_X_SPACING 100.0 /* labels have units */
#define Y_SPACING 42.0
#define MAX_BAR_LABELS 16

char *
figure_place (const ChartAxis *axis, double value)
{
  return g_strdup_printf ("%.0f", chart_axis_place (axis, value) * 10000);
}

char *
figure_value (const ChartUnit *unit, const ChartAxis *axis, double value)
{
  if (isnan (value))
    return g_strdup ("–");
  if (axis->log || axis->multiple->size < 0.001)
    return chart_unit_format_short (unit, value);
  return words_number (value / axis->multiple->size);
}

gboolean
figure_shows (const ChartPanel *panel, const ChartSeries *series)
{
  if (series->style != SERIES_AREA || panel->kind->has_groups)
    return TRUE;
  for (guint i = 0; i < panel->rows; i++)
    if (series->values[i] != 0 && !isnan (series->values[i]))
      return TRUE;
  return FALSE;
}

static char *
percent_of (const char *property, double place)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (number, sizeof number, "%.2f", place * 100);
  return g_strdup_printf ("%s:%s%%", property, number);
}

/* A label at its place on an axis. */
static void
write_labels (Html *html, const ChartAxis *axis, const char *class_name, const char *property)
{
  glong longest = 1;
  g_autofree char *room = NULL;

  for (guint i = 0; i < axis->ticks->len; i++) {
    const char *label = g_array_index (axis->ticks, ChartTick, i).label;
    longest = MAX (longest, label != NULL ? g_utf8_strlen (label, -1) : 0);
  }
  room = g_strdup_printf ("--chars:%ld", longest);
  html_open (html, "div", "class", class_name, "style", room, "aria-hidden", "true", NULL);
  for (guint i = 0; i < axis->ticks->len; i++) {
    const ChartTick *tick = &g_array_index (axis->ticks, ChartTick, i);
    double at = chart_axis_place (axis, tick->value);
    g_autofree char *place = percent_of (property, at);

    if (tick->label == NULL)
      continue;
    html_open (html, "span", "style", place, "class",
               at < 0.04   ? "first"
               : at > 0.96 ? "last"
                           : NULL,
               NULL);
    html_text (html, tick->label);
    html_close (html);
  }
  html_close (html);
}

static void
write_grid (Html *html, const ChartAxis *y)
{
  for (guint i = 0; i < y->ticks->len; i++) {
    g_autofree char *place = percent_of (
      "bottom", chart_axis_place (y, g_array_index (y->ticks, ChartTick, i).value));

    html_open (html, "i", "style", place, NULL);
    html_close (html);
  }
}

/* Numbers on top of bars, where there are few. */
static void
write_bar_labels (Html *html, const ChartPanel *panel, const ChartAxis *y)
{
  guint n = panel->series->len;

  if (!panel->kind->has_groups || panel->rows * n > MAX_BAR_LABELS)
    return;
  for (guint row = 0; row < panel->rows; row++)
    for (guint s = 0; s < n; s++) {
      const ChartSeries *series = g_ptr_array_index (panel->series, s);
      double value = series->values[row];
      double slot = 0.78 / MAX (n, 1) < 56 / (WIDTH / panel->rows) ? 0.78 / n
                                                                   : 56 / (WIDTH / panel->rows);
      g_autofree char *left = percent_of (
        "left", (row + 0.5 + slot * (s + 0.5 - n / 2.0)) / panel->rows);
      g_autofree char *bottom = percent_of (
        "bottom", isnan (value) ? 0 : chart_axis_place (y, value));
      g_autofree char *style = g_strconcat (left, ";", bottom, NULL);
      g_autofree char *label = isnan (value) ? g_strdup ("–")
                                             : chart_unit_format_short (panel->y_unit, value);

      html_open (html, "b", "style", style, NULL);
      html_text (html, label);
      html_close (html);
    }
}

static gboolean
write_plot (Html *html, const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y,
            const char *id, GError **error)
{
  g_autoptr (GByteArray) svg = panel_svg (panel, x, y, WIDTH, HEIGHT, id, error);
  g_autofree char *table = g_strconcat (id, "-table", NULL);
  g_autofree char *label = g_strdup_printf (
    "Chart: %s%s%s. Left and right arrow keys read its values.", panel->title,
    *panel->title != '\0' && *y->title != '\0' ? ", " : "", y->title);

  if (svg == NULL)
    return FALSE;
  html_open (html, "div", "class", "chart", NULL);
  write_labels (html, y, "ylabels", "bottom");
  html_open (html, "div", "class", panel->kind->has_cells ? "plot cells" : "plot", "tabindex", "0",
             "role", "group", "aria-label", label, "data-table", table, "data-kind",
             panel->kind->name, NULL);
  if (!panel->kind->has_cells)
    write_grid (html, y);
  html_embed (html, (const char *) svg->data, svg->len);
  write_bar_labels (html, panel, y);
  html_close (html);
  write_labels (html, x, "xlabels", "left");
  html_element (html, "div", "xtitle", x->title);
  html_close (html);
  return TRUE;
}

static void
write_heading (Html *html, const ChartPanel *panel, const char *y_title)
{
  html_open (html, "figcaption", NULL);
  if (*panel->title != '\0')
    html_element (html, "h4", NULL, panel->title);
  html_element (html, "p", "axis", y_title);
  html_close (html);
}

static void
write_table (Html *html, const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y,
             const char *id)
{
  g_autofree char *table = g_strconcat (id, "-table", NULL);

  html_open (html, "details", NULL);
  html_element (html, "summary", NULL, "Values");
  html_open (html, "div", "class", "scroll", "tabindex", "0", NULL);
  if (panel->kind->has_cells)
    figure_grid_table (html, panel, x, y, table);
  else
    figure_table (html, panel, x, y, table);
  html_close (html);
  html_close (html);
}

static void
init_axes (const ChartPanel *x_of, const ChartPanel *y_of, ChartAxis *x, ChartAxis *y)
{
  ChartAxis unused;

  x_of->kind->init_axes (x_of, x, y);
  if (x_of == y_of)
    return;
  chart_axis_clear (y);
  y_of->kind->init_axes (y_of, &unused, y);
  chart_axis_clear (&unused);
}

gboolean
figure_write (Html *html, const ChartPanel *panel, const char *id, GError **error)
{
  return figure_write_on (html, panel, panel, panel, id, error);
}

gboolean
figure_write_on (Html *html, const ChartPanel *panel, const ChartPanel *x_of,
                 const ChartPanel *y_of, const char *id, GError **error)
{
  const char *note = chart_panel_note (panel);
  ChartAxis x, y;
  gboolean done = TRUE;

  init_axes (x_of, y_of, &x, &y);
  chart_axis_choose_ticks (&x, NARROWEST, x.log ? LOG_X_SPACING : X_SPACING);
  chart_axis_choose_ticks (&y, HEIGHT, Y_SPACING);
  html_open (html, "figure", "id", id, NULL);
  write_heading (html, panel, y.title);
  if (note != NULL) {
    html_element (html, "p", "note", note);
  } else {
    figure_legend (html, panel);
    done = write_plot (html, panel, &x, &y, id, error);
    if (done)
      write_table (html, panel, &x, &y, id);
  }
  chart_axis_clear (&x);
  chart_axis_clear (&y);
  if (done)
    html_close (html);
  return done;
}
