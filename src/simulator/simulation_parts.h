/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a simulation consists of, for the files that are it: simulation.c (the loop), events.c,
 * pass.c, and task_moves.c, which those two have in common. */
#pragma once

#include "scheduler/scheduler.h"
#include "simulator/admission.h"
#include "simulator/attempts.h"
#include "simulator/event_queue.h"
#include "simulator/exemptions.h"
#include "simulator/gang_counts.h"
#include "simulator/listeners.h"
#include "simulator/reclamation.h"
#include "simulator/releases.h"
#include "simulator/simulation.h"

struct Simulation {
  const Scenario *scenario;
  SimulationOptions options;
  gint64 now;
  guint64 next_sequence; /* of tasks */
  EventQueue *departures; /* of Task: finishes and grace ends */
  Exemptions *exemptions; /* NULL: there are none */
  Reclamation *reclamation; /* NULL: what tasks ask for is reserved for them */
  gboolean has_data_sizes; /* some tasks say how much input they have */
  gboolean transfers;     /* data comes before tasks run, and takes its time */
  gboolean budgets;       /* a job whose tasks are up again may lose others */
  Cell *cell;
  TaskPool *tasks;
  Scheduler *scheduler;
  Releases *releases; /* NULL: no job waits for another */
  Attempts *attempts; /* NULL: decisions take no time, and tasks wait in `scheduler` */
  Admission *admission; /* NULL: there are no quotas */
  ObserverContext context;
  Listeners listeners;

  TaskStream *arrivals;
  TaskRecord arrival; /* the next one; submit is TIME_NEVER when there is none */
  guint next_machine_event;
  gint64 next_sample;

  Task **awaiting; /* by machine: whom it is held for */
  guint *leaving;  /* by machine: victims in their grace period */
  GArray *changed; /* of guint: machines to show to the scheduler */
  guint8 *is_changed;
  GPtrArray *victims; /* scratch */
  guint64 steps;
  gboolean interrupted;
};

#define TELL(simulation, hook, ...)                                                                \
  listeners_tell (&(simulation)->listeners, hook,                                                  \
                  (simulation)->now __VA_OPT__ (, ) __VA_ARGS__)

/* Moves of tasks: what they mean for the cell, the scheduler and the observers. ---------------- */

/* The machine has changed such that somebody may have a place there now; the scheduler is shown it
 * before its next choice. */
void moves_note_changed (Simulation *simulation, guint machine);

/* NULL: none. */
Gang *moves_gang_of (const Simulation *simulation, const Task *task);
GangWatch moves_watch_gangs (Simulation *simulation);

/* Does a task placed now end by itself, before the end of time? */
gboolean moves_ends (const Task *task, gint64 now);
/* One task less of the job is down: others may be evicted that were spared for it. */
void moves_recover (Simulation *simulation, Job *job);

/* A task that waits starts on a machine that has room. */
void moves_place (Simulation *simulation, Task *task, guint machine);
/* A running task leaves its machine; what becomes of it is for the caller to say. */
void moves_leave_machine (Simulation *simulation, Task *task);
/* It waits, from now on. */
void moves_queue (Simulation *simulation, Task *task);
/* It loses its machine and what it has not saved, and waits; with all of its gang, if that falls. */
void moves_evict (Simulation *simulation, Task *task, EvictCause cause);
/* A task that waits, but in no queue, leaves for good; so does one that has left its machine. */
void moves_drop (Simulation *simulation, Task *task);
void moves_remove (Simulation *simulation, Task *task);

/* The machine is held for a task no more: that takes its place, or waits again. */
void moves_end_hold (Simulation *simulation, guint machine, gboolean can_place);
/* A victim in its grace period has left: when it was the last, the machine goes to whom it is held
 * for. */
void moves_victim_left (Simulation *simulation, guint machine);

/* Events. -------------------------------------------------------------------------------------- */

/* When the next one is due, TIME_NEVER when there is none. */
gint64 events_due (const Simulation *simulation);
/* Applies the first of those that are due now. FALSE: the trace cannot be read. */
gboolean events_apply (Simulation *simulation, GError **error);
/* The next row of the trace becomes simulation->arrival. */
gboolean events_read_arrival (Simulation *simulation, GError **error);

/* The pass. ------------------------------------------------------------------------------------ */

void pass_run (Simulation *simulation);
/* What the attempts of schedulers whose decisions take time do to the run. */
extern const AttemptEffects pass_attempt_effects;
