/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Intervals of ratios and medians, resampling and many tests at once, against worked examples and
 * against what they are defined by. */
#include "util/inference.h"
#include "util/random.h"
#include "util/statistics.h"

#include "test.h"

#include <math.h>

static const double a[] = { 10.2, 11.5, 9.8, 12.1, 10.9 };
static const double b[] = { 9.6, 11.0, 9.9, 11.2, 10.1 };

/* The p of a paired t test of y against r x. */
static double
p_of_ratio (const double *x, const double *y, guint n, double r)
{
  double scaled[16];
  PairedT t;

  for (guint i = 0; i < n; i++)
    scaled[i] = r * x[i];
  ck_assert (paired_t (y, scaled, n, &t));
  return t.p;
}

/* Where it ends, a paired t test says .05. */
START_TEST (test_ratio_interval)
{
  Interval ratio;

  ck_assert (ratio_interval (a, b, 5, &ratio));
  ck_assert_double_eq_tol (ratio.center, 51.8 / 54.5, 1e-12);
  ck_assert_double_eq_tol (p_of_ratio (a, b, 5, ratio.low), 0.05, 1e-9);
  ck_assert_double_eq_tol (p_of_ratio (a, b, 5, ratio.high), 0.05, 1e-9);
  ck_assert_double_gt (p_of_ratio (a, b, 5, ratio.center), 0.99);
  ck_assert_double_lt (ratio.low, ratio.center);
  ck_assert_double_gt (ratio.high, ratio.center);
  /* p = .03668: not 1. */
  ck_assert_double_lt (ratio.high, 1);
}
END_TEST

START_TEST (test_ratio_interval_refuses)
{
  Interval ratio = { 7, 7, 7 };

  ck_assert (!ratio_interval (a, b, 1, &ratio));
  ck_assert (!ratio_interval ((double[]) { 0, 0, 0 }, a, 3, &ratio));
  /* The mean may well be 0: any ratio would do. */
  ck_assert (!ratio_interval ((double[]) { 5, 0, 0 }, a, 3, &ratio));
  ck_assert_double_eq (ratio.center, 7);
  ck_assert (ratio_interval ((double[]) { 2, 2, 2 }, (double[]) { 3, 3, 3 }, 3, &ratio));
  ck_assert_double_eq (ratio.low, 1.5);
  ck_assert_double_eq (ratio.high, 1.5);
}
END_TEST

/* Ranks of the lower bound from tables of the binomial distribution (Conover 1999, table A3). */
START_TEST (test_median_interval)
{
  static const struct {
    guint n, rank;
  } cases[] = { { 6, 1 }, { 8, 1 }, { 9, 2 }, { 10, 2 }, { 12, 3 }, { 15, 4 }, { 20, 6 }, { 30, 10 } };
  double x[30];
  Interval interval;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    guint n = cases[i].n;

    for (guint k = 0; k < n; k++)
      x[k] = n - k;
    ck_assert (median_interval (x, n, &interval));
    ck_assert_double_eq (interval.low, cases[i].rank);
    ck_assert_double_eq (interval.high, n + 1 - cases[i].rank);
    ck_assert_double_eq (interval.center, (n + 1) / 2.0);
  }
  ck_assert (!median_interval ((double[]) { 5, 1, 3, 2, 4 }, 5, &interval));
  ck_assert_double_eq (interval.center, 3);
}
END_TEST

