/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When blocked classes may be tried again, where that takes its time: after `first`, and twice as
 * long each time that a class is tried in vain again, up to `last` (kube-scheduler: 1 s … 10 s, by
 * pod). */
#pragma once

#include "scheduler/scheduler_options.h"

typedef struct BackOffs BackOffs;

BackOffs *back_offs_new (const BackOff *back_off, guint classes);
void back_offs_free (BackOffs *backs);

/* How long after the n-th time in a row, 1 or more (us). */
gint64 back_off_length (const BackOff *back_off, guint n);

/* The class has been tried in vain / a task of it has found a machine, or nobody of it waits. */
void back_offs_block (BackOffs *backs, guint task_class, gint64 now);
void back_offs_begin_anew (BackOffs *backs, guint task_class);
/* A machine could take the class: may it be tried? If not it becomes due when it may. */
gboolean back_offs_may_try (BackOffs *backs, guint task_class, gint64 now);

/* When the class may be tried again that has been blocked *ret_tries times in a row; 0: it has
 * not, or it may by now. */
gint64 back_offs_next (const BackOffs *backs, guint task_class, gint64 now, guint *ret_tries);

/* When the first class becomes due; TIME_NEVER: none will. */
gint64 back_offs_due (const BackOffs *backs);
/* A class that is due by now, which is so no more; G_MAXUINT: none. */
guint back_offs_pop (BackOffs *backs, gint64 now);
