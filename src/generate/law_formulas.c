/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Laws that are a formula, and the model of Lublin and Feitelson. */
#include "generate/law_kind.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Formulas -------------------------------------------------------------------------------------- */

static gboolean
parse_one_value (Law *law, LawWords *words)
{
  return law_words_value (words, &law->a);
}

static double
constant_quantile (const Law *law, double u)
{
  (void) u;
  return law->a;
}

static double
first_mean (const Law *law, double tasks)
{
  (void) tasks;
  return law->a;
}

static gboolean
parse_uniform (Law *law, LawWords *words)
{
  return law_words_value (words, &law->a) && law_words_value (words, &law->b)
         && (law->a <= law->b || law_words_refuse (words, "the lowest is above the highest"));
}

static double
uniform_quantile (const Law *law, double u)
{
  return law->a + u * (law->b - law->a);
}

static double
uniform_mean (const Law *law, double tasks)
{
  (void) tasks;
  return (law->a + law->b) / 2;
}

static double
exponential_quantile (const Law *law, double u)
{
  return -law->a * log1p (-u);
}

/* From a median with a mean or a sigma to b, the sigma of the logarithm. */
static gboolean
parse_lognormal (Law *law, LawWords *words)
{
  double mean;

  if (!law_words_is (words, "median") || !law_words_value (words, &law->a))
    return FALSE;
  if (law->a <= 0)
    return law_words_refuse (words, "the median is not above 0");
  if (law_words_is (words, "sigma"))
    return law_words_number (words, 0, 20, &law->b);
  if (!law_words_is (words, "mean") || !law_words_value (words, &mean))
    return FALSE;
  if (mean < law->a)
    return law_words_refuse (words, "the mean is below the median");
  law->b = sqrt (2 * log (mean / law->a));
  return TRUE;
}

static double
lognormal_quantile (const Law *law, double u)
{
  return law->a * exp (law->b * gsl_cdf_ugaussian_Pinv (u));
}

static double
lognormal_mean (const Law *law, double tasks)
{
  (void) tasks;
  return law->a * exp (law->b * law->b / 2);
}

#define EXPONENT_LEAST 0.01
#define EXPONENT_MOST  1000.0

static gboolean
parse_weibull (Law *law, LawWords *words)
{
  return law_words_number (words, EXPONENT_LEAST, EXPONENT_MOST, &law->a)
         && law_words_value (words, &law->b);
}

static double
weibull_quantile (const Law *law, double u)
{
  return law->b * pow (-log1p (-u), 1 / law->a);
}

static double
weibull_mean (const Law *law, double tasks)
{
  (void) tasks;
  return law->b * tgamma (1 + 1 / law->a);
}

static gboolean
parse_pareto (Law *law, LawWords *words)
{
  return law_words_number (words, EXPONENT_LEAST, EXPONENT_MOST, &law->a)
         && law_words_value (words, &law->b)
         && (law->b > 0 || law_words_refuse (words, "the lowest value is not above 0"));
}

static double
pareto_quantile (const Law *law, double u)
{
  return law->b * pow (1 - u, -1 / law->a);
}

static double
pareto_mean (const Law *law, double tasks)
{
  (void) tasks;
  return law->a > 1 ? law->a * law->b / (law->a - 1) : INFINITY;
}

static gboolean
parse_bounded_pareto (Law *law, LawWords *words)
{
  return parse_pareto (law, words) && law_words_value (words, &law->c)
         && (law->b < law->c
             || law_words_refuse (words, "the lowest value is not below the highest"));
}

static double
bounded_pareto_quantile (const Law *law, double u)
{
  return law->b * pow (1 - u * (1 - pow (law->b / law->c, law->a)), -1 / law->a);
}

static double
bounded_pareto_mean (const Law *law, double tasks)
{
  double a = law->a, low = law->b, high = law->c;

  (void) tasks;
  if (a == 1)
    return low * high / (high - low) * log (high / low);
  return low * a / (a - 1) * (1 - pow (low / high, a - 1)) / (1 - pow (low / high, a));
}

static gboolean
parse_geometric (Law *law, LawWords *words)
{
  return words->context->unit.of != LAW_COUNT
           ? law_words_refuse (words, "geometric is a law of numbers of tasks")
           : law_words_number (words, 1, 1e9, &law->a);
}

