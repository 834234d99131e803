/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of each block there is a bound: what is remembered of it for the class, or, where it has changed,
 * how many levels must give way; unless few machines have, which are then searched one by one. Of the
 * blocks whose bound promises something better the lowest is searched first. */
#include "scheduler/evict/victim_search.h"

#include "scheduler/evict/block_costs.h"
#include "scheduler/evict/dry_run.h"
#include "scheduler/evict/victim_bounds.h"
#include "scheduler/evict/victim_lists.h"
#include "scheduler/evict/reprieve.h"

#include <math.h>

#define IN_ORDER 32 /* so many blocks are searched in order where losses decide first */
#define FEW 6 /* at most a change for so many machines */

struct VictimSearch {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  VictimLists *lists;
  LoneVictims lone;
  BlockCosts *remembered;
  CostKeys keys;
  guint64 number;     /* of the search */
  guint64 *looked_at; /* by machine: the last search in which it was found to have changed */
  guint64 *searched;  /* by block: the last search that searched it */

  /* What is being searched for, and the best so far. */
  Preemption wanted;
  gboolean exact;   /* bounds of machines are costs: victims are chosen at the end */
  guint reach;      /* so many levels may be evicted … */
  gint32 below;     /* … which are the tasks of a lower priority */
  guint limit;      /* where more must give way there is nothing better */
  gboolean alone;   /* nothing but one victim of the lowest level is better */
  CostKey *block;   /* by block: what it costs at least */
  CostKey *lowest;  /* by stretch of blocks: the same, as the search of blocks began */
  guint stretches;
  CostKey key;      /* nothing of a higher one is better */
  guint machine;
  VictimCost cost;
  GArray *victims;    /* of Victim */
  GArray *candidates; /* those of the machine being looked at */

  double *lone_loss; /* by block: what one victim of the lowest level loses at least, where it may do */
};

VictimSearch *
victim_search_new (const PreemptPolicy *policy, const SchedulerOptions *options, const Cell *cell,
                   Pipeline *pipeline, EvictionRooms *rooms, gsize bytes)
{
  VictimSearch *search = g_new0 (VictimSearch, 1);
  search->cell = cell;
  search->pipeline = pipeline;
  search->rooms = rooms;
  search->lists = victim_lists_new (cell, policy);
  search->lone = victim_lists_lone (search->lists);
  search->looked_at = g_new0 (guint64, MAX (cell->machines, 1));
  search->searched = g_new0 (guint64, MAX (cell->blocks, 1));
  search->stretches = (cell->blocks + COST_STRETCH - 1) / COST_STRETCH;
  search->lowest = g_new (CostKey, MAX (search->stretches, 1));
  search->lone_loss = g_new (double, MAX (cell->blocks, 1));
  search->remembered = block_costs_new (cell, bytes);
  search->wanted = preemption_of (policy, options, cell);
  search->keys = cost_keys_of (policy, &cell->levels);
  search->victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  search->candidates = g_array_new (FALSE, FALSE, sizeof (Victim));
  return search;
}

void
victim_search_free (VictimSearch *search)
{
  if (search == NULL)
    return;
  victim_lists_free (search->lists);
  block_costs_free (search->remembered);
  g_array_unref (search->victims);
  g_array_unref (search->candidates);
  g_free (search->looked_at);
  g_free (search->searched);
  g_free (search->lowest);
  g_free (search->lone_loss);
  g_free (search);
}

static const VictimCost *
best (const VictimSearch *search)
{
  return search->machine != MACHINE_NONE ? &search->cost : NULL;
}

/* Can a set that costs no less than the bound, of a machine from `first` on, be the one? */
static gboolean
promises (const VictimSearch *search, guint first, const VictimCost *bound)
{
  if (search->machine == MACHINE_NONE)
    return TRUE;
  int order = search->wanted.policy->compare (bound, &search->cost);
  return order < 0 || (order == 0 && first < search->machine);
}

