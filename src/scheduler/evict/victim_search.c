/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocks are searched in the order of their bounds, until the next promises nothing better than
 * what has been found. */
#include "scheduler/evict/victim_search.h"

#include "scheduler/evict/preemption.h"
#include "scheduler/evict/victim_bounds.h"
#include "util/heap.h"

typedef struct {
  VictimCost bound;
  gboolean sharp; /* or else a rough bound, good enough for most blocks */
  const PreemptPolicy *policy;
} BoundedBlock;

struct VictimSearch {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  VictimBounds *known;
  double *least_size[MAX_RESOURCES]; /* by block: size of one unit on its largest machine */
  BoundedBlock *block;               /* by block, and … */
  Heap promising;                    /* … those still to be searched */

  /* What is being searched for, and the best so far. */
  Preemption wanted;
  guint reach;
  guint machine;
  VictimCost cost;
  GArray *victims;    /* of Victim */
  GArray *candidates; /* those of the machine being looked at */
};

#define SIZE_UNIT 1000000.0 /* sizes are in millionths of a machine */

static void
measure_blocks (VictimSearch *search)
{
  const Cell *cell = search->cell;
  for (guint r = 0; r < cell->resources->count; r++) {
    search->least_size[r] = g_new0 (double, MAX (cell->blocks, 1));
    for (guint b = 0; b < cell->blocks; b++) {
      Amount highest = 0;
      for (guint i = 0; i < CELL_BLOCK; i++)
        highest = MAX (highest, cell->capacity[r][b * CELL_BLOCK + i]);
      search->least_size[r][b] = highest > 0 ? SIZE_UNIT / (double) highest : 0;
    }
  }
}

static int
compare_blocks (gconstpointer left, gconstpointer right)
{
  const BoundedBlock *a = left, *b = right;
  int order = a->policy->compare (&a->bound, &b->bound);
  return order != 0 ? order : COMPARE (a, b); /* they stand in the order of blocks */
}

VictimSearch *
victim_search_new (const PreemptPolicy *policy, const Cell *cell, Pipeline *pipeline,
                   EvictionRooms *rooms, gboolean within_tier)
{
  VictimSearch *search = g_new0 (VictimSearch, 1);
  search->cell = cell;
  search->pipeline = pipeline;
  search->rooms = rooms;
  search->known = victim_bounds_new (cell);
  search->block = g_new0 (BoundedBlock, MAX (cell->blocks, 1));
  for (guint b = 0; b < cell->blocks; b++)
    search->block[b].policy = policy;
  heap_init (&search->promising, compare_blocks, HEAP_NO_POSITION);
  search->wanted = (Preemption){ .policy = policy, .cell = cell, .within_tier = within_tier };
  search->victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  search->candidates = g_array_new (FALSE, FALSE, sizeof (Victim));
  measure_blocks (search);
  return search;
}

void
victim_search_free (VictimSearch *search)
{
  if (search == NULL)
    return;
  for (guint r = 0; r < search->cell->resources->count; r++)
    g_free (search->least_size[r]);
  victim_bounds_free (search->known);
  heap_clear (&search->promising);
  g_free (search->block);
  g_array_unref (search->victims);
  g_array_unref (search->candidates);
  g_free (search);
}

/* What a machine, or every machine of a block, needs at least. */
typedef struct {
  guint levels;                  /* how many must give way, at least 1 */
  Amount missing[MAX_RESOURCES]; /* at most 0 where there is enough */
  gint64 size;                   /* of all victims together */
  KnownVictims victims;
} Need;

/* Each victim's size is rounded down. */
static gint64
least_total_size (const VictimSearch *search, double missing)
{
  gint64 rounding = victim_bounds_most_tasks (search->known) + 1;
  return MAX ((gint64) missing - rounding, 0);
}

/* FALSE where evicting all that the columns tell of does not make room. */
static gboolean
need_of_block (VictimSearch *search, guint block, Need *ret)
{
  const Cell *cell = search->cell;
  const Amounts *request = &search->wanted.task_class->request;
  guint levels = eviction_rooms_levels (search->rooms, block, request, search->reach);
  if (levels == G_MAXUINT)
    return FALSE;
  double size = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    ret->missing[r] = request->of[r] - cell->most_free[r][block];
    size = MAX (size, (double) ret->missing[r] * search->least_size[r][block]);
  }
  ret->levels = MAX (levels, 1);
  ret->size = least_total_size (search, size);
  ret->victims = victim_bounds_of_block (search->known, block, search->wanted.now);
  return TRUE;
}

static gboolean
need_of_machine (VictimSearch *search, guint machine, Need *ret)
{
  const Cell *cell = search->cell;
  const Amounts *request = &search->wanted.task_class->request;
  double size = 0;
  ret->levels = 1;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount missing = ret->missing[r] = request->of[r] - cell->free[r][machine];
    size = MAX (size, SIZE_UNIT * (double) missing / (double) MAX (cell->capacity[r][machine], 1));
    for (guint l = 0; missing > 0; l++) {
      if (l == search->reach)
        return FALSE;
      missing -= cell->held_by[l][r][machine];
      ret->levels = MAX (ret->levels, l + 1);
    }
  }
  ret->size = least_total_size (search, size);
  ret->victims = victim_bounds_of_machine (search->known, machine);
  return TRUE;
}

