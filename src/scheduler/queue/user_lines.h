/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of one user in one tier: its waiting tasks by class, and which line is first. A line
 * stays when its last task has left, for more of its like may come. */
#pragma once

#include "model/task_class.h"
#include "scheduler/queue/waiting_tasks.h"

typedef struct {
  gpointer owner; /* as given to user_lines_init() */
  const TaskClass *task_class;
  gint32 order; /* what orders a user's lines first, higher first */
  guint64 first_sequence;
  WaitingTasks tasks;
  guint position; /* in UserLines.running */
} ClassLine;

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
  GPtrArray *line; /* of ClassLine, by class */
} UserLines;

void user_lines_init (UserLines *lines, guint classes, gpointer owner);
void user_lines_clear (UserLines *lines);
/* The line of a class, made when there is none. */
ClassLine *user_lines_get (UserLines *lines, const TaskClass *task_class, gint32 order);
/* Says whether tasks wait in the line. FALSE when that was known. */
gboolean user_lines_set_waiting (UserLines *lines, const ClassLine *line, gboolean waits);
/* All lines with tasks and of a class whose bit is set in open[class / 64] are in the running. */
void user_lines_bring_back (UserLines *lines, const guint64 *open);
