/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reservations over time (A. Verma et al., Borg, EuroSys'15, section 5.5): what a running task does
 * not use may be given to others.
 *
 * The request of a task is its limit. It is reserved at first; `after` its start, and every
 * `interval` from then on, a reservation above its target falls by `step` of the limit, down to the
 * target: what the task uses and `margin` of the limit, no more than the limit. A reservation below
 * the target is raised to it at once. So a task has `after` and 1 / step more instants at most
 * between two changes of what it uses.
 *
 * Where tasks use more of something than their machine has, those below prod are evicted, the lowest
 * priority first. Processors are throttled instead, which is not simulated. */
#pragma once

#include "model/cell.h"
#include "scheduler/scheduler_options.h"

typedef struct Reclamation Reclamation;

/* Turns reclamation on in the cell, where nothing must run yet. */
Reclamation *reclamation_new (const ReclamationOptions *options, Cell *cell,
                              const TaskPool *tasks);
void reclamation_free (Reclamation *reclamation);

/* A task has come, whose peak that is; NULL: it has none. */
void reclamation_expect (Reclamation *reclamation, TaskPool *tasks, Task *task,
                         const UsagePeak *peak);
/* It has been placed now, and started; it is about to leave its machine. */
void reclamation_begin (Reclamation *reclamation, Task *task);
void reclamation_end (Reclamation *reclamation, const Task *task);

/* When usage changes or a reservation falls next; G_MAXINT64: never. */
gint64 reclamation_due (const Reclamation *reclamation);
/* All that is due now happens. Returns the machines where it did, of guint, ascending. */
const GArray *reclamation_move (Reclamation *reclamation, gint64 now);
/* Has a reservation fallen on that machine? */
gboolean reclamation_has_fallen (const Reclamation *reclamation, guint machine);
/* Who must leave the machine for the others to have what they use, in this order. */
void reclamation_list_victims (const Reclamation *reclamation, guint machine,
                               GPtrArray *ret_victims);
