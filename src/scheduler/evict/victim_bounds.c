/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/evict/victim_bounds.h"

#include "scheduler/choose/vector_path.h"

#include <math.h>

static VECTOR_BODY guint
list_candidates (const Cell *cell, const Amounts *request, guint levels, guint block, guint *places)
{
  guint first = block * CELL_BLOCK, count = 0;
  gint32 lacks[CELL_BLOCK];
  for (guint i = 0; i < CELL_BLOCK; i++)
    lacks[i] = cell->open[first + i] ? 0 : 1;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount room[CELL_BLOCK];
    for (guint i = 0; i < CELL_BLOCK; i++)
      room[i] = cell->free[r][first + i];
    for (guint l = 0; l < levels; l++)
      for (guint i = 0; i < CELL_BLOCK; i++)
        room[i] += cell->held_by[l][r][first + i];
    for (guint i = 0; i < CELL_BLOCK; i++)
      lacks[i] |= room[i] < request->of[r] ? 1 : 0;
  }
  for (guint i = 0; i < CELL_BLOCK; i++) {
    places[count] = i;
    count += lacks[i] == 0 ? 1 : 0;
  }
  return count;
}
VECTOR_PATHS (list_candidates, guint,
              (const Cell *cell, const Amounts *request, guint levels, guint block, guint *places),
              (cell, request, levels, block, places))

guint
victim_bounds_candidates (const Cell *cell, const Amounts *request, guint levels, guint block,
                          guint ret_places[CELL_BLOCK])
{
  return list_candidates_paths[vector_path ()](cell, request, levels, block, ret_places);
}

static VECTOR_BODY guint
list_lone (const Preemption *preemption, const LoneVictims *lone, guint block, guint *machines)
{
  const Amounts *request = &preemption->task_class->request;
  guint first = block * CELL_BLOCK, count = 0;
  gint32 lacks[CELL_BLOCK] = { 0 };
  for (guint r = 0; r < preemption->cell->resources->count; r++)
    for (guint i = 0; i < CELL_BLOCK; i++)
      lacks[i] |= lone->room[r][first + i] < request->of[r] ? 1 : 0;
  for (guint i = 0; i < CELL_BLOCK; i++) {
    machines[count] = first + i;
    count += lacks[i] == 0 ? 1 : 0;
  }
  return count;
}
VECTOR_PATHS (list_lone, guint,
              (const Preemption *preemption, const LoneVictims *lone, guint block, guint *machines),
              (preemption, lone, block, machines))

guint
victim_bounds_lone_candidates (const Preemption *preemption, const LoneVictims *lone, guint block,
                               guint ret_machines[CELL_BLOCK])
{
  return list_lone_paths[vector_path ()](preemption, lone, block, ret_machines);
}

static VECTOR_BODY double
lowest_of_block (const double value[CELL_BLOCK])
{
  double lowest[CELL_BLOCK];
  memcpy (lowest, value, sizeof lowest);
  for (guint half = CELL_BLOCK / 2; half > 0; half /= 2)
    for (guint i = 0; i < half; i++)
      lowest[i] = MIN (lowest[i], lowest[i + half]);
  return lowest[0];
}

/* Of the machines of a block where one makes enough room: what is missing, rounded down by 1 at most
 * and so by 1 here, times what it has done at least; or only that. */
static VECTOR_BODY double
lowest_lone (const Preemption *preemption, const LoneVictims *lone, guint block)
{
  const Cell *cell = preemption->cell;
  guint first = block * CELL_BLOCK;
  double size[CELL_BLOCK], loss[CELL_BLOCK];
  gint32 lacks[CELL_BLOCK];
  gint64 done[CELL_BLOCK];
  for (guint i = 0; i < CELL_BLOCK; i++)
    lacks[i] = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    const Amount *room = lone->room[r] + first, request = preemption->task_class->request.of[r];
    for (guint i = 0; i < CELL_BLOCK; i++)
      lacks[i] |= room[i] < request ? 1 : 0;
  }
  for (guint i = 0; i < CELL_BLOCK; i++)
    size[i] = preemption->by_importance ? 2 : 1;
  for (guint r = 0; r < cell->resources->count && !preemption->by_importance; r++) {
    const Amount *capacity = cell->capacity[r] + first, *free = cell->free[r] + first;
    const Amount request = preemption->task_class->request.of[r];
    for (guint i = 0; i < CELL_BLOCK; i++) {
      double part = 1e6 * (double) (request - free[i]) / (double) MAX (capacity[i], 1);
      size[i] = MAX (size[i], part);
    }
  }
  for (guint i = 0; i < CELL_BLOCK; i++)
    done[i] = MAX (preemption->now - lone->latest[first + i], 0);
  for (guint i = 0; i < CELL_BLOCK; i++)
    loss[i] = lacks[i] == 0 ? (double) done[i] * (size[i] - 1) : INFINITY;
  return lowest_of_block (loss);
}

