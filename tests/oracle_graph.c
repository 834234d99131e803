/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's graph of jobs: which tasks must wait, and how far jobs are from the end. Everything is
 * found by going over all tasks again until nothing changes. */
#include "oracle.h"

#include <string.h>

static gboolean
same_job (const OracleScenario *scenario, int a, int b)
{
  return strcmp (scenario->task[a].job, scenario->task[b].job) == 0;
}

/* Does the task's row say that its job comes after the other task's? */
static gboolean
comes_after (const OracleScenario *scenario, int task, int other)
{
  for (int i = 0; i < scenario->task[task].n_after; i++)
    if (strcmp (scenario->task[task].after[i], scenario->task[other].job) == 0)
      return TRUE;
  return FALSE;
}

/* Nobody waits for a job that the trace does not have. */
gboolean
oracle_must_wait (const OracleState *state, int task)
{
  const OracleScenario *scenario = state->scenario;
  for (int t = 0; t < scenario->tasks; t++)
    for (int p = 0; p < scenario->tasks; p++)
      if (same_job (scenario, t, task) && comes_after (scenario, t, p) && !state->task[p].finished)
        return TRUE;
  return FALSE;
}

static gint64
sum (gint64 a, gint64 b)
{
  return a > G_MAXINT64 - b ? G_MAXINT64 : a + b;
}

static gint64
estimate_of (const OracleTask *task)
{
  return task->estimate == ORACLE_NONE ? G_MAXINT64 : task->estimate;
}

/* The longest way from the task's job on, by what is known of others so far. */
static gint64
way_from (const OracleScenario *scenario, int task)
{
  gint64 own = 0, rest = 0;
  for (int t = 0; t < scenario->tasks; t++) {
    if (same_job (scenario, t, task))
      own = MAX (own, estimate_of (&scenario->task[t]));
    if (comes_after (scenario, t, task))
      rest = MAX (rest, scenario->task[t].rank);
  }
  return sum (own, rest);
}

void
oracle_find_ranks (OracleScenario *scenario)
{
  gboolean more = TRUE;
  for (int t = 0; t < scenario->tasks; t++)
    scenario->task[t].flow = scenario->task[t].row;
  while (more) {
    more = FALSE;
    for (int t = 0; t < scenario->tasks; t++) {
      gint64 way = way_from (scenario, t);
      more = more || way != scenario->task[t].rank;
      scenario->task[t].rank = way;
      for (int o = 0; o < scenario->tasks; o++)
        if ((same_job (scenario, t, o) || comes_after (scenario, t, o))
            && scenario->task[t].flow != scenario->task[o].flow) {
          int first = MIN (scenario->task[t].flow, scenario->task[o].flow);
          scenario->task[t].flow = scenario->task[o].flow = first;
          more = TRUE;
        }
    }
  }
  for (int t = 0; t < scenario->tasks; t++)
    for (int o = 0; o < scenario->tasks; o++)
      if (scenario->task[t].flow == scenario->task[o].flow)
        scenario->task[t].flow_work
          = sum (scenario->task[t].flow_work, estimate_of (&scenario->task[o]));
}
