/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a preempt policy evicts on one machine, and which of two machines it prefers: by costs
 * (scheduler/evict/preemption.h), or by rules of its own. */
#pragma once

#include "scheduler/choose/room_score.h"
#include "scheduler/evict/preemption.h"

typedef struct {
  const SchedulerOptions *options;
  const PreemptRules *rules; /* NULL: costs decide */
  RoomScore *scores;         /* NULL: no score does */
  Preemption preemption;     /* class and time: whom and when it is about */
} EvictionChooser;

/* What evicting on a machine comes to. */
typedef struct {
  VictimCost cost;
  EvictionRank rank; /* where there are rules */
} EvictionWorth;

/* Borrows all of them. */
void eviction_chooser_init (EvictionChooser *chooser, const PreemptPolicy *policy,
                            const SchedulerOptions *options, const Cell *cell, guint64 seed);
void eviction_chooser_clear (EvictionChooser *chooser);

/* The victims on a machine (a GArray of Victim in victim order), and what that comes to; FALSE when
 * evicting all that may be evicted makes no room, or there is nothing in it that is better than the
 * bound (may be NULL). Filters are the caller's affair. */
gboolean eviction_choose (const EvictionChooser *chooser, guint machine, const EvictionWorth *bound,
                          GArray *ret_victims, EvictionWorth *ret);
/* The same, by rules, of the victims listed (in victim order) as those that may be evicted. */
gboolean eviction_choose_by_rules (const EvictionChooser *chooser, guint machine, GArray *victims,
                                   EvictionWorth *ret);
/* < 0: a is better. */
int eviction_compare (const EvictionChooser *chooser, const EvictionWorth *a, const EvictionWorth *b);
/* Would evicting all that may be evicted make room? victims: scratch. */
gboolean eviction_possible (const EvictionChooser *chooser, guint machine, GArray *victims);
