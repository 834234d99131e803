/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/law.h"
#include "generate/lublin.h"
#include "tests/kolmogorov.h"
#include "tests/test.h"
#include "util/units.h"

#include <gsl/gsl_cdf.h>

#define SAMPLE 20000
#define SEED   3

static Law *
law_of (const char *text, LawOf of)
{
  const LawContext context = { .unit = { of, UNIT_CPU } };
  g_autofree char *what = NULL, *expected = NULL;
  Law *law = law_parse (text, &context, &what, &expected);

  ck_assert_msg (law != NULL, "%s: %s; expected %s", text, what, expected);
  return law;
}

/* Quantiles and means of numbers that somebody else has worked out ------------------------------ */

static const struct {
  const char *law;
  double u, quantile;
  double mean; /* 0: not known */
  double within;
} golden[] = {
  { "constant 4", .3, 4, 4, 0 },
  { "uniform 1 8", .5, 4.5, 4.5, 1e-12 },
  { "exponential 100", .632120558828558, 100, 100, 1e-9 },
  { "weibull 0.417 1917", .5, 796.0, 5703.3, 6e-5 },
  { "weibull 0.417 1917", .9, 14165.9, 5703.3, 6e-5 },
  { "lognormal median 100 mean 400", .841344746068543, 528.625059, 400, 1e-6 },
  { "lognormal median 707 sigma 1.884", .5, 707.0, 4170.2, 2e-4 },
  { "lognormal median 707 sigma 1.884", .9, 7906.5, 4170.2, 2e-4 },
  { "lognormal median 707 sigma 1.884", .99, 56604.3, 4170.2, 2e-4 },
  { "pareto 1.1 1", .99, 65.793322, 11, 1e-6 },
  { "bounded-pareto 1.1 1 10000", .5, 1.877794, 6.621085, 1e-6 },
  { "bounded-pareto 1.1 1 10000", .99, 65.558471, 6.621085, 1e-6 },
  { "bounded-pareto 0.69 0.01 10000", .5, .0273042, 1.590311, 1e-5 },
  { "bounded-pareto 0.69 0.01 10000", .99, 7.835248, 1.590311, 1e-5 },
  /* a low / (a - 1), all but: what lies beyond the bound is 10^-60. */
  { "bounded-pareto 60 1000000 100000000", .5, 1011619.4403, 1016949.1525, 1e-6 },
  { "bounded-pareto 1 1 10", .5, 1.818181818, 2.558427881, 1e-9 },
  { "geometric 4", .5, 3, 4, 0 },
  { "discrete 0:1 1:7 8:2", .1, 0, 2.3, 1e-12 },
  { "discrete 0:1 1:7 8:2", .81, 8, 2.3, 1e-12 },
  { "discrete 8:2 0:1 1:7", .81, 8, 2.3, 1e-12 },
  { "discrete 8:2 0:1 1:7", .1, 0, 2.3, 1e-12 },
  { "quantiles 0:1 0.5:10 1:1000", .25, 3.16227766, 109.4422094, 1e-8 },
  { "quantiles 0.1:4 0.9:4", .95, 4, 4, 1e-12 },
};

START_TEST (test_quantiles_and_means)
{
  g_autoptr (Law) law = law_of (golden[_i].law, LAW_COUNT);
  double quantile = law_quantile (law, golden[_i].u), mean = law_mean (law, 1);

  ck_assert_msg (fabs (quantile - golden[_i].quantile) <= golden[_i].within * golden[_i].quantile,
                 "%s at %g: %.10g, not %.10g", golden[_i].law, golden[_i].u, quantile,
                 golden[_i].quantile);
  ck_assert_msg (fabs (mean - golden[_i].mean) <= golden[_i].within * golden[_i].mean,
                 "%s: mean %.10g, not %.10g", golden[_i].law, mean, golden[_i].mean);
}
END_TEST

START_TEST (test_lognormal_of_median_and_mean)
{
  g_autoptr (Law) law = law_of ("lognormal median 100 mean 400", LAW_COUNT);
  double one = gsl_cdf_ugaussian_P (1);

  /* σ = √(2 ln 4) */
  ck_assert_double_eq_tol (log (law_quantile (law, one) / 100), 1.665109, 1e-6);
}
END_TEST

