/* SPDX-License-Identifier: GPL-3.0-or-later */
/* On which machine is evicting cheapest? Considers all of them, but looks at the tasks of those
 * only whose bounds promise a set as good as the best known. A bound is a cost that no set of the
 * machine's tasks is below (scheduler/evict/victim_bounds.h); those of whole blocks are remembered
 * (scheduler/evict/block_costs.h). That holds for every policy whose cost does not fall when one of
 * its fields rises. */
#pragma once

#include "scheduler/evict/eviction_rooms.h"
#include "scheduler/choose/pipeline.h"

typedef struct VictimSearch VictimSearch;

/* Borrows all of them. bytes: how much may be remembered from one search to the next. */
VictimSearch *victim_search_new (const PreemptPolicy *policy, const SchedulerOptions *options,
                                 const Cell *cell, Pipeline *pipeline, EvictionRooms *rooms,
                                 gsize bytes);
void victim_search_free (VictimSearch *search);

/* The machine, lowest index among equals, with its victims (a GArray of Victim in victim order,
 * valid until the next call); MACHINE_NONE when evicting makes room nowhere. */
guint victim_search_find (VictimSearch *search, const TaskClass *task_class, gint64 now,
                          const GArray **ret_victims);

/* Would evicting all that may be evicted make room on the machine, and does it pass the filters? */
gboolean victim_search_possible (VictimSearch *search, const TaskClass *task_class, guint machine,
                                 gint64 now);
