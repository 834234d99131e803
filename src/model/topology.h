/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who runs in which domain, as far as the rules of some class ask (docs/simulation.md, "Spread and
 * affinity"). A domain is all machines with one value of an attribute. Counts are kept as tasks come
 * and go, so that a rule is one comparison; classes without rules, and whom no rule means, are in no
 * count and cost nothing. Part of the cell.
 *
 * Invariant, verified by cell_check(): counts are those of the tasks that stand on the machines. */
#pragma once

#include "model/inventory.h"
#include "model/task_class.h"

typedef struct Topology Topology;

/* NULL when no class has rules. All machines absent, no task anywhere. */
Topology *topology_new (const Inventory *inventory, const TaskClasses *classes);
void topology_free (Topology *topology);

/* A task of the class comes to a machine (+1) or leaves it (-1); leaving: it has begun its grace
 * period. */
void topology_count (Topology *topology, guint task_class, guint machine, int change,
                     gboolean leaving);
/* A task of the class begins its grace period. */
void topology_begin_leaving (Topology *topology, guint task_class, guint machine);
/* The same as topology_count(), of one that does not leave, but only in thought: who thinks a task away
 * puts it back before anything else happens. */
void topology_think (Topology *topology, guint task_class, guint machine, int change);
/* From now on a class is stirred by every change of who is in its domains: that of one task may make
 * it of use to evict another. */
void topology_doubt (Topology *topology);
/* The machine is up or draining, or no longer is. */
void topology_set_present (Topology *topology, guint machine, gboolean present);

/* Do rules that must hold say anything about the class? */
gboolean topology_has_spread (const Topology *topology, guint task_class);
gboolean topology_has_affinity (const Topology *topology, guint task_class);
/* Clears keep[i] where they would not hold with a task of the class on machine[i]. */
void topology_keep_spread (const Topology *topology, guint task_class, const guint *machine,
                           guint count, guint8 *keep);
void topology_keep_affinity (const Topology *topology, guint task_class, const guint *machine,
                             guint count, guint8 *keep);

/* The same of the affinities alone that want somebody near. */
void topology_keep_near (const Topology *topology, guint task_class, const guint *machine,
                         guint count, guint8 *keep);

/* For scores: how many soft rules on spread the class has; do soft affinities, its own or those
 * towards its group, say anything about it? */
guint topology_soft_spreads (const Topology *topology, guint task_class);
gboolean topology_is_pulled (const Topology *topology, guint task_class);
/* The domains of one of these rules among machines, kept by number. */
guint topology_domains_among (Topology *topology, guint task_class, guint rule,
                              const guint8 *keep);
/* ret[i]: the sum over these rules, rounded, of weight[rule] × the tasks of the group in the domain of
 * machine[i] + skew - 1; -INFINITY where it lacks a key or the class's constraints do not hold. */
void topology_crowding (const Topology *topology, guint task_class, const double *weight,
                        const guint *machine, guint count, double *ret);
/* ret[i]: the weights of soft affinities with tasks in the domain of machine[i], the class's and
 * theirs, those to be apart being negative, and 1 for each task there that must be near the group. */
void topology_pull (const Topology *topology, guint task_class, const guint *machine, guint count,
                    double *ret);

/* The classes for which some machine's answer may have become TRUE since the last call, each once,
 * in no order that means anything but the same in every run: a GArray of guint, valid until the next
 * call. */
const GArray *topology_take_stirred (Topology *topology);

/* Are all counts the same? */
gboolean topology_equal (const Topology *a, const Topology *b);
