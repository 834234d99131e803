/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The classes that cannot be placed, and what each class asks as columns, so that one pass over them
 * finds whom a machine's room may do for, 64 classes at a time. Classes that may evict the same
 * priority levels are looked at together: to them the machine has the same room. */
#pragma once

#include "model/cell.h"

typedef struct BlockedClasses BlockedClasses;

BlockedClasses *blocked_classes_new (const Cell *cell);
void blocked_classes_free (BlockedClasses *blocked);

/* Adds a class, which must not be there, and may evict so many levels (preemption_reach()). */
void blocked_classes_add (BlockedClasses *blocked, const TaskClass *task_class, guint reach);
void blocked_classes_remove (BlockedClasses *blocked, const TaskClass *task_class);
guint blocked_classes_count (const BlockedClasses *blocked);

/* How long sets of classes are: bit class % 64 of word class / 64 stands for a class. */
guint blocked_classes_words (const BlockedClasses *blocked);
/* Writes the words first … end - 1 of the set of those that the machine's room may do for. Rooms are
 * sums, as in scheduler/evict/eviction_rooms.h, where tasks may be evicted. */
void blocked_classes_mark (const BlockedClasses *blocked, guint machine, guint first, guint end,
                           guint64 *set);

/* Could the machine, as it is now, take a task of the class? */
typedef gboolean (*CouldTake) (const TaskClass *task_class, guint machine, gpointer data);
/* Takes out the classes that the machine could take: to ret_woken, a GArray of guint, appended to. */
void blocked_classes_wake (BlockedClasses *blocked, guint machine, CouldTake could_take,
                           gpointer data, GArray *ret_woken);
