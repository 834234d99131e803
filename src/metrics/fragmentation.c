/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/fragmentation.h"

#include <string.h>

static gboolean
is_up (const Cell *cell, guint machine)
{
  return cell->state[machine] == MACHINE_IS_UP;
}

/* Most tasks first, then lowest index. */
static int
compare_classes (gconstpointer a, gconstpointer b)
{
  const TaskClass *x = *(const TaskClass *const *) a, *y = *(const TaskClass *const *) b;
  if (x->tasks != y->tasks)
    return x->tasks > y->tasks ? -1 : 1;
  return (x->index > y->index) - (x->index < y->index);
}

static gboolean
is_at_most (const Amounts *a, const Amounts *b, guint resources)
{
  for (guint r = 0; r < resources; r++)
    if (a->of[r] > b->of[r])
      return FALSE;
  return TRUE;
}

static void
add_size (ReferenceMix *mix, const Amounts *request, guint resources)
{
  guint kept = 0;
  for (guint i = 0; i < mix->count; i++)
    if (is_at_most (&mix->request[i], request, resources))
      return;
  for (guint i = 0; i < mix->count; i++)
    if (!is_at_most (request, &mix->request[i], resources))
      mix->request[kept++] = mix->request[i];
  mix->request[kept++] = *request;
  mix->count = kept;
}

void
reference_mix (const TaskClasses *classes, guint resources, double share, ReferenceMix *ret)
{
  guint n = task_classes_count (classes);
  g_autoptr (GPtrArray) order = g_ptr_array_sized_new (n);
  guint64 all = 0, taken = 0;

  ret->count = 0;
  for (guint i = 0; i < n; i++) {
    const TaskClass *class = task_classes_get (classes, i);
    all += class->tasks;
    if (class->tasks > 0)
      g_ptr_array_add (order, (gpointer) class);
  }
  g_ptr_array_sort (order, compare_classes);
  for (guint i = 0; i < MIN (order->len, REFERENCE_MIX_MAX); i++) {
    const TaskClass *class = g_ptr_array_index (order, i);
    if (i > 0 && (double) taken >= share * (double) all)
      break;
    taken += class->tasks;
    add_size (ret, &class->request, resources);
  }
}

typedef struct {
  Amount amount;
  guint64 tasks;
} Weighted;

static int
compare_weighted (gconstpointer a, gconstpointer b)
{
  Amount x = ((const Weighted *) a)->amount, y = ((const Weighted *) b)->amount;
  return (x > y) - (x < y);
}

static Amount
weighted_median (GArray *values)
{
  guint64 all = 0, below = 0;
  g_array_sort (values, compare_weighted);
  for (guint i = 0; i < values->len; i++)
    all += g_array_index (values, Weighted, i).tasks;
  for (guint i = 0; i < values->len; i++) {
    below += g_array_index (values, Weighted, i).tasks;
    if (below >= all - all / 2)
      return g_array_index (values, Weighted, i).amount;
  }
  return 0;
}

static gboolean
have_prod (const TaskClasses *classes)
{
  for (guint i = 0; i < task_classes_count (classes); i++) {
    const TaskClass *class = task_classes_get (classes, i);
    if (class->tier == TIER_PROD && class->tasks > 0)
      return TRUE;
  }
  return FALSE;
}

void
reference_task (const TaskClasses *classes, guint resources, Amounts *ret)
{
  guint n = task_classes_count (classes);
  gboolean prod = have_prod (classes);

  memset (ret, 0, sizeof *ret);
  for (guint r = 0; r < resources; r++) {
    g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Weighted));
    for (guint i = 0; i < n; i++) {
      const TaskClass *class = task_classes_get (classes, i);
      Weighted value = { class->request.of[r], class->tasks };
      if (class->tasks > 0 && (!prod || class->tier == TIER_PROD))
        g_array_append_val (values, value);
    }
    ret->of[r] = weighted_median (values);
  }
}

guint
reference_reach (const Cell *cell)
{
  const PriorityLevels *levels = &cell->levels;
  guint reach = 0;
  if (!have_prod (cell->classes))
    return 0;
  while (reach < levels->count && levels->tier[reach] < TIER_PROD)
    reach++;
  return reach;
}

/* Of so much free; of devices, when they are not NULL: a part of one must come from one device, and
 * whole ones must be empty. */
static gint64
fit_of (Amount free, const Amount *devices, Amount n_devices, Amount amount)
{
  gint64 count = 0;
  if (devices == NULL)
    return free / amount;
  for (Amount d = 0; d < n_devices; d++)
    count += amount < DEVICE ? devices[d] / amount : devices[d] == DEVICE;
  return amount < DEVICE ? count : count * DEVICE / amount;
}

