/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What would start a gang, counted again: its tasks are put on machines one by one until none fits. */
#include "trial.h"

#include "explain/gang_evictions.h"

guint gang_evictions, packed_gangs;

/* How many of the request fit in the room. */
static guint
count_in (const Trial *trial, guint machine, Room room, const Amounts *request)
{
  static const guint64 any[MAX_DEVICE_RESOURCES] = { 0 };
  guint tasks = 0;
  while (tasks < trial->gang && cell_room_fits (trial->moment->cell, &room, request)) {
    cell_room_take (trial->moment->cell, machine, &room, request, any);
    tasks++;
  }
  return tasks;
}

static guint
count_tasks (const Trial *trial, guint machine, Room room)
{
  return count_in (trial, machine, room, &trial->waiting->task_class->request);
}

/* May one gang be on both? */
static gboolean
go_together (const Trial *trial, guint a, guint b)
{
  return trial->moment->scenario->scheduler.gang_packing != GANG_PACKING_REQUIRED
         || moment_same_domain (trial->moment, a, b);
}

static Room
room_as_it_is (const Trial *trial, guint machine)
{
  Room room;
  cell_room_init (trial->moment->cell, machine, &room);
  return room;
}

static Room
room_when_empty (const Trial *trial, guint machine)
{
  const Cell *cell = trial->moment->cell;
  Room room = room_as_it_is (trial, machine);
  for (const Task *it = cell->first_task[machine]; it != NULL; it = it->next_on_machine)
    cell_room_add (cell, &room, it);
  return room;
}

/* Of all machines that a gang may be on with this one. */
static guint
sum_with (const Trial *trial, guint machine, const guint *tasks)
{
  guint sum = 0;
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    sum += go_together (trial, machine, m) ? tasks[m] : 0;
  return sum;
}

static guint
largest_sum (const Trial *trial, const guint *tasks)
{
  guint most = 0;
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    most = MAX (most, sum_with (trial, m, tasks));
  return most;
}

/* By machine, as it is now. */
static guint *
count_on_each (const Trial *trial)
{
  guint *tasks = g_new0 (guint, trial->moment->cell->machines);
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    if (trial_minds_only_room (trial, m))
      tasks[m] = count_tasks (trial, m, room_as_it_is (trial, m));
  return tasks;
}

static guint
count_takers_of_gang (const Trial *trial, const TaskClass *changed, guint *ret_first)
{
  const Moment *moment = trial->moment;
  PolicyView view = inspection_view (moment->inspection, changed, NULL);
  g_autofree guint *tasks = g_new0 (guint, moment->cell->machines);
  guint takers = 0;
  for (guint m = 0; m < moment->cell->machines; m++)
    if (relaxation_takes (moment, &view, m))
      tasks[m] = count_in (trial, m, room_as_it_is (trial, m), &changed->request);
  for (guint m = 0; m < moment->cell->machines; m++)
    if (tasks[m] > 0 && sum_with (trial, m, tasks) >= trial->gang && takers++ == 0)
      *ret_first = m;
  return takers;
}

void
trial_check_takers (const Trial *trial, const Relaxation *relaxation, const TaskClass *changed)
{
  PolicyView view = inspection_view (trial->moment->inspection, changed, NULL);
  guint first = MACHINE_NONE;
  if (trial->gang > 1) {
    ck_assert_uint_eq (relaxation->machines, count_takers_of_gang (trial, changed, &first));
    ck_assert_uint_eq (relaxation->machine, first);
    return;
  }
  ck_assert_uint_eq (relaxation->machines, trial_takers (trial, changed));
  for (guint m = 0; m < relaxation->machine; m++)
    ck_assert (!relaxation_takes (trial->moment, &view, m));
}

/* As many at once as fit, tried in the run; one alone may evict. */
static void
try_fewer (const Trial *trial, guint fit)
{
  const Relaxation *proposed = trial_find (trial, RELAX_GANG, 0, -1);
  guint most = 0;
  for (guint gang = 1; gang < trial->gang; gang++)
    most = trial_places (trial, &trial->task, gang) ? gang : most;
  ck_assert_int_eq (proposed != NULL, most > 0);
  if (proposed == NULL)
    return;
  tried[RELAX_GANG]++;
  ck_assert_int_eq (proposed->amount, (int) most);
  ck_assert_uint_eq (most, MAX (fit, 1));
}

/* Evictions ---------------------------------------------------------------------------------- */

