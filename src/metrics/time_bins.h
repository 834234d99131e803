/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time in equal stretches, and what lasts for a while summed up in them, exactly: what lasts over many
 * bins costs no more than what lasts over two. */
#pragma once

#include "metrics/integral.h"

typedef struct {
  gint64 from, until; /* us */
  gint64 width;       /* us, above 0; the last bin may be longer, or shorter */
  guint count;        /* 1 or more */
} TimeBins;

/* Bins of a width that people have a word for, such that there are at most 400; the last is at least
 * half as long, and at most half as long again. until >= from. */
TimeBins time_bins_choose (gint64 from, gint64 until);

/* From 0 on, of that width; the last may be shorter. until >= 0. */
TimeBins time_bins_of (gint64 until, gint64 width);

/* Where a bin begins; bin `count` begins where the last one ends. */
gint64 time_bins_edge (const TimeBins *bins, guint bin);
/* The bin of a time from `from` to `until`. */
guint time_bins_at (const TimeBins *bins, gint64 time);

/* Amounts × us, by bin. */
typedef struct {
  Integral *part;  /* of what covers a bin in part */
  Integral *whole; /* amounts of what covers it whole, each as its difference to the bin before */
} BinSums;

void bin_sums_init (BinSums *sums, const TimeBins *bins);
void bin_sums_clear (BinSums *sums);
/* An amount that is there in [from, until); what lies outside the bins is left out. */
void bin_sums_add (BinSums *sums, const TimeBins *bins, gint64 from, gint64 until, gint64 amount);
/* The means of all bins, NaN where a bin has no length; ret_means: `count` entries. */
void bin_sums_means (const BinSums *sums, const TimeBins *bins, double *ret_means);
