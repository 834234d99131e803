/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placing and releasing keep every column and every sum up to date in O(resources + devices), so
 * that nobody else ever recounts; cell_check() in cell_check.c recounts everything and compares. */
#include "model/cell.h"

#include <string.h>

static guint
devices_of (Amount capacity)
{
  return (guint) capacity / DEVICE;
}

static Amount *
devices_at (const Cell *cell, int slot, guint machine)
{
  return cell->device_free[slot] + (gsize) machine * MAX_DEVICES;
}

/* A column over all machines, padded to whole blocks. */
#define NEW_COLUMN(cell, type) ((type *) new_column ((cell)->blocks * CELL_BLOCK, sizeof (type)))
#define NEW_BLOCK_COLUMN(cell, type) ((type *) new_column ((cell)->blocks, sizeof (type)))
#define CACHE_LINE 64

static gpointer
new_column (gsize elements, gsize size)
{
  return g_aligned_alloc0 (MAX (elements, 1), size, CACHE_LINE);
}

static void
new_columns (Cell *cell, guint resource)
{
  const Inventory *inventory = cell->inventory;
  int slot = cell->resources->item[resource].device_slot;
  cell->capacity[resource] = NEW_COLUMN (cell, Amount);
  cell->part[resource] = NEW_COLUMN (cell, double);
  cell->rough_part[resource] = NEW_COLUMN (cell, float);
  cell->free[resource] = NEW_COLUMN (cell, Amount);
  cell->most_free[resource] = NEW_BLOCK_COLUMN (cell, Amount);
  for (guint l = 0; l < cell->levels.count; l++)
    cell->held_by[l][resource] = NEW_COLUMN (cell, Amount);
  if (slot >= 0) {
    cell->largest[resource] = NEW_COLUMN (cell, Amount);
    cell->whole[resource] = NEW_COLUMN (cell, Amount);
    cell->most_largest[resource] = NEW_BLOCK_COLUMN (cell, Amount);
    cell->most_whole[resource] = NEW_BLOCK_COLUMN (cell, Amount);
    cell->device_free[slot] = g_new0 (Amount, (gsize) cell->machines * MAX_DEVICES);
  }
  for (guint m = 0; m < cell->machines; m++) {
    Amount capacity = inventory_capacity (inventory, resource, m);
    cell->capacity[resource][m] = cell->free[resource][m] = capacity;
    cell->configured_capacity[resource] += capacity;
    cell->most_capacity[resource] = MAX (cell->most_capacity[resource], capacity);
    cell->kinds[m] += capacity > 0 ? 1 : 0;
    if (slot >= 0) {
      guint devices = devices_of (capacity);
      for (guint d = 0; d < devices; d++)
        devices_at (cell, slot, m)[d] = DEVICE;
      cell->largest[resource][m] = devices > 0 ? DEVICE : 0;
      cell->whole[resource][m] = capacity;
    }
  }
}

/* Sets the block's most to that of its open machines. */
static void
find_most (const Cell *cell, guint block, const Amount *column, Amount *most)
{
  Amount highest = -1;
  const guint8 *open = cell->open + block * CELL_BLOCK;
  column += block * CELL_BLOCK;
  for (guint i = 0; i < CELL_BLOCK; i++) {
    Amount has = open[i] ? column[i] : -1;
    highest = MAX (highest, has);
  }
  most[block] = highest;
}

static void
find_most_of_block (Cell *cell, guint block)
{
  for (guint r = 0; r < cell->resources->count; r++) {
    find_most (cell, block, cell->free[r], cell->most_free[r]);
    if (cell->largest[r] == NULL)
      continue;
    find_most (cell, block, cell->largest[r], cell->most_largest[r]);
    find_most (cell, block, cell->whole[r], cell->most_whole[r]);
  }
}

/* The same, when one machine had `before` and no other has changed: seldom a reason to look at the
 * others. */
static void
follow_most (const Cell *cell, guint machine, Amount before, const Amount *column, Amount *most)
{
  guint block = machine / CELL_BLOCK;
  if (!cell->open[machine])
    return;
  if (column[machine] >= most[block])
    most[block] = column[machine];
  else if (before == most[block])
    find_most (cell, block, column, most);
}