static guint
list_all_evictable (const Trial *trial, const Task *task[VICTIMS_TRIED])
{
  guint count = 0;
  for (guint m = 0; m < trial->moment->cell->machines; m++) {
    const Task *there[VICTIMS_TRIED];
    guint on = trial_minds_only_room (trial, m) ? trial_list_evictable (trial, m, there) : 0;
    if (on > GANG_VICTIMS_MOST || count + on > VICTIMS_TRIED)
      return G_MAXUINT;
    for (guint i = 0; i < on; i++)
      task[count++] = there[i];
  }
  return count;
}

/* With those of the set gone, where most do? */
static guint
count_without (const Trial *trial, const Task *const *task, guint count, guint set)
{
  guint machines = trial->moment->cell->machines;
  g_autofree guint *tasks = g_new0 (guint, machines);
  for (guint m = 0; m < machines; m++) {
    Room room = room_as_it_is (trial, m);
    for (guint i = 0; i < count; i++)
      if (set >> i & 1 && task[i]->machine == m)
        cell_room_add (trial->moment->cell, &room, task[i]);
    tasks[m] = trial_minds_only_room (trial, m) ? count_tasks (trial, m, room) : 0;
  }
  return largest_sum (trial, tasks);
}

static int
compare_costs (const VictimCost *a, const VictimCost *b)
{
  return a->count != b->count ? COMPARE (a->count, b->count) : COMPARE (a->loss, b->loss);
}

static void
try_evictions (const Trial *trial)
{
  const Relaxation *proposed = trial_find (trial, RELAX_EVICTION, 0, -1);
  const Task *task[VICTIMS_TRIED], *victim[VICTIMS_TRIED];
  VictimCost best = { .count = G_MAXUINT }, cost = { 0 };
  guint count = list_all_evictable (trial, task);
  if (count == G_MAXUINT)
    return;
  for (guint set = 1; set < 1u << count; set++) {
    VictimCost its = { 0 };
    for (guint i = 0; i < count; i++)
      if (set >> i & 1)
        trial_add_cost (trial, task[i], task[i]->machine, &its);
    if (compare_costs (&its, &best) < 0 && count_without (trial, task, count, set) >= trial->gang)
      best = its;
  }
  ck_assert_int_eq (proposed != NULL, best.count != G_MAXUINT);
  if (proposed == NULL)
    return;
  gang_evictions++;
  for (guint i = 0; i < proposed->victims->len; i++) {
    victim[i] = g_array_index (proposed->victims, Evictee, i).task;
    trial_add_cost (trial, victim[i], victim[i]->machine, &cost);
  }
  ck_assert_int_eq (compare_costs (&cost, &best), 0);
  ck_assert_uint_ge (count_without (trial, victim, cost.count, G_MAXUINT), trial->gang);
}

/* Room --------------------------------------------------------------------------------------- */

/* The least more of parts of devices for so many tasks: cost[t] is that of t tasks on the devices so
 * far, each of which may take any number of them. */
static Amount
least_more_parts (const Room *room, int slot, Amount asked, guint tasks)
{
  g_autofree Amount *cost = g_new (Amount, tasks + 1);
  for (guint t = 0; t <= tasks; t++)
    cost[t] = t == 0 ? 0 : G_MAXINT32;
  for (guint d = 0; d < room->devices[slot]; d++)
    for (guint t = tasks; t > 0; t--)
      for (guint here = 1; here <= t && (Amount) here * asked <= DEVICE; here++) {
        Amount more = MAX ((Amount) here * asked - room->device_free[slot][d], 0);
        if (cost[t - here] != G_MAXINT32)
          cost[t] = MIN (cost[t], cost[t - here] + more);
      }
  return cost[tasks];
}

static Amount
least_more (const Trial *trial, guint machine, guint resource, guint tasks)
{
  const Cell *cell = trial->moment->cell;
  Amount asked = trial->waiting->task_class->request.of[resource];
  int slot = cell->resources->item[resource].device_slot;
  Room room = room_as_it_is (trial, machine);
  Amount free = room.free.of[resource];
  if (asked == 0)
    return 0;
  if (slot >= 0 && asked < DEVICE)
    return least_more_parts (&room, slot, asked, tasks);
  for (guint d = 0; slot >= 0 && d < room.devices[slot]; d++)
    free -= room.device_free[slot][d] == DEVICE ? 0 : room.device_free[slot][d];
  return MAX (asked * (Amount) tasks - free, 0);
}

