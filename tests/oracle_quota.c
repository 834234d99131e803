/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's admission: all that is asked for under a quota is summed up anew for each question. */
#include "oracle.h"

static gboolean
is_below (const OracleScenario *scenario, int user, int above)
{
  for (; user != ORACLE_NONE; user = scenario->parent[user])
    if (user == above)
      return TRUE;
  return FALSE;
}

/* Admitted and not gone, in the tier, of the user or somebody below it. */
static gint64
admitted (const OracleState *state, int user, int tier, int resource)
{
  const OracleScenario *scenario = state->scenario;
  gint64 sum = 0;
  for (int t = 0; t < scenario->tasks; t++) {
    OracleTaskState is = state->task[t].state;
    gboolean in = is == ORACLE_PENDING || is == ORACLE_AWAITING || is == ORACLE_RUNNING
                  || is == ORACLE_LEAVING;
    if (in && oracle_tier (scenario, scenario->task[t].priority) == tier
        && is_below (scenario, scenario->task[t].user, user))
      sum += scenario->task[t].request[resource];
  }
  return sum;
}

int
oracle_over_quota (const OracleState *state, int task, gboolean alone)
{
  const OracleScenario *scenario = state->scenario;
  const OracleTask *its = &scenario->task[task];
  int tier = oracle_tier (scenario, its->priority);
  for (int u = its->user; scenario->quotas && u != ORACLE_NONE; u = scenario->parent[u])
    for (int r = 0; r < scenario->resources; r++)
      if (scenario->own[u].bounds[tier][r] && its->request[r] > 0
          && its->request[r] + (alone ? 0 : admitted (state, u, tier, r))
               > scenario->own[u].quota[tier][r])
        return r;
  return ORACLE_NONE;
}

gboolean
oracle_stands_behind (const OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  for (int t = 0; t < task; t++)
    if (state->task[t].state == ORACLE_OVER_QUOTA
        && scenario->task[t].user == scenario->task[task].user
        && oracle_tier (scenario, scenario->task[t].priority)
             == oracle_tier (scenario, scenario->task[task].priority))
      return TRUE;
  return FALSE;
}

int
oracle_admitted (const OracleState *state)
{
  for (int t = 0; t < state->scenario->tasks; t++)
    if (state->task[t].state == ORACLE_OVER_QUOTA && !oracle_stands_behind (state, t)
        && oracle_over_quota (state, t, FALSE) == ORACLE_NONE)
      return t;
  return ORACLE_NONE;
}
