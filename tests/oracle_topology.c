/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's rules about where other tasks run: everybody is counted each time somebody asks. */
#include "oracle.h"

#include <math.h>
#include <string.h>

static gboolean
has_capacity (const OracleState *state, int machine)
{
  return state->machine[machine] == ORACLE_UP || state->machine[machine] == ORACLE_DRAINING;
}

static gboolean
same_domain (const OracleScenario *scenario, int a, int b, const char *key)
{
  const char *here = oracle_machine_value (&scenario->machine[a], key);
  const char *there = oracle_machine_value (&scenario->machine[b], key);
  return here != NULL && there != NULL && strcmp (here, there) == 0;
}

/* Does the machine count for the task's spread, for its soft rules or those that must hold? */
static gboolean
counts (const OracleScenario *scenario, int machine, int task, gboolean soft)
{
  const OracleTask *t = &scenario->task[task];
  const OracleMachine *m = &scenario->machine[machine];
  for (int i = 0; i < t->n_spread; i++)
    if (t->spread[i].soft == soft && oracle_machine_value (m, t->spread[i].key) == NULL)
      return FALSE;
  for (int c = 0; c < t->constraints.count; c++)
    if (!oracle_condition_holds (m, &t->constraints.item[c]))
      return FALSE;
  return TRUE;
}

/* Of the machines that count, how many of the task's group run there and stay; ORACLE_NONE for the
 * others. */
static void
count_like_it (const OracleState *state, int task, gboolean soft, int ret_number[ORACLE_MACHINES])
{
  const OracleScenario *scenario = state->scenario;
  for (int m = 0; m < scenario->machines; m++)
    ret_number[m] = counts (scenario, m, task, soft) ? 0 : ORACLE_NONE;
  for (int t = 0; t < scenario->tasks; t++) {
    const OracleLife *life = &state->task[t];
    if (life->state == ORACLE_RUNNING && ret_number[life->machine] != ORACLE_NONE
        && strcmp (scenario->task[t].group, scenario->task[task].group) == 0)
      ret_number[life->machine]++;
  }
}

static gboolean
one_spread_holds (const OracleState *state, int machine, const int number[ORACLE_MACHINES],
                  const OracleSpread *rule)
{
  const OracleScenario *scenario = state->scenario;
  int least = G_MAXINT, domains = 0, here = 0;
  if (number[machine] == ORACLE_NONE)
    return FALSE;
  for (int m = 0; m < scenario->machines; m++) {
    gboolean is_new = has_capacity (state, m) && number[m] != ORACLE_NONE;
    int in_domain = 0;
    for (int other = 0; other < scenario->machines; other++) {
      if (number[other] == ORACLE_NONE || !same_domain (scenario, m, other, rule->key))
        continue;
      in_domain += number[other];
      if (other < m && has_capacity (state, other))
        is_new = FALSE;
    }
    if (m == machine)
      here = in_domain;
    if (!is_new)
      continue;
    domains++;
    least = MIN (least, in_domain);
  }
  return here + 1 - (domains < rule->domains ? 0 : least) <= rule->skew;
}

gboolean
oracle_spread_holds (const OracleState *state, int machine, int task)
{
  const OracleTask *t = &state->scenario->task[task];
  int number[ORACLE_MACHINES];
  if (t->n_spread == 0)
    return TRUE;
  count_like_it (state, task, FALSE, number);
  for (int i = 0; i < t->n_spread; i++)
    if (!t->spread[i].soft && !one_spread_holds (state, machine, number, &t->spread[i]))
      return FALSE;
  return TRUE;
}

void
oracle_crowding (const OracleState *state, int task, const gboolean *in,
                 gint64 ret[ORACLE_MACHINES])
{
  const OracleScenario *scenario = state->scenario;
  const OracleTask *t = &scenario->task[task];
  int number[ORACLE_MACHINES];
  double sum[ORACLE_MACHINES] = { 0 };
  gboolean any = FALSE; /* without soft rules everybody takes part */
  count_like_it (state, task, TRUE, number);
  for (int i = 0; i < t->n_spread; i++) {
    const OracleSpread *rule = &t->spread[i];
    int here[ORACLE_MACHINES] = { 0 }, domains = 0;
    any = any || rule->soft;
    for (int m = 0; m < scenario->machines && rule->soft; m++) {
      gboolean is_new = in[m] && number[m] != ORACLE_NONE;
      for (int other = 0; other < scenario->machines; other++) {
        if (number[other] == ORACLE_NONE || !same_domain (scenario, m, other, rule->key))
          continue;
        here[m] += number[other];
        if (other < m && in[other])
          is_new = FALSE;
      }
      domains += is_new ? 1 : 0;
    }
    for (int m = 0; m < scenario->machines && rule->soft; m++)
      sum[m] += here[m] * log (domains + 2) + (rule->skew - 1);
  }
  for (int m = 0; m < scenario->machines; m++)
    ret[m] = number[m] == ORACLE_NONE && any ? ORACLE_NONE : (gint64) round (sum[m]);
}

