/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `[scheduler]` in a scenario says, as the scheduler takes it: policies by name and their
 * settings. Whoever fills it in has checked names and ranges (scheduler/policies.h lists them). */
#pragma once

#include "model/network.h"
#include "model/typical_tasks.h"
#include "model/users.h"

typedef enum {
  QUEUE_SKIP,
  QUEUE_STRICT,
  QUEUE_STOP,
  QUEUE_DROP,
  QUEUE_EASY,
  QUEUE_EASY_SJBF,
  QUEUE_CONSERVATIVE,
  N_QUEUE_DISCIPLINES
} QueueDiscipline;

extern const char *const queue_names[N_QUEUE_DISCIPLINES + 1]; /* "skip", …; NULL-terminated */
typedef enum { SHARE_CAPACITY_UP, SHARE_CAPACITY_CONFIGURED } ShareCapacity;
typedef enum { SHARE_SCOPE_ALL, SHARE_SCOPE_TIER } ShareScope;
typedef enum { SHARE_TIES_RUNNING, SHARE_TIES_ALLOCATIONS, SHARE_TIES_INDEX } ShareTies;

/* When a user may take from another of the same priority (reclaim/share_rule.h). */
typedef enum { RECLAIM_NONE, RECLAIM_VOLCANO, RECLAIM_KUEUE, N_RECLAIM_RULES } ReclaimRule;

extern const char *const reclaim_names[N_RECLAIM_RULES + 1]; /* NULL-terminated */

/* What a node of the user tree with others below it has (queue/share_tree.h). */
typedef enum { SHARE_TREE_HDRF, SHARE_TREE_RESCALE_ALL, SHARE_TREE_SUM, N_SHARE_TREES } ShareTreeKind;

extern const char *const share_tree_names[N_SHARE_TREES + 1]; /* NULL-terminated */

typedef enum { SPREAD_BY_MACHINE, SPREAD_BY_RACK, SPREAD_BY_ZONE } SpreadBy;
typedef enum { GANG_PACKING_NONE, GANG_PACKING_PREFERRED, GANG_PACKING_REQUIRED } GangPacking;

typedef enum { TIES_FIRST, TIES_RANDOM, TIES_NEXT } Ties;

/* Which machines are considered: all, or as they come until enough are feasible, in turn or at
 * random. */
typedef enum { SAMPLE_ALL, SAMPLE_ADAPTIVE, SAMPLE_RANDOM } Sample;

/* Ways to find the best machine: what is remembered about each class (of blocks of machines, or, where
 * scores are whole numbers, of each), sets of machines that look alike, or asking policies about every
 * machine every time. */
typedef enum { SEARCH_QUICKEST, SEARCH_CLASSES, SEARCH_GRADES, SEARCH_SETS, SEARCH_ALL, N_SEARCHES } SearchWay;

extern const char *const search_names[N_SEARCHES + 1]; /* NULL-terminated */

/* How long who has been tried in vain is not tried again: `first`, doubling up to `last`. */
typedef struct {
  gint64 first; /* us; 0: not at all */
  gint64 last;
} BackOff;

/* Whether less is reserved for tasks than they ask for (simulator/reclamation.h). */
typedef enum { RECLAMATION_NONE, RECLAMATION_BORG } ReclamationRule;

typedef struct {
  ReclamationRule rule;
  gint64 after;    /* us after its start that a task's limit is reserved */
  gint64 interval; /* us between two steps */
  double step;     /* that a reservation falls by, as a share of the limit */
  double margin;   /* reserved beyond usage, as a share of the limit */
} ReclamationOptions;

typedef struct {
  const char *name; /* interned name of a score policy, checked against the table */
  double weight;    /* > 0 */
} WeightedScore;

typedef struct {
  gint32 utilization; /* 0 … 100 */
  gint32 score;       /* 0 … 10 */
} ShapePoint;

/* What shares of one user are made of. */
typedef struct {
  double weight[MAX_RESOURCES]; /* instead of SchedulerOptions.share_weights */
  SomeAmounts guaranteed;
} OwnShare;

/* Policies by name and their settings, as the scheduler takes them. */
typedef struct SchedulerOptions {
  const char *order;
  const char *preempt;
  const char *devices;
  GPtrArray *filters; /* of const char *, in order; `up` first and `fit` last are added */
  GArray *scores;     /* of WeightedScore, in order; may be empty */
  QueueDiscipline queue;
  gboolean pass_each_event; /* a pass after each event, not one an instant */
  gboolean arrivals_first;  /* of the events of one instant */
  gboolean compress_once;   /* conservative: reservations move up once, not until none can */
  gboolean preempt_within_tier;
  gint64 grace; /* us */
  gint64 exempt_time;   /* us: nobody is evicted before */
  gint64 max_cascade;   /* evictions in a chain; 0: any number */
  gint64 max_evictions; /* that a task suffers; 0: any number */
  gboolean budgets;     /* some task of the workload has one */
  gboolean kube_sampled;
  gboolean slurm_youngest_first, slurm_strict_order;
  gint64 slurm_reorder_count;
  BackOff retry_backoff;
  gint64 aging; /* us in which a waiting task's priority grows by one; 0: never */
  ShareCapacity share_capacity;
  ShareScope share_scope;
  ShareTies share_ties;
  ShareTreeKind share_tree;
  ReclaimRule reclaim;
  gint64 fairness_knob; /* %, of the users with the highest shares who do not count under tetris */
  ReclamationOptions reclamation;
  double share_weights[MAX_RESOURCES]; /* as resource_weights; 0: it does not count */
  OwnShare *user_shares; /* by user; NULL: nobody has anything of its own */
  SpreadBy spread_by;
  GangPacking gang_packing;
  SpreadBy gang_level; /* what gangs are packed by */
  Ties ties;
  Sample sample;
  gint64 sample_size; /* feasible machines, for SAMPLE_RANDOM */
  double resource_weights[MAX_RESOURCES]; /* whole numbers 0 … 1000, as doubles; default 1 */
  Amounts assumed; /* what kube's fit scores count of a resource for a task that asks for none of it */
  GArray *shape;                          /* of ShapePoint, ascending utilization, at least 2 */
  const TypicalTasks *typical;            /* not owned; NULL where the cell has no devices */
  const Network *network;                 /* not owned; NULL where no task's data has a place */
  SearchWay search; /* not a scenario's affair, and no answer depends on it */
} SchedulerOptions;