static double
geometric_quantile (const Law *law, double u)
{
  return law->a == 1 ? 1 : MAX (1, ceil (log1p (-u) / log1p (-1 / law->a)));
}

/* Lublin and Feitelson -------------------------------------------------------------------------- */

/* a and b: the mean run times of either component, in microseconds. */
static void
set_lublin (Law *law, const LublinModel *model)
{
  double mean[2];

  law->lublin = model;
  lublin_mean_runtimes (model, mean);
  law->a = mean[0] * (double) TIME_SECOND;
  law->b = mean[1] * (double) TIME_SECOND;
}

static gboolean
parse_lublin (Law *law, LawWords *words)
{
  if (words->context->unit.of == LAW_AMOUNT)
    return law_words_refuse (words, "lublin is a law of numbers of tasks and of durations");
  law->of_runtimes = words->context->unit.of == LAW_TIME;
  for (const LublinModel *model = lublin_models; model->name != NULL; model++)
    if (law_words_is (words, model->name)) {
      set_lublin (law, model);
      return TRUE;
    }
  return FALSE;
}

static double
lublin_draw (const Law *law, gsl_rng *stream, double tasks)
{
  return law->of_runtimes ? lublin_runtime (law->lublin, tasks, stream) * (double) TIME_SECOND
                          : lublin_size (law->lublin, stream);
}

static double
lublin_mean (const Law *law, double tasks)
{
  double first = lublin_first_component (law->lublin, tasks);

  return law->of_runtimes ? first * law->a + (1 - first) * law->b : NAN;
}

/* The kinds ------------------------------------------------------------------------------------- */

const LawKind law_one_value = {
  .name = "constant", .usage = "constant X", .help = "always X; a value alone means the same",
  .parse = parse_one_value, .quantile = constant_quantile, .mean = first_mean,
};

const LawKind law_uniform = {
  .name = "uniform", .usage = "uniform LOW HIGH", .help = "LOW + u (HIGH − LOW)",
  .parse = parse_uniform, .quantile = uniform_quantile, .mean = uniform_mean,
};

const LawKind law_exponential = {
  .name = "exponential", .usage = "exponential MEAN", .help = "−MEAN ln(1 − u)",
  .parse = parse_one_value, .quantile = exponential_quantile, .mean = first_mean,
};

const LawKind law_lognormal = {
  .name = "lognormal", .usage = "lognormal median M mean X|sigma S",
  .help = "M exp(S z), z normal; S = √(2 ln(X / M))",
  .parse = parse_lognormal, .quantile = lognormal_quantile, .mean = lognormal_mean,
};

const LawKind law_weibull = {
  .name = "weibull", .usage = "weibull SHAPE SCALE", .help = "SCALE (−ln(1 − u))^(1/SHAPE)",
  .parse = parse_weibull, .quantile = weibull_quantile, .mean = weibull_mean,
};

const LawKind law_pareto = {
  .name = "pareto", .usage = "pareto ALPHA LOW",
  .help = "LOW (1 − u)^(−1/ALPHA); its mean is infinite where ALPHA ≤ 1",
  .parse = parse_pareto, .quantile = pareto_quantile, .mean = pareto_mean,
};

const LawKind law_bounded_pareto = {
  .name = "bounded-pareto", .usage = "bounded-pareto ALPHA LOW HIGH",
  .help = "LOW (1 − u (1 − (LOW/HIGH)^ALPHA))^(−1/ALPHA)",
  .parse = parse_bounded_pareto, .quantile = bounded_pareto_quantile, .mean = bounded_pareto_mean,
};

const LawKind law_geometric = {
  .name = "geometric", .usage = "geometric MEAN",
  .help = "1, 2, 3 … with ever the same chance of no more; of numbers of tasks",
  .parse = parse_geometric, .quantile = geometric_quantile, .mean = first_mean,
};

const LawKind law_lublin = {
  .name = "lublin", .usage = "lublin batch|interactive|untyped",
  .help = "sizes of jobs (`tasks`), or run times that go by these (`duration`), after Lublin and "
          "Feitelson 2003",
  .parse = parse_lublin, .draw = lublin_draw, .mean = lublin_mean,
};
