/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a figure; figure.c puts them together. */
#pragma once

#include "page/html.h"
#include "report/chart_kind.h"

/* What the inks mean; nothing for one series of bars, which the axis explains. */
void figure_legend (Html *html, const ChartPanel *panel);

/* The table behind the figure, its <table> with this id. Rows and columns say where they lie in the
 * plot: data-x, data-y, in ten thousandths from the left and from below. */
void figure_table (Html *html, const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y,
                   const char *id);
void figure_grid_table (Html *html, const ChartPanel *panel, const ChartAxis *x,
                        const ChartAxis *y, const char *id);

/* A value in the axis' multiple, without its name; of durations and on log axes with its unit. The
 * caller frees. */
char *figure_value (const ChartUnit *unit, const ChartAxis *axis, double value);
/* data-x and data-y: the caller frees. */
char *figure_place (const ChartAxis *axis, double value);
/* An area that is 0 throughout is not shown. */
gboolean figure_shows (const ChartPanel *panel, const ChartSeries *series);
