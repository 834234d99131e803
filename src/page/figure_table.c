/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/figure.h"
#include "page/figure_parts.h"
#include "page/thin.h"
#include "page/words.h"

#include <math.h>

/* The axis of what a row is about, and that of its values. */
static const ChartAxis *
row_axis (const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y)
{
  return panel->kind->across ? y : x;
}

static const ChartAxis *
value_axis (const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y)
{
  return panel->kind->across ? x : y;
}

/* "prod (GiB)". */
static void
write_column_head (Html *html, const char *label, const ChartAxis *axis)
{
  html_open (html, "th", "scope", "col", NULL);
  html_text (html, label);
  if (axis->multiple->name != NULL && *axis->multiple->name != '\0')
    html_textf (html, " (%s)", axis->multiple->name);
  html_close (html);
}

/* The series that are shown; the caller frees the array. */
static GPtrArray *
shown_series (const ChartPanel *panel)
{
  GPtrArray *shown = g_ptr_array_new ();

  for (guint s = 0; s < panel->series->len; s++)
    if (figure_shows (panel, g_ptr_array_index (panel->series, s)))
      g_ptr_array_add (shown, g_ptr_array_index (panel->series, s));
  return shown;
}

static GArray *
choose_rows (const ChartPanel *panel, const GPtrArray *shown)
{
  g_autofree const double **columns = g_new0 (const double *, MAX (shown->len, 1));

  for (guint s = 0; s < shown->len; s++)
    columns[s] = ((const ChartSeries *) g_ptr_array_index (shown, s))->values;
  return thin_rows (columns, shown->len, panel->rows, FIGURE_ROWS);
}

static void
write_row (Html *html, const ChartPanel *panel, const GPtrArray *shown, const ChartAxis *x,
           const ChartAxis *y, guint row)
{
  const ChartAxis *rows = row_axis (panel, x, y), *values = value_axis (panel, x, y);
  g_autofree char *place = figure_place (rows, panel->groups != NULL ? row : panel->x[row]);
  g_autofree char *at = panel->groups != NULL ? g_strdup (panel->groups[row])
                                              : figure_value (rows->unit, rows, panel->x[row]);

  html_open (html, "tr", "data-x", place, NULL);
  html_open (html, "th", "scope", "row", NULL);
  html_text (html, at);
  html_close (html);
  for (guint s = 0; s < shown->len; s++) {
    const ChartSeries *series = g_ptr_array_index (shown, s);
    g_autofree char *value = figure_value (panel->y_unit, values, series->values[row]);

    html_element (html, "td", NULL, value);
  }
  html_close (html);
}

void
figure_table (Html *html, const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y,
              const char *id)
{
  g_autoptr (GPtrArray) shown = shown_series (panel);
  g_autoptr (GArray) rows = choose_rows (panel, shown);

  html_open (html, "table", "id", id, NULL);
  if (rows->len < panel->rows)
    html_elementf (html, "caption", NULL,
                   "%u of %u rows: the first, the last, and those with the least or the most of a "
                   "column within equal parts of the run.",
                   rows->len, panel->rows);
  html_open (html, "thead", NULL);
  html_open (html, "tr", NULL);
  html_element (html, "th", NULL, row_axis (panel, x, y)->title);
  for (guint s = 0; s < shown->len; s++)
    write_column_head (html, ((const ChartSeries *) g_ptr_array_index (shown, s))->label,
                       value_axis (panel, x, y));
  html_close (html);
  html_close (html);
  html_open (html, "tbody", NULL);
  for (guint i = 0; i < rows->len; i++)
    write_row (html, panel, shown, x, y, g_array_index (rows, guint, i));
  html_close (html);
  html_close (html);
}

/* The cells of a heat map in blocks: rows of the panel come bin by bin, each by group. */
typedef struct {
  guint n_x, n_y;           /* blocks */
  GArray *x_start, *y_start; /* double: where each begins */
  double *sums;             /* n_x × n_y */
  guint *counts;
} Blocks;