/* The largest part of a request that is missing for so many more than fit. */
static double
largest_part (const Trial *trial, guint machine, guint more)
{
  double part = 0;
  guint tasks = count_tasks (trial, machine, room_as_it_is (trial, machine)) + more;
  for (guint r = 0; r < trial->moment->cell->resources->count; r++) {
    Amount asked = trial->waiting->task_class->request.of[r];
    if (asked > 0)
      part = MAX (part, (double) least_more (trial, machine, r, tasks) / (double) asked);
  }
  return part;
}

/* How many there could be, where most, if nothing that is missing were above this part? */
static guint
count_within (const Trial *trial, double part)
{
  guint machines = trial->moment->cell->machines;
  g_autofree guint *tasks = g_new0 (guint, machines);
  for (guint m = 0; m < machines; m++) {
    if (!trial_minds_only_room (trial, m))
      continue;
    guint fit = count_tasks (trial, m, room_as_it_is (trial, m));
    guint most = count_tasks (trial, m, room_when_empty (trial, m)), more = 0;
    while (fit + more < most && largest_part (trial, m, more + 1) < part)
      more++;
    tasks[m] = fit + more;
  }
  return largest_sum (trial, tasks);
}

static void
try_room (const Trial *trial, const guint *fit)
{
  const Relaxation *proposed = trial_find (trial, RELAX_CAPACITY, 0, -1);
  double part = 0;
  guint tasks = 0;
  ck_assert_int_eq (proposed != NULL, count_within (trial, G_MAXDOUBLE) >= trial->gang);
  if (proposed == NULL)
    return;
  tried[RELAX_CAPACITY]++;
  for (guint i = 0; i < proposed->room->len; i++) {
    const MissingRoom *it = &g_array_index (proposed->room, MissingRoom, i);
    guint all = count_tasks (trial, it->machine, room_as_it_is (trial, it->machine)) + it->tasks;
    ck_assert (trial_minds_only_room (trial, it->machine));
    ck_assert (go_together (trial, it->machine, proposed->machine));
    for (guint r = 0; r < trial->moment->cell->resources->count; r++)
      ck_assert_int_eq (it->missing.of[r], least_more (trial, it->machine, r, all));
    tasks += it->tasks;
    part = MAX (part, largest_part (trial, it->machine, it->tasks));
  }
  ck_assert_uint_eq (sum_with (trial, proposed->machine, fit) + tasks, trial->gang);
  ck_assert_uint_lt (count_within (trial, part), trial->gang); /* nor with smaller parts */
}

/* So many more like the machine do; G_MAXUINT: no number of them. */
static guint
count_machines (const Trial *trial, const guint *fit, guint like)
{
  guint most = count_tasks (trial, like, room_when_empty (trial, like)), count = 0;
  if (!trial_minds_only_room (trial, like) || most == 0)
    return G_MAXUINT;
  if (trial->moment->scenario->scheduler.gang_packing == GANG_PACKING_REQUIRED
      && moment_domain_label (trial->moment, like) == LABEL_NONE) /* it is by itself */
    return most >= trial->gang ? 1 : G_MAXUINT;
  while (sum_with (trial, like, fit) + count * most < trial->gang)
    count++;
  return count;
}

static void
try_machines (const Trial *trial, const guint *fit)
{
  const Relaxation *proposed = trial_find (trial, RELAX_MACHINES, 0, -1);
  guint least = G_MAXUINT, most = 0;
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    least = MIN (least, count_machines (trial, fit, m));
  ck_assert_int_eq (proposed != NULL, least != G_MAXUINT);
  if (proposed == NULL)
    return;
  tried[RELAX_MACHINES]++;
  ck_assert_uint_eq (proposed->machines, least);
  ck_assert_uint_eq (count_machines (trial, fit, proposed->machine), least);
  for (guint m = 0; m < trial->moment->cell->machines; m++)
    if (count_machines (trial, fit, m) == least)
      most = MAX (most, count_tasks (trial, m, room_when_empty (trial, m)));
  ck_assert_uint_eq (count_tasks (trial, proposed->machine,
                                  room_when_empty (trial, proposed->machine)), most);
}

void
try_gang (const Trial *trial)
{
  g_autofree guint *tasks = count_on_each (trial);
  guint fit = largest_sum (trial, tasks);
  if (trial->moment->scenario->scheduler.gang_packing == GANG_PACKING_REQUIRED)
    packed_gangs++;
  ck_assert_uint_lt (fit, trial->gang);
  ck_assert_uint_eq (trial->waiting->why.reason == REASON_GANG ? trial->waiting->why.fit : 0, fit);
  try_fewer (trial, fit);
  try_evictions (trial);
  try_room (trial, tasks);
  try_machines (trial, tasks);
}
