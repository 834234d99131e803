/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A simulation: owns everything that changes in one run of a scenario (clock, events, cell, queue)
 * and tells its observers what happens. The rules are docs/simulation.md.
 *
 * Life: simulation_new(), simulation_add_observer()…, simulation_run(), simulation_free(). The
 * scenario is only read, so one may serve several simulations at once. */
#pragma once

#include "simulator/observer.h"

typedef struct Simulation Simulation;

typedef struct {
  gboolean check; /* verify the cell's invariants after every event (slow) */
  /* Called every few thousand events; return FALSE to interrupt the run. May be NULL. */
  gboolean (*progress) (gint64 now, double fraction, gpointer data);
  gpointer progress_data;
} SimulationOptions;

Simulation *simulation_new (const Scenario *scenario, const SimulationOptions *options,
                            GError **error);
void simulation_free (Simulation *simulation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Simulation, simulation_free)

const ObserverContext *simulation_context (const Simulation *simulation);
/* Not owned: must outlive the run. Observers are told in the order in which they were added. */
void simulation_add_observer (Simulation *simulation, Observer *observer);

/* Runs to the end. FALSE and *error when the trace fails on the way or, with check, an invariant
 * does not hold. An interrupted run returns TRUE. */
gboolean simulation_run (Simulation *simulation, GError **error);

/* See scheduler_backs_off_until(). */
gint64 simulation_backs_off_until (const Simulation *simulation, guint task_class,
                                   guint *ret_tries);

gint64 simulation_now (const Simulation *simulation);
gboolean simulation_interrupted (const Simulation *simulation);
