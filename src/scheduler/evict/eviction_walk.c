/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/eviction_walk.h"

#include "scheduler/evict/eviction_chooser.h"
#include "scheduler/policy_tables.h"
#include "util/random.h"

struct EvictionWalk {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  guint64 seed;
  EvictionChooser chooser;
  GArray *eligible; /* of guint: machines, where a part of them is enough */

  /* The best so far, and how many machines had room. */
  guint reach;
  guint machine;
  guint found;
  EvictionWorth best;
  GArray *victims;    /* of Victim */
  GArray *candidates; /* those of the machine being looked at */
};

gboolean
eviction_walk_wanted (const PreemptPolicy *policy, const SchedulerOptions *options)
{
  EvictionLimits limits = eviction_limits_of (options, policy);
  return eviction_limits_any (&limits) || preempt_rules_of (policy) != NULL;
}

EvictionWalk *
eviction_walk_new (const PreemptPolicy *policy, const SchedulerOptions *options, const Cell *cell,
                   Pipeline *pipeline, EvictionRooms *rooms, guint64 seed)
{
  EvictionWalk *walk = g_new0 (EvictionWalk, 1);
  walk->cell = cell;
  walk->pipeline = pipeline;
  walk->rooms = rooms;
  walk->seed = seed;
  eviction_chooser_init (&walk->chooser, policy, options, cell, seed);
  walk->eligible = g_array_new (FALSE, FALSE, sizeof (guint));
  walk->victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  walk->candidates = g_array_new (FALSE, FALSE, sizeof (Victim));
  return walk;
}

void
eviction_walk_free (EvictionWalk *walk)
{
  if (walk == NULL)
    return;
  eviction_chooser_clear (&walk->chooser);
  g_array_unref (walk->eligible);
  g_array_unref (walk->victims);
  g_array_unref (walk->candidates);
  g_free (walk);
}

static const TaskClass *
its_class (const EvictionWalk *walk)
{
  return walk->chooser.preemption.task_class;
}

static void
begin (EvictionWalk *walk, const TaskClass *task_class, gint64 now)
{
  Preemption *preemption = &walk->chooser.preemption;
  preemption->task_class = task_class;
  preemption->now = now;
  walk->reach = preemption_reach (walk->cell, task_class, preemption->within_tier);
  walk->machine = MACHINE_NONE;
  walk->found = 0;
}

static gboolean
is_eligible (EvictionWalk *walk, guint machine)
{
  return walk->cell->open[machine] && pipeline_eligible (walk->pipeline, its_class (walk), machine);
}

/* Takes an eligible machine's victims if they are better than what has been found. */
static void
look_at (EvictionWalk *walk, guint machine)
{
  const EvictionWorth *best = walk->machine != MACHINE_NONE ? &walk->best : NULL;
  gboolean by_cost = walk->chooser.rules == NULL; /* then others need not be counted */
  EvictionWorth worth;
  if (!preemption_conceivable (walk->cell, its_class (walk), walk->reach, machine)
      || !eviction_choose (&walk->chooser, machine, by_cost ? best : NULL, walk->candidates,
                           &worth))
    return;
  walk->found++;
  if (best != NULL && eviction_compare (&walk->chooser, &worth, best) >= 0)
    return;
  GArray *better = walk->candidates;
  walk->candidates = walk->victims;
  walk->victims = better;
  walk->machine = machine;
  walk->best = worth;
}

static void
look_at_block (EvictionWalk *walk, guint block)
{
  guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, walk->cell->machines);
  if (!eviction_rooms_enough (walk->rooms, block, &its_class (walk)->request, walk->reach))
    return;
  for (guint m = first; m < end; m++)
    if (is_eligible (walk, m))
      look_at (walk, m);
}

static void
look_at_all (EvictionWalk *walk)
{
  for (guint b = 0; b < walk->cell->blocks; b++)
    look_at_block (walk, b);
}

/* Round the eligible machines, from one that is the decision's own, until enough had room. */
static void
look_at_some (EvictionWalk *walk, const Task *task)
{
  guint64 hash = random_mix (random_mix (random_mix (walk->seed) ^ task->sequence)
                             ^ task->placements);
  g_array_set_size (walk->eligible, 0);
  for (guint m = 0; m < walk->cell->machines; m++)
    if (is_eligible (walk, m))
      g_array_append_val (walk->eligible, m);
  guint count = walk->eligible->len;
  guint enough = walk->chooser.rules->enough (walk->chooser.options, count);
  for (guint i = 0; i < count; i++) {
    look_at (walk, g_array_index (walk->eligible, guint, (hash + i) % count));
    if (walk->found >= enough && walk->best.rank.by[0] == 0)
      return;
  }
}

static gboolean
some_are_enough (const EvictionWalk *walk)
{
  const PreemptRules *rules = walk->chooser.rules;
  return rules != NULL && rules->enough != NULL
         && rules->enough (walk->chooser.options, G_MAXUINT) < G_MAXUINT;
}

guint
eviction_walk_find (EvictionWalk *walk, const Task *task, gint64 now, const GArray **ret_victims)
{
  begin (walk, cell_class_of (walk->cell, task), now);
  if (walk->reach > 0 && some_are_enough (walk))
    look_at_some (walk, task);
  else if (walk->reach > 0)
    look_at_all (walk);
  *ret_victims = walk->victims;
  return walk->machine;
}

gboolean
eviction_walk_possible (EvictionWalk *walk, const TaskClass *task_class, guint machine, gint64 now)
{
  begin (walk, task_class, now);
  return walk->reach > 0
         && preemption_conceivable (walk->cell, task_class, walk->reach, machine)
         && eviction_possible (&walk->chooser, machine, walk->candidates);
}
