/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/gang/gangs.h"

#include "scheduler/gang/gang_domains.h"

typedef struct {
  Task *task;
  guint machine;
} Placement;

struct Gangs {
  Cell *cell;
  Pipeline *pipeline;
  PendingQueue *pending;
  guint *waiting;   /* by class: how many tasks */
  GPtrArray *noted; /* of Gang: whoever stands in the queue for it may be another */
  GArray *script;   /* of Placement */
  guint played;
  GArray *blocked;  /* of guint: classes */
  GangDomains *domains; /* NULL: they go anywhere */
  Slots *slots;
};

Gangs *
gangs_new (const SchedulerOptions *options, Cell *cell, Pipeline *pipeline, PendingQueue *pending)
{
  Gangs *gangs = g_new0 (Gangs, 1);
  gangs->cell = cell;
  gangs->pipeline = pipeline;
  gangs->pending = pending;
  gangs->waiting = g_new0 (guint, MAX (task_classes_count (cell->classes), 1));
  gangs->noted = g_ptr_array_new ();
  gangs->script = g_array_new (FALSE, FALSE, sizeof (Placement));
  gangs->blocked = g_array_new (FALSE, FALSE, sizeof (guint));
  gangs->domains = gang_domains_new (options, cell);
  gangs->slots = gang_domains_slots (gangs->domains, cell, pipeline);
  return gangs;
}

void
gangs_free (Gangs *gangs)
{
  if (gangs == NULL)
    return;
  g_free (gangs->waiting);
  g_ptr_array_unref (gangs->noted);
  g_array_unref (gangs->script);
  g_array_unref (gangs->blocked);
  slots_free (gangs->slots);
  gang_domains_free (gangs->domains);
  g_free (gangs);
}

/* Who waits --------------------------------------------------------------------------------------
 */

static Gang *
its_gang (const Gangs *gangs, const Task *task)
{
  return gang_of (task, cell_class_of (gangs->cell, task));
}

/* A gang of which nobody waits is not noted: it may soon be gone. */
static void
note (Gangs *gangs, Gang *gang)
{
  gboolean worth = gang->waiting->len > 0;
  if (worth == gang->noted)
    return;
  gang->noted = worth;
  if (worth)
    g_ptr_array_add (gangs->noted, gang);
  else
    g_ptr_array_remove (gangs->noted, gang);
}

void
gangs_add (Gangs *gangs, Task *task)
{
  Gang *gang = its_gang (gangs, task);
  guint place = gang->waiting->len;
  while (place > 0
         && ((const Task *) g_ptr_array_index (gang->waiting, place - 1))->sequence
              > task->sequence)
    place--;
  g_ptr_array_insert (gang->waiting, (int) place, task);
  gangs->waiting[task->task_class]++;
  note (gangs, gang);
}

/* Out of the queue, until somebody stands in it for the gang again. */
static void
withdraw (Gangs *gangs, Gang *gang)
{
  if (gang->queued != NULL)
    pending_queue_remove (gangs->pending, gang->queued);
  gang->queued = NULL;
  note (gangs, gang);
}

gboolean
gangs_regroup (Gangs *gangs, Gang *gang, guint task_class)
{
  guint before = ((const Task *) g_ptr_array_index (gang->waiting, 0))->task_class;
  withdraw (gangs, gang);
  gangs->waiting[before] -= gang->waiting->len;
  gangs->waiting[task_class] += gang->waiting->len;
  return gangs->waiting[before] == 0;
}

void
gangs_take (Gangs *gangs, Task *task)
{
  Gang *gang = its_gang (gangs, task);
  if (gang->queued == task)
    withdraw (gangs, gang);
  g_ptr_array_remove (gang->waiting, task);
  gangs->waiting[task->task_class]--;
  note (gangs, gang);
  if (gangs->played == gangs->script->len)
    return;
  g_assert (g_array_index (gangs->script, Placement, gangs->played).task == task);
  gangs->played++;
}