START_TEST (test_pareto_without_a_mean)
{
  g_autoptr (Law) law = law_of ("pareto 1 5", LAW_COUNT);

  ck_assert (isinf (law_mean (law, 1)));
}
END_TEST

START_TEST (test_units)
{
  g_autoptr (Law) time = law_of ("exponential 1.5h", LAW_TIME);
  g_autoptr (Law) amount = law_of ("uniform 500m 2", LAW_AMOUNT);
  g_autoptr (Law) alone = law_of ("90", LAW_TIME);

  ck_assert_double_eq (law_mean (time, 1), 5400e6);
  ck_assert_double_eq (law_mean (amount, 1), 1250);
  ck_assert_double_eq (law_quantile (alone, .7), 90e6);
}
END_TEST

/* Samples against distribution functions that are written down here ----------------------------- */

static double
uniform_cdf (double x, gconstpointer data)
{
  (void) data;
  return gsl_cdf_flat_P (x, 1, 8);
}

static double
exponential_cdf (double x, gconstpointer data)
{
  (void) data;
  return gsl_cdf_exponential_P (x, 100);
}

static double
lognormal_cdf (double x, gconstpointer data)
{
  (void) data;
  return gsl_cdf_lognormal_P (x, log (100), sqrt (2 * log (4)));
}

static double
weibull_cdf (double x, gconstpointer data)
{
  (void) data;
  return gsl_cdf_weibull_P (x, 1917, .417);
}

static double
pareto_cdf (double x, gconstpointer data)
{
  (void) data;
  return gsl_cdf_pareto_P (x, 1.1, 1);
}

static double
bounded_pareto_cdf (double x, gconstpointer data)
{
  (void) data;
  return (1 - pow (x, -1.1)) / (1 - pow (10000, -1.1));
}

static double
quantiles_cdf (double x, gconstpointer data)
{
  (void) data;
  return x < 10 ? log10 (x) / 2 : .5 + log10 (x / 10) / 4;
}

static const struct {
  const char *law;
  double (*cdf) (double x, gconstpointer data);
} continuous[] = {
  { "uniform 1 8", uniform_cdf },
  { "exponential 100", exponential_cdf },
  { "lognormal median 100 mean 400", lognormal_cdf },
  { "weibull 0.417 1917", weibull_cdf },
  { "pareto 1.1 1", pareto_cdf },
  { "bounded-pareto 1.1 1 10000", bounded_pareto_cdf },
  { "quantiles 0:1 0.5:10 1:1000", quantiles_cdf },
};

START_TEST (test_samples)
{
  g_autoptr (Law) law = law_of (continuous[_i].law, LAW_COUNT);
  g_autoptr (gsl_rng) stream = random_stream_new (SEED, continuous[_i].law, "sample");
  g_autofree double *sample = g_new (double, SAMPLE);
  double distance;

  for (guint i = 0; i < SAMPLE; i++)
    sample[i] = law_draw (law, stream, 1);
  distance = kolmogorov_distance (sample, SAMPLE, continuous[_i].cdf, NULL);
  ck_assert_msg (distance < KOLMOGOROV_99, "%s: distance %.3f/√n", continuous[_i].law, distance);
}
END_TEST

/* Each frequency within four standard deviations. */
static void
check_frequency (const char *law, guint seen, double expected)
{
  double deviation = sqrt (SAMPLE * expected * (1 - expected));

  ck_assert_msg (fabs (seen - SAMPLE * expected) < 4 * deviation, "%s: %u of %d, expected %.1f", law,
                 seen, SAMPLE, SAMPLE * expected);
}

