/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacked areas and lines over time.
 *
 * Results are step functions: what a sample shows holds, as far as anybody knows, until the next
 * one. So both are drawn as steps; a straight line from one sample to the next would show states
 * that never were. Where there are more rows than px, lines keep their extremes and areas their
 * means (step_series.h). Where there are so many that extremes alone would be a blot, they
 * become a pale band behind a line of means.
 *
 * An area that is 0 throughout is neither drawn nor named in the legend. */
#include "report/chart_kind.h"
#include "report/step_series.h"

#include <math.h>

#define LONE_SAMPLE 12.0 /* width in px of the mark for a single row */
#define DENSE       8    /* rows a px from which on a line would be a blot */

static gboolean
is_zero (const ChartPanel *panel, const ChartSeries *series)
{
  for (guint i = 0; i < panel->rows; i++)
    if (series->values[i] != 0 && !isnan (series->values[i]))
      return FALSE;
  return TRUE;
}

static const ChartSeries *
series_at (const ChartPanel *panel, guint index)
{
  return g_ptr_array_index (panel->series, index);
}

/* The areas that are drawn, from the bottom. The caller frees. */
static GPtrArray *
visible_areas (const ChartPanel *panel)
{
  GPtrArray *areas = g_ptr_array_new ();

  for (guint s = 0; s < panel->series->len; s++)
    if (series_at (panel, s)->style == SERIES_AREA && !is_zero (panel, series_at (panel, s)))
      g_ptr_array_add (areas, g_ptr_array_index (panel->series, s));
  return areas;
}

static void
lines_init_axes (const ChartPanel *panel, ChartAxis *x, ChartAxis *y)
{
  g_autoptr (GPtrArray) areas = visible_areas (panel);
  double min, max, positive;

  chart_axis_init_span (x, panel->x_unit, panel->rows > 0 ? panel->x[0] : INFINITY,
                        panel->rows > 0 ? panel->x[panel->rows - 1] : -INFINITY,
                        panel->x_unit->duration ? 1800 : 0.5, panel->x_title);
  chart_panel_range (panel, &min, &max, &positive);
  for (guint i = 0; i < panel->rows && areas->len > 0; i++) {
    double sum = 0;

    for (guint a = 0; a < areas->len; a++) {
      double value = ((const ChartSeries *) g_ptr_array_index (areas, a))->values[i];

      sum += isnan (value) ? 0 : value;
    }
    max = MAX (max, sum);
  }
  chart_axis_init_amount (y, panel->y_unit, areas->len > 0 ? CHART_SCALE_LINEAR : panel->scale, min,
                          max, positive, panel->y_title);
}

/* Pieces of constant height that areas are made of: piece k spans edges[k] to edges[k + 1]. */
typedef struct {
  guint pieces;
  double *edges; /* px, pieces + 1 */
  double *tops;  /* column's unit, pieces: the stack so far */
} Stack;

static void
stack_init (Stack *stack, const ChartPanel *panel, const ChartFrame *frame, guint columns)
{
  gboolean reduced = columns > 0;

  stack->pieces = reduced ? columns : panel->rows;
  stack->edges = g_new (double, stack->pieces + 1);
  stack->tops = g_new0 (double, stack->pieces);
  for (guint k = 0; k <= stack->pieces; k++)
    stack->edges[k] = reduced ? frame->plot.x + frame->plot.width * k / columns
                              : chart_frame_x (frame, panel->x[MIN (k, panel->rows - 1)]);
  if (panel->rows == 1)
    stack->edges[1] += LONE_SAMPLE;
}

static void
stack_clear (Stack *stack)
{
  g_free (stack->edges);
  g_free (stack->tops);
}

static void
stack_add (Stack *stack, const ChartPanel *panel, const ChartSeries *series,
           const ChartFrame *frame)
{
  if (stack->pieces == panel->rows) {
    for (guint k = 0; k < stack->pieces; k++)
      stack->tops[k] += isnan (series->values[k]) ? 0 : series->values[k];
  } else {
    g_autofree double *means = g_new (double, stack->pieces);

    step_series_means (panel->x, series->values, panel->rows, frame->x->min, frame->x->max,
                       stack->pieces, means);
    for (guint k = 0; k < stack->pieces; k++)
      stack->tops[k] += isnan (means[k]) ? 0 : means[k];
  }
}

