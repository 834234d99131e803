/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/arrivals.h"
#include "tests/kolmogorov.h"
#include "tests/test.h"

#include <gsl/gsl_cdf.h>

#define HOUR 3600.0
#define DAY  86400.0
#define SEED 11

static ArrivalSpec
spec_of (const char *name)
{
  ArrivalSpec spec = { .shape = load_shape_steady (), .period = DAY };
  guint kind = 0;

  while (strcmp (arrival_names[kind], name) != 0)
    kind++;
  spec.kind = arrival_kind (kind);
  return spec;
}

static Arrivals *
arrivals_of (const ArrivalSpec *spec, const char *purpose)
{
  return arrivals_new (spec, random_stream_new (SEED, "test_arrivals", purpose));
}

static double
exponential_cdf (double x, gconstpointer data)
{
  (void) data;
  return -expm1 (-x);
}

/* ∫ rate dt up to the time of each arrival: where the process is Poisson's, gaps of this are
 * exponential of mean 1. */
static double
distance_from_poisson (const ArrivalSpec *spec, double (*integral) (double time), guint n,
                       const char *purpose)
{
  g_autoptr (Arrivals) arrivals = arrivals_of (spec, purpose);
  g_autofree double *gap = g_new (double, n);
  double before = 0;

  for (guint i = 0; i < n; i++) {
    double now = integral (arrivals_next (arrivals));

    gap[i] = now - before;
    before = now;
  }
  return kolmogorov_distance (gap, n, exponential_cdf, NULL);
}

static double
hundred_an_hour (double time)
{
  return time * 100 / HOUR;
}

START_TEST (test_poisson)
{
  ArrivalSpec spec = spec_of ("poisson");

  spec.rate = 100 / HOUR;
  ck_assert_double_lt (distance_from_poisson (&spec, hundred_an_hour, 20000, "poisson"),
                       KOLMOGOROV_99);
}
END_TEST

/* 100/h (1 + 0.5 sin (2πt/24h)) */
static double
diurnal_integral (double time)
{
  double t = time / HOUR;

  return 100 * (t + .5 * 24 / (2 * G_PI) * (1 - cos (2 * G_PI * t / 24)));
}

static ArrivalSpec
diurnal_spec (void)
{
  ArrivalSpec spec = spec_of ("diurnal");

  spec.rate = 100 / HOUR;
  spec.amplitude = .5;
  spec.peak = 6 * HOUR;
  return spec;
}

START_TEST (test_diurnal)
{
  ArrivalSpec spec = diurnal_spec ();

  ck_assert_double_lt (distance_from_poisson (&spec, diurnal_integral, 20000, "diurnal"),
                       KOLMOGOROV_99);
}
END_TEST

/* Expected in the first quarter of a day: 600 + 50·24/2π. */
START_TEST (test_diurnal_quarter_day)
{
  ArrivalSpec spec = diurnal_spec ();
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, "quarter");
  const guint days = 1000;
  guint quarter = 0;

  for (double time = arrivals_next (arrivals); time < days * DAY; time = arrivals_next (arrivals))
    quarter += fmod (time, DAY) < DAY / 4;
  ck_assert_double_eq_tol (diurnal_integral (6 * HOUR), 790.986, 5e-4);
  /* One standard deviation of the mean is 0.89. */
  ck_assert_double_eq_tol (quarter / (double) days, 790.986, 3);
}
END_TEST

static ArrivalSpec
mmpp_spec (void)
{
  ArrivalSpec spec = spec_of ("mmpp");

  spec.state_rate[0] = 10;
  spec.state_rate[1] = 1;
  spec.leaving_rate[0] = .1;
  spec.leaving_rate[1] = .02;
  return spec;
}

/* Var / mean of the numbers of arrivals in windows of t seconds. */
static double
dispersion (const ArrivalSpec *spec, double window, guint windows, double *ret_mean)
{
  g_autoptr (Arrivals) arrivals = arrivals_of (spec, "mmpp");
  double sum = 0, squares = 0, time = arrivals_next (arrivals);

  for (guint w = 1; w <= windows; w++) {
    double count = 0;

    for (; time < w * window; time = arrivals_next (arrivals))
      count++;
    sum += count;
    squares += count * count;
  }
  *ret_mean = sum / windows;
  return (squares / windows - *ret_mean * *ret_mean) / *ret_mean;
}

