/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle: a second simulator, written from docs/simulation.md alone, with which the engine is
 * compared on random scenarios.
 *
 * It is slow and obvious on purpose: plain loops over small fixed arrays, no classes, no caches, no
 * heaps; what is free on a machine is counted anew from the tasks that stand there each time
 * somebody asks, and after every change every pending task is tried again. It shares no code with
 * the engine. Whoever changes a rule changes the page first, then the engine and this, apart. */
#pragma once

#include <glib.h>

#define ORACLE_SECOND G_GINT64_CONSTANT (1000000) /* us */
#define ORACLE_RESOURCES 4
#define ORACLE_MACHINES 72
#define ORACLE_TASKS 256
#define ORACLE_USERS 8
#define ORACLE_EVENTS (ORACLE_MACHINES + 16)
#define ORACLE_DEVICES 8
#define ORACLE_NAME 24
#define ORACLE_TIERS 4
#define ORACLE_PARENTS 3
#define ORACLE_PLACES 3
#define ORACLE_LINKS 160
#define ORACLE_NONE (-1)

typedef enum { ORACLE_SAMPLE_ALL, ORACLE_SAMPLE_ADAPTIVE, ORACLE_SAMPLE_RANDOM } OracleSample;
typedef enum {
  ORACLE_FIFO,
  ORACLE_PRIORITY,
  ORACLE_DRF,
  ORACLE_ASSET,
  ORACLE_HDRF,
  ORACLE_SHARE_VECTOR,
  ORACLE_LARGEST_SHARE_LAST,
  ORACLE_SHORTEST_JOB,
  ORACLE_SRPT,
  ORACLE_TETRIS,
  ORACLE_GUARANTEED_SHARE,
  ORACLE_BORROWED_SHARE,
  ORACLE_UPWARD_RANK,             /* from here on by workflows */
  ORACLE_CRITICAL_PATH_FIRST,
  ORACLE_SJF_CRITICAL_PATH,
  ORACLE_ORDERS
} OracleOrder;
typedef enum { ORACLE_TIES_RUNNING, ORACLE_TIES_ALLOCATIONS, ORACLE_TIES_INDEX } OracleShareTies;
typedef enum { ORACLE_NO_RECLAIM, ORACLE_RECLAIM_VOLCANO, ORACLE_RECLAIM_KUEUE } OracleReclaim;
typedef enum { ORACLE_TREE_HDRF, ORACLE_TREE_RESCALE_ALL, ORACLE_TREE_SUM } OracleTree;
typedef enum {
  ORACLE_SKIP,
  ORACLE_STRICT,
  ORACLE_STOP,
  ORACLE_DROP,
  ORACLE_EASY,
  ORACLE_EASY_SJBF,
  ORACLE_CONSERVATIVE
} OracleQueue;
typedef enum {
  ORACLE_NO_PREEMPTION,
  ORACLE_LOWEST_PRIORITY,
  ORACLE_FEWEST_VICTIMS,
  ORACLE_LEAST_LOST_WORK,
  ORACLE_KUBE,                   /* from here on by rules of their own */
  ORACLE_VOLCANO,
  ORACLE_SLURM
} OraclePreempt;
typedef enum {
  ORACLE_FILTER_UP,
  ORACLE_FILTER_CONSTRAINTS,
  ORACLE_FILTER_TAINTS,
  ORACLE_FILTER_SPREAD,
  ORACLE_FILTER_AFFINITY,
  ORACLE_FILTER_FIT,
  ORACLE_FILTER_LIMITS,
  ORACLE_FILTERS
} OracleFilter;
/* What evicting may help with. */
#define ORACLE_SKIP_FIT (1u << ORACLE_FILTER_FIT | 1u << ORACLE_FILTER_LIMITS)
typedef enum {
  ORACLE_BEST_FIT,
  ORACLE_BEST_FIT_L2,
  ORACLE_WORST_FIT,
  ORACLE_DOT_PRODUCT,
  ORACLE_COSINE,
  ORACLE_LEAST_ALLOCATED,
  ORACLE_MOST_ALLOCATED,
  ORACLE_REQUESTED_TO_CAPACITY,
  ORACLE_BALANCED,
  ORACLE_BALANCED_CHANGE,
  ORACLE_SPREAD,
  ORACLE_PREFERENCES,
  ORACLE_RANDOM,
  ORACLE_BEST_FIT_LARGEST,
  ORACLE_DOT_PRODUCT_MIN,
  ORACLE_HYBRID,
  ORACLE_E_PVM,
  ORACLE_GPU_PACKING,
  ORACLE_GPU_CLUSTERING,
  ORACLE_FGD,
  ORACLE_NODE_AFFINITY,
  ORACLE_TOPOLOGY_SPREAD,
  ORACLE_AFFINITY,
  ORACLE_TAINT_TOLERATION,
  ORACLE_LOCALITY,
  ORACLE_SCORES
} OracleScoreKind;
typedef enum { ORACLE_TIGHTEST_DEVICE, ORACLE_FGD_DEVICE, ORACLE_RANDOM_DEVICE } OracleDeviceChoice;
typedef enum { ORACLE_TIES_FIRST, ORACLE_TIES_RANDOM, ORACLE_TIES_NEXT } OracleTies;
typedef enum { ORACLE_BY_MACHINE, ORACLE_BY_RACK, ORACLE_BY_ZONE } OracleSpreadBy;
typedef enum { ORACLE_UNPACKED, ORACLE_PACKING_PREFERRED, ORACLE_PACKING_REQUIRED } OracleGangPacking;
typedef enum {
  ORACLE_TOO_LARGE,
  ORACLE_NO_MATCH,
  ORACLE_TOPOLOGY,
  ORACLE_NEEDS_PREEMPTION,
  ORACLE_CAPACITY,
  ORACLE_FRAGMENTATION,
  ORACLE_GANG,
  ORACLE_QUOTA
} OracleReason;

