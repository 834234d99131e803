/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/eviction_chooser.h"

#include "scheduler/evict/reprieve.h"
#include "scheduler/policy_tables.h"

void
eviction_chooser_init (EvictionChooser *chooser, const PreemptPolicy *policy,
                       const SchedulerOptions *options, const Cell *cell, guint64 seed)
{
  const PreemptRules *rules = preempt_rules_of (policy);
  *chooser = (EvictionChooser){ .options = options,
                                .rules = rules != NULL && rules->choose != NULL ? rules : NULL };
  chooser->preemption = preemption_of (policy, options, cell);
  if (chooser->rules != NULL && chooser->rules->by_score)
    chooser->scores = room_score_new (options, cell, seed);
}

void
eviction_chooser_clear (EvictionChooser *chooser)
{
  g_clear_pointer (&chooser->scores, room_score_free);
}

static void
think_away (const Cell *cell, const GArray *victims, Room *room)
{
  for (guint i = 0; i < victims->len; i++)
    cell_room_add (cell, room, g_array_index (victims, Victim, i).task);
}

/* Do they make room, and is it they who do? */
static gboolean
make_room (const EvictionChooser *chooser, guint machine, const GArray *victims)
{
  const Cell *cell = chooser->preemption.cell;
  const Amounts *request = &chooser->preemption.task_class->request;
  Room room;
  if (victims->len == 0)
    return FALSE;
  cell_room_init_for (cell, chooser->preemption.task_class->tier, machine, &room);
  if (cell_room_fits (cell, &room, request))
    return FALSE;
  think_away (cell, victims, &room);
  return cell_room_fits (cell, &room, request);
}

static double
score (const EvictionChooser *chooser, guint machine, const GArray *victims)
{
  const Preemption *preemption = &chooser->preemption;
  Room room;
  if (chooser->scores == NULL)
    return 0;
  cell_room_init_for (preemption->cell, preemption->task_class->tier, machine, &room);
  think_away (preemption->cell, victims, &room);
  return room_score_of (chooser->scores, preemption->task_class, machine, &room);
}

gboolean
eviction_choose_by_rules (const EvictionChooser *chooser, guint machine, GArray *victims,
                          EvictionWorth *ret)
{
  EvictionCase the = { .cell = chooser->preemption.cell,
                       .task_class = chooser->preemption.task_class,
                       .options = chooser->options,
                       .machine = machine };
  if (!make_room (chooser, machine, victims))
    return FALSE;
  chooser->rules->choose (&the, victims, &ret->rank);
  preemption_sort (victims);
  ret->rank.score = score (chooser, machine, victims);
  ret->cost = preemption_cost (victims);
  return TRUE;
}

gboolean
eviction_choose (const EvictionChooser *chooser, guint machine, const EvictionWorth *bound,
                 GArray *ret_victims, EvictionWorth *ret)
{
  preemption_collect (&chooser->preemption, machine, ret_victims);
  if (chooser->rules != NULL)
    return eviction_choose_by_rules (chooser, machine, ret_victims, ret)
           && (bound == NULL || eviction_compare (chooser, ret, bound) < 0);
  return preemption_choose (&chooser->preemption, machine, bound != NULL ? &bound->cost : NULL,
                            FALSE, ret_victims, &ret->cost);
}

int
eviction_compare (const EvictionChooser *chooser, const EvictionWorth *a, const EvictionWorth *b)
{
  return chooser->rules != NULL ? eviction_rank_compare (&a->rank, &b->rank)
                                : chooser->preemption.policy->compare (&a->cost, &b->cost);
}

gboolean
eviction_possible (const EvictionChooser *chooser, guint machine, GArray *victims)
{
  preemption_collect (&chooser->preemption, machine, victims);
  return reprieve_possible (&chooser->preemption, machine, victims);
}
