/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/replay.h"

#include "util/input_error.h"

struct Replay {
  Simulation *simulation;
  Inspection *inspection;
  Moment moment;
};

Replay *
replay_new (Scenario *scenario, gint64 until, const SimulationOptions *options, GError **error)
{
  /* What was decided in a moment was then decided on what the cell had been; and what is free depends
   * on who asks. */
  const char *what = scenario->schedulers.list != NULL ? "decisions that take time"
                     : scenario->scheduler.reclamation.rule != RECLAMATION_NONE ? "reservations"
                     : NULL;
  if (what != NULL) {
    input_error (error, scenario->path, 0, NULL, "%s are not explained", what);
    return NULL;
  }
  scenario->horizon = MIN (scenario->horizon, until);
  Simulation *simulation = simulation_new (scenario, options, error);
  if (simulation == NULL)
    return NULL;
  const ObserverContext *context = simulation_context (simulation);
  Replay *replay = g_new0 (Replay, 1);
  replay->simulation = simulation;
  replay->inspection = inspection_new (&scenario->scheduler, context->cell, scenario->seed);
  replay->moment = (Moment){ .simulation = simulation,
                             .scenario = scenario,
                             .cell = context->cell,
                             .tasks = context->tasks,
                             .inspection = replay->inspection };
  return replay;
}

void
replay_free (Replay *replay)
{
  if (replay == NULL)
    return;
  inspection_free (replay->inspection);
  simulation_free (replay->simulation);
  g_free (replay);
}

void
replay_add_observer (Replay *replay, Observer *observer)
{
  observer->context = simulation_context (replay->simulation);
  simulation_add_observer (replay->simulation, observer);
}

gboolean
replay_run (Replay *replay, GError **error)
{
  if (!simulation_run (replay->simulation, error))
    return FALSE;
  replay->moment.now = simulation_now (replay->simulation);
  return !simulation_interrupted (replay->simulation)
         || input_error (error, replay->moment.scenario->path, 0, NULL, "interrupted");
}

Moment
replay_moment (const Replay *replay)
{
  return replay->moment;
}

Moment
replay_moment_at (const Replay *replay, gint64 now)
{
  Moment moment = replay->moment;
  moment.now = now;
  return moment;
}
