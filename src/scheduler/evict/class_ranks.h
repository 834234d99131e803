/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What evicting for a class comes to on each machine, as long as that changes only when the machine
 * does. Memory is bounded: the ranks of the class that has gone longest without use are taken for
 * one that needs them. What is remembered never changes an answer, only how long it takes. */
#pragma once

#include "scheduler/policy.h"

#define NO_VICTIMS G_MAXINT64 /* rank.by[0] where evicting makes no room */

typedef struct ClassRanks ClassRanks;

/* bytes: how much may be remembered; one class always is. */
ClassRanks *class_ranks_new (const Cell *cell, gsize bytes);
void class_ranks_free (ClassRanks *ranks);

/* The ranks of a class by machine, for the caller to bring up to date: machines with a change of a
 * number above *ret_seen are not known. Valid until the next call. */
EvictionRank *class_ranks_of (ClassRanks *ranks, const TaskClass *task_class, guint64 *ret_seen);