/* Every change of what a machine has free, or of whether it is open, ends here. */
static void
changed (Cell *cell, guint machine)
{
  cell->block_changed[machine / CELL_BLOCK] = ++cell->changes;
  cell->changed[cell->changes % CHANGES_KEPT] = machine;
}

Cell *
cell_new (const Inventory *inventory, const TaskClasses *classes, guint users)
{
  Cell *cell = g_new0 (Cell, 1);
  cell->inventory = inventory;
  cell->resources = inventory->resources;
  cell->classes = classes;
  cell->class_at = g_new0 (const TaskClass *, MAX (task_classes_count (classes), 1));
  for (guint c = 0; c < task_classes_count (classes); c++)
    cell->class_at[c] = task_classes_get (classes, c);
  cell->level_at = g_new0 (guint8, MAX (task_classes_count (classes), 1));
  priority_levels_init (&cell->levels, classes, cell->level_at);
  cell->machines = inventory_count (inventory);
  cell->blocks = (cell->machines + CELL_BLOCK - 1) / CELL_BLOCK;
  cell->number = NEW_COLUMN (cell, guint);
  for (guint m = 0; m < cell->blocks * CELL_BLOCK; m++)
    cell->number[m] = MIN (m, cell->machines - 1);
  cell->kinds = NEW_COLUMN (cell, double);
  for (guint r = 0; r < cell->resources->count; r++)
    new_columns (cell, r);
  for (guint r = 0; r < cell->resources->count; r++)
    for (guint m = 0; m < cell->machines; m++)
      if (cell->capacity[r][m] > 0) {
        cell->part[r][m] = 1.0 / (cell->kinds[m] * (double) cell->capacity[r][m]);
        cell->rough_part[r][m] = (float) cell->part[r][m];
      }
  cell->state = NEW_COLUMN (cell, guint8);
  cell->held = NEW_COLUMN (cell, guint8);
  cell->open = NEW_COLUMN (cell, guint8);
  for (guint b = 0; b < cell->blocks; b++)
    find_most_of_block (cell, b);
  cell->block_changed = NEW_BLOCK_COLUMN (cell, guint64);
  cell->changed = g_new0 (guint, CHANGES_KEPT);
  cell->flipped = g_new0 (guint, CHANGES_KEPT);
  cell->tasks = g_new0 (guint32, cell->machines);
  cell->first_task = g_new0 (Task *, cell->machines);
  cell->last_task = g_new0 (Task *, cell->machines);
  cell->topology = topology_new (inventory, classes);
  cell->users = users;
  cell->holding = g_new0 (Holding, (gsize) MAX (users, 1) * N_TIERS);
  return cell;
}

void
cell_count_without (Cell *cell, guint resource)
{
  for (guint c = 0; c < task_classes_count (cell->classes); c++)
    if (cell->class_at[c]->request.of[resource] == 0) {
      cell->without[resource] = NEW_COLUMN (cell, guint32);
      return;
    }
}

void
cell_reclaim (Cell *cell)
{
  cell->reservations = reservations_new (cell->resources->count, cell->machines,
                                         cell->blocks * CELL_BLOCK, cell->capacity);
}

void
cell_free (Cell *cell)
{
  if (cell == NULL)
    return;
  reservations_free (cell->reservations);
  for (guint r = 0; r < cell->resources->count; r++) {
    g_aligned_free (cell->capacity[r]);
    g_aligned_free (cell->part[r]);
    g_aligned_free (cell->rough_part[r]);
    g_aligned_free (cell->free[r]);
    g_aligned_free (cell->without[r]);
    g_aligned_free (cell->largest[r]);
    g_aligned_free (cell->whole[r]);
    g_aligned_free (cell->most_free[r]);
    g_aligned_free (cell->most_largest[r]);
    g_aligned_free (cell->most_whole[r]);
    for (guint l = 0; l < cell->levels.count; l++)
      g_aligned_free (cell->held_by[l][r]);
  }
  for (guint slot = 0; slot < MAX_DEVICE_RESOURCES; slot++)
    g_free (cell->device_free[slot]);
  g_free (cell->class_at);
  g_free (cell->level_at);
  g_aligned_free (cell->number);
  g_aligned_free (cell->kinds);
  g_aligned_free (cell->state);
  g_aligned_free (cell->held);
  g_aligned_free (cell->open);
  g_aligned_free (cell->block_changed);
  g_free (cell->changed);
  g_free (cell->flipped);
  g_free (cell->tasks);
  g_free (cell->first_task);
  g_free (cell->last_task);
  topology_free (cell->topology);
  g_free (cell->holding);
  g_free (cell);
}

