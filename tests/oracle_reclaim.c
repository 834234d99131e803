/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's reclaim: who may take from whom, in fractions of any length. */
#include "oracle.h"

#include <gmp.h>
#include <string.h>

/* What a user holds in a tier, without the tasks in `without`, with the task `with` (or
 * ORACLE_NONE), as a weighted share. */
static void
share_if (const OracleState *state, int user, int tier, const gboolean *without, int with, mpq_t ret)
{
  const OracleScenario *scenario = state->scenario;
  gint64 capacity[ORACLE_RESOURCES];
  mpz_t floor, unit;
  mpq_t part;
  mpz_inits (floor, unit, NULL);
  mpq_init (part);
  mpz_ui_pow_ui (unit, 2, 40);
  mpq_set_ui (ret, 0, 1);
  oracle_share_capacity (state, capacity);
  for (int r = 0; r < scenario->resources; r++) {
    gint64 amount, whole, held = with != ORACLE_NONE ? scenario->task[with].request[r] : 0;
    for (int t = 0; t < scenario->tasks; t++)
      if (scenario->task[t].user == user && oracle_on_machine (state, t)
          && oracle_counts_in (state, t, tier) && !(without != NULL && without[t]))
        held += scenario->task[t].request[r];
    if (!oracle_part (scenario, user, r, held, capacity[r], &amount, &whole))
      continue;
    mpq_set_si (part, amount, (gulong) whole);
    mpq_canonicalize (part);
    if (scenario->options.order == ORACLE_ASSET) {
      mpz_mul (floor, mpq_numref (part), unit);
      mpz_fdiv_q (floor, floor, mpq_denref (part));
      mpq_set_num (part, floor);
      mpq_set_den (part, unit);
      mpq_canonicalize (part);
      mpq_add (ret, ret, part);
    } else if (mpq_cmp (part, ret) > 0) {
      mpq_set (ret, part);
    }
  }
  mpq_set_si (part, scenario->weight[user], 1000);
  mpq_canonicalize (part);
  if (scenario->weight[user] == 0) /* as good as 0, and below all other weights by far */
    mpq_set_str (part, "1/100000000000000000000", 10);
  mpq_div (ret, ret, part);
  mpq_clear (part);
  mpz_clears (floor, unit, NULL);
}

static int
compare_users (const OracleState *state, int tier, int a, int b)
{
  mpq_t x, y;
  mpq_inits (x, y, NULL);
  share_if (state, a, tier, NULL, ORACLE_NONE, x);
  share_if (state, b, tier, NULL, ORACLE_NONE, y);
  int order = mpq_cmp (x, y);
  mpq_clears (x, y, NULL);
  return order;
}

static gint64
tasks_of (const OracleState *state, int user, int tier)
{
  gint64 tasks = 0;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (state->scenario->task[t].user == user && oracle_counts_in (state, t, tier))
      tasks += oracle_tie_count (state, t);
  return tasks;
}

/* May `task` take from the victim's user when the tasks in `gone` are taken already? */
static gboolean
allowed (const OracleState *state, int tier, int task, int victim, const gboolean *gone)
{
  const OracleScenario *scenario = state->scenario;
  gboolean without[ORACLE_TASKS], yes;
  mpq_t taker, other, millionth;
  mpq_inits (taker, other, millionth, NULL);
  memcpy (without, gone, sizeof without);
  without[victim] = scenario->options.reclaim == ORACLE_RECLAIM_VOLCANO;
  share_if (state, scenario->task[task].user, tier, NULL, task, taker);
  share_if (state, scenario->task[victim].user, tier, without, ORACLE_NONE, other);
  mpq_set_ui (millionth, 1, 1000000);
  if (scenario->options.reclaim == ORACLE_RECLAIM_VOLCANO) {
    mpq_add (other, other, millionth);
    yes = mpq_cmp (taker, other) <= 0;
  } else {
    yes = mpq_cmp (taker, other) < 0;
  }
  mpq_clears (taker, other, millionth, NULL);
  return yes;
}

/* Is a taken before b? */
static gboolean
candidate_before (const OracleState *state, int tier, int a, int b)
{
  int a_user = state->scenario->task[a].user, b_user = state->scenario->task[b].user;
  int order = compare_users (state, tier, a_user, b_user);
  if (order != 0)
    return order > 0;
  return a_user != b_user ? a_user < b_user : a > b;
}

static gboolean
fits_without (const OracleState *state, int machine, int task, const gboolean *gone)
{
  OracleRoom room;
  oracle_room (state, machine, gone, &room);
  return oracle_room_fits (state, machine, &room, task);
}

