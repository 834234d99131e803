/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gangs that wait (docs/simulation.md, "Gangs"). Of each, one task stands in the pending queue for
 * all: the first of those that wait. When its turn comes, and the gang needs several at once, they
 * are placed for trial in the cell, one after the other, and taken back in any case; if there were
 * enough, the trial is a script of placements that the next decisions follow.
 *
 * A class whose need is above 1 is blocked here and not among the blocked classes, for a machine with
 * room for one task is not enough for it. */
#pragma once

#include "model/gang.h"
#include "scheduler/choose/pipeline.h"
#include "scheduler/queue/pending_queue.h"

typedef struct Gangs Gangs;

/* Borrows all of them. */
Gangs *gangs_new (const SchedulerOptions *options, Cell *cell, Pipeline *pipeline,
                  PendingQueue *pending);
void gangs_free (Gangs *gangs);

/* A task of a gang waits, or does no longer. */
void gangs_add (Gangs *gangs, Task *task);
void gangs_take (Gangs *gangs, Task *task);
/* The gang's waiting tasks, one at least, are about to become of another class. TRUE: nobody of the class they
 * leave waits any more. */
gboolean gangs_regroup (Gangs *gangs, Gang *gang, guint task_class);
/* Brings the pending queue up to date, before it is asked for the next. */
void gangs_settle (Gangs *gangs);

/* Looks at the cell when all for which there was room are placed for trial. */
typedef void (*GangsLook) (const Task *next, guint placed, gpointer data);
/* Is there room for as many of the gang's tasks as it needs? If so, the script begins; otherwise
 * look() is called for the task that found no machine. The cell is as before. */
gboolean gangs_try (Gangs *gangs, Gang *gang, GangsLook look, gpointer data);
/* The next task of the script, and where it goes; NULL: there is none, or it is over. It goes on when
 * the task is taken. */
Task *gangs_next (const Gangs *gangs, guint *ret_machine);

void gangs_block (Gangs *gangs, const TaskClass *task_class);
void gangs_unblock (Gangs *gangs, const TaskClass *task_class);
/* Is there room for a gang of the class? */
gboolean gangs_could_start (Gangs *gangs, const TaskClass *task_class);
/* Appends the classes, of guint, that can start now that the machine has more room: they are blocked
 * no more. */
void gangs_wake (Gangs *gangs, guint machine, GArray *woken);
