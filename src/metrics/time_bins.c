/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/time_bins.h"

#include <math.h>

#include "util/units.h"

#define MOST_BINS 400

TimeBins
time_bins_choose (gint64 from, gint64 until)
{
  static const gint64 seconds[] = { 1,    2,    5,    10,    15,    30,    60,     120,    300,   600,
                                    900,  1800, 3600, 7200,  10800, 21600, 43200,  86400,  172800 };
  gint64 span = until - from, width = 0;

  for (guint i = 0; i < G_N_ELEMENTS (seconds) && (width == 0 || span / width > MOST_BINS); i++)
    width = seconds[i] * TIME_SECOND;
  while (span / width > MOST_BINS)
    width *= 2;
  return (TimeBins){ .from = from,
                     .until = until,
                     .width = width,
                     .count = (guint) MAX ((span + width / 2) / width, 1) };
}

TimeBins
time_bins_of (gint64 until, gint64 width)
{
  return (TimeBins){ .until = until,
                     .width = width,
                     .count = (guint) MAX ((until - 1) / width + 1, 1) };
}

gint64
time_bins_edge (const TimeBins *bins, guint bin)
{
  return bin >= bins->count ? bins->until : bins->from + bins->width * bin;
}

guint
time_bins_at (const TimeBins *bins, gint64 time)
{
  return (guint) MIN ((time - bins->from) / bins->width, (gint64) bins->count - 1);
}

void
bin_sums_init (BinSums *sums, const TimeBins *bins)
{
  sums->part = g_new0 (Integral, bins->count);
  sums->whole = g_new0 (Integral, bins->count + 1);
}

void
bin_sums_clear (BinSums *sums)
{
  g_clear_pointer (&sums->part, g_free);
  g_clear_pointer (&sums->whole, g_free);
}

void
bin_sums_add (BinSums *sums, const TimeBins *bins, gint64 from, gint64 until, gint64 amount)
{
  gint64 start = MAX (from, bins->from), end = MIN (until, bins->until);
  guint first, last;

  if (end <= start)
    return;
  first = time_bins_at (bins, start);
  last = time_bins_at (bins, end - 1);
  if (first == last) {
    sums->part[first] += (Integral) amount * (end - start);
    return;
  }
  sums->part[first] += (Integral) amount * (time_bins_edge (bins, first + 1) - start);
  sums->part[last] += (Integral) amount * (end - time_bins_edge (bins, last));
  sums->whole[first + 1] += amount;
  sums->whole[last] -= amount;
}

void
bin_sums_means (const BinSums *sums, const TimeBins *bins, double *ret_means)
{
  Integral whole = 0;

  for (guint b = 0; b < bins->count; b++) {
    gint64 length = time_bins_edge (bins, b + 1) - time_bins_edge (bins, b);

    whole += sums->whole[b];
    ret_means[b] = integral_ratio (sums->part[b] + whole * length, length);
  }
}
