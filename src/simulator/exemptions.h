/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When running tasks lose their exemption from being evicted (`exempt-time`): each so long after
 * its start, so that they do in the order in which they were placed unless data has to come first. One
 * that has left its machine before, or begun to, is passed over. */
#pragma once

#include "model/task.h"

typedef struct Exemptions Exemptions;

/* time: us, above 0. */
Exemptions *exemptions_new (const TaskPool *tasks, gint64 time);
void exemptions_free (Exemptions *exemptions);

/* The task has been placed now, and its start is known. */
void exemptions_add (Exemptions *exemptions, const Task *task);
/* When the next one ends; G_MAXINT64: none does. */
gint64 exemptions_due (Exemptions *exemptions);
/* Takes out that task, of which there must be one. */
const Task *exemptions_pop (Exemptions *exemptions);
