/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's back-offs: what classes know about being tried. Those of a class share what stands at
 * the first of them, submitted or not. There are no gangs here. */
#include "oracle.h"

#include <string.h>

static gboolean
same_label (const OracleLabel *a, const OracleLabel *b)
{
  return strcmp (a->key, b->key) == 0 && strcmp (a->value, b->value) == 0;
}

static gboolean
same_condition (const OracleCondition *a, const OracleCondition *b, gboolean weighted)
{
  gboolean bounded = strchr ("<l>g", a->op) != NULL;
  if (a->op != b->op || strcmp (a->key, b->key) != 0 || a->n_values != b->n_values
      || (bounded && a->bound != b->bound) || (weighted && a->weight != b->weight))
    return FALSE;
  for (int v = 0; v < a->n_values; v++)
    if (strcmp (a->values[v], b->values[v]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
same_conditions (const OracleConditions *a, const OracleConditions *b, gboolean weighted)
{
  for (int i = 0; i < a->count && a->count == b->count; i++)
    if (!same_condition (&a->item[i], &b->item[i], weighted))
      return FALSE;
  return a->count == b->count;
}

static gboolean
same_rules (const OracleTask *a, const OracleTask *b)
{
  if (strcmp (a->group, b->group) != 0 || a->n_spread != b->n_spread
      || a->n_affinity != b->n_affinity)
    return FALSE;
  for (int i = 0; i < a->n_spread; i++) {
    const OracleSpread *x = &a->spread[i], *y = &b->spread[i];
    if (strcmp (x->key, y->key) != 0 || x->skew != y->skew || x->soft != y->soft
        || (!x->soft && x->domains != y->domains))
      return FALSE;
  }
  for (int i = 0; i < a->n_affinity; i++) {
    const OracleAffinity *x = &a->affinity[i], *y = &b->affinity[i];
    if (strcmp (x->key, y->key) != 0 || strcmp (x->group, y->group) != 0 || x->apart != y->apart
        || x->weight != y->weight)
      return FALSE;
  }
  return TRUE;
}

static gboolean
same_data (const OracleTask *a, const OracleTask *b)
{
  for (int i = 0; i < a->n_data && a->n_data == b->n_data; i++)
    if (strcmp (a->data[i], b->data[i]) != 0)
      return FALSE;
  return a->n_data == b->n_data;
}

static gboolean
same_class (const OracleTask *a, const OracleTask *b)
{
  if (a->priority != b->priority || memcmp (a->request, b->request, sizeof a->request) != 0
      || a->n_tolerations != b->n_tolerations)
    return FALSE;
  for (int i = 0; i < a->n_tolerations; i++)
    if (!same_label (&a->tolerations[i], &b->tolerations[i]))
      return FALSE;
  return same_data (a, b) && same_rules (a, b) && same_conditions (&a->constraints, &b->constraints, FALSE)
         && same_conditions (&a->preferences, &b->preferences, TRUE);
}

int
oracle_class_of (const OracleScenario *scenario, int task)
{
  int first = 0;
  while (!same_class (&scenario->task[first], &scenario->task[task]))
    first++;
  return first;
}

static OracleBackOff *
its (OracleState *state, int task)
{
  return &state->back_off[oracle_class_of (state->scenario, task)];
}

gboolean
oracle_backs_off (const OracleState *state)
{
  return state->scenario->options.backoff_first > 0;
}

gboolean
oracle_in_vain (const OracleState *state, int task)
{
  return oracle_backs_off (state)
           ? state->back_off[oracle_class_of (state->scenario, task)].blocked
           : state->task[task].impossible;
}

void
oracle_tried (OracleState *state, int task, gboolean in_vain)
{
  const OracleOptions *options = &state->scenario->options;
  OracleBackOff *back_off = its (state, task);
  gint64 length = options->backoff_first;
  if (!in_vain) {
    back_off->tries = 0;
    return;
  }
  back_off->tries++;
  for (int n = 1; n < back_off->tries; n++)
    length = MIN (2 * length, options->backoff_last);
  back_off->blocked = TRUE;
  back_off->next = state->now + length;
}

static gboolean
could_take (const OracleState *state, int task, int machine)
{
  return oracle_turned_away (state, machine, task, 0) == ORACLE_NONE
         || (state->scenario->options.preempt != ORACLE_NO_PREEMPTION
             && oracle_turned_away (state, machine, task, ORACLE_SKIP_FIT) == ORACLE_NONE
             && oracle_fits_empty (state, machine, task)
             && oracle_room_by_eviction (state, machine, task));
}

void
oracle_look_at_changes (OracleState *state)
{
  for (int m = 0; m < state->scenario->machines; m++) {
    for (int t = 0; t < state->scenario->tasks && state->changed[m]; t++) {
      OracleBackOff *back_off = &state->back_off[t];
      if (!back_off->blocked || !could_take (state, t, m))
        continue;
      back_off->blocked = back_off->next > state->now;
      back_off->due = back_off->blocked;
    }
    state->changed[m] = FALSE;
  }
}

void
oracle_end_back_offs (OracleState *state)
{
  for (int t = 0; t < state->scenario->tasks; t++) {
    OracleBackOff *back_off = &state->back_off[t];
    if (!back_off->due || back_off->next > state->now)
      continue;
    back_off->due = FALSE;
    for (int m = 0; m < state->scenario->machines; m++)
      if (could_take (state, t, m))
        back_off->blocked = FALSE;
  }
}

gint64
oracle_next_back_off (const OracleState *state, gint64 after)
{
  gint64 next = G_MAXINT64;
  for (int t = 0; t < state->scenario->tasks; t++)
    if (state->back_off[t].due && state->back_off[t].next > after)
      next = MIN (next, state->back_off[t].next);
  return next;
}
