/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a few paired runs bear: intervals of ratios and medians, resampling, and many tests at once.
 * All intervals are of 95 %. Functions of their arguments alone; Student's t comes from GSL. The
 * paired t test and the sign-flip test are in statistics.h. */
#pragma once

#include <glib.h>

typedef struct {
  double center, low, high;
} Interval;

/* The ratio of two means, mean (b) / mean (a), by Fieller's theorem (Fieller 1954; Franz 2007): all
 * R for which a paired t test does not tell b from R a. So 1 is in it just where 0 is in the paired t
 * interval of b - a. FALSE, *ret untouched: fewer than two pairs, or the mean of a is not above 0 for
 * sure, and the ratio not bounded. */
gboolean ratio_interval (const double *a, const double *b, guint n, Interval *ret);

/* The least n for which a median has an interval, and a sign test can say anything: 2^(1-n) <= .05. */
#define MEDIAN_INTERVAL_LEAST 6
/* As far as the binomial distribution is reckoned here. */
#define MEDIAN_INTERVAL_MOST 1000

/* The median, and the order statistics that hold the median of what x was drawn from with 95 % at
 * least, whatever the distribution (Conover 1999, 3.2). Sorts x. FALSE, with the median alone in
 * *ret, outside of MEDIAN_INTERVAL_LEAST … _MOST. */
gboolean median_interval (double *x, guint n, Interval *ret);

/* The exact two-sided sign test of differences: how likely a fair coin is as one-sided as their
 * signs; zeros count against it. At most .05 just where the interval of their median is without 0.
 * n at most MEDIAN_INTERVAL_MOST; 0: 1. */
double sign_test_p (const double *differences, guint n);

/* What a percentile bootstrap (Efron 1979) says of the mean: nearest-rank 2.5 and 97.5 % of all n^n
 * resamples, or, where they are more than BOOTSTRAP_ALL, of BOOTSTRAP_DRAWN that are drawn, always the
 * same. It is too narrow for few values. n >= 1. */
#define BOOTSTRAP_ALL   50000
#define BOOTSTRAP_DRAWN 9999
void bootstrap_mean (const double *x, guint n, Interval *ret);

/* Makes the p values of n tests those of Holm's step-down method (Holm 1979): rejecting what is at
 * most α then rejects no true hypothesis, whichever they are, with 1 - α at least. */
void holm_adjust (double *p, guint n);