static guint
count_bins (const ChartPanel *panel)
{
  guint bins = panel->rows > 0 ? 1 : 0;

  for (guint i = 1; i < panel->rows; i++)
    bins += panel->x[i] != panel->x[i - 1] ? 1 : 0;
  return bins;
}

static void
blocks_init (Blocks *blocks, const ChartPanel *panel)
{
  const ChartSeries *series = g_ptr_array_index (panel->series, 0);
  guint bins = count_bins (panel), groups = MAX (panel->rows / MAX (bins, 1), 1), bin = 0;

  *blocks = (Blocks){ .n_x = MIN (bins, FIGURE_TIMES), .n_y = MIN (groups, FIGURE_GROUPS) };
  blocks->x_start = g_array_new (FALSE, FALSE, sizeof (double));
  blocks->y_start = g_array_new (FALSE, FALSE, sizeof (double));
  blocks->sums = g_new0 (double, (gsize) blocks->n_x * blocks->n_y);
  blocks->counts = g_new0 (guint, (gsize) blocks->n_x * blocks->n_y);
  for (guint i = 0, group = 0; i < panel->rows; i++, group++) {
    guint x, y;

    if (i > 0 && panel->x[i] != panel->x[i - 1]) {
      bin++;
      group = 0;
    }
    x = (guint) ((guint64) bin * blocks->n_x / bins);
    y = MIN ((guint) ((guint64) group * blocks->n_y / groups), blocks->n_y - 1);
    if (blocks->x_start->len == x)
      g_array_append_val (blocks->x_start, panel->x[i]);
    if (blocks->y_start->len == y)
      g_array_append_val (blocks->y_start, panel->y[i]);
    if (isnan (series->values[i]))
      continue;
    blocks->sums[x * blocks->n_y + y] += series->values[i];
    blocks->counts[x * blocks->n_y + y]++;
  }
}

static void
blocks_clear (Blocks *blocks)
{
  g_array_unref (blocks->x_start);
  g_array_unref (blocks->y_start);
  g_free (blocks->sums);
  g_free (blocks->counts);
}

static void
write_grid_head (Html *html, const Blocks *blocks, const ChartAxis *x, const ChartAxis *y)
{
  html_open (html, "thead", NULL);
  html_open (html, "tr", NULL);
  html_element (html, "th", NULL, x->title);
  for (guint g = 0; g < blocks->y_start->len; g++) {
    double start = g_array_index (blocks->y_start, double, g);
    g_autofree char *place = figure_place (y, start);
    g_autofree char *first = words_count (start);

    html_open (html, "th", "scope", "col", "data-y", place, NULL);
    html_textf (html, "machines from %s", first);
    html_close (html);
  }
  html_close (html);
  html_close (html);
}

static void
write_grid_row (Html *html, const ChartPanel *panel, const Blocks *blocks, const ChartAxis *x,
                guint bin)
{
  double start = g_array_index (blocks->x_start, double, bin);
  g_autofree char *place = figure_place (x, start);
  g_autofree char *at = figure_value (panel->x_unit, x, start);

  html_open (html, "tr", "data-x", place, NULL);
  html_open (html, "th", "scope", "row", NULL);
  html_text (html, at);
  html_close (html);
  for (guint g = 0; g < blocks->y_start->len; g++) {
    guint cell = bin * blocks->n_y + g, count = blocks->counts[cell];
    g_autofree char *value = count > 0
                               ? chart_unit_format_short (panel->y_unit, blocks->sums[cell] / count)
                               : g_strdup ("none up");

    html_element (html, "td", NULL, value);
  }
  html_close (html);
}

void
figure_grid_table (Html *html, const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y,
                   const char *id)
{
  Blocks blocks;

  blocks_init (&blocks, panel);
  html_open (html, "table", "id", id, NULL);
  html_element (html, "caption", NULL,
                "Means of cells within the time and the machines from this row and column to the "
                "next.");
  write_grid_head (html, &blocks, x, y);
  html_open (html, "tbody", NULL);
  for (guint bin = 0; bin < blocks.x_start->len; bin++)
    write_grid_row (html, panel, &blocks, x, bin);
  html_close (html);
  html_close (html);
  blocks_clear (&blocks);
}
