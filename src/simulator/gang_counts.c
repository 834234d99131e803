/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/gang_counts.h"

/* So many of its waiting tasks must be placed together from now on: they are of another class. */
static void
set_need (const GangWatch *watch, Gang *gang, guint need)
{
  gang->need = need;
  if (gang->waiting->len == 0)
    return;
  const Task *first = g_ptr_array_index (gang->waiting, 0);
  guint before = first->task_class;
  guint task_class = task_class_of_need (cell_class_of (watch->cell, first), need);
  gboolean woken = scheduler_regroup (watch->scheduler, gang, task_class);
  for (guint i = 0; i < gang->waiting->len; i++) {
    Task *task = g_ptr_array_index (gang->waiting, i);
    listeners_tell (watch->listeners, regrouped, watch->now, task, task_class);
    task->task_class = task_class;
  }
  if (woken)
    listeners_tell (watch->listeners, woken, watch->now, before);
}

void
gang_count_submitted (const GangWatch *watch, Task *task)
{
  const TaskClass *task_class = cell_class_of (watch->cell, task);
  if (task_class->gang > 0 && task->job->gang == NULL)
    task->job->gang = gang_new (task_class);
}

void
gang_count_placed (const GangWatch *watch, Gang *gang)
{
  gang->running++;
  if (gang->need > 1 && gang_has_enough (gang))
    set_need (watch, gang, 1);
}

void
gang_count_finished (Gang *gang)
{
  gang->running--;
  gang->finished++;
}

gboolean
gang_count_evicted (const GangWatch *watch, Gang *gang, Task *task)
{
  gboolean falls;
  gang->running--;
  falls = gang->need == 1 && !gang_has_enough (gang);
  if (falls)
    set_need (watch, gang, gang->least - gang->finished);
  task->task_class = task_class_of_need (cell_class_of (watch->cell, task), gang->need);
  return falls && gang->running > 0;
}

static gint
compare_sequence (gconstpointer a, gconstpointer b)
{
  const Task *x = *(const Task *const *) a, *y = *(const Task *const *) b;
  return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

GPtrArray *
gang_list_running (const GangWatch *watch, const Job *job)
{
  GPtrArray *running = g_ptr_array_new ();
  for (Task *task = job->running; task != NULL; task = task->next_in_job)
    if (cell_class_of (watch->cell, task)->gang > 0)
      g_ptr_array_add (running, task);
  g_ptr_array_sort (running, compare_sequence);
  return running;
}