/* The names scenario files use, by the numbers above. */
extern const char *const oracle_order_names[];
extern const char *const oracle_reclaim_names[];
extern const char *const oracle_tree_names[];
extern const char *const oracle_share_tie_names[];
extern const char *const oracle_queue_names[];
extern const char *const oracle_sample_names[];
extern const char *const oracle_preempt_names[];
extern const char *const oracle_filter_names[];
extern const char *const oracle_score_names[];
extern const char *const oracle_device_names[];
extern const char *const oracle_spread_names[];
extern const char *const oracle_packing_names[];
extern const char *const oracle_tie_names[];
extern const char *const oracle_reason_names[];
extern const char *const oracle_tier_names[];

/* An attribute, taint or toleration; value "" is a key alone, key "*" tolerates all. */
typedef struct {
  char key[ORACLE_NAME];
  char value[ORACLE_NAME];
} OracleLabel;

typedef struct {
  char op;                       /* '=' '!'(=) 'e'(xists) 'a'(bsent) '<' 'l'(<=) '>' 'g'(>=) */
  char key[ORACLE_NAME];
  int n_values;
  char values[3][ORACLE_NAME];
  gint64 bound;
  gint64 weight;                 /* of a preference */
} OracleCondition;

typedef struct {
  int count;
  OracleCondition item[3];
} OracleConditions;

typedef struct {
  char name[ORACLE_NAME];
  char zone[ORACLE_NAME];        /* "": none */
  char rack[ORACLE_NAME];
  gint64 capacity[ORACLE_RESOURCES];
  int n_attributes, n_taints, n_soft_taints;
  OracleLabel attributes[4];
  OracleLabel taints[2];
  OracleLabel soft_taints[3];
} OracleMachine;

typedef enum { ORACLE_ADD, ORACLE_GO_DOWN, ORACLE_COME_UP, ORACLE_DRAIN } OracleEventKind;

typedef struct {
  gint64 time;
  int machine;
  OracleEventKind kind;
} OracleEvent;