START_TEST (test_whole_numbers)
{
  g_autoptr (Law) geometric = law_of ("geometric 4", LAW_COUNT);
  g_autoptr (Law) discrete = law_of ("discrete 1:2 8:6 2:2", LAW_COUNT);
  g_autoptr (gsl_rng) stream = random_stream_new (SEED, "whole", "sample");
  guint geometrics[4] = { 0 }, discretes[9] = { 0 };

  for (guint i = 0; i < SAMPLE; i++) {
    double k = law_draw (geometric, stream, 1);

    if (k <= 3)
      geometrics[(guint) k]++;
    discretes[(guint) law_draw (discrete, stream, 1)]++;
  }
  check_frequency ("geometric", geometrics[1], .25);
  check_frequency ("geometric", geometrics[2], .75 * .25);
  check_frequency ("geometric", geometrics[3], .75 * .75 * .25);
  check_frequency ("discrete", discretes[1], .2);
  check_frequency ("discrete", discretes[8], .6);
  check_frequency ("discrete", discretes[2], .2);
}
END_TEST

/* A column of a file ---------------------------------------------------------------------------- */

START_TEST (test_empirical)
{
  const char *path = test_temp_file ("t.csv", "a,b\n1,40\n1,10\n1,\n1,20\n1,30\n");
  g_autofree char *plain = g_strdup_printf ("empirical %s:b", path);
  g_autofree char *tail = g_strdup_printf ("empirical %s:b scale 10 tail 0.5 2", path);
  g_autoptr (Law) values = law_of (plain, LAW_COUNT);
  g_autoptr (Law) spliced = law_of (tail, LAW_COUNT);

  ck_assert_double_eq (law_quantile (values, .25), 10);
  ck_assert_double_eq (law_quantile (values, .26), 20);
  ck_assert_double_eq (law_quantile (values, .99), 40);
  ck_assert_double_eq (law_mean (values, 1), 25);
  /* Above the median 200: 200 (0.5 / (1 - u))^(1/2), of mean 400. */
  ck_assert_double_eq (law_quantile (spliced, .5), 200);
  ck_assert_double_eq_tol (law_quantile (spliced, .875), 400, 1e-9);
  ck_assert_double_eq_tol (law_mean (spliced, 1), .25 * 100 + .25 * 200 + .5 * 400, 1e-9);
}
END_TEST

/* Rounding ---------------------------------------------------------------------------------------
 */

static double
rounded_up (double value, gconstpointer data)
{
  (void) data;
  return ceil (value);
}

START_TEST (test_mean_of_rounded)
{
  g_autoptr (Law) law = law_of ("exponential 2", LAW_COUNT);

  /* Σ P(x > k), k = 0, 1, … */
  ck_assert_double_eq_tol (law_mean_of (law, rounded_up, NULL), 1 / (1 - exp (-.5)), 1e-4);
}
END_TEST

/* Streams -------------------------------------------------------------------------------------- */

START_TEST (test_streams_differ)
{
  g_autoptr (gsl_rng) a = random_stream_new (1, "a", "x"), again = random_stream_new (1, "a", "x");
  g_autoptr (gsl_rng) b = random_stream_new (1, "b", "x"), c = random_stream_new (1, "a", "y");
  g_autoptr (gsl_rng) d = random_stream_new (2, "a", "x");
  double first = gsl_rng_uniform (a);

  ck_assert_double_eq (first, gsl_rng_uniform (again));
  ck_assert_double_ne (first, gsl_rng_uniform (b));
  ck_assert_double_ne (first, gsl_rng_uniform (c));
  ck_assert_double_ne (first, gsl_rng_uniform (d));
}
END_TEST

/* Lublin and Feitelson -------------------------------------------------------------------------- */

START_TEST (test_lublin_weights)
{
  double weight[LUBLIN_BUCKETS], sum = 0;

  lublin_weights (lublin_find ("batch"), weight);
  ck_assert_double_eq_tol (weight[0], .5462, 5e-5);
  ck_assert_double_eq_tol (weight[1], .5011, 5e-5);
  ck_assert_double_eq_tol (weight[2], .4589, 5e-5);
  ck_assert_double_eq_tol (weight[3], .4194, 5e-5);
  ck_assert_double_eq_tol (weight[24], 1.6405, 5e-5);
  for (guint b = 0; b < LUBLIN_BUCKETS; b++)
    sum += weight[b];
  ck_assert_double_eq_tol (sum, 48, 1e-9);
}
END_TEST

