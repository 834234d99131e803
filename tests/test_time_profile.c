/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is free over time: by hand, and against a plain array with an entry for every moment. */
#include "scheduler/backfill/time_profile.h"
#include "test.h"
#include "util/random.h"

static guint64
roll (guint64 *dice)
{
  return *dice = random_mix (*dice);
}

static Amounts
pair (Amount a, Amount b)
{
  return (Amounts){ .of = { a, b } };
}

static TimeProfile *
ten_of_each (gint64 from)
{
  TimeProfile *profile = time_profile_new (2);
  Amounts all = pair (10, 10);

  time_profile_reset (profile, from, &all);
  return profile;
}

static void
take (TimeProfile *profile, gint64 from, gint64 to, Amount a, Amount b)
{
  Amounts amounts = pair (a, b);

  time_profile_take (profile, from, to, &amounts);
}

static void
give (TimeProfile *profile, gint64 from, gint64 to, Amount a, Amount b)
{
  Amounts amounts = pair (a, b);

  time_profile_give (profile, from, to, &amounts);
}

static gboolean
has (const TimeProfile *profile, gint64 from, gint64 length, Amount a, Amount b)
{
  Amounts amounts = pair (a, b);

  return time_profile_has (profile, from, length, &amounts);
}

static gint64
next (const TimeProfile *profile, gint64 after, gint64 before, gint64 length, Amount a, Amount b)
{
  Amounts amounts = pair (a, b);

  return time_profile_next (profile, after, before, length, &amounts);
}

/* [0, 10) 4 free, [10, 20) 8, [20, 30) 2, then 10; always 10 of the other. */
static TimeProfile *
hilly (void)
{
  TimeProfile *profile = ten_of_each (0);

  take (profile, 0, 10, 6, 0);
  take (profile, 10, 20, 2, 0);
  take (profile, 20, 30, 8, 0);
  return profile;
}

START_TEST (spans_hold_their_start_and_not_their_end)
{
  g_autoptr (TimeProfile) profile = hilly ();

  ck_assert (has (profile, 0, 10, 4, 10));
  ck_assert (!has (profile, 0, 10, 5, 0));
  ck_assert (!has (profile, 9, 1, 5, 0));
  ck_assert (has (profile, 10, 10, 8, 0));
  ck_assert (!has (profile, 10, 11, 8, 0));
  ck_assert (has (profile, 29, 1, 2, 10));
  ck_assert (has (profile, 0, TIME_NEVER, 2, 0));
  ck_assert (!has (profile, 0, TIME_NEVER, 3, 0));
  ck_assert (has (profile, 30, TIME_NEVER, 10, 10));
  ck_assert (!has (profile, 30, 1, 10, 11));
}
END_TEST

START_TEST (next_is_the_first_change_that_lasts)
{
  g_autoptr (TimeProfile) profile = hilly ();

  ck_assert_int_eq (next (profile, 0, TIME_NEVER, 10, 5, 0), 10);
  ck_assert_int_eq (next (profile, 0, TIME_NEVER, 11, 5, 0), 30);
  ck_assert_int_eq (next (profile, 10, TIME_NEVER, 10, 5, 0), 30); /* later than, and not at */
  ck_assert_int_eq (next (profile, 9, TIME_NEVER, 10, 5, 0), 10);
  ck_assert_int_eq (next (profile, 0, TIME_NEVER, TIME_NEVER, 1, 1), 10);
  ck_assert_int_eq (next (profile, 0, 10, 1, 1, 1), TIME_NEVER); /* before, and not at */
  ck_assert_int_eq (next (profile, 0, 11, 1, 1, 1), 10);
  ck_assert_int_eq (next (profile, 0, TIME_NEVER, 1, 11, 0), TIME_NEVER);
  ck_assert_int_eq (next (profile, 30, TIME_NEVER, 1, 1, 0), TIME_NEVER);
}
END_TEST

