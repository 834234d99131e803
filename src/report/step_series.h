/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reduction of long step functions to what a chart can show.
 *
 * A result column is a step function: row i holds from x[i] until x[i + 1], and the last row
 * holds at its instant alone. NaN is a gap. x does not decrease. A line must keep its extremes
 * (a spike of one sample is what the reader looks for), an area its means (so that what is
 * stacked still adds up). Both work in `columns` equal columns of [from, to], and take time
 * proportional to rows plus columns. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  double first, last; /* the value on entering the column and on leaving it; NaN: gap */
  double min, max;    /* over the column; NaN when it has no value at all */
} StepExtremes;

/* ret_columns: `columns` entries. */
void step_series_extremes (const double *x, const double *y, guint rows, double from, double to,
                           guint columns, StepExtremes *ret_columns);

/* Means weighted by time, over the part of each column that has values; NaN where there is none.
 * A column with instants only (the last row) takes their plain mean. */
void step_series_means (const double *x, const double *y, guint rows, double from, double to,
                        guint columns, double *ret_means);

G_END_DECLS
