/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/eviction_walk.h"

struct EvictionWalk {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;

  /* What is being looked for, and the best so far. */
  Preemption wanted;
  guint reach;
  guint machine;
  VictimCost cost;
  GArray *victims;    /* of Victim */
  GArray *candidates; /* those of the machine being looked at */
};

gboolean
eviction_walk_wanted (const PreemptPolicy *policy, const SchedulerOptions *options)
{
  EvictionLimits limits = eviction_limits_of (options, policy);
  return eviction_limits_any (&limits);
}

EvictionWalk *
eviction_walk_new (const PreemptPolicy *policy, const SchedulerOptions *options, const Cell *cell,
                   Pipeline *pipeline, EvictionRooms *rooms)
{
  EvictionWalk *walk = g_new0 (EvictionWalk, 1);
  walk->cell = cell;
  walk->pipeline = pipeline;
  walk->rooms = rooms;
  walk->wanted = (Preemption){ .policy = policy,
                               .cell = cell,
                               .within_tier = options->preempt_within_tier,
                               .limits = eviction_limits_of (options, policy) };
  walk->victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  walk->candidates = g_array_new (FALSE, FALSE, sizeof (Victim));
  return walk;
}

void
eviction_walk_free (EvictionWalk *walk)
{
  if (walk == NULL)
    return;
  g_array_unref (walk->victims);
  g_array_unref (walk->candidates);
  g_free (walk);
}

static void
begin (EvictionWalk *walk, const TaskClass *task_class, gint64 now)
{
  walk->wanted.task_class = task_class;
  walk->wanted.now = now;
  walk->reach = preemption_reach (walk->cell, task_class, walk->wanted.within_tier);
  walk->machine = MACHINE_NONE;
}

/* Takes the machine's best set if it is better than what has been found. */
static void
look_at (EvictionWalk *walk, guint machine)
{
  VictimCost cost;
  preemption_collect (&walk->wanted, machine, walk->candidates);
  if (!preemption_choose (&walk->wanted, machine,
                          walk->machine != MACHINE_NONE ? &walk->cost : NULL, FALSE,
                          walk->candidates, &cost))
    return;
  GArray *better = walk->candidates;
  walk->candidates = walk->victims;
  walk->victims = better;
  walk->machine = machine;
  walk->cost = cost;
}

static gboolean
is_conceivable (EvictionWalk *walk, guint machine)
{
  const TaskClass *task_class = walk->wanted.task_class;
  return walk->cell->open[machine]
         && preemption_conceivable (walk->cell, task_class, walk->reach, machine)
         && pipeline_eligible (walk->pipeline, task_class, machine);
}

static void
look_at_block (EvictionWalk *walk, guint block)
{
  guint first = block * CELL_BLOCK, end = MIN (first + CELL_BLOCK, walk->cell->machines);
  if (!eviction_rooms_enough (walk->rooms, block, &walk->wanted.task_class->request, walk->reach))
    return;
  for (guint m = first; m < end; m++)
    if (is_conceivable (walk, m))
      look_at (walk, m);
}

guint
eviction_walk_find (EvictionWalk *walk, const Task *task, gint64 now, const GArray **ret_victims)
{
  begin (walk, cell_class_of (walk->cell, task), now);
  for (guint b = 0; walk->reach > 0 && b < walk->cell->blocks; b++)
    look_at_block (walk, b);
  *ret_victims = walk->victims;
  return walk->machine;
}

gboolean
eviction_walk_possible (EvictionWalk *walk, const TaskClass *task_class, guint machine, gint64 now)
{
  Room room;
  begin (walk, task_class, now);
  if (walk->reach == 0
      || !preemption_conceivable (walk->cell, task_class, walk->reach, machine))
    return FALSE;
  preemption_collect (&walk->wanted, machine, walk->candidates);
  cell_room_init (walk->cell, machine, &room);
  for (guint i = 0; i < walk->candidates->len; i++)
    cell_room_add (walk->cell, &room, g_array_index (walk->candidates, Victim, i).task);
  return walk->candidates->len > 0 && cell_room_fits (walk->cell, &room, &task_class->request);
}
