/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of a kind of chart: what drawing a panel needs of it. One descriptor a kind, in
 * the one table of chart_kinds.c; the layout (chart_draw.c) asks nothing else.
 *
 * The layout calls, per panel: init_axes, then legend_width, then draw once the frame is known,
 * and draw_legend for all panels that share a legend at once (the frame is that of the first of
 * them; panels with LEGEND_ENDS never share). Panels with a note (chart_panel_note()) get
 * init_axes only. */
#pragma once

#include "report/chart.h"
#include "report/chart_text.h"

typedef struct {
  double x, y, width, height; /* px */
} ChartBox;

/* Where a panel is drawn, and with what. */
typedef struct {
  cairo_t *cr;
  ChartText *text; /* NULL: draw the data without any text in it */
  const ChartAxis *x, *y;
  ChartBox plot;   /* the data's rectangle */
  ChartBox legend; /* to its right; it may be used down to legend_bottom */
  double legend_bottom;
} ChartFrame;

struct ChartKind {
  const char *name; /* in plot files */
  const char *summary;
  gboolean shares_x;   /* panels beneath one another have one x axis, labelled at the bottom */
  gboolean has_groups; /* x is text, not numbers */
  gboolean across;     /* values lie across, and what a row is about lies up */
  gboolean has_cells;  /* rows have sizes and a y of their own */
  void (*init_axes) (const ChartPanel *panel, ChartAxis *x, ChartAxis *y);
  double (*legend_width) (const ChartPanel *panel, ChartText *text);
  void (*draw) (const ChartPanel *panel, const ChartFrame *frame);
  void (*draw_legend) (const ChartPanel *const *family, guint n, const ChartFrame *frame);
};

extern const ChartKind chart_kind_lines;
extern const ChartKind chart_kind_bars;
extern const ChartKind chart_kind_heatmap;
extern const ChartKind chart_kind_cdf;

const ChartKind *const *chart_kind_table (guint *ret_count);

/* What kinds share. */

#define LEGEND_SAMPLE    24.0 /* width of the sample before a label */
#define LEGEND_GAP       7.0  /* between sample and label */
#define LEGEND_MAX_LABEL 150.0

/* The place of the panel's legend, LEGEND_AUTO resolved. */
LegendPlace chart_panel_legend (const ChartPanel *panel);

void chart_set_rgb (cairo_t *cr, guint32 rgb);

/* Where values lie in the plot, in px. */
double chart_frame_x (const ChartFrame *frame, double value);
double chart_frame_y (const ChartFrame *frame, double value);

/* Sets colour, width and dash for a line. */
void chart_set_line (cairo_t *cr, const Ink *ink);

/* Range of all values of a panel: `ret_smallest_positive` is 0 when none is positive. */
void chart_panel_range (const ChartPanel *panel, double *ret_min, double *ret_max,
                        double *ret_smallest_positive);

/* The list legend (chart_legend.c): one entry a series. */
typedef enum { SAMPLE_LINE, SAMPLE_FILL } LegendSample;
typedef struct {
  const char *label;
  const Ink *ink;
  LegendSample sample;
} LegendEntry;

double chart_legend_width (const LegendEntry *entries, guint n, ChartText *text);
void chart_legend_draw (const LegendEntry *entries, guint n, const ChartFrame *frame);
/* The same of a panel with an entry for each of its series, where it has more than one: else its title or
 * its axis says what it is. The width is 0 where the panel wants no legend. */
double chart_legend_of_series_width (const ChartPanel *panel, LegendSample sample, ChartText *text);
void chart_legend_of_series_draw (const ChartPanel *panel, LegendSample sample,
                                  const ChartFrame *frame);

/* Labels at the ends of lines (chart_legend.c). `y` are the ends' px; labels are moved apart. */
void chart_legend_draw_ends (const LegendEntry *entries, const double *y, guint n,
                             const ChartFrame *frame);

/* Moves `n` ascending positions apart to at least `gap` from each other, within [low, high], as
 * little as possible (least squares, by pooling neighbours that touch). */
void chart_spread (double *positions, guint n, double gap, double low, double high);
