/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What evicting on a machine costs at least, without searching its sets of victims: no set that
 * makes room costs less. Where victims are taken in order and no devices are asked for, it is what
 * their set costs. */
#pragma once

#include "scheduler/evict/preemption.h"
#include "scheduler/evict/victim_lists.h"

/* Writes which of a block's open machines have as much as the request when so many levels give way,
 * by place in the block, in order. Returns how many. Sums only, as in
 * scheduler/evict/eviction_rooms.h. */
guint victim_bounds_candidates (const Cell *cell, const Amounts *request, guint levels, guint block,
                                guint ret_places[CELL_BLOCK]);

/* Lists the machines of a block that may have as much when one task of the lowest level gives way, in
 * order. Returns how many. */
guint victim_bounds_lone_candidates (const Preemption *preemption, const LoneVictims *lone,
                                     guint block, guint ret_machines[CELL_BLOCK]);
/* By block, the least that one on such a machine loses (or, where importance decides, the shortest that
 * it has run, in us), preemption_loss_bound() of it being a bound; INFINITY where there is none. Returns the block where that is lowest. */
guint victim_bounds_lone_losses (const Preemption *preemption, const LoneVictims *lone,
                                 double *ret_loss);
/* What one that makes room on such a machine costs at least. */
VictimCost victim_bounds_lone (const Preemption *preemption, const LoneVictims *lone,
                               guint machine);

/* A bound of every set that makes room on the machine, at a glance: no sharper than that it frees what
 * is missing, and that its tasks have been running as long as the last one. */
VictimCost victim_bounds_rough (const Preemption *preemption, const VictimList *list,
                                guint machine);

/* Is the bound what the machine's best set costs? */
gboolean victim_bounds_are_costs (const Preemption *preemption);

/* The bound of a machine; FALSE when evicting all that have a lower priority than `below` makes no
 * room. It is no sharper than it takes to be above `best` (may be NULL). */
gboolean victim_bounds_of (const Preemption *preemption, const VictimList *list, guint machine,
                           gint32 below, const VictimCost *best, VictimCost *ret_bound);