/* Two victims or more of the lowest level. */
static VictimCost
cost_of_two (const VictimSearch *search)
{
  return victim_cost_least (search->cell->levels.lowest[0], 2);
}

static void
limit_levels (VictimSearch *search)
{
  VictimCost two = cost_of_two (search);
  search->alone = !promises (search, 0, &two);
  for (; search->limit > 0; search->limit--) {
    VictimCost least = victim_cost_least (search->cell->levels.lowest[search->limit - 1], 1);
    if (promises (search, 0, &least))
      break;
  }
  search->alone = search->alone && search->limit == 1;
}

/* The first of the list that may be evicted, as preemption_collect() gives them. */
static void
take_evictable (const VictimSearch *search, const VictimList *list)
{
  g_array_set_size (search->candidates, 0);
  for (guint i = 0; i < list->count && list->victim[i].priority < search->below; i++) {
    const ListedVictim *listed = &list->victim[i];
    Victim victim = { .task = listed->task,
                      .priority = listed->priority,
                      .size = listed->size,
                      .loss = (Loss) victim_lost (listed, search->wanted.now) * listed->size };
    g_array_append_val (search->candidates, victim);
  }
}

static void
found (VictimSearch *search, guint machine, const VictimCost *cost)
{
  search->machine = machine;
  search->cost = *cost;
  search->key = cost_key (&search->keys, cost);
  limit_levels (search);
}

/* Takes the machine's best set if it is better than what has been found. */
static void
choose_on (VictimSearch *search, guint machine)
{
  VictimCost cost;
  take_evictable (search, victim_lists_of (search->lists, machine));
  if (!preemption_choose (&search->wanted, machine, best (search), machine < search->machine,
                          search->candidates, &cost))
    return;
  GArray *better = search->candidates;
  search->candidates = search->victims;
  search->victims = better;
  found (search, machine, &cost);
}

/* Of the machine that was found. */
static void
choose_victims (VictimSearch *search)
{
  guint machine = search->machine;
  search->machine = MACHINE_NONE;
  choose_on (search, machine);
  g_assert (search->machine == machine);
}

/* Lowers what a block costs to that of one of its machines. */
static void
lower (const VictimSearch *search, CostKey *block, const VictimCost *cost)
{
  CostKey key = cost_key (&search->keys, cost);
  *block = MIN (*block, key);
}

/* The same where so many levels must give way at least. */
static void
lower_to_level (const VictimSearch *search, guint levels, CostKey *block)
{
  VictimCost least = victim_cost_least (search->cell->levels.lowest[levels - 1], 1);
  lower (search, block, &least);
}

/* Where a loss may fall, another set may be the best one later, unless losses decide last. */
static void
lower_to_machine (const VictimSearch *search, CostKey *block, const VictimCost *cost,
                  const VictimList *list)
{
  VictimCost later = *cost;
  if (list->checkpoints)
    later.loss = 0;
  if (list->checkpoints && !search->keys.loss_is_last)
    later = victim_cost_least (list->victim[0].priority, 1);
  lower (search, block, &later);
}

/* The same where no victim of the lowest level makes enough room alone. */
static void
lower_to_two (const VictimSearch *search, CostKey *block)
{
  VictimCost two = cost_of_two (search);
  lower (search, block, &two);
  if (search->reach > 1)
    lower_to_level (search, 2, block);
}

/* When nothing but one victim of the lowest level is better. */
static gboolean
lone_promises (const VictimSearch *search, guint machine, CostKey *block)
{
  gboolean enough = TRUE;
  for (guint r = 0; r < search->cell->resources->count; r++)
    enough = enough && search->lone.room[r][machine] >= search->wanted.task_class->request.of[r];
  if (enough) {
    VictimCost cost = victim_bounds_lone (&search->wanted, &search->lone, machine);
    if (promises (search, machine, &cost))
      return TRUE;
    lower (search, block, &cost);
  }
  lower_to_two (search, block);
  return FALSE;
}

