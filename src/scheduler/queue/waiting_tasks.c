/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/queue/waiting_tasks.h"

static int
compare_tasks (gconstpointer a, gconstpointer b)
{
  guint64 left = ((const Task *) a)->sequence, right = ((const Task *) b)->sequence;
  return (left > right) - (left < right);
}

void
waiting_tasks_clear (WaitingTasks *tasks)
{
  if (tasks->returned != NULL)
    heap_clear (tasks->returned);
  g_clear_pointer (&tasks->returned, g_free);
  tasks->first = tasks->last = NULL;
}

static void
push_returned (WaitingTasks *tasks, Task *task)
{
  if (tasks->returned == NULL) {
    tasks->returned = g_new (Heap, 1);
    heap_init (tasks->returned, compare_tasks, HEAP_NO_POSITION);
  }
  heap_push (tasks->returned, task);
}

void
waiting_tasks_push (WaitingTasks *tasks, Task *task)
{
  if (tasks->first != NULL && task->sequence < tasks->last_sequence) {
    push_returned (tasks, task);
    return;
  }
  task->next_waiting = NULL;
  if (tasks->first == NULL)
    tasks->first = task;
  else
    tasks->last->next_waiting = task;
  tasks->last = task;
  tasks->last_sequence = task->sequence;
}

static gboolean
returned_is_first (const WaitingTasks *tasks)
{
  const Task *returned = tasks->returned != NULL ? heap_top (tasks->returned) : NULL;
  return returned != NULL
         && (tasks->first == NULL || returned->sequence < tasks->first->sequence);
}

Task *
waiting_tasks_first (const WaitingTasks *tasks)
{
  return returned_is_first (tasks) ? heap_top (tasks->returned) : tasks->first;
}

void
waiting_tasks_pop (WaitingTasks *tasks)
{
  if (returned_is_first (tasks))
    heap_pop (tasks->returned);
  else
    tasks->first = tasks->first->next_waiting;
}

/* From the heap of those that came back; FALSE: it is not there. */
static gboolean
remove_returned (WaitingTasks *tasks, const Task *task)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  gboolean found = FALSE;
  for (Task *top; tasks->returned != NULL && !found
                  && (top = heap_top (tasks->returned)) != NULL
                  && top->sequence <= task->sequence;) {
    heap_pop (tasks->returned);
    found = top == task;
    if (!found)
      g_ptr_array_add (others, top);
  }
  for (guint i = 0; i < others->len; i++)
    heap_push (tasks->returned, g_ptr_array_index (others, i));
  return found;
}

void
waiting_tasks_remove (WaitingTasks *tasks, Task *task)
{
  Task *before = NULL;
  if (remove_returned (tasks, task))
    return;
  for (Task *other = tasks->first; other != task; other = other->next_waiting)
    before = other;
  if (before == NULL)
    tasks->first = task->next_waiting;
  else
    before->next_waiting = task->next_waiting;
  if (tasks->last == task && before != NULL) {
    tasks->last = before;
    tasks->last_sequence = before->sequence;
  }
}
