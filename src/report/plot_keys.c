/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of keys a kind of group; a key's parse hook writes its field and says what it
 * expects where it cannot. */
#include "report/plot_keys.h"

#include "report/chart_kind.h"
#include "report/plot_file.h"
#include "report/plot_pattern.h"
#include "util/input_error.h"
#include "util/units.h"

#include <string.h>

static gboolean
choose (const char *text, const char *const *names, guint *ret_index, char **ret_expected)
{
  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], text) == 0) {
      *ret_index = i;
      return TRUE;
    }
  *ret_expected = input_expected_one_of (text, names);
  return FALSE;
}

static gboolean
parse_text (const char *text, gpointer field, char **ret_expected)
{
  char **slot = field;

  if (*text == '\0') {
    *ret_expected = g_strdup ("some text");
    return FALSE;
  }
  g_free (*slot);
  *slot = g_strdup (text);
  return TRUE;
}

static gboolean
parse_file (const char *text, gpointer field, char **ret_expected)
{
  if (*text == '\0' || strchr (text, '/') != NULL) {
    *ret_expected = g_strdup ("the name of a result file, such as timeline.csv");
    return FALSE;
  }
  return parse_text (text, field, ret_expected);
}

static gboolean
parse_pattern (const char *text, gpointer field, char **ret_expected)
{
  if (*text == '\0' || !plot_pattern_is_known (text)) {
    *ret_expected = g_strdup ("a column's name, with the wildcards <r>, <tier>, *");
    return FALSE;
  }
  return parse_text (text, field, ret_expected);
}

static gboolean
parse_kind (const char *text, gpointer field, char **ret_expected)
{
  guint n, index;
  const ChartKind *const *kinds = chart_kind_table (&n);
  g_autofree const char **names = g_new0 (const char *, n + 1);

  for (guint i = 0; i < n; i++)
    names[i] = kinds[i]->name;
  if (!choose (text, names, &index, ret_expected))
    return FALSE;
  *(const ChartKind **) field = kinds[index];
  return TRUE;
}

static const char **
unit_names (gboolean with_resource)
{
  guint n;
  const ChartUnit *units = chart_unit_table (&n);
  const char **names = g_new0 (const char *, n + 2);

  for (guint i = 0; i < n; i++)
    names[i] = units[i].name;
  if (with_resource)
    names[n] = "<r>";
  return names;
}

static gboolean
parse_unit (const char *text, gpointer field, char **ret_expected)
{
  g_autofree const char **names = unit_names (TRUE);
  guint index;

  return choose (text, names, &index, ret_expected) && parse_text (text, field, ret_expected);
}

static gboolean
parse_x_unit (const char *text, gpointer field, char **ret_expected)
{
  g_autofree const char **names = unit_names (FALSE);
  guint index;

  if (!choose (text, names, &index, ret_expected))
    return FALSE;
  *(const ChartUnit **) field = chart_unit_find (text);
  return TRUE;
}

static gboolean
parse_colour (const char *text, gpointer field, char **ret_expected)
{
  g_autofree const char **roles = palette_role_names ();
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint index;

  for (guint i = 0; roles[i] != NULL; i++)
    g_ptr_array_add (names, (gpointer) roles[i]);
  g_ptr_array_add (names, (gpointer) "auto");
  g_ptr_array_add (names, (gpointer) "<r>");
  g_ptr_array_add (names, (gpointer) "<tier>");
  g_ptr_array_add (names, (gpointer) "<group>");
  g_ptr_array_add (names, NULL);
  return choose (text, (const char *const *) names->pdata, &index, ret_expected)
         && parse_text (text, field, ret_expected);
}

static gboolean
parse_style (const char *text, gpointer field, char **ret_expected)
{
  static const char *const names[] = { [SERIES_AREA] = "area", [SERIES_LINE] = "line", NULL };
  guint index;

  if (!choose (text, names, &index, ret_expected))
    return FALSE;
  *(SeriesStyle *) field = (SeriesStyle) index;
  return TRUE;
}

static gboolean
parse_order (const char *text, gpointer field, char **ret_expected)
{
  static const char *const names[] = { "columns", "reverse", NULL };
  guint index;

  if (!choose (text, names, &index, ret_expected))
    return FALSE;
  *(gboolean *) field = index == 1;
  return TRUE;
}

static gboolean
parse_scale (const char *text, gpointer field, char **ret_expected)
{
  static const char *const names[] = {
    [CHART_SCALE_LINEAR] = "linear", [CHART_SCALE_LOG] = "log", [CHART_SCALE_AUTO] = "auto", NULL
  };
  guint index;

  if (!choose (text, names, &index, ret_expected))
    return FALSE;
  *(ChartScale *) field = (ChartScale) index;
  return TRUE;
}

