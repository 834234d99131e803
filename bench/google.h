/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A cell like that of Google's trace of 2011: what machines there are, and who asks for what.
 *
 * Machines are of ten shapes, as many of each as there (C. Reiss et al., "Heterogeneity and
 * dynamicity of clouds at scale", SoCC 2012, table 1); their "1.0" is taken for 64 cores and 256 GiB.
 * The rest is made: users, classes and durations follow what that paper and A. Verma et al.,
 * "Large-scale cluster management at Google with Borg" (EuroSys 2015) say of their shapes, not any
 * trace. */
#pragma once

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include <glib.h>

#define GOOGLE_MACHINES 12500
#define GOOGLE_USERS 400
#define GOOGLE_TIERS 4 /* free, batch, prod, monitoring */
#define GOOGLE_CLASSES_OF_USER 4 /* in each tier, most used first */

typedef struct {
  gint32 cpu;    /* millicores */
  gint32 memory; /* MiB */
  gint32 gpu;    /* thousandths of a device */
} Shape;

/* The shape of machine m: shapes are mixed, and every prefix has nearly the cell's proportions. */
Shape google_machine (guint m);

/* A request: a log-normal number of cores of this median (at most 24), and memory for each. */
Shape google_request (gsl_rng *rng, double median);

extern const char *const google_tier_names[GOOGLE_TIERS];
extern const gint32 google_tier_priority[GOOGLE_TIERS];
/* Part of all tasks that is of the tier. */
extern const double google_tier_share[GOOGLE_TIERS];

/* Draws 0 … n-1 with probabilities proportional to 1 / (i + 1)^exponent. */
typedef struct {
  gsl_ran_discrete_t *table;
} Zipf;

Zipf zipf_new (guint n, double exponent);
void zipf_free (Zipf zipf);
double zipf_probability (Zipf zipf, guint i);

static inline guint
zipf_draw (Zipf zipf, gsl_rng *rng)
{
  return (guint) gsl_ran_discrete (rng, zipf.table);
}
