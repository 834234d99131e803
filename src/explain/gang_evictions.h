/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to evict, on whatever machines, that a gang can start: no run does so, for gangs evict nobody. */
#pragma once

#include "explain/eviction.h"

#define GANG_VICTIMS_MOST 8

/* The fewest tasks that the class may evict by priority, and of as few those of least total loss, without
 * which so many more of its tasks fit on these machines (of guint, ascending), `missing` at least.
 * By machine, each in victim order; a GArray of Evictee, or NULL where evicting all is not enough.
 * Exact where a machine has GANG_VICTIMS_MOST such tasks at most; of more, the largest ones go first. */
GArray *gang_evictions_find (const Moment *moment, const TaskClass *task_class,
                             const GArray *machines, guint missing);
