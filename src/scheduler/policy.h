/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of a policy: one const descriptor, one small file, one line in policies.c.
 *
 * A policy sees the cell read-only and answers for many machines at a time, so that its loop runs
 * over columns and the compiler makes vectors of it; FILTER_SWEEP and SCORE_SWEEP compile the loop
 * for each kind of vector unit. It keeps no state: the same view gives the same answer. `trivial`
 * and `depends_on` let the pipeline skip or remember it; a policy that promises nothing
 * (DEPENDS_ON_TASK) is simply asked every time. */
#pragma once

#include "scheduler/choose/columns.h"
#include "scheduler/choose/vector_path.h"
#include "scheduler/scheduler_options.h"

/* How every descriptor begins. */
typedef struct {
  const char *name;
  const char *summary; /* one line */
  const char *details; /* formula and source, or NULL */
} PolicyHead;

/* What is being decided. */
typedef struct {
  const Cell *cell;
  const TaskClass *task_class;
  const Task *task;
  const SchedulerOptions *options;
  guint64 seed;
} PolicyView;

/* What a policy's answer can change with, besides the class: the less, the more is remembered. Who
 * says nothing promises nothing. */
typedef enum {
  DEPENDS_ON_ATTRIBUTES = -3, /* what the inventory says of the machine: never changes in a run */
  DEPENDS_ON_MACHINE = -2,    /* what the machine has free, and its state */
  DEPENDS_ON_JOB = -1,        /* also where the job's other tasks are */
  DEPENDS_ON_TASK = 0,        /* also the very task */
} PolicyScope;

/* Clears keep[i] where machine i of the columns is turned away. */
typedef void (*FilterSweep) (const PolicyView *view, const Columns *columns, guint8 *keep);
/* Writes 0…1 to score[i] where keep[i]; what it writes elsewhere is ignored. */
typedef void (*ScoreSweep) (const PolicyView *view, const Columns *columns, const guint8 *keep,
                            double *score);

/* Writes for every element a score that no machine exceeds which has room for the request and, of
 * each resource, between `free` and `most` free. */
typedef void (*ScoreBound) (const PolicyView *view, const Columns *columns, float *score);

typedef struct {
  PolicyHead head;
  PolicyScope depends_on;
  ColumnSet columns; /* what it reads of them */
  /* TRUE when it turns no machine away whatever the machine; may be NULL. */
  gboolean (*trivial) (const PolicyView *view);
  FilterSweep sweep[N_VECTOR_PATHS]; /* NULL: the portable one does for this path too */
} FilterPolicy;

typedef struct {
  PolicyHead head;
  PolicyScope depends_on;
  ColumnSet columns;
  ScoreSweep sweep[N_VECTOR_PATHS];
  /* May be left out. In single precision, hardly above the score of a machine, and not far above
   * those of machines that are much alike: then `sweep` is asked only about machines that may be the
   * best. Only for scores that follow from what a machine has and has free. */
  ScoreBound bound[N_VECTOR_PATHS];
  ColumnSet bound_columns;
} ScorePolicy;

/* For a body `static VECTOR_BODY void sweep (…)`: what `.sweep = VECTOR_LIST (sweep)` lists. */
#define FILTER_SWEEP(body)                                                                         \
  VECTOR_FUNCTIONS (body, void, (const PolicyView *view, const Columns *columns, guint8 *keep),    \
                    (view, columns, keep))
#define SCORE_SWEEP(body)                                                                          \
  VECTOR_FUNCTIONS (body, void,                                                                    \
                    (const PolicyView *view, const Columns *columns, const guint8 *keep,           \
                     double *score),                                                               \
                    (view, columns, keep, score))

#define SCORE_BOUND(body)                                                                          \
  VECTOR_FUNCTIONS (body, void, (const PolicyView *view, const Columns *columns, float *score),    \
                    (view, columns, score))

static inline void
filter_sweep (const FilterPolicy *policy, VectorPath path, const PolicyView *view,
              const Columns *columns, guint8 *keep)
{
  FilterSweep sweep = policy->sweep[path];
  (sweep != NULL ? sweep : policy->sweep[VECTOR_PORTABLE]) (view, columns, keep);
}
static inline void
score_sweep (const ScorePolicy *policy, VectorPath path, const PolicyView *view,
             const Columns *columns, const guint8 *keep, double *score)
{
  ScoreSweep sweep = policy->sweep[path];
  (sweep != NULL ? sweep : policy->sweep[VECTOR_PORTABLE]) (view, columns, keep, score);
}
static inline void
score_bound (const ScorePolicy *policy, VectorPath path, const PolicyView *view,
             const Columns *columns, float *bound)
{
  ScoreBound function = policy->bound[path];
  (function != NULL ? function : policy->bound[VECTOR_PORTABLE]) (view, columns, bound);
}

/* A user with something to run, as an order policy sees it. Its share, which is yet to be divided by
 * its weight, is amount / capacity, with capacity > 0. */
typedef struct {
  guint user;
  gint32 weight;
  Total amount;
  Total capacity;
  gint64 tasks; /* that it runs, or has been given so far, as `share-ties` has it */
  gint32 first_priority; /* of the user's first task */
  guint64 first_sequence;
} OrderKey;

/* What a user holds of which capacity, by resource, and what each resource counts: 0 … 1000. */
typedef struct {
  guint resources;
  const Total *held;
  const Total *capacity; /* 0 where there is none */
  const double *weight;
} Holdings;

typedef struct {
  PolicyHead head;
  gboolean oldest_first; /* a user's first task is the oldest, whatever its priority */
  /* Sets amount and capacity of the key to the user's share. NULL: it compares first tasks alone, two
   * of one user as well, in the order in which a user's tasks are served. */
  void (*share) (const Holdings *holdings, OrderKey *key);
  /* < 0: a is served before b. Equals are told apart by user index. */
  int (*compare) (const OrderKey *a, const OrderKey *b);
} OrderPolicy;

__extension__ typedef __int128 Loss; /* work lost (us) × size (millionths of the machine) */

typedef struct {
  Task *task;
  gint32 priority;
  gint64 size;
  Loss loss;
} Victim;

/* What it costs to evict a set of victims from a machine. */
typedef struct {
  gint32 highest_priority;
  guint count;
  Loss loss;
} VictimCost;

typedef struct {
  PolicyHead head;
  /* < 0: a is the better set. Must not fall when a victim is added, nor when any field of a cost
     rises: bounds of costs are compared too. NULL: nothing is ever evicted. */
  int (*compare) (const VictimCost *a, const VictimCost *b);
  /* The order in which victims are taken until the task fits, when sets are not searched: victims[]
     comes in victim order and must be sorted stably. NULL: as it is. */
  int (*greedy_compare) (const Victim *a, const Victim *b);
  /* Search the best set (up to EXACT_VICTIMS evictable tasks) instead of taking them in order. */
  gboolean exact;
} PreemptPolicy;

typedef struct {
  PolicyHead head;
  /* The devices (a set of bits) of a resource made of them that the view's task gets on a machine
     where it fits, and of which it asks for some: they must suffice. NULL: the cell's own choice. */
  guint64 (*choose) (const PolicyView *view, guint machine, guint resource);
} DevicePolicy;

/* Three-way comparison of numbers. */
#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))
