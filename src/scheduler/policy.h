/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a policy of berth's own sees: the contract (berth/policy.h), and what is behind its view.
 * One const descriptor, one small file, one line in policies.c. */
#pragma once

#include "berth/policy.h"
#include "scheduler/choose/columns.h"
#include "scheduler/choose/vector_path.h"
#include "scheduler/scheduler_options.h"

/* Does it depend on who can be placed now whose turn it is? A tree's does so as well. */
static inline gboolean
order_asks_who_can (const OrderPolicy *order)
{
  return order->with_first == FIRST_COUNTS || order->unit == ORDER_PACKING;
}

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
static inline gboolean
score_compares (const ScorePolicy *policy)
{
  return policy->normalise[VECTOR_PORTABLE] != NULL;
}
static inline void
score_normalise (const ScorePolicy *policy, VectorPath path, double least, double most, guint count,
                 double *score)
{
  ScoreNormalise normalise = policy->normalise[path];
  (normalise != NULL ? normalise : policy->normalise[VECTOR_PORTABLE]) (least, most, count, score);
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

/* Evicting on one machine, as a preempt policy with rules of its own sees it. */
typedef struct {
  const Cell *cell;
  const TaskClass *task_class; /* for whom */
  const SchedulerOptions *options;
  guint machine;
} EvictionCase;

#define EVICTION_RANKS 2

/* How good it is: the highest score first, then the least of each number, one after the other. */
typedef struct {
  double score;
  gint64 by[EVICTION_RANKS];
} EvictionRank;

/* What no PreemptPolicy can tell, known to berth alone. */
typedef struct {
  PreemptPolicy base; /* compare is NULL where choose() ranks machines */
  /* Tasks may be evicted though their job's budget is used up, which is a violation: they are put back
     first. */
  gboolean counts_budgets;
  /* compare() compares violations, priority, weight, count and start, one after the other, and no
     loss; greedy_compare() goes by priority first, and tells any two apart. */
  gboolean by_importance;
  /* A machine's score is that of the run's scores with its victims gone, as far as these follow from
     attributes and from what a machine has and has free. Else it is 0. */
  gboolean by_score;
  /* NULL: costs decide. Takes those out of the machine's evictable tasks, which come in victim order, that are not to be
     evicted, in any order, and ranks the others. There is one at least, and evicting all makes room;
     it must leave enough. */
  void (*choose) (const EvictionCase *the, GArray *victims, EvictionRank *ret_rank);
  /* So many machines with room, one of which violates no budget, are enough where so many are eligible: the
     others are not looked at. NULL: all are. */
  guint (*enough) (const SchedulerOptions *options, guint eligible);
} PreemptRules;

static inline int
eviction_rank_compare (const EvictionRank *a, const EvictionRank *b)
{
  if (a->score != b->score)
    return COMPARE (b->score, a->score);
  for (guint i = 0; i < EVICTION_RANKS; i++)
    if (a->by[i] != b->by[i])
      return COMPARE (a->by[i], b->by[i]);
  return 0;
}
