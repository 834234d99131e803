/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Used where victims are spared, or room is not what requests add up to (reclamation).
 *
 * Where nothing but priority spares a task, tasks are listed in victim order once for each change of
 * their machine (evict/victim_lists.h), and a look at the sums of the list tells of many machines that
 * they have no room to offer. What evicting comes to then changes only with the machine, and is
 * remembered by class. */
#include "scheduler/evict/eviction_walk.h"

#include "scheduler/evict/class_ranks.h"
#include "scheduler/evict/dry_run.h"
#include "scheduler/evict/eviction_chooser.h"
#include "scheduler/evict/victim_lists.h"
#include "scheduler/policy_tables.h"
#include "util/random.h"

struct EvictionWalk {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  guint64 seed;
  const PreemptRules *sampling; /* NULL: all machines are looked at */
  EvictionChooser chooser;
  VictimLists *lists; /* NULL: whoever may be evicted now is listed when somebody asks */
  ClassRanks *ranks;  /* NULL: nothing is remembered */
  GArray *eligible; /* of guint: machines, where a part of them is enough */

  /* The best so far, and how many machines had room. */
  guint64 number;  /* of the call */
  guint64 *ranked; /* by machine: the last one in which it was ranked anew */
  guint reach;   /* so many levels may be evicted … */
  gint32 below;  /* … which are the tasks of a lower priority */
  guint machine;
  guint found;
  EvictionWorth best;
  GArray *victims;    /* of Victim */
  GArray *candidates; /* those of the machine being looked at */
};

static gboolean
some_are_enough (const PreemptRules *rules, const SchedulerOptions *options)
{
  return rules != NULL && rules->enough != NULL && rules->enough (options, G_MAXUINT) < G_MAXUINT;
}

gboolean
eviction_walk_wanted (const PreemptPolicy *policy, const SchedulerOptions *options)
{
  EvictionLimits limits = eviction_limits_of (options, policy);
  const PreemptRules *rules = preempt_rules_of (policy);
  gboolean reserves = options->reclamation.rule != RECLAMATION_NONE && preempt_policy_evicts (policy);
  return reserves || eviction_limits_any (&limits)
         || (rules != NULL && (rules->choose != NULL || some_are_enough (rules, options)));
}

EvictionWalk *
eviction_walk_new (const PreemptPolicy *policy, const SchedulerOptions *options, const Cell *cell,
                   Pipeline *pipeline, EvictionRooms *rooms, guint64 seed, gsize bytes)
{
  EvictionWalk *walk = g_new0 (EvictionWalk, 1);
  const PreemptRules *rules = preempt_rules_of (policy);
  walk->cell = cell;
  walk->pipeline = pipeline;
  walk->rooms = rooms;
  walk->seed = seed;
  if (some_are_enough (rules, options))
    walk->sampling = rules;
  eviction_chooser_init (&walk->chooser, policy, options, cell, seed);
  if (walk->chooser.rules != NULL && !eviction_limits_any (&walk->chooser.preemption.limits))
    walk->lists = victim_lists_new (cell, policy);
  if (walk->lists != NULL && bytes > 0 && !options->budgets)
    walk->ranks = class_ranks_new (cell, bytes);
  walk->ranked = g_new0 (guint64, MAX (cell->machines, 1));
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
  victim_lists_free (walk->lists);
  class_ranks_free (walk->ranks);
  g_free (walk->ranked);
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
  preemption_begin (preemption, task_class, now);
  walk->reach = preemption_reach (walk->cell, task_class, preemption->within_tier);
  walk->below = task_class->priority;
  if (walk->reach < walk->cell->levels.count)
    walk->below = MIN (walk->below, walk->cell->levels.lowest[walk->reach]);
  walk->machine = MACHINE_NONE;
  walk->found = 0;
}

static gboolean
is_eligible (EvictionWalk *walk, guint machine)
{
  return walk->cell->open[machine]
         && dry_run_eligible (&walk->chooser.preemption, walk->pipeline, machine);
}

/* The first of a list that makes enough room (in sums) with all before it; or how many there are. */
static guint
last_needed (const EvictionWalk *walk, const VictimList *list, guint machine)
{
  guint last = 0;
  for (guint r = 0; r < walk->cell->resources->count; r++) {
    const Amount *sums = victim_list_sums (list, r);
    Amount missing = its_class (walk)->request.of[r] - walk->cell->free[r][machine];
    if (missing > 0)
      while (last < list->count && sums[last] < missing)
        last++;
  }
  return last;
}

