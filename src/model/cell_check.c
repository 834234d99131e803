/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recount behind cell_check(): slow, and written without looking at how cell.c keeps the sums.
 */
#include "model/cell.h"

#include <string.h>

typedef struct {
  const Cell *cell;
  Holding *holding; /* [user * N_TIERS + tier] */
  Total used[MAX_RESOURCES];
  GHashTable *seen; /* tasks met so far */
  char *violation;
} Recount;

static gboolean violated (Recount *recount, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
violated (Recount *recount, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_free (recount->violation);
  recount->violation = g_strdup_vprintf (format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_devices (Recount *recount, guint machine, guint resource)
{
  const Cell *cell = recount->cell;
  const Resource *what = &cell->resources->item[resource];
  const Amount *free = cell->device_free[what->device_slot] + (gsize) machine * MAX_DEVICES;
  guint devices = (guint) cell->capacity[resource][machine] / DEVICE;
  Amount left[MAX_DEVICES], largest = 0, whole = 0;
  for (guint d = 0; d < devices; d++)
    left[d] = DEVICE;
  for (const Task *task = cell->first_task[machine]; task; task = task->next_on_machine) {
    Amount request = cell_class_of (cell, task)->request.of[resource];
    guint64 held = task->devices[what->device_slot];
    guint expected = request == 0 ? 0 : request < DEVICE ? 1 : (guint) request / DEVICE;
    if ((guint) __builtin_popcountll (held) != expected) {
      g_autofree char *name = task_name_text (&task->name);
      return violated (recount, "%s/%s holds the wrong number of %s devices", task->job->name, name,
                       what->name);
    }
    for (guint d = 0; d < devices; d++)
      if (held >> d & 1)
        left[d] -= MIN (request, DEVICE);
  }
  for (guint d = 0; d < devices; d++) {
    if (left[d] < 0 || left[d] != free[d])
      return violated (recount, "machine %u: %s device %u has %d free, counted %d", machine,
                       what->name, d, free[d], left[d]);
    largest = MAX (largest, left[d]);
    whole += left[d] == DEVICE ? DEVICE : 0;
  }
  if (largest != cell->largest[resource][machine] || whole != cell->whole[resource][machine])
    return violated (recount, "machine %u: %s columns are stale", machine, what->name);
  return TRUE;
}

static gboolean
check_tasks (Recount *recount, guint machine, Total *allocated)
{
  const Cell *cell = recount->cell;
  Total held_by[MAX_LEVELS][MAX_RESOURCES] = { { 0 } };
  guint count = 0, without[MAX_RESOURCES] = { 0 };
  for (const Task *task = cell->first_task[machine]; task; task = task->next_on_machine) {
    const TaskClass *class = cell_class_of (cell, task);
    Holding *holding = &recount->holding[task->user * N_TIERS + class->tier];
    if (task->machine != machine || !g_hash_table_add (recount->seen, (gpointer) task)) {
      g_autofree char *name = task_name_text (&task->name);
      return violated (recount, "%s/%s stands in two places", task->job->name, name);
    }
    for (guint r = 0; r < cell->resources->count; r++) {
      allocated[r] += class->request.of[r];
      without[r] += class->request.of[r] == 0;
      held_by[cell->level_at[class->index]][r] += class->request.of[r];
      holding->allocated[r] += class->request.of[r];
      recount->used[r] += task_used (task, &class->request)->of[r];
    }
    holding->running++;
    count++;
  }
  for (guint r = 0; r < cell->resources->count; r++)
    for (guint l = 0; l < cell->levels.count; l++)
      if (held_by[l][r] != cell->held_by[l][r][machine])
        return violated (recount, "machine %u: level %u holds %d of %s, counted %" G_GINT64_FORMAT,
                         machine, l, cell->held_by[l][r][machine], cell->resources->item[r].name,
                         held_by[l][r]);
  for (guint r = 0; r < cell->resources->count; r++)
    if (cell->without[r] != NULL && cell->without[r][machine] != without[r])
      return violated (recount, "machine %u has %u tasks without %s, counted %u", machine,
                       cell->without[r][machine], cell->resources->item[r].name, without[r]);
  if (count != cell->tasks[machine])
    return violated (recount, "machine %u has %u tasks, counted %u", machine, cell->tasks[machine],
                     count);
  return TRUE;
}

static gboolean
check_reservations (Recount *recount, guint machine, const Total *limits)
{
  const Cell *cell = recount->cell;
  const Reservations *reservations = cell->reservations;
  for (guint r = 0; r < cell->resources->count; r++) {
    Total left = cell->capacity[r][machine], used = 0;
    for (const Task *task = cell->first_task[machine]; task; task = task->next_on_machine) {
      Amount reserved = reservations_of (reservations, task)->of[r];
      const Amounts *request = &cell_class_of (cell, task)->request;
      if (reserved < 0 || reserved > request->of[r])
        return violated (recount, "machine %u: %d of %s reserved for a request of %d", machine,
                         reserved, cell->resources->item[r].name, request->of[r]);
      left -= reserved;
      used += task_used (task, request)->of[r];
    }
    if (left != reservations->left[r][machine] || MAX (left, 0) != cell->free[r][machine]
        || used != reservations->used[r][machine]
        || reservations->limit_free[r][machine] != cell->capacity[r][machine] - limits[r])
      return violated (recount, "machine %u: %s by reservations, limits or usage is stale", machine,
                       cell->resources->item[r].name);
  }
  return TRUE;
}

static gboolean
check_machine (Recount *recount, guint machine)
{
  const Cell *cell = recount->cell;
  Total allocated[MAX_RESOURCES] = { 0 };
  if (!check_tasks (recount, machine, allocated)
      || (cell->reservations != NULL && !check_reservations (recount, machine, allocated)))
    return FALSE;
  for (guint r = 0; r < cell->resources->count; r++) {
    Amount free = cell->free[r][machine], capacity = cell->capacity[r][machine];
    if (free < 0 || free > capacity
        || (cell->reservations == NULL && free != capacity - allocated[r]))
      return violated (recount, "machine %u: %s free %d of %d, tasks hold %" G_GINT64_FORMAT,
                       machine, cell->resources->item[r].name, free, capacity, allocated[r]);
    if (cell->resources->item[r].device_slot >= 0 && !check_devices (recount, machine, r))
      return FALSE;
  }
  if (cell->tasks[machine] > 0 && cell->state[machine] < MACHINE_DRAINING)
    return violated (recount, "machine %u is down and has tasks", machine);
  return TRUE;
}

static gboolean
check_sums (Recount *recount)
{
  const Cell *cell = recount->cell;
  Holding tiers[N_TIERS] = { 0 };
  for (guint i = 0; i < cell->users * N_TIERS; i++) /* what is over cannot be counted again */
    recount->holding[i].placements = cell->holding[i].placements;
  if (memcmp (recount->holding, cell->holding, cell->users * N_TIERS * sizeof (Holding)) != 0)
    return violated (recount, "sums by user differ from sums by machine");
  for (guint i = 0; i < cell->users * N_TIERS; i++) {
    Holding *tier = &tiers[i % N_TIERS];
    tier->running += recount->holding[i].running;
    for (guint r = 0; r < cell->resources->count; r++)
      tier->allocated[r] += recount->holding[i].allocated[r];
  }
  if (memcmp (tiers, cell->tier, sizeof tiers) != 0)
    return violated (recount, "sums by tier differ from sums by machine");
  if (memcmp (recount->used, cell->used, sizeof cell->used) != 0)
    return violated (recount, "usage differs from the tasks' usage");
  return TRUE;
}

static gboolean
check_capacity (Recount *recount)
{
  const Cell *cell = recount->cell;
  Total up[MAX_RESOURCES] = { 0 };
  guint machines_up = 0;
  for (guint m = 0; m < cell->machines; m++) {
    if (cell->state[m] < MACHINE_DRAINING)
      continue;
    machines_up++;
    for (guint r = 0; r < cell->resources->count; r++)
      up[r] += cell->capacity[r][m];
  }
  if (machines_up != cell->machines_up || memcmp (up, cell->up_capacity, sizeof up) != 0)
    return violated (recount, "capacity differs from that of the machines up");
  return TRUE;
}

/* The most that an open machine of the block has in a column. */
static gboolean
check_most (Recount *recount, guint block, const Amount *column, const Amount *most)
{
  const Cell *cell = recount->cell;
  Amount highest = -1;
  for (guint m = block * CELL_BLOCK; m < MIN ((block + 1) * CELL_BLOCK, cell->machines); m++)
    if (cell->state[m] == MACHINE_IS_UP && !cell->held[m])
      highest = MAX (highest, column[m]);
  return highest == most[block]
         || violated (recount, "block %u: its most is %d, counted %d", block, most[block], highest);
}

static gboolean
check_blocks (Recount *recount)
{
  const Cell *cell = recount->cell;
  for (guint r = 0; r < cell->resources->count; r++)
    for (guint b = 0; b < cell->blocks; b++)
      if (!check_most (recount, b, cell->free[r], cell->most_free[r])
          || (cell->largest[r] != NULL
              && (!check_most (recount, b, cell->largest[r], cell->most_largest[r])
                  || !check_most (recount, b, cell->whole[r], cell->most_whole[r]))))
        return FALSE;
  return TRUE;
}

/* Counts by domain, all made again. */
static gboolean
check_topology (Recount *recount)
{
  const Cell *cell = recount->cell;
  Topology *counted
    = cell->topology != NULL ? topology_new (cell->inventory, cell->classes) : NULL;
  if (counted == NULL)
    return TRUE;
  for (guint m = 0; m < cell->machines; m++) {
    if (cell->state[m] >= MACHINE_DRAINING)
      topology_set_present (counted, m, TRUE);
    for (const Task *task = cell->first_task[m]; task; task = task->next_on_machine)
      topology_count (counted, task->task_class, m, +1, task->state == TASK_LEAVING);
  }
  gboolean equal = topology_equal (cell->topology, counted);
  topology_free (counted);
  return equal || violated (recount, "counts by domain differ from those by machine");
}

gboolean
cell_check (const Cell *cell, char **ret_violation)
{
  Recount recount = { .cell = cell };
  recount.holding = g_new0 (Holding, (gsize) MAX (cell->users, 1) * N_TIERS);
  recount.seen = g_hash_table_new (NULL, NULL);
  gboolean sound = TRUE;
  for (guint m = 0; sound && m < cell->machines; m++)
    sound = check_machine (&recount, m);
  sound = sound && check_sums (&recount) && check_capacity (&recount)
          && check_blocks (&recount) && check_topology (&recount);
  g_hash_table_unref (recount.seen);
  g_free (recount.holding);
  if (!sound)
    *ret_violation = recount.violation;
  return sound;
}
