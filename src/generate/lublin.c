/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "generate/lublin.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#define RUNTIME_MOST 12.0 /* of ln of a run time, 45 hours */
#define GAP_MOST     13.0 /* of ln of a gap, 5 days */
#define FIRST_BUCKET 11   /* where the gamma law of the daily cycle begins */
#define MEAN_STEPS   20000

const LublinModel lublin_models[] = {
  { .name = "batch",
    .serial = .2927, .power_of_two = .6686,
    .low = 1.2, .middle = 5, .high = 7, .low_share = .875,
    .a1 = 6.57, .b1 = .823, .a2 = 639.1, .b2 = .0156, .pa = -.003, .pb = .6986,
    .arrival_shape = 6.0415, .arrival_scale = .8531, .arrival_stretch = 1.0519,
    .cycle_shape = 6.1271, .cycle_scale = 5.2740 },
  { .name = "interactive",
    .serial = .1541, .power_of_two = .625,
    .low = 1, .middle = 3, .high = 5.5, .low_share = .705,
    .a1 = 3.8351, .b1 = .6605, .a2 = 7.073, .b2 = .6856, .pa = -.0118, .pb = .9156,
    .arrival_shape = 6.5510, .arrival_scale = .6621, .arrival_stretch = .9797,
    .cycle_shape = 8.9186, .cycle_scale = 3.6680 },
  { .name = "untyped",
    .serial = .244, .power_of_two = .576,
    .low = .8, .middle = 4.5, .high = 7, .low_share = .86,
    .a1 = 4.2, .b1 = .94, .a2 = 312, .b2 = .03, .pa = -.0054, .pb = .78,
    .arrival_shape = 10.2303, .arrival_scale = .4871, .arrival_stretch = 1.0225,
    .cycle_shape = 8.1737, .cycle_scale = 3.9631 },
  { .name = NULL },
};

const char *const lublin_names[] = { "batch", "interactive", "untyped", NULL };

const LublinModel *
lublin_find (const char *name)
{
  for (const LublinModel *model = lublin_models; model->name != NULL; model++)
    if (strcmp (model->name, name) == 0)
      return model;
  return NULL;
}

void
lublin_weights (const LublinModel *model, double ret[LUBLIN_BUCKETS])
{
  double sum = 0;

  for (guint i = FIRST_BUCKET; i < FIRST_BUCKET + LUBLIN_BUCKETS; i++) {
    double above = gsl_cdf_gamma_P (i + .5, model->cycle_shape, model->cycle_scale);
    double below = gsl_cdf_gamma_P (i - .5, model->cycle_shape, model->cycle_scale);

    ret[(i - 1) % LUBLIN_BUCKETS] = above - below;
    sum += above - below;
  }
  for (guint b = 0; b < LUBLIN_BUCKETS; b++)
    ret[b] *= LUBLIN_BUCKETS / sum;
}

/* One number says both whether the job is serial and whether its size is a power of two. */
guint
lublin_size (const LublinModel *model, gsl_rng *stream)
{
  double u = gsl_rng_uniform (stream), log2_size;

  if (u <= model->serial)
    return 1;
  if (gsl_rng_uniform (stream) <= model->low_share)
    log2_size = model->low + gsl_rng_uniform (stream) * (model->middle - model->low);
  else
    log2_size = model->middle + gsl_rng_uniform (stream) * (model->high - model->middle);
  if (u <= model->serial + model->power_of_two)
    log2_size = round (log2_size);
  return (guint) round (exp2 (log2_size));
}

static double
gamma_below (gsl_rng *stream, double shape, double scale, double most)
{
  double g;

  do
    g = gsl_ran_gamma (stream, shape, scale);
  while (g > most);
  return g;
}

double
lublin_first_component (const LublinModel *model, double size)
{
  return CLAMP (model->pa * size + model->pb, 0, 1);
}

double
lublin_runtime (const LublinModel *model, double size, gsl_rng *stream)
{
  gboolean first = gsl_rng_uniform (stream) <= lublin_first_component (model, size);

  return floor (exp (gamma_below (stream, first ? model->a1 : model->a2,
                                  first ? model->b1 : model->b2, RUNTIME_MOST)));
}

double
lublin_gap (const LublinModel *model, gsl_rng *stream)
{
  double shape = model->arrival_shape * model->arrival_stretch;

  return exp (gamma_below (stream, shape, model->arrival_scale, GAP_MOST)) / LUBLIN_BUCKET_SECONDS;
}

/* The mean of exp of a gamma variate that is drawn again above most. */
static double
mean_exp_gamma (double shape, double scale, double most)
{
  double step = most / MEAN_STEPS, sum = 0;

  for (guint i = 0; i < MEAN_STEPS; i++) {
    double x = (i + .5) * step;

    sum += exp (x) * gsl_ran_gamma_pdf (x, shape, scale) * step;
  }
  return sum / gsl_cdf_gamma_P (most, shape, scale);
}

void
lublin_mean_runtimes (const LublinModel *model, double ret[2])
{
  ret[0] = mean_exp_gamma (model->a1, model->b1, RUNTIME_MOST);
  ret[1] = mean_exp_gamma (model->a2, model->b2, RUNTIME_MOST);
}

double
lublin_mean_gap (const LublinModel *model)
{
  return mean_exp_gamma (model->arrival_shape * model->arrival_stretch, model->arrival_scale,
                         GAP_MOST);
}
