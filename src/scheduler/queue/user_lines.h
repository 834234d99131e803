/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of one user in one tier: its waiting tasks by class, and which line is first. A line
 * stays when its last task has left, for more of its like may come. */
#pragma once

#include "model/task_class.h"
#include "scheduler/queue/waiting_jobs.h"

/* As long as a line of the processor's cache, and one: whoever looks at it waits once. */
typedef struct {
  _Alignas (64) gpointer owner; /* as given to user_lines_init() */
  const TaskClass *task_class;
  guint64 first_turn; /* of its first task: its sequence, or what aging makes of it */
  gint32 order;   /* what orders a user's lines first, higher first */
  guint position; /* in UserLines.running */
  union {
    WaitingTasks tasks;
    WaitingJobs *jobs; /* where UserLines.places */
  };
} ClassLine;

/* < 0: a's first task is served before b's, both being of one user. */
int class_line_compare (const ClassLine *a, const ClassLine *b);

/* Sixty-four classes, as bits. */
typedef struct {
  guint64 known;   /* there is a line */
  guint64 waiting; /* … in which tasks wait */
  guint before;    /* how many lines there are of lower classes */
} LineWord;

typedef struct {
  Heap running;  /* of ClassLine, by order and first task: the caller's choice of those with tasks */
  guint waiting; /* how many lines have tasks */
  gpointer owner;
  guint count; /* of words */
  LineWord *word;
  guint64 *busy; /* bits: the words where tasks wait, few of many for a user has few classes */
  GPtrArray *line; /* of ClassLine, by class */
  /* What lines are compared by, of each: close together, and without order where it is the same. */
  GArray *first_turn; /* of guint64 */
  GArray *order;          /* of gint32 */
  gboolean mixed;         /* it is not the same */
  JobPlaces *places;      /* tasks wait by job; NULL: by themselves */
} UserLines;

/* places: lent; NULL: an order of users. */
void user_lines_init (UserLines *lines, guint classes, gpointer owner, JobPlaces *places);
void user_lines_clear (UserLines *lines);
/* The line of a class, made when there is none. */
ClassLine *user_lines_get (UserLines *lines, const TaskClass *task_class, gint32 order);
/* Says whether tasks wait in the line. FALSE when that was known. */
gboolean user_lines_set_waiting (UserLines *lines, const ClassLine *line, gboolean waits);
/* The line has another first task, whose turn this is. */
void user_lines_set_first (UserLines *lines, ClassLine *line, guint64 turn);
/* The first of the lines with tasks and of a class of the set, as in open below; NULL: none. */
ClassLine *user_lines_first_of (const UserLines *lines, const guint64 *set);
/* Lines of other classes leave the running, if they are most of it. */
void user_lines_leave (UserLines *lines, const guint64 *open);
/* All lines with tasks and of a class whose bit is set in open[class / 64] are in the running. */
void user_lines_bring_back (UserLines *lines, const guint64 *open);
