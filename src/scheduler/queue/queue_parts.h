/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pending queue consists of, for the files that are it: pending_queue.c, user_places.c,
 * user_packing.c, user_scan.c and user_tree.c. */
#pragma once

#include "scheduler/queue/pending_queue.h"
#include "scheduler/queue/share_tree.h"
#include "scheduler/queue/user_lines.h"

/* For an order that packs: what waits of a user in a class. */
typedef struct {
  ClassLine *line;
  gint64 alignment; /* with what is free */
  gint64 work;      /* that its job still has, > 0 */
  guint64 sequence; /* of its task */
} Candidate;

/* A user in one tier. */
typedef struct {
  OrderKey key;     /* as it was when the user found its place */
  gboolean placed;  /* stands in TierQueue.users */
  gboolean changed; /* stands in TierQueue.changed */
  UserLines lines;  /* in the running: those with tasks, see pending_queue.h */
  guint64 followed; /* wakes of the tier that `lines` knows of */
} TierUser;

typedef struct {
  guint lines; /* with tasks */
  gboolean blocked;
  GPtrArray *known; /* of ClassLine: all there are; NULL: nobody asks */
} ClassState;

typedef struct {
  GPtrArray *users;    /* of TierUser: those with tasks, in order */
  GPtrArray *changed;  /* of TierUser: those that must find their place anew */
  gboolean reshuffled; /* every share may have changed */
  guint passed;        /* how many users, from the first, have no task that may be tried */
  guint open;          /* how many classes with tasks are not blocked */
  guint64 wakes;
  ShareTree *tree; /* has the users in order instead; or NULL */
  gboolean asked_known;
  guint asked; /* bits of resources that tasks ask for which may be placed */
} TierQueue;

struct PendingQueue {
  const OrderPolicy *order;
  const SchedulerOptions *options;
  const Cell *cell;
  const Users *all_users;
  gboolean merged;
  gboolean passes_blocked; /* what is blocked does not end the tier */
  guint words;      /* of classes as bits: */
  guint64 *open;    /* with tasks, and not blocked */
  guint64 *waiting; /* with tasks */
  guint64 *of_tier[N_TIERS];
  const guint64 *allowed; /* blocked, but may be tried; or NULL */
  ClassState *classes;
  TierUser **users; /* [user * N_TIERS + tier], made when needed */
  TierQueue tiers[N_TIERS];
  JobPlaces *jobs;   /* NULL: an order of users */
  GArray *candidates; /* of Candidate: scratch of an order that packs; else NULL */
  ClassLine *pushed; /* the line last pushed to */
  guint pushed_user; /* whose task that was */
  ClassLine *turn;   /* the line of the task last returned by next */
  Total *asked;      /* [(user * N_TIERS + tier) * MAX_RESOURCES]; NULL: nobody compares it */
};

static inline guint64
class_bit (guint task_class)
{
  return G_GUINT64_CONSTANT (1) << task_class % 64;
}

static inline gboolean
is_blocked (const PendingQueue *queue, const ClassLine *line)
{
  return queue->classes[line->task_class->index].blocked;
}

static inline int
compare_keys (const PendingQueue *queue, const OrderKey *a, const OrderKey *b)
{
  int order = queue->order->compare (a, b);
  return order != 0 ? order : COMPARE (a->user, b->user);
}

/* The user has changed: it finds its place among those of the tier once, before the next choice. */
void user_places_note (PendingQueue *queue, TierUser *user, Tier tier);
/* Those that have changed find their places. */
void user_places_settle (PendingQueue *queue, TierQueue *tier);

/* The user's first line: of a class that is not blocked, where such a class may pass others. */
ClassLine *queue_line_of_user (PendingQueue *queue, const TierQueue *tier, TierUser *user);

/* … or one that is blocked but may be tried, where such may pass others. */
ClassLine *queue_line_to_try_of (PendingQueue *queue, const TierQueue *tier, TierUser *user);

/* What the user's tasks that wait in the tier ask for, by resource. */
static inline Total *
queue_asked_of (const PendingQueue *queue, guint user, Tier tier)
{
  return queue->asked + ((gsize) user * N_TIERS + tier) * MAX_RESOURCES;
}

/* The line whose turn it is where users have no lasting place; NULL: nobody's. */
ClassLine *user_scan_first (PendingQueue *queue, TierQueue *tier);

/* The line whose turn it is in an order that packs; NULL: nobody's. */
ClassLine *user_packing_first (PendingQueue *queue, TierQueue *tier);

/* Whose turn it is in the tree; NULL: nobody's. */
TierUser *user_tree_first (PendingQueue *queue, TierQueue *tier);
