/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zipf's law: the first of n comes most often, the i-th (from 1) i^-skew times as often. */
#pragma once

#include <glib.h>
#include <math.h>

typedef struct {
  guint n;
  double *below; /* n: how often one comes up to each */
} Zipf;

static inline void
zipf_init (Zipf *zipf, guint n, double skew)
{
  double sum = 0;

  zipf->n = n;
  zipf->below = g_new (double, n);
  for (guint i = 0; i < n; i++)
    zipf->below[i] = sum += pow (i + 1.0, -skew);
  for (guint i = 0; i < n; i++)
    zipf->below[i] /= sum;
}

static inline void
zipf_clear (Zipf *zipf)
{
  g_clear_pointer (&zipf->below, g_free);
}

/* Which one, from 0, by a number from 0 to 1. */
static inline guint
zipf_choose (const Zipf *zipf, double u)
{
  guint low = 0, high = zipf->n - 1;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (zipf->below[middle] <= u)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static inline double
zipf_probability (const Zipf *zipf, guint i)
{
  return zipf->below[i] - (i > 0 ? zipf->below[i - 1] : 0);
}
