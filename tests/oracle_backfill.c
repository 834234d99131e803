/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's backfilling. What is planned at a time is counted from all tasks each time somebody
 * asks, and a question about a span is asked at every moment of it at which anything may change. */
#include "oracle.h"

#include <string.h>

#define FOR_EVER G_MAXINT64

static gint64
plus (gint64 time, gint64 length)
{
  return length == FOR_EVER ? FOR_EVER : time + length;
}

static gint64
expected_length (const OracleState *state, int task)
{
  gint64 estimate = state->scenario->task[task].estimate;
  return estimate == ORACLE_NONE ? FOR_EVER : MAX (estimate - state->task[task].done, 1);
}

static gint64
expected_end (const OracleState *state, int task)
{
  return MAX (plus (state->task[task].started, expected_length (state, task)), state->now + 1);
}

static gboolean
eligible (const OracleState *state, int machine, int task)
{
  return oracle_turned_away (state, machine, task, ORACLE_SKIP_FIT) == ORACLE_NONE
         && oracle_fits_empty (state, machine, task);
}

/* ---- the line ---- */

typedef struct {
  int count;
  int task[ORACLE_TASKS];
} Line;

static gboolean
stands_before (const OracleScenario *scenario, int a, int b)
{
  int a_priority = scenario->task[a].priority, b_priority = scenario->task[b].priority;
  int a_tier = oracle_tier (scenario, a_priority), b_tier = oracle_tier (scenario, b_priority);
  if (a_tier != b_tier)
    return a_tier > b_tier;
  if (scenario->options.order == ORACLE_PRIORITY)
    return oracle_more_urgent (scenario, a, b);
  return a < b;
}

/* All that wait but one. */
static Line
make_line (const OracleState *state, gboolean shortest_first, int but)
{
  Line line = { 0 };
  for (int t = 0; t < state->scenario->tasks; t++) {
    if (state->task[t].state != ORACLE_PENDING || t == but)
      continue;
    int at = line.count++;
    for (; at > 0; at--) {
      int other = line.task[at - 1];
      gint64 mine = expected_length (state, t), its = expected_length (state, other);
      gboolean before = shortest_first && mine != its ? mine < its
                                                      : stands_before (state->scenario, t, other);
      if (!before)
        break;
      line.task[at] = other;
    }
    line.task[at] = t;
  }
  return line;
}

/* ---- easy ---- */

typedef struct {
  int head, machine;
  gint64 shadow;
} Reserved;

/* Has the machine room for the task once all are gone that are expected to end by then? */
static gboolean
room_at (const OracleState *state, int machine, int task, gint64 time)
{
  gboolean without[ORACLE_TASKS];
  OracleRoom room;
  for (int t = 0; t < ORACLE_TASKS; t++)
    without[t] = t < state->scenario->tasks && oracle_runs_on (state, t, machine)
                 && expected_end (state, t) <= time;
  oracle_room (state, machine, without, &room);
  return oracle_room_fits (state, machine, &room, task);
}

static gint64
shadow_time (const OracleState *state, int machine, int task)
{
  gint64 shadow = FOR_EVER;
  for (int t = 0; t < state->scenario->tasks && eligible (state, machine, task); t++) {
    if (!oracle_runs_on (state, t, machine))
      continue;
    gint64 end = expected_end (state, t);
    if (end < shadow && room_at (state, machine, task, end))
      shadow = end;
  }
  return shadow;
}

static Reserved
reserve (const OracleState *state, int task)
{
  Reserved reserved = { ORACLE_NONE, ORACLE_NONE, FOR_EVER };
  for (int m = 0; m < state->scenario->machines; m++) {
    gint64 shadow = shadow_time (state, m, task);
    if (shadow < reserved.shadow)
      reserved = (Reserved){ task, m, shadow };
  }
  return reserved;
}

