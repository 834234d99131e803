/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom to evict for a class, machine by machine: what victim_search_find() decides, looked at
 * without any bounds, so that the machines that lost can be shown too. */
#pragma once

#include "explain/moment.h"
#include "scheduler/evict/eviction_chooser.h"

typedef struct {
  guint machine;
  EvictionWorth worth;
  char **victims; /* their names, in victim order */
} Eviction;

/* The cheapest set on the machine by a preempt policy (filters are not looked at): FALSE when
 * evicting all that may be evicted makes no room. ret_victims: of Victim. */
gboolean eviction_on_machine (const Moment *moment, const PreemptPolicy *policy,
                              const TaskClass *task_class, guint machine, GArray *ret_victims,
                              VictimCost *ret_cost);

/* The machines where the run's policy could evict for the view's class, cheapest first, at most so
 * many, `chosen` first among equals; *ret_candidates: how many there are. A GArray of Eviction. */
GArray *evictions_rank (const Moment *moment, const PolicyView *view, guint chosen, guint most,
                        guint *ret_candidates);
