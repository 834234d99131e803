/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/inference.h"

#include "util/random.h"
#include "util/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#define LEVEL 0.05

/* Ratios of means ------------------------------------------------------------------------------ */

static double
covariance (const double *x, double mean_x, const double *y, double mean_y, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += (x[i] - mean_x) * (y[i] - mean_y);
  return sum / (n - 1);
}

gboolean
ratio_interval (const double *a, const double *b, guint n, Interval *ret)
{
  if (n < 2)
    return FALSE;
  double mean_a = mean_of_values (a, n), mean_b = mean_of_values (b, n);
  double t = gsl_cdf_tdist_Pinv (1 - LEVEL / 2, n - 1);
  double scale = t * t / n;
  /* R is in the interval where p R² - 2 q R + r <= 0. */
  double p = mean_a * mean_a - scale * covariance (a, mean_a, a, mean_a, n);
  double q = mean_a * mean_b - scale * covariance (a, mean_a, b, mean_b, n);
  double r = mean_b * mean_b - scale * covariance (b, mean_b, b, mean_b, n);
  if (mean_a <= 0 || p <= 0)
    return FALSE;
  double half = sqrt (fmax (q * q - p * r, 0));
  *ret = (Interval){ mean_b / mean_a, (q - half) / p, (q + half) / p };
  return TRUE;
}

/* Medians and signs ---------------------------------------------------------------------------- */

/* How likely at most k of n fair coins show heads. Exact where 2^n times it has 53 bits. */
static double
coins_at_most (guint k, guint n)
{
  double each = ldexp (1, -(int) n);
  double sum = 0;

  for (guint i = 0; i <= MIN (k, n); i++) {
    sum += each;
    each = each * (n - i) / (i + 1);
  }
  return fmin (sum, 1);
}

gboolean
median_interval (double *x, guint n, Interval *ret)
{
  guint rank = 0; /* from 1, of the lower bound: as high as it may be */

  ret->center = median (x, n);
  if (n < MEDIAN_INTERVAL_LEAST || n > MEDIAN_INTERVAL_MOST)
    return FALSE;
  while (2 * coins_at_most (rank, n) <= LEVEL)
    rank++;
  ret->low = x[rank - 1];
  ret->high = x[n - rank];
  return TRUE;
}

double
sign_test_p (const double *differences, guint n)
{
  guint above = 0, below = 0;

  g_return_val_if_fail (n <= MEDIAN_INTERVAL_MOST, 1);

  for (guint i = 0; i < n; i++) {
    above += differences[i] > 0;
    below += differences[i] < 0;
  }
  return fmin (2 * coins_at_most (n - MAX (above, below), n), 1);
}

/* Bootstrap ------------------------------------------------------------------------------------ */

/* How many resamples there are; 0: more than BOOTSTRAP_ALL. */
static guint
count_resamples (guint n)
{
  guint64 count = 1;

  for (guint i = 0; i < n && count <= BOOTSTRAP_ALL; i++)
    count *= n;
  return count <= BOOTSTRAP_ALL ? (guint) count : 0;
}

/* The sum of resample `which` of all: its digits to the base n say what is taken. */
static double
sum_of_all (const double *x, guint n, guint which)
{
  double sum = 0;

  for (guint i = 0; i < n; i++, which /= n)
    sum += x[which % n];
  return sum;
}

static double
sum_of_drawn (const double *x, guint n, guint which)
{
  guint64 seed = random_mix (which);
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += x[random_mix (seed ^ i) % n];
  return sum;
}

void
bootstrap_mean (const double *x, guint n, Interval *ret)
{
  guint all = count_resamples (n), count = all > 0 ? all : BOOTSTRAP_DRAWN;
  g_autofree double *sums = g_new (double, count);

  g_return_if_fail (n >= 1);

  for (guint i = 0; i < count; i++)
    sums[i] = all > 0 ? sum_of_all (x, n, i) : sum_of_drawn (x, n, i);
  qsort (sums, count, sizeof *sums, compare_doubles);
  ret->center = mean_of_values (x, n);
  ret->low = sums[(count * 25 + 999) / 1000 - 1] / n;
  ret->high = sums[(count * 975 + 999) / 1000 - 1] / n;
}

/* Many tests ----------------------------------------------------------------------------------- */

static int
compare_pointed (gconstpointer a, gconstpointer b)
{
  const double *const *x = a, *const *y = b;
  return compare_doubles (*x, *y);
}

void
holm_adjust (double *p, guint n)
{
  g_autofree double **order = g_new (double *, n);
  double most = 0;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    order[i] = &p[i];
  qsort (order, n, sizeof *order, compare_pointed);
  for (guint i = 0; i < n; i++) {
    most = fmax (most, fmin (*order[i] * (n - i), 1));
    *order[i] = most;
  }
}