/* Fills everything between the base and the stack's top. */
static void
stack_fill (const Stack *stack, const Ink *ink, const ChartFrame *frame)
{
  cairo_t *cr = frame->cr;
  double base = chart_frame_y (frame, 0), height = base;

  cairo_move_to (cr, stack->edges[0], base);
  for (guint k = 0; k < stack->pieces; k++) {
    double y = chart_frame_y (frame, stack->tops[k]);

    if (y == height)
      continue;
    cairo_line_to (cr, stack->edges[k], height);
    cairo_line_to (cr, stack->edges[k], y);
    height = y;
  }
  cairo_line_to (cr, stack->edges[stack->pieces], height);
  cairo_line_to (cr, stack->edges[stack->pieces], base);
  cairo_close_path (cr);
  chart_set_rgb (cr, ink->fill);
  cairo_fill (cr);
}

/* From the top layer to the bottom one, each down to the base: no seams between neighbours. */
static void
draw_areas (const ChartPanel *panel, const ChartFrame *frame, guint columns)
{
  g_autoptr (GPtrArray) areas = visible_areas (panel);
  Stack stack;

  if (areas->len == 0)
    return;
  stack_init (&stack, panel, frame, columns);
  for (guint top = areas->len; top-- > 0;) {
    for (guint k = 0; k < stack.pieces; k++)
      stack.tops[k] = 0;
    for (guint a = 0; a <= top; a++)
      stack_add (&stack, panel, g_ptr_array_index (areas, a), frame);
    stack_fill (&stack, ((const ChartSeries *) g_ptr_array_index (areas, top))->ink, frame);
  }
  stack_clear (&stack);
}

/* Every row: right to its x, then up or down. */
static void
trace_rows (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame)
{
  cairo_t *cr = frame->cr;
  gboolean open = FALSE;
  double height = 0;

  for (guint i = 0; i < panel->rows; i++) {
    double x = chart_frame_x (frame, panel->x[i]), y;

    if (isnan (series->values[i])) {
      if (open)
        cairo_line_to (cr, x, height);
      open = FALSE;
      continue;
    }
    y = chart_frame_y (frame, series->values[i]);
    if (!open)
      cairo_move_to (cr, x, y);
    else if (y != height || i + 1 == panel->rows) {
      cairo_line_to (cr, x, height);
      cairo_line_to (cr, x, y);
    }
    open = TRUE;
    height = y;
  }
}

/* Every column of px: entry, extremes, exit. */
static void
trace_extremes (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame,
                guint columns)
{
  g_autofree StepExtremes *extremes = g_new (StepExtremes, columns);
  cairo_t *cr = frame->cr;
  gboolean open = FALSE;

  step_series_extremes (panel->x, series->values, panel->rows, frame->x->min, frame->x->max,
                        columns, extremes);
  for (guint c = 0; c < columns; c++) {
    const StepExtremes *e = &extremes[c];
    double x = frame->plot.x + frame->plot.width * (c + 0.5) / columns;
    double stops[] = { e->first, e->min, e->max, e->last };
    double height = NAN;

    if (isnan (e->min)) {
      open = FALSE;
      continue;
    }
    for (guint i = 0; i < G_N_ELEMENTS (stops); i++) {
      double y;

      if (isnan (stops[i]))
        continue;
      y = chart_frame_y (frame, stops[i]);
      if (open && y == height)
        continue;
      if (open)
        cairo_line_to (cr, x, y);
      else
        cairo_move_to (cr, x, y);
      open = TRUE;
      height = y;
    }
    if (isnan (e->last))
      open = FALSE;
  }
}

/* A last row that nothing leads to has no extent in time: a dot. */
static void
draw_lone_end (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame)
{
  guint last = panel->rows - 1;

  if (isnan (series->values[last]) || (last > 0 && !isnan (series->values[last - 1])))
    return;
  cairo_arc (frame->cr, chart_frame_x (frame, panel->x[last]),
             chart_frame_y (frame, series->values[last]), 3, 0, 2 * G_PI);
  chart_set_rgb (frame->cr, series->ink->line);
  cairo_fill (frame->cr);
}

/* Means of columns, as steps. */
static void
trace_means (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame,
             guint columns)
{
  g_autofree double *means = g_new (double, columns);
  gboolean open = FALSE;

  step_series_means (panel->x, series->values, panel->rows, frame->x->min, frame->x->max, columns,
                     means);
  for (guint c = 0; c < columns; c++) {
    if (isnan (means[c])) {
      open = FALSE;
      continue;
    }
    if (!open)
      cairo_move_to (frame->cr, frame->plot.x + frame->plot.width * c / columns,
                     chart_frame_y (frame, means[c]));
    cairo_line_to (frame->cr, frame->plot.x + frame->plot.width * (c + 0.5) / columns,
                   chart_frame_y (frame, means[c]));
    open = TRUE;
  }
}

