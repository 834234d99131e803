/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The block whose bound is lowest is searched first: what is found there turns away nearly all of
 * the others. */
#include "scheduler/victim_search.h"

#include "scheduler/loss_bounds.h"
#include "scheduler/preemption.h"

struct VictimSearch {
  const Cell *cell;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  LossBounds *losses;
  double *least_size[MAX_RESOURCES]; /* by block: size of one unit on its largest machine */
  VictimCost *bound;                 /* by block; count is 0 where there cannot be room */

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

VictimSearch *
victim_search_new (const PreemptPolicy *policy, const Cell *cell, Pipeline *pipeline,
                   EvictionRooms *rooms, gboolean within_tier)
{
  VictimSearch *search = g_new0 (VictimSearch, 1);
  search->cell = cell;
  search->pipeline = pipeline;
  search->rooms = rooms;
  search->losses = loss_bounds_new (cell);
  search->bound = g_new0 (VictimCost, MAX (cell->blocks, 1));
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
  loss_bounds_free (search->losses);
  g_free (search->bound);
  g_array_unref (search->victims);
  g_array_unref (search->candidates);
  g_free (search);
}

/* At least the victims' sizes in all, when `size` is what is short: each is rounded down. */
static gint64
least_total_size (double size, guint victims)
{
  return MAX ((gint64) size - (gint64) victims - 1, 0);
}

/* No set that needs `levels` levels and has so large victims costs less. */
static VictimCost
bound_of (const VictimSearch *search, guint levels, gint64 size, gint64 work)
{
  const PriorityLevels *all = &search->cell->levels;
  return (VictimCost){ .highest_priority = all->lowest[levels > 0 ? levels - 1 : 0],
                       .count = 1,
                       .loss = (Loss) size * work };
}

static void
bound_block (VictimSearch *search, guint block)
{
  const Cell *cell = search->cell;
  const Amounts *request = &search->wanted.task_class->request;
  VictimCost *bound = &search->bound[block];
  guint levels = eviction_rooms_levels (search->rooms, block, request, search->reach), tasks = 0;
  bound->count = 0;
  if (levels == G_MAXUINT)
    return;
  double size = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    double is_short = (double) (request->of[r] - cell->most_free[r][block]);
    size = MAX (size, is_short * search->least_size[r][block]);
  }
  for (guint m = block * CELL_BLOCK; m < MIN ((block + 1) * CELL_BLOCK, cell->machines); m++)
    tasks = MAX (tasks, cell->tasks[m]);
  *bound = bound_of (search, levels, least_total_size (size, tasks),
                     loss_bounds_of_block (search->losses, block, search->reach,
                                           search->wanted.now));
}

/* FALSE where evicting all that the columns tell of would not make room. */
static gboolean
bound_machine (VictimSearch *search, guint machine, VictimCost *ret)
{
  const Cell *cell = search->cell;
  const Amounts *request = &search->wanted.task_class->request;
  guint levels = 0;
  double size = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount is_short = request->of[r] - cell->free[r][machine];
    size = MAX (size, SIZE_UNIT * (double) is_short / (double) MAX (cell->capacity[r][machine], 1));
    for (guint l = 0; is_short > 0; l++) {
      if (l == search->reach)
        return FALSE;
      is_short -= cell->held_by[l][r][machine];
      levels = MAX (levels, l + 1);
    }
  }
  *ret = bound_of (search, levels, least_total_size (size, cell->tasks[machine]),
                   loss_bounds_of_machine (search->losses, machine, search->reach,
                                           search->wanted.now));
  return TRUE;
}

/* Can a set of a machine from `first` on, costing no less than the bound, be the one? */
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
  VictimCost cost;
  gboolean any = search->machine != MACHINE_NONE;
  if (!search->cell->open[machine] || !bound_machine (search, machine, &cost)
      || !promises (search, machine, &cost)
      || !pipeline_eligible (search->pipeline, search->wanted.task_class, machine))
    return;
  gboolean found = preemption_choose (&search->wanted, machine, any ? &search->cost : NULL,
                                      machine < search->machine, search->candidates, &cost);
  loss_bounds_tighten (search->losses, machine, search->wanted.now);
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

/* The block of the lowest bound; MACHINE_NONE when none can have room. */
static guint
bound_blocks (VictimSearch *search)
{
  guint best = MACHINE_NONE;
  for (guint b = 0; b < search->cell->blocks; b++) {
    bound_block (search, b);
    if (search->bound[b].count > 0
        && (best == MACHINE_NONE
            || search->wanted.policy->compare (&search->bound[b], &search->bound[best]) < 0))
      best = b;
  }
  return best;
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
  loss_bounds_update (search->losses, now);
  guint first = bound_blocks (search);
  if (first == MACHINE_NONE)
    return MACHINE_NONE;
  search_block (search, first);
  for (guint b = 0; b < search->cell->blocks; b++)
    if (b != first && search->bound[b].count > 0
        && promises (search, b * CELL_BLOCK, &search->bound[b]))
      search_block (search, b);
  *ret_victims = search->victims;
  return search->machine;
}
