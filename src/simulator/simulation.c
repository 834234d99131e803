/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run loop. An instant is: all its events in order (or, with `passes = event`, one of them), a
 * pass, and again while there are events for the same instant; then the samples due. Machines on which something changed are noted
 * and shown to the scheduler only before its next choice, so that a room that comes and goes within
 * an instant wakes nobody. */
#include "simulator/simulation_parts.h"

#include "scheduler/evict/eviction_limits.h"
#include "scheduler/policy_tables.h"
#include "util/input_error.h"

#define PROGRESS_EVERY 1024

static void
set_limits (Simulation *simulation)
{
  const SchedulerOptions *options = &simulation->scenario->scheduler;
  const PreemptPolicy *policy = preempt_policy_find (options->preempt);
  EvictionLimits limits = eviction_limits_of (options, policy);
  if (!preempt_policy_evicts (policy))
    return;
  simulation->budgets = limits.budgets;
  if (limits.exempt_time > 0)
    simulation->exemptions = exemptions_new (simulation->tasks, limits.exempt_time);
}

Simulation *
simulation_new (const Scenario *scenario, const SimulationOptions *options, GError **error)
{
  TaskStream *arrivals = workload_open (scenario->workload, error);
  if (arrivals == NULL)
    return NULL;
  Simulation *simulation = g_new0 (Simulation, 1);
  simulation->scenario = scenario;
  if (options != NULL)
    simulation->options = *options;
  simulation->arrivals = arrivals;
  simulation->departures = event_queue_new ();
  simulation->cell = cell_new (scenario->inventory, scenario->classes,
                               users_count (scenario->users));
  for (guint r = 0; r < scenario->resources.count; r++)
    if (scenario->scheduler.assumed.of[r] > 0)
      cell_count_without (simulation->cell, r);
  simulation->tasks = task_pool_new ();
  if (scenario->scheduler.reclamation.rule != RECLAMATION_NONE)
    simulation->reclamation = reclamation_new (&scenario->scheduler.reclamation, simulation->cell,
                                               simulation->tasks);
  simulation->scheduler = scheduler_new (&scenario->scheduler, simulation->cell, scenario->users,
                                         scenario->seed);
  simulation->admission = admission_new (scenario);
  set_limits (simulation);
  listeners_init (&simulation->listeners);
  simulation->context = (ObserverContext){ .scenario = scenario,
                                           .cell = simulation->cell,
                                           .tasks = simulation->tasks,
                                           .filters = scheduler_filters (simulation->scheduler) };
  guint machines = MAX (simulation->cell->machines, 1);
  simulation->awaiting = g_new0 (Task *, machines);
  simulation->leaving = g_new0 (guint, machines);
  simulation->changed = g_array_new (FALSE, FALSE, sizeof (guint));
  simulation->is_changed = g_new0 (guint8, machines);
  simulation->victims = g_ptr_array_new ();
  simulation->has_data_sizes = workload_has_data_sizes (scenario->workload);
  simulation->transfers = scenario_has_transfers (scenario);
  if (workload_graphs (scenario->workload) != NULL)
    simulation->releases = releases_new (workload_graphs (scenario->workload), scenario->path);
  if (scenario->schedulers.list != NULL)
    simulation->attempts = attempts_new (scenario, simulation->cell, &pass_attempt_effects, simulation);
  return simulation;
}

void
simulation_free (Simulation *simulation)
{
  if (simulation == NULL)
    return;
  task_stream_free (simulation->arrivals);
  event_queue_free (simulation->departures);
  attempts_free (simulation->attempts);
  exemptions_free (simulation->exemptions);
  reclamation_free (simulation->reclamation);
  admission_free (simulation->admission);
  releases_free (simulation->releases);
  scheduler_free (simulation->scheduler);
  task_pool_free (simulation->tasks);
  cell_free (simulation->cell);
  listeners_clear (&simulation->listeners);
  g_ptr_array_unref (simulation->victims);
  g_array_unref (simulation->changed);
  g_free (simulation->is_changed);
  g_free (simulation->awaiting);
  g_free (simulation->leaving);
  g_free (simulation);
}

