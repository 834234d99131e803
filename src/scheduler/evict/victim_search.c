/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of each block there is a bound: what is remembered of it for the class, or, where it has changed,
 * how many levels must give way. The block of the lowest bound is searched first, then those whose
 * bound promises something better than what has been found. */
#include "scheduler/evict/victim_search.h"

#include "scheduler/evict/block_costs.h"
#include "scheduler/evict/preemption.h"
#include "scheduler/evict/victim_bounds.h"
#include "scheduler/evict/victim_lists.h"

#define FEW 6 /* at most a change for so many machines */

struct VictimSearch {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  VictimLists *lists;
  BlockCosts *remembered;
  gboolean loss_is_last;
  guint64 number;     /* of the search */
  guint64 *looked_at; /* by machine: the last search in which it was found to have changed */

  /* What is being searched for, and the best so far. */
  Preemption wanted;
  gboolean exact;   /* bounds of machines are costs: victims are chosen at the end */
  guint reach;      /* so many levels may be evicted … */
  gint32 below;     /* … which are the tasks of a lower priority */
  guint limit;      /* where more must give way there is nothing better */
  gboolean alone;   /* nothing but one victim of the lowest level is better */
  BlockCost *block; /* by block: what it costs at least */
  guint machine;
  VictimCost cost;
  GArray *victims;    /* of Victim */
  GArray *candidates; /* those of the machine being looked at */
};

/* Does a loss, however large, decide only between sets of equal priority and number? */
static gboolean
loss_is_last (const PreemptPolicy *policy)
{
  VictimCost large = { .highest_priority = 0, .count = 1, .loss = (Loss) 1 << 120 };
  VictimCost more = { .highest_priority = 0, .count = 2 };
  VictimCost higher = { .highest_priority = 1, .count = 1 };
  return policy->compare (&large, &more) < 0 && policy->compare (&large, &higher) < 0;
}

VictimSearch *
victim_search_new (const PreemptPolicy *policy, const Cell *cell, Pipeline *pipeline,
                   EvictionRooms *rooms, gboolean within_tier, gsize bytes)
{
  VictimSearch *search = g_new0 (VictimSearch, 1);
  search->cell = cell;
  search->pipeline = pipeline;
  search->rooms = rooms;
  search->lists = victim_lists_new (cell);
  search->looked_at = g_new0 (guint64, MAX (cell->machines, 1));
  search->remembered = block_costs_new (cell, bytes);
  search->wanted = (Preemption){ .policy = policy, .cell = cell, .within_tier = within_tier };
  search->loss_is_last = loss_is_last (policy);
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
  return (VictimCost){ .highest_priority = search->cell->levels.lowest[0], .count = 2 };
}

