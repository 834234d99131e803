/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who waits, and for whom there is no place: the counts of pending tasks by tier, and of
 * unschedulable ones by tier and reason, kept up to date in O(1) per fact. Embedded by the
 * observers that need them, which pass their facts on.
 *
 * A task is pending from its submit to its placement. It is *queued* while it is pending and no
 * machine is held for it; unschedulable are the queued tasks whose class is blocked. Pending and
 * unschedulable, but not queued, are those beyond a quota that wait to be admitted. */
#pragma once

#include "model/cell.h"
#include "scheduler/blocked/reason.h"

#define PENDING_OPEN (-1) /* the class is not blocked */

typedef struct {
  gint64 queued;
  gint8 reason; /* Reason, or PENDING_OPEN */
} PendingClass;

typedef struct {
  const Cell *cell;
  PendingClass *classes;
  gint64 pending[N_TIERS];
  gint64 unschedulable[N_TIERS];
  gint64 reasons[N_REASONS];
} Pending;

void pending_init (Pending *pending, const Cell *cell);
void pending_clear (Pending *pending);

/* A task joins the pending (submitted, evicted) or leaves them (placed, dropped). */
void pending_join (Pending *pending, const Task *task);
void pending_leave (Pending *pending, const Task *task);
/* A pending task leaves the queue, or is back. */
void pending_hold (Pending *pending, const Task *task, gboolean held);
/* A task that has joined waits to be admitted, or is admitted. */
void pending_exclude (Pending *pending, const Task *task, gboolean excluded);
/* A queued task becomes one of another class of its tier. */
void pending_regroup (Pending *pending, const Task *task, guint task_class);
void pending_block (Pending *pending, guint task_class, Reason reason);
void pending_wake (Pending *pending, guint task_class);

/* The element of an array beside the task pool, which grows (with zeros) as slots come into use. */
static inline gpointer
slot_at (GArray *array, guint slot)
{
  if (slot >= array->len)
    g_array_set_size (array, slot + 1);
  return array->data + (gsize) slot * g_array_get_element_size (array);
}