static const struct {
  const char *model;
  double greatest, at_hour, least;
} cycles[] = {
  { "batch", 1.666, 13.0, .235 },
  { "interactive", 1.881, 14.0, .119 },
  { "untyped", 1.833, 13.5, .165 },
};

START_TEST (test_lublin_cycle)
{
  double weight[LUBLIN_BUCKETS];
  guint most = 0, least = 0;

  lublin_weights (lublin_find (cycles[_i].model), weight);
  for (guint b = 1; b < LUBLIN_BUCKETS; b++) {
    most = weight[b] > weight[most] ? b : most;
    least = weight[b] < weight[least] ? b : least;
  }
  ck_assert_double_eq_tol (weight[most], cycles[_i].greatest, 5e-4);
  ck_assert_double_eq_tol (most / 2.0, cycles[_i].at_hour, 1e-9);
  ck_assert_double_eq_tol (weight[least], cycles[_i].least, 5e-4);
}
END_TEST

/* Moments that another program found in 200,000 draws. */
static const struct {
  const char *model;
  double size_mean, size_p90, powers, runtime_mean, runtime_median, runtime_p90, gap;
} moments[] = {
  { "batch", 13.8, 32, .968, 9448, 816, 27600, 3472 },
  { "interactive", 8.1, 23, .845, 227, 13, 180, 623 },
  { "untyped", 12.2, 32, .869, 4421, 110, 14734, 906 },
};

#define MOMENT_DRAWS 200000

START_TEST (test_lublin_moments)
{
  const LublinModel *model = lublin_find (moments[_i].model);
  g_autofree char *text = g_strdup_printf ("lublin %s", model->name);
  g_autoptr (Law) law = law_of (text, LAW_TIME);
  g_autoptr (gsl_rng) stream = random_stream_new (SEED, model->name, "sample");
  g_autofree double *size = g_new (double, MOMENT_DRAWS), *runtime = g_new (double, MOMENT_DRAWS);
  double sizes = 0, powers = 0, runtimes = 0, expected = 0;

  for (guint i = 0; i < MOMENT_DRAWS; i++) {
    guint n = lublin_size (model, stream);

    size[i] = n;
    runtime[i] = lublin_runtime (model, n, stream);
    sizes += n;
    powers += (n & (n - 1)) == 0;
    runtimes += runtime[i];
  }
  qsort (size, MOMENT_DRAWS, sizeof *size, compare_doubles_);
  qsort (runtime, MOMENT_DRAWS, sizeof *runtime, compare_doubles_);
  ck_assert_double_eq_tol (sizes / MOMENT_DRAWS, moments[_i].size_mean, .25);
  ck_assert_double_eq (size[MOMENT_DRAWS / 2], 4);
  ck_assert_double_eq (size[MOMENT_DRAWS / 10 * 9], moments[_i].size_p90);
  ck_assert_double_eq_tol (powers / MOMENT_DRAWS, moments[_i].powers, .003);
  ck_assert_double_eq_tol (runtimes / MOMENT_DRAWS / moments[_i].runtime_mean, 1, .1);
  ck_assert_double_eq_tol (runtime[MOMENT_DRAWS / 2] / moments[_i].runtime_median, 1, .05);
  ck_assert_double_eq_tol (runtime[MOMENT_DRAWS / 10 * 9] / moments[_i].runtime_p90, 1, .05);
  /* The means by the law are those of the sample. */
  for (guint i = 0; i < MOMENT_DRAWS; i++)
    expected += law_mean (law, size[i]) / 1e6 / MOMENT_DRAWS;
  ck_assert_double_eq_tol (expected / (runtimes / MOMENT_DRAWS), 1, .05);
  ck_assert_double_eq_tol (lublin_mean_gap (model) / moments[_i].gap, 1, .02);
}
END_TEST

