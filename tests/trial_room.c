/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Evictions and room, counted again. */
#include "trial.h"

gboolean
trial_minds_only_room (const Trial *trial, guint machine)
{
  const Inspection *inspection = trial->moment->inspection;
  PolicyView view = inspection_view (inspection, trial->waiting->task_class, NULL);
  for (guint f = 0; inspection_filters (inspection)[f] != NULL; f++)
    if (strcmp (inspection_filters (inspection)[f], "fit") != 0
        && !inspection_passes (inspection, f, &view, machine))
      return FALSE;
  return TRUE;
}

guint
trial_list_evictable (const Trial *trial, guint machine, const Task *task[VICTIMS_TRIED])
{
  const Cell *cell = trial->moment->cell;
  guint count = 0;
  for (const Task *it = cell->first_task[machine]; it != NULL; it = it->next_on_machine)
    if (it->state == TASK_RUNNING
        && preemption_allowed (trial->waiting->task_class, cell_class_of (cell, it),
                               trial->moment->scenario->scheduler.preempt_within_tier)) {
      if (count == VICTIMS_TRIED)
        return G_MAXUINT;
      task[count++] = it;
    }
  return count;
}

void
trial_add_cost (const Trial *trial, const Task *task, guint machine, VictimCost *cost)
{
  const TaskClass *class = cell_class_of (trial->moment->cell, task);
  gint64 ran = MAX (trial->moment->now - task->started, 0); /* its data may not have come yet */
  gint64 done = task->done + ran;
  gint64 kept = task->checkpoint > 0 ? done / task->checkpoint * task->checkpoint : task->done;
  cost->count++;
  cost->highest_priority = MAX (cost->highest_priority, class->priority);
  cost->loss += (Loss) (done - kept)
                * preemption_size (trial->moment->cell, &class->request, machine);
}

static int
compare_costs (const VictimCost *a, const VictimCost *b)
{
  if (a->count != b->count)
    return COMPARE (a->count, b->count);
  if (a->highest_priority != b->highest_priority)
    return COMPARE (a->highest_priority, b->highest_priority);
  return COMPARE (a->loss, b->loss);
}

/* The best of all sets on a machine that make room, if it is better than the best so far. */
static void
try_sets (const Trial *trial, guint machine, const Task *const *task, guint count,
          VictimCost *best)
{
  for (guint set = 1; set < 1u << count; set++) {
    Room room;
    VictimCost cost = { .highest_priority = -1 };
    cell_room_init (trial->moment->cell, machine, &room);
    for (guint i = 0; i < count; i++)
      if (set >> i & 1) {
        cell_room_add (trial->moment->cell, &room, task[i]);
        trial_add_cost (trial, task[i], machine, &cost);
      }
    if (cell_room_fits (trial->moment->cell, &room, &trial->waiting->task_class->request)
        && (best->count == 0 || compare_costs (&cost, best) < 0))
      *best = cost;
  }
}

static gboolean
has_limits (const Trial *trial)
{
  const SchedulerOptions *options = &trial->moment->scenario->scheduler;
  return strcmp (options->preempt, "none") != 0
         && (options->exempt_time > 0 || options->max_evictions > 0
             || (options->budgets && strcmp (options->preempt, "kube") != 0));
}

/* Is it spared, and for the reason that is given? */
static gboolean
check_spared (const Trial *trial, const Evictee *evictee)
{
  const SchedulerOptions *options = &trial->moment->scenario->scheduler;
  const Task *task = evictee->task;
  gboolean evicts = strcmp (options->preempt, "none") != 0;
  gboolean often = options->max_evictions > 0 && task->preemptions >= options->max_evictions;
  gboolean exempt = task->started + options->exempt_time > trial->moment->now;
  if (evictee->spared == SPARED_BY_BUDGET)
    ck_assert (options->budgets && task->budget != BUDGET_NONE);
  if (evictee->spared == SPARED_BY_EXEMPTION)
    ck_assert_int_eq (evictee->until, task->started + options->exempt_time);
  ck_assert_int_eq (evictee->spared == SPARED_BY_EVICTIONS, evicts && often);
  ck_assert_int_eq (evictee->spared == SPARED_BY_EXEMPTION, evicts && exempt && !often);
  return evictee->spared != SPARED_NOT;
}

void
try_eviction (const Trial *trial)
{
  const Relaxation *proposed = trial_find (trial, RELAX_EVICTION, 0, -1);
  VictimCost best = { 0 }, cost = { .highest_priority = -1 };
  if (strcmp (trial->moment->scenario->scheduler.preempt, "none") != 0 && !has_limits (trial)) {
    ck_assert_ptr_null (proposed);
    return;
  }
  for (guint m = 0; m < trial->moment->cell->machines; m++) {
    const Task *task[VICTIMS_TRIED];
    guint count = trial_list_evictable (trial, m, task);
    if (count == G_MAXUINT)
      return;
    if (trial_minds_only_room (trial, m))
      try_sets (trial, m, task, count, &best);
  }
  ck_assert_int_eq (proposed != NULL, best.count > 0);
  if (proposed == NULL)
    return;
  tried[RELAX_EVICTION]++;
  Room room;
  guint kept = 0;
  cell_room_init (trial->moment->cell, proposed->machine, &room);
  for (guint i = 0; i < proposed->victims->len; i++) {
    const Evictee *evictee = &g_array_index (proposed->victims, Evictee, i);
    const Task *victim = evictee->task;
    kept += check_spared (trial, evictee) ? 1 : 0;
    cell_room_add (trial->moment->cell, &room, victim);
    trial_add_cost (trial, victim, proposed->machine, &cost);
  }
  ck_assert (cell_room_fits (trial->moment->cell, &room, &trial->waiting->task_class->request));
  ck_assert_int_eq (compare_costs (&cost, &best), 0);
  ck_assert_int_eq (kept > 0, has_limits (trial)); /* or the run would evict them itself */
}