/* So many victims at least, if tasks of `levels` levels may be among them. */
static guint
least_count (const VictimSearch *search, const Need *need, guint levels)
{
  guint resources = search->cell->resources->count, count = 1;
  const KnownVictims *victims = &need->victims;
  const Amount *largest = victims->largest + (levels - 1) * victims->stride * resources;
  for (guint r = 0; r < resources; r++)
    if (need->missing[r] > largest[r] && largest[r] > 0)
      count = MAX (count, (guint) ((need->missing[r] - 1) / largest[r] + 1));
  return count;
}

static Loss
least_loss (const VictimSearch *search, const Need *need, guint levels)
{
  gint64 since = need->victims.since[(levels - 1) * need->victims.stride];
  gint64 now = search->wanted.now;
  return since == G_MININT64 ? 0 : (Loss) need->size * MAX (now - since, 0);
}

/* No set costs less in any respect. */
static VictimCost
rough_bound (const VictimSearch *search, const Need *need)
{
  return (VictimCost){ .highest_priority = search->cell->levels.lowest[need->levels - 1],
                       .count = least_count (search, need, search->reach),
                       .loss = least_loss (search, need, search->reach) };
}

/* No set costs less. The last victim may be of any level from the last that must give way: the more
 * levels, the more, larger and younger tasks there are to choose from. */
static VictimCost
sharp_bound (const VictimSearch *search, const Need *need)
{
  VictimCost least = { .count = 0 }, before = { .count = 0 };
  for (guint levels = need->levels; levels <= search->reach; levels++) {
    VictimCost bound = { .highest_priority = search->cell->levels.lowest[levels - 1],
                         .count = least_count (search, need, levels),
                         .loss = least_loss (search, need, levels) };
    if (bound.count == before.count && bound.loss == before.loss)
      continue;
    if (least.count == 0 || search->wanted.policy->compare (&bound, &least) < 0)
      least = bound;
    before = bound;
  }
  return least;
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

static void
search_machine (VictimSearch *search, guint machine)
{
  Need need;
  VictimCost cost;
  gboolean any = search->machine != MACHINE_NONE;
  if (!search->cell->open[machine] || !need_of_machine (search, machine, &need))
    return;
  cost = rough_bound (search, &need);
  if (!promises (search, machine, &cost))
    return;
  cost = sharp_bound (search, &need);
  if (!promises (search, machine, &cost)
      || !pipeline_eligible (search->pipeline, search->wanted.task_class, machine))
    return;
  gboolean found = preemption_choose (&search->wanted, machine, any ? &search->cost : NULL,
                                      machine < search->machine, search->candidates, &cost);
  victim_bounds_tighten (search->known, machine, search->wanted.now);
  if (!found)
    return;
  GArray *better = search->candidates;
  search->candidates = search->victims;
  search->victims = better;
  search->machine = machine;
  search->cost = cost;
}

static void
search_block (VictimSearch *search, guint block)
{
  for (guint m = block * CELL_BLOCK; m < MIN ((block + 1) * CELL_BLOCK, search->cell->machines);
       m++)
    search_machine (search, m);
}

static void
bound_blocks (VictimSearch *search)
{
  Need need;
  for (guint b = 0; b < search->cell->blocks; b++)
    if (need_of_block (search, b, &need)) {
      search->block[b].bound = rough_bound (search, &need);
      search->block[b].sharp = FALSE;
      heap_push (&search->promising, &search->block[b]);
    }
}

/* Takes the block of lowest bound out, and searches it, or puts it back with a sharper one. */
static void
search_next (VictimSearch *search)
{
  Need need;
  BoundedBlock *next = heap_pop (&search->promising);
  guint block = (guint) (next - search->block);
  if (!promises (search, block * CELL_BLOCK, &next->bound)) {
    search->promising.len = 0; /* nor do the others */
  } else if (next->sharp) {
    search_block (search, block);
  } else if (need_of_block (search, block, &need)) {
    next->bound = sharp_bound (search, &need);
    next->sharp = TRUE;
    heap_push (&search->promising, next);
  }
}

guint
victim_search_find (VictimSearch *search, const TaskClass *task_class, gint64 now,
                    const GArray **ret_victims)
{
  search->machine = MACHINE_NONE;
  search->wanted.task_class = task_class;
  search->wanted.now = now;
  search->reach = preemption_reach (search->cell, task_class, search->wanted.within_tier);
  if (search->reach == 0)
    return MACHINE_NONE;
  victim_bounds_update (search->known, now);
  bound_blocks (search);
  while (search->promising.len > 0)
    search_next (search);
  *ret_victims = search->victims;
  return search->machine;
}