static void
limit_levels (VictimSearch *search)
{
  VictimCost two = cost_of_two (search);
  search->alone = !promises (search, 0, &two);
  for (; search->limit > 0; search->limit--) {
    VictimCost least = { .highest_priority = search->cell->levels.lowest[search->limit - 1],
                         .count = 1 };
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

/* Lowers what the block costs to that of one of its machines. */
static void
lower (const VictimSearch *search, BlockCost *block, const VictimCost *cost, gboolean may_fall)
{
  BlockCost lower = block_cost_from (cost, may_fall);
  VictimCost a = block_cost_bound (&lower), b = block_cost_bound (block);
  if (block->count == 0 || search->wanted.policy->compare (&a, &b) < 0)
    *block = lower;
}

/* The same where so many levels must give way at least. */
static void
lower_to_level (const VictimSearch *search, guint levels, BlockCost *block)
{
  VictimCost least = { .highest_priority = search->cell->levels.lowest[levels - 1], .count = 1 };
  lower (search, block, &least, FALSE);
}

/* Where a loss may fall, another set may be the best one later, unless losses decide last. */
static void
lower_to_machine (const VictimSearch *search, BlockCost *block, const VictimCost *cost,
                  const VictimList *list)
{
  VictimCost later = *cost;
  if (list->checkpoints && !search->loss_is_last)
    later = (VictimCost){ .highest_priority = list->victim[0].priority, .count = 1 };
  lower (search, block, &later, list->checkpoints);
}

/* The same where no victim of the lowest level makes enough room alone. */
static void
lower_to_two (const VictimSearch *search, BlockCost *block)
{
  VictimCost two = cost_of_two (search);
  lower (search, block, &two, FALSE);
  if (search->reach > 1)
    lower_to_level (search, 2, block);
}

static gboolean
enough_alone (const VictimSearch *search, guint machine)
{
  const Cell *cell = search->cell;
  const Amount *const *largest = victim_lists_largest (search->lists);
  for (guint r = 0; r < cell->resources->count; r++)
    if (cell->free[r][machine] + largest[r][machine] < search->wanted.task_class->request.of[r])
      return FALSE;
  return TRUE;
}

static void
search_machine (VictimSearch *search, guint machine, BlockCost *block)
{
  VictimCost cost;
  const VictimList *list = victim_lists_of (search->lists, machine);
  if (search->alone && !enough_alone (search, machine)) {
    lower_to_two (search, block);
    return;
  }
  if (!victim_bounds_of (&search->wanted, list, machine, search->below, best (search), &cost))
    return;
  if (!promises (search, machine, &cost)) {
    lower_to_machine (search, block, &cost, list);
  } else if (pipeline_eligible (search->pipeline, search->wanted.task_class, machine)) {
    lower_to_machine (search, block, &cost, list);
    if (search->exact)
      found (search, machine, &cost);
    else
      choose_on (search, machine);
  }
}

static void
search_block (VictimSearch *search, guint block)
{
  guint place[CELL_BLOCK], first = block * CELL_BLOCK, limit = search->limit;
  const Amounts *request = &search->wanted.task_class->request;
  gboolean alone = search->alone;
  guint count = victim_bounds_candidates (search->cell, request, limit,
                                          alone ? victim_lists_largest (search->lists) : NULL,
                                          block, place);
  search->block[block] = (BlockCost){ .count = 0 };
  for (guint i = 0; i < count; i++)
    victim_lists_fetch (search->lists, first + place[i]);
  for (guint i = 0; i < count; i++)
    search_machine (search, first + place[i], &search->block[block]);
  if (alone)
    lower_to_two (search, &search->block[block]);
  else if (limit < search->reach)
    lower_to_level (search, limit + 1, &search->block[block]);
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
    search->block[b] = (BlockCost){ .count = 0 };
    if (levels != G_MAXUINT)
      lower_to_level (search, MAX (levels, 1), &search->block[b]);
  }
}

/* What is remembered of their blocks holds for the others. */
static void
search_changed_machines (VictimSearch *search, guint64 seen)
{
  const Cell *cell = search->cell;
  const TaskClass *task_class = search->wanted.task_class;
  for (guint64 n = seen + 1; n <= cell->changes; n++) {
    guint machine = cell->changed[n % CHANGES_KEPT];
    BlockCost *block = &search->block[machine / CELL_BLOCK];
    if (!cell->open[machine] || search->looked_at[machine] == search->number)
      continue;
    search->looked_at[machine] = search->number;
    if (preemption_conceivable (cell, task_class, search->limit, machine))
      search_machine (search, machine, block);
    else if (search->limit < search->reach)
      lower_to_level (search, search->limit + 1, block);
  }
}

static guint
lowest_block (const VictimSearch *search)
{
  guint lowest = G_MAXUINT;
  VictimCost least = { .count = 0 };
  for (guint b = 0; b < search->cell->blocks; b++) {
    VictimCost bound = block_cost_bound (&search->block[b]);
    if (bound.count == 0
        || (lowest != G_MAXUINT && search->wanted.policy->compare (&bound, &least) >= 0))
      continue;
    lowest = b;
    least = bound;
  }
  return lowest;
}

static gboolean
block_promises (const VictimSearch *search, guint block)
{
  VictimCost bound = block_cost_bound (&search->block[block]);
  return bound.count > 0 && promises (search, block * CELL_BLOCK, &bound);
}

static void
begin (VictimSearch *search, const TaskClass *task_class, gint64 now)
{
  const PriorityLevels *levels = &search->cell->levels;
  search->number++;
  search->machine = MACHINE_NONE;
  search->wanted.task_class = task_class;
  search->wanted.now = now;
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
few_changes (const VictimSearch *search, guint64 seen)
{
  guint64 changes = search->cell->changes - seen;
  return seen > 0 && changes <= MIN (search->cell->machines / FEW, CHANGES_KEPT);
}

static void
search_blocks (VictimSearch *search)
{
  guint64 seen;
  search->block = block_costs_of (search->remembered, search->wanted.task_class, &seen);
  gboolean few = few_changes (search, seen);
  if (!few)
    bound_blocks (search, seen);
  guint lowest = lowest_block (search);
  if (lowest != G_MAXUINT)
    search_block (search, lowest);
  if (few)
    search_changed_machines (search, seen);
  for (guint b = 0; b < search->cell->blocks; b++)
    if (block_promises (search, b))
      search_block (search, b);
}

guint
victim_search_find (VictimSearch *search, const TaskClass *task_class, gint64 now,
                    const GArray **ret_victims)
{
  begin (search, task_class, now);
  if (search->reach == 0)
    return MACHINE_NONE;
  victim_lists_update (search->lists);
  search_blocks (search);
  if (search->exact && search->machine != MACHINE_NONE)
    choose_victims (search);
  *ret_victims = search->victims;
  return search->machine;
}
