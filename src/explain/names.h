/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Things of a run as people call them. The caller frees. */
#pragma once

#include "model/cell.h"

/* `job/task`. */
char *name_of_task (const Task *task);
/* `cpu=2 memory=4096`. */
char *name_of_request (const Cell *cell, const Amounts *amounts);
/* `16 of cpu`: an amount in people's units, the resource by name. */
char *name_of_amount (const Cell *cell, guint resource, Total amount);
/* `disk=ssd`, or where bits are given those items of the list alone, joined by `; `. */
char *name_of_constraints (const Cell *cell, const ConstraintList *list, guint64 bits);
/* `dedicated=web; flaky`. */
char *name_of_attributes (const Cell *cell, const GArray *attributes);