gboolean
cell_fits_empty (const Cell *cell, const Amounts *request, guint machine)
{
  for (guint r = 0; r < cell->resources->count; r++)
    if (request->of[r] > cell->capacity[r][machine])
      return FALSE;
  return TRUE;
}

/* The devices a request gets: the fullest that still fits it, or the first empty ones. */
static guint64
choose_devices (const Amount *free, guint devices, Amount amount)
{
  guint64 chosen = 0;
  if (amount >= DEVICE) {
    for (guint d = 0; d < devices && amount > 0; d++)
      if (free[d] == DEVICE) {
        chosen |= G_GUINT64_CONSTANT (1) << d;
        amount -= DEVICE;
      }
    g_assert (amount == 0);
    return chosen;
  }
  guint best = devices;
  for (guint d = 0; d < devices; d++)
    if (free[d] >= amount && (best == devices || free[d] < free[best]))
      best = d;
  g_assert (best < devices);
  return G_GUINT64_CONSTANT (1) << best;
}

/* Adds `sign` times the request to the devices it holds. */
static void
shift_devices (Amount *free, guint64 devices, Amount amount, int sign)
{
  Amount each = MIN (amount, DEVICE) * sign;
  for (; devices != 0; devices &= devices - 1)
    free[__builtin_ctzll (devices)] += each;
}

static void
summarise_devices (Cell *cell, guint resource, guint machine, const Amount *free)
{
  Amount largest = 0, whole = 0;
  guint devices = devices_of (cell->capacity[resource][machine]);
  for (guint d = 0; d < devices; d++) {
    largest = MAX (largest, free[d]);
    whole += free[d] == DEVICE ? DEVICE : 0;
  }
  Amount largest_before = cell->largest[resource][machine];
  Amount whole_before = cell->whole[resource][machine];
  cell->largest[resource][machine] = largest;
  cell->whole[resource][machine] = whole;
  follow_most (cell, machine, largest_before, cell->largest[resource],
               cell->most_largest[resource]);
  follow_most (cell, machine, whole_before, cell->whole[resource], cell->most_whole[resource]);
}

/* Moves the request between free and allocated: sign +1 places, -1 releases. */
static void
shift (Cell *cell, Task *task, guint machine, int sign)
{
  const TaskClass *class = cell_class_of (cell, task);
  Holding *user = &cell->holding[task->user * N_TIERS + class->tier];
  Holding *tier = &cell->tier[class->tier];
  const Amounts *used = task_used (task, &class->request);
  guint level = cell->level_at[class->index];
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = class->request.of[r];
    cell->used[r] += (Total) used->of[r] * sign;
    if (amount == 0) {
      if (cell->without[r] != NULL)
        cell->without[r][machine] += (guint32) sign;
      continue;
    }
    cell->free[r][machine] -= amount * sign;
    follow_most (cell, machine, cell->free[r][machine] + amount * sign, cell->free[r],
                 cell->most_free[r]);
    cell->held_by[level][r][machine] += amount * sign;
    user->allocated[r] += (Total) amount * sign;
    tier->allocated[r] += (Total) amount * sign;
    int slot = cell->resources->item[r].device_slot;
    if (slot < 0)
      continue;
    Amount *free = devices_at (cell, slot, machine);
    if (sign > 0 && task->devices[slot] == 0)
      task->devices[slot] = choose_devices (free, devices_of (cell->capacity[r][machine]), amount);
    shift_devices (free, task->devices[slot], amount, -sign);
    summarise_devices (cell, r, machine, free);
    if (sign < 0)
      task->devices[slot] = 0;
  }
  user->running += sign;
  user->placements += sign > 0 ? 1 : 0;
  tier->running += sign;
}

