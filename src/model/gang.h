/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job that is a gang: its tasks, which are alike, are placed together or not at all, and when too
 * few of them are left running they leave together. `need` is the one of their class. */
#pragma once

#include "model/task_class.h"
#include "model/task.h"

struct Gang {
  guint least;   /* so many of its tasks must run, or have finished */
  guint need;    /* so many must be placed together: 1 when it has started */
  guint running, finished;
  /* What the scheduler keeps of it (scheduler/gang/gangs.h). */
  GPtrArray *waiting; /* of Task, by sequence */
  Task *queued;       /* stands in the queue for all that wait; NULL: none does yet */
  gboolean noted;
};

/* For the tasks of a class of gangs, none of which has been placed. */
Gang *gang_new (const TaskClass *task_class);
void gang_free (Gang *gang);

static inline gboolean
gang_has_enough (const Gang *gang)
{
  return gang->running + gang->finished >= gang->least;
}

/* The gang that the task belongs to; NULL: none. */
static inline Gang *
gang_of (const Task *task, const TaskClass *task_class)
{
  return task_class->gang > 0 ? task->job->gang : NULL;
}