typedef struct {
  char key[ORACLE_NAME];
  int skew, domains;
  gboolean soft;
} OracleSpread;

typedef struct {
  char group[ORACLE_NAME];
  char key[ORACLE_NAME];
  gboolean apart;
  int weight;                       /* 0: it must hold */
} OracleAffinity;

typedef struct {
  char job[ORACLE_NAME];
  char name[ORACLE_NAME];
  gboolean same_row;             /* as the task before it: they arrive together */
  int user;
  int priority;
  gint64 submit;
  gint64 duration;               /* ORACLE_NONE: never ends */
  gint64 estimate;               /* ORACLE_NONE: for ever */
  gint64 checkpoint;             /* 0: none */
  gint64 budget;                 /* ORACLE_NONE: none */
  int gang;                      /* so many of its job's must run at once; 0 or 1: it is alone */
  gint64 request[ORACLE_RESOURCES];
  gint64 used[ORACLE_RESOURCES];
  gboolean peaks;
  gint64 peak[ORACLE_RESOURCES];
  gint64 peak_at, peak_for;      /* after its start; ORACLE_NONE: until it leaves */
  OracleConditions constraints, preferences;
  int n_tolerations;
  OracleLabel tolerations[5];       /* two are drawn; a test may add three */
  char group[ORACLE_NAME];          /* "": none; the job's name where that is so */
  int n_spread, n_affinity;
  OracleSpread spread[2];
  OracleAffinity affinity[2];
  int n_after;                      /* jobs that its own comes after */
  char after[ORACLE_PARENTS][ORACLE_NAME];
  int n_data;                       /* places that hold its input */
  char data[ORACLE_PLACES][ORACLE_NAME];
  gint64 data_size;                 /* MiB */
  int row;                          /* its place in the file */
  gint64 rank, flow_work;           /* of its job, and of its workflow; by oracle_find_ranks() */
  int flow;                         /* the first row of its workflow */
} OracleTask;

typedef struct {
  OracleScoreKind kind;
  double weight;
} OracleScore;

/* What [user PATH] says of a user. */
typedef struct {
  gboolean weighs;               /* it has weights of its own */
  gint64 weight[ORACLE_RESOURCES];
  gboolean says[ORACLE_RESOURCES];   /* so much is guaranteed: */
  gint64 guaranteed[ORACLE_RESOURCES];
  gboolean bounds[ORACLE_TIERS][ORACLE_RESOURCES];   /* there is a quota: */
  gint64 quota[ORACLE_TIERS][ORACLE_RESOURCES];
} OracleOwn;

/* A kind of typical tasks. */
typedef struct {
  OracleTask like;               /* request and constraints count, the request in part */
  int tasks;
} OracleKind;

typedef struct {
  guint64 seed;
  gint64 horizon;                /* ORACLE_NONE: none */
  gint64 interval;
  OracleOrder order;
  OracleTree tree;               /* share-tree */
  OracleReclaim reclaim;
  gint64 fairness_knob;          /* % */
  OracleQueue queue;
  gboolean pass_each;            /* passes = event */
  gboolean arrivals_first;       /* simultaneous = arrivals-first */
  gboolean compress_once;        /* compression = once */
  OraclePreempt preempt;
  gboolean within_tier;
  gint64 grace;
  gint64 exempt_time;
  gint64 max_evictions;          /* 0: any number */
  gint64 max_cascade;            /* 0: any number */
  gboolean kube_sampled;
  gboolean slurm_youngest, slurm_strict;
  gint64 slurm_reorder;
  gint64 aging;                  /* 0: none */
  gint64 backoff_first, backoff_last;   /* 0: none */
  gboolean reclaims;             /* reclamation = borg */
  gint64 reserve_after, reserve_interval;
  gint64 reserve_step, reserve_margin;  /* millionths */
  int cpu;                       /* the resource that is throttled */
  gboolean configured_capacity;  /* share-capacity = configured */
  gboolean tier_scope;           /* share-scope = tier */
  OracleSample sample;
  gint64 sample_size;
  OracleShareTies share_ties;
  gint64 share_weight[ORACLE_RESOURCES];
  OracleDeviceChoice device_choice;
  double typical_share;
  gboolean typical_counts[ORACLE_RESOURCES];   /* typical-resources */
  OracleSpreadBy spread_by;
  OracleGangPacking gang_packing;
  OracleSpreadBy gang_level;
  OracleTies ties;
  int n_filters;                 /* as run: `up` and `fit` in their places */
  OracleFilter filters[ORACLE_FILTERS];
  int n_scores;
  OracleScore scores[ORACLE_SCORES];
  gint64 resource_weights[ORACLE_RESOURCES];
  gint64 assumed[ORACLE_RESOURCES];            /* assumed-requests */
  gint64 transfer_rate;          /* MiB a second; 0: none */
  int n_shape;
  struct { gint64 utilization, score; } shape[4];   /* 0…100 to 0…10 */
  int tier_bound[ORACLE_TIERS];  /* lowest priority of free, batch, prod, monitoring */
} OracleOptions;

