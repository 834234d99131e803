/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fair-share reclaim: when nothing more can be placed, a user whose share is low may have a task of
 * its own placed where tasks of the same priority are evicted of users whose shares are high, as far
 * as that does not turn the order of shares around (docs/simulation.md, "Reclaim").
 *
 * Whoever has reclaimed at an instant loses nothing by it at the same instant: so it ends. */
#pragma once

#include "scheduler/choose/pipeline.h"
#include "scheduler/queue/pending_queue.h"

typedef struct Reclaim Reclaim;

/* Whom it takes from, and the shares that allow it. */
typedef struct {
  const Task *task; /* the victim */
  OrderKey before;  /* its user's share without those who had been taken until then, and … */
  OrderKey after;   /* … without this one, too */
} ReclaimStep;

typedef struct {
  Tier tier;
  OrderKey taker;      /* with the task */
  const GArray *steps; /* of ReclaimStep, one a victim, in their order */
} ReclaimCase;

/* Borrows all of them. The order must measure shares. */
Reclaim *reclaim_new (const OrderPolicy *order, const SchedulerOptions *options, const Cell *cell,
                      const Users *users, Pipeline *pipeline, PendingQueue *pending);
void reclaim_free (Reclaim *reclaim);

/* The task that is to be placed by it, of which none of its class can be placed otherwise; NULL: there
 * is none. pending_queue_take() takes it out. */
Task *reclaim_next (Reclaim *reclaim, gint64 now);
/* Where that task goes, and whom it evicts there: of Victim, in the order in which they leave; valid
 * until the next call. */
guint reclaim_machine (const Reclaim *reclaim, const GArray **ret_victims);
/* How that came to be allowed; as valid. */
const ReclaimCase *reclaim_case (const Reclaim *reclaim);
