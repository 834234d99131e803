/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text on charts: one family, a few sizes, always plain text (never markup), cut with an
 * ellipsis where it would not fit. Glyphs become outlines in vector files, so that a chart looks
 * the same everywhere. */
#pragma once

#include "report/palette.h"

#include <cairo.h>

typedef struct ChartText ChartText;

/* What a text is for decides size, weight and colour. */
typedef enum {
  TEXT_TITLE,
  TEXT_SUBTITLE,
  TEXT_PANEL, /* a panel's heading */
  TEXT_AXIS,  /* axis titles */
  TEXT_TICK,
  TEXT_LEGEND,
  TEXT_VALUE, /* numbers at bars */
  TEXT_NOTE,  /* "no data" */
} TextRole;

/* `cr` must live as long as the ChartText. */
ChartText *chart_text_new (cairo_t *cr);
void chart_text_free (ChartText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChartText, chart_text_free)

/* Draws `string` so that the point (x, y) lies at the fractions `across` (0 left, 1 right) and
 * `down` (0 top, 1 bottom) of its box. max_width > 0 cuts longer texts with an ellipsis;
 * max_lines > 1 breaks them first. */
void chart_text_draw (ChartText *text, TextRole role, const char *string, double x, double y,
                      double across, double down, double max_width, gint max_lines);

/* Width and height in px of `string` on one line; either may be NULL. */
void chart_text_size (ChartText *text, TextRole role, const char *string, double *ret_width,
                      double *ret_height);

/* Height of one line. */
double chart_text_line (ChartText *text, TextRole role);
