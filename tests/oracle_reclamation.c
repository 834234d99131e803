/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's reservations: what is reserved for each running task, instant by instant, and who must
 * leave a machine that has run short. */
#include "oracle.h"

#include <string.h>

static gboolean
runs (const OracleState *state, int task)
{
  return state->task[task].state == ORACLE_RUNNING;
}

static gint64
share_of (gint64 limit, gint64 millionths)
{
  gint64 part = limit * millionths / 1000000;
  return part * 1000000 < limit * millionths ? part + 1 : part;
}

/* How much of the resource it uses now. */
static gint64
usage (const OracleState *state, int task, int r)
{
  const OracleTask *t = &state->scenario->task[task];
  gint64 age = state->now - state->task[task].started;
  gboolean peak = t->peaks && age >= t->peak_at
                  && (t->peak_for == ORACLE_NONE || age < t->peak_at + t->peak_for);
  return peak ? t->peak[r] : t->used[r];
}

static gint64
target (const OracleState *state, int task, int r)
{
  const OracleScenario *scenario = state->scenario;
  gint64 limit = scenario->task[task].request[r];
  gint64 wanted = usage (state, task, r) + share_of (limit, scenario->options.reserve_margin);
  return scenario->devices[r] ? limit : MIN (limit, wanted);
}

static gboolean
is_above (const OracleState *state, int task)
{
  for (int r = 0; r < state->scenario->resources; r++)
    if (state->task[task].reserved[r] > target (state, task, r))
      return TRUE;
  return FALSE;
}

void
oracle_reserve_limits (OracleState *state, int task)
{
  for (int r = 0; r < state->scenario->resources; r++)
    state->task[task].reserved[r] = state->scenario->task[task].request[r];
}

/* When its usage changes or its reservation falls, after now; or ORACLE_NONE. */
gint64
oracle_next_usage (const OracleState *state, int task)
{
  const OracleOptions *options = &state->scenario->options;
  const OracleTask *t = &state->scenario->task[task];
  gint64 started = state->task[task].started, next = G_MAXINT64, step;
  if (!options->reclaims || !runs (state, task))
    return ORACLE_NONE;
  if (t->peaks && started + t->peak_at > state->now)
    next = started + t->peak_at;
  else if (t->peaks && t->peak_for != ORACLE_NONE
           && started + t->peak_at + t->peak_for > state->now)
    next = started + t->peak_at + t->peak_for;
  for (step = started + options->reserve_after; step <= state->now;)
    step += options->reserve_interval;
  if (is_above (state, task))
    next = MIN (next, step);
  return next < G_MAXINT64 ? next : ORACLE_NONE;
}

static void
move (OracleState *state, int task)
{
  const OracleOptions *options = &state->scenario->options;
  OracleLife *life = &state->task[task];
  gint64 age = state->now - life->started;
  gboolean step = age >= options->reserve_after
                  && (age - options->reserve_after) % options->reserve_interval == 0;
  for (int r = 0; r < state->scenario->resources; r++) {
    gint64 least = target (state, task, r), was = life->reserved[r];
    gint64 limit = state->scenario->task[task].request[r];
    if (was < least)
      life->reserved[r] = least;
    else if (step)
      life->reserved[r] = MAX (least, was - share_of (limit, options->reserve_step));
    if (life->reserved[r] < was)
      state->changed[life->machine] = TRUE;
  }
}

/* Is more used on the machine than it has of something that cannot be throttled? */
static gboolean
is_short (const OracleState *state, int machine, int r)
{
  const OracleScenario *scenario = state->scenario;
  gint64 used = 0;
  for (int t = 0; t < scenario->tasks; t++)
    if (oracle_runs_on (state, t, machine))
      used += usage (state, t, r);
  return r != scenario->options.cpu && !scenario->devices[r]
         && used > scenario->machine[machine].capacity[r];
}

static int
shortfall_victim (const OracleState *state, int machine)
{
  const OracleScenario *scenario = state->scenario;
  int victim = ORACLE_NONE;
  for (int t = 0; t < scenario->tasks; t++) {
    gboolean helps = FALSE;
    if (!oracle_runs_on (state, t, machine)
        || oracle_tier (scenario, scenario->task[t].priority) >= 2)
      continue;
    for (int r = 0; r < scenario->resources; r++)
      helps = helps || (usage (state, t, r) > 0 && is_short (state, machine, r));
    if (helps
        && (victim == ORACLE_NONE
            || scenario->task[t].priority <= scenario->task[victim].priority))
      victim = t;
  }
  return victim;
}

void
oracle_move_reservations (OracleState *state,
                          void (*evict) (OracleState *state, int task, const char *cause))
{
  if (!state->scenario->options.reclaims)
    return;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (runs (state, t))
      move (state, t);
  for (int m = 0; m < state->scenario->machines; m++)
    for (int victim; (victim = shortfall_victim (state, m)) != ORACLE_NONE;)
      evict (state, victim, "shortfall");
}

/* What the task asks of, tasks in `without` gone: beside limits if it is of prod or above. */
void
oracle_room_for (const OracleState *state, int machine, const gboolean *without, int task,
                 OracleRoom *ret)
{
  const OracleScenario *scenario = state->scenario;
  gboolean prod = oracle_tier (scenario, scenario->task[task].priority) >= 2;
  oracle_room (state, machine, without, ret);
  if (!scenario->options.reclaims)
    return;
  for (int r = 0; r < scenario->resources; r++) {
    ret->free[r] = scenario->machine[machine].capacity[r];
    for (int t = 0; t < scenario->tasks; t++)
      if (oracle_runs_on (state, t, machine) && (without == NULL || !without[t]))
        ret->free[r] -= prod ? scenario->task[t].request[r] : state->task[t].reserved[r];
    ret->free[r] = MAX (ret->free[r], 0);
  }
}
