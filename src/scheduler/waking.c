/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is blocked no more when something has changed. */
#include "scheduler/scheduler_parts.h"

/* The levels that tasks of the class may evict here; 0 when nothing is ever evicted. */
static guint
reach_of (const Scheduler *scheduler, const TaskClass *task_class)
{
  return scheduler_preempts (scheduler)
           ? preemption_reach (scheduler->cell, task_class, scheduler->options->preempt_within_tier)
           : 0;
}

void
scheduler_list_blocked (Scheduler *scheduler, const TaskClass *task_class)
{
  if (task_class->need > 1)
    gangs_block (scheduler->gangs, task_class);
  else
    blocked_classes_add (scheduler->blocked, task_class, reach_of (scheduler, task_class));
}

gboolean
scheduler_is_feasible (const TaskClass *task_class, guint machine, gpointer data)
{
  Scheduler *scheduler = data;
  return cell_takes (scheduler->cell, task_class, machine)
         && pipeline_eligible (scheduler->pipeline, task_class, machine);
}

static gboolean
could_evict (Scheduler *scheduler, const TaskClass *task_class, guint machine)
{
  if (scheduler->walk != NULL)
    return eviction_walk_possible (scheduler->walk, task_class, machine, scheduler->now);
  return scheduler->search != NULL
         && victim_search_possible (scheduler->search, task_class, machine, scheduler->now);
}

gboolean
scheduler_could_take (const TaskClass *task_class, guint machine, gpointer data)
{
  Scheduler *scheduler = data;
  return scheduler_is_feasible (task_class, machine, scheduler)
         || could_evict (scheduler, task_class, machine);
}

/* Blocked classes may be tried again, or are woken. */
static void
give_chance (Scheduler *scheduler, guint machine)
{
  GArray *woken = scheduler->woken;
  guint before = woken->len;
  if (scheduler->chances != NULL && chances_note (scheduler->chances, machine)) {
    pending_queue_look_again (scheduler->pending);
    return;
  }
  blocked_classes_wake (scheduler->blocked, machine, scheduler_could_take, scheduler, woken);
  if (scheduler->chances != NULL && woken->len > before)
    chances_many_changed (scheduler->chances);
}

/* Those that a machine could take, but whose time has not come, are blocked as before. */
static void
hold_back (Scheduler *scheduler, gint64 now)
{
  GArray *woken = scheduler->woken;
  guint kept = 0;
  for (guint i = 0; i < woken->len; i++) {
    guint index = g_array_index (woken, guint, i);
    if (back_offs_may_try (scheduler->back_offs, index, now))
      g_array_index (woken, guint, kept++) = index;
    else
      scheduler_list_blocked (scheduler, scheduler->cell->class_at[index]);
  }
  g_array_set_size (woken, kept);
}

static gboolean
could_go_somewhere (Scheduler *scheduler, const TaskClass *task_class)
{
  const Cell *cell = scheduler->cell;
  if (task_class->need > 1)
    return gangs_could_start (scheduler->gangs, task_class);
  guint reach = reach_of (scheduler, task_class);
  for (guint b = 0; b < cell->blocks; b++) {
    if (!eviction_rooms_enough (scheduler->rooms, b, &task_class->request, reach))
      continue;
    guint end = MIN ((b + 1) * CELL_BLOCK, cell->machines);
    for (guint m = b * CELL_BLOCK; m < end; m++)
      if (scheduler_could_take (task_class, m, scheduler))
        return TRUE;
  }
  return FALSE;
}

gint64
scheduler_retry_due (const Scheduler *scheduler)
{
  if (scheduler->backfill != NULL)
    return backfill_due (scheduler->backfill);
  return scheduler->back_offs != NULL ? back_offs_due (scheduler->back_offs) : TIME_NEVER;
}

gint64
scheduler_backs_off_until (const Scheduler *scheduler, guint task_class, gint64 now,
                           guint *ret_tries)
{
  *ret_tries = 0;
  return scheduler->back_offs != NULL
           ? back_offs_next (scheduler->back_offs, task_class, now, ret_tries)
           : 0;
}

const GArray *
scheduler_retry (Scheduler *scheduler, gint64 now)
{
  GArray *woken = scheduler->woken;
  guint index;
  scheduler->now = now;
  g_array_set_size (woken, 0);
  if (scheduler->backfill != NULL) {
    backfill_wake (scheduler->backfill);
    return woken;
  }
  while ((index = back_offs_pop (scheduler->back_offs, now)) != G_MAXUINT) {
    const TaskClass *task_class = scheduler->cell->class_at[index];
    if (!could_go_somewhere (scheduler, task_class))
      continue;
    if (task_class->need > 1)
      gangs_unblock (scheduler->gangs, task_class);
    else
      blocked_classes_remove (scheduler->blocked, task_class);
    pending_queue_wake (scheduler->pending, index);
    g_array_append_val (woken, index);
  }
  return woken;
}

const GArray *
scheduler_machine_changed (Scheduler *scheduler, guint machine, gint64 now)
{
  GArray *woken = scheduler->woken;
  scheduler->now = now;
  g_array_set_size (woken, 0);
  if (scheduler->backfill != NULL)
    backfill_machine_changed (scheduler->backfill, machine);
  if (!scheduler->cell->open[machine])
    return woken;
  if (scheduler->gangs != NULL)
    gangs_wake (scheduler->gangs, machine, woken);
  if (blocked_classes_count (scheduler->blocked) > 0
      || (scheduler->chances != NULL && chances_any_woken (scheduler->chances)))
    give_chance (scheduler, machine);
  if (scheduler->back_offs != NULL)
    hold_back (scheduler, now);
  for (guint i = 0; i < woken->len; i++)
    pending_queue_wake (scheduler->pending, g_array_index (woken, guint, i));
  return woken;
}

const GArray *
scheduler_others_changed (Scheduler *scheduler)
{
  GArray *woken = scheduler->woken;
  g_array_set_size (woken, 0);
  if (scheduler->cell->topology == NULL)
    return woken;
  const GArray *stirred = topology_take_stirred (scheduler->cell->topology);
  for (guint i = 0; i < stirred->len; i++) {
    guint index = g_array_index (stirred, guint, i);
    const TaskClass *task_class = scheduler->cell->class_at[index];
    if (!pending_queue_is_blocked (scheduler->pending, index)
        || pipeline_eligible_by_machine (scheduler->pipeline, task_class) /* no filter heeds that */
        || !could_go_somewhere (scheduler, task_class))
      continue;
    blocked_classes_remove (scheduler->blocked, task_class);
    pending_queue_wake (scheduler->pending, index);
    g_array_append_val (woken, index);
    if (scheduler->chances != NULL)
      chances_blocked_changed (scheduler->chances, task_class);
  }
  return woken;
}
