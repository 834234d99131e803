/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binding goes from the outside in: a panel of the definition becomes one panel for each thing
 * its `each` finds in the file, and in each of those a series becomes one series for each column
 * its pattern finds. */
#include "report/plot_bind.h"

#include "report/chart_kind.h"
#include "report/plot_pattern.h"
#include "util/input_error.h"

#include <math.h>
#include <string.h>

/* One panel being made. */
typedef struct {
  const PlotDefinition *plot;
  const PanelDefinition *definition;
  const CsvTable *table;
  const PlotMatch *each; /* NULL: the panel is not repeated */
  const char *x;         /* the x column */
  ChartPanel *panel;
  GPtrArray *inks; /* taken by series so far */
} Binding;

/* What a wildcard stands for, as a person reads it. */
static const char *
readable (const PlotMatch *match)
{
  return strcmp (match->token, "<r>") == 0 ? chart_resource_title (match->text) : match->text;
}

static char *
with_each (const Binding *binding, const char *text)
{
  return plot_pattern_substitute (text, binding->each != NULL ? binding->each->token : NULL,
                                  binding->each != NULL ? binding->each->text : "");
}

static char *
title_with_each (const Binding *binding, const char *text)
{
  return plot_pattern_substitute (text != NULL ? text : "",
                                  binding->each != NULL ? binding->each->token : NULL,
                                  binding->each != NULL ? readable (binding->each) : "");
}

static gboolean
no_column (const Binding *binding, guint line, const char *column, GError **error)
{
  guint n = csv_table_columns (binding->table);
  g_autofree const char **names = g_new0 (const char *, n + 1);
  g_autofree char *expected = NULL;

  for (guint i = 0; i < n; i++)
    names[i] = csv_table_name (binding->table, i);
  expected = input_expected_one_of (column, names);
  return input_error (error, binding->plot->path, line, expected, "no column '%s' in %s", column,
                      csv_table_path (binding->table));
}

/* A copy of a column in which every row must have a number; rising: none smaller than the one
 * before. */
static double *
full_column (const Binding *binding, const char *column, gboolean rising, GError **error)
{
  gint index = csv_table_find (binding->table, column);
  guint rows = csv_table_rows (binding->table);
  const double *numbers;

  if (index < 0) {
    no_column (binding, binding->definition->line, column, error);
    return NULL;
  }
  numbers = csv_table_numbers (binding->table, (guint) index, error);
  if (numbers == NULL)
    return NULL;
  for (guint i = 0; i < rows; i++) {
    if (isnan (numbers[i])) {
      input_error (error, csv_table_path (binding->table), i + 2, "a number in every row",
                   "nothing in column '%s'", column);
      return NULL;
    }
    if (rising && i > 0 && numbers[i] < numbers[i - 1]) {
      input_error (error, csv_table_path (binding->table), i + 2, "rows in ascending order",
                   "column '%s' goes back", column);
      return NULL;
    }
  }
  return g_memdup2 (rows > 0 ? numbers : (const double[]){ 0 }, MAX (rows, 1) * sizeof *numbers);
}

static gboolean
bind_groups (Binding *binding, GError **error)
{
  gint index = csv_table_find (binding->table, binding->x);

  if (index < 0)
    return no_column (binding, binding->definition->line, binding->x, error);
  binding->panel->groups = csv_table_texts (binding->table, (guint) index, error);
  return binding->panel->groups != NULL;
}

static gboolean
bind_cells (Binding *binding, GError **error)
{
  const PanelDefinition *definition = binding->definition;
  ChartPanel *panel = binding->panel;

  panel->x_size = full_column (binding, definition->x_size, FALSE, error);
  if (panel->x_size == NULL)
    return FALSE;
  panel->y = full_column (binding, definition->y, FALSE, error);
  if (panel->y == NULL)
    return FALSE;
  panel->y_size = full_column (binding, definition->y_size, FALSE, error);
  if (panel->y_size == NULL)
    return FALSE;
  for (guint i = 0; i < panel->rows; i++)
    if (panel->x_size[i] < 0 || panel->y_size[i] < 0)
      return input_error (error, csv_table_path (binding->table), i + 2, "sizes of 0 or more",
                          "a negative size");
  return TRUE;
}

