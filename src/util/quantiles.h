/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Quantiles of many whole numbers (waits in microseconds, slowdowns in thousandths) in bounded
 * memory.
 *
 * Up to 2^20 values above the floor, which is the least one there can be, answers are exact. From the
 * next one on they come from buckets, 256 to a power of two (values below 512 stay exact), and
 * quantiles are at most 0.4 % over the true one, never under it. Count, mean and maximum are exact
 * always. The order in which values are added changes no answer. */
#pragma once

#include <glib.h>

typedef struct Quantiles Quantiles;

/* floor, at least 0: values that are as low take no memory. Quantiles_at_permille() will be asked for
 * least_permille … 1000 only: with 990 they take 200 KiB at most and are exact up to 2^20 values of
 * all, with 0 up to 8 MiB. */
Quantiles *quantiles_new (gint64 floor, guint least_permille);
void quantiles_free (Quantiles *quantiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Quantiles, quantiles_free)

/* value >= floor. */
void quantiles_add (Quantiles *quantiles, gint64 value);

guint64 quantiles_count (const Quantiles *quantiles);

/* The mean of all values: their exact sum, divided once. Empty: 0, which means nothing. */
double quantiles_mean (const Quantiles *quantiles);

/* The largest value. Empty: 0, which means nothing. */
gint64 quantiles_max (const Quantiles *quantiles);

/* The value of nearest rank ceil (n * permille / 1000), at least the first; permille at most 1000.
 * Reckoned in whole numbers, for 99.9 % of 1000 values is the 999th and not, as in floating point,
 * the 1000th. May sort what is kept. Empty: 0, which means nothing. */
gint64 quantiles_at_permille (Quantiles *quantiles, guint permille);

/* By how much a quantile may be over the true one: 0 while exact, then 0.004. */
double quantiles_relative_error (const Quantiles *quantiles);
