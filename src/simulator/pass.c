/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulator/simulation_parts.h"

static void
show_changed (Simulation *simulation)
{
  for (guint i = 0; i < simulation->changed->len; i++) {
    guint machine = g_array_index (simulation->changed, guint, i);
    simulation->is_changed[machine] = 0;
    const GArray *woken
      = scheduler_machine_changed (simulation->scheduler, machine, simulation->now);
    for (guint w = 0; w < woken->len; w++)
      TELL (simulation, woken, g_array_index (woken, guint, w));
  }
  g_array_set_size (simulation->changed, 0);
  const GArray *woken = scheduler_others_changed (simulation->scheduler);
  for (guint w = 0; w < woken->len; w++)
    TELL (simulation, woken, g_array_index (woken, guint, w));
}

static void
preempt (Simulation *simulation, Task *task, const Decision *decision)
{
  guint machine = decision->machine, chain = task_chain (task, simulation->now) + 1;
  gint64 grace = simulation->scenario->scheduler.grace;
  g_ptr_array_set_size (simulation->victims, 0);
  for (guint i = 0; i < decision->victims->len; i++)
    g_ptr_array_add (simulation->victims, g_array_index (decision->victims, Victim, i).task);
  if (grace == 0) {
    for (guint i = 0; i < simulation->victims->len; i++) {
      Task *victim = g_ptr_array_index (simulation->victims, i);
      if (victim->state == TASK_RUNNING) /* not gone with its gang */
        moves_evict (simulation, victim, EVICT_PREEMPTED);
      victim->chain = (guint8) MIN (chain, CHAIN_MAX);
    }
    moves_place (simulation, task, machine);
    return;
  }
  task->state = TASK_AWAITING;
  task->machine = machine;
  simulation->awaiting[machine] = task;
  simulation->leaving[machine] = simulation->victims->len;
  cell_hold (simulation->cell, machine, TRUE);
  for (guint i = 0; i < simulation->victims->len; i++) {
    Task *victim = g_ptr_array_index (simulation->victims, i);
    victim->state = TASK_LEAVING;
    victim->job->down++;
    cell_begin_leaving (simulation->cell, victim);
    event_queue_push (simulation->departures, simulation->now + grace, victim,
                      &victim->grace_event);
  }
  TELL (simulation, held, task, TRUE);
}

static void
drop_queued (Simulation *simulation, Task *task)
{
  scheduler_take (simulation->scheduler, task);
  moves_drop (simulation, task);
}

/* With all of its gang, if that must start. */
static void
drop_all (Simulation *simulation, Task *task)
{
  const Gang *gang = moves_gang_of (simulation, task);
  if (gang == NULL || gang->need == 1) {
    drop_queued (simulation, task);
    return;
  }
  for (guint left = gang->waiting->len; left > 0; left--)
    drop_queued (simulation, g_ptr_array_index (gang->waiting, 0));
}

static void
place_attempted (gpointer simulation, Task *task, guint machine)
{
  moves_place (simulation, task, machine);
}

static void
drop_attempted (gpointer simulation, Task *task)
{
  moves_drop (simulation, task);
}

static void
tell_attempt (gpointer data, const Attempt *attempt)
{
  Simulation *simulation = data;
  TELL (simulation, attempt, attempt);
}

const AttemptEffects pass_attempt_effects
  = { .place = place_attempted, .drop = drop_attempted, .ended = tell_attempt };

void
pass_run (Simulation *simulation)
{
  guint64 decisions = 0;
  Task *task;
  show_changed (simulation);
  if (simulation->attempts != NULL)
    decisions = attempts_pass (simulation->attempts, simulation->now);
  while ((task = scheduler_next (simulation->scheduler, simulation->now)) != NULL) {
    Decision decision;
    scheduler_decide (simulation->scheduler, task, simulation->now, &decision);
    decisions++;
    TELL (simulation, decided, task, &decision);
    if (decision.woken)
      TELL (simulation, woken, task->task_class);
    switch (decision.kind) {
    case DECISION_PLACE:
      scheduler_take (simulation->scheduler, task);
      moves_place (simulation, task, decision.machine);
      break;
    case DECISION_PREEMPT:
      scheduler_take (simulation->scheduler, task);
      preempt (simulation, task, &decision);
      break;
    case DECISION_BLOCKED:
      if (!decision.known)
        TELL (simulation, blocked, task->task_class, &decision.why);
      if (simulation->scenario->scheduler.queue == QUEUE_DROP)
        drop_all (simulation, task);
      break;
    }
    show_changed (simulation);
  }
  TELL (simulation, passed, decisions);
}