START_TEST (test_mmpp)
{
  ArrivalSpec spec = mmpp_spec ();
  double mean;
  const double c = .12, window = 400;

  ck_assert_double_eq_tol (arrival_own_rate (&spec), 2.5, 1e-12);
  ck_assert_double_eq_tol (dispersion (&spec, 10, 200000, &mean), 32.3246, 1);
  ck_assert_double_eq_tol (mean, 25, .4);
  /* 1 + 75 (1 - (1 - exp (-ct)) / (ct)): of ever longer windows 76. */
  ck_assert_double_eq_tol (dispersion (&spec, window, 10000, &mean),
                           1 + 75 * (1 - (1 - exp (-c * window)) / (c * window)), 3.5);
  ck_assert_double_eq_tol (mean / window, 2.5, .05);
}
END_TEST

START_TEST (test_mmpp_at_another_rate)
{
  ArrivalSpec spec = mmpp_spec ();
  double mean;

  spec.rate = 25;
  dispersion (&spec, 100, 10000, &mean);
  ck_assert_double_eq_tol (mean / 100, 25, .6);
}
END_TEST

static double
weibull_gap_cdf (double x, gconstpointer data)
{
  (void) data;
  return -expm1 (-sqrt (x / 30e6));
}

START_TEST (test_renewal)
{
  const LawContext context = { .unit = { .of = LAW_TIME } };
  g_autofree char *what = NULL, *expected = NULL;
  g_autoptr (Law) gap = law_parse ("weibull 0.5 30s", &context, &what, &expected);
  ArrivalSpec spec = spec_of ("renewal");
  double sample[10000], before = 0;

  spec.gap = gap;
  ck_assert_double_eq_tol (arrival_own_rate (&spec), 1 / 60.0, 1e-9);
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, "renewal");
  for (guint i = 0; i < 10000; i++) {
    double now = arrivals_next (arrivals);

    sample[i] = (now - before) * 1e6;
    before = now;
  }
  ck_assert_double_lt (kolmogorov_distance (sample, 10000, weibull_gap_cdf, NULL), KOLMOGOROV_99);
}
END_TEST

START_TEST (test_renewal_at_another_rate)
{
  g_autoptr (Law) gap = law_constant (60e6);
  ArrivalSpec spec = spec_of ("renewal");

  spec.gap = gap;
  spec.rate = 1 / 30.0;
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, "constant");
  ck_assert_double_eq_tol (arrivals_next (arrivals), 30, 1e-9);
  ck_assert_double_eq_tol (arrivals_next (arrivals), 60, 1e-9);
}
END_TEST

/* Of the batch model: ∫ weight dt up to that time, in half hours. */
static double
lublin_integral (double time)
{
  static double weight[LUBLIN_BUCKETS];
  double bucket = floor (time / LUBLIN_BUCKET_SECONDS), sum;

  if (weight[0] == 0)
    lublin_weights (lublin_find ("batch"), weight);
  sum = floor (bucket / LUBLIN_BUCKETS) * LUBLIN_BUCKETS;
  for (guint b = 0; b < (guint) fmod (bucket, LUBLIN_BUCKETS); b++)
    sum += weight[b];
  return sum
         + weight[(guint) fmod (bucket, LUBLIN_BUCKETS)]
             * (time / LUBLIN_BUCKET_SECONDS - bucket);
}

/* exp (g) / 1800, g of gamma (6.0415 * 1.0519, 0.8531) below 13 */
static double
lublin_gap_cdf (double x, gconstpointer data)
{
  const double shape = 6.0415 * 1.0519, scale = .8531;

  (void) data;
  return x * 1800 < 1
           ? 0
           : gsl_cdf_gamma_P (log (x * 1800), shape, scale) / gsl_cdf_gamma_P (13, shape, scale);
}

/* What of the daily cycle passes between jobs is of that law; the mean gap is the model's. */
START_TEST (test_lublin)
{
  ArrivalSpec spec = spec_of ("lublin");
  const guint n = 50000;
  g_autofree double *gap = g_new (double, n);
  double before = 0, time = 0;

  spec.lublin = lublin_find ("batch");
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, "lublin");
  for (guint i = 0; i < n; i++) {
    time = arrivals_next (arrivals);
    double now = lublin_integral (time);

    gap[i] = now - before;
    before = now;
  }
  ck_assert_double_lt (kolmogorov_distance (gap, n, lublin_gap_cdf, NULL), KOLMOGOROV_99);
  ck_assert_double_eq_tol (time / n / 3472, 1, .05);
  ck_assert_double_eq_tol (1 / arrival_own_rate (&spec) / 3472, 1, .02);
}
END_TEST

START_TEST (test_lublin_at_another_rate)
{
  ArrivalSpec spec = spec_of ("lublin");
  double time = 0;

  spec.lublin = lublin_find ("interactive");
  spec.rate = .1;
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, "lublin");
  for (guint i = 0; i < 100000; i++)
    time = arrivals_next (arrivals);
  ck_assert_double_eq_tol (100000 / time, .1, .004);
}
END_TEST

