/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scheduler: which task next, and what to do with it. Sees the cell read-only, keeps the
 * pending queue and which classes are blocked, counts nothing, knows no observer, file or clock. */
#pragma once

#include "scheduler/choose/pipeline.h"
#include "scheduler/reclaim/reclaim.h"

typedef enum { DECISION_PLACE, DECISION_PREEMPT, DECISION_BLOCKED } DecisionKind;

typedef struct {
  DecisionKind kind;
  guint machine;         /* PLACE, PREEMPT */
  const GArray *victims; /* PREEMPT: of Victim, in victim order; valid until the next decision */
  gboolean reclaimed;    /* PREEMPT: by shares (scheduler/reclaim/reclaim.h), not by priority … */
  const ReclaimCase *reclaim; /* … which are these; valid as long as victims; else NULL */
  gboolean woken;        /* PLACE, PREEMPT: the class was blocked until now */
  gboolean known;        /* BLOCKED: as before, nothing new; `why` is not filled in */
  Blocked why;           /* BLOCKED */
} Decision;

typedef struct Scheduler Scheduler;

/* Looks at the cell, and leaves it as it is: gangs are placed there for trial. */
Scheduler *scheduler_new (const SchedulerOptions *options, Cell *cell, const Users *users,
                          guint64 seed);
void scheduler_free (Scheduler *scheduler);

const char *const *scheduler_filters (const Scheduler *scheduler);

/* A task joins the queue. */
void scheduler_add (Scheduler *scheduler, Task *task);
/* The task whose turn it is, or NULL: the pass is over. */
Task *scheduler_next (Scheduler *scheduler, gint64 now);
/* What to do with it. A class that cannot be placed is blocked from then on. A task that a plan
 * holds back, or that may evict nobody in this pass (`max-cascade`), is BLOCKED too, without its
 * class being so: nothing new. */
void scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret);
/* Which devices it gets on a machine where it fits, just before it is placed: sets task->devices, or
 * leaves the choice to the cell. */
void scheduler_choose_devices (const Scheduler *scheduler, Task *task, guint machine);
/* The task that scheduler_next() returned leaves the queue: placed, awaiting, or dropped, or one of
 * its gang does so with it. */
void scheduler_take (Scheduler *scheduler, Task *task);
/* The gang's waiting tasks, one at least, are about to become of another class. TRUE: the class that
 * they leave is blocked no more, for nobody of it waits. */
gboolean scheduler_regroup (Scheduler *scheduler, Gang *gang, guint task_class);

/* Tell what has changed in the cell, before the next scheduler_next(): */
void scheduler_holding_changed (Scheduler *scheduler, guint user);
/* A task of the job has come, or is gone. */
void scheduler_job_changed (Scheduler *scheduler, const Job *job);
void scheduler_capacity_changed (Scheduler *scheduler);
/* Something left the machine, its state changed, or one of its tasks may be evicted that was spared.
 * Returns the classes that are blocked no more, a GArray of guint valid until the next call; under
 * `skip` few are, for classes have a chance without being woken (blocked/chances.h). */
const GArray *scheduler_machine_changed (Scheduler *scheduler, guint machine, gint64 now);
/* After all of these, and after a placement too: classes that are blocked no more because of where
 * other tasks run now. The same. */
const GArray *scheduler_others_changed (Scheduler *scheduler);

/* When blocked classes may be tried again for which there has been room before that, or when a plan
 * has somebody start; TIME_NEVER. */
gint64 scheduler_retry_due (const Scheduler *scheduler);
/* When a class that backs off after so many attempts in vain may be tried again; 0: none does. */
gint64 scheduler_backs_off_until (const Scheduler *scheduler, guint task_class, gint64 now,
                                  guint *ret_tries);
/* They may now, before the next pass: returns those that are blocked no more, as above. */
const GArray *scheduler_retry (Scheduler *scheduler, gint64 now);