/* room: what is free on the machine; NULL: what is free there now. */
static gint64
machine_fit (const Cell *cell, const Amounts *request, guint machine, const Room *room)
{
  gint64 fit = -1;
  for (guint r = 0; r < cell->resources->count && fit != 0; r++) {
    int slot = cell->resources->item[r].device_slot;
    const Amount *devices = NULL;
    if (request->of[r] == 0)
      continue;
    if (slot >= 0)
      devices = room != NULL ? room->device_free[slot]
                             : cell->device_free[slot] + (gsize) machine * MAX_DEVICES;
    gint64 here = fit_of (room != NULL ? room->free.of[r] : cell->free[r][machine], devices,
                          cell->capacity[r][machine] / DEVICE, request->of[r]);
    fit = fit < 0 ? here : MIN (fit, here);
  }
  return MAX (fit, 0);
}

gint64
fragmentation_machine_fit (const Cell *cell, const Amounts *request, guint machine)
{
  return machine_fit (cell, request, machine, NULL);
}

static gboolean
wants_devices (const Cell *cell, const Amounts *request, guint machine)
{
  for (guint r = 0; r < cell->resources->count; r++)
    if (request->of[r] > 0 && cell->largest[r] != NULL && cell->capacity[r][machine] > 0)
      return TRUE;
  return FALSE;
}

/* Sums of requests are enough but for devices, and where less is reserved: there each task that goes
 * matters. */
gint64
fragmentation_machine_fit_without (const Cell *cell, const Amounts *request, guint levels,
                                   guint machine)
{
  Room room;
  if (levels == 0)
    return fragmentation_machine_fit (cell, request, machine);
  cell_room_init_for (cell, TIER_FREE, machine, &room);
  if (cell->reservations != NULL || wants_devices (cell, request, machine)) {
    for (const Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine)
      if (cell->level_at[task->task_class] < levels)
        cell_room_add (cell, &room, task);
  } else {
    for (guint r = 0; r < cell->resources->count; r++)
      for (guint l = 0; l < levels; l++)
        room.free.of[r] += cell->held_by[l][r][machine];
  }
  return machine_fit (cell, request, machine, &room);
}

gint64
fragmentation_fit_count (const Cell *cell, const Amounts *request)
{
  gint64 sum = 0;
  for (guint m = 0; m < cell->machines; m++)
    if (is_up (cell, m))
      sum += fragmentation_machine_fit (cell, request, m);
  return sum;
}

Total
fragmentation_free (const Cell *cell, guint resource)
{
  Total sum = 0;
  for (guint m = 0; m < cell->machines; m++)
    if (is_up (cell, m))
      sum += cell->free[resource][m];
  return sum;
}

double
fragmentation_fluid_bound (const Cell *cell, const Amounts *request)
{
  double bound = -1;
  for (guint r = 0; r < cell->resources->count; r++) {
    if (request->of[r] == 0)
      continue;
    double here = (double) fragmentation_free (cell, r) / (double) request->of[r];
    bound = bound < 0 ? here : MIN (bound, here);
  }
  return MAX (bound, 0);
}

Total
fragmentation_unusable (const Cell *cell, const Amounts *request, guint resource)
{
  Total sum = 0;
  for (guint m = 0; m < cell->machines; m++)
    if (is_up (cell, m))
      sum += cell->free[resource][m]
             - fragmentation_machine_fit (cell, request, m) * request->of[resource];
  return sum;
}

Total
fragmentation_blocked (const Cell *cell, const Amounts *request, guint resource)
{
  Total sum = 0;
  for (guint m = 0; m < cell->machines; m++) {
    gboolean short_of_other = FALSE;
    if (!is_up (cell, m))
      continue;
    for (guint r = 0; r < cell->resources->count; r++)
      if (r != resource && request->of[r] > 0
          && cell_room (cell, r, request->of[r])[m] < request->of[r])
        short_of_other = TRUE;
    sum += short_of_other ? cell->free[resource][m] : 0;
  }
  return sum;
}

double
fragmentation_external (const Cell *cell, guint resource)
{
  Total sum = 0;
  Amount largest = 0;
  for (guint m = 0; m < cell->machines; m++)
    if (is_up (cell, m)) {
      sum += cell->free[resource][m];
      largest = MAX (largest, cell->free[resource][m]);
    }
  return sum == 0 ? 0 : (double) (sum - largest) / (double) sum;
}

gboolean
fragmentation_any_fits (const Cell *cell, const ReferenceMix *mix, guint machine)
{
  for (guint i = 0; i < mix->count; i++)
    if (cell_fits (cell, &mix->request[i], machine))
      return TRUE;
  return mix->count == 0;
}

void
fragmentation_stranded (const Cell *cell, const ReferenceMix *mix,
                        double ret_fraction[MAX_RESOURCES])
{
  Total all[MAX_RESOURCES] = { 0 }, stranded[MAX_RESOURCES] = { 0 };
  guint resources = cell->resources->count;

  for (guint m = 0; m < cell->machines; m++) {
    if (!is_up (cell, m))
      continue;
    gboolean useful = fragmentation_any_fits (cell, mix, m);
    for (guint r = 0; r < resources; r++) {
      all[r] += cell->free[r][m];
      stranded[r] += useful ? 0 : cell->free[r][m];
    }
  }
  for (guint r = 0; r < resources; r++)
    ret_fraction[r] = all[r] == 0 ? 0 : (double) stranded[r] / (double) all[r];
}
