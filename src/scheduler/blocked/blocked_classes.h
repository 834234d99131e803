/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes that cannot be placed, as columns of what they ask, so that one pass over them finds
 * whom a machine's room may do for. Classes that may evict the same priority levels stand together:
 * to them the machine has the same room. */
#pragma once

#include "model/cell.h"

typedef struct BlockedClasses BlockedClasses;

BlockedClasses *blocked_classes_new (const Cell *cell);
void blocked_classes_free (BlockedClasses *blocked);

/* Adds a class, which must not be there, and may evict so many levels (preemption_reach()). */
void blocked_classes_add (BlockedClasses *blocked, const TaskClass *task_class, guint reach);

/* Asks could_take(class, machine, data) of the classes that the machine's room may do for, and
 * takes out those of which it is TRUE, to ret_woken (a GArray of guint, appended to). Rooms are
 * sums, as in scheduler/eviction_rooms.h, where tasks may be evicted. */
typedef gboolean (*CouldTake) (const TaskClass *task_class, guint machine, gpointer data);
void blocked_classes_wake (BlockedClasses *blocked, guint machine, CouldTake could_take,
                           gpointer data, GArray *ret_woken);