/* Puts the task there for a moment. */
static gboolean
head_keeps_room (OracleState *state, const Reserved *reserved, int task)
{
  OracleLife before = state->task[task];
  oracle_take_devices (state, reserved->machine, task);
  state->task[task].state = ORACLE_RUNNING;
  state->task[task].machine = reserved->machine;
  state->task[task].started = state->now;
  gboolean keeps = room_at (state, reserved->machine, reserved->head, reserved->shadow);
  state->task[task] = before;
  return keeps;
}

/* FALSE when it does not start. */
static gboolean
try_beside (OracleState *state, const Reserved *reserved, int task)
{
  gboolean allowed[ORACLE_MACHINES];
  for (int m = 0; m < state->scenario->machines; m++)
    allowed[m] = m != reserved->machine
                 || (oracle_turned_away (state, m, task, 0) == ORACLE_NONE
                     && head_keeps_room (state, reserved, task));
  int machine = oracle_best_machine (state, task, allowed);
  if (machine != ORACLE_NONE)
    oracle_place (state, task, machine);
  return machine != ORACLE_NONE;
}

static void
easy (OracleState *state, gboolean shortest_first)
{
  Line line = make_line (state, FALSE, ORACLE_NONE);
  Reserved reserved = { ORACLE_NONE, ORACLE_NONE, FOR_EVER };
  int i = 0;
  for (; i < line.count && reserved.head == ORACLE_NONE; i++)
    if (!try_beside (state, &reserved, line.task[i]))
      reserved = reserve (state, line.task[i]);
  if (shortest_first && reserved.head != ORACLE_NONE) {
    line = make_line (state, TRUE, reserved.head);
    i = 0;
  }
  for (; i < line.count; i++)
    try_beside (state, &reserved, line.task[i]);
}

/* ---- conservative ---- */

static gint64
reserved_end (const OracleState *state, int task)
{
  return plus (state->task[task].reserved_start, expected_length (state, task));
}

static gboolean
has_reservation_on (const OracleState *state, int task, int machine)
{
  return state->task[task].state == ORACLE_PENDING
         && state->task[task].reserved_machine == machine;
}

static void
planned_free (const OracleState *state, int machine, gint64 time, gint64 free[ORACLE_RESOURCES])
{
  const OracleScenario *scenario = state->scenario;
  memcpy (free, scenario->machine[machine].capacity, ORACLE_RESOURCES * sizeof *free);
  for (int t = 0; t < scenario->tasks; t++) {
    gboolean there = oracle_runs_on (state, t, machine) && time < expected_end (state, t);
    there = there
            || (has_reservation_on (state, t, machine)
                && state->task[t].reserved_start <= time && time < reserved_end (state, t));
    for (int r = 0; r < scenario->resources && there; r++)
      free[r] -= scenario->task[t].request[r];
  }
}

/* The first moment after `after` at which what is planned free there changes; FOR_EVER: none. */
static gint64
next_change (const OracleState *state, int machine, gint64 after)
{
  gint64 next = FOR_EVER;
  for (int t = 0; t < state->scenario->tasks; t++) {
    gint64 moments[3] = { FOR_EVER, FOR_EVER, FOR_EVER };
    if (oracle_runs_on (state, t, machine))
      moments[0] = expected_end (state, t);
    if (has_reservation_on (state, t, machine)) {
      moments[1] = state->task[t].reserved_start;
      moments[2] = reserved_end (state, t);
    }
    for (int i = 0; i < 3; i++) {
      gint64 before[ORACLE_RESOURCES], then[ORACLE_RESOURCES];
      if (moments[i] <= after || moments[i] >= next)
        continue;
      planned_free (state, machine, moments[i] - 1, before);
      planned_free (state, machine, moments[i], then);
      if (memcmp (before, then, (gsize) state->scenario->resources * sizeof *then) != 0)
        next = moments[i];
    }
  }
  return next;
}

/* Is this much planned free from then on, up to `end`? */
static gboolean
planned_to_hold (const OracleState *state, int machine, gint64 from, gint64 end,
                 const gint64 *request)
{
  for (gint64 at = from; at < end; at = next_change (state, machine, at)) {
    gint64 free[ORACLE_RESOURCES];
    planned_free (state, machine, at, free);
    for (int r = 0; r < state->scenario->resources; r++)
      if (free[r] < request[r])
        return FALSE;
  }
  return TRUE;
}

