/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tasks of a random scenario ask of where others run, and what happens first in an instant: from
 * streams of their own, so that scenarios without are what they were. */
#include "dice.h"
#include "random_scenario.h"

#include <string.h>

#define RULE_FILTERS 5 /* rows of random_filters behind the usual ones */

static const char *const keys[] = { "zone", "rack", "machine", "drive" };

static void
draw_spread (Dice *dice, OracleTask *task)
{
  int key = below (dice, 4);
  task->n_spread = 1 + (below (dice, 4) == 0);
  for (int i = 0; i < task->n_spread; i++) {
    OracleSpread *rule = &task->spread[i];
    g_strlcpy (rule->key, keys[(key + i) % 4], ORACLE_NAME);
    rule->skew = 1 + below (dice, 3) * below (dice, 2);
    rule->domains = below (dice, 4) == 0 ? 2 + below (dice, 3) : 1;
    rule->soft = below (dice, 3) == 0;
  }
}

/* How many, of whom is decided when all groups are known. */
static void
draw_affinity (Dice *dice, OracleTask *task)
{
  task->n_affinity = 1 + (below (dice, 3) == 0);
  for (int i = 0; i < task->n_affinity; i++) {
    OracleAffinity *rule = &task->affinity[i];
    g_strlcpy (rule->key, keys[below (dice, 4)], ORACLE_NAME);
    rule->apart = below (dice, 2) == 0;
    rule->weight = below (dice, 3) == 0 ? 1 + below (dice, 9) : 0;
  }
}

static void
draw_row (Dice *dice, RandomScenario *random, int index)
{
  RandomRow *row = &random->row[index];
  const RandomRow *before = index > 0 ? row - 1 : NULL;
  OracleTask *task = &row->task;
  row->named_group = below (dice, 2) == 0;
  if (row->named_group)
    g_snprintf (task->group, ORACLE_NAME, "g%d", below (dice, 3));
  if (index == 0 || below (dice, 100) < 45)
    draw_spread (dice, task);
  if (below (dice, 100) < 35)
    draw_affinity (dice, task);
  if (before != NULL && below (dice, 3) == 0) {
    row->named_group = before->named_group;
    g_strlcpy (task->group, before->named_group ? before->task.group : "", ORACLE_NAME);
    task->n_spread = before->task.n_spread;
    memcpy (task->spread, before->task.spread, sizeof task->spread);
  }
  if (!row->named_group && (task->n_spread > 0 || task->n_affinity > 0))
    g_strlcpy (task->group, task->job, ORACLE_NAME);
}

/* One's own group, or that of any row that has one. */
static void
choose_group (Dice *dice, const RandomScenario *random, const OracleTask *task, char *ret)
{
  const OracleTask *other = &random->row[below (dice, random->rows)].task;
  gboolean own = below (dice, 2) == 0 || other->group[0] == '\0';
  g_strlcpy (ret, own ? task->group : other->group, ORACLE_NAME);
}

/* Scores that heed soft rules come first, if none has been drawn. */
static void
draw_scores (Dice *dice, OracleOptions *options)
{
  for (int s = 0; s < options->n_scores; s++)
    if (options->scores[s].kind == ORACLE_TOPOLOGY_SPREAD
        || options->scores[s].kind == ORACLE_AFFINITY)
      return;
  if (below (dice, 3) == 0)
    return;
  memmove (options->scores + 2, options->scores, (gsize) options->n_scores * sizeof (OracleScore));
  options->scores[0] = (OracleScore) { ORACLE_TOPOLOGY_SPREAD, 1 + below (dice, 2) };
  options->scores[1] = (OracleScore) { ORACLE_AFFINITY, 1 };
  options->n_scores += 2;
}

/* Are victims chosen, or spared, by rules? */
static gboolean
walks (const RandomScenario *random)
{
  const OracleOptions *options = &random->files.options;
  gboolean kube = options->preempt == ORACLE_KUBE; /* which counts budgets */
  return options->preempt != ORACLE_NO_PREEMPTION
         && ((options->preempt > ORACLE_LEAST_LOST_WORK && !kube) || (random->budgets && !kube)
             || options->exempt_time > 0 || options->max_evictions > 0);
}

/* Where others run is no affair of these: then nobody heeds the rules. */
static gboolean
must_ignore (const RandomScenario *random)
{
  return random->gangs || random->tree || random->files.options.reclaim != ORACLE_NO_RECLAIM
         || random->files.options.order == ORACLE_HDRF
         || oracle_counts_first (&random->files)
         || random->files.options.order == ORACLE_TETRIS
         || random->files.options.backoff_first > 0 || walks (random);
}

static void
ignore_rules (Dice *dice, RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  int left = 0;
  random->filter_choice = 1 + below (dice, (int) n_random_filters - 1); /* who names none heeds them */
  for (int s = 0; s < options->n_scores; s++)
    if (options->scores[s].kind != ORACLE_TOPOLOGY_SPREAD
        && options->scores[s].kind != ORACLE_AFFINITY)
      options->scores[left++] = options->scores[s];
  options->n_scores = left;
}

static void
heed_rules (Dice *dice, RandomScenario *random)
{
  random->filter_choice = (int) n_random_filters
                          + (below (dice, 2) == 0 ? 0 : below (dice, RULE_FILTERS));
  draw_scores (dice, &random->files.options);
}

void
random_scenario_draw_rules (RandomScenario *random)
{
  Dice dice = dice_of_part (random->seed * 3 + 1);
  OracleOptions *options = &random->files.options;
  gboolean ignored = must_ignore (random);
  if (random->backfill || random->joint_gangs || below (&dice, 100) >= (ignored ? 15 : 60))
    return;
  random->rules = TRUE;
  if (ignored)
    ignore_rules (&dice, random);
  else
    heed_rules (&dice, random);
  options->n_filters = random_filters[random->filter_choice].n;
  memcpy (options->filters, random_filters[random->filter_choice].run, sizeof options->filters);
  for (int i = 0; i < random->rows; i++)
    draw_row (&dice, random, i);
  for (int i = 0; i < random->rows; i++) {
    OracleTask *task = &random->row[i].task;
    for (int a = 0; a < task->n_affinity; a++)
      choose_group (&dice, random, task, task->affinity[a].group);
  }
}

/* A plan for all that wait counts whole devices. */
static void
make_devices_whole (RandomScenario *random)
{
  for (int i = 0; i < random->rows; i++)
    for (int r = 0; r < random->files.resources; r++) {
      gint64 *request = &random->row[i].task.request[r];
      if (random->files.devices[r])
        *request -= *request % 1000;
    }
}

void
random_scenario_draw_customs (RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  if (options->queue == ORACLE_CONSERVATIVE)
    make_devices_whole (random);
  Dice dice = dice_of_part (random->seed ^ G_GUINT64_CONSTANT (0xc2b2ae3d27d4eb4f));
  options->pass_each = below (&dice, 4) == 0 && !random->gangs && options->exempt_time == 0;
  options->arrivals_first = below (&dice, 4) == 0;
  options->compress_once = below (&dice, 2) == 0;
  options->fairness_knob = below (&dice, 5) * 25;
  if ((options->order == ORACLE_SHORTEST_JOB || options->order == ORACLE_SRPT)
      && options->backoff_first == 0 && below (&dice, 2) == 0) {
    options->order = ORACLE_TETRIS;
    options->queue = ORACLE_SKIP;
  }
}
