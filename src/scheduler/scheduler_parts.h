/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scheduler is made of, for its own files: deciding (scheduler.c) and waking (waking.c). */
#pragma once

#include "scheduler/backfill/backfill.h"
#include "scheduler/blocked/back_offs.h"
#include "scheduler/blocked/chances.h"
#include "scheduler/blocked/explanation.h"
#include "scheduler/blocked/witnesses.h"
#include "scheduler/evict/eviction_walk.h"
#include "scheduler/evict/preemption.h"
#include "scheduler/evict/victim_search.h"
#include "scheduler/gang/gangs.h"
#include "scheduler/policy_tables.h"
#include "scheduler/queue/pending_queue.h"
#include "scheduler/reclaim/reclaim.h"
#include "scheduler/scheduler.h"

struct Scheduler {
  const SchedulerOptions *options;
  const Cell *cell;
  Pipeline *pipeline;
  PendingQueue *pending;
  Backfill *backfill; /* NULL: all wait in `pending` */
  Gangs *gangs;       /* NULL: there are none */
  const PreemptPolicy *preempt;
  BlockedClasses *blocked;
  Chances *chances; /* NULL when a class that has one may have to wait for it: it is woken */
  BackOffs *back_offs; /* NULL: who could be placed may be tried */
  Witnesses *witnesses; /* NULL: whether a class can be placed is known when it is tried */
  Reclaim *reclaim;     /* NULL: users do not take from each other */
  const Task *taker;    /* to be placed by it, if anybody */
  GArray *woken; /* of guint: scratch for the caller */
  GPtrArray *put_off; /* of Task: out of the queue until the pass is over */
  EvictionRooms *rooms;
  VictimSearch *search; /* NULL when nothing is ever evicted, or … */
  EvictionWalk *walk;   /* … this finds whom to evict; else NULL */
  gint64 now;
  Explainer *explainer;
};

static inline gboolean
scheduler_preempts (const Scheduler *scheduler)
{
  return scheduler->search != NULL || scheduler->walk != NULL;
}

/* Could the machine, as it is now, take a task of the class, and evict nobody? data: the Scheduler. */
gboolean scheduler_is_feasible (const TaskClass *task_class, guint machine, gpointer data);
/* Could it, by eviction if that is allowed? */
gboolean scheduler_could_take (const TaskClass *task_class, guint machine, gpointer data);
/* The class is among those that a machine may do for. */
void scheduler_list_blocked (Scheduler *scheduler, const TaskClass *task_class);