START_TEST (for_ever)
{
  g_autoptr (TimeProfile) profile = ten_of_each (5);

  take (profile, 7, TIME_NEVER, 10, 1);
  ck_assert (has (profile, 5, 2, 10, 10));
  ck_assert (!has (profile, 5, 3, 1, 0));
  ck_assert_int_eq (next (profile, 5, TIME_NEVER, 1, 1, 0), TIME_NEVER);
  ck_assert_int_eq (next (profile, 5, TIME_NEVER, TIME_NEVER, 0, 9), 7);
  give (profile, 7, TIME_NEVER, 10, 1);
  ck_assert_uint_eq (time_profile_steps (profile), 1);
}
END_TEST

START_TEST (less_than_nothing)
{
  g_autoptr (TimeProfile) profile = ten_of_each (0);

  take (profile, 2, 4, 10, 0);
  ck_assert (time_profile_is_sound (profile));
  take (profile, 3, 5, 1, 0);
  ck_assert (!time_profile_is_sound (profile));
  give (profile, 2, 4, 1, 0);
  ck_assert (time_profile_is_sound (profile));
}
END_TEST

START_TEST (equal_from_then_on)
{
  g_autoptr (TimeProfile) early = hilly ();
  g_autoptr (TimeProfile) late = ten_of_each (12);

  take (late, 12, 20, 2, 0);
  take (late, 20, 30, 8, 0);
  ck_assert_int_eq (time_profile_difference (early, late, 12), 12);
  ck_assert_int_eq (time_profile_difference (early, late, 15), 15);
  take (late, 20, 30, 0, 1);
  ck_assert_int_eq (time_profile_difference (early, late, 15), 30);
  ck_assert_int_eq (time_profile_difference (early, late, 30), 30);
  give (late, 20, 30, 0, 1);
  give (late, 29, 30, 8, 0);
  take (late, 29, 31, 8, 0);
  ck_assert_int_eq (time_profile_difference (early, late, 12), 31);
  ck_assert_int_eq (time_profile_difference (early, late, 31), 31);
  take (late, 40, TIME_NEVER, 1, 0);
  ck_assert_int_eq (time_profile_difference (early, late, 12), TIME_NEVER);
}
END_TEST

START_TEST (equal_steps_are_one)
{
  g_autoptr (TimeProfile) profile = ten_of_each (0);

  take (profile, 2, 4, 3, 1);
  take (profile, 4, 6, 3, 1);
  ck_assert_uint_eq (time_profile_steps (profile), 3);
  take (profile, 4, 6, 1, 0);
  ck_assert_uint_eq (time_profile_steps (profile), 4);
  give (profile, 4, 6, 4, 1);
  give (profile, 2, 4, 3, 1);
  ck_assert_uint_eq (time_profile_steps (profile), 1);
  take (profile, 3, 3, 1, 1);
  ck_assert_uint_eq (time_profile_steps (profile), 1);
}
END_TEST

/* An entry for every moment; what the last says holds for ever. */
#define MOMENTS 40

typedef struct {
  Amount free[MOMENTS][2];
} Plain;

static gboolean
plain_has (const Plain *plain, gint64 from, gint64 length, const Amounts *amounts)
{
  for (gint64 t = from; t < MOMENTS && t - from < length; t++)
    if ((amounts->of[0] > 0 && plain->free[t][0] < amounts->of[0])
        || (amounts->of[1] > 0 && plain->free[t][1] < amounts->of[1]))
      return FALSE;
  return TRUE;
}

static gboolean
plain_changes (const Plain *plain, gint64 t)
{
  return plain->free[t][0] != plain->free[t - 1][0] || plain->free[t][1] != plain->free[t - 1][1];
}

static gint64
plain_next (const Plain *plain, gint64 after, gint64 before, gint64 length, const Amounts *amounts)
{
  for (gint64 t = after + 1; t < MIN (MOMENTS, before); t++)
    if (plain_changes (plain, t) && plain_has (plain, t, length, amounts))
      return t;
  return TIME_NEVER;
}