static gboolean
roughly_promises (const VictimSearch *search, guint machine, const VictimList *list,
                  CostKey *block)
{
  VictimCost cost = victim_bounds_rough (&search->wanted, list, machine);
  if (promises (search, machine, &cost))
    return TRUE;
  lower_to_machine (search, block, &cost, list);
  return FALSE;
}

/* block: what its block costs, to be lowered to what the machine costs. */
static void
search_machine (VictimSearch *search, guint machine, CostKey *block)
{
  VictimCost cost;
  const VictimList *list = victim_lists_of (search->lists, machine);
  if (search->alone && !lone_promises (search, machine, block))
    return;
  if (!search->keys.loss_is_last && !roughly_promises (search, machine, list, block))
    return;
  if (!victim_bounds_of (&search->wanted, list, machine, search->below, best (search), &cost))
    return;
  if (!promises (search, machine, &cost)) {
    lower_to_machine (search, block, &cost, list);
  } else if (dry_run_eligible (&search->wanted, search->pipeline, machine)) {
    lower_to_machine (search, block, &cost, list);
    if (search->exact)
      found (search, machine, &cost);
    else
      choose_on (search, machine);
  }
}

static void
search_places (VictimSearch *search, guint block, guint count, const guint place[CELL_BLOCK])
{
  guint first = block * CELL_BLOCK;
  for (guint i = 0; i < count; i++)
    victim_lists_fetch (search->lists, first + place[i]);
  for (guint i = 0; i < count; i++)
    search_machine (search, first + place[i], &search->block[block]);
}

static void
search_block_alone (VictimSearch *search, guint block, CostKey *key)
{
  guint machine[CELL_BLOCK];
  guint count = victim_bounds_lone_candidates (&search->wanted, &search->lone, block, machine);
  for (guint i = 0; i < count; i++)
    search_machine (search, machine[i], key);
}

static void
search_block (VictimSearch *search, guint block)
{
  guint place[CELL_BLOCK], limit = search->limit;
  const Amounts *request = &search->wanted.task_class->request;
  search->searched[block] = search->number;
  search->block[block] = COST_KEY_NONE;
  if (search->alone) {
    search_block_alone (search, block, &search->block[block]);
    lower_to_two (search, &search->block[block]);
    return;
  }
  guint count = victim_bounds_candidates (search->cell, request, limit, block, place);
  search_places (search, block, count, place);
  if (limit < search->reach)
    lower_to_level (search, limit + 1, &search->block[block]);
}

/* Where losses decide first, its block has its turn when the best is nearly found. */
static void
look_at_changed (VictimSearch *search, guint machine, CostKey *block)
{
  if (search->keys.loss_is_last) {
    search_machine (search, machine, block);
  } else {
    const VictimList *list = victim_lists_of (search->lists, machine);
    VictimCost cost = victim_bounds_rough (&search->wanted, list, machine);
    lower_to_machine (search, block, &cost, list);
  }
}

static void
bound_block_roughly (VictimSearch *search, guint block)
{
  guint place[CELL_BLOCK], first = block * CELL_BLOCK;
  const Amounts *request = &search->wanted.task_class->request;
  guint count = victim_bounds_candidates (search->cell, request, search->reach, block, place);
  for (guint i = 0; i < count; i++)
    look_at_changed (search, first + place[i], &search->block[block]);
}

/* What is remembered of blocks that have changed since gives way to what their levels say. */
static void
bound_blocks (VictimSearch *search, guint64 seen)
{
  const Cell *cell = search->cell;
  const Amounts *request = &search->wanted.task_class->request;
  for (guint b = 0; b < cell->blocks; b++) {
    if (cell->block_changed[b] <= seen)
      continue;
    guint levels = eviction_rooms_levels (search->rooms, b, request, search->reach);
    search->block[b] = COST_KEY_NONE;
    if (levels != G_MAXUINT && !search->keys.loss_is_last)
      bound_block_roughly (search, b);
    else if (levels != G_MAXUINT)
      lower_to_level (search, MAX (levels, 1), &search->block[b]);
  }
}