START_TEST (test_at_once)
{
  ArrivalSpec spec = spec_of ("at-once");
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, "once");

  ck_assert (arrival_kind_is_at_once (spec.kind));
  for (guint i = 0; i < 3; i++)
    ck_assert_double_eq (arrivals_next (arrivals), 0);
}
END_TEST

/* Shapes ---------------------------------------------------------------------------------------- */

START_TEST (test_spike)
{
  LoadShape shape = load_shape_spike (3, 100, 50);

  ck_assert_double_eq (load_shape_at (&shape, 99.9), 1);
  ck_assert_double_eq (load_shape_at (&shape, 100), 3);
  ck_assert_double_eq (load_shape_at (&shape, 150), 1);
  ck_assert_double_eq (load_shape_between (&shape, 0, 200), 300);
  ck_assert_double_eq (load_shape_between (&shape, 90, 110), 40);
  ck_assert_double_eq (load_shape_advance (&shape, 90, 40), 110);
  ck_assert_double_eq (load_shape_advance (&shape, 0, 260), 160);
}
END_TEST

START_TEST (test_pause)
{
  LoadShape shape = load_shape_spike (0, 100, 50);

  ck_assert_double_eq (load_shape_advance (&shape, 90, 20), 160);
}
END_TEST

START_TEST (test_ramp)
{
  LoadShape shape = load_shape_ramp (1, 3, 100);

  ck_assert_double_eq (load_shape_at (&shape, 50), 2);
  ck_assert_double_eq (load_shape_at (&shape, 1000), 3);
  ck_assert_double_eq (load_shape_between (&shape, 0, 50), 75);
  ck_assert_double_eq_tol (load_shape_advance (&shape, 0, 75), 50, 1e-9);
  ck_assert_double_eq_tol (load_shape_advance (&shape, 0, 230), 110, 1e-9);
}
END_TEST

static double
ramp_integral (double time)
{
  LoadShape shape = load_shape_ramp (.5, 4, 10000);

  return load_shape_between (&shape, 0, time);
}

START_TEST (test_poisson_on_a_ramp)
{
  ArrivalSpec spec = spec_of ("poisson");

  spec.rate = 1;
  spec.shape = load_shape_ramp (.5, 4, 10000);
  ck_assert_double_lt (distance_from_poisson (&spec, ramp_integral, 20000, "ramp"), KOLMOGOROV_99);
}
END_TEST

/* Three times as many while the spike lasts, whatever the process. */
static const char *const spiked[] = { "poisson", "diurnal", "mmpp", "lublin" };

START_TEST (test_spikes)
{
  ArrivalSpec spec = spec_of (spiked[_i]);
  const guint days = 400;
  double in = 0, out = 0, time;

  spec.rate = 300 / HOUR;
  spec.amplitude = .8;
  spec.lublin = lublin_find ("untyped");
  spec.state_rate[0] = spec.leaving_rate[1] = 1;
  spec.state_rate[1] = spec.leaving_rate[0] = .25;
  spec.shape = load_shape_spike (3, days / 2 * DAY, days / 2 * DAY);
  g_autoptr (Arrivals) arrivals = arrivals_of (&spec, spiked[_i]);
  while ((time = arrivals_next (arrivals)) < days * DAY)
    if (time < days / 2 * DAY)
      out++;
    else
      in++;
  ck_assert_double_eq_tol (out / (days / 2 * 7200), 1, .01);
  ck_assert_double_eq_tol (in / out, 3, .03);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("arrivals");
  TCase *processes = tcase_create ("processes"), *shapes = tcase_create ("shapes");

  tcase_add_test (processes, test_poisson);
  tcase_add_test (processes, test_diurnal);
  tcase_add_test (processes, test_diurnal_quarter_day);
  tcase_add_test (processes, test_mmpp);
  tcase_add_test (processes, test_mmpp_at_another_rate);
  tcase_add_test (processes, test_renewal);
  tcase_add_test (processes, test_renewal_at_another_rate);
  tcase_add_test (processes, test_lublin);
  tcase_add_test (processes, test_lublin_at_another_rate);
  tcase_add_test (processes, test_at_once);
  tcase_add_test (shapes, test_spike);
  tcase_add_test (shapes, test_pause);
  tcase_add_test (shapes, test_ramp);
  tcase_add_test (shapes, test_poisson_on_a_ramp);
  tcase_add_loop_test (shapes, test_spikes, 0, G_N_ELEMENTS (spiked));
  suite_add_tcase (s, processes);
  suite_add_tcase (s, shapes);
  return s;
}

TEST_MAIN (suite)
