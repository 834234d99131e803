/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Means are taken in two passes (mean first, then squares of what is left): samples here are runs
 * over seeds, small in number and often large in value with little between them. */
#include "util/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

__extension__ typedef __int128 Wide;

gint64
bounded_slowdown (gint64 submit, gint64 end, gint64 runtime, gint64 tau)
{
  Wide response = (Wide) end - submit;
  gint64 bound = MAX (MAX (tau, runtime), 1);
  if (response <= bound)
    return 1000;
  if (response <= G_MAXINT64 / 1000) /* 128 bits are slow to divide */
    return (gint64) response * 1000 / bound;
  Wide slowdown = response * 1000 / bound;

  return (gint64) CLAMP (slowdown, 1000, G_MAXINT64);
}

double
jain (const double *x, guint n)
{
  double sum = 0;
  double squares = 0;

  for (guint i = 0; i < n; i++) {
    sum += x[i];
    squares += x[i] * x[i];
  }
  return squares > 0 ? sum * sum / (n * squares) : 1;
}

int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

double
mean_of_values (const double *x, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += x[i];
  return sum / n;
}

double
median (double *x, guint n)
{
  if (n == 0)
    return 0;
  qsort (x, n, sizeof *x, compare_doubles);
  return n % 2 == 1 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

double
median_deviation (double *x, guint n)
{
  double middle = median (x, n);
  for (guint i = 0; i < n; i++)
    x[i] = fabs (x[i] - middle);
  return median (x, n);
}

gboolean
mean_interval (const double *x, guint n, MeanInterval *ret)
{
  double squares = 0;

  if (n < 2)
    return FALSE;
  double mean = mean_of_values (x, n);
  for (guint i = 0; i < n; i++)
    squares += (x[i] - mean) * (x[i] - mean);
  double s = sqrt (squares / (n - 1));
  double se = s / sqrt (n);
  double half = gsl_cdf_tdist_Pinv (0.975, n - 1) * se;
  *ret = (MeanInterval) {
    .mean = mean, .s = s, .se = se, .low = mean - half, .high = mean + half,
  };
  return TRUE;
}

gboolean
paired_t (const double *a, const double *b, guint n, PairedT *ret)
{
  g_autofree double *differences = g_new (double, n);
  PairedT result = { .t = 0, .p = 1 };

  for (guint i = 0; i < n; i++)
    differences[i] = a[i] - b[i];
  if (!mean_interval (differences, n, &result.difference))
    return FALSE;
  double mean = result.difference.mean;
  if (result.difference.se > 0) {
    result.t = mean / result.difference.se;
    result.p = 2 * gsl_cdf_tdist_Q (fabs (result.t), n - 1);
  } else if (fabs (mean) > 0) {
    result.t = mean > 0 ? HUGE_VAL : -HUGE_VAL;
    result.p = 0;
  }
  *ret = result;
  return TRUE;
}

/* How many of the 2^n ways to add or subtract what is left end at least as far off as limit. */
static guint
count_extreme (const double *differences, guint n, double sum, double limit)
{
  if (n == 0)
    return fabs (sum) >= limit;
  return count_extreme (differences + 1, n - 1, sum + differences[0], limit)
    + count_extreme (differences + 1, n - 1, sum - differences[0], limit);
}

double
sign_flip_p (const double *differences, guint n)
{
  double sum = 0;
  double scale = 0;

  g_return_val_if_fail (n >= 1 && n <= SIGN_FLIP_MAX, 1);

  for (guint i = 0; i < n; i++) {
    sum += differences[i];
    scale += fabs (differences[i]);
  }
  /* Sums that are equal on paper differ in their last bits here. */
  double limit = fabs (sum) - scale * 1e-12;
  /* Turning all signs turns the sum's sign: half of the ways say it all. */
  guint extreme = count_extreme (differences + 1, n - 1, differences[0], limit);
  return (double) extreme / (double) (1u << (n - 1));
}

/* Walks d from m - 1 down to `to`, adding one batch mean a step (Welford), so that all values
 * together cost one pass. */
static double
mser_walk (const double *z, guint m, guint to, guint *best, double *best_value)
{
  double mean = 0;
  double squares = 0;
  double value = 0;

  for (guint d = m; d-- > to;) {
    guint n = m - d;
    double delta = z[d] - mean;
    mean += delta / n;
    squares += delta * (z[d] - mean);
    value = squares / ((double) n * n);
    if (best != NULL && d <= m / 2 && (d == m / 2 || d == m - 1 || value <= *best_value)) {
      *best = d;
      *best_value = value;
    }
  }
  return value;
}

guint
mser5_truncation (const double *batch_means, guint m, double *ret_value)
{
  guint best = 0;
  double value = 0;

  g_return_val_if_fail (m >= 1, 0);

  mser_walk (batch_means, m, 0, &best, &value);
  if (ret_value != NULL)
    *ret_value = value;
  return best;
}

double
mser_value (const double *batch_means, guint m, guint d)
{
  g_return_val_if_fail (d < m, 0);

  return mser_walk (batch_means, m, d, NULL, NULL);
}
