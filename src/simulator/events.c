/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trace and the machines file are sorted: each is a queue by itself. */
#include "simulator/simulation_parts.h"

static void
finish (Simulation *simulation, Task *task)
{
  guint machine = task->machine;
  gboolean was_victim = task->state == TASK_LEAVING;
  Gang *gang = moves_gang_of (simulation, task);
  moves_leave_machine (simulation, task);
  if (gang != NULL)
    gang_count_finished (gang);
  if (simulation->admission != NULL)
    admission_give_back (simulation->admission, task);
  task->state = TASK_GONE;
  if (was_victim)
    moves_recover (simulation, task->job);
  TELL (simulation, finished, task);
  if (simulation->releases != NULL)
    releases_finished (simulation->releases, task->job->place);
  moves_remove (simulation, task);
  if (was_victim)
    moves_victim_left (simulation, machine);
}

/* A task finishes, or its grace period ends: whichever of its two events is no longer queued. */
static void
leave (Simulation *simulation, Task *task)
{
  if (task->finish_event == 0 && moves_ends (task, task->started)) {
    finish (simulation, task);
    return;
  }
  guint machine = task->machine;
  moves_evict (simulation, task, EVICT_PREEMPTED);
  moves_victim_left (simulation, machine);
}

static void
take_down (Simulation *simulation, guint machine)
{
  while (simulation->cell->first_task[machine] != NULL)
    moves_evict (simulation, simulation->cell->first_task[machine], EVICT_FAILED);
  simulation->leaving[machine] = 0;
  if (simulation->awaiting[machine] != NULL)
    moves_end_hold (simulation, machine, FALSE);
}

static MachineState
state_after (MachineState state, MachineEventKind event)
{
  switch (event) {
  case MACHINE_ADD:
    return state == MACHINE_ABSENT ? MACHINE_IS_UP : state;
  case MACHINE_DOWN:
    return MACHINE_IS_DOWN;
  case MACHINE_UP:
    return state == MACHINE_ABSENT ? state : MACHINE_IS_UP;
  case MACHINE_DRAIN:
    return state == MACHINE_IS_UP ? MACHINE_DRAINING : state;
  }
  return state;
}

/* TIME_NEVER after the last. */
static gint64
machine_event_due (const Simulation *simulation)
{
  const GArray *events = simulation->scenario->inventory->events;
  if (simulation->next_machine_event == events->len)
    return TIME_NEVER;
  return g_array_index (events, MachineEvent, simulation->next_machine_event).time;
}

static void
machine_event (Simulation *simulation)
{
  Cell *cell = simulation->cell;
  const MachineEvent *event = &g_array_index (simulation->scenario->inventory->events, MachineEvent,
                                              simulation->next_machine_event++);
  MachineState state = state_after (cell->state[event->machine], event->kind);
  if (state == cell->state[event->machine])
    return;
  if (state == MACHINE_IS_DOWN)
    take_down (simulation, event->machine);
  cell_set_state (cell, event->machine, state);
  moves_note_changed (simulation, event->machine);
  scheduler_capacity_changed (simulation->scheduler);
  if (simulation->attempts != NULL)
    attempts_machine_changed (simulation->attempts, event->machine);
  TELL (simulation, machine, event->machine);
}

gboolean
events_read_arrival (Simulation *simulation, GError **error)
{
  int got = task_stream_next (simulation->arrivals, &simulation->arrival, error);
  if (got == 0)
    simulation->arrival.submit = TIME_NEVER;
  return got >= 0;
}

/* TRUE: it comes in. */
static gboolean
admit (Simulation *simulation, Task *task)
{
  int resource;
  Verdict verdict = admission_ask (simulation->admission, task, &resource);
  if (verdict == ADMITTED)
    return TRUE;
  task->state = TASK_OVER_QUOTA;
  task->machine = MACHINE_NONE;
  TELL (simulation, over_quota, task, resource, verdict == ADMITTED_LATER);
  if (verdict == ADMITTED_LATER)
    return FALSE;
  task->state = TASK_GONE;
  TELL (simulation, dropped, task);
  moves_remove (simulation, task);
  return FALSE;
}

/* One of those who were not admitted before. */
static void
admit_late (Simulation *simulation)
{
  Task *task = admission_next (simulation->admission);
  TELL (simulation, admitted, task);
  moves_queue (simulation, task);
}

static gboolean
admission_due (const Simulation *simulation)
{
  return simulation->admission != NULL && admission_is_due (simulation->admission);
}

static void
submit (Simulation *simulation, const TaskRecord *record, guint i, guint64 sequence,
        const JobRank *rank)
{
  Task *task = task_pool_add (simulation->tasks, record->job, task_record_name (record, i));
  if (rank != NULL) {
    task->job->place = record->place;
    task->job->rank = *rank;
  }
  task->user = record->user;
  task->task_class = record->task_class;
  task->submit = task->queued = simulation->now;
  task->duration = record->duration;
  task->estimate = record->estimate;
  task->checkpoint = record->checkpoint;
  task->budget = record->budget;
  if (record->used != NULL)
    task_pool_set_used (simulation->tasks, task, record->used);
  if (simulation->has_data_sizes)
    task_pool_set_data_size (simulation->tasks, task, record->data_size);
  if (simulation->reclamation != NULL)
    reclamation_expect (simulation->reclamation, simulation->tasks, task, record->peak);
  task->sequence = sequence;
  GangWatch watch = moves_watch_gangs (simulation);
  gang_count_submitted (&watch, task);
  job_expect (task->job, task->estimate);
  scheduler_job_changed (simulation->scheduler, task->job);
  TELL (simulation, submitted, task);
  if (simulation->admission == NULL || admit (simulation, task))
    moves_queue (simulation, task);
}

