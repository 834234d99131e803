/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedulers whose decisions take time (M. Schwarzkopf et al., "Omega", EuroSys 2013): jobs wait
 * for them, and they try to place one job after the other. The rules are docs/simulation.md,
 * "Decisions that take time".
 *
 * An attempt is decided on the cell's state at its beginning, without a copy of it: placements
 * are thought onto the cell and taken back in the same instant, and what is left of them are
 * claims, a task and a machine each. At the end of the attempt they are held against what the
 * cell has become; those that do not conflict are carried out. Since nobody else looks at the
 * cell in between, that is what a copy would have led to. */
#pragma once

#include "simulator/observer.h"

typedef struct Attempts Attempts;

/* What they do to the run. */
typedef struct {
  void (*place) (gpointer data, Task *task, guint machine);
  void (*drop) (gpointer data, Task *task);
  void (*ended) (gpointer data, const Attempt *attempt);
} AttemptEffects;

/* scenario->schedulers must not be empty. Borrows all of them. */
Attempts *attempts_new (const Scenario *scenario, Cell *cell, const AttemptEffects *effects,
                        gpointer data);
void attempts_free (Attempts *attempts);

/* A pending task waits, with those of its job. */
void attempts_add (Attempts *attempts, Task *task);
/* A task has left its machine, task->machine. */
void attempts_task_left (Attempts *attempts, const Task *task);
/* The machine's state has changed. */
void attempts_machine_changed (Attempts *attempts, guint machine);

/* When the next attempt ends, or a job comes back to its line; TIME_NEVER: never, as it is. */
gint64 attempts_due (const Attempts *attempts);
/* Ends what is due and begins what can begin. Returns how many tasks were decided about. */
guint64 attempts_pass (Attempts *attempts, gint64 now);