static VECTOR_BODY guint
list_lowest_lone (const Preemption *preemption, const LoneVictims *lone, double *loss)
{
  guint lowest = 0;
  for (guint b = 0; b < preemption->cell->blocks; b++) {
    loss[b] = lowest_lone (preemption, lone, b);
    lowest = loss[b] < loss[lowest] ? b : lowest;
  }
  return lowest;
}
VECTOR_PATHS (list_lowest_lone, guint,
              (const Preemption *preemption, const LoneVictims *lone, double *loss),
              (preemption, lone, loss))

guint
victim_bounds_lone_losses (const Preemption *preemption, const LoneVictims *lone, double *ret_loss)
{
  return list_lowest_lone_paths[vector_path ()](preemption, lone, ret_loss);
}

static Amounts
missing (const Preemption *preemption, guint machine)
{
  const Cell *cell = preemption->cell;
  Amounts missing = { .of = { 0 } };
  for (guint r = 0; r < cell->resources->count; r++)
    missing.of[r] = preemption->task_class->request.of[r] - cell->free[r][machine];
  return missing;
}

static VictimCost
least_cost (const Preemption *preemption, gint64 latest, gint64 size)
{
  gint64 done = MAX (preemption->now - latest, 0);
  VictimCost cost = victim_cost_least (preemption->cell->levels.lowest[0], 1);
  cost.loss = (Loss) done * MAX (size, 0);
  cost.started = latest;
  return cost;
}

/* It is as large as what is missing, and has been running as long as the last one. */
VictimCost
victim_bounds_lone (const Preemption *preemption, const LoneVictims *lone, guint machine)
{
  Amounts lacks = missing (preemption, machine);
  return least_cost (preemption, lone->latest[machine],
                     preemption_size (preemption->cell, &lacks, machine));
}

/* The size of each is rounded down to whole millionths. */
VictimCost
victim_bounds_rough (const Preemption *preemption, const VictimList *list, guint machine)
{
  Amounts lacks = missing (preemption, machine);
  return least_cost (preemption, list->latest,
                     preemption_size (preemption->cell, &lacks, machine) - list->count);
}

/* How many of the list, from the first, must give way before the next one makes enough: sums
 * ascend, so that those that are too small are counted. At least list->count when all are not enough. */
static VECTOR_BODY guint
count_short (const VictimList *list, const Amounts *missing, guint resources)
{
  guint all = 0, some = LIST_STEP;
  for (guint first = 0; first < list->room && some == LIST_STEP; first += LIST_STEP) {
    gint32 lacks[LIST_STEP] = { 0 }, sum = 0;
    for (guint r = 0; r < resources; r++) {
      const Amount *sums = victim_list_sums (list, r) + first;
      for (guint i = 0; i < LIST_STEP; i++)
        lacks[i] |= sums[i] < missing->of[r] ? 1 : 0;
    }
    for (guint i = 0; i < LIST_STEP; i++)
      sum += lacks[i];
    some = (guint) sum;
    all += some;
  }
  return all;
}
VECTOR_PATHS (count_short, guint,
              (const VictimList *list, const Amounts *missing, guint resources),
              (list, missing, resources))

/* A machine, and what it lacks. */
typedef struct {
  const Preemption *preemption;
  const VictimList *list;
  guint resources;
  Amounts missing;
  guint last;      /* taken in order, this victim makes enough room */
  guint evictable; /* how many of the list may be evicted */
} Case;

