/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many tasks of a class there is room for, all machines together. What each machine has is
 * remembered by class, and follows what has changed since. */
#pragma once

#include "scheduler/choose/pipeline.h"

typedef struct Slots Slots;

/* Borrows both. */
Slots *slots_new (const Cell *cell, Pipeline *pipeline);
void slots_free (Slots *slots);

/* On one machine as it is now. */
guint slots_on (Slots *slots, const TaskClass *task_class, guint machine);
/* On all. */
guint64 slots_count (Slots *slots, const TaskClass *task_class);
