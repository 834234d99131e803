/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's gangs: a trial is played on the state itself, of which a copy is put back. */
#include "oracle.h"

#include <string.h>

gboolean
oracle_same_gang (const OracleScenario *scenario, int a, int b)
{
  return scenario->task[a].gang > 1 && scenario->task[b].gang > 1
         && strcmp (scenario->task[a].job, scenario->task[b].job) == 0;
}

/* Of the task's gang: how many run or have finished. */
static int
count_done (const OracleState *state, int task)
{
  int count = 0;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (oracle_same_gang (state->scenario, task, t))
      count += state->task[t].state == ORACLE_RUNNING || state->task[t].finished;
  return count;
}

int
oracle_gang_need (const OracleState *state, int task)
{
  return state->scenario->task[task].gang - count_done (state, task);
}

/* ---- packing ---- */

static const char *
level_of (const OracleScenario *scenario, int machine)
{
  const OracleMachine *m = &scenario->machine[machine];
  OracleSpreadBy by = scenario->options.gang_level;
  return by == ORACLE_BY_RACK ? m->rack : by == ORACLE_BY_ZONE ? m->zone : "";
}

static gboolean
same_domain (const OracleScenario *scenario, int a, int b)
{
  const char *level = level_of (scenario, a);
  return a == b || (level[0] != '\0' && strcmp (level, level_of (scenario, b)) == 0);
}

/* Takes parts of one device, or whole ones, that are there. */
static void
take_devices (const OracleScenario *scenario, int machine, OracleRoom *room, int resource, gint64 amount)
{
  for (int d = 0; d < scenario->machine[machine].capacity[resource] / 1000 && amount > 0; d++)
    if (room->device[resource][d] >= MIN (amount, 1000)) {
      room->device[resource][d] -= MIN (amount, 1000);
      amount -= 1000;
    }
}

/* How many such tasks there is room for on the machine: one after the other, but so many at most. */
#define ROOM_MOST 1000000

static gint64
room_on (const OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  const gint64 *request = scenario->task[task].request;
  gboolean any = FALSE;
  gint64 count = 0;
  OracleRoom room;
  if (oracle_turned_away (state, machine, task, 0) != ORACLE_NONE)
    return 0;
  for (int r = 0; r < scenario->resources; r++)
    any = any || request[r] > 0;
  oracle_room (state, machine, NULL, &room);
  while (any && oracle_room_fits (state, machine, &room, task)) {
    for (int r = 0; r < scenario->resources; r++) {
      room.free[r] -= request[r];
      if (scenario->devices[r])
        take_devices (scenario, machine, &room, r, request[r]);
    }
    count++;
  }
  return any ? count : ROOM_MOST;
}

static gint64
room_in (const OracleState *state, int machine, int task)
{
  gint64 sum = 0;
  for (int m = 0; m < state->scenario->machines; m++)
    if (same_domain (state->scenario, machine, m))
      sum += room_on (state, m, task);
  return sum;
}

/* The domain that takes all that are left and has the least room; else that of most room. A domain is
 * known by its first machine. */
static void
enter_domain (const OracleState *state, int task, int left, OraclePacking *packing)
{
  const OracleScenario *scenario = state->scenario;
  int best = 0;
  gint64 of_best = room_in (state, 0, task);
  for (int m = 1; m < scenario->machines; m++) {
    gint64 room = room_in (state, m, task);
    if (of_best >= left ? room >= left && room < of_best : room > of_best) {
      best = m;
      of_best = room;
    }
  }
  packing->entered = TRUE;
  packing->room = of_best;
  for (int m = 0; m < scenario->machines; m++)
    packing->allowed[m] = same_domain (scenario, best, m);
}

int
oracle_gang_machine (OracleState *state, int task, int left, OraclePacking *packing)
{
  const OracleOptions *options = &state->scenario->options;
  if (options->gang_packing == ORACLE_UNPACKED)
    return oracle_best_machine (state, task, NULL);
  if (packing->room == 0
      && (!packing->entered || options->gang_packing == ORACLE_PACKING_PREFERRED))
    enter_domain (state, task, left, packing);
  if (packing->room == 0)
    return ORACLE_NONE;
  packing->room--;
  return oracle_best_machine (state, task, packing->allowed);
}

gboolean
oracle_gang_starts (OracleState *state, int task)
{
  g_autofree OracleState *before = g_memdup2 (state, sizeof *state);
  guint lines = state->log->len;
  OraclePacking packing = { 0 };
  for (int t = 0; t < state->scenario->tasks && oracle_gang_need (state, task) > 0; t++) {
    if (!oracle_same_gang (state->scenario, task, t) || state->task[t].state != ORACLE_PENDING)
      continue;
    int machine = oracle_gang_machine (state, t, oracle_gang_need (state, task), &packing);
    if (machine != ORACLE_NONE)
      oracle_place (state, t, machine);
  }
  if (oracle_gang_need (state, task) <= 0) {
    oracle_gang_mark (state, task, FALSE);
    return TRUE;
  }
  *state = *before;
  g_ptr_array_set_size (state->log, (int) lines);
  return FALSE;
}

void
oracle_gang_mark (OracleState *state, int task, gboolean together)
{
  for (int t = 0; t < state->scenario->tasks; t++)
    if (oracle_same_gang (state->scenario, task, t))
      state->task[t].together = together;
}
