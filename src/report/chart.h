/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart ready to be drawn: panels of numbers, labels, inks. It knows nothing of files or
 * definitions (plot_bind.h makes it from those) and drawing never fails: whatever is in it,
 * something true is drawn.
 *
 * Panels are laid out row by row in `columns` columns; a panel that is alone in the last row
 * takes its whole width. Panels of one `family` that lie beneath one another share one legend. */
#pragma once

#include "report/chart_axis.h"
#include "report/palette.h"

#include <cairo.h>

typedef struct ChartKind ChartKind; /* chart_kind.h */

typedef enum {
  SERIES_AREA, /* stacked, in the order of the series, the first at the bottom */
  SERIES_LINE,
} SeriesStyle;

typedef enum {
  LEGEND_AUTO, /* ends where there are lines alone, list otherwise */
  LEGEND_LIST, /* to the right of the panel */
  LEGEND_ENDS, /* each label at its line's right end */
  LEGEND_NONE,
} LegendPlace;

typedef struct {
  char *label;
  SeriesStyle style;
  const Ink *ink;        /* from palette.h */
  gboolean ink_by_group; /* bars: ink of the bar's group where that is a role */
  double *values;        /* one per row of the panel; NaN: no value */
  double out_of_scale;   /* it is to be left out where it is so many times all others; 0: never */
} ChartSeries;

typedef struct {
  const ChartKind *kind;
  char *title;             /* "" for none */
  char *x_title, *y_title; /* without units */
  char *zero_text;         /* what to say when all values are 0, or NULL: draw the zeros */
  const ChartUnit *x_unit, *y_unit;
  ChartScale scale;
  LegendPlace legend;
  guint family;
  guint rows;
  double *x;                   /* ascending; NULL where there are groups */
  char **groups;               /* bars: one name per row, NULL-terminated */
  double *x_size, *y, *y_size; /* heat map: each row is the cell [x, x+x_size) × [y, y+y_size) */
  GPtrArray *series;           /* ChartSeries */
} ChartPanel;

typedef struct {
  char *title, *subtitle; /* subtitle may be NULL */
  guint columns;
  GPtrArray *panels; /* ChartPanel */
} Chart;

Chart *chart_new (const char *title, const char *subtitle, guint columns);
void chart_free (Chart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Chart, chart_free)

/* Appends an empty panel and returns it; the chart owns it and all that is put into it. */
ChartPanel *chart_add_panel (Chart *chart, const ChartKind *kind, const char *title);

/* Appends a series. Takes `values` (g_malloc, rows of the panel). */
ChartSeries *chart_panel_add_series (ChartPanel *panel, const char *label, SeriesStyle style,
                                     const Ink *ink, double *values);

/* Takes out the series that would dwarf all others: see ChartSeries.out_of_scale. */
void chart_panel_drop_out_of_scale (ChartPanel *panel);

/* What to write instead of data: "no data" when there are no rows or no values, zero_text when
 * all values are 0; NULL when there is something to draw. */
const char *chart_panel_note (const ChartPanel *panel);

/* The height that suits the chart at `width` px: 16:9 up to three rows of panels, more for more. */
double chart_default_height (const Chart *chart, double width);

/* Draws into the rectangle (0, 0, width, height) of `cr`, in px, on white. */
void chart_draw (const Chart *chart, cairo_t *cr, double width, double height);
