/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several schedulers on one cell, or one whose decisions take time: who serves which tasks, how
 * long each decides, and how they share the cell. What they do is simulator/attempts.h. */
#pragma once

#include "model/task_class.h"
#include "model/users.h"
#include "scheduler/scheduler_options.h"

typedef enum {
  SHARING_MONOLITHIC,   /* one after the other: one queue */
  SHARING_SHARED_STATE, /* all at once, on copies of the cell's state (Omega) */
  SHARING_TWO_LEVEL,    /* one at a time has all that is free on offer (Mesos) */
} Sharing;

typedef struct {
  char *name;
  guint tiers;            /* set of those it serves: bit Tier */
  gint32 lowest, highest; /* priorities that it serves */
  guint8 *users;          /* by user: 1: it serves it; NULL: it serves all */
  gint64 job_time;        /* us: an attempt takes job_time + task_time × tasks */
  gint64 task_time;
  GArray *scores;         /* of WeightedScore: these and ties are its own, all else … */
  Ties ties;              /* … is as Scenario.scheduler has it */
} NamedScheduler;

typedef struct {
  GPtrArray *list;        /* of NamedScheduler; NULL: one decides, in no time, task by task */
  Sharing sharing;
  gboolean coarse;        /* conflicts by machine, not by what fits */
  gboolean all_or_nothing;
} NamedSchedulers;

#define SCHEDULER_NONE G_MAXUINT

static inline const NamedScheduler *
named_schedulers_get (const NamedSchedulers *schedulers, guint scheduler)
{
  return (const NamedScheduler *) g_ptr_array_index (schedulers->list, scheduler);
}

/* The first that serves the user's tasks of the class, or SCHEDULER_NONE. */
guint named_schedulers_route (const NamedSchedulers *schedulers, guint user,
                              const TaskClass *task_class);
/* How long an attempt with so many tasks takes, us; TIME_NEVER where that is beyond all time. */
gint64 named_scheduler_time (const NamedScheduler *scheduler, guint tasks);

NamedScheduler *named_scheduler_new (const char *name);
void named_scheduler_free (NamedScheduler *scheduler);
void named_schedulers_clear (NamedSchedulers *schedulers);
