/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few statistics that results are told in: slowdown, fairness, means over time, and how sure a
 * mean or a difference of two policies is. Functions of their arguments alone; Student's t comes
 * from GSL. Nothing here returns NaN unless its contract says so. */
#pragma once

#include <glib.h>

/* Bounded slowdown in thousandths: response time over run time, where run times count as tau at
 * least so that the shortest tasks do not rule the mean, rounded down, and 1000 at least (Feitelson
 * 2001). All in the same unit of time; runtime is what the task needed, without lost work. */
gint64 bounded_slowdown (gint64 submit, gint64 end, gint64 runtime, gint64 tau);

/* Jain's fairness index (Jain, Chiu, Hawe 1984): (Σx)² / (n Σx²), 1/n … 1. None or all zero: 1. */
double jain (const double *x, guint n);

/* For qsort(): doubles in ascending order, none of them NaN. */
int compare_doubles (const void *a, const void *b);

/* The mean, summed in order; n > 0. */
double mean_of_values (const double *x, guint n);

/* The middle value, or the mean of the middle two, which sorts x; none: 0. */
double median (double *x, guint n);
/* The median of the distances to the median, which overwrites x; none: 0. */
double median_deviation (double *x, guint n);

/* A sample's mean and its 95 % interval by Student's t with n - 1 degrees of freedom. */
typedef struct {
  double mean;
  double s;  /* standard deviation of the sample (n - 1) */
  double se; /* s / √n */
  double low;
  double high;
} MeanInterval;

/* FALSE, *ret untouched, for fewer than two values. */
gboolean mean_interval (const double *x, guint n, MeanInterval *ret);

/* Two policies under the same seeds: the differences a[i] - b[i] against zero. */
typedef struct {
  MeanInterval difference;
  double t; /* mean / se; 0 when all differences are 0, ±infinity when they are one other value */
  double p; /* two-sided */
} PairedT;

/* FALSE, *ret untouched, for fewer than two pairs. */
gboolean paired_t (const double *a, const double *b, guint n, PairedT *ret);

#define SIGN_FLIP_MAX 24

/* The exact two-sided sign-flip test: the share of the 2^n ways to give the differences signs whose
 * sum is as far from zero as the one seen. 1 … SIGN_FLIP_MAX differences; the smallest p there can
 * be is 2^(1-n). */
double sign_flip_p (const double *differences, guint n);

/* MSER (White 1997): how many of m batch means (MSER-5: of five observations each) to drop as
 * warm-up: the d <= m/2 with the least Σ_{i>d}(z_i - mean_d)² / (m-d)², the smaller of equals. A
 * result of m/2 says that the run was too short to tell. *ret_value (may be NULL) is that least
 * value. m >= 1. */
guint mser5_truncation (const double *batch_means, guint m, double *ret_value);

/* The value MSER minimises, for d < m. */
double mser_value (const double *batch_means, guint m, guint d);
