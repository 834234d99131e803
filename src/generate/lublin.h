/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workload model of U. Lublin and D. G. Feitelson, "The workload on parallel supercomputers:
 * modeling the characteristics of rigid jobs", JPDC 63(11), 2003, with the constants of its own
 * program (lublin99.c).
 *
 * Sizes: a job is serial with one probability; else log2 of its size is two-stage uniform, and
 * rounded to a power of two with another. Run times: exp of one of two gamma variates, the choice
 * depending on the size. Arrivals: exp of a gamma variate is how much of the daily cycle passes
 * between two jobs, a cycle of 48 half hours with weights of mean 1. Time 0 is midnight. */
#pragma once

#include "generate/random_stream.h"

#define LUBLIN_BUCKETS 48
#define LUBLIN_BUCKET_SECONDS 1800.0

typedef struct {
  const char *name;                      /* "batch" */
  double serial, power_of_two;           /* probabilities */
  double low, middle, high, low_share;   /* of log2 of the size */
  double a1, b1, a2, b2;                 /* of ln of the run time: shapes and scales */
  double pa, pb;                         /* probability of the first: pa * size + pb */
  double arrival_shape, arrival_scale, arrival_stretch;
  double cycle_shape, cycle_scale;
} LublinModel;

extern const LublinModel lublin_models[]; /* up to one whose name is NULL */
extern const char *const lublin_names[];  /* the same, NULL-terminated */

const LublinModel *lublin_find (const char *name);

/* What of a day falls into each half hour, from midnight, in parts of the mean: their sum is 48. */
void lublin_weights (const LublinModel *model, double ret[LUBLIN_BUCKETS]);

/* A job's size in processors, from 1. */
guint lublin_size (const LublinModel *model, gsl_rng *stream);
/* Its run time, in whole seconds. */
double lublin_runtime (const LublinModel *model, double size, gsl_rng *stream);
/* How many mean half hours pass before the next job. */
double lublin_gap (const LublinModel *model, gsl_rng *stream);

/* How often a run time is of the first of its two components, by size. */
double lublin_first_component (const LublinModel *model, double size);
/* Means by the law itself (not of a sample), in seconds; of run times, of either component. */
void lublin_mean_runtimes (const LublinModel *model, double ret[2]);
double lublin_mean_gap (const LublinModel *model);
