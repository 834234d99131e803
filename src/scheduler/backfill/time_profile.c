/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps in two arrays, times and vectors. To take or give makes the two ends of the span begin
 * steps of their own, shifts what lies between, and joins the ends again where they no longer
 * differ: nothing in between can have become equal to its neighbour. */
#include "scheduler/backfill/time_profile.h"

#include <string.h>

struct TimeProfile {
  guint resources;
  guint steps; /* at least 1 */
  guint space;
  gint64 *time; /* when each step begins */
  Amount *free; /* `resources` of each */
};

TimeProfile *
time_profile_new (guint resources)
{
  static const Amounts nothing;
  TimeProfile *profile = g_new0 (TimeProfile, 1);
  profile->resources = resources;
  time_profile_reset (profile, 0, &nothing);
  return profile;
}

void
time_profile_free (TimeProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->time);
  g_free (profile->free);
  g_free (profile);
}

static Amount *
free_at (const TimeProfile *profile, guint step)
{
  return profile->free + (gsize) step * profile->resources;
}

static void
make_space (TimeProfile *profile, guint steps)
{
  if (steps <= profile->space)
    return;
  profile->space = MAX (2 * profile->space, MAX (steps, 16));
  profile->time = g_renew (gint64, profile->time, profile->space);
  profile->free = g_renew (Amount, profile->free, (gsize) profile->space * profile->resources);
}

/* Moves the steps from `from` on so that they begin at `to`. */
static void
move_steps (TimeProfile *profile, guint from, guint to)
{
  gsize count = profile->steps - from;
  make_space (profile, to + (guint) count);
  memmove (profile->time + to, profile->time + from, count * sizeof *profile->time);
  memmove (free_at (profile, to), free_at (profile, from),
           count * profile->resources * sizeof *profile->free);
  profile->steps = to + (guint) count;
}

void
time_profile_reset (TimeProfile *profile, gint64 from, const Amounts *free)
{
  make_space (profile, 1);
  profile->steps = 1;
  profile->time[0] = from;
  memcpy (profile->free, free->of, profile->resources * sizeof *profile->free);
}

/* The step that holds the moment. */
static guint
step_of (const TimeProfile *profile, gint64 time)
{
  guint first = 0, end = profile->steps;
  g_assert (profile->time[0] <= time);
  while (end - first > 1) {
    guint middle = first + (end - first) / 2;
    if (profile->time[middle] <= time)
      first = middle;
    else
      end = middle;
  }
  return first;
}

/* A step that begins then. */
static guint
cut (TimeProfile *profile, gint64 time)
{
  guint step = step_of (profile, time);
  if (profile->time[step] == time)
    return step;
  move_steps (profile, step, step + 1);
  profile->time[step] = profile->time[step + 1];
  memcpy (free_at (profile, step), free_at (profile, step + 1),
          profile->resources * sizeof *profile->free);
  profile->time[step + 1] = time;
  return step + 1;
}

static void
join (TimeProfile *profile, guint step)
{
  if (step > 0 && step < profile->steps
      && memcmp (free_at (profile, step - 1), free_at (profile, step),
                 profile->resources * sizeof *profile->free)
           == 0)
    move_steps (profile, step + 1, step);
}

static void
shift (TimeProfile *profile, gint64 from, gint64 to, const Amounts *amounts, int sign)
{
  if (from >= to)
    return;
  guint first = cut (profile, from);
  guint end = to == TIME_NEVER ? profile->steps : cut (profile, to);
  for (guint step = first; step < end; step++)
    for (guint r = 0; r < profile->resources; r++)
      free_at (profile, step)[r] += amounts->of[r] * sign;
  join (profile, end);
  join (profile, first);
}

void
time_profile_take (TimeProfile *profile, gint64 from, gint64 to, const Amounts *amounts)
{
  shift (profile, from, to, amounts, -1);
}

void
time_profile_give (TimeProfile *profile, gint64 from, gint64 to, const Amounts *amounts)
{
  shift (profile, from, to, amounts, +1);
}

static gboolean
step_has (const TimeProfile *profile, guint step, const Amounts *amounts)
{
  const Amount *free = free_at (profile, step);
  for (guint r = 0; r < profile->resources; r++)
    if (amounts->of[r] > 0 && free[r] < amounts->of[r])
      return FALSE;
  return TRUE;
}

/* The first step from `step` on, of those that begin before `end`, that lacks the amounts;
 * G_MAXUINT when all have them. */
static guint
first_lack (const TimeProfile *profile, guint step, gint64 end, const Amounts *amounts)
{
  for (; step < profile->steps && profile->time[step] < end; step++)
    if (!step_has (profile, step, amounts))
      return step;
  return G_MAXUINT;
}

static gint64
end_of (gint64 from, gint64 length)
{
  return length < TIME_NEVER - from ? from + length : TIME_NEVER;
}

gboolean
time_profile_has (const TimeProfile *profile, gint64 from, gint64 length, const Amounts *amounts)
{
  return first_lack (profile, step_of (profile, from), end_of (from, length), amounts)
         == G_MAXUINT;
}

/* The first moment before `before`, from the beginning of `step` on. */
static gint64
next_from (const TimeProfile *profile, guint step, gint64 before, gint64 until, gint64 length,
           const Amounts *amounts)
{
  while (step < profile->steps && profile->time[step] < before) {
    gint64 end = MIN (end_of (profile->time[step], length), until);
    guint lack = first_lack (profile, step, end, amounts);
    if (lack == G_MAXUINT)
      return profile->time[step];
    step = lack + 1;
  }
  return TIME_NEVER;
}

gint64
time_profile_next (const TimeProfile *profile, gint64 after, gint64 before, gint64 length,
                   const Amounts *amounts)
{
  return next_from (profile, step_of (profile, after) + 1, before, TIME_NEVER, length, amounts);
}

gboolean
time_profile_any (const TimeProfile *profile, gint64 after, gint64 before, gint64 until,
                  gint64 length, const Amounts *amounts)
{
  guint step = step_of (profile, after);
  guint lack = first_lack (profile, step, MIN (end_of (after, length), until), amounts);
  return lack == G_MAXUINT
         || next_from (profile, lack + 1, before, until, length, amounts) < TIME_NEVER;
}

gint64
time_profile_difference (const TimeProfile *a, const TimeProfile *b, gint64 from)
{
  guint i = a->steps - 1, j = b->steps - 1;
  gint64 same = TIME_NEVER; /* from then on it is */
  while (memcmp (free_at (a, i), free_at (b, j), a->resources * sizeof *a->free) == 0) {
    gboolean together = a->time[i] == b->time[j];
    same = MAX (a->time[i], b->time[j]);
    if (same <= from)
      return from;
    if (!together)
      return same;
    i--; /* there is one before: steps begin at `from` or earlier */
    j--;
  }
  return same;
}

gboolean
time_profile_is_sound (const TimeProfile *profile)
{
  for (gsize i = 0; i < (gsize) profile->steps * profile->resources; i++)
    if (profile->free[i] < 0)
      return FALSE;
  return TRUE;
}

guint
time_profile_steps (const TimeProfile *profile)
{
  return profile->steps;
}