void
gangs_settle (Gangs *gangs)
{
  for (guint i = 0; i < gangs->noted->len; i++) {
    Gang *gang = g_ptr_array_index (gangs->noted, i);
    Task *first = g_ptr_array_index (gang->waiting, 0);
    gang->noted = FALSE;
    if (gang->queued == first)
      continue;
    if (gang->queued != NULL)
      pending_queue_remove (gangs->pending, gang->queued);
    pending_queue_push (gangs->pending, first);
    gang->queued = first;
  }
  g_ptr_array_set_size (gangs->noted, 0);
}

/* Trials -----------------------------------------------------------------------------------------
 */

/* Tasks that wait are on no machine, but the one in the queue stands in its list. */
static void
place_for_trial (Gangs *gangs, Task *task, guint machine)
{
  Placement placement = { task, machine };
  pipeline_choose_devices (gangs->pipeline, task, machine, task->devices);
  cell_place (gangs->cell, task, machine);
  g_array_append_val (gangs->script, placement);
}

static void
take_back (Gangs *gangs, guint placed_last)
{
  for (guint i = gangs->script->len; i-- > 0;)
    cell_withdraw (gangs->cell, g_array_index (gangs->script, Placement, i).task);
  gangs->cell->placed_last = placed_last;
}

/* For the next of a gang, so many of which are left with it. */
static guint
choose_machine (Gangs *gangs, const Task *task, guint left)
{
  if (gangs->domains == NULL)
    return pipeline_choose (gangs->pipeline, task);
  const guint8 *allowed
    = gang_domains_next (gangs->domains, gangs->slots, cell_class_of (gangs->cell, task), left);
  return allowed != NULL ? pipeline_choose_among (gangs->pipeline, task, allowed) : MACHINE_NONE;
}

gboolean
gangs_try (Gangs *gangs, Gang *gang, GangsLook look, gpointer data)
{
  guint turn = pipeline_turn (gangs->pipeline), placed_last = gangs->cell->placed_last;
  gboolean enough = FALSE;
  g_assert (gang->need <= gang->waiting->len);
  withdraw (gangs, gang);
  g_array_set_size (gangs->script, 0);
  gangs->played = 0;
  if (gangs->domains != NULL)
    gang_domains_begin (gangs->domains);
  while (!enough) {
    Task *task = g_ptr_array_index (gang->waiting, gangs->script->len);
    guint machine = choose_machine (gangs, task, gang->need - gangs->script->len);
    if (machine == MACHINE_NONE) {
      look (task, gangs->script->len, data);
      break;
    }
    place_for_trial (gangs, task, machine);
    enough = gangs->script->len == gang->need;
  }
  take_back (gangs, placed_last);
  if (enough)
    return TRUE;
  g_array_set_size (gangs->script, 0);
  pipeline_set_turn (gangs->pipeline, turn);
  return FALSE;
}

Task *
gangs_next (const Gangs *gangs, guint *ret_machine)
{
  if (gangs->played == gangs->script->len)
    return NULL;
  const Placement *placement = &g_array_index (gangs->script, Placement, gangs->played);
  *ret_machine = placement->machine;
  return placement->task;
}

/* Classes that cannot start ----------------------------------------------------------------------
 */

void
gangs_block (Gangs *gangs, const TaskClass *task_class)
{
  g_array_append_val (gangs->blocked, task_class->index);
}

void
gangs_unblock (Gangs *gangs, const TaskClass *task_class)
{
  guint i = 0;
  while (g_array_index (gangs->blocked, guint, i) != task_class->index)
    i++;
  g_array_remove_index (gangs->blocked, i);
}

gboolean
gangs_could_start (Gangs *gangs, const TaskClass *task_class)
{
  return gang_domains_room (gangs->domains, gangs->slots, task_class) >= task_class->need;
}

void
gangs_wake (Gangs *gangs, guint machine, GArray *woken)
{
  guint kept = 0;
  for (guint i = 0; i < gangs->blocked->len; i++) {
    guint index = g_array_index (gangs->blocked, guint, i);
    const TaskClass *task_class = gangs->cell->class_at[index];
    if (slots_on (gangs->slots, task_class, machine) > 0
        && gangs_could_start (gangs, task_class))
      g_array_append_val (woken, index);
    else
      g_array_index (gangs->blocked, guint, kept++) = index;
  }
  g_array_set_size (gangs->blocked, kept);
}