START_TEST (test_sign_test)
{
  ck_assert_double_eq (sign_test_p ((double[]) { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10), 2 / 1024.0);
  ck_assert_double_eq (sign_test_p ((double[]) { -1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10), 22 / 1024.0);
  /* A zero is as good as the wrong sign. */
  ck_assert_double_eq (sign_test_p ((double[]) { 0, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10), 22 / 1024.0);
  ck_assert_double_eq (sign_test_p ((double[]) { -1, 1 }, 2), 1);
  ck_assert_double_eq (sign_test_p ((double[]) { 0, 0, 0 }, 3), 1);
  ck_assert_double_eq (sign_test_p (NULL, 0), 1);
  /* Five can never be enough. */
  ck_assert_double_eq (sign_test_p ((double[]) { 1, 1, 1, 1, 1 }, 5), 0.0625);
}
END_TEST

/* The test and the interval of the median agree, whatever the differences. */
START_TEST (test_sign_test_is_the_interval)
{
  for (guint trial = 0; trial < 3000; trial++) {
    guint n = MEDIAN_INTERVAL_LEAST + trial % 20;
    double x[26];
    Interval interval;

    for (guint i = 0; i < n; i++)
      x[i] = (double) (random_mix (trial * 64 + i) % 9) - 2 - (double) (trial % 4);
    double p = sign_test_p (x, n);
    ck_assert (median_interval (x, n, &interval));
    ck_assert_int_eq (p <= 0.05, interval.low > 0 || interval.high < 0);
  }
}
END_TEST

START_TEST (test_bootstrap)
{
  double d[5], wide[12];
  Interval interval, again;
  PairedT t;

  for (guint i = 0; i < 5; i++)
    d[i] = a[i] - b[i];
  bootstrap_mean (d, 5, &interval);
  ck_assert_double_eq_tol (interval.low, 0.2, 1e-9);
  ck_assert_double_eq_tol (interval.high, 0.8, 1e-9);
  ck_assert_double_eq_tol (interval.center, 0.54, 1e-12);
  ck_assert (paired_t (a, b, 5, &t));
  ck_assert_double_gt (interval.low, t.difference.low);
  ck_assert_double_lt (interval.high, t.difference.high);
  /* Too many to take all: 3 … 14, of which means have a deviation of 3.452 / √12. */
  for (guint i = 0; i < 12; i++)
    wide[i] = 3 + i;
  bootstrap_mean (wide, 12, &interval);
  bootstrap_mean (wide, 12, &again);
  ck_assert_double_eq_tol (interval.low, 8.5 - 1.96 * 0.9965, 0.1);
  ck_assert_double_eq_tol (interval.high, 8.5 + 1.96 * 0.9965, 0.1);
  ck_assert_double_eq (interval.low, again.low);
  bootstrap_mean (wide, 1, &interval);
  ck_assert_double_eq (interval.high, 3);
}
END_TEST

START_TEST (test_holm)
{
  double p[] = { 0.04, 0.01, 0.03, 0.005 };
  double two[] = { 0.6, 0.7 };

  holm_adjust (p, 4);
  ck_assert_double_eq_tol (p[3], 0.02, 1e-15);
  ck_assert_double_eq_tol (p[1], 0.03, 1e-15);
  ck_assert_double_eq_tol (p[2], 0.06, 1e-15);
  ck_assert_double_eq_tol (p[0], 0.06, 1e-15); /* never below the one before */
  holm_adjust (two, 2);
  ck_assert_double_eq (two[0], 1);
  ck_assert_double_eq (two[1], 1);
  holm_adjust (NULL, 0);
}
END_TEST

static Suite *
suite (void)
{
  Suite *suite = suite_create ("inference");
  TCase *ratios = tcase_create ("ratios");
  TCase *medians = tcase_create ("medians");
  TCase *many = tcase_create ("many");

  tcase_add_test (ratios, test_ratio_interval);
  tcase_add_test (ratios, test_ratio_interval_refuses);
  suite_add_tcase (suite, ratios);
  tcase_add_test (medians, test_median_interval);
  tcase_add_test (medians, test_sign_test);
  tcase_add_test (medians, test_sign_test_is_the_interval);
  suite_add_tcase (suite, medians);
  tcase_add_test (many, test_bootstrap);
  tcase_add_test (many, test_holm);
  suite_add_tcase (suite, many);
  return suite;
}

TEST_MAIN (suite)
