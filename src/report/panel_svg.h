/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data of one panel alone, for a page that writes axes, legend and labels itself as text. */
#pragma once

#include "report/chart.h"

/* An <svg> element without any text: the panel's data in the rectangle of width × height, which the
 * page may stretch to any size (lines keep their width). Its ids begin with `prefix`, so that many
 * can stand in one page. x and y as the kind's init_axes made them, with ticks chosen. New bytes, or
 * NULL with an INPUT_ERROR where cairo fails. */
GByteArray *panel_svg (const ChartPanel *panel, const ChartAxis *x, const ChartAxis *y,
                       double width, double height, const char *prefix, GError **error);