/* The next machines that have changed since and may do, asked to be at hand soon; of the others it is
 * known what they cost. Returns how many. */
static guint
list_changed (VictimSearch *search, guint64 *seen, guint machines[CELL_BLOCK])
{
  const Cell *cell = search->cell;
  guint count = 0;
  while (count < CELL_BLOCK && *seen < cell->changes) {
    guint machine = cell->changed[++*seen % CHANGES_KEPT];
    if (!cell->open[machine] || search->looked_at[machine] == search->number)
      continue;
    search->looked_at[machine] = search->number;
    if (preemption_conceivable (cell, search->wanted.task_class, search->limit, machine)) {
      victim_lists_fetch (search->lists, machine);
      machines[count++] = machine;
    } else if (search->limit < search->reach) {
      lower_to_level (search, search->limit + 1, &search->block[machine / CELL_BLOCK]);
    }
  }
  return count;
}

/* What is remembered of their blocks holds for the others. */
static void
search_changed_machines (VictimSearch *search, guint64 seen)
{
  guint machines[CELL_BLOCK], count;
  while ((count = list_changed (search, &seen, machines)) > 0)
    for (guint i = 0; i < count; i++)
      look_at_changed (search, machines[i], &search->block[machines[i] / CELL_BLOCK]);
}

/* What one victim of the lowest level costs that loses so much, or has run for so long; not at all:
 * it may still wait for its data, and nobody starts later than that. */
static VictimCost
cost_of_lone (const VictimSearch *search, double loss)
{
  VictimCost cost = victim_cost_least (search->cell->levels.lowest[0], 1);
  if (search->wanted.by_importance && loss > 0)
    cost.started = search->wanted.now - (gint64) preemption_loss_bound (loss);
  else if (!search->wanted.by_importance)
    cost.loss = preemption_loss_bound (loss);
  return cost;
}

/* What is known after search_all_alone(). */
static void
remember_alone (VictimSearch *search)
{
  CostKey two = COST_KEY_NONE;
  lower_to_two (search, &two);
  for (guint b = 0; b < search->cell->blocks; b++) {
    VictimCost cost = cost_of_lone (search, search->lone_loss[b]);
    search->block[b] = two;
    if (search->lone_loss[b] < INFINITY)
      lower (search, &search->block[b], &cost);
  }
}

/* Looks for one victim of the lowest level on all machines at once. TRUE when nothing else can be
 * better: then it is known of all blocks what they cost at least. */
static gboolean
search_all_alone (VictimSearch *search)
{
  guint blocks = search->cell->blocks;
  const double *loss = search->lone_loss;
  CostKey any = COST_KEY_NONE;
  if (!search->keys.loss_is_last)
    return FALSE;
  guint lowest = victim_bounds_lone_losses (&search->wanted, &search->lone, search->lone_loss);
  search_block_alone (search, lowest, &any);
  /* What loses more than another that promises nothing promises nothing either. */
  double hopeless = INFINITY;
  for (guint b = 0; b < blocks; b++) {
    if (loss[b] >= hopeless || b == lowest)
      continue;
    VictimCost cost = cost_of_lone (search, loss[b]);
    if (promises (search, b * CELL_BLOCK, &cost))
      search_block_alone (search, b, &any);
    else
      hopeless = loss[b];
  }
  if (search->alone)
    remember_alone (search);
  return search->alone;
}

/* The first block after the stretch. */
static guint
end_of (const VictimSearch *search, guint stretch)
{
  return MIN ((stretch + 1) * COST_STRETCH, search->cell->blocks);
}