static void
join_lists (Cell *cell, Task *task, guint machine)
{
  task->previous_on_machine = cell->last_task[machine];
  task->next_on_machine = NULL;
  if (cell->last_task[machine] != NULL)
    cell->last_task[machine]->next_on_machine = task;
  else
    cell->first_task[machine] = task;
  cell->last_task[machine] = task;

  task->previous_in_job = NULL;
  task->next_in_job = task->job->running;
  if (task->next_in_job != NULL)
    task->next_in_job->previous_in_job = task;
  task->job->running = task;
}

static void
leave_lists (Cell *cell, Task *task, guint machine)
{
  if (task->previous_on_machine != NULL)
    task->previous_on_machine->next_on_machine = task->next_on_machine;
  else
    cell->first_task[machine] = task->next_on_machine;
  if (task->next_on_machine != NULL)
    task->next_on_machine->previous_on_machine = task->previous_on_machine;
  else
    cell->last_task[machine] = task->previous_on_machine;

  if (task->previous_in_job != NULL)
    task->previous_in_job->next_in_job = task->next_in_job;
  else
    task->job->running = task->next_in_job;
  if (task->next_in_job != NULL)
    task->next_in_job->previous_in_job = task->previous_in_job;

  task->next_on_machine = task->previous_on_machine = NULL;
  task->next_in_job = task->previous_in_job = NULL;
}

void
cell_place (Cell *cell, Task *task, guint machine)
{
  g_assert (cell_fits (cell, &cell_class_of (cell, task)->request, machine));
  shift (cell, task, machine, +1);
  if (cell->reservations != NULL)
    reservations_shift (cell->reservations, task, machine, &cell_class_of (cell, task)->request, +1);
  changed (cell, machine);
  task->machine = machine;
  cell->placed_last = machine;
  cell->tasks[machine]++;
  join_lists (cell, task, machine);
  if (cell->topology != NULL)
    topology_count (cell->topology, task->task_class, machine, +1, FALSE);
}

/* Nothing is free where more is reserved than there is. */
static void
settle_free (Cell *cell, guint machine)
{
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount was = cell->free[r][machine];
    cell->free[r][machine] = MAX (cell->reservations->left[r][machine], 0);
    follow_most (cell, machine, was, cell->free[r], cell->most_free[r]);
  }
}

void
cell_reserve (Cell *cell, const Task *task, const Amounts *reserved)
{
  reservations_set (cell->reservations, task, reserved);
  settle_free (cell, task->machine);
  changed (cell, task->machine);
}

void
cell_use (Cell *cell, Task *task, const Amounts *used)
{
  const Amounts *request = &cell_class_of (cell, task)->request;
  for (guint r = 0; r < cell->resources->count; r++)
    cell->used[r] += used->of[r] - task_used (task, request)->of[r];
  reservations_use (cell->reservations, task, used, request);
}

void
cell_release (Cell *cell, Task *task)
{
  guint machine = task->machine;
  shift (cell, task, machine, -1);
  if (cell->reservations != NULL) {
    reservations_shift (cell->reservations, task, machine, &cell_class_of (cell, task)->request, -1);
    settle_free (cell, machine);
  }
  changed (cell, machine);
  cell->tasks[machine]--;
  leave_lists (cell, task, machine);
  if (cell->topology != NULL)
    topology_count (cell->topology, task->task_class, machine, -1, task->state == TASK_LEAVING);
}

void
cell_begin_leaving (Cell *cell, const Task *task)
{
  if (cell->topology != NULL)
    topology_begin_leaving (cell->topology, task->task_class, task->machine);
}

void
cell_withdraw (Cell *cell, Task *task)
{
  const TaskClass *class = cell_class_of (cell, task);
  cell_release (cell, task);
  cell->holding[task->user * N_TIERS + class->tier].placements--;
  task->machine = MACHINE_NONE;
}

static gboolean
has_capacity (guint8 state)
{
  return state == MACHINE_IS_UP || state == MACHINE_DRAINING;
}

static void
settle_open (Cell *cell, guint machine)
{
  guint8 open = cell->state[machine] == MACHINE_IS_UP && !cell->held[machine];
  if (open != cell->open[machine])
    cell->flipped[++cell->flips % CHANGES_KEPT] = machine | (open ? FLIP_OPENED : 0);
  cell->open[machine] = open;
  find_most_of_block (cell, machine / CELL_BLOCK);
  changed (cell, machine);
}

