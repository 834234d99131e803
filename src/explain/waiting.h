/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why the tasks of a class wait. */
#pragma once

#include "explain/choice.h"
#include "explain/relaxation.h"

typedef struct {
  const TaskClass *task_class;
  gboolean over_quota;    /* these are not admitted; others of the class may be */
  guint tasks;            /* pending, and not awaiting a machine that is held for them */
  gint64 since;           /* the earliest submit among them */
  Choice *choice;         /* what filters say */
  gboolean has_reason;    /* FALSE: a machine could take it, its turn has not come */
  Blocked why;
  gint64 next_try;        /* its class backs off: it is not tried before that; 0: it does not … */
  guint tries;            /* … after so many attempts in vain */
  GPtrArray *relaxations; /* of Relaxation; NULL without a reason, or where not asked for */
} Waiting;

/* Every class with waiting tasks, most tasks first, then by index; the smallest relaxations of the
 * first `relax` of those that have a reason. A GPtrArray of Waiting that frees them. */
GPtrArray *waiting_find (const Moment *moment, guint relax);
/* Of a task that is beyond a quota, in a resource or -1. */
Waiting *waiting_over_quota (const Moment *moment, const Task *task, int resource);
/* The one class of a task, with relaxations. */
Waiting *waiting_of_task (const Moment *moment, const Task *task);
void waiting_free (Waiting *waiting);
