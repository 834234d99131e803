/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Legends stand to the right of the data, never on it. */
#include "report/chart_kind.h"

#include <math.h>

/* One run of labels that touch each other: they move as one. */
typedef struct {
  guint count;
  double sum; /* of the positions its first label would like */
} Pool;

void
chart_spread (double *positions, guint n, double gap, double low, double high)
{
  g_autofree Pool *pools = g_new (Pool, MAX (n, 1));
  guint n_pools = 0, at = 0;

  if (n > 1 && gap * (n - 1) > high - low)
    gap = (high - low) / (n - 1);
  for (guint i = 0; i < n; i++) {
    /* every label wishes its place; the wish of the pool's first is that minus its offset */
    pools[n_pools++] = (Pool){ .count = 1, .sum = CLAMP (positions[i], low, high) };
    while (n_pools > 1) {
      Pool *a = &pools[n_pools - 2], *b = &pools[n_pools - 1];
      double a_first = a->sum / a->count, b_first = b->sum / b->count;

      if (a_first + gap * a->count <= b_first)
        break;
      a->sum += b->sum - gap * a->count * b->count;
      a->count += b->count;
      n_pools--;
    }
  }
  for (guint p = 0; p < n_pools; p++) {
    double first = pools[p].sum / pools[p].count;
    double room = high - gap * (pools[p].count - 1);

    first = MAX (MIN (first, room), low);
    for (guint i = 0; i < pools[p].count; i++)
      positions[at++] = first + gap * i;
  }
  /* clamping to the ends may have pushed pools into each other again */
  for (guint i = 1; i < n; i++)
    positions[i] = MAX (positions[i], positions[i - 1] + gap);
  for (guint i = n; i-- > 0;)
    positions[i] = MIN (positions[i], high - gap * (n - 1 - i));
}

double
chart_legend_width (const LegendEntry *entries, guint n, ChartText *text)
{
  double widest = 0;

  for (guint i = 0; i < n; i++) {
    double width;

    chart_text_size (text, TEXT_LEGEND, entries[i].label, &width, NULL);
    widest = MAX (widest, width);
  }
  return n == 0 ? 0 : LEGEND_SAMPLE + LEGEND_GAP + MIN (ceil (widest) + 1, LEGEND_MAX_LABEL);
}

static void
draw_sample (const LegendEntry *entry, cairo_t *cr, double x, double y)
{
  if (entry->sample == SAMPLE_FILL) {
    cairo_rectangle (cr, x + 8, y - 6, 12, 12);
    chart_set_rgb (cr, entry->ink->fill);
    cairo_fill_preserve (cr);
    chart_set_rgb (cr, 0x666666);
    cairo_set_dash (cr, NULL, 0, 0);
    cairo_set_line_width (cr, 0.5);
    cairo_stroke (cr);
    return;
  }
  chart_set_line (cr, entry->ink);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + LEGEND_SAMPLE, y);
  cairo_stroke (cr);
}

static double
label_room (const ChartFrame *frame)
{
  return frame->legend.width - LEGEND_SAMPLE - LEGEND_GAP;
}

void
chart_legend_draw (const LegendEntry *entries, guint n, const ChartFrame *frame)
{
  double line = chart_text_line (frame->text, TEXT_LEGEND) + 4;
  double y = frame->legend.y + line / 2;

  if (n > 1 && y + line * (n - 1) > frame->legend_bottom)
    line = MAX ((frame->legend_bottom - y) / (n - 1), 8);
  for (guint i = 0; i < n; i++, y += line) {
    draw_sample (&entries[i], frame->cr, frame->legend.x, y);
    chart_text_draw (frame->text, TEXT_LEGEND, entries[i].label,
                     frame->legend.x + LEGEND_SAMPLE + LEGEND_GAP, y, 0, 0.5, label_room (frame),
                     1);
  }
}

static gint
compare_height (gconstpointer a, gconstpointer b, gpointer data)
{
  const double *y = data;
  guint i = *(const guint *) a, j = *(const guint *) b;

  return y[i] < y[j] ? -1 : y[i] > y[j] ? 1 : i < j ? -1 : i > j;
}

void
chart_legend_draw_ends (const LegendEntry *entries, const double *y, guint n,
                        const ChartFrame *frame)
{
  double line = chart_text_line (frame->text, TEXT_LEGEND);
  g_autofree guint *order = g_new (guint, MAX (n, 1));
  g_autofree double *places = g_new (double, MAX (n, 1));
  cairo_t *cr = frame->cr;

  for (guint i = 0; i < n; i++)
    order[i] = i;
  g_qsort_with_data (order, (gint) n, sizeof *order, compare_height, (gpointer) y);
  for (guint i = 0; i < n; i++)
    places[i] = y[order[i]];
  /* half a line may stand over either end of the plot: nothing else is there */
  chart_spread (places, n, line, frame->plot.y - line / 3,
                frame->plot.y + frame->plot.height + line / 3);
  for (guint i = 0; i < n; i++) {
    const LegendEntry *entry = &entries[order[i]];

    chart_set_line (cr, entry->ink);
    cairo_move_to (cr, frame->plot.x + frame->plot.width + 1, y[order[i]]);
    cairo_line_to (cr, frame->legend.x + 6, places[i]);
    cairo_line_to (cr, frame->legend.x + LEGEND_SAMPLE, places[i]);
    cairo_stroke (cr);
    chart_text_draw (frame->text, TEXT_LEGEND, entry->label,
                     frame->legend.x + LEGEND_SAMPLE + LEGEND_GAP, places[i], 0, 0.5,
                     label_room (frame), 1);
  }
}

/* Of series ------------------------------------------------------------------------------------ */

static GArray *
entries_of_series (const ChartPanel *panel, LegendSample sample)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (LegendEntry));

  for (guint s = 0; s < panel->series->len && panel->series->len > 1; s++) {
    const ChartSeries *series = g_ptr_array_index (panel->series, s);
    LegendEntry entry = { .label = series->label, .ink = series->ink, .sample = sample };

    g_array_append_val (entries, entry);
  }
  return entries;
}

double
chart_legend_of_series_width (const ChartPanel *panel, LegendSample sample, ChartText *text)
{
  g_autoptr (GArray) entries = entries_of_series (panel, sample);

  if (panel->legend == LEGEND_NONE)
    return 0;
  return chart_legend_width ((const LegendEntry *) (void *) entries->data, entries->len, text);
}

void
chart_legend_of_series_draw (const ChartPanel *panel, LegendSample sample, const ChartFrame *frame)
{
  g_autoptr (GArray) entries = entries_of_series (panel, sample);

  chart_legend_draw ((const LegendEntry *) (void *) entries->data, entries->len, frame);
}