static gboolean
plain_any (const Plain *plain, gint64 after, gint64 before, gint64 until, gint64 length,
           const Amounts *amounts)
{
  for (gint64 t = after; t < MIN (MOMENTS, before) || t == after; t++)
    if ((t == after || plain_changes (plain, t))
        && plain_has (plain, t, MIN (length, until - t), amounts))
      return TRUE;
  return FALSE;
}

static void
compare (const TimeProfile *profile, const Plain *plain, guint64 *dice)
{
  Amounts asked = pair ((Amount) (roll (dice) % 9), (Amount) (roll (dice) % 9));
  gint64 from = (gint64) (roll (dice) % MOMENTS);
  gint64 length = roll (dice) % 5 == 0 ? TIME_NEVER
                                              : (gint64) (1 + roll (dice) % MOMENTS);
  gint64 before = roll (dice) % 3 == 0 ? TIME_NEVER
                                              : (gint64) (roll (dice) % MOMENTS);
  gint64 until = MAX (from + 1, before);
  gboolean sound = TRUE;
  guint steps = 1;

  ck_assert_int_eq (time_profile_has (profile, from, length, &asked),
                    plain_has (plain, from, length, &asked));
  ck_assert_int_eq (time_profile_next (profile, from, before, length, &asked),
                    plain_next (plain, from, before, length, &asked));
  ck_assert_int_eq (time_profile_any (profile, from, before, until, length, &asked),
                    plain_any (plain, from, before, until, length, &asked));
  for (gint64 t = 0; t < MOMENTS; t++) {
    sound = sound && plain->free[t][0] >= 0 && plain->free[t][1] >= 0;
    steps += t > 0 && plain_changes (plain, t);
  }
  ck_assert_int_eq (time_profile_is_sound (profile), sound);
  ck_assert_uint_eq (time_profile_steps (profile), steps);
}

START_TEST (agrees_with_a_plain_array)
{
  guint64 dice = (guint64) _i;
  g_autoptr (TimeProfile) profile = ten_of_each (0);
  Plain plain;

  for (gint64 t = 0; t < MOMENTS; t++)
    plain.free[t][0] = plain.free[t][1] = 10;
  for (guint round = 0; round < 300; round++) {
    Amounts amounts = pair ((Amount) (roll (&dice) % 4), (Amount) (roll (&dice) % 4));
    gint64 from = (gint64) (roll (&dice) % (MOMENTS - 1));
    gint64 to = from + (gint64) (roll (&dice) % (guint64) (MOMENTS - from));
    int sign = roll (&dice) % 2 == 0 ? 1 : -1;

    if (roll (&dice) % 10 == 0)
      to = TIME_NEVER;
    for (gint64 t = from; t < MIN (to, MOMENTS); t++)
      for (guint r = 0; r < 2; r++)
        plain.free[t][r] += amounts.of[r] * sign;
    if (sign > 0)
      time_profile_give (profile, from, to, &amounts);
    else
      time_profile_take (profile, from, to, &amounts);
    compare (profile, &plain, &dice);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("time_profile");
  TCase *hand = tcase_create ("by hand"), *random = tcase_create ("random");

  tcase_add_test (hand, spans_hold_their_start_and_not_their_end);
  tcase_add_test (hand, next_is_the_first_change_that_lasts);
  tcase_add_test (hand, for_ever);
  tcase_add_test (hand, less_than_nothing);
  tcase_add_test (hand, equal_from_then_on);
  tcase_add_test (hand, equal_steps_are_one);
  suite_add_tcase (s, hand);
  tcase_add_loop_test (random, agrees_with_a_plain_array, 1, 40);
  suite_add_tcase (s, random);
  return s;
}

TEST_MAIN (suite)
