/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which classes can be placed right now, for orders that ask before anybody is tried: of each class
 * a machine is remembered that can take it, and only when that machine has changed is it asked
 * again, and another looked for. */
#pragma once

#include "scheduler/blocked/blocked_classes.h"

typedef struct Witnesses Witnesses;

/* by_machine: what a machine can take changes only when it does. */
Witnesses *witnesses_new (const Cell *cell, gboolean by_machine);
void witnesses_free (Witnesses *witnesses);

/* Of the classes of a set (blocked/blocked_classes.h), the first one that no machine can take;
 * G_MAXUINT: all of them can be placed. */
guint witnesses_find_lost (Witnesses *witnesses, const guint64 *set, CouldTake could_take,
                           gpointer data);
