/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's questions about one machine: what is free there, does a task fit, which filter
 * refuses. Every answer is counted from the tasks that stand there. */
#include "oracle.h"

#include <string.h>

gboolean
oracle_runs_on (const OracleState *state, int task, int machine)
{
  const OracleLife *life = &state->task[task];
  return (life->state == ORACLE_RUNNING || life->state == ORACLE_LEAVING)
    && life->machine == machine;
}

void
oracle_room (const OracleState *state, int machine, const gboolean *without, OracleRoom *ret)
{
  const OracleScenario *scenario = state->scenario;
  for (int r = 0; r < scenario->resources; r++) {
    gint64 capacity = scenario->machine[machine].capacity[r];
    ret->free[r] = capacity;
    for (int d = 0; d < ORACLE_DEVICES; d++)
      ret->device[r][d] = scenario->devices[r] && d < capacity / 1000 ? 1000 : 0;
  }
  for (int t = 0; t < scenario->tasks; t++) {
    if (!oracle_runs_on (state, t, machine) || (without != NULL && without[t]))
      continue;
    for (int r = 0; r < scenario->resources; r++) {
      ret->free[r] -= scenario->options.reclaims ? state->task[t].reserved[r]
                                                 : scenario->task[t].request[r];
      for (int d = 0; d < ORACLE_DEVICES; d++)
        ret->device[r][d] -= state->task[t].device[r][d];
    }
  }
  for (int r = 0; r < scenario->resources; r++)
    ret->free[r] = MAX (ret->free[r], 0);
}

gboolean
oracle_room_fits (const OracleState *state, int machine, const OracleRoom *room, int task)
{
  const OracleScenario *scenario = state->scenario;
  for (int r = 0; r < scenario->resources; r++) {
    gint64 request = scenario->task[task].request[r];
    if (request > room->free[r])
      return FALSE;
    if (!scenario->devices[r] || request == 0)
      continue;
    int devices = (int) (scenario->machine[machine].capacity[r] / 1000);
    gint64 useful = 0;
    for (int d = 0; d < devices; d++)
      if (room->device[r][d] >= MIN (request, 1000))
        useful++;
    if (useful < (request < 1000 ? 1 : request / 1000))
      return FALSE;
  }
  return TRUE;
}

gboolean
oracle_fits_empty (const OracleState *state, int machine, int task)
{
  gboolean without[ORACLE_TASKS];
  for (int t = 0; t < ORACLE_TASKS; t++)
    without[t] = TRUE;
  OracleRoom room;
  oracle_room (state, machine, without, &room);
  return oracle_room_fits (state, machine, &room, task);
}

const char *
oracle_machine_value (const OracleMachine *machine, const char *key)
{
  if (strcmp (key, "machine") == 0)
    return machine->name;
  if (strcmp (key, "zone") == 0)
    return machine->zone[0] != '\0' ? machine->zone : NULL;
  if (strcmp (key, "rack") == 0)
    return machine->rack[0] != '\0' ? machine->rack : NULL;
  for (int a = 0; a < machine->n_attributes; a++)
    if (strcmp (machine->attributes[a].key, key) == 0)
      return machine->attributes[a].value;
  return NULL;
}

gboolean
oracle_condition_holds (const OracleMachine *machine, const OracleCondition *condition)
{
  const char *value = oracle_machine_value (machine, condition->key);
  gboolean among = FALSE;
  for (int v = 0; v < condition->n_values && value != NULL; v++)
    among = among || strcmp (condition->values[v], value) == 0;
  gint64 number = 0;
  gboolean numeric =
    value != NULL && g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &number, NULL);
  switch (condition->op) {
  case '=':
    return among;
  case '!':
    return !among;
  case 'e':
    return value != NULL;
  case 'a':
    return value == NULL;
  case '<':
    return numeric && number < condition->bound;
  case 'l':
    return numeric && number <= condition->bound;
  case '>':
    return numeric && number > condition->bound;
  case 'g':
    return numeric && number >= condition->bound;
  default:
    g_assert_not_reached ();
  }
}

gboolean
oracle_tolerates (const OracleTask *task, const OracleLabel *taint)
{
  for (int i = 0; i < task->n_tolerations; i++) {
    const OracleLabel *toleration = &task->tolerations[i];
    if (strcmp (toleration->key, "*") == 0)
      return TRUE;
    if (strcmp (toleration->key, taint->key) != 0)
      continue;
    if (toleration->value[0] == '\0' || strcmp (toleration->value, taint->value) == 0)
      return TRUE;
  }
  return FALSE;
}

static gboolean
passes (const OracleState *state, int machine, int task, OracleFilter filter)
{
  const OracleMachine *m = &state->scenario->machine[machine];
  const OracleTask *t = &state->scenario->task[task];
  OracleRoom room;
  switch (filter) {
  case ORACLE_FILTER_UP:
    return state->machine[machine] == ORACLE_UP && state->held_for[machine] == ORACLE_NONE;
  case ORACLE_FILTER_CONSTRAINTS:
    for (int c = 0; c < t->constraints.count; c++)
      if (!oracle_condition_holds (m, &t->constraints.item[c]))
        return FALSE;
    return TRUE;
  case ORACLE_FILTER_TAINTS:
    for (int i = 0; i < m->n_taints; i++)
      if (!oracle_tolerates (t, &m->taints[i]))
        return FALSE;
    return TRUE;
  case ORACLE_FILTER_SPREAD:
    return oracle_spread_holds (state, machine, task);
  case ORACLE_FILTER_AFFINITY:
    return oracle_affinity_holds (state, machine, task);
  case ORACLE_FILTER_LIMITS:
    oracle_room_for (state, machine, NULL, task, &room);
    return oracle_room_fits (state, machine, &room, task);
  case ORACLE_FILTER_FIT:
    oracle_room (state, machine, NULL, &room);
    return oracle_room_fits (state, machine, &room, task);
  case ORACLE_FILTERS:
  default:
    g_assert_not_reached ();
  }
}

int
oracle_turned_away (const OracleState *state, int machine, int task, guint skip)
{
  const OracleOptions *options = &state->scenario->options;
  for (int f = 0; f < options->n_filters; f++)
    if ((skip >> options->filters[f] & 1) == 0
        && !passes (state, machine, task, options->filters[f]))
      return f;
  return ORACLE_NONE;
}

int
oracle_tier (const OracleScenario *scenario, int priority)
{
  int tier = 0;
  for (int i = 0; i < ORACLE_TIERS; i++)
    if (priority >= scenario->options.tier_bound[i])
      tier = i;
  return tier;
}

gint64
oracle_lost (const OracleState *state, int task)
{
  const OracleLife *life = &state->task[task];
  gint64 work = life->done + MAX (state->now - life->started, 0);
  gint64 checkpoint = state->scenario->task[task].checkpoint;
  gint64 kept = checkpoint > 0 ? work / checkpoint * checkpoint : 0;
  return work - kept;
}