typedef struct {
  char a[ORACLE_NAME], b[ORACLE_NAME];
  int length;
} OracleLink;

typedef struct {
  int resources;
  gboolean devices[ORACLE_RESOURCES];
  int machines;
  OracleMachine machine[ORACLE_MACHINES];
  int events;                    /* in the order of the machines file, any order of time */
  OracleEvent event[ORACLE_EVENTS];
  int users;
  gint64 weight[ORACLE_USERS];   /* thousandths */
  gboolean quotas;               /* somebody has one */
  gboolean holds;                /* over-quota = hold */
  OracleOwn own[ORACLE_USERS];
  int parent[ORACLE_USERS];      /* the user above, of a lower number, or ORACLE_NONE */
  int tasks;                     /* in order of arrival: the index is the sequence */
  OracleTask task[ORACLE_TASKS];
  int n_typical;
  OracleKind typical[ORACLE_TASKS];
  OracleOptions options;
  int links;                     /* of the network file; 0: there is none */
  OracleLink link[ORACLE_LINKS];
  int distance[ORACLE_MACHINES][ORACLE_TASKS];   /* of tasks with data; by oracle_find_distances() */
  int greatest_distance;
} OracleScenario;

/* ---- what the oracle's own files, and a test that looks at one moment, share ---- */

typedef enum { ORACLE_ABSENT, ORACLE_DOWN, ORACLE_DRAINING, ORACLE_UP } OracleMachineState;
typedef enum {
  ORACLE_NOT_YET,
  ORACLE_PENDING,
  ORACLE_AWAITING,
  ORACLE_OVER_QUOTA,
  ORACLE_RUNNING,
  ORACLE_LEAVING,
  ORACLE_GONE
} OracleTaskState;

typedef struct {
  OracleTaskState state;
  int machine;                   /* where it runs or is awaited */
  gboolean impossible;           /* tried, and nothing has changed since */
  gboolean together;             /* must be placed with others of its gang */
  gboolean finished;
  gboolean kept;                 /* its time has come, and it waits for other jobs */
  gint64 started, done;
  guint64 placements;
  gint64 preemptions;
  gint64 evicted;                /* when, the last time */
  gint64 chain;                  /* of evictions, each in that instant, that led to it */
  gboolean put_off;              /* until the pass is over */
  guint64 placed_order;          /* among all placements */
  gint64 device[ORACLE_RESOURCES][ORACLE_DEVICES];   /* taken of each device */
  gint64 reserved[ORACLE_RESOURCES];                 /* with reclamation */
  gint64 finish_time, grace_time;                    /* ORACLE_NONE: none due */
  guint64 finish_order, grace_order;
  int reserved_machine;          /* conservative: ORACLE_NONE, or where it is to start */
  gint64 reserved_start;
} OracleLife;

