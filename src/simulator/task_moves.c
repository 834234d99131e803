/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/simulation_parts.h"

void
moves_note_changed (Simulation *simulation, guint machine)
{
  if (simulation->is_changed[machine])
    return;
  simulation->is_changed[machine] = 1;
  g_array_append_val (simulation->changed, machine);
}

Gang *
moves_gang_of (const Simulation *simulation, const Task *task)
{
  return gang_of (task, cell_class_of (simulation->cell, task));
}

GangWatch
moves_watch_gangs (Simulation *simulation)
{
  return (GangWatch){ .cell = simulation->cell,
                      .scheduler = simulation->scheduler,
                      .listeners = &simulation->listeners,
                      .now = simulation->now };
}

gboolean
moves_ends (const Task *task, gint64 now)
{
  return task->duration != DURATION_UNENDING && task->duration - task->done < TIME_NEVER - now;
}

void
moves_recover (Simulation *simulation, Job *job)
{
  job->down--;
  if (!simulation->budgets)
    return;
  for (const Task *task = job->running; task != NULL; task = task->next_in_job)
    if (task->budget != BUDGET_NONE)
      moves_note_changed (simulation, task->machine);
}

/* When a task placed now runs: its data comes first. */
static gint64
start_time (const Simulation *simulation, const Task *task, guint machine)
{
  const Scenario *scenario = simulation->scenario;
  if (!simulation->transfers)
    return simulation->now;
  gint64 time = network_transfer_time (scenario->network, task->task_class, machine,
                                       task_pool_data_size (simulation->tasks, task),
                                       scenario->transfer_rate);
  return time < TIME_NEVER - simulation->now ? simulation->now + time : TIME_NEVER;
}

void
moves_place (Simulation *simulation, Task *task, guint machine)
{
  scheduler_choose_devices (simulation->scheduler, task, machine);
  cell_place (simulation->cell, task, machine);
  task->state = TASK_RUNNING;
  task->started = start_time (simulation, task, machine);
  if (simulation->reclamation != NULL)
    reclamation_begin (simulation->reclamation, task);
  if (task->first_started == TIME_UNSET)
    task->first_started = simulation->now;
  if (task->placements++ > 0)
    moves_recover (simulation, task->job);
  if (simulation->exemptions != NULL)
    exemptions_add (simulation->exemptions, task);
  scheduler_holding_changed (simulation->scheduler, task->user);
  if (moves_ends (task, task->started))
    event_queue_push (simulation->departures, task->started + task->duration - task->done,
                      task, &task->finish_event);
  TELL (simulation, placed, task);
  Gang *gang = moves_gang_of (simulation, task);
  if (gang != NULL) {
    GangWatch watch = moves_watch_gangs (simulation);
    gang_count_placed (&watch, gang);
  }
}

void
moves_leave_machine (Simulation *simulation, Task *task)
{
  event_queue_cancel (simulation->departures, &task->finish_event);
  event_queue_cancel (simulation->departures, &task->grace_event);
  if (simulation->reclamation != NULL)
    reclamation_end (simulation->reclamation, task);
  cell_release (simulation->cell, task);
  scheduler_holding_changed (simulation->scheduler, task->user);
  moves_note_changed (simulation, task->machine);
  if (simulation->attempts != NULL)
    attempts_task_left (simulation->attempts, task);
}

void
moves_queue (Simulation *simulation, Task *task)
{
  task->state = TASK_PENDING;
  task->machine = MACHINE_NONE;
  if (simulation->attempts != NULL)
    attempts_add (simulation->attempts, task);
  else
    scheduler_add (simulation->scheduler, task);
}

void
moves_evict (Simulation *simulation, Task *task, EvictCause cause)
{
  Gang *gang = moves_gang_of (simulation, task);
  GangWatch watch = moves_watch_gangs (simulation);
  gint64 started = task->started;
  gint64 kept = task_saved (task, simulation->now);
  gint64 lost = task_progress (task, simulation->now) - kept;
  if (task->state != TASK_LEAVING)
    task->job->down++;
  moves_leave_machine (simulation, task);
  task->done = kept;
  task->started = TIME_UNSET;
  task->queued = simulation->now;
  task->chain = 0;
  if (cause == EVICT_PREEMPTED)
    task->preemptions++;
  else
    task->failures++;
  gboolean falls = gang != NULL && gang_count_evicted (&watch, gang, task);
  TELL (simulation, evicted, task, cause, lost, started);
  moves_queue (simulation, task);
  if (!falls)
    return;
  g_autoptr (GPtrArray) rest = gang_list_running (&watch, task->job);
  for (guint i = 0; i < rest->len; i++)
    moves_evict (simulation, g_ptr_array_index (rest, i), cause);
}

void
moves_end_hold (Simulation *simulation, guint machine, gboolean can_place)
{
  Task *task = simulation->awaiting[machine];
  simulation->awaiting[machine] = NULL;
  cell_hold (simulation->cell, machine, FALSE);
  moves_note_changed (simulation, machine);
  TELL (simulation, held, task, FALSE);
  if (can_place)
    moves_place (simulation, task, machine);
  else
    moves_queue (simulation, task);
}

void
moves_victim_left (Simulation *simulation, guint machine)
{
  if (--simulation->leaving[machine] == 0)
    moves_end_hold (simulation, machine, TRUE);
}

void
moves_remove (Simulation *simulation, Task *task)
{
  job_done_with (task->job, task->estimate);
  scheduler_job_changed (simulation->scheduler, task->job);
  task_pool_remove (simulation->tasks, task);
}

void
moves_drop (Simulation *simulation, Task *task)
{
  task->state = TASK_GONE;
  if (task->placements > 0)
    moves_recover (simulation, task->job);
  if (simulation->admission != NULL)
    admission_give_back (simulation->admission, task);
  TELL (simulation, dropped, task);
  moves_remove (simulation, task);
}
