/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waiting tasks by sequence. Tasks that come in order (arrivals) are appended to a list in O(1);
 * those that come back before it (evicted ones) are few and go to a heap. */
#pragma once

#include "model/task.h"
#include "util/heap.h"

typedef struct {
  Task *first, *last; /* list through Task.next_waiting, ascending */
  guint64 last_sequence; /* of `last`, which has not been looked at for long */
  Heap *returned;     /* of Task; NULL: never needed */
} WaitingTasks;

void waiting_tasks_clear (WaitingTasks *tasks);
void waiting_tasks_push (WaitingTasks *tasks, Task *task);
/* The one of lowest sequence; NULL when there is none. */
Task *waiting_tasks_first (const WaitingTasks *tasks);
/* Takes the first out; there must be one. */
void waiting_tasks_pop (WaitingTasks *tasks);
/* Takes out one of them, wherever it stands: looks at all before it. */
void waiting_tasks_remove (WaitingTasks *tasks, Task *task);