/* Of a class, at its first task. */
typedef struct {
  gboolean blocked;
  int tries;                     /* in vain, in a row */
  gint64 next;                   /* not tried before that */
  gboolean due;                  /* there was room before `next` */
} OracleBackOff;

typedef struct {
  const OracleScenario *scenario;
  gint64 now;
  OracleMachineState machine[ORACLE_MACHINES];
  int next_in_turn;                                  /* machine, for sample = adaptive */
  int last_machine;                                  /* where a task was placed last, at first 0 */
  int held_for[ORACLE_MACHINES];                     /* task, or ORACLE_NONE */
  OracleLife task[ORACLE_TASKS];
  gboolean changed[ORACLE_MACHINES];                 /* more room since last looked at */
  OracleBackOff back_off[ORACLE_TASKS];
  gint64 longest[ORACLE_TASKS];                      /* of jobs, at their first task */
  gint64 reclaimed[ORACLE_USERS];                    /* when it did last; ORACLE_NONE: never */
  gint64 reserves_moved;                             /* when: reservations are those of then */
  gboolean released;                                 /* something left since a pass */
  gint64 begins;                                     /* a reservation does; ORACLE_NONE */
  int machine_events;                                /* of this instant, that have happened */
  gboolean spared[ORACLE_TASKS];                     /* until this instant, which has been told */
  guint64 orders;                                    /* placements and events numbered so far */
  GPtrArray *log;                                    /* of char * */
} OracleState;

typedef struct {
  OracleReason reason;
  int resource;                                      /* ORACLE_CAPACITY only, else ORACLE_NONE */
  int turned_away[ORACLE_FILTERS];                   /* by place in options.filters */
  int fit;                                           /* ORACLE_GANG only, else 0 */
} OracleWhy;

/* What a machine would have free with the tasks in `without` (flags by task, or NULL) gone. */
typedef struct {
  gint64 free[ORACLE_RESOURCES];
  gint64 device[ORACLE_RESOURCES][ORACLE_DEVICES];
} OracleRoom;

/* Runs to the end. An array of lines, one a fact; the caller unrefs. */
GPtrArray *oracle_run (const OracleScenario *scenario);

/* All machines absent, no task submitted, an empty log (freed by the caller). */
void oracle_state_init (OracleState *state, const OracleScenario *scenario);

gboolean oracle_runs_on (const OracleState *state, int task, int machine);
void oracle_room (const OracleState *state, int machine, const gboolean *without, OracleRoom *ret);
/* The same as the task sees it, which reclamation may make a matter of its tier. */
void oracle_room_for (const OracleState *state, int machine, const gboolean *without, int task,
                      OracleRoom *ret);
void oracle_reserve_limits (OracleState *state, int task);
gint64 oracle_next_usage (const OracleState *state, int task);
/* Usage and reservations become those of now. */
void oracle_move_reservations (OracleState *state,
                               void (*evict) (OracleState *state, int task, const char *cause));
gboolean oracle_room_fits (const OracleState *state, int machine, const OracleRoom *room, int task);
gboolean oracle_fits_empty (const OracleState *state, int machine, int task);
/* Takes devices for a task that fits. */
void oracle_take_devices (OracleState *state, int machine, int task);
/* The machine's value for a key, or NULL. */
const char *oracle_machine_value (const OracleMachine *machine, const char *key);
gboolean oracle_spread_holds (const OracleState *state, int machine, int task);
/* Raw values for scores, by machine; in: as for oracle_score(). ORACLE_NONE: it takes no part. */
void oracle_crowding (const OracleState *state, int task, const gboolean *in,
                      gint64 ret[ORACLE_MACHINES]);
gint64 oracle_pull (const OracleState *state, int machine, int task);
gboolean oracle_near_holds (const OracleState *state, int machine, int task);
gboolean oracle_affinity_holds (const OracleState *state, int machine, int task);
gboolean oracle_tolerates (const OracleTask *task, const OracleLabel *taint);
gboolean oracle_condition_holds (const OracleMachine *machine, const OracleCondition *condition);
/* The place in options.filters of the first filter that refuses; ORACLE_NONE when all pass.
 * skip: filters (bits) to leave out. */