/* The victims on one machine; FALSE when there are none that make room. */
static gboolean
victims_on (const OracleState *state, int tier, int machine, int task, int victims[ORACLE_TASKS],
            int *ret_n)
{
  const OracleScenario *scenario = state->scenario;
  gboolean gone[ORACLE_TASKS] = { FALSE };
  int list[ORACLE_TASKS], n = 0, taken = 0;
  for (int t = 0; t < scenario->tasks; t++) {
    if (state->task[t].state != ORACLE_RUNNING || state->task[t].machine != machine
        || scenario->task[t].user == scenario->task[task].user
        || scenario->task[t].priority != scenario->task[task].priority
        || state->reclaimed[scenario->task[t].user] == state->now)
      continue;
    int at = n++;
    for (; at > 0 && candidate_before (state, tier, t, list[at - 1]); at--)
      list[at] = list[at - 1];
    list[at] = t;
  }
  for (int i = 0; i < n && !fits_without (state, machine, task, gone); i++)
    if (allowed (state, tier, task, list[i], gone)) {
      gone[list[i]] = TRUE;
      victims[taken++] = list[i];
    }
  if (!fits_without (state, machine, task, gone))
    return FALSE;
  *ret_n = 0;
  for (int i = taken - 1; i >= 0; i--) {
    gone[victims[i]] = FALSE;
    if (!fits_without (state, machine, task, gone))
      gone[victims[i]] = TRUE;
  }
  for (int i = 0; i < taken; i++)
    if (gone[victims[i]])
      victims[(*ret_n)++] = victims[i];
  return *ret_n > 0;
}

static __int128
loss_of (const OracleState *state, int machine, const int *victims, int n)
{
  __int128 loss = 0;
  for (int i = 0; i < n; i++)
    loss += (__int128) oracle_lost (state, victims[i])
            * oracle_size_on (state->scenario, machine, victims[i]);
  return loss;
}

/* The best machine for the task; FALSE when there is none. */
static gboolean
find_machine (const OracleState *state, int tier, int task, int *ret_machine,
              int victims[ORACLE_TASKS], int *ret_n)
{
  gboolean found = FALSE;
  __int128 least = 0;
  for (int m = 0; m < state->scenario->machines; m++) {
    int here[ORACLE_TASKS], n = 0;
    if (oracle_turned_away (state, m, task, ORACLE_SKIP_FIT) != ORACLE_NONE
        || !victims_on (state, tier, m, task, here, &n))
      continue;
    __int128 loss = loss_of (state, m, here, n);
    if (found && (n > *ret_n || (n == *ret_n && loss >= least)))
      continue;
    found = TRUE;
    least = loss;
    *ret_machine = m;
    *ret_n = n;
    memcpy (victims, here, sizeof here);
  }
  return found;
}

/* Users from the lowest share up. */
static void
rank_users (const OracleState *state, int tier, int *ret)
{
  for (int u = 0; u < state->scenario->users; u++) {
    int at = u;
    for (; at > 0; at--) {
      int order = compare_users (state, tier, u, ret[at - 1]);
      if (order > 0
          || (order == 0 && tasks_of (state, u, tier) >= tasks_of (state, ret[at - 1], tier)))
        break;
      ret[at] = ret[at - 1];
    }
    ret[at] = u;
  }
}

/* The user's next task after `last` (ORACLE_NONE: its first), in the order in which they are served. */
static int
task_after (const OracleState *state, int tier, int user, int last)
{
  const OracleScenario *scenario = state->scenario;
  int next = ORACLE_NONE;
  for (int t = 0; t < scenario->tasks; t++) {
    int priority = scenario->task[t].priority;
    if (scenario->task[t].user != user || !oracle_queued (state, t, tier)
        || (last != ORACLE_NONE
            && (priority > scenario->task[last].priority
                || (priority == scenario->task[last].priority && t <= last))))
      continue;
    if (next == ORACLE_NONE || priority > scenario->task[next].priority)
      next = t;
  }
  return next;
}

static gboolean
anybody_waits (const OracleState *state, int tier)
{
  for (int t = 0; t < state->scenario->tasks; t++)
    if (oracle_queued (state, t, tier))
      return TRUE;
  return FALSE;
}

int
oracle_reclaim (const OracleState *state, int *ret_machine, int victims[ORACLE_TASKS],
                int *ret_n_victims)
{
  const OracleOptions *options = &state->scenario->options;
  int user[ORACLE_USERS];
  for (int tier = ORACLE_TIERS - 1; tier >= 0 && options->reclaim != ORACLE_NO_RECLAIM; tier--) {
    if (tier == 2 || !anybody_waits (state, tier))
      continue;
    rank_users (state, tier, user);
    for (int i = 0; i < state->scenario->users; i++)
      for (int task = task_after (state, tier, user[i], ORACLE_NONE); task != ORACLE_NONE;
           task = task_after (state, tier, user[i], task)) {
        if (find_machine (state, tier, task, ret_machine, victims, ret_n_victims))
          return task;
        if (options->queue == ORACLE_STRICT)
          break;
      }
  }
  return ORACLE_NONE;
}
