/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a policy of berth's own sees: the contract (berth/policy.h), and what is behind its view.
 * One const descriptor, one small file, one line in policies.c. */
#pragma once

#include "berth/policy.h"
#include "scheduler/choose/columns.h"
#include "scheduler/choose/vector_path.h"
#include "scheduler/scheduler_options.h"

static inline void
filter_sweep (const FilterPolicy *policy, VectorPath path, const PolicyView *view,
              const Columns *columns, guint8 *keep)
{
  FilterSweep sweep = policy->sweep[path];
  (sweep != NULL ? sweep : policy->sweep[VECTOR_PORTABLE]) (view, columns, keep);
}
static inline void
score_sweep (const ScorePolicy *policy, VectorPath path, const PolicyView *view,
             const Columns *columns, const guint8 *keep, double *score)
{
  ScoreSweep sweep = policy->sweep[path];
  (sweep != NULL ? sweep : policy->sweep[VECTOR_PORTABLE]) (view, columns, keep, score);
}
static inline void
score_bound (const ScorePolicy *policy, VectorPath path, const PolicyView *view,
             const Columns *columns, float *bound)
{
  ScoreBound function = policy->bound[path];
  (function != NULL ? function : policy->bound[VECTOR_PORTABLE]) (view, columns, bound);
}

/* Which devices a task gets, known to berth alone: a plugin is shown no devices. */
typedef struct {
  PolicyHead head;
  PolicyScope depends_on;
  /* The devices (a set of bits) of a resource made of them that the view's task gets on a machine
     where it fits, and of which it asks for some: they must suffice. NULL: the cell's own choice. */
  guint64 (*choose) (const PolicyView *view, guint machine, guint resource);
} DevicePolicy;

/* Is something left of the budget of a task's job when `count` victims are charged to theirs? */
static inline gboolean
budget_allows (const Task *task, const Victim *victim, guint count)
{
  guint down = task->job->down;
  if (task->budget == BUDGET_NONE)
    return TRUE;
  for (guint i = 0; i < count; i++)
    down += victim[i].task->job == task->job ? 1 : 0;
  return down < task->budget;
}
