/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/backfill/task_line.h"

void
task_line_init (TaskLine *line, TaskCompare compare, gconstpointer data)
{
  *line = (TaskLine){ .tasks = g_array_new (FALSE, FALSE, sizeof (TaskInLine)),
                      .compare = compare,
                      .data = data };
}

void
task_line_clear (TaskLine *line)
{
  g_clear_pointer (&line->tasks, g_array_unref);
}

/* The place of the first task that does not stand before it. Most that come stand last. */
static guint
find (const TaskLine *line, const Task *task)
{
  guint first = 0, end = line->tasks->len;
  if (end > 0 && line->compare (task_line_get (line, end - 1), task, line->data) < 0)
    return end;
  while (first < end) {
    guint middle = first + (end - first) / 2;
    if (line->compare (task_line_get (line, middle), task, line->data) < 0)
      first = middle + 1;
    else
      end = middle;
  }
  return first;
}

void
task_line_add (TaskLine *line, Task *task)
{
  TaskInLine entry = { task, task->task_class };
  g_array_insert_val (line->tasks, find (line, task), entry);
}

void
task_line_remove (TaskLine *line, const Task *task)
{
  guint at = find (line, task);
  g_assert (at < line->tasks->len && task_line_get (line, at) == task);
  g_array_remove_index (line->tasks, at);
}
