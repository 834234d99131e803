/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reference_schedule.h"

#include <string.h>

#define NEVER G_MAXINT64
#define UNRESERVED (-1)

typedef struct {
  ReferenceJob *job;
  gint64 reserved; /* conservative: when it is to start, or UNRESERVED */
} Waiting;

/* From then on so many processors are free. */
typedef struct {
  gint64 time;
  int free;
} Step;

typedef struct {
  ReferencePolicy policy;
  ReferenceCustoms customs;
  gint64 now;
  int free;
  GArray *waiting; /* of Waiting, as they came */
  GArray *running; /* of ReferenceJob *, in no order */
} State;

#define WAITING(state, i) (&g_array_index ((state)->waiting, Waiting, (i)))
#define RUNNING(state, i) (g_array_index ((state)->running, ReferenceJob *, (i)))

static void
start (State *state, guint i)
{
  ReferenceJob *job = WAITING (state, i)->job;
  g_assert (job->processors <= state->free);
  job->start = state->now;
  state->free -= job->processors;
  g_array_append_val (state->running, job);
  g_array_remove_index (state->waiting, i);
}

/* ---- first come, first served, and EASY ---- */

static void
start_from_the_front (State *state)
{
  while (state->waiting->len > 0 && WAITING (state, 0)->job->processors <= state->free)
    start (state, 0);
}

/* How many are free once all have ended that should have by then. */
static int
free_at (const State *state, gint64 time)
{
  int free = state->free;
  for (guint i = 0; i < state->running->len; i++)
    if (RUNNING (state, i)->start + RUNNING (state, i)->estimate <= time)
      free += RUNNING (state, i)->processors;
  return free;
}

static gint64
shadow_time (const State *state, int processors)
{
  gint64 shadow = NEVER;
  for (guint i = 0; i < state->running->len; i++) {
    gint64 end = RUNNING (state, i)->start + RUNNING (state, i)->estimate;
    if (end < shadow && free_at (state, end) >= processors)
      shadow = end;
  }
  return shadow;
}

/* The one behind the head that is next after `last` (its place, or 0) in order of backfilling. */
static guint
next_behind (const State *state, guint last)
{
  guint best = 0;
  if (state->policy != REFERENCE_EASY_SJBF)
    return last + 1 < state->waiting->len ? last + 1 : 0;
  for (guint i = 1; i < state->waiting->len; i++) {
    gint64 estimate = WAITING (state, i)->job->estimate;
    gint64 before = last > 0 ? WAITING (state, last)->job->estimate : -1;
    gboolean comes_later = estimate > before || (estimate == before && i > last);
    if (comes_later && (best == 0 || estimate < WAITING (state, best)->job->estimate))
      best = i;
  }
  return best;
}

static void
backfill (State *state)
{
  int head = WAITING (state, 0)->job->processors;
  gint64 shadow = shadow_time (state, head);
  int extra = free_at (state, shadow) - head;
  guint last = 0, i;
  while ((i = next_behind (state, last)) != 0) {
    const ReferenceJob *job = WAITING (state, i)->job;
    gboolean in_time = state->now + job->estimate <= shadow;
    last = i;
    if (job->processors > state->free || (!in_time && job->processors > extra))
      continue;
    extra -= in_time ? 0 : job->processors;
    start (state, i);
    last = state->policy == REFERENCE_EASY_SJBF ? 0 : i - 1;
  }
}

static void
easy (State *state)
{
  start_from_the_front (state);
  if (state->waiting->len > 1 && state->policy != REFERENCE_FCFS)
    backfill (state);
}

/* ---- conservative ---- */

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  gint64 x = ((const Step *) a)->time, y = ((const Step *) b)->time;
  return (x > y) - (x < y);
}

static void
add_change (GArray *steps, gint64 time, int change)
{
  Step step = { time, change };
  g_array_append_val (steps, step);
}

