/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many tasks of a class there is room for, all machines together, or by domain. What each machine has is
 * remembered by class, and follows what has changed since. */
#pragma once

#include "scheduler/choose/pipeline.h"

typedef struct Slots Slots;

/* Borrows all of them. domain_of: by machine, its domain, of so many; or NULL. */
Slots *slots_new (const Cell *cell, Pipeline *pipeline, const guint *domain_of, guint domains);
void slots_free (Slots *slots);

/* On one machine as it is now. */
guint slots_on (Slots *slots, const TaskClass *task_class, guint machine);
/* On all. */
guint64 slots_count (Slots *slots, const TaskClass *task_class);
/* By domain, where there are any: valid until the next call. */
const guint64 *slots_by_domain (Slots *slots, const TaskClass *task_class);