static gboolean
is_somewhere (const OracleState *state, int task)
{
  OracleTaskState is = state->task[task].state;
  return is == ORACLE_RUNNING || is == ORACLE_LEAVING;
}

/* Does one of the group run in the machine's domain? */
static gboolean
somebody_near (const OracleState *state, int machine, const char *group, const char *key)
{
  const OracleScenario *scenario = state->scenario;
  for (int t = 0; t < scenario->tasks; t++)
    if (strcmp (scenario->task[t].group, group) == 0 && is_somewhere (state, t)
        && same_domain (scenario, machine, state->task[t].machine, key))
      return TRUE;
  return FALSE;
}

/* … or anywhere where there is the key? */
static gboolean
somebody_anywhere (const OracleState *state, const char *group, const char *key)
{
  for (int m = 0; m < state->scenario->machines; m++)
    if (somebody_near (state, m, group, key))
      return TRUE;
  return FALSE;
}

/* Does one run in the machine's domain that must be apart from the group? */
static gboolean
somebody_averse (const OracleState *state, int machine, const char *group)
{
  const OracleScenario *scenario = state->scenario;
  for (int t = 0; t < scenario->tasks; t++)
    for (int i = 0; i < scenario->task[t].n_affinity && is_somewhere (state, t); i++) {
      const OracleAffinity *rule = &scenario->task[t].affinity[i];
      if (rule->apart && rule->weight == 0 && strcmp (rule->group, group) == 0
          && same_domain (scenario, machine, state->task[t].machine, rule->key))
        return TRUE;
    }
  return FALSE;
}

/* Those of its own that want somebody near, or all. */
static gboolean
own_hold (const OracleState *state, int machine, int task, gboolean near_only)
{
  const OracleScenario *scenario = state->scenario;
  const OracleTask *t = &scenario->task[task];
  for (int i = 0; i < t->n_affinity; i++) {
    const OracleAffinity *rule = &t->affinity[i];
    if (rule->weight > 0 || (near_only && rule->apart))
      continue;
    gboolean near = somebody_near (state, machine, rule->group, rule->key);
    if (!rule->apart && strcmp (rule->group, t->group) == 0
        && oracle_machine_value (&scenario->machine[machine], rule->key) != NULL)
      near = near || !somebody_anywhere (state, rule->group, rule->key);
    if (near == rule->apart)
      return FALSE;
  }
  return TRUE;
}

gboolean
oracle_near_holds (const OracleState *state, int machine, int task)
{
  return own_hold (state, machine, task, TRUE);
}

gboolean
oracle_affinity_holds (const OracleState *state, int machine, int task)
{
  const OracleTask *t = &state->scenario->task[task];
  return own_hold (state, machine, task, FALSE)
    && (t->group[0] == '\0' || !somebody_averse (state, machine, t->group));
}

/* How much one task's rules draw another to the machine where it is, or to its domain. */
static gint64
wish (const OracleAffinity *rule, gboolean must_count)
{
  if (rule->weight > 0)
    return rule->apart ? -rule->weight : rule->weight;
  return must_count && !rule->apart ? 1 : 0;
}

gint64
oracle_pull (const OracleState *state, int machine, int task)
{
  const OracleScenario *scenario = state->scenario;
  const OracleTask *mine = &scenario->task[task];
  gint64 sum = 0;
  for (int t = 0; t < scenario->tasks; t++) {
    const OracleTask *its = &scenario->task[t];
    if (!is_somewhere (state, t))
      continue;
    for (int i = 0; i < mine->n_affinity; i++)
      if (strcmp (mine->affinity[i].group, its->group) == 0
          && same_domain (scenario, machine, state->task[t].machine, mine->affinity[i].key))
        sum += wish (&mine->affinity[i], FALSE);
    for (int i = 0; i < its->n_affinity; i++)
      if (strcmp (its->affinity[i].group, mine->group) == 0
          && same_domain (scenario, machine, state->task[t].machine, its->affinity[i].key))
        sum += wish (&its->affinity[i], TRUE);
  }
  return sum;
}