/* What is free from now on beside all that run and all reservations. */
static GArray *
outlook (const State *state)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (Step));
  add_change (steps, state->now, state->free);
  for (guint i = 0; i < state->running->len; i++)
    add_change (steps, RUNNING (state, i)->start + RUNNING (state, i)->estimate,
                RUNNING (state, i)->processors);
  for (guint i = 0; i < state->waiting->len; i++) {
    const Waiting *waiting = WAITING (state, i);
    if (waiting->reserved == UNRESERVED)
      continue;
    add_change (steps, waiting->reserved, -waiting->job->processors);
    add_change (steps, waiting->reserved + waiting->job->estimate, waiting->job->processors);
  }
  g_array_sort (steps, compare_steps);
  for (guint i = 1; i < steps->len; i++)
    g_array_index (steps, Step, i).free += g_array_index (steps, Step, i - 1).free;
  return steps;
}

static gint64
earliest (const State *state, const ReferenceJob *job)
{
  g_autoptr (GArray) steps = outlook (state);
  gint64 from = state->now;
  for (guint i = 0; i < steps->len; i++) {
    const Step *step = &g_array_index (steps, Step, i);
    gboolean last_of_instant = i + 1 == steps->len || step[1].time > step->time;
    if (step->time >= from + job->estimate)
      break;
    if (last_of_instant && step->free < job->processors)
      from = step[1].time;
  }
  return from;
}

/* Once along the line. TRUE when somebody has got an earlier start. */
static gboolean
move_up (State *state, gboolean only_new)
{
  gboolean moved = FALSE;
  for (guint i = 0; i < state->waiting->len;) {
    Waiting *waiting = WAITING (state, i);
    gint64 before = waiting->reserved;
    if (before == UNRESERVED || !only_new) {
      waiting->reserved = UNRESERVED;
      waiting->reserved = earliest (state, waiting->job);
      moved = moved || before == UNRESERVED || waiting->reserved < before;
    }
    if (waiting->reserved <= state->now)
      start (state, i);
    else
      i++;
  }
  return moved;
}

static void
conservative (State *state, gboolean released)
{
  gboolean moved = move_up (state, !released);
  while (released && moved && !state->customs.move_up_once)
    moved = move_up (state, FALSE);
}

/* ---- time ---- */

static void
pass (State *state, gboolean released)
{
  if (state->policy == REFERENCE_CONSERVATIVE)
    conservative (state, released);
  else
    easy (state);
}

/* All that end now, in the order in which they began. */
static gboolean
end_jobs (State *state)
{
  gboolean released = FALSE;
  for (guint i = 0; i < state->running->len;) {
    const ReferenceJob *job = RUNNING (state, i);
    if (job->start + job->run != state->now) {
      i++;
      continue;
    }
    state->free += job->processors;
    released = TRUE;
    g_array_remove_index (state->running, i);
    if (state->customs.pass_after_each)
      pass (state, TRUE);
  }
  return released;
}

static void
submit_jobs (State *state, GArray *jobs, guint *next)
{
  for (; *next < jobs->len; (*next)++) {
    Waiting waiting = { &g_array_index (jobs, ReferenceJob, *next), UNRESERVED };
    if (waiting.job->submit != state->now)
      return;
    g_array_append_val (state->waiting, waiting);
    if (state->customs.pass_after_each)
      pass (state, FALSE);
  }
}

static gint64
next_instant (const State *state, const GArray *jobs, guint next)
{
  gint64 instant = next < jobs->len ? g_array_index (jobs, ReferenceJob, next).submit : NEVER;
  for (guint i = 0; i < state->running->len; i++)
    instant = MIN (instant, RUNNING (state, i)->start + RUNNING (state, i)->run);
  for (guint i = 0; i < state->waiting->len; i++)
    if (WAITING (state, i)->reserved != UNRESERVED)
      instant = MIN (instant, WAITING (state, i)->reserved);
  return instant;
}

void
reference_schedule (GArray *jobs, int processors, ReferencePolicy policy, ReferenceCustoms customs)
{
  State state = { policy, customs, 0, processors, g_array_new (FALSE, FALSE, sizeof (Waiting)),
                  g_array_new (FALSE, FALSE, sizeof (ReferenceJob *)) };
  guint next = 0;
  while ((state.now = next_instant (&state, jobs, next)) != NEVER) {
    gboolean released = FALSE;
    if (customs.arrivals_first)
      submit_jobs (&state, jobs, &next);
    released = end_jobs (&state);
    submit_jobs (&state, jobs, &next);
    pass (&state, released && !customs.pass_after_each);
  }
  g_array_unref (state.waiting);
  g_array_unref (state.running);
}
