/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/step_series.h"

#include <math.h>

/* The column of instant `t`, clamped to what there is. */
static guint
column_of (double t, double from, double to, guint columns)
{
  double place = (t - from) / (to - from) * columns;

  if (!(place > 0))
    return 0;
  return place >= columns ? columns - 1 : (guint) place;
}

static void
touch (StepExtremes *column, gboolean entering, double value)
{
  if (entering)
    column->first = value;
  column->last = value;
  if (isnan (value))
    return;
  column->min = isnan (column->min) ? value : MIN (column->min, value);
  column->max = isnan (column->max) ? value : MAX (column->max, value);
}

void
step_series_extremes (const double *x, const double *y, guint rows, double from, double to,
                      guint columns, StepExtremes *ret_columns)
{
  gint entered = -1; /* the last column that has its first value */

  for (guint i = 0; i < columns; i++)
    ret_columns[i] = (StepExtremes){ NAN, NAN, NAN, NAN };
  for (guint i = 0; i < rows; i++) {
    double until = i + 1 < rows ? x[i + 1] : x[i];
    gint first = (gint) column_of (x[i], from, to, columns);
    gint last = (gint) column_of (until, from, to, columns);

    if (x[i] > to || until < from)
      continue;
    /* a row that ends exactly where the next column begins does not hold in that one */
    if (last > first && from + (to - from) * last / columns >= until)
      last--;
    for (gint c = first; c <= last; c++) {
      touch (&ret_columns[c], c > entered, y[i]);
      entered = MAX (entered, c);
    }
  }
}

void
step_series_means (const double *x, const double *y, guint rows, double from, double to,
                   guint columns, double *ret_means)
{
  g_autofree double *weight = g_new0 (double, columns);
  g_autofree guint *instants = g_new0 (guint, columns);
  double width = (to - from) / columns;

  for (guint c = 0; c < columns; c++)
    ret_means[c] = 0;
  for (guint i = 0; i < rows; i++) {
    double start = MAX (x[i], from), until = MIN (i + 1 < rows ? x[i + 1] : x[i], to);
    guint first = column_of (start, from, to, columns), last = column_of (until, from, to, columns);

    if (isnan (y[i]) || until < start)
      continue;
    for (guint c = first; c <= last; c++) {
      double left = MAX (start, from + width * c), right = MIN (until, from + width * (c + 1));

      if (right > left) {
        if (weight[c] == 0)
          ret_means[c] = 0; /* time outweighs instants */
        weight[c] += right - left;
        ret_means[c] += y[i] * (right - left);
      } else if (weight[c] == 0 && until == start) {
        instants[c]++;
        ret_means[c] += y[i];
      }
    }
  }
  for (guint c = 0; c < columns; c++)
    ret_means[c] = weight[c] > 0     ? ret_means[c] / weight[c]
                   : instants[c] > 0 ? ret_means[c] / instants[c]
                                     : NAN;
}