/* Is there nobody to evict? */
static gboolean
is_hopeless (const EvictionWalk *walk, const VictimList *list, guint machine)
{
  guint last = last_needed (walk, list, machine);
  return last >= list->count || list->victim[last].priority >= walk->below;
}

static gboolean
choose_from_list (EvictionWalk *walk, guint machine, EvictionWorth *ret)
{
  const VictimList *list = victim_lists_of (walk->lists, machine);
  if (is_hopeless (walk, list, machine))
    return FALSE;
  g_array_set_size (walk->candidates, 0);
  for (guint i = 0; i < list->count && list->victim[i].priority < walk->below; i++) {
    const ListedVictim *listed = &list->victim[i];
    Victim victim = { .task = listed->task, .priority = listed->priority, .size = listed->size };
    victim.loss = (Loss) victim_lost (listed, walk->chooser.preemption.now) * listed->size;
    g_array_append_val (walk->candidates, victim);
  }
  return eviction_choose_by_rules (&walk->chooser, machine, walk->candidates, ret);
}

static gboolean
choose_on (EvictionWalk *walk, guint machine, EvictionWorth *ret)
{
  gboolean by_cost = walk->chooser.rules == NULL && walk->sampling == NULL; /* others need not count */
  const EvictionWorth *bound = by_cost && walk->machine != MACHINE_NONE ? &walk->best : NULL;
  if (walk->lists != NULL)
    return choose_from_list (walk, machine, ret);
  return preemption_conceivable (walk->cell, its_class (walk), walk->reach, machine)
         && eviction_choose (&walk->chooser, machine, bound, walk->candidates, ret);
}

/* Takes an eligible machine's victims if they are better than what has been found. */
static void
look_at (EvictionWalk *walk, guint machine)
{
  EvictionWorth worth;
  if (!choose_on (walk, machine, &worth))
    return;
  walk->found++;
  if (walk->machine != MACHINE_NONE && eviction_compare (&walk->chooser, &worth, &walk->best) >= 0)
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
  guint enough = walk->sampling->enough (walk->chooser.options, count);
  for (guint i = 0; i < count; i++) {
    look_at (walk, g_array_index (walk->eligible, guint, (hash + i) % count));
    if (walk->found >= enough && walk->best.cost.violations == 0)
      return;
  }
}

static void
rank_machine (EvictionWalk *walk, guint machine, EvictionRank *ret)
{
  EvictionWorth worth;
  *ret = (EvictionRank){ .by = { NO_VICTIMS } };
  if (is_eligible (walk, machine) && choose_on (walk, machine, &worth))
    *ret = worth.rank;
}

/* Of all machines that have changed since. */
static void
bring_up_to_date (EvictionWalk *walk, guint64 seen, EvictionRank *rank)
{
  const Cell *cell = walk->cell;
  walk->number++;
  if (seen == 0 || cell->changes - seen > CHANGES_KEPT) {
    for (guint m = 0; m < cell->machines; m++)
      if (cell->block_changed[m / CELL_BLOCK] > seen)
        rank_machine (walk, m, &rank[m]);
    return;
  }
  for (guint64 n = seen + 1; n <= cell->changes; n++) {
    guint machine = cell->changed[n % CHANGES_KEPT];
    if (walk->ranked[machine] != walk->number)
      rank_machine (walk, machine, &rank[machine]);
    walk->ranked[machine] = walk->number;
  }
}

static void
look_at_ranks (EvictionWalk *walk)
{
  guint64 seen;
  guint best = MACHINE_NONE;
  EvictionRank *rank = class_ranks_of (walk->ranks, its_class (walk), &seen);
  if (!pipeline_eligible_by_machine (walk->pipeline, its_class (walk)))
    seen = 0;
  bring_up_to_date (walk, seen, rank);
  for (guint m = 0; m < walk->cell->machines; m++)
    if (rank[m].by[0] != NO_VICTIMS
        && (best == MACHINE_NONE || eviction_rank_compare (&rank[m], &rank[best]) < 0))
      best = m;
  if (best != MACHINE_NONE)
    look_at (walk, best);
}

guint
eviction_walk_find (EvictionWalk *walk, const Task *task, gint64 now, const GArray **ret_victims)
{
  begin (walk, cell_class_of (walk->cell, task), now);
  if (walk->lists != NULL)
    victim_lists_update (walk->lists);
  if (walk->reach > 0 && walk->sampling != NULL)
    look_at_some (walk, task);
  else if (walk->reach > 0 && walk->ranks != NULL)
    look_at_ranks (walk);
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
         && eviction_possible (&walk->chooser, machine, walk->candidates)
         && is_eligible (walk, machine);
}
