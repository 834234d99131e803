/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Does a sample follow a law? The Kolmogorov-Smirnov distance, with the bound that a sample of the
 * law itself passes in 99 of 100 cases. Seeds being fixed, it is the same case each time. */
#pragma once

#include <glib.h>
#include <math.h>
#include <stdlib.h>

static inline int
compare_doubles_ (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The greatest distance of the sample's distribution from cdf (x, data), in units of 1/√n; sorts
 * the sample. Below 1.63: it may be one. */
static inline double
kolmogorov_distance (double *sample, guint n, double (*cdf) (double x, gconstpointer data),
                     gconstpointer data)
{
  double most = 0;

  qsort (sample, n, sizeof *sample, compare_doubles_);
  for (guint i = 0; i < n; i++) {
    double f = cdf (sample[i], data);

    most = MAX (most, MAX (fabs (f - (double) i / n), fabs ((i + 1.0) / n - f)));
  }
  return most * sqrt (n);
}

#define KOLMOGOROV_99 1.63
