/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Statistics, quantiles and random numbers against worked examples and slow oracles. */
#include "util/quantiles.h"
#include "util/random.h"
#include "util/statistics.h"

#include "test.h"

#include <math.h>
#include <stdlib.h>

#define SECOND 1000000

START_TEST (test_bounded_slowdown)
{
  static const struct {
    gint64 wait, runtime, slowdown;
  } cases[] = { { 100, 1, 10100 }, { 100, 50, 3000 }, { 0, 1, 1000 }, { 5, 2, 1000 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 submit = 77 * SECOND;
    gint64 end = submit + (cases[i].wait + cases[i].runtime) * SECOND;
    ck_assert_int_eq (bounded_slowdown (submit, end, cases[i].runtime * SECOND, 10 * SECOND),
                      cases[i].slowdown);
  }
  ck_assert_int_eq (bounded_slowdown (0, G_MAXINT64, 0, 0), G_MAXINT64);
  ck_assert_int_eq (bounded_slowdown (0, G_MAXINT64 / 2, G_MAXINT64 / 4, 10), 2000);
}
END_TEST

START_TEST (test_jain)
{
  ck_assert_double_eq (jain ((double[]) { 7, 7, 7 }, 3), 1);
  ck_assert_double_eq (jain ((double[]) { 1, 0, 0, 0 }, 4), 0.25);
  ck_assert_double_eq_tol (jain ((double[]) { 1, 2, 3, 4 }, 4), 0.8333, 5e-5);
  ck_assert_double_eq_tol (jain ((double[]) { 1.0 / 3, 2.0 / 3 }, 2), 0.9, 1e-15);
  ck_assert_double_eq (jain ((double[]) { 0, 0 }, 2), 1);
  ck_assert_double_eq (jain (NULL, 0), 1);
}
END_TEST

START_TEST (test_quantiles_nearest_rank)
{
  static const gint64 data[] = { 35, 20, 15, 50, 40 };
  static const struct {
    guint permille;
    gint64 value;
  } cases[] = { { 0, 15 },   { 50, 15 },  { 300, 20 }, { 400, 20 },
                { 500, 35 }, { 900, 50 }, { 990, 50 }, { 1000, 50 } };
  g_autoptr (Quantiles) quantiles = quantiles_new (0, 0);

  ck_assert_uint_eq (quantiles_count (quantiles), 0);
  ck_assert_int_eq (quantiles_at_permille (quantiles, 500), 0);
  for (guint i = 0; i < G_N_ELEMENTS (data); i++)
    quantiles_add (quantiles, data[i]);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    ck_assert_int_eq (quantiles_at_permille (quantiles, cases[i].permille), cases[i].value);
  ck_assert_uint_eq (quantiles_count (quantiles), 5);
  ck_assert_double_eq (quantiles_mean (quantiles), 32);
  ck_assert_int_eq (quantiles_max (quantiles), 50);
  quantiles_add (quantiles, 1);  /* after an answer */
  ck_assert_int_eq (quantiles_at_permille (quantiles, 0), 1);
}
END_TEST

/* 0.999 × 1000 is above 999 in floating point, .55 × 100 above 55. */
START_TEST (test_quantiles_rank_trap)
{
  g_autoptr (Quantiles) thousand = quantiles_new (0, 0);
  g_autoptr (Quantiles) hundred = quantiles_new (0, 0);

  for (gint64 i = 1; i <= 1000; i++)
    quantiles_add (thousand, i);
  for (gint64 i = 100; i >= 1; i--)
    quantiles_add (hundred, i);
  ck_assert_int_eq (quantiles_at_permille (thousand, 999), 999);
  ck_assert_int_eq (quantiles_at_permille (hundred, 550), 55);
}
END_TEST

START_TEST (test_quantiles_exact_sum)
{
  g_autoptr (Quantiles) quantiles = quantiles_new (0, 0);

  for (guint i = 0; i < 4; i++)
    quantiles_add (quantiles, G_MAXINT64);
  ck_assert_double_eq (quantiles_mean (quantiles), (double) G_MAXINT64);
  ck_assert_int_eq (quantiles_at_permille (quantiles, 500), G_MAXINT64);
}
END_TEST

static int
compare (const void *a, const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

/* Past 2^20 values, of all sizes, against a sorted array; folding must change no exact answer. */
START_TEST (test_quantiles_folded)
{
  const guint n = (1u << 20) + 5000;
  g_autofree gint64 *values = g_new (gint64, n);
  g_autoptr (Quantiles) quantiles = quantiles_new (0, 0);
  long double sum = 0;

  for (guint i = 0; i < n; i++) {
    if (i == 1u << 20)
      ck_assert_double_eq (quantiles_relative_error (quantiles), 0);
    values[i] = (gint64) (random_mix (i) >> (1 + random_mix (i ^ 99) % 60));
    quantiles_add (quantiles, values[i]);
    sum += (long double) values[i];
  }
  qsort (values, n, sizeof *values, compare);
  ck_assert_double_eq (quantiles_relative_error (quantiles), 0.004);
  ck_assert_uint_eq (quantiles_count (quantiles), n);
  ck_assert_int_eq (quantiles_max (quantiles), values[n - 1]);
  ck_assert_double_eq_tol (quantiles_mean (quantiles) / (double) (sum / n), 1, 1e-14);
  ck_assert_int_eq (quantiles_at_permille (quantiles, 1000), values[n - 1]);
  for (guint permille = 0; permille <= 1000; permille++) {
    guint64 rank = MAX (((guint64) n * permille + 999) / 1000, 1);
    gint64 truth = values[rank - 1];
    gint64 got = quantiles_at_permille (quantiles, permille);
    ck_assert_int_ge (got, truth);
    ck_assert_double_le ((double) (got - truth), 0.004 * (double) truth);
    if (truth < 512)
      ck_assert_int_eq (got, truth);
  }
}
END_TEST

/* Values that come in any order, falling too: the few that are kept are the right ones. */
START_TEST (test_quantiles_upper)
{
  const guint n = 1u << 20;
  for (guint order = 0; order < 3; order++) {
    g_autoptr (Quantiles) all = quantiles_new (0, 0), upper = quantiles_new (0, 990);
    for (guint i = 0; i <= n; i++) {
      guint64 mixed = random_mix (i) >> 20;
      gint64 value = 1 + (order == 0 ? (gint64) mixed : order == 1 ? 5 * i : 7 * (n - i));
      quantiles_add (all, value);
      quantiles_add (upper, value);
      if (i % 100003 != 11 && i != n && i != n - 1)
        continue;
      for (guint permille = 990; permille <= 1000; permille++)
        ck_assert_int_eq (quantiles_at_permille (upper, permille),
                          quantiles_at_permille (all, permille));
    }
    ck_assert_double_eq (quantiles_mean (upper), quantiles_mean (all));
    ck_assert_double_eq (quantiles_relative_error (upper), quantiles_relative_error (all));
  }
}
END_TEST

/* Whatever the floor, and however many values lie on it. */
START_TEST (test_quantiles_floor)
{
  g_autoptr (Quantiles) with = quantiles_new (1000, 0), without = quantiles_new (0, 0);

  for (guint i = 0; i < 3000; i++) {
    gint64 value = 1000 + (random_mix (i) % 3 == 0 ? (gint64) (random_mix (i ^ 7) % 50) : 0);
    quantiles_add (with, value);
    quantiles_add (without, value);
  }
  for (guint permille = 0; permille <= 1000; permille++)
    ck_assert_int_eq (quantiles_at_permille (with, permille),
                      quantiles_at_permille (without, permille));
  ck_assert_int_eq (quantiles_at_permille (with, 500), 1000);
  ck_assert_double_eq (quantiles_mean (with), quantiles_mean (without));
}
END_TEST

static const double a[] = { 10.2, 11.5, 9.8, 12.1, 10.9 };
static const double b[] = { 9.6, 11.0, 9.9, 11.2, 10.1 };

START_TEST (test_paired_t)
{
  PairedT result;

  ck_assert (paired_t (a, b, 5, &result));
  ck_assert_double_eq_tol (result.difference.mean, 0.54, 1e-12);
  ck_assert_double_eq_tol (result.difference.s, 0.391152, 5e-7);
  ck_assert_double_eq_tol (result.difference.se, 0.174929, 5e-7);
  ck_assert_double_eq_tol (result.difference.low, 0.05432, 5e-6);
  ck_assert_double_eq_tol (result.difference.high, 1.02568, 5e-6);
  ck_assert_double_eq_tol (result.t, 3.08697, 5e-6);
  ck_assert_double_eq_tol (result.p, 0.03668, 5e-6);
  ck_assert (paired_t (b, a, 5, &result));
  ck_assert_double_eq_tol (result.t, -3.08697, 5e-6);
  ck_assert_double_eq_tol (result.p, 0.03668, 5e-6);
}
END_TEST

START_TEST (test_paired_t_degenerate)
{
  PairedT result;

  ck_assert (!paired_t (a, b, 1, &result));
  ck_assert (!paired_t (a, b, 0, &result));
  ck_assert (paired_t (a, a, 5, &result));
  ck_assert_double_eq (result.t, 0);
  ck_assert_double_eq (result.p, 1);
  ck_assert (paired_t ((double[]) { 2, 3 }, (double[]) { 1, 2 }, 2, &result));
  ck_assert (isinf (result.t) && result.t > 0);
  ck_assert_double_eq (result.p, 0);
}
END_TEST

/* The half width of n values of standard error 1 is Student's quantile. */
START_TEST (test_mean_interval)
{
  static const struct {
    guint n;
    double t;
  } cases[] = { { 2, 12.7062 }, { 3, 4.3027 },  { 5, 2.7764 },
                { 10, 2.2622 }, { 20, 2.0930 }, { 30, 2.0452 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double x[30];
    MeanInterval interval;
    for (guint j = 0; j < cases[i].n; j++)
      x[j] = j;
    ck_assert (mean_interval (x, cases[i].n, &interval));
    ck_assert_double_eq_tol ((interval.high - interval.mean) / interval.se, cases[i].t, 5e-5);
    ck_assert_double_eq_tol ((interval.mean - interval.low) / interval.se, cases[i].t, 5e-5);
  }
}
END_TEST

START_TEST (test_sign_flip)
{
  double d[24];

  for (guint i = 0; i < 5; i++)
    d[i] = a[i] - b[i];
  ck_assert_double_eq (sign_flip_p (d, 5), 0.125);
  ck_assert_double_eq (sign_flip_p ((double[]) { 1, 2, 3, 4, 5 }, 5), 0.0625);
  ck_assert_double_eq (sign_flip_p ((double[]) { 0, 0 }, 2), 1);
  ck_assert_double_eq (sign_flip_p ((double[]) { -3 }, 1), 1);
  ck_assert_double_eq (sign_flip_p ((double[]) { 0.1, 0.2, -0.3 }, 3), 1);
}
END_TEST

START_TEST (test_mser)
{
  static const double z[] = { 20, 14, 11, 10, 9, 10, 9, 10, 9, 10, 9, 10 };
  static const double values[] = { 0.77025, 0.1728, 0.041, 0.02743, 0.03125 };
  double best = -1;

  for (guint d = 0; d < G_N_ELEMENTS (values); d++)
    ck_assert_double_eq_tol (mser_value (z, 12, d), values[d], 1e-5);
  ck_assert_uint_eq (mser5_truncation (z, 12, NULL), 3);
  ck_assert_uint_eq (mser5_truncation (z, 12, &best), 3);
  ck_assert_double_eq_tol (best, values[3], 1e-5);
  ck_assert_uint_eq (mser5_truncation (z, 1, NULL), 0);
  /* Still falling at the end: the minimum is at its bound. */
  ck_assert_uint_eq (mser5_truncation ((double[]) { 9, 8, 7, 6, 5, 4 }, 6, NULL), 3);
  ck_assert_uint_eq (mser5_truncation ((double[]) { 5, 5, 5, 5 }, 4, NULL), 0);
}
END_TEST

START_TEST (test_random)
{
  /* The first outputs of SplitMix64 from seed 0, as published with it. */
  ck_assert_uint_eq (random_mix (0), G_GUINT64_CONSTANT (0xe220a8397b1dcdaf));
  ck_assert_uint_eq (random_mix (G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)),
                     G_GUINT64_CONSTANT (0x6e789e6aa1b965f4));
  ck_assert_double_eq (random_unit (0), 0);
  ck_assert_double_lt (random_unit (G_MAXUINT64), 1);
  ck_assert_double_eq (random_unit (G_GUINT64_CONSTANT (1) << 63), 0.5);
}
END_TEST

/* 1, 2, 4, 9: the middle is 3, and distances to it are 2, 1, 1, 6. */
START_TEST (test_median)
{
  double even[] = { 4, 1, 9, 2 }, odd[] = { 5, 1, 3 }, one[] = { 7 };
  ck_assert_double_eq (median (even, 4), 3);
  ck_assert_double_eq (median_deviation (even, 4), 1.5);
  ck_assert_double_eq (median (odd, 3), 3);
  ck_assert_double_eq (median_deviation (odd, 3), 2);
  ck_assert_double_eq (median_deviation (one, 1), 0);
  ck_assert_double_eq (median (NULL, 0), 0);
  ck_assert_double_eq (median_deviation (NULL, 0), 0);
}
END_TEST

static Suite *
statistics_suite (void)
{
  Suite *suite = suite_create ("statistics");
  TCase *tcase = tcase_create ("statistics");

  tcase_add_test (tcase, test_bounded_slowdown);
  tcase_add_test (tcase, test_jain);
  tcase_add_test (tcase, test_quantiles_nearest_rank);
  tcase_add_test (tcase, test_quantiles_rank_trap);
  tcase_add_test (tcase, test_quantiles_exact_sum);
  tcase_add_test (tcase, test_quantiles_folded);
  tcase_add_test (tcase, test_quantiles_upper);
  tcase_add_test (tcase, test_quantiles_floor);
  tcase_add_test (tcase, test_median);
  tcase_add_test (tcase, test_paired_t);
  tcase_add_test (tcase, test_paired_t_degenerate);
  tcase_add_test (tcase, test_mean_interval);
  tcase_add_test (tcase, test_sign_flip);
  tcase_add_test (tcase, test_mser);
  tcase_add_test (tcase, test_random);
  suite_add_tcase (suite, tcase);
  return suite;
}

TEST_MAIN (statistics_suite)
