/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of a backfilling plan: one const descriptor a file, gathered in backfill.c.
 *
 * A pass walks the line of waiting tasks. Of each the plan first learns whether it could start: a
 * task that finds room on some machine is asked about machine by machine (may_start), and then is
 * started or not; one that finds none at all is not asked about. So the plan decides who waits for
 * whom, and never looks for room by itself but in the future. */
#pragma once

#include "scheduler/backfill/task_line.h"
#include "scheduler/choose/pipeline.h"

/* What every plan sees. */
typedef struct {
  const Cell *cell;
  Pipeline *pipeline;
  const TaskLine *line; /* all that wait, in the order in which they are served */
  gboolean compress_once; /* reservations move up once a pass (SchedulerOptions) */
  gint64 now;           /* of this pass */
} PlanView;

typedef struct {
  gpointer (*new) (const PlanView *view); /* which outlives the plan */
  void (*free) (gpointer plan);
  /* Something has left the machine, or its state has changed, since the last pass. */
  void (*machine_changed) (gpointer plan, guint machine);
  void (*begin) (gpointer plan);
  /* Is the task to be looked at? room: its class is not known to have none. May be NULL: all are. */
  gboolean (*consider) (gpointer plan, const Task *task, gboolean room);
  /* The machine has room for the task and passes its filters: may it start there now? */
  gboolean (*may_start) (gpointer plan, const Task *task, guint machine);
  void (*started) (gpointer plan, const Task *task, guint machine);
  /* The task was looked at and does not start. TRUE: it is the head. The walk goes on in the tail's
   * order, and passes over tasks that find no room. */
  gboolean (*waits) (gpointer plan, const Task *task);
  /* The walk is over. TRUE: once more from the front. May be NULL: never. */
  gboolean (*again) (gpointer plan);
  /* When there must be a pass though nothing has happened; TIME_NEVER. After the last pass of that
   * time it is another time. May be NULL: never. */
  gint64 (*due) (gpointer plan);
} BackfillPlan;

extern const BackfillPlan plan_easy, plan_conservative;
