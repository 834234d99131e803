/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of a policy, for berth's own and for plugins alike: one const descriptor.
 *
 * A policy sees the cell read-only and answers for many machines at a time, so that its loop runs
 * over columns and the compiler makes vectors of it; FILTER_SWEEP and SCORE_SWEEP compile the loop
 * for each kind of vector unit. It keeps no state: the same view gives the same answer, on any
 * thread. `trivial` and `depends_on` let the pipeline skip or remember it; a policy that promises
 * nothing (DEPENDS_ON_TASK) is simply asked every time.
 *
 * A plugin lists its descriptors in `berth_plugin`, at the end of this page. All else here is types
 * and macros: a plugin is linked with nothing. docs/writing-a-policy.md shows how it is done. */
#ifndef BERTH_POLICY_H
#define BERTH_POLICY_H

#include "berth/resources.h"
#include "berth/vectors.h"

#include <glib.h>

typedef struct Cell Cell;
typedef struct Survey Survey;
typedef struct SchedulerOptions SchedulerOptions;
typedef struct Task Task;
typedef struct TaskClass TaskClass;

/* Columns -------------------------------------------------------------------------------------- */

/* A sweep covers at most this many machines: scratch arrays may be this long. */
#define SWEEP_BLOCK 512

/* Which columns a policy reads; others may be NULL in what it is given. */
typedef enum {
  COLUMN_NUMBER = 1 << 0,
  COLUMN_OPEN = 1 << 1,
  COLUMN_CAPACITY = 1 << 2,
  COLUMN_PARTS = 1 << 3, /* part */
  COLUMN_KINDS = 1 << 4,
  COLUMN_FREE = 1 << 5,
  COLUMN_ROOM = 1 << 6, /* free, largest, whole: what columns_room() looks at */
  COLUMN_ROUGH_PARTS = 1 << 7, /* rough_part */
  COLUMN_ALL = (1 << 8) - 1,
} ColumnSet;

/* Some machines of a cell as columns: element i of every column belongs to one machine. Columns of
 * resources come one for each of PolicyView.resources. */
typedef struct {
  guint count;
  const guint *machine; /* number in the cell */
  const guint8 *open;
  const Amount *capacity[MAX_RESOURCES];
  const double *kinds;               /* how many resources the machine has some of */
  const double *part[MAX_RESOURCES]; /* 1 / (kinds x capacity), 0 where it has none */
  const float *rough_part[MAX_RESOURCES]; /* part in single precision */
  const Amount *free[MAX_RESOURCES];
  /* The same as `free`, but where bounds are asked for and an element stands for several machines:
   * there each has at least `free` and at most this. */
  const Amount *most[MAX_RESOURCES];
  const Amount *largest[MAX_RESOURCES]; /* device resources only, else NULL */
  const Amount *whole[MAX_RESOURCES];
} Columns;

/* The column that a request of `amount` (> 0) of a resource must not exceed. */
static inline const Amount *
columns_room (const Columns *columns, guint resource, Amount amount)
{
  if (columns->largest[resource] == NULL)
    return columns->most[resource];
  return amount < DEVICE ? columns->largest[resource] : columns->whole[resource];
}

/* Policies ------------------------------------------------------------------------------------- */

/* How every descriptor begins. */
typedef struct {
  const char *name;
  const char *summary; /* one line */
  const char *details; /* formula and source, or NULL */
} PolicyHead;

/* What is being decided: where a task of some class goes. `request` is of `resources`, entry by
 * entry, 0 where it asks for none. */
typedef struct {
  const ResourceSet *resources;
  const Amounts *request;
  gint32 priority; /* 0 … 1000000000, higher is more urgent */
  guint64 seed;    /* of the run */
  /* What berth's own policies look into; a plugin has no use for it. */
  const Cell *cell;
  const TaskClass *task_class;
  const Task *task; /* NULL when the question is about the class */
  const SchedulerOptions *options;
  const Survey *survey; /* of a score that compares, while machines are compared; else NULL */
} PolicyView;

