/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting tasks in a fixed order, all in one line, so that a plan may walk it: a sorted array. The
 * order of two tasks must not change while they are in. Beside each stands its class, so that a walk
 * may pass over tasks without looking at them. */
#pragma once

#include "model/task.h"

/* < 0: a stands before b; 0 only for the same task. */
typedef int (*TaskCompare) (const Task *a, const Task *b, gconstpointer data);

typedef struct {
  Task *task;
  guint task_class;
} TaskInLine;

typedef struct {
  GArray *tasks; /* of TaskInLine */
  TaskCompare compare;
  gconstpointer data;
} TaskLine;

void task_line_init (TaskLine *line, TaskCompare compare, gconstpointer data);
void task_line_clear (TaskLine *line);
/* O(log n) and a move of what stands behind it. */
void task_line_add (TaskLine *line, Task *task);
/* The task must be in. */
void task_line_remove (TaskLine *line, const Task *task);

static inline guint
task_line_length (const TaskLine *line)
{
  return line->tasks->len;
}
static inline Task *
task_line_get (const TaskLine *line, guint at)
{
  return g_array_index (line->tasks, TaskInLine, at).task;
}
static inline guint
task_line_class (const TaskLine *line, guint at)
{
  return g_array_index (line->tasks, TaskInLine, at).task_class;
}
