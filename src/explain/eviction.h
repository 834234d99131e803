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

/* What keeps the run from evicting a task that may be evicted by its priority. */
typedef enum {
  SPARED_NOT,
  SPARED_BY_EXEMPTION,
  SPARED_BY_EVICTIONS, /* that it has suffered */
  SPARED_BY_BUDGET,    /* of its job */
} SparedBy;

extern const char *const spared_names[]; /* "", "exempt-time", … */

/* A task to be evicted. */
typedef struct {
  const Task *task; /* of use in this moment only */
  char *name;
  guint machine;
  SparedBy spared;
  gint64 until; /* SPARED_BY_EXEMPTION */
} Evictee;

/* A GArray of Evictee that frees their names, and … */
GArray *evictees_new (void);
/* … one more of them. */
void evictees_add (GArray *evictees, const Moment *moment, const TaskClass *task_class, Task *task);

/* The cheapest set on the machine by a preempt policy (filters are not looked at): FALSE when
 * evicting all that may be evicted makes no room. ret_victims: of Victim. */
gboolean eviction_on_machine (const Moment *moment, const PreemptPolicy *policy,
                              const TaskClass *task_class, guint machine, GArray *ret_victims,
                              VictimCost *ret_cost);

/* The machines where the run's policy could evict for the view's class, cheapest first, at most so
 * many, `chosen` first among equals; *ret_candidates: how many there are. A GArray of Eviction. */
GArray *evictions_rank (const Moment *moment, const PolicyView *view, guint chosen, guint most,
                        guint *ret_candidates);
