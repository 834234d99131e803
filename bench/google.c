/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/google.h"

#include "util/random.h"

#include <math.h>

const char *const google_tier_names[GOOGLE_TIERS] = { "free", "batch", "prod", "monitoring" };
const gint32 google_tier_priority[GOOGLE_TIERS] = { 0, 100, 200, 360 };
const double google_tier_share[GOOGLE_TIERS] = { 0.28, 0.65, 0.066, 0.004 };

/* In hundredths of the largest machine. */
static const struct {
  guint machines, cpu, memory;
} shapes[] = {
  { 6732, 50, 50 }, { 3863, 50, 25 }, { 1001, 50, 75 }, { 795, 100, 100 }, { 126, 25, 25 },
  { 52, 50, 12 },   { 5, 50, 3 },     { 5, 50, 97 },    { 3, 100, 50 },    { 1, 50, 6 },
};

Shape
google_machine (guint m)
{
  guint all = 0, i = 0;
  for (guint s = 0; s < G_N_ELEMENTS (shapes); s++)
    all += shapes[s].machines;
  guint64 place = random_mix (m) % all;
  while (place >= shapes[i].machines)
    place -= shapes[i++].machines;
  return (Shape){ .cpu = (gint32) (shapes[i].cpu * 640),
                  .memory = (gint32) (shapes[i].memory * 262144 / 100) };
}

/* Sixteenths of a core, as people write requests. */
Shape
google_request (gsl_rng *rng, double median)
{
  double drawn = median * gsl_ran_lognormal (rng, 0, 0.9);
  double cores = CLAMP (drawn, 1.0 / 16, 24);
  double mib = cores * 2560 * gsl_ran_lognormal (rng, 0, 0.6);
  gint32 sixteenths = (gint32) ceil (cores * 16);
  gint32 pages = (gint32) ceil (CLAMP (mib, 64, 98304) / 64);
  return (Shape){ .cpu = sixteenths * 125 / 2, .memory = pages * 64 };
}

Zipf
zipf_new (guint n, double exponent)
{
  g_autofree double *weight = g_new (double, n);
  for (guint i = 0; i < n; i++)
    weight[i] = pow (i + 1, -exponent);
  return (Zipf){ gsl_ran_discrete_preproc (n, weight) };
}

void
zipf_free (Zipf zipf)
{
  gsl_ran_discrete_free (zipf.table);
}

double
zipf_probability (Zipf zipf, guint i)
{
  return gsl_ran_discrete_pdf (i, zipf.table);
}