const ObserverContext *
simulation_context (const Simulation *simulation)
{
  return &simulation->context;
}

void
simulation_add_observer (Simulation *simulation, Observer *observer)
{
  listeners_add (&simulation->listeners, observer);
}

gint64
simulation_backs_off_until (const Simulation *simulation, guint task_class, guint *ret_tries)
{
  return scheduler_backs_off_until (simulation->scheduler, task_class, simulation->now, ret_tries);
}

gint64
simulation_now (const Simulation *simulation)
{
  return simulation->now;
}

gboolean
simulation_interrupted (const Simulation *simulation)
{
  return simulation->interrupted;
}

/* The time of the next event, or of an attempt's end, for which there is a pass as well. */
static gint64
next_due (const Simulation *simulation)
{
  gint64 due = events_due (simulation);
  return simulation->attempts != NULL ? MIN (due, attempts_due (simulation->attempts)) : due;
}

static gboolean
sound (Simulation *simulation, GError **error)
{
  g_autofree char *violation = NULL;
  if (!simulation->options.check || cell_check (simulation->cell, &violation))
    return TRUE;
  g_set_error (error, INPUT_ERROR, INPUT_ERROR_SYNTAX,
               "%s: invariant broken at %" G_GINT64_FORMAT " us: %s; please report this",
               simulation->scenario->path, simulation->now, violation);
  return FALSE;
}

static gboolean
keep_going (Simulation *simulation)
{
  if (simulation->options.progress == NULL || simulation->steps++ % PROGRESS_EVERY != 0)
    return TRUE;
  gint64 horizon = simulation->scenario->horizon;
  double fraction = horizon != TIME_NEVER && horizon > 0
                      ? (double) simulation->now / (double) horizon
                      : task_stream_progress (simulation->arrivals);
  simulation->interrupted = !simulation->options.progress (simulation->now, fraction,
                                                           simulation->options.progress_data);
  return !simulation->interrupted;
}

/* Samples before `until` (or at it too): the state has not changed since the last event. Between two
 * events that lie far apart there may be any number of them. FALSE: interrupted. */
static gboolean
take_samples (Simulation *simulation, gint64 until, gboolean inclusive)
{
  while (simulation->next_sample < until || (inclusive && simulation->next_sample == until)) {
    simulation->now = simulation->next_sample;
    TELL (simulation, sample);
    simulation->next_sample += simulation->scenario->interval;
    if (!keep_going (simulation))
      return FALSE;
  }
  return TRUE;
}

/* All rounds of events and passes of one instant. */
static gboolean
instant (Simulation *simulation, gint64 time, GError **error)
{
  gboolean one_by_one = simulation->scenario->scheduler.pass_each_event;
  simulation->now = time;
  do {
    while (events_due (simulation) == time) {
      if (!events_apply (simulation, error) || !sound (simulation, error))
        return FALSE;
      if (one_by_one)
        break;
    }
    pass_run (simulation);
    if (!sound (simulation, error))
      return FALSE;
  } while (next_due (simulation) == time);
  return TRUE;
}

gboolean
simulation_run (Simulation *simulation, GError **error)
{
  gint64 horizon = simulation->scenario->horizon, time;
  if (!events_read_arrival (simulation, error))
    return FALSE;
  while ((time = next_due (simulation)) != TIME_NEVER && time <= horizon) {
    if (!take_samples (simulation, time, FALSE))
      return TRUE;
    if (!instant (simulation, time, error))
      return FALSE;
    if (!take_samples (simulation, time, TRUE) || !keep_going (simulation))
      return TRUE;
  }
  if (time != TIME_NEVER || (horizon != TIME_NEVER && task_pool_count (simulation->tasks) > 0)) {
    if (!take_samples (simulation, horizon, TRUE))
      return TRUE;
    simulation->now = horizon;
  }
  return TRUE;
}
