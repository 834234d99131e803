/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/pending.h"

void
pending_init (Pending *pending, const Cell *cell)
{
  guint n = task_classes_count (cell->classes);
  *pending = (Pending){ .cell = cell };
  pending->classes = g_new0 (PendingClass, n);
  for (guint i = 0; i < n; i++)
    pending->classes[i].reason = PENDING_OPEN;
}

void
pending_clear (Pending *pending)
{
  g_clear_pointer (&pending->classes, g_free);
}

/* n tasks join (or, when negative, leave) the queued ones of a class. */
static void
queue (Pending *pending, guint task_class, gint64 n)
{
  PendingClass *class = &pending->classes[task_class];
  class->queued += n;
  if (class->reason != PENDING_OPEN) {
    pending->unschedulable[pending->cell->class_at[task_class]->tier] += n;
    pending->reasons[class->reason] += n;
  }
}

void
pending_join (Pending *pending, const Task *task)
{
  pending->pending[cell_class_of (pending->cell, task)->tier]++;
  queue (pending, task->task_class, 1);
}

void
pending_leave (Pending *pending, const Task *task)
{
  pending->pending[cell_class_of (pending->cell, task)->tier]--;
  queue (pending, task->task_class, -1);
}

void
pending_hold (Pending *pending, const Task *task, gboolean held)
{
  queue (pending, task->task_class, held ? -1 : 1);
}

void
pending_exclude (Pending *pending, const Task *task, gboolean excluded)
{
  gint64 more = excluded ? 1 : -1;
  queue (pending, task->task_class, -more);
  pending->unschedulable[cell_class_of (pending->cell, task)->tier] += more;
  pending->reasons[REASON_QUOTA] += more;
}

void
pending_regroup (Pending *pending, const Task *task, guint task_class)
{
  queue (pending, task->task_class, -1);
  queue (pending, task_class, 1);
}

void
pending_block (Pending *pending, guint task_class, Reason reason)
{
  PendingClass *class = &pending->classes[task_class];
  gint64 queued = class->queued;
  queue (pending, task_class, -queued);
  class->reason = (gint8) reason;
  queue (pending, task_class, queued);
}

void
pending_wake (Pending *pending, guint task_class)
{
  PendingClass *class = &pending->classes[task_class];
  gint64 queued = class->queued;
  queue (pending, task_class, -queued);
  class->reason = PENDING_OPEN;
  queue (pending, task_class, queued);
}