/* What a score that compares machines is shown of all that pass the filters. */
#define SURVEY_VALUES 16
struct Survey {
  guint machines;         /* of the cell */
  guint feasible;         /* so many of them pass every filter */
  const guint8 *keep;     /* by machine: 1 where it does */
  double value[SURVEY_VALUES]; /* for what the score's `survey` finds; 0 before */
};

/* What a policy's answer can change with, besides the class: the less, the more is remembered. Who
 * says nothing promises nothing. */
typedef enum {
  DEPENDS_ON_ATTRIBUTES = -3, /* what the inventory says of the machine: never changes in a run */
  DEPENDS_ON_MACHINE = -2,    /* what the machine has free and what runs there, and its state */
  DEPENDS_ON_JOB = -1,        /* also where other tasks are, of its job or group */
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

/* Makes 0…1 of raw values, in place: least and most are those of all feasible machines. */
typedef void (*ScoreNormalise) (double least, double most, guint count, double *score);

/* A score says by itself how good a machine is, 0…1; or it compares: then it has `normalise`, and
 * what its sweep writes are raw values of any size, or -INFINITY where a machine takes no part.
 * Normalising them over the machines that pass every filter (also where only some of these are
 * allowed: a plan of backfilling) makes the score; 0 where a machine takes no part. Where a run
 * considers a sample, those of the sample are compared.
 *
 * A decision in which machines are compared sweeps all of them. It does not come to that for a class
 * of which all raw values are the same: where `trivial` says so, or where they depend on attributes
 * alone and happen to be. */
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
  /* All that it says is k / 100.0, k = 0 … 100. Where this holds for all scores of a run, their sum is
   * taken of the k: what is equal then is so to the last bit. */
  gboolean hundredths;
  /* Of a score that compares; else left out. */
  ScoreNormalise normalise[N_VECTOR_PATHS];
  /* TRUE when the raw value is 0 whatever the machine, of every task of the view's class; may be
   * left out. */
  gboolean (*trivial) (const PolicyView *view);
  /* Looks at all feasible machines before the sweeps of a decision, and leaves what it finds in
   * survey->value for them (view->survey); may be left out. Not for one that depends on attributes
   * alone, whose sweeps are shown no survey. */
  void (*survey) (const PolicyView *view, Survey *survey);
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

#define SCORE_NORMALISE(body)                                                                      \
  VECTOR_FUNCTIONS (body, void, (double least, double most, guint count, double *score),           \
                    (least, most, count, score))
typedef struct {
  Total amount, capacity;
} OrderShare;

/* A user with something to run, as an order policy sees it. Its share, which is yet to be divided by
 * its weight, is amount / capacity, with capacity > 0. */
typedef struct {
  guint user;
  gint32 weight;
  Total amount;
  Total capacity;
  gint64 tasks; /* that it runs, or has been given so far, or 0, as `share-ties` has it */
  gint32 first_priority; /* of the user's first task */
  guint64 first_sequence;
  /* The first task's job (orders of jobs only), in us, as estimated; G_MAXINT64: for ever. */
  gint64 longest;   /* task of the job */
  gint64 remaining; /* sum over its tasks that are not finished */
  /* More shares, for who compares more than one: as `amount` and `capacity`. */
  guint others;
  OrderShare other[MAX_RESOURCES - 1];
  /* With `aging`, what it makes of the first task's priority and submit time: lower is first, and
   * first_sequence tells equals apart. 0 without. */
  guint64 first_turn;
  /* What all of its tasks that wait in the tier ask for, by resource (FIRST_COMPARES only); or NULL. */
  const Total *waiting;
  guint resources; /* so many */
  /* The same job's place in the graph of jobs (orders of workflows only): the longest way from it on,
   * itself included, and the work of its whole workflow, in us, as estimated (G_MAXINT64: for ever); and
   * which workflow, by first row in the trace. */
  gint64 upward_rank;
  gint64 workflow_work;
  guint workflow;
} OrderKey;

/* What a user holds of which capacity, by resource, and what each resource counts for it: 0 … 1000. */
typedef struct {
  guint resources;
  const Total *held;
  const Total *capacity; /* 0 where there is none */
  const double *weight;
  const Total *guaranteed; /* what it is guaranteed; 0 where nothing is said … */
  guint is_guaranteed;     /* … and something is of these resources, as bits, be it 0 */
} Holdings;

/* What takes turns. A plugin compares users; the rest is berth's own. */
typedef enum {
  ORDER_USERS,
  ORDER_JOBS, /* jobs, by their first tasks: has no share() */
  ORDER_TREE, /* users, from the top of their tree down: compares nothing itself */
  ORDER_PACKING, /* tasks, of those users that compare() puts first */
  ORDER_WORKFLOWS, /* jobs, where some come after others; else as ORDER_JOBS */
} OrderUnit;

/* What a user's first task that may be tried is to an order by shares. Where it is anything, every user
 * is looked at for each choice. */
typedef enum {
  FIRST_NOTHING,
  FIRST_COUNTS,   /* the share counts it as if it ran */
  FIRST_COMPARES, /* it is compared where shares are equal, and what waits with it */
} FirstTask;

typedef struct {
  PolicyHead head;
  gboolean oldest_first; /* a user's first task is the oldest, whatever its priority */
  /* Sets amount and capacity of the key to the user's share. NULL: it compares first tasks alone, two
   * of one user as well, in the order in which a user's tasks are served. */
  void (*share) (const Holdings *holdings, OrderKey *key);
  /* < 0: a is served before b. Equals are told apart by user index. */
  int (*compare) (const OrderKey *a, const OrderKey *b);
  OrderUnit unit;
  FirstTask with_first;
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
  guint violations; /* evicted against the budget of their job, which else obliges */
  Loss loss;
  gint64 weight;  /* sum of priority + 2^31 */
  gint64 started; /* the earliest start (us) of those of the highest priority */
} VictimCost;

typedef struct {
  PolicyHead head;
  /* < 0: a is the better set. Must not fall when a victim is added, nor when any field of a cost
     rises, but `started`, which is the better the later: bounds of costs are compared too. NULL: nothing is ever evicted. */
  int (*compare) (const VictimCost *a, const VictimCost *b);
  /* The order in which victims are taken until the task fits, when sets are not searched: victims[]
     comes in victim order and must be sorted stably. NULL: as it is. */
  int (*greedy_compare) (const Victim *a, const Victim *b);
  /* Search the best set (up to EXACT_VICTIMS evictable tasks) instead of taking them in order. */
  gboolean exact;
  /* compare() compares priority, count and loss one after the other, in some order: then bounds are
     kept as numbers in that order. Who says nothing has every machine looked at. */
  gboolean lexicographic;
} PreemptPolicy;

/* Three-way comparison of numbers. */
#define COMPARE(a, b) (((a) > (b)) - ((a) < (b)))

/* Plugins -------------------------------------------------------------------------------------- */

/* Changes with every change of what is above that an object compiled before would not survive. */
#define BERTH_PLUGIN_ABI 2

/* What a plugin has to offer: lists that end with NULL; a list may be left out. Names are of
 * lower-case letters, digits and `-`, begin with a letter, and are taken by no other policy of the
 * kind. */
typedef struct {
  guint abi; /* BERTH_PLUGIN_ABI */
  const OrderPolicy *const *orders;
  const FilterPolicy *const *filters;
  const ScorePolicy *const *scores;
  const PreemptPolicy *const *preempts;
} BerthPlugin;

/* Every plugin defines it. */
extern const BerthPlugin berth_plugin __attribute__ ((visibility ("default")));

#endif
