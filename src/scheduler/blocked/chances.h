/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Blocked classes that have a chance again: machines have changed in a pass that may take them now.
 * Most of those that a machine's room would do for do not get it, as another class comes first: so
 * nobody is woken, and the room is compared with what all of them ask again when it is taken. */
#pragma once

#include "scheduler/blocked/blocked_classes.h"

typedef struct Chances Chances;

/* Borrows both. */
Chances *chances_new (const Cell *cell, const BlockedClasses *blocked);
void chances_free (Chances *chances);

/* A machine has more room than before. FALSE when there are too many such machines already: then
 * classes must be woken for it. */
gboolean chances_note (Chances *chances, guint machine);
/* The set of blocked classes (blocked/blocked_classes.h) that one of these machines may take as it
 * is now; NULL when there is none. Valid until the next call of any function. */
const guint64 *chances_now (Chances *chances);
/* Could one of them really? Else the class leaves the set. */
gboolean chances_confirm (Chances *chances, const TaskClass *task_class, CouldTake could_take,
                          gpointer data);
/* The class has come into the set of blocked classes, or left it … */
void chances_blocked_changed (Chances *chances, const TaskClass *task_class);
/* … or who knows how many have. */
void chances_many_changed (Chances *chances);
/* The class has been woken for such a machine. */
void chances_woken (Chances *chances, const TaskClass *task_class);
/* Has any class been woken in this pass? Then machines that get more room are of interest to it. */
gboolean chances_any_woken (const Chances *chances);
/* Has it been woken in this pass, so that no machine but these can take it? */
gboolean chances_are_all (const Chances *chances, const TaskClass *task_class);
/* How many of them could take it, up to 2; *ret_machine: one that could. */
guint chances_count (const Chances *chances, const TaskClass *task_class, CouldTake could_take,
                     gpointer data, guint *ret_machine);
/* The pass is over: who has not been placed cannot be. */
void chances_end (Chances *chances);
