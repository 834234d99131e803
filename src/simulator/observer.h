/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Observers: told the facts of a run, they keep the figures. The simulator and the scheduler count
 * nothing. berth's own are in metrics/, one file a measure; a test may add another.
 *
 * A fact is told after the cell has changed, with the time at which it happened. Times never go
 * back. Hooks may be NULL. Tasks, the cell and the facts are only lent: copy what you keep. */
#pragma once

#include "scenario/scenario.h"
#include "model/cell.h"
#include "scheduler/scheduler.h"

/* For another task's sake; the machine went down; it ran short of what tasks use (reclamation). */
typedef enum { EVICT_PREEMPTED, EVICT_FAILED, EVICT_SHORTFALL } EvictCause;

/* One try of a scheduler that takes time to place what waits of a job. */
typedef struct {
  guint scheduler; /* of scenario->schedulers */
  const Job *job;
  guint number;    /* of the job's attempts, from 1 */
  gboolean again;  /* the job has come back, and begun anew: its tasks had been placed before */
  gint64 queued;   /* since when the job waits */
  gint64 began;
  guint tasks;     /* that it was about */
  guint placed;
  guint conflicts; /* placements that conflicted; without any, and something placed, it succeeded */
  guint left;      /* tasks that wait now */
  gboolean abandoned; /* they are dropped */
} Attempt;

typedef struct Results Results; /* metrics/results.h */
typedef struct Summary Summary; /* metrics/summary.h */

/* What an observer may look at all through the run. */
typedef struct {
  const Scenario *scenario;
  const Cell *cell;
  const TaskPool *tasks;
  const char *const *filters; /* names in pipeline order, NULL-terminated */
} ObserverContext;

typedef struct ObserverType ObserverType;

typedef struct Observer {
  const ObserverType *type;
  const ObserverContext *context;
  /* an observer's own state follows */
} Observer;

struct ObserverType {
  const char *name;
  const char *summary;
  /* Is there anything for it to do in this scenario? NULL: there always is. */
  gboolean (*wanted) (const Scenario *scenario);
  /* results: NULL when no files are wanted (figures go to the summary only). */
  Observer *(*create) (const ObserverContext *context, Results *results, GError **error);
  void (*submitted) (Observer *self, gint64 now, const Task *task);
  /* A task that was submitted just now would exceed a quota of its user: of the resource, or -1 where
     it stands behind others to whom that happened. It waits outside the queue until it is admitted,
     or is dropped next. */
  void (*over_quota) (Observer *self, gint64 now, const Task *task, int resource, gboolean waits);
  void (*admitted) (Observer *self, gint64 now, const Task *task);
  /* The scheduler has decided what to do with a task; unlike all else, told before it is done: the
     cell is what the decision was based on. */
  void (*decided) (Observer *self, gint64 now, const Task *task, const Decision *decision);
  /* placed again counts too: task->placements tells. */
  void (*placed) (Observer *self, gint64 now, const Task *task);
  void (*finished) (Observer *self, gint64 now, const Task *task);
  /* Told when it leaves the machine (at the end of its grace), with task->machine the machine it
     left and task->done already set back to what is kept; lost: the work lost, us; started: when
     the run that ended had begun. */
  void (*evicted) (Observer *self, gint64 now, const Task *task, EvictCause cause, gint64 lost,
                   gint64 started);
  void (*dropped) (Observer *self, gint64 now, const Task *task);
  /* The class cannot be placed, from now until woken. */
  void (*blocked) (Observer *self, gint64 now, guint task_class, const Blocked *why);
  void (*woken) (Observer *self, gint64 now, guint task_class);
  /* A machine is held for task, which leaves the queue / no longer held: it is back, before
     anything else is told of it. */
  void (*held) (Observer *self, gint64 now, const Task *task, gboolean held);
  /* A pending task is about to become one of another class: its gang starts and leaves it behind, or
     must start again. */
  void (*regrouped) (Observer *self, gint64 now, const Task *task, guint task_class);
  /* An attempt has ended; what it placed has been told, what it drops has not. */
  void (*attempt) (Observer *self, gint64 now, const Attempt *attempt);
  /* cell->state[machine] and the capacity sums have changed. */
  void (*machine) (Observer *self, gint64 now, guint machine);
  /* One scheduling pass is over; decisions: how many were taken in it. */
  void (*passed) (Observer *self, gint64 now, guint64 decisions);
  void (*sample) (Observer *self, gint64 now);
  /* The end: tasks still alive are in context->tasks. Writes its files and its part of the summary.
   */
  gboolean (*finish) (Observer *self, gint64 now, Summary *summary, GError **error);
  void (*free) (Observer *self);
};
