/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One panel of a chart on a page: heading, legend, the data as a drawing that fits any width, axes as
 * text, and behind it a table of its values, which is also what the pointer and the arrow keys read. */
#pragma once

#include "page/html.h"
#include "report/chart.h"

/* Rows of a table, see thin.h. */
#define FIGURE_ROWS 720
/* Of a heat map's table: means over so many times and groups of machines. */
#define FIGURE_TIMES  48
#define FIGURE_GROUPS 16

/* id: unique in the page, of letters, digits and hyphens. FALSE with an INPUT_ERROR where it cannot be
 * drawn. */
gboolean figure_write (Html *html, const ChartPanel *panel, const char *id, GError **error);

/* The same with the x axis of one panel and the y axis of another, of the same kind: figures beside each
 * other that can be compared by eye. */
gboolean figure_write_on (Html *html, const ChartPanel *panel, const ChartPanel *x_of,
                          const ChartPanel *y_of, const char *id, GError **error);