static void
cost_add (const Case *the, guint victim, VictimCost *cost)
{
  const ListedVictim *listed = &the->list->victim[victim];
  victim_cost_add (cost, listed->priority, listed->started);
  cost->loss += (Loss) victim_lost (listed, the->preemption->now) * listed->size;
}

static gboolean
at_most (const Case *the, guint victim, const Amounts *amounts)
{
  for (guint r = 0; r < the->resources; r++)
    if (victim_list_requests (the->list, r)[victim] > amounts->of[r])
      return FALSE;
  return TRUE;
}

static gboolean
at_least (const Case *the, guint victim, const Amounts *amounts)
{
  for (guint r = 0; r < the->resources; r++)
    if (victim_list_requests (the->list, r)[victim] < amounts->of[r])
      return FALSE;
  return TRUE;
}

static gboolean
is_above (const Case *the, const VictimCost *cost, const VictimCost *best)
{
  return best != NULL && the->preemption->policy->compare (cost, best) > 0;
}

/* As take_in_order() of preemption.c does it, on sums; ends where it is above the best. */
static VictimCost
cost_in_order (const Case *the, const VictimCost *best)
{
  VictimCost cost = { .highest_priority = -1 };
  Amounts spare;
  for (guint r = 0; r < the->resources; r++)
    spare.of[r] = victim_list_sums (the->list, r)[the->last] - the->missing.of[r];
  for (guint i = the->last + 1; i-- > 0 && !is_above (the, &cost, best);)
    if (at_most (the, i, &spare))
      for (guint r = 0; r < the->resources; r++)
        spare.of[r] -= victim_list_requests (the->list, r)[i];
    else
      cost_add (the, i, &cost);
  return cost;
}

/* How many of the first `end` are at least as large as the amounts, taken by themselves. */
static VECTOR_BODY guint
count_large (const VictimList *list, const Amounts *amounts, guint resources, guint end)
{
  gint32 large[LIST_STEP], sum = 0;
  for (guint first = 0; first < end; first += LIST_STEP) {
    for (guint i = 0; i < LIST_STEP; i++)
      large[i] = first + i < end ? 1 : 0;
    for (guint r = 0; r < resources; r++) {
      const Amount *requests = victim_list_requests (list, r) + first;
      for (guint i = 0; i < LIST_STEP; i++)
        large[i] &= requests[i] >= amounts->of[r] ? 1 : 0;
    }
    for (guint i = 0; i < LIST_STEP; i++)
      sum += large[i];
  }
  return (guint) sum;
}
VECTOR_PATHS (count_large, guint,
              (const VictimList *list, const Amounts *amounts, guint resources, guint end),
              (list, amounts, resources, end))

static gboolean
any_large (const Case *the, const Amounts *amounts, guint end)
{
  return count_large_paths[vector_path ()](the->list, amounts, the->resources, end) > 0;
}

/* The cheapest victim that makes enough room alone. */
static gboolean
cost_alone (const Case *the, VictimCost *ret)
{
  gboolean any = FALSE;
  if (!any_large (the, &the->missing, the->evictable))
    return FALSE;
  for (guint i = 0; i < the->evictable; i++) {
    VictimCost cost = { .highest_priority = -1 };
    if (!at_least (the, i, &the->missing))
      continue;
    cost_add (the, i, &cost);
    if (!any || the->preemption->policy->compare (&cost, ret) < 0)
      *ret = cost;
    any = TRUE;
  }
  return any;
}

/* The first victim that makes enough room with one before it; or `evictable`. */
static guint
first_of_two (const Case *the)
{
  for (guint i = 1; i < the->evictable; i++) {
    Amounts rest;
    for (guint r = 0; r < the->resources; r++)
      rest.of[r] = the->missing.of[r] - victim_list_requests (the->list, r)[i];
    if (any_large (the, &rest, i))
      return i;
  }
  return the->evictable;
}

/* Of the victims whose bit is clear the one that loses least for what it holds of the resource. */
static guint
cheapest (const Case *the, const Amount *requests, guint64 taken)
{
  guint cheapest = the->evictable;
  double least = G_MAXDOUBLE;
  for (guint i = 0; i < the->evictable; i++) {
    if (requests[i] <= 0 || (i < 64 && taken >> i & 1))
      continue;
    const ListedVictim *victim = &the->list->victim[i];
    double loss = (double) victim_lost (victim, the->preemption->now) * victim->size / requests[i];
    if (loss >= least)
      continue;
    cheapest = i;
    least = loss;
  }
  return cheapest;
}

