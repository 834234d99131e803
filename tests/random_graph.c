/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws which jobs come after which. */
#include "dice.h"
#include "random_scenario.h"

#include <string.h>

/* The row that names the row's job first. */
static int
first_row_of_job (const RandomScenario *random, int index)
{
  int first = 0;
  while (strcmp (random->row[first].task.job, random->row[index].task.job) != 0)
    first++;
  return first;
}

static void
come_after (OracleTask *task, const char *job)
{
  g_strlcpy (task->after[task->n_after++], job, ORACLE_NAME);
}

/* What comes after a task that never ends never comes. */
static void
let_end (Dice *dice, OracleTask *task)
{
  if (task->duration == ORACLE_NONE && percent (dice, 80))
    task->duration = between (dice, 0, 9) * ORACLE_SECOND;
  if (task->estimate == ORACLE_NONE)
    task->estimate = task->duration;
}

/* Jobs that the file names before the row's or, where not forth, after it, so that there are no
 * cycles; now and then one that is not there. */
static void
draw_parents (Dice *dice, RandomScenario *random, int index, int chance, gboolean forth)
{
  OracleTask *task = &random->row[index].task;
  while (task->n_after < ORACLE_PARENTS && percent (dice, chance)) {
    int other = between (dice, 0, random->rows - 1);
    int parent = first_row_of_job (random, other), child = first_row_of_job (random, index);
    if (percent (dice, 5))
      come_after (task, "ghost");
    else if (forth ? parent < child : parent > child)
      come_after (task, random->row[other].task.job);
  }
}

static gboolean
orders_by_workflows (const RandomScenario *random)
{
  const OracleOptions *options = &random->files.options;
  return !random->backfill && !random->tree && !random->gangs
         && options->reclaim == ORACLE_NO_RECLAIM;
}

void
random_scenario_draw_graph (RandomScenario *random)
{
  Dice dice = dice_of_part (random->seed * 11 + 5);
  OracleOptions *options = &random->files.options;
  if (!percent (&dice, 20))
    return;
  gboolean forth = percent (&dice, 70), any = FALSE;
  int chance = between (&dice, 10, 60);
  random->graph = TRUE;
  options->aging = 0;
  if (orders_by_workflows (random) && percent (&dice, 30))
    options->order = (OracleOrder) between (&dice, ORACLE_UPWARD_RANK, ORACLE_SJF_CRITICAL_PATH);
  for (int i = 0; i < random->rows; i++) {
    let_end (&dice, &random->row[i].task);
    draw_parents (&dice, random, i, chance, forth);
    any = any || random->row[i].task.n_after > 0;
  }
  if (!any) /* orders of workflows want some */
    come_after (&random->row[0].task, "ghost");
}