static const struct {
  const char *text;
  LawOf of;
  const char *what, *expected;
} bad[] = {
  { "weibul 1 2", LAW_COUNT, "'weibul' is no law", "a value, or constant X, uniform LOW HIGH, " },
  { "", LAW_COUNT, "'': a value is missing", "constant X" },
  { "uniform 1", LAW_COUNT, "'uniform 1': a value is missing", "uniform LOW HIGH" },
  { "uniform 3 1", LAW_COUNT, "'uniform 3 1': the lowest is above the highest", "uniform" },
  { "uniform 1 2 3", LAW_COUNT, "'uniform 1 2 3': '3' is too much", "uniform" },
  { "exponential -4s", LAW_TIME, "'exponential -4s': '-4s' is negative", "exponential MEAN" },
  { "lognormal median 4 mean 3", LAW_COUNT, "the mean is below the median", "lognormal" },
  { "lognormal median 0 mean 3", LAW_COUNT, "the median is not above 0", "lognormal" },
  { "bounded-pareto 1 5 5", LAW_COUNT, "the lowest value is not below the highest", "bounded" },
  { "pareto 0 5", LAW_COUNT, "'0' is", "pareto" },
  { "pareto 2 0", LAW_COUNT, "the lowest value is not above 0", "pareto" },
  { "geometric 3", LAW_TIME, "geometric is a law of numbers of tasks", "geometric" },
  { "lublin batch", LAW_AMOUNT, "lublin is a law of numbers of tasks and of durations", "lublin" },
  { "lublin night", LAW_COUNT, "'lublin night' is no law", "lublin batch|interactive|untyped" },
  { "discrete 1:0", LAW_COUNT, "all weights are 0", "discrete" },
  { "discrete 1:x", LAW_COUNT, "the weight 'x' is not a number", "discrete" },
  { "quantiles 0.5:3", LAW_COUNT, "there must be two quantiles at least", "quantiles" },
  { "quantiles 0.5:3 0.9:2", LAW_COUNT, "quantiles do not rise", "quantiles" },
  { "quantiles 2:3 3:4", LAW_COUNT, "the probability '2' is out of range", "quantiles" },
  { "empirical", LAW_COUNT, "'empirical' is no law", "empirical FILE:COLUMN" },
  { "empirical nowhere.csv:b", LAW_COUNT, "nowhere.csv: cannot read", "empirical" },
};

START_TEST (test_bad)
{
  const LawContext context = { .unit = { bad[_i].of, UNIT_CPU } };
  g_autofree char *what = NULL, *expected = NULL;
  g_autoptr (Law) law = law_parse (bad[_i].text, &context, &what, &expected);

  ck_assert_msg (law == NULL, "%s", bad[_i].text);
  ck_assert_msg (strstr (what, bad[_i].what) != NULL, "%s: %s", bad[_i].text, what);
  ck_assert_msg (g_str_has_prefix (expected, bad[_i].expected), "%s: %s", bad[_i].text, expected);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("laws");
  TCase *formulas = tcase_create ("formulas"), *samples = tcase_create ("samples");
  TCase *lublin = tcase_create ("lublin"), *refused = tcase_create ("refused");

  tcase_add_loop_test (formulas, test_quantiles_and_means, 0, G_N_ELEMENTS (golden));
  tcase_add_test (formulas, test_lognormal_of_median_and_mean);
  tcase_add_test (formulas, test_pareto_without_a_mean);
  tcase_add_test (formulas, test_units);
  tcase_add_test (formulas, test_empirical);
  tcase_add_test (formulas, test_mean_of_rounded);
  tcase_add_loop_test (samples, test_samples, 0, G_N_ELEMENTS (continuous));
  tcase_add_test (samples, test_whole_numbers);
  tcase_add_test (samples, test_streams_differ);
  tcase_add_test (lublin, test_lublin_weights);
  tcase_add_loop_test (lublin, test_lublin_cycle, 0, G_N_ELEMENTS (cycles));
  tcase_add_loop_test (lublin, test_lublin_moments, 0, G_N_ELEMENTS (moments));
  tcase_add_loop_test (refused, test_bad, 0, G_N_ELEMENTS (bad));
  suite_add_tcase (s, formulas);
  suite_add_tcase (s, samples);
  suite_add_tcase (s, lublin);
  suite_add_tcase (s, refused);
  return s;
}

TEST_MAIN (suite)
