/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On which machine is evicting best? As evict/victim_search.h, by looking at every machine where
 * enough would give way: where a policy has rules of its own, or limits (evict/eviction_limits.h)
 * make the cost of evicting change though the machine does not, it cannot be bounded. */
#pragma once

#include "scheduler/choose/pipeline.h"
#include "scheduler/evict/eviction_rooms.h"
#include "scheduler/evict/preemption.h"

typedef struct EvictionWalk EvictionWalk;

/* Must it be this? Else a VictimSearch gives the same answers, sooner. */
gboolean eviction_walk_wanted (const PreemptPolicy *policy, const SchedulerOptions *options);

/* Borrows all of them. bytes: how much may be remembered from one call to the next, 0: nothing;
 * whether a machine is eligible for a class must not change then but with the machine. */
EvictionWalk *eviction_walk_new (const PreemptPolicy *policy, const SchedulerOptions *options,
                                 const Cell *cell, Pipeline *pipeline, EvictionRooms *rooms,
                                 guint64 seed, gsize bytes);
void eviction_walk_free (EvictionWalk *walk);

/* The machine, the first looked at among equals, with its victims (a GArray of Victim in victim
 * order, valid until the next call); MACHINE_NONE when evicting makes room nowhere. */
guint eviction_walk_find (EvictionWalk *walk, const Task *task, gint64 now,
                          const GArray **ret_victims);

/* Would evicting all that may be evicted now make room on the machine, and does it pass the filters? */
gboolean eviction_walk_possible (EvictionWalk *walk, const TaskClass *task_class, guint machine,
                                 gint64 now);
