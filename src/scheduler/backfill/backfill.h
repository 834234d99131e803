/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backfilling: a task further back may start before one that waits, as far as a plan in time allows
 * (docs/simulation.md, "Backfilling"). Takes the place of the pending queue under `easy`,
 * `easy-sjbf` and `conservative`; users do not matter, all tasks wait in one line.
 *
 * EASY: Lifka, "The ANL/IBM SP Scheduling System", JSSPP 1995. Conservative: Mu'alem and Feitelson,
 * IEEE TPDS 12(6), 2001. Shortest first behind the head (SJBF): Tsafrir, Etsion and Feitelson, IEEE
 * TPDS 18(6), 2007. All three are about one machine of processors; here there are many, of several
 * resources. */
#pragma once

#include "scheduler/choose/pipeline.h"
#include "scheduler/queue/pending_queue.h"

typedef struct Backfill Backfill;

/* Is the discipline one of those? */
gboolean backfill_is (QueueDiscipline queue);

/* Borrows all of them. `pending` is asked which classes are known to have no room; order must not
 * use shares. */
Backfill *backfill_new (const OrderPolicy *order, const SchedulerOptions *options,
                        const Cell *cell, Pipeline *pipeline, const PendingQueue *pending);
void backfill_free (Backfill *backfill);

void backfill_add (Backfill *backfill, Task *task);
/* Something has left the machine, or its state has changed. */
void backfill_machine_changed (Backfill *backfill, guint machine);

/* When somebody is to start for whom nothing need happen; TIME_NEVER. */
gint64 backfill_due (const Backfill *backfill);
/* That time has come, and the next pass will see to it. */
void backfill_wake (Backfill *backfill);

/* The next task to decide about, which stays in the line; NULL: the pass is over. One that is not
 * taken before the next call waits. */
Task *backfill_next (Backfill *backfill, gint64 now);
/* Where that task may start, `best` being the machine it would get without a plan; MACHINE_NONE: it
 * is held back. */
guint backfill_allow (Backfill *backfill, const Task *task, guint best);
/* Takes it out: it starts where it was allowed to. */
void backfill_take (Backfill *backfill, const Task *task);