int oracle_turned_away (const OracleState *state, int machine, int task, guint skip);
/* Do priority, as it has grown, and age put task a before task b, of the same tier? */
gboolean oracle_more_urgent (const OracleScenario *scenario, int a, int b);
int oracle_tier (const OracleScenario *scenario, int priority);
gint64 oracle_lost (const OracleState *state, int task);

/* The best feasible machine of those allowed (NULL: all); ORACLE_NONE when there is none. */
int oracle_best_machine (OracleState *state, int task, const gboolean *allowed);
void oracle_place (OracleState *state, int task, int machine);
/* The task to try next, or ORACLE_NONE when the pass is over. */
int oracle_next_task (const OracleState *state);
/* The task arrives: what is known of how long its job takes. */
void oracle_note_longest (OracleState *state, int task);
/* Under hdrf, the user of the tier whose turn it is; ORACLE_NONE: nobody's. */
int oracle_tree_user (const OracleState *state, int tier);
/* Pending, in the queue, and of the tier. */
gboolean oracle_queued (const OracleState *state, int task, int tier);
typedef enum { ORACLE_ALL_TASKS, ORACLE_UNTRIED_TASKS, ORACLE_HOPEFUL_TASKS } OracleTasks;
/* The user's first task of the tier in the queue, or ORACLE_NONE: of all, of those not known to be
 * impossible, or of those that can be placed now. */
int oracle_first_task (const OracleState *state, int user, int tier, OracleTasks which);
/* How much the task counts where shares are equal. */
gint64 oracle_tie_count (const OracleState *state, int task);
/* Does the order count a user's first task as if it ran? */
gboolean oracle_counts_first (const OracleScenario *scenario);
/* The part of a resource that makes a user's share where it holds so much, whatever its weight; FALSE:
 * the resource does not count. */
gboolean oracle_part (const OracleScenario *scenario, int user, int resource, gint64 held,
                      gint64 capacity, gint64 *ret_part, gint64 *ret_whole);
/* What shares are parts of, and whether a task counts for the shares in a tier. */
void oracle_share_capacity (const OracleState *state, gint64 ret_capacity[ORACLE_RESOURCES]);
gint64 oracle_share_weight (const OracleScenario *scenario, int user, int resource);
gboolean oracle_counts_in (const OracleState *state, int task, int tier);
gboolean oracle_on_machine (const OracleState *state, int task);
/* Could some machine take the task now, by eviction if that is allowed? */
gboolean oracle_can_go (const OracleState *state, int task);
/* A pass under easy, easy-sjbf or conservative. */
void oracle_backfill (OracleState *state);
/* When, with compression = once, a reservation begins next, as of this pass; or ORACLE_NONE. */
gint64 oracle_next_reservation (const OracleState *state);

/* The first resource of which a quota leaves too little for the task; ORACLE_NONE: none. alone: if there
 * were no others. */
int oracle_over_quota (const OracleState *state, int task, gboolean alone);
/* Does another one of its user and tier wait to be admitted that came before it? */
gboolean oracle_stands_behind (const OracleState *state, int task);
/* Who is admitted now, of those who wait for that; ORACLE_NONE: nobody. */
int oracle_admitted (const OracleState *state);
/* Is there a job that the task's comes after, and that has not finished? */
gboolean oracle_must_wait (const OracleState *state, int task);
/* What orders of workflows go by, of all tasks. */
void oracle_find_ranks (OracleScenario *scenario);

/* How far machines are from tasks' data. */
void oracle_find_distances (OracleScenario *scenario);
double oracle_locality (const OracleScenario *scenario, int machine, int task);
/* From when the task is placed until it runs. */
gint64 oracle_transfer_time (const OracleScenario *scenario, int machine, int task);