/* Of those that have not been searched; MACHINE_NONE when there is none. */
static guint
lowest_block (const VictimSearch *search)
{
  guint lowest = MACHINE_NONE;
  CostKey least = COST_KEY_NONE;
  for (guint s = 0; s < search->stretches; s++)
    for (guint b = s * COST_STRETCH; search->lowest[s] < least && b < end_of (search, s); b++)
      if (search->block[b] < least && search->searched[b] != search->number) {
        lowest = b;
        least = search->block[b];
      }
  return lowest;
}

static void
search_stretch (VictimSearch *search, guint stretch)
{
  for (guint b = stretch * COST_STRETCH; b < end_of (search, stretch); b++)
    if (search->block[b] <= search->key && search->block[b] != COST_KEY_NONE
        && search->searched[b] != search->number)
      search_block (search, b);
}

/* The first ones in the order of what they promise. Where losses decide last that is one, for few are
 * looked at in any order, and all must be to find the lowest. */
static void
search_promising_blocks (VictimSearch *search)
{
  block_costs_lowest (search->block, search->cell->blocks, search->lowest);
  for (guint i = 0; i < (search->keys.loss_is_last ? 1 : IN_ORDER); i++) {
    guint lowest = lowest_block (search);
    if (lowest == MACHINE_NONE || search->block[lowest] > search->key)
      return;
    search_block (search, lowest);
  }
  for (guint s = 0; s < search->stretches; s++)
    if (search->lowest[s] <= search->key)
      search_stretch (search, s);
}

static void
begin (VictimSearch *search, const TaskClass *task_class, gint64 now)
{
  const PriorityLevels *levels = &search->cell->levels;
  search->number++;
  search->machine = MACHINE_NONE;
  search->key = COST_KEY_NONE;
  preemption_begin (&search->wanted, task_class, now);
  search->reach = preemption_reach (search->cell, task_class, search->wanted.within_tier);
  search->limit = search->reach;
  search->alone = FALSE;
  search->exact = victim_bounds_are_costs (&search->wanted);
  search->below = task_class->priority;
  if (search->reach < levels->count)
    search->below = MIN (search->below, levels->lowest[search->reach]);
}

/* So few that those that have changed are looked at one by one, and not by block. */
static gboolean
are_few (const VictimSearch *search, guint64 changes)
{
  return changes <= MIN (search->cell->machines / FEW, CHANGES_KEPT);
}

static void
search_blocks (VictimSearch *search)
{
  guint64 seen;
  search->block = block_costs_of (search->remembered, search->wanted.task_class, &seen);
  if (!pipeline_eligible_by_machine (search->pipeline, search->wanted.task_class))
    seen = 0;
  if (seen > 0 && are_few (search, search->cell->changes - seen))
    search_changed_machines (search, seen);
  else if (search_all_alone (search))
    return;
  else
    bound_blocks (search, seen);
  search_promising_blocks (search);
}

guint
victim_search_find (VictimSearch *search, const TaskClass *task_class, gint64 now,
                    const GArray **ret_victims)
{
  begin (search, task_class, now);
  if (search->reach == 0 || search->cell->machines == 0)
    return MACHINE_NONE;
  victim_lists_update (search->lists);
  search_blocks (search);
  if (search->exact && search->machine != MACHINE_NONE)
    choose_victims (search);
  *ret_victims = search->victims;
  return search->machine;
}

gboolean
victim_search_possible (VictimSearch *search, const TaskClass *task_class, guint machine, gint64 now)
{
  const Preemption *wanted = &search->wanted;
  preemption_begin (&search->wanted, task_class, now);
  if (wanted->topology == NULL)
    return preemption_possible (wanted->cell, task_class, wanted->within_tier, machine)
           && pipeline_eligible (search->pipeline, task_class, machine);
  preemption_collect (wanted, machine, search->candidates);
  return reprieve_possible (wanted, machine, search->candidates)
         && dry_run_eligible (wanted, search->pipeline, machine);
}
