/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the differences bear. A difference is claimed where Holm's adjusted p is at most .05 and, for
 * means, a check that assumes no distribution agrees: the exact sign-flip test, or with many seeds the
 * bootstrap. Metrics that are equal in every pair are no tests: no signs could make them differ. */
#include "compare/paired_comparison.h"
#include "util/statistics.h"

#include <math.h>
#include <string.h>

#define LEVEL 0.05
/* 2^19 ways to give signs take a few milliseconds. */
#define SIGN_FLIP_SEEDS 20

/* The pairs of one difference. */
typedef struct {
  double *base, *arm, *difference;
  guint n;
} Pairs;

static void
pairs_init (Pairs *pairs, guint most)
{
  pairs->base = g_new (double, most);
  pairs->arm = g_new (double, most);
  pairs->difference = g_new (double, most);
}

static void
pairs_clear (Pairs *pairs)
{
  g_free (pairs->base);
  g_free (pairs->arm);
  g_free (pairs->difference);
}

static void
pairs_fill (Pairs *pairs, const PairedComparison *comparison, const ComparisonRow *row, guint arm)
{
  guint seeds = comparison_seeds (comparison);

  pairs->n = 0;
  for (guint s = 0; s < seeds; s++) {
    double x = row->values[comparison->base * seeds + s], y = row->values[arm * seeds + s];

    if (isnan (x) || isnan (y))
      continue;
    pairs->base[pairs->n] = x;
    pairs->arm[pairs->n] = y;
    pairs->difference[pairs->n++] = y - x;
  }
}

static gboolean
all_are (const double *x, guint n, double value)
{
  for (guint i = 0; i < n; i++)
    if (x[i] < value || x[i] > value)
      return FALSE;
  return TRUE;
}

/* Means: Student's t, and a check. */
static void
weigh_means (const Pairs *pairs, Difference *ret)
{
  double base = mean_of_values (pairs->base, pairs->n), arm = mean_of_values (pairs->arm, pairs->n);
  PairedT t;

  ret->difference.center = mean_of_values (pairs->difference, pairs->n);
  ret->has_ratio = base > 0;
  ret->ratio.center = base > 0 ? arm / base : 0;
  if (!paired_t (pairs->arm, pairs->base, pairs->n, &t))
    return;
  ret->has_interval = TRUE;
  ret->tested = pairs->n >= COMPARISON_LEAST_SEEDS;
  ret->difference = (Interval){ t.difference.mean, t.difference.low, t.difference.high };
  ret->has_ratio = ratio_interval (pairs->base, pairs->arm, pairs->n, &ret->ratio);
  ret->ratio.low = fmax (ret->ratio.low, 0); /* no figure is negative */
  bootstrap_mean (pairs->difference, pairs->n, &ret->bootstrap);
  ret->p = t.p;
  ret->check = pairs->n <= SIGN_FLIP_SEEDS ? CHECK_SIGN_FLIP : CHECK_BOOTSTRAP;
  if (ret->check == CHECK_SIGN_FLIP)
    ret->check_p = sign_flip_p (pairs->difference, pairs->n);
  /* Equal differences leave t nothing to measure by. */
  if (t.difference.se <= 0)
    ret->p = ret->check == CHECK_SIGN_FLIP ? ret->check_p
                                           : sign_test_p (pairs->difference, pairs->n);
}

/* Medians, as order statistics and signs have it. */
static void
weigh_medians (const Pairs *pairs, Difference *ret)
{
  g_autofree double *ratios = g_new (double, pairs->n);

  ret->has_ratio = TRUE;
  for (guint i = 0; i < pairs->n; i++) {
    ret->has_ratio &= pairs->base[i] > 0;
    ratios[i] = pairs->base[i] > 0 ? pairs->arm[i] / pairs->base[i] : 0;
  }
  ret->p = sign_test_p (pairs->difference, pairs->n);
  (void) median_interval (ratios, pairs->n, &ret->ratio);
  ret->has_interval = median_interval (pairs->difference, pairs->n, &ret->difference);
  ret->tested = ret->has_interval;
}

static void
weigh (const PairedComparison *comparison, const ComparisonRow *row, Pairs *pairs, Difference *ret)
{
  ret->pairs = pairs->n;
  if (pairs->n == 0) {
    ret->finding = FINDING_NONE;
  } else if (all_are (pairs->difference, pairs->n, 0)) {
    ret->finding = FINDING_SAME;
  } else if (comparison->alike) {
    ret->difference.center = pairs->difference[0];
    ret->has_ratio = pairs->base[0] > 0;
    ret->ratio.center = ret->has_ratio ? pairs->arm[0] / pairs->base[0] : 0;
    ret->finding = ret->difference.center < 0 ? FINDING_LESS : FINDING_MORE;
  } else {
    ret->finding = FINDING_TOO_FEW;
    if (row->metric->heavy)
      weigh_medians (pairs, ret);
    else
      weigh_means (pairs, ret);
  }
}

static gboolean
check_agrees (const Difference *difference)
{
  switch (difference->check) {
  case CHECK_SIGN_FLIP:
    return difference->check_p <= LEVEL;
  case CHECK_BOOTSTRAP:
    return difference->bootstrap.low > 0 || difference->bootstrap.high < 0;
  case CHECK_NONE:
    return TRUE;
  }
  return FALSE;
}

/* Is p one of signs, and could no signs have had a smaller one? */
static gboolean
is_one_sided (const ComparisonRow *row, const Difference *difference)
{
  gboolean of_signs = row->metric->heavy
                      || difference->difference.high <= difference->difference.low;

  return of_signs && difference->p <= ldexp (1, 1 - (int) difference->pairs);
}

static void
conclude (const ComparisonRow *row, Difference *difference)
{
  if (difference->adjusted <= LEVEL && check_agrees (difference))
    difference->finding = difference->difference.center < 0 ? FINDING_LESS : FINDING_MORE;
  else
    difference->finding = is_one_sided (row, difference) ? FINDING_TOO_FEW : FINDING_UNCLEAR;
}

/* All metrics of the arm together. */
static void
judge_arm (PairedComparison *comparison, guint arm)
{
  g_autoptr (GArray) p = g_array_new (FALSE, FALSE, sizeof (double));
  guint next = 0;

  for (guint i = 0; i < comparison->rows->len; i++) {
    const Difference *difference = &comparison_row (comparison, i)->differences[arm];

    if (difference->tested)
      g_array_append_val (p, difference->p);
  }
  comparison_arm (comparison, arm)->tests = p->len;
  holm_adjust ((double *) (gpointer) p->data, p->len);
  for (guint i = 0; i < comparison->rows->len; i++) {
    ComparisonRow *row = comparison_row (comparison, i);

    if (!row->differences[arm].tested)
      continue;
    row->differences[arm].adjusted = g_array_index (p, double, next++);
    conclude (row, &row->differences[arm]);
  }
}

void
comparison_judge (PairedComparison *comparison)
{
  Pairs pairs;

  pairs_init (&pairs, comparison_seeds (comparison));
  for (guint a = 0; a < comparison->arms->len; a++) {
    if (a == comparison->base)
      continue;
    for (guint i = 0; i < comparison->rows->len; i++) {
      ComparisonRow *row = comparison_row (comparison, i);

      pairs_fill (&pairs, comparison, row, a);
      weigh (comparison, row, &pairs, &row->differences[a]);
    }
    judge_arm (comparison, a);
  }
  pairs_clear (&pairs);
}
