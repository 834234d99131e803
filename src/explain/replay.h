/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run simulated again, up to a moment. What is found out about the moment may point into the
 * replay. */
#pragma once

#include "explain/moment.h"
#include "simulator/simulation.h"

typedef struct Replay Replay;

/* Borrows the scenario, whose horizon it sets to `until` where that is earlier (TIME_NEVER: the end
 * of the run). */
Replay *replay_new (Scenario *scenario, gint64 until, const SimulationOptions *options,
                    GError **error);
void replay_free (Replay *replay);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Replay, replay_free)

/* Before replay_run(); not owned. Its context is the replay's. */
void replay_add_observer (Replay *replay, Observer *observer);
/* FALSE and *error where the trace fails, or where it was interrupted. */
gboolean replay_run (Replay *replay, GError **error);
/* The moment asked for, after the run: all its events and passes are over. */
Moment replay_moment (const Replay *replay);
/* Before that: the cell as it is, at a time that an observer has been told. */
Moment replay_moment_at (const Replay *replay, gint64 now);