gboolean oracle_same_gang (const OracleScenario *scenario, int a, int b);
/* How many more of the task's gang must run. */
int oracle_gang_need (const OracleState *state, int task);
/* Places as many of the gang as it needs, of those that wait; FALSE: it cannot, nothing is changed. */
gboolean oracle_gang_starts (OracleState *state, int task);
/* Where the next of its tasks goes, `left` being left with it; ORACLE_NONE: nowhere. packing: all 0
 * before the first. */
typedef struct {
  gboolean entered;              /* a domain */
  gint64 room;                   /* left there */
  gboolean allowed[ORACLE_MACHINES];
} OraclePacking;
int oracle_gang_machine (OracleState *state, int task, int left, OraclePacking *packing);
/* All of the gang must be placed together, or need no longer. */
void oracle_gang_mark (OracleState *state, int task, gboolean together);

/* The first task of the scenario that is of the same class. */
int oracle_class_of (const OracleScenario *scenario, int task);
gboolean oracle_backs_off (const OracleState *state);
/* Has the task, or, with back-offs, its class been tried, and is not to be tried now? */
gboolean oracle_in_vain (const OracleState *state, int task);
/* With back-offs: it has been, and a machine was found or was not. */
void oracle_tried (OracleState *state, int task, gboolean in_vain);
/* What machines that have changed could take need no longer wait, unless they back off. */
void oracle_look_at_changes (OracleState *state);
/* Back-offs that end now; when the next ends (G_MAXINT64: never) of those for whom there was room. */
void oracle_end_back_offs (OracleState *state);
gint64 oracle_next_back_off (const OracleState *state, gint64 after);

/* Finds the typical tasks among the scenario's. */
void oracle_find_typical (OracleScenario *scenario);
double oracle_fgd (const OracleState *state, int machine, int task);
double oracle_gpu_packing (const OracleState *state, int machine, int task);
double oracle_gpu_clustering (const OracleState *state, int machine, int task);
/* Without those that look at more than what the machine has, and has free. */
double oracle_room_score (const OracleState *state, int machine, int task);
/* in: by machine, which are feasible and of the sample: some scores compare these. */
double oracle_score (const OracleState *state, int machine, int task, const gboolean *in);
/* One step of SplitMix64. */
guint64 oracle_mix (guint64 x);

/* A task that may be evicted from the machine at hand. */
typedef struct {
  int task;
  gint64 priority, size, loss;
} OracleVictim;

/* Those that may be evicted for a task, in victim order; how many. */
int oracle_list_victims (const OracleState *state, int machine, int task, OracleVictim *list);
/* What is left of its job's budget when the first so many of the list are evicted. */
gint64 oracle_budget_left (const OracleState *state, const OracleVictim *list, int before,
                           int task);
/* oracle_preempt() for kube, volcano and slurm-partition. */
gboolean oracle_preempt_by_rules (const OracleState *state, int task, int *ret_machine,
                                  int victims[ORACLE_TASKS], int *ret_n_victims);
/* A task that takes room from others of its priority, where, and from whom (in the order in which they
 * leave); ORACLE_NONE: nobody may. */
int oracle_reclaim (const OracleState *state, int *ret_machine, int victims[ORACLE_TASKS],
                    int *ret_n_victims);
/* Size of a task on a machine, as victims are measured. */
gint64 oracle_size_on (const OracleScenario *scenario, int machine, int task);
/* Would evicting all that the task may evict let it go there? */
gboolean oracle_could_evict (const OracleState *state, int machine, int task);
/* … make room there, whatever filters say? */
gboolean oracle_room_by_eviction (const OracleState *state, int machine, int task);
/* The machine to preempt on and its victims in victim order; FALSE when there is none. */
gboolean oracle_preempt (const OracleState *state, int task, int *ret_machine,
                         int victims[ORACLE_TASKS], int *ret_n_victims);
/* Why the pending task cannot be placed at this moment. */
OracleWhy oracle_why (const OracleState *state, int task);