static gboolean
can_be_kept (const OracleState *state)
{
  static const gint64 nothing[ORACLE_RESOURCES];
  for (int t = 0; t < state->scenario->tasks; t++) {
    const OracleLife *life = &state->task[t];
    if (life->state != ORACLE_PENDING || life->reserved_machine == ORACLE_NONE)
      continue;
    if (life->reserved_start < state->now || state->machine[life->reserved_machine] != ORACLE_UP
        || !planned_to_hold (state, life->reserved_machine, state->now, FOR_EVER, nothing))
      return FALSE;
  }
  return TRUE;
}

static gboolean
start_now (OracleState *state, int task)
{
  gboolean allowed[ORACLE_MACHINES];
  for (int m = 0; m < state->scenario->machines; m++)
    allowed[m] = planned_to_hold (state, m, state->now,
                                  plus (state->now, expected_length (state, task)),
                                  state->scenario->task[task].request);
  int machine = oracle_best_machine (state, task, allowed);
  if (machine != ORACLE_NONE)
    oracle_place (state, task, machine);
  return machine != ORACLE_NONE;
}

/* TRUE when anything has changed. */
static gboolean
look_at (OracleState *state, int task)
{
  OracleLife *life = &state->task[task];
  int machine = life->reserved_machine;
  gint64 start = machine == ORACLE_NONE ? FOR_EVER : life->reserved_start;
  gboolean earlier = FALSE;
  life->reserved_machine = ORACLE_NONE;
  if (start_now (state, task))
    return TRUE;
  for (int m = 0; m < state->scenario->machines; m++) {
    if (!eligible (state, m, task))
      continue;
    gint64 at = next_change (state, m, state->now);
    while (at < start
           && !planned_to_hold (state, m, at, plus (at, expected_length (state, task)),
                                state->scenario->task[task].request))
      at = next_change (state, m, at);
    if (at >= start)
      continue;
    earlier = TRUE;
    start = at;
    machine = m;
  }
  life->reserved_machine = machine;
  life->reserved_start = start;
  return earlier;
}

static void
conservative (OracleState *state)
{
  gboolean moving = state->released, changed = TRUE;
  state->released = FALSE;
  if (!can_be_kept (state)) {
    for (int t = 0; t < state->scenario->tasks; t++)
      state->task[t].reserved_machine = ORACLE_NONE;
    moving = TRUE;
  }
  while (changed) {
    Line line = make_line (state, FALSE, ORACLE_NONE);
    changed = FALSE;
    for (int i = 0; i < line.count; i++)
      if (moving || state->task[line.task[i]].reserved_machine == ORACLE_NONE
          || state->task[line.task[i]].reserved_start == state->now)
        changed = look_at (state, line.task[i]) || changed;
    changed = changed && moving && !state->scenario->options.compress_once;
  }
}

static gboolean
ends_at_once (const OracleState *state, int machine)
{
  for (int t = 0; t < state->scenario->tasks; t++)
    if (oracle_runs_on (state, t, machine) && expected_end (state, t) == state->now + 1)
      return TRUE;
  return FALSE;
}

gint64
oracle_next_reservation (const OracleState *state)
{
  gint64 next = ORACLE_NONE;
  for (int t = 0; t < state->scenario->tasks && state->scenario->options.compress_once; t++) {
    const OracleLife *life = &state->task[t];
    if (life->state == ORACLE_PENDING && life->reserved_machine != ORACLE_NONE
        && life->reserved_start > state->now && !ends_at_once (state, life->reserved_machine)
        && (next == ORACLE_NONE || life->reserved_start < next))
      next = life->reserved_start;
  }
  return next;
}

void
oracle_backfill (OracleState *state)
{
  if (state->scenario->options.queue == ORACLE_CONSERVATIVE)
    conservative (state);
  else
    easy (state, state->scenario->options.queue == ORACLE_EASY_SJBF);
}
