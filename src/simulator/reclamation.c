/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each running task has at most one event queued: the next instant at which what it uses changes or
 * its reservation falls. What happens to one task at an instant does not depend on the others, so
 * that the order of events of an instant does not matter; who must leave is found after all. */
#include "simulator/reclamation.h"

#include "simulator/event_queue.h"

#include <math.h>
#include <string.h>

#define NEVER   G_MAXINT64
#define MILLION 1000000

/* A task that runs. Stays where it is, for the event queue. */
typedef struct {
  Task *task;
  guint event;
} Run;

/* What has become of a machine's reservations at an instant. */
enum { UNMOVED, MOVED, FALLEN };

struct Reclamation {
  Cell *cell;
  const TaskPool *tasks;
  gint64 after, interval;
  gint64 step, margin; /* millionths of the limit */
  guint8 is_compressible[MAX_RESOURCES]; /* running short of it only slows tasks down */
  GPtrArray *runs;     /* of Run, by slot */
  EventQueue *events;  /* of Run */
  GArray *moved;       /* of guint: machines */
  guint8 *how;         /* by machine: UNMOVED … */
};

Reclamation *
reclamation_new (const ReclamationOptions *options, Cell *cell, const TaskPool *tasks)
{
  Reclamation *reclamation = g_new0 (Reclamation, 1);
  reclamation->cell = cell;
  reclamation->tasks = tasks;
  reclamation->after = options->after;
  reclamation->interval = options->interval;
  reclamation->step = llround (options->step * MILLION);
  reclamation->margin = llround (options->margin * MILLION);
  for (guint r = 0; r < cell->resources->count; r++)
    reclamation->is_compressible[r] = strcmp (cell->resources->item[r].name, "cpu") == 0;
  reclamation->runs = g_ptr_array_new_with_free_func (g_free);
  reclamation->events = event_queue_new ();
  reclamation->moved = g_array_new (FALSE, FALSE, sizeof (guint));
  reclamation->how = g_new0 (guint8, MAX (cell->machines, 1));
  cell_reclaim (cell);
  return reclamation;
}

void
reclamation_free (Reclamation *reclamation)
{
  if (reclamation == NULL)
    return;
  g_ptr_array_unref (reclamation->runs);
  event_queue_free (reclamation->events);
  g_array_unref (reclamation->moved);
  g_free (reclamation->how);
  g_free (reclamation);
}

/* Rounded up: what is little is not nothing. */
static Amount
part_of (Amount limit, gint64 millionths)
{
  return (Amount) (((gint64) limit * millionths + MILLION - 1) / MILLION);
}

static const Amounts *
limits_of (const Reclamation *reclamation, const Task *task)
{
  return &cell_class_of (reclamation->cell, task)->request;
}

static gint64
peak_end (const UsagePeak *peak)
{
  return peak->length < NEVER - peak->at ? peak->at + peak->length : NEVER;
}

/* What it uses so long after its start. */
static const Amounts *
usage_at (const Reclamation *reclamation, const Task *task, gint64 age)
{
  const UsagePeak *peak = task_pool_peak (reclamation->tasks, task);
  if (peak != NULL && age >= peak->at && age < peak_end (peak))
    return &peak->used;
  return task_pool_usual (reclamation->tasks, task);
}

/* At what age it uses something else next. */
static gint64
next_change (const Reclamation *reclamation, const Task *task, gint64 age)
{
  const UsagePeak *peak = task_pool_peak (reclamation->tasks, task);
  if (peak == NULL)
    return NEVER;
  return age < peak->at ? peak->at : age < peak_end (peak) ? peak_end (peak) : NEVER;
}

/* What is to be reserved in the end. */
static Amounts
target_of (const Reclamation *reclamation, const Task *task)
{
  const ResourceSet *resources = reclamation->cell->resources;
  const Amounts *limits = limits_of (reclamation, task), *used = task_used (task, limits);
  Amounts target = *limits;
  for (guint r = 0; r < resources->count; r++)
    if (resources->item[r].device_slot < 0)
      target.of[r] = (Amount) MIN (limits->of[r],
                                   (gint64) used->of[r]
                                     + part_of (limits->of[r], reclamation->margin));
  return target;
}

static gboolean
is_above (const Reclamation *reclamation, const Task *task, const Amounts *target)
{
  const Amounts *reserved = reservations_of (reclamation->cell->reservations, task);
  for (guint r = 0; r < reclamation->cell->resources->count; r++)
    if (reserved->of[r] > target->of[r])
      return TRUE;
  return FALSE;
}

static gboolean
is_step (const Reclamation *reclamation, gint64 age)
{
  return age >= reclamation->after && (age - reclamation->after) % reclamation->interval == 0;
}

/* At what age a reservation above its target falls next. */
static gint64
next_step (const Reclamation *reclamation, gint64 age)
{
  gint64 after = reclamation->after, interval = reclamation->interval;
  if (age < after)
    return after;
  gint64 gone = (age - after) % interval;
  return interval - gone < NEVER - age ? age + interval - gone : NEVER;
}

static void
queue_next (Reclamation *reclamation, Run *run, gint64 now)
{
  const Task *task = run->task;
  const Amounts target = target_of (reclamation, task);
  gint64 age = now - task->started, next = next_change (reclamation, task, age);
  if (is_above (reclamation, task, &target))
    next = MIN (next, next_step (reclamation, age));
  if (next < NEVER - task->started)
    event_queue_push (reclamation->events, task->started + next, run, &run->event);
}

