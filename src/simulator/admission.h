/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Admission control: what a task that arrives asks for is charged to its user and all users above it
 * until the task is gone, and where that would exceed a quota the task does not come in. It is refused,
 * or waits in the line of its user and tier, first in, first out, until enough has been given back. */
#pragma once

#include "scenario/scenario.h"

typedef struct Admission Admission;

typedef enum { ADMITTED, ADMITTED_LATER, REFUSED } Verdict;

/* Borrows the scenario. NULL: nobody has a quota. */
Admission *admission_new (const Scenario *scenario);
void admission_free (Admission *admission);

/* Of a task that arrives. Unless it comes in, *ret_resource is the first of which there is too little,
 * looking from its user upwards; -1: it only stands behind others in its line, which has it now if it
 * comes in later (Task.next_waiting is the admission's until then). */
Verdict admission_ask (Admission *admission, Task *task, int *ret_resource);
/* A task that came in is gone. */
void admission_give_back (Admission *admission, const Task *task);

/* Is there now room for somebody who waits? */
gboolean admission_is_due (Admission *admission);
/* Who comes in then: of the lines whose first task has room, the one whose first task came first. */
Task *admission_next (Admission *admission);
