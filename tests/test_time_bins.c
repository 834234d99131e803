/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lasts for a while, summed up by stretches of time, against the same second by second. */
#include "metrics/time_bins.h"

#include <math.h>

#include "test.h"
#include "util/units.h"

static const struct {
  gint64 from, until; /* s */
  gint64 width;       /* s */
  guint count;
} choices[] = {
  { 0, 0, 1, 1 },      { 0, 400, 1, 400 },       { 0, 402, 2, 201 },   { 0, 403, 2, 202 },
  { 100, 900, 2, 400 }, { 0, 30660, 120, 256 },  { 0, 12902960, 43200, 299 },
  { 0, 3600 * 24 * 365 * 10, 864000 * 8 / 10 * 2, 0 },
};

START_TEST (widths_that_people_have_words_for)
{
  TimeBins bins = time_bins_choose (choices[_i].from * TIME_SECOND, choices[_i].until * TIME_SECOND);

  if (choices[_i].count == 0) {
    ck_assert_uint_le (bins.count, 401);
    return;
  }
  ck_assert_int_eq (bins.width, choices[_i].width * TIME_SECOND);
  ck_assert_uint_eq (bins.count, choices[_i].count);
  ck_assert_int_eq (time_bins_edge (&bins, 0), choices[_i].from * TIME_SECOND);
  ck_assert_int_eq (time_bins_edge (&bins, bins.count), choices[_i].until * TIME_SECOND);
}
END_TEST

/* The last bin takes what is less than half of one more. */
START_TEST (the_last_bin)
{
  TimeBins longer = { .from = 10, .until = 45, .width = 10, .count = 3 };
  TimeBins whole = time_bins_of (7200, 3600), begun = time_bins_of (7201, 3600);

  ck_assert_uint_eq (time_bins_at (&longer, 10), 0);
  ck_assert_uint_eq (time_bins_at (&longer, 19), 0);
  ck_assert_uint_eq (time_bins_at (&longer, 20), 1);
  ck_assert_uint_eq (time_bins_at (&longer, 45), 2);
  ck_assert_int_eq (time_bins_edge (&longer, 2), 30);
  ck_assert_int_eq (time_bins_edge (&longer, 3), 45);
  ck_assert_uint_eq (whole.count, 2);
  ck_assert_uint_eq (begun.count, 3);
  ck_assert_int_eq (time_bins_edge (&begun, 3), 7201);
  ck_assert_uint_eq (time_bins_of (0, 3600).count, 1);
}
END_TEST

#define SPAN 97

START_TEST (sums_are_those_of_every_instant)
{
  TimeBins bins = { .from = 5, .until = SPAN, .width = 9, .count = 10 };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint64 at[SPAN] = { 0 };
  double means[10];
  BinSums sums;

  bin_sums_init (&sums, &bins);
  for (guint i = 0; i < 200; i++) {
    gint64 from = g_rand_int_range (random, -20, SPAN + 20);
    gint64 until = i % 7 == 0 ? G_MAXINT64 : from + g_rand_int_range (random, -5, 60);
    gint64 amount = g_rand_int_range (random, 0, 1 << 20);

    bin_sums_add (&sums, &bins, from, until, amount);
    for (gint64 t = MAX (from, 0); t < MIN (until, SPAN); t++)
      at[t] += amount;
  }
  bin_sums_means (&sums, &bins, means);
  for (guint b = 0; b < bins.count; b++) {
    gint64 sum = 0, from = time_bins_edge (&bins, b), until = time_bins_edge (&bins, b + 1);

    for (gint64 t = from; t < until; t++)
      sum += at[t];
    ck_assert (means[b] == (double) sum / (double) (until - from));
  }
  bin_sums_clear (&sums);
}
END_TEST

START_TEST (a_bin_without_length_has_no_mean)
{
  TimeBins bins = time_bins_choose (7, 7);
  double mean = 0;
  BinSums sums;

  bin_sums_init (&sums, &bins);
  bin_sums_add (&sums, &bins, 0, 100, 1);
  bin_sums_means (&sums, &bins, &mean);
  ck_assert (isnan (mean));
  bin_sums_clear (&sums);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("time_bins");
  TCase *bins = tcase_create ("bins");

  tcase_add_loop_test (bins, widths_that_people_have_words_for, 0, G_N_ELEMENTS (choices));
  tcase_add_test (bins, the_last_bin);
  tcase_add_test (bins, sums_are_those_of_every_instant);
  tcase_add_test (bins, a_bin_without_length_has_no_mean);
  suite_add_tcase (s, bins);
  return s;
}

TEST_MAIN (suite)