/* What is missing of a resource could parts of victims be evicted, those first that lose least for
 * what they hold. After so many that there is no bit for the next, the loss so far is a bound too. */
static Loss
least_loss_for (const Case *the, guint resource)
{
  const Amount *requests = victim_list_requests (the->list, resource);
  double loss = 0, missing = the->missing.of[resource];
  guint64 taken = 0;
  while (missing > 0) {
    guint next = cheapest (the, requests, taken);
    if (next >= MIN (the->evictable, 64))
      break;
    const ListedVictim *victim = &the->list->victim[next];
    double part = MIN (missing / requests[next], 1);
    loss += part * ((double) victim_lost (victim, the->preemption->now) * victim->size);
    missing -= requests[next];
    taken |= G_GUINT64_CONSTANT (1) << next;
  }
  return preemption_loss_bound (loss);
}

static Loss
least_loss (const Case *the)
{
  Loss least = 0;
  for (guint r = 0; r < the->resources; r++)
    if (the->missing.of[r] > 0)
      least = MAX (least, least_loss_for (the, r));
  return least;
}

static VictimCost
cheaper (const Case *the, VictimCost a, VictimCost b)
{
  return the->preemption->policy->compare (&a, &b) <= 0 ? a : b;
}

/* Of all sets: one victim alone, whose cost is known, or two or more, whose cost is bounded. */
static VictimCost
cost_of_any_set (const Case *the, const VictimCost *best)
{
  gint32 lowest = victim_list_priorities (the->list)[the->last];
  VictimCost more = victim_cost_least (lowest, 2), alone, two;
  gboolean any = cost_alone (the, &alone);
  if (!the->preemption->by_importance && !is_above (the, &more, best)) /* else losses decide nothing */
    more.loss = least_loss (the);
  two = more;
  VictimCost bound = any ? cheaper (the, alone, more) : more;
  if (bound.count == 1 || is_above (the, &bound, best))
    return bound;
  guint second = first_of_two (the);
  more.count = 3;
  more.weight = victim_cost_least (lowest, 3).weight;
  if (second < the->evictable) {
    two.highest_priority = victim_list_priorities (the->list)[second];
    more = cheaper (the, two, more);
  }
  return any ? cheaper (the, alone, more) : more;
}

/* Sums of devices say little about sets: those that make room may be larger. */
static gboolean
asks_for_devices (const Cell *cell, const Amounts *request)
{
  for (guint r = 0; r < cell->resources->count; r++)
    if (cell->resources->item[r].device_slot >= 0 && request->of[r] > 0)
      return TRUE;
  return FALSE;
}

static guint
count_evictable (const VictimList *list, gint32 below)
{
  guint count = list->count;
  while (count > 0 && victim_list_priorities (list)[count - 1] >= below)
    count--;
  return count;
}

gboolean
victim_bounds_are_costs (const Preemption *preemption)
{
  return !preemption->policy->exact && !preemption->limits.counted
         && preemption->topology == NULL
         && (preemption->by_importance || preemption->policy->greedy_compare == NULL)
         && !asks_for_devices (preemption->cell, &preemption->task_class->request);
}

gboolean
victim_bounds_of (const Preemption *preemption, const VictimList *list, guint machine, gint32 below,
                  const VictimCost *best, VictimCost *ret_bound)
{
  const Cell *cell = preemption->cell;
  Case the = { .preemption = preemption, .list = list, .resources = cell->resources->count };
  the.missing = missing (preemption, machine);
  the.last = count_short_paths[vector_path ()](list, &the.missing, the.resources);
  if (the.last >= list->count || victim_list_priorities (list)[the.last] >= below)
    return FALSE;
  *ret_bound = victim_cost_least (victim_list_priorities (list)[the.last], 1);
  if (is_above (&the, ret_bound, best))
    return TRUE;
  if (victim_bounds_are_costs (preemption)) {
    *ret_bound = cost_in_order (&the, best);
    return ret_bound->count > 0;
  }
  the.evictable = count_evictable (list, below);
  *ret_bound = cost_of_any_set (&the, best);
  return TRUE;
}
