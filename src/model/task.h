/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks and jobs that are alive in a run: pending, running, or leaving. Plain structs, because the
 * hot loop and every observer read them.
 *
 * A Task lives in a TaskPool from its submit to its end and is recycled after; pointers to it are
 * stable meanwhile, and its slot is a small number, dense enough for arrays beside it. Jobs live as
 * long as they have live tasks. */
#pragma once

#include "model/component.h"
#include "model/duration.h"
#include "model/resources.h"
#include "model/task_class.h"
#include "model/task_name.h"
#include "model/usage_peak.h"
#include "util/fraction.h"

#define MACHINE_NONE G_MAXUINT
#define TIME_UNSET   (-1)
#define CHAIN_MAX    G_MAXUINT8

typedef enum G_GNUC_PACKED {
  TASK_PENDING,  /* in the queue */
  TASK_AWAITING, /* out of the queue: a machine is held for it */
  TASK_RUNNING,
  TASK_OVER_QUOTA, /* not admitted: in no queue */
  TASK_LEAVING, /* running, in its grace period */
  TASK_GONE,    /* finished or dropped; told to observers, then recycled */
} TaskState;

typedef struct Task Task;
typedef struct Gang Gang; /* model/gang.h */

typedef struct {
  const char *name;
  guint hash;    /* of the name */
  guint live;    /* tasks not gone */
  guint down;    /* evicted and not running again, or in their grace period */
  JobPlace place; /* in the workload's graphs, where it has such: of the row that came last */
  JobRank rank;   /* there; else all zero */
  Task *running; /* list through Task.next_in_job */
  Gang *gang;    /* what its tasks of a gang's class are; NULL: it has none */
  /* By the estimates of its tasks that are not gone, told by job_expect() and job_done_with(): */
  gint64 longest; /* … or were there since it last had none; DURATION_UNENDING: for ever */
  guint endless;  /* tasks that go on for ever */
  Wide sum;       /* of the others */
} Job;

/* Ordered by who touches it, in lines of 64 bytes: what queues and events look at, what placing and
 * leaving do, and the rest. Three lines a task. */
struct Task {
  _Alignas (64) guint64 sequence;
  gint64 submit;
  gint64 queued;   /* since when it is pending (submit, or its last eviction) */
  gint64 duration; /* DURATION_UNENDING: never ends by itself */
  gint64 started;  /* its present run, which begins when its data has come; TIME_UNSET when it
                      does not run */
  guint user;
  guint task_class;
  guint slot;
  TaskState state;
  guint8 chain;   /* of its last eviction, see task_chain(); at most CHAIN_MAX */
  guint16 budget; /* not evicted while so many tasks of its job are down; or BUDGET_NONE */
  guint machine;      /* where it runs, or is awaited; else MACHINE_NONE */
  guint finish_event; /* where its events stand in the event queue; 0: nowhere */

  Job *job;
  const Amounts *used;  /* NULL: as much as its class requests; see task_used() */
  gint64 done;          /* work kept from earlier runs, us */
  gint64 first_started; /* TIME_UNSET: never placed */
  /* Lists it stands in, kept by their owners. */
  union {
    Task *next_on_machine;
    Task *next_waiting; /* who waits is on no machine */
  };
  Task *previous_on_machine;
  Task *next_in_job, *previous_in_job;

  TaskName name; /* its base belongs to the pool */
  gint64 checkpoint;
  gint64 estimate; /* how long its user says it takes in all; DURATION_UNENDING: for ever */
  guint64 devices[MAX_DEVICE_RESOURCES]; /* bit set of the devices it holds */
  guint placements;
  guint preemptions; /* evictions for another task's sake */
  guint failures;    /* evictions because a machine went down, or ran short */
  guint grace_event;
};

/* A task of the job has come, or is gone, that is said to take so long. */
void job_expect (Job *job, gint64 estimate);
void job_done_with (Job *job, gint64 estimate);
/* How long all of its tasks that are not gone take by estimate, one after the other;
 * DURATION_UNENDING: for ever. */
gint64 job_remaining (const Job *job);

/* What it uses while it runs. */
static inline const Amounts *
task_used (const Task *task, const Amounts *request)
{
  return task->used != NULL ? task->used : request;
}

/* How many evictions of this very instant, one for the other's sake, made it wait. */
static inline guint
task_chain (const Task *task, gint64 now)
{
  return task->queued == now ? task->chain : 0;
}

/* Work done in the present run and before it, and how much of it a checkpoint keeps, at time now.
 */
gint64 task_progress (const Task *task, gint64 now);
gint64 task_saved (const Task *task, gint64 now);

typedef struct TaskPool TaskPool;

TaskPool *task_pool_new (void);
void task_pool_free (TaskPool *pool);
/* A zeroed task with its slot set. The job of that name is made if none is alive. Strings are
 * copied; those of the task before are shared, so that a run of tasks of one job costs no look-up
 * and no allocation. */
Task *task_pool_add (TaskPool *pool, const char *job, TaskName name);
void task_pool_remove (TaskPool *pool, Task *task);
/* Gives the task a copy of what it uses. */
void task_pool_set_used (TaskPool *pool, Task *task, const Amounts *used);
/* Gives it a copy of its peak; NULL: it has none. */
void task_pool_set_peak (TaskPool *pool, const Task *task, const UsagePeak *peak);
/* How much input it has, MiB; 0 where nothing has been said of the slot. */
void task_pool_set_data_size (TaskPool *pool, const Task *task, Amount size);
Amount task_pool_data_size (const TaskPool *pool, const Task *task);
const UsagePeak *task_pool_peak (const TaskPool *pool, const Task *task);
/* What has been set with task_pool_set_used(), as it must have been, whatever task->used is now. */
const Amounts *task_pool_usual (const TaskPool *pool, const Task *task);
/* How many tasks are alive. */
guint task_pool_count (const TaskPool *pool);
/* One more than the highest slot ever used. */
guint task_pool_slots (const TaskPool *pool);
/* The live task in a slot, or NULL. */
Task *task_pool_get (const TaskPool *pool, guint slot);
