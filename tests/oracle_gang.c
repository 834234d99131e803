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

gboolean
oracle_gang_starts (OracleState *state, int task)
{
  g_autofree OracleState *before = g_memdup2 (state, sizeof *state);
  guint lines = state->log->len;
  for (int t = 0; t < state->scenario->tasks && oracle_gang_need (state, task) > 0; t++) {
    if (!oracle_same_gang (state->scenario, task, t) || state->task[t].state != ORACLE_PENDING)
      continue;
    int machine = oracle_best_machine (state, t, NULL);
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