static Run *
run_of (const Reclamation *reclamation, const Task *task)
{
  if (task->slot >= reclamation->runs->len)
    g_ptr_array_set_size (reclamation->runs, (int) task->slot + 1);
  Run **run = (Run **) &g_ptr_array_index (reclamation->runs, task->slot);
  if (*run == NULL)
    *run = g_new0 (Run, 1);
  return *run;
}

void
reclamation_expect (Reclamation *reclamation, TaskPool *tasks, Task *task, const UsagePeak *peak)
{
  if (task->used == NULL)
    task_pool_set_used (tasks, task, limits_of (reclamation, task));
  task_pool_set_peak (tasks, task, peak);
}

void
reclamation_begin (Reclamation *reclamation, Task *task)
{
  Run *run = run_of (reclamation, task);
  run->task = task;
  cell_use (reclamation->cell, task, usage_at (reclamation, task, 0));
  queue_next (reclamation, run, task->started);
}

void
reclamation_end (Reclamation *reclamation, const Task *task)
{
  event_queue_cancel (reclamation->events, &run_of (reclamation, task)->event);
}

gint64
reclamation_due (const Reclamation *reclamation)
{
  return event_queue_due (reclamation->events);
}

/* Where it is below its target it rises to that; where it is above, it falls if it is time. TRUE:
 * something has fallen. */
static gboolean
move_reservation (Reclamation *reclamation, const Task *task, gint64 age)
{
  const Amounts *limits = limits_of (reclamation, task);
  const Amounts target = target_of (reclamation, task);
  Amounts reserved = *reservations_of (reclamation->cell->reservations, task);
  gboolean falls = FALSE;
  for (guint r = 0; r < reclamation->cell->resources->count; r++) {
    Amount least = reserved.of[r];
    if (is_step (reclamation, age))
      least -= part_of (limits->of[r], reclamation->step);
    falls |= MAX (target.of[r], least) < reserved.of[r];
    reserved.of[r] = MAX (target.of[r], least);
  }
  cell_reserve (reclamation->cell, task, &reserved);
  return falls;
}

static void
note_moved (Reclamation *reclamation, guint machine, gboolean falls)
{
  guint8 *how = &reclamation->how[machine];
  if (*how == UNMOVED)
    g_array_append_val (reclamation->moved, machine);
  *how = falls ? FALLEN : MAX (*how, MOVED);
}

static int
compare_machines (gconstpointer a, gconstpointer b)
{
  guint one = *(const guint *) a, other = *(const guint *) b;
  return (one > other) - (one < other);
}

const GArray *
reclamation_move (Reclamation *reclamation, gint64 now)
{
  GArray *moved = reclamation->moved;
  for (guint i = 0; i < moved->len; i++)
    reclamation->how[g_array_index (moved, guint, i)] = UNMOVED;
  g_array_set_size (moved, 0);
  while (event_queue_due (reclamation->events) == now) {
    Run *run = event_queue_pop (reclamation->events);
    Task *task = run->task;
    gint64 age = now - task->started;
    cell_use (reclamation->cell, task, usage_at (reclamation, task, age));
    note_moved (reclamation, task->machine, move_reservation (reclamation, task, age));
    queue_next (reclamation, run, now);
  }
  g_array_sort (moved, compare_machines);
  return moved;
}

gboolean
reclamation_has_fallen (const Reclamation *reclamation, guint machine)
{
  return reclamation->how[machine] == FALLEN;
}

/* Shortfall ------------------------------------------------------------------------------------ */

/* More is used than there is of something that cannot be throttled. */
static void
find_short (const Reclamation *reclamation, guint machine, Total ret_short[MAX_RESOURCES])
{
  const Cell *cell = reclamation->cell;
  for (guint r = 0; r < cell->resources->count; r++)
    ret_short[r] = reclamation->is_compressible[r] || cell->resources->item[r].device_slot >= 0
                     ? 0
                     : cell->reservations->used[r][machine] - cell->capacity[r][machine];
}

static gboolean
helps (const Reclamation *reclamation, const Task *task, const Total short_of[MAX_RESOURCES])
{
  const Amounts *used = task_used (task, limits_of (reclamation, task));
  for (guint r = 0; r < reclamation->cell->resources->count; r++)
    if (short_of[r] > 0 && used->of[r] > 0)
      return TRUE;
  return FALSE;
}

/* Lower priority first; then who came last. */
static gboolean
goes_first (const Cell *cell, const Task *task, const Task *other)
{
  gint32 priority = cell_class_of (cell, task)->priority;
  gint32 others = cell_class_of (cell, other)->priority;
  return priority != others ? priority < others : task->sequence > other->sequence;
}

static Task *
next_victim (const Reclamation *reclamation, guint machine, const Total short_of[MAX_RESOURCES],
             GPtrArray *chosen)
{
  const Cell *cell = reclamation->cell;
  Task *first = NULL;
  for (Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine)
    if (cell_class_of (cell, task)->tier < TIER_PROD && helps (reclamation, task, short_of)
        && !g_ptr_array_find (chosen, task, NULL)
        && (first == NULL || goes_first (cell, task, first)))
      first = task;
  return first;
}

void
reclamation_list_victims (const Reclamation *reclamation, guint machine, GPtrArray *ret_victims)
{
  Total short_of[MAX_RESOURCES];
  Task *victim;
  find_short (reclamation, machine, short_of);
  g_ptr_array_set_size (ret_victims, 0);
  while ((victim = next_victim (reclamation, machine, short_of, ret_victims)) != NULL) {
    const Amounts *used = task_used (victim, limits_of (reclamation, victim));
    for (guint r = 0; r < reclamation->cell->resources->count; r++)
      short_of[r] -= used->of[r];
    g_ptr_array_add (ret_victims, victim);
  }
}