/* All tasks of a row: nothing could come between them. */
static void
submit_row (Simulation *simulation, const TaskRecord *record, guint64 sequence)
{
  JobRank rank;
  if (simulation->releases != NULL)
    rank = releases_rank (simulation->releases, record);
  for (guint i = 0; i < record->count; i++)
    submit (simulation, record, i, sequence + i, simulation->releases != NULL ? &rank : NULL);
}

/* A row's tasks have their sequence from now on, whether they must wait for other jobs or not. */
static gboolean
arrive (Simulation *simulation, GError **error)
{
  const TaskRecord *record = &simulation->arrival;
  guint64 sequence = simulation->next_sequence;
  simulation->next_sequence += record->count;
  gboolean kept = FALSE;
  if (simulation->releases != NULL
      && !releases_arrive (simulation->releases, record, sequence, &kept, error))
    return FALSE;
  if (!kept)
    submit_row (simulation, record, sequence);
  return events_read_arrival (simulation, error);
}

/* The first row that waited for jobs which have finished now. */
static void
release (Simulation *simulation)
{
  KeptRow *row = releases_pop (simulation->releases);
  submit_row (simulation, &row->record, row->sequence);
  kept_row_free (row);
}

static gboolean
releases_are_due (const Simulation *simulation)
{
  return simulation->releases != NULL && releases_any (simulation->releases);
}

gint64
events_due (const Simulation *simulation)
{
  gint64 due = MIN (simulation->arrival.submit, event_queue_due (simulation->departures));
  if (simulation->exemptions != NULL)
    due = MIN (due, exemptions_due (simulation->exemptions));
  if (simulation->reclamation != NULL)
    due = MIN (due, reclamation_due (simulation->reclamation));
  if (releases_are_due (simulation))
    due = MIN (due, simulation->now);
  if (admission_due (simulation))
    return simulation->now;
  due = MIN (due, machine_event_due (simulation));
  return MIN (due, scheduler_retry_due (simulation->scheduler));
}

/* Tasks that leave have seldom been looked at since they were placed: have the next one come from
 * memory while this one is dealt with. */
static void
next_departure (Simulation *simulation)
{
  Task *task = event_queue_pop (simulation->departures);
  const char *next = event_queue_first (simulation->departures);
  for (gsize i = 0; next != NULL && i < sizeof (Task); i += 64)
    __builtin_prefetch (next + i);
  leave (simulation, task);
}

/* Back-offs have passed, or a reservation begins. */
static void
retry (Simulation *simulation)
{
  const GArray *woken = scheduler_retry (simulation->scheduler, simulation->now);
  for (guint w = 0; w < woken->len; w++)
    TELL (simulation, woken, g_array_index (woken, guint, w));
}

static gboolean
exemptions_are_due (const Simulation *simulation)
{
  return simulation->exemptions != NULL
         && exemptions_due (simulation->exemptions) == simulation->now;
}

static gboolean
reclamation_is_due (const Simulation *simulation)
{
  return simulation->reclamation != NULL
         && reclamation_due (simulation->reclamation) == simulation->now;
}

/* All of this instant; then machines that have run short evict. */
static void
move_reservations (Simulation *simulation)
{
  GPtrArray *victims = simulation->victims;
  const GArray *moved = reclamation_move (simulation->reclamation, simulation->now);
  for (guint i = 0; i < moved->len; i++) {
    guint machine = g_array_index (moved, guint, i);
    if (reclamation_has_fallen (simulation->reclamation, machine))
      moves_note_changed (simulation, machine);
    reclamation_list_victims (simulation->reclamation, machine, victims);
    for (guint v = 0; v < victims->len; v++)
      moves_evict (simulation, g_ptr_array_index (victims, v), EVICT_SHORTFALL);
  }
}

gboolean
events_apply (Simulation *simulation, GError **error)
{
  gboolean arrival = simulation->arrival.submit == simulation->now;
  if (arrival && simulation->scenario->scheduler.arrivals_first)
    return arrive (simulation, error);
  if (event_queue_due (simulation->departures) == simulation->now)
    next_departure (simulation);
  else if (machine_event_due (simulation) == simulation->now)
    machine_event (simulation);
  else if (admission_due (simulation))
    admit_late (simulation);
  else if (releases_are_due (simulation))
    release (simulation);
  else if (arrival)
    return arrive (simulation, error);
  else if (exemptions_are_due (simulation))
    moves_note_changed (simulation, exemptions_pop (simulation->exemptions)->machine);
  else if (reclamation_is_due (simulation))
    move_reservations (simulation);
  else
    retry (simulation);
  return TRUE;
}