static void
draw_band (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame,
           guint columns)
{
  Colour colour = colour_from_rgb (series->ink->line);

  trace_extremes (panel, series, frame, columns);
  cairo_set_source_rgba (frame->cr, colour.red, colour.green, colour.blue, 0.22);
  cairo_set_dash (frame->cr, NULL, 0, 0);
  cairo_set_line_width (frame->cr, 1);
  cairo_stroke (frame->cr);
}

static void
draw_line (const ChartPanel *panel, const ChartSeries *series, const ChartFrame *frame,
           guint columns, gboolean on_areas)
{
  cairo_t *cr = frame->cr;

  if (columns > 0 && panel->rows > DENSE * columns) {
    draw_band (panel, series, frame, columns);
    trace_means (panel, series, frame, columns / 2);
  } else if (columns > 0) {
    trace_extremes (panel, series, frame, columns);
  } else {
    trace_rows (panel, series, frame);
  }
  if (on_areas) {
    cairo_set_source_rgba (cr, 1, 1, 1, 0.7);
    cairo_set_dash (cr, NULL, 0, 0);
    cairo_set_line_width (cr, series->ink->width + 1.8);
    cairo_stroke_preserve (cr);
  }
  chart_set_line (cr, series->ink);
  cairo_stroke (cr);
  draw_lone_end (panel, series, frame);
}

static void
lines_draw (const ChartPanel *panel, const ChartFrame *frame)
{
  guint px = (guint) MAX (frame->plot.width, 1);
  guint columns = panel->rows > 2 * px ? px : 0;
  g_autoptr (GPtrArray) areas = visible_areas (panel);

  draw_areas (panel, frame, columns);
  for (guint s = 0; s < panel->series->len; s++)
    if (series_at (panel, s)->style == SERIES_LINE)
      draw_line (panel, series_at (panel, s), frame, columns, areas->len > 0);
}

/* Lines first, then areas from the top of the stack: as the eye meets them. */
static GArray *
list_entries (const ChartPanel *const *family, guint n)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (LegendEntry));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint pass = 0; pass < 2; pass++)
    for (guint p = 0; p < n; p++)
      for (guint i = family[p]->series->len; i-- > 0;) {
        guint s = pass == 0 ? family[p]->series->len - 1 - i : i;
        const ChartSeries *series = series_at (family[p], s);
        LegendEntry entry = { .label = series->label,
                              .ink = series->ink,
                              .sample = series->style == SERIES_AREA ? SAMPLE_FILL : SAMPLE_LINE };

        if ((series->style == SERIES_AREA) != (pass == 1)
            || (pass == 1 && is_zero (family[p], series)))
          continue;
        if (g_hash_table_add (seen, series->label))
          g_array_append_val (entries, entry);
      }
  return entries;
}

static double
lines_legend_width (const ChartPanel *panel, ChartText *text)
{
  g_autoptr (GArray) entries = NULL;

  if (chart_panel_legend (panel) == LEGEND_NONE)
    return 0;
  entries = list_entries (&panel, 1);
  return chart_legend_width ((const LegendEntry *) (void *) entries->data, entries->len, text);
}

static void
draw_ends (const ChartPanel *panel, const ChartFrame *frame)
{
  guint n = 0;
  g_autofree LegendEntry *entries = g_new (LegendEntry, MAX (panel->series->len, 1));
  g_autofree double *y = g_new (double, MAX (panel->series->len, 1));

  for (guint s = 0; s < panel->series->len; s++) {
    const ChartSeries *series = series_at (panel, s);
    guint last = panel->rows;

    while (last > 0 && isnan (series->values[last - 1]))
      last--;
    if (last == 0)
      continue;
    entries[n] = (LegendEntry){ .label = series->label,
                                .ink = series->ink,
                                .sample = series->style == SERIES_AREA ? SAMPLE_FILL
                                                                       : SAMPLE_LINE };
    y[n++] = chart_frame_y (frame, series->values[last - 1]);
  }
  chart_legend_draw_ends (entries, y, n, frame);
}

static void
lines_draw_legend (const ChartPanel *const *family, guint n, const ChartFrame *frame)
{
  g_autoptr (GArray) entries = NULL;

  if (chart_panel_legend (family[0]) == LEGEND_ENDS) {
    draw_ends (family[0], frame);
    return;
  }
  entries = list_entries (family, n);
  chart_legend_draw ((const LegendEntry *) (void *) entries->data, entries->len, frame);
}

const ChartKind chart_kind_lines = {
  .name = "lines",
  .summary = "stacked areas and lines over time, drawn as steps",
  .shares_x = TRUE,
  .init_axes = lines_init_axes,
  .legend_width = lines_legend_width,
  .draw = lines_draw,
  .draw_legend = lines_draw_legend,
};