static gboolean
parse_legend (const char *text, gpointer field, char **ret_expected)
{
  static const char *const names[] = { [LEGEND_AUTO] = "auto",
                                       [LEGEND_LIST] = "list",
                                       [LEGEND_ENDS] = "ends",
                                       [LEGEND_NONE] = "none",
                                       NULL };
  guint index;

  if (!choose (text, names, &index, ret_expected))
    return FALSE;
  *(LegendPlace *) field = (LegendPlace) index;
  return TRUE;
}

static gboolean
parse_columns (const char *text, gpointer field, char **ret_expected)
{
  gint64 value;

  if (!integer_parse (text, 1, 4, &value, NULL)) {
    *ret_expected = g_strdup ("a whole number from 1 to 4");
    return FALSE;
  }
  *(guint *) field = (guint) value;
  return TRUE;
}

static gboolean
parse_factor (const char *text, gpointer field, char **ret_expected)
{
  double value;

  if (!number_parse (text, 1e-12, 1e12, &value, NULL)) {
    *ret_expected = g_strdup ("a positive number");
    return FALSE;
  }
  *(double *) field = value;
  return TRUE;
}

#define PLOT(field)   G_STRUCT_OFFSET (PlotDefinition, field)
#define PANEL(field)  G_STRUCT_OFFSET (PanelDefinition, field)
#define SERIES(field) G_STRUCT_OFFSET (SeriesDefinition, field)

static const PlotKey plot_table[] = {
  { "title", "what the chart shows", parse_text, PLOT (title) },
  { "subtitle", "in place of the scenario's title", parse_text, PLOT (subtitle) },
  { "columns", "panels beside one another, 1 to 4", parse_columns, PLOT (columns) },
  { "kind", "for all panels", parse_kind, PLOT (defaults.kind) },
  { "file", "for all panels", parse_file, PLOT (defaults.file) },
  { "x", "for all panels", parse_text, PLOT (defaults.x) },
  { "x-title", "for all panels", parse_text, PLOT (defaults.x_title) },
  { "x-unit", "for all panels", parse_x_unit, PLOT (defaults.x_unit) },
  { "unit", "for all panels", parse_unit, PLOT (defaults.unit) },
};

static const PlotKey panel_table[] = {
  { "title", "heading; may hold the wildcard of `each`", parse_text, PANEL (title) },
  { "each", "one panel for every column like this", parse_pattern, PANEL (each) },
  { "kind", "lines, bars, heatmap or cdf", parse_kind, PANEL (kind) },
  { "file", "result file to draw from", parse_file, PANEL (file) },
  { "x", "column across: time, the groups of bars, or the shares of a cdf", parse_text, PANEL (x) },
  { "x-title", "title of the x axis, without unit", parse_text, PANEL (x_title) },
  { "x-unit", "unit of the x column", parse_x_unit, PANEL (x_unit) },
  { "x-size", "heat map: column with the cells' widths", parse_text, PANEL (x_size) },
  { "y", "heat map: column with the cells' lower ends", parse_text, PANEL (y) },
  { "y-size", "heat map: column with the cells' heights", parse_text, PANEL (y_size) },
  { "y-title", "title of the y axis, without unit", parse_text, PANEL (y_title) },
  { "unit", "unit of the series; <r>: that of the resource", parse_unit, PANEL (unit) },
  { "scale", "of the values' axis: linear, log or auto", parse_scale, PANEL (scale) },
  { "zero", "what to say when all values are 0", parse_text, PANEL (zero_text) },
  { "legend", "auto, list, ends or none", parse_legend, PANEL (legend) },
};

static const PlotKey series_table[] = {
  { "column", "column of the values, or a pattern", parse_pattern, SERIES (column) },
  { "label", "in the legend; may hold the wildcard", parse_text, SERIES (label) },
  { "style", "area (stacked) or line", parse_style, SERIES (style) },
  { "colour", "a role, auto, <r>, <tier> or <group>", parse_colour, SERIES (colour) },
  { "order", "of a pattern's columns: columns or reverse", parse_order, SERIES (reverse) },
  { "factor", "to multiply the values by", parse_factor, SERIES (factor) },
  { "out-of-scale", "leave it out where it is so many times all others", parse_factor,
    SERIES (out_of_scale) },
};

const PlotSection plot_sections[] = {
  { "plot", plot_table, G_N_ELEMENTS (plot_table) },
  { "panel", panel_table, G_N_ELEMENTS (panel_table) },
  { "series", series_table, G_N_ELEMENTS (series_table) },
};

const PlotKey *
plot_section_find (const PlotSection *section, const char *key)
{
  for (guint i = 0; i < section->n; i++)
    if (strcmp (section->keys[i].key, key) == 0)
      return &section->keys[i];
  return NULL;
}

char *
plot_section_expected (const PlotSection *section, const char *key)
{
  g_autofree const char **names = g_new0 (const char *, section->n + 1);

  for (guint i = 0; i < section->n; i++)
    names[i] = section->keys[i].key;
  return input_expected_one_of (key, names);
}
