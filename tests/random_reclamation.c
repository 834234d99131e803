/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tasks of a random scenario use, and how much of the rest is given to others: from a stream of
 * its own, so that scenarios without are what they were. */
#include "dice.h"
#include "random_scenario.h"

#include <string.h>

static gboolean
goes (const RandomScenario *random)
{
  const OracleOptions *options = &random->files.options;
  return !random->backfill && !random->gangs && !random->budgets && !random->rules
         && options->reclaim == ORACLE_NO_RECLAIM && options->order != ORACLE_HDRF
         && options->order != ORACLE_LARGEST_SHARE_LAST
         && options->order != ORACLE_BORROWED_SHARE && options->order != ORACLE_TETRIS
         && options->backoff_first == 0 && !options->pass_each;
}

static void
draw_options (Dice *dice, OracleOptions *options)
{
  options->reclaims = TRUE;
  options->reserve_after = (1 + below (dice, 6)) * ORACLE_SECOND;
  options->reserve_interval = (1 + below (dice, 3)) * ORACLE_SECOND;
  options->reserve_step = (50 + below (dice, 900)) * 1000;
  options->reserve_margin = below (dice, 3) == 0 ? 0 : (1 + below (dice, 300)) * 1000;
  options->grace = options->exempt_time = options->max_evictions = options->max_cascade = 0;
  if (options->preempt > ORACLE_LEAST_LOST_WORK)
    options->preempt = (OraclePreempt) below (dice, ORACLE_KUBE);
  options->filters[options->n_filters++] = ORACLE_FILTER_LIMITS;
}

static void
draw_usage (Dice *dice, const OracleScenario *files, OracleTask *task)
{
  int most = below (dice, 3) == 0 ? 100 : 60;
  task->peaks = below (dice, 2) == 0;
  task->peak_at = below (dice, 12) * ORACLE_SECOND;
  task->peak_for = below (dice, 3) == 0 ? ORACLE_NONE : (1 + below (dice, 8)) * ORACLE_SECOND;
  for (int r = 0; r < files->resources; r++) {
    gint64 request = task->request[r];
    task->used[r] = request * below (dice, most + 1) / 100;
    task->peak[r] = task->used[r] + (request - task->used[r]) * below (dice, 101) / 100;
  }
}

void
random_scenario_draw_reclamation (RandomScenario *random)
{
  Dice dice = dice_of_part (random->seed * 13 + 7);
  for (int i = 0; i < random->rows; i++)
    memcpy (random->row[i].task.used, random->row[i].task.request,
            sizeof random->row[i].task.used);
  if (!goes (random) || below (&dice, 100) >= 50)
    return;
  random->reclaims = TRUE;
  draw_options (&dice, &random->files.options);
  for (int i = 0; i < random->rows; i++)
    draw_usage (&dice, &random->files, &random->row[i].task);
}
