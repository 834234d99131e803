/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Proposals of smallest changes on trial, with random scenarios. A scenario is run to some moment; of a
 * class that waits then, a proposal is written into the tasks file as one more task, or gang, that comes
 * a little later, and so is every smaller change: the run itself says what is placed. Evictions and
 * room are counted again on the machines. */
#pragma once

#include "explain/relaxation.h"
#include "explain/replay.h"
#include "explain/waiting.h"
#include "random_scenario.h"
#include "scheduler/policy_tables.h"
#include "test.h"

#define VICTIMS_TRIED 12

typedef struct {
  const RandomScenario *random;
  gint64 time;
  const Moment *moment;
  const Waiting *waiting;
  OracleTask task; /* one of the class */
  guint gang;      /* so many must be placed together: more than 1 of a gang that must start */
} Trial;

extern guint gang_evictions;              /* proposals of such */
extern guint packed_gangs;                /* that must be in one rack, zone or machine */
extern guint tried[N_RELAXATIONS]; /* a test that never meets a kind would prove nothing */

/* With every task waiting for its turn alone. base: whose typical tasks decide, a task more being
 * another workload; NULL: its own. */
Scenario *trial_load (const RandomScenario *random, gint64 until, const Scenario *base);
/* Is the task placed (or a machine held for it), or does a gang of so many like it start, when it
 * comes a little after the moment? */
gboolean trial_places (const Trial *trial, const OracleTask *task, guint gang);

/* Has the run such a filter? */
gboolean trial_uses (const Trial *trial, const char *filter);
/* The proposal of a kind: CONSTRAINTS of that set, REQUEST of that resource, SKEW and DOMAINS of that
 * tie; or NULL. */
const Relaxation *trial_find (const Trial *trial, RelaxationKind kind, guint64 dropped, int which);
/* How many machines take a class that is like the waiting one but for some details. */
guint trial_takers (const Trial *trial, const TaskClass *changed);
/* The proposal says as many, and the first of them; of a gang, those where all of it would be together. */
void trial_check_takers (const Trial *trial, const Relaxation *relaxation,
                         const TaskClass *changed);

/* Does nothing but room keep it from the machine? */
gboolean trial_minds_only_room (const Trial *trial, guint machine);
/* Has the machine room for it, by evictions that the run allows? */
gboolean trial_has_room (const Trial *trial, guint machine);
/* The tasks that it may evict there by priority; G_MAXUINT: more than VICTIMS_TRIED. */
guint trial_list_evictable (const Trial *trial, guint machine, const Task *task[VICTIMS_TRIED]);
/* What it costs to evict one more. */
void trial_add_cost (const Trial *trial, const Task *task, guint machine, VictimCost *cost);
/* The next larger amount that may be asked for. */
gint64 trial_next_amount (const Trial *trial, int resource, gint64 amount);

/* The kinds, each against trying. */
void try_eviction (const Trial *trial);
void try_capacity (const Trial *trial);
void try_rules (const Trial *trial);
void try_gang (const Trial *trial);
