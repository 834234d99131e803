/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/choose/sampling.h"

#include "scheduler/choose/compare_search.h"

#include <string.h>

/* kube-scheduler's constants. */
#define NODES_LEAST   100
#define PERCENT_MOST  50
#define PERCENT_LEAST 5
#define NODES_A_POINT 125

struct Sampling {
  const SchedulerOptions *options;
  const Cell *cell;
  guint64 seed;
  guint size;
  MachineWalks walks;
  guint next; /* machine, where machines are visited in turn */
};

guint
sampling_adaptive_size (guint machines)
{
  guint points = machines / NODES_A_POINT;
  guint percent = points < PERCENT_MOST - PERCENT_LEAST ? PERCENT_MOST - points : PERCENT_LEAST;
  if (machines < NODES_LEAST)
    return machines;
  return MAX (NODES_LEAST, (guint) ((guint64) machines * percent / 100));
}

Sampling *
sampling_new (const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  if (options->sample == SAMPLE_ALL)
    return NULL;
  Sampling *sampling = g_new0 (Sampling, 1);
  sampling->options = options;
  sampling->cell = cell;
  sampling->seed = seed;
  sampling->size = options->sample == SAMPLE_ADAPTIVE ? sampling_adaptive_size (cell->machines)
                                                      : (guint) options->sample_size;
  machine_walks_init (&sampling->walks, cell->machines);
  return sampling;
}

void
sampling_free (Sampling *sampling)
{
  g_free (sampling);
}

static MachineWalk
begin_walk (const Sampling *sampling, const Task *task)
{
  if (sampling->options->sample == SAMPLE_RANDOM)
    return machine_walk (&sampling->walks, sampling->seed, task->sequence, task->placements);
  return (MachineWalk){ .machines = sampling->cell->machines, .start = sampling->next, .stride = 1 };
}

static void
ask (const Question *question, const guint *machines, guint count, Best *best)
{
  guint8 keep[SWEEP_BLOCK];
  ColumnSet wanted = profile_columns (question->profile) | COLUMN_NUMBER;
  Columns columns = columns_pick (question->scratch, question->cell, wanted, machines, count);
  memset (keep, 1, count);
  question_ask (question, &columns, keep, best);
}

/* Feasible machines as they are found, up to SWEEP_BLOCK at a time; or all, where they are compared. */
static void
take (const Question *question, const guint *machines, guint count, Best *best)
{
  if (question->compare == NULL)
    ask (question, machines, count, best);
  else
    for (guint i = 0; i < count; i++)
      compare_search_add (question->compare, machines[i]);
}

guint
sampling_choose (Sampling *sampling, const Question *question)
{
  guint feasible[SWEEP_BLOCK], count = 0, found = 0, visited = 0;
  Best best = BEST_NONE;
  MachineWalk walk = begin_walk (sampling, question->view.task);
  guint machine = walk.start;
  if (question->compare != NULL)
    compare_search_begin (question->compare);
  for (; found < sampling->size && visited < sampling->cell->machines; visited++) {
    if (question->match[machine]
        && profile_passes (question->profile, &question->view, machine, FALSE)) {
      feasible[count++] = machine;
      found++;
    }
    machine = machine_walk_next (&walk, machine);
    if (count == SWEEP_BLOCK) {
      take (question, feasible, count, &best);
      count = 0;
    }
  }
  if (count > 0)
    take (question, feasible, count, &best);
  sampling->next = machine;
  return question->compare != NULL ? compare_search_choose (question->compare, question)
                                   : best.machine;
}

guint
sampling_turn (const Sampling *sampling)
{
  return sampling->next;
}

void
sampling_set_turn (Sampling *sampling, guint machine)
{
  sampling->next = machine;
}