static gboolean
is_taken (const Binding *binding, const Ink *ink, gboolean filled)
{
  for (guint i = 0; i < binding->inks->len; i++) {
    const Ink *other = g_ptr_array_index (binding->inks, i);

    if (filled ? other->fill == ink->fill : other->line == ink->line)
      return TRUE;
  }
  return FALSE;
}

/* The first ink of the palette that no series of the panel has; when all are taken, from the
 * start again. */
static const Ink *
next_ink (const Binding *binding, SeriesStyle style)
{
  gboolean filled = style == SERIES_AREA || binding->definition->kind->has_groups;
  guint n = filled ? palette_area_count () : palette_line_count ();

  for (guint i = 0; i < n; i++) {
    const Ink *ink = filled ? palette_area (i) : palette_line (i);

    if (!is_taken (binding, ink, filled))
      return ink;
  }
  return filled ? palette_area (binding->inks->len) : palette_line (binding->inks->len);
}

static const Ink *
ink_of (Binding *binding, const SeriesDefinition *series, const PlotMatch *match)
{
  g_autofree char *by_each = with_each (binding, series->colour);
  g_autofree char *role = plot_pattern_substitute (by_each, match->token, match->text);
  const Ink *ink = palette_role (role);

  if (ink == NULL)
    ink = next_ink (binding, series->style);
  g_ptr_array_add (binding->inks, (gpointer) ink);
  return ink;
}

static char *
label_of (const Binding *binding, const SeriesDefinition *series, const PlotMatch *match)
{
  g_autofree char *by_each = NULL;
  char *name;

  if (series->label != NULL) {
    by_each = title_with_each (binding, series->label);
    return plot_pattern_substitute (by_each, match->token,
                                    match->token != NULL ? readable (match) : "");
  }
  if (match->token != NULL)
    return g_strdup (readable (match));
  name = g_strdup (csv_table_name (binding->table, match->column));
  return g_strdelimit (name, "_", ' ');
}

static gboolean
has_value (const double *values, guint rows)
{
  for (guint i = 0; i < rows; i++)
    if (!isnan (values[i]))
      return TRUE;
  return FALSE;
}

static gboolean
add_series (Binding *binding, const SeriesDefinition *series, const PlotMatch *match,
            GError **error)
{
  const double *numbers = csv_table_numbers (binding->table, match->column, error);
  guint rows = binding->panel->rows;
  /* taken even by a column that is left out: colours must not depend on the data */
  const Ink *ink = ink_of (binding, series, match);
  g_autofree char *label = NULL;
  ChartSeries *added;
  double *values;

  if (numbers == NULL)
    return FALSE;
  /* a column without any value (usage that the trace does not tell) is not even in the legend */
  if (!has_value (numbers, rows) && !binding->definition->kind->has_cells)
    return TRUE;
  values = g_new (double, MAX (rows, 1));
  for (guint i = 0; i < rows; i++)
    values[i] = numbers[i] * series->factor;
  label = label_of (binding, series, match);
  added = chart_panel_add_series (binding->panel, label, series->style, ink, values);
  added->ink_by_group = strcmp (series->colour, "<group>") == 0;
  added->out_of_scale = series->out_of_scale;
  return TRUE;
}

static gboolean
bind_series (Binding *binding, const SeriesDefinition *series, GError **error)
{
  g_autofree char *pattern = with_each (binding, series->column);
  g_autoptr (GPtrArray)
    matches = plot_pattern_expand (pattern, binding->table, binding->x);

  if (matches->len == 0 && plot_pattern_token (pattern) == NULL)
    return no_column (binding, series->line, pattern, error);
  for (guint i = 0; i < matches->len; i++)
    if (!add_series (binding, series,
                     g_ptr_array_index (matches, series->reverse ? matches->len - 1 - i : i),
                     error))
      return FALSE;
  return TRUE;
}

