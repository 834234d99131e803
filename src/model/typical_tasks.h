/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tasks that free devices are measured against, and how much of what is free is of no use to
 * them: the fragmentation measure of Weng et al., "Beware of Fragmentation: Scheduling GPU-Sharing
 * Workloads with Fragmentation Gradient Descent", USENIX ATC'23 (F_n(M)).
 *
 * Typical tasks are kinds (a request and hard constraints, whatever else the tasks' classes say),
 * each with the number of tasks of its kind in the workload. On a machine, a kind cannot use
 *   what is free on devices that have less free than it takes of each, if it fits;
 *   all that is free on devices, if it does not fit, may not run there, or asks for no device.
 * Fragmentation is the mean of that over kinds, weighted by tasks. It is kept as the sum, amount ×
 * tasks, which is a whole number: no rounding, no order. Measured is one resource, the first made of
 * devices that some machine has. Built while loading, read-only during runs. */
#pragma once

#include "model/cell.h"

#define TYPICAL_MAX 256

/* Why what is free is of no use: the quadrants of the paper, and beside them. */
typedef enum {
  FRAGMENT_LACKS_BOTH,    /* devices and something else do not suffice */
  FRAGMENT_LACKS_DEVICES, /* devices do not; or they do, and others have too little free */
  FRAGMENT_LACKS_OTHERS,  /* devices suffice, something else does not */
  FRAGMENT_NO_DEVICES,    /* asks for no device; fits */
  FRAGMENT_NEITHER,       /* asks for no device; does not fit */
  FRAGMENT_NO_ACCESS,     /* constraints keep it away */
  N_FRAGMENTS
} Fragment;

extern const char *const fragment_names[N_FRAGMENTS + 1]; /* "lacks_both", …; NULL-terminated */

typedef struct TypicalTasks TypicalTasks;

/* The kinds with most tasks, told apart by what they request of the resources in the bit set (and of
 * the one that is measured), all of equally many
 * together, until they make up `share` (above 0, at most 1) of all tasks; where they would be more
 * than TYPICAL_MAX, that many, first in the trace first. NULL when no machine has devices or no task is known. Classes and inventory are not owned
 * and must outlive it. */
TypicalTasks *typical_tasks_new (const TaskClasses *classes, const Inventory *inventory,
                                 guint resources, double share);
void typical_tasks_free (TypicalTasks *typical);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TypicalTasks, typical_tasks_free)

/* The resource that is measured. */
guint typical_tasks_resource (const TypicalTasks *typical);
/* How many kinds there are, and tasks of these kinds: > 0. */
guint typical_tasks_kinds (const TypicalTasks *typical);
gint64 typical_tasks_count (const TypicalTasks *typical);

/* The fragmentation of a machine that has so much free: amount × tasks. */
gint64 typical_fragmented (const TypicalTasks *typical, guint machine, const Room *room);
/* The same by cause. */
void typical_fragments (const TypicalTasks *typical, guint machine, const Room *room,
                        gint64 ret[N_FRAGMENTS]);

/* By how much fragmentation falls (amount × tasks; below 0: it rises) when the machine takes this
 * request, which fits there. A part of a device goes to that on which it falls most, the first of
 * equals; *ret_devices (may be NULL) are the devices, 0 where it asks for none. */
gint64 typical_gradient (const TypicalTasks *typical, const Cell *cell, guint machine,
                         const Amounts *request, guint64 *ret_devices);