void
cell_set_state (Cell *cell, guint machine, MachineState state)
{
  int change = has_capacity ((guint8) state) - has_capacity (cell->state[machine]);
  g_assert (has_capacity ((guint8) state) || cell->tasks[machine] == 0);
  cell->state[machine] = (guint8) state;
  for (guint r = 0; r < cell->resources->count; r++)
    cell->up_capacity[r] += (Total) cell->capacity[r][machine] * change;
  cell->machines_up += (guint) change;
  if (cell->topology != NULL && change != 0)
    topology_set_present (cell->topology, machine, change > 0);
  settle_open (cell, machine);
}

void
cell_hold (Cell *cell, guint machine, gboolean held)
{
  cell->held[machine] = held ? 1 : 0;
  settle_open (cell, machine);
}

void
cell_room_init (const Cell *cell, guint machine, Room *room)
{
  memset (&room->free, 0, sizeof room->free);
  room->by_limit = FALSE;
  for (guint r = 0; r < cell->resources->count; r++) {
    int slot = cell->resources->item[r].device_slot;
    room->free.of[r] = cell->free[r][machine];
    if (slot < 0)
      continue;
    room->devices[slot] = (guint8) devices_of (cell->capacity[r][machine]);
    memcpy (room->device_free[slot], devices_at (cell, slot, machine),
            room->devices[slot] * sizeof (Amount));
  }
}

void
cell_room_init_for (const Cell *cell, Tier tier, guint machine, Room *room)
{
  cell_room_init (cell, machine, room);
  if (cell->reservations == NULL)
    return;
  room->by_limit = tier >= TIER_PROD;
  for (guint r = 0; r < cell->resources->count; r++)
    room->free.of[r] = room->by_limit ? cell->reservations->limit_free[r][machine]
                                      : cell->reservations->left[r][machine];
}

static void
room_shift (const Cell *cell, Room *room, const Task *task, int sign)
{
  const Amounts *request = &cell_class_of (cell, task)->request, *held = request;
  if (cell->reservations != NULL && !room->by_limit)
    held = reservations_of (cell->reservations, task);
  for (guint r = 0; r < cell->resources->count; r++) {
    int slot = cell->resources->item[r].device_slot;
    room->free.of[r] += held->of[r] * sign;
    if (slot >= 0)
      shift_devices (room->device_free[slot], task->devices[slot], request->of[r], sign);
  }
}

void
cell_room_add (const Cell *cell, Room *room, const Task *task)
{
  room_shift (cell, room, task, +1);
}

void
cell_room_subtract (const Cell *cell, Room *room, const Task *task)
{
  room_shift (cell, room, task, -1);
}

static gboolean
devices_fit (const Amount *free, guint devices, Amount amount)
{
  Amount largest = 0, whole = 0;
  for (guint d = 0; d < devices; d++) {
    largest = MAX (largest, free[d]);
    whole += free[d] == DEVICE ? DEVICE : 0;
  }
  return amount < DEVICE ? largest >= amount : whole >= amount;
}

gboolean
cell_room_fits (const Cell *cell, const Room *room, const Amounts *request)
{
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = request->of[r];
    int slot = cell->resources->item[r].device_slot;
    if (amount > MAX (room->free.of[r], 0)) /* below 0: by reservations that have risen */
      return FALSE;
    if (slot >= 0 && amount > 0
        && !devices_fit (room->device_free[slot], room->devices[slot], amount))
      return FALSE;
  }
  return TRUE;
}

void
cell_room_take (const Cell *cell, guint machine, Room *room, const Amounts *request,
                const guint64 devices[MAX_DEVICE_RESOURCES])
{
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount amount = request->of[r];
    int slot = cell->resources->item[r].device_slot;
    room->free.of[r] -= amount;
    if (slot < 0 || amount == 0)
      continue;
    Amount *free = room->device_free[slot];
    guint64 taken = devices[slot];
    if (taken == 0)
      taken = choose_devices (free, devices_of (cell->capacity[r][machine]), amount);
    shift_devices (free, taken, amount, -1);
  }
}
