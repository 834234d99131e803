/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where and when more has become free than was planned, as long as that may let somebody begin
 * earlier: spans of time on machines. When nobody could be moved up, only who has a span to begin in
 * that meets one of these can be from then on. Few spans are kept; what lies between two of them may
 * count as gained. */
#pragma once

#include "model/task.h"

typedef struct {
  guint machine;
  gint64 from, to; /* `to` not included; TIME_NEVER: for ever */
} Gain;

typedef struct Gains Gains;

Gains *gains_new (guint classes);
void gains_free (Gains *gains);

/* A pass begins in which nobody can be moved up, but for what is added from now on. */
void gains_begin_pass (Gains *gains);
/* All have been looked at once more: what was added before the last time is forgotten. */
void gains_begin_round (Gains *gains);
void gains_add (Gains *gains, guint machine, gint64 from, gint64 to);

/* The i-th; NULL: there are no more. */
const Gain *gains_get (const Gains *gains, guint i);

/* Is it known that none helps a task of the class that takes so long and is to start then? */
gboolean gains_are_vain (const Gains *gains, guint task_class, gint64 length, gint64 start);
/* None helps this one. So none helps its like that take as long or longer and are to start as late or
 * later, provided that all of them end before it starts, and so long before the other that its own
 * reservation was not in the way. */
void gains_note_vain (Gains *gains, guint task_class, gint64 length, gint64 start);