static const ChartUnit *
unit_of (const Binding *binding)
{
  const char *unit = binding->definition->unit;

  if (strcmp (unit, "<r>") == 0)
    return binding->each != NULL && strcmp (binding->each->token, "<r>") == 0
             ? chart_unit_of_resource (binding->each->text)
             : chart_unit_find ("number");
  return chart_unit_find (unit);
}

static void
set_text (char **field, char *text)
{
  g_free (*field);
  *field = text;
}

static gboolean
bind_data (Binding *binding, GError **error)
{
  const PanelDefinition *definition = binding->definition;
  ChartPanel *panel = binding->panel;

  panel->rows = csv_table_rows (binding->table);
  if (definition->kind->has_groups) {
    if (!bind_groups (binding, error))
      return FALSE;
  } else {
    panel->x = full_column (binding, binding->x, !definition->kind->has_cells, error);
    if (panel->x == NULL)
      return FALSE;
  }
  if (definition->kind->has_cells && !bind_cells (binding, error))
    return FALSE;
  for (guint i = 0; i < definition->series->len; i++)
    if (!bind_series (binding, g_ptr_array_index (definition->series, i), error))
      return FALSE;
  chart_panel_drop_out_of_scale (panel);
  return TRUE;
}

static gboolean
bind_panel (Chart *chart, const PlotDefinition *plot, guint index, const CsvTable *table,
            const PlotMatch *each, GError **error)
{
  const PanelDefinition *definition = g_ptr_array_index (plot->panels, index);
  g_autoptr (GPtrArray) inks = g_ptr_array_new ();
  Binding binding = {
    .plot = plot, .definition = definition, .table = table, .each = each, .inks = inks
  };
  g_autofree char *title = title_with_each (&binding, definition->title);
  g_autofree char *x = with_each (&binding, definition->x);
  ChartPanel *panel = chart_add_panel (chart, definition->kind, title);

  binding.panel = panel;
  binding.x = x;
  set_text (&panel->x_title, title_with_each (&binding, definition->x_title));
  set_text (&panel->y_title, title_with_each (&binding, definition->y_title));
  panel->zero_text = g_strdup (definition->zero_text);
  panel->x_unit = definition->x_unit;
  panel->y_unit = unit_of (&binding);
  panel->scale = definition->scale;
  panel->legend = definition->legend;
  panel->family = index;
  /* a file of no bytes has no columns to ask for */
  return csv_table_columns (table) == 0 || bind_data (&binding, error);
}

static gboolean
bind_panels (Chart *chart, const PlotDefinition *plot, guint index, const CsvTable *table,
             GError **error)
{
  const PanelDefinition *definition = g_ptr_array_index (plot->panels, index);
  g_autoptr (GPtrArray) matches = NULL;

  if (definition->each == NULL)
    return bind_panel (chart, plot, index, table, NULL, error);
  matches = plot_pattern_expand (definition->each, table, definition->x);
  for (guint i = 0; i < matches->len; i++)
    if (!bind_panel (chart, plot, index, table, g_ptr_array_index (matches, i), error))
      return FALSE;
  return TRUE;
}

char *
plot_missing_file (const PlotDefinition *definition, const ResultFolder *folder)
{
  g_auto (GStrv) files = plot_definition_files (definition);

  for (guint i = 0; files[i] != NULL; i++)
    if (!result_folder_has (folder, files[i]))
      return g_strdup (files[i]);
  return NULL;
}

Chart *
plot_bind (const PlotDefinition *definition, ResultFolder *folder, GError **error)
{
  const char *subtitle = definition->subtitle != NULL ? definition->subtitle
                                                      : result_folder_title (folder);
  g_autoptr (Chart) chart = chart_new (definition->title, subtitle, definition->columns);

  for (guint i = 0; i < definition->panels->len; i++) {
    const PanelDefinition *panel = g_ptr_array_index (definition->panels, i);
    const CsvTable *table = result_folder_table (folder, panel->file, error);

    if (table == NULL || !bind_panels (chart, definition, i, table, error))
      return NULL;
  }
  return g_steal_pointer (&chart);
}