/* What the machine would have if all that the run's policy may evict were gone. */
static Room
room_of (const Trial *trial, guint machine)
{
  const Cell *cell = trial->moment->cell;
  const SchedulerOptions *options = &trial->moment->scenario->scheduler;
  const PreemptPolicy *policy = preempt_policy_find (options->preempt);
  Preemption preemption = { .policy = policy,
                            .cell = cell,
                            .task_class = trial->waiting->task_class,
                            .within_tier = options->preempt_within_tier,
                            .now = trial->moment->now,
                            .limits = eviction_limits_of (options, policy) };
  g_autoptr (GArray) victims = g_array_new (FALSE, FALSE, sizeof (Victim));
  Room room;
  cell_room_init (cell, machine, &room);
  preemption_collect (&preemption, machine, victims);
  for (guint i = 0; i < victims->len && strcmp (options->preempt, "none") != 0; i++)
    cell_room_add (cell, &room, g_array_index (victims, Victim, i).task);
  return room;
}

gboolean
trial_has_room (const Trial *trial, guint machine)
{
  Room room = room_of (trial, machine);
  return cell_room_fits (trial->moment->cell, &room, &trial->waiting->task_class->request);
}

/* More room of a resource: whole devices are emptied or added, a part of one goes to the device
 * that has most free, or to a new one. */
static void
enlarge (const Cell *cell, Room *room, guint resource, Amount amount, gboolean whole)
{
  int slot = cell->resources->item[resource].device_slot;
  room->free.of[resource] += amount;
  if (slot < 0 || amount == 0)
    return;
  guint8 *devices = &room->devices[slot];
  Amount *free = room->device_free[slot];
  guint most = 0;
  for (guint d = 1; d < *devices; d++)
    if (free[d] > free[most])
      most = d;
  if (!whole && *devices > 0)
    free[most] += amount;
  for (; (whole || *devices == 0) && amount > 0; amount -= DEVICE)
    free[(*devices)++] = DEVICE;
}

static gboolean
is_enough (const Trial *trial, guint machine, const Amounts *more)
{
  Room room = room_of (trial, machine);
  const Amounts *request = &trial->waiting->task_class->request;
  for (guint r = 0; r < trial->moment->cell->resources->count; r++)
    enlarge (trial->moment->cell, &room, r, more->of[r], request->of[r] >= DEVICE);
  return cell_room_fits (trial->moment->cell, &room, request);
}

/* The least more of one resource, everything else being plenty: found by trying. */
static Amount
least_more (const Trial *trial, guint machine, guint resource)
{
  const Cell *cell = trial->moment->cell;
  Amount asked = trial->waiting->task_class->request.of[resource];
  gboolean devices = cell->resources->item[resource].device_slot >= 0;
  gboolean none = devices && cell->capacity[resource][machine] == 0;
  Amount step = devices && (asked >= DEVICE || none) ? DEVICE : 1;
  for (Amount more = 0;; more += step) {
    Room room = room_of (trial, machine);
    Amounts request = { 0 };
    request.of[resource] = asked;
    enlarge (cell, &room, resource, more, asked >= DEVICE);
    if (cell_room_fits (cell, &room, &request))
      return more;
  }
}

static double
largest_part (const Trial *trial, const Amounts *more)
{
  double part = 0;
  for (guint r = 0; r < MAX_RESOURCES; r++)
    if (more->of[r] > 0)
      part = MAX (part, (double) more->of[r]
                          / (double) trial->waiting->task_class->request.of[r]);
  return part;
}

void
try_capacity (const Trial *trial)
{
  const Relaxation *proposed = trial_find (trial, RELAX_CAPACITY, 0, -1);
  const Cell *cell = trial->moment->cell;
  double least = G_MAXDOUBLE;
  guint first = MACHINE_NONE;
  for (guint m = 0; m < cell->machines; m++) {
    Amounts more = { 0 };
    if (!trial_minds_only_room (trial, m))
      continue;
    for (guint r = 0; r < cell->resources->count; r++)
      more.of[r] = least_more (trial, m, r);
    ck_assert (is_enough (trial, m, &more));
    if (largest_part (trial, &more) < least) {
      least = largest_part (trial, &more);
      first = m;
    }
  }
  ck_assert_int_eq (proposed != NULL, first != MACHINE_NONE);
  if (proposed == NULL)
    return;
  tried[RELAX_CAPACITY]++;
  ck_assert_uint_eq (proposed->machine, first);
  for (guint r = 0; r < cell->resources->count; r++)
    ck_assert_int_eq (g_array_index (proposed->room, MissingRoom, 0).missing.of[r],
                      least_more (trial, first, r));
  ck_assert_int_eq (proposed->add,
                    !cell_fits_empty (cell, &trial->waiting->task_class->request, first));
}
