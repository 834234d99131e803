/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The run loop. An instant is: all its events in order, a pass, and again while the pass made more
 * events for the same instant; then the samples due. Machines on which something changed are noted
 * and shown to the scheduler only before its next choice, so that a room that comes and goes within
 * an instant wakes nobody. */
#include "simulator/simulation.h"

#include "scheduler/evict/preemption.h"
#include "scheduler/policy_tables.h"
#include "scheduler/scheduler.h"
#include "simulator/attempts.h"
#include "simulator/event_queue.h"
#include "simulator/exemptions.h"
#include "simulator/gang_counts.h"
#include "simulator/listeners.h"
#include "util/input_error.h"

#define PROGRESS_EVERY 1024

struct Simulation {
  const Scenario *scenario;
  SimulationOptions options;
  gint64 now;
  guint64 next_sequence; /* of tasks */
  EventQueue *departures; /* of Task: finishes and grace ends */
  Exemptions *exemptions; /* NULL: there are none */
  gboolean budgets;       /* a job whose tasks are up again may lose others */
  Cell *cell;
  TaskPool *tasks;
  Scheduler *scheduler;
  Attempts *attempts; /* NULL: decisions take no time, and tasks wait in `scheduler` */
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

static const AttemptEffects attempt_effects;

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
  simulation->scheduler = scheduler_new (&scenario->scheduler, simulation->cell, scenario->users,
                                         scenario->seed);
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
  if (scenario->schedulers.list != NULL)
    simulation->attempts = attempts_new (scenario, simulation->cell, &attempt_effects, simulation);
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
simulation_now (const Simulation *simulation)
{
  return simulation->now;
}

gboolean
simulation_interrupted (const Simulation *simulation)
{
  return simulation->interrupted;
}

static void
note_changed (Simulation *simulation, guint machine)
{
  if (simulation->is_changed[machine])
    return;
  simulation->is_changed[machine] = 1;
  g_array_append_val (simulation->changed, machine);
}

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

static Gang *
its_gang (const Simulation *simulation, const Task *task)
{
  return gang_of (task, cell_class_of (simulation->cell, task));
}

static GangWatch
watch_gangs (Simulation *simulation)
{
  return (GangWatch){ .cell = simulation->cell,
                      .scheduler = simulation->scheduler,
                      .listeners = &simulation->listeners,
                      .now = simulation->now };
}

/* Placing and leaving ----------------------------------------------------------------------------
 */

/* Does a task placed now end by itself, before the end of time? */
static gboolean
ends (const Task *task, gint64 now)
{
  return task->duration != DURATION_UNENDING && task->duration - task->done < TIME_NEVER - now;
}

/* One task less of the job is down: others may be evicted that were spared for it. */
static void
recover (Simulation *simulation, Job *job)
{
  job->down--;
  if (!simulation->budgets)
    return;
  for (const Task *task = job->running; task != NULL; task = task->next_in_job)
    if (task->budget != BUDGET_NONE)
      note_changed (simulation, task->machine);
}

static void
place (Simulation *simulation, Task *task, guint machine)
{
  scheduler_choose_devices (simulation->scheduler, task, machine);
  cell_place (simulation->cell, task, machine);
  task->state = TASK_RUNNING;
  task->started = simulation->now;
  if (task->first_started == TIME_UNSET)
    task->first_started = simulation->now;
  if (task->placements++ > 0)
    recover (simulation, task->job);
  if (simulation->exemptions != NULL)
    exemptions_add (simulation->exemptions, task, simulation->now);
  scheduler_holding_changed (simulation->scheduler, task->user);
  if (ends (task, simulation->now))
    event_queue_push (simulation->departures, simulation->now + task->duration - task->done,
                      task, &task->finish_event);
  TELL (simulation, placed, task);
  Gang *gang = its_gang (simulation, task);
  if (gang != NULL) {
    GangWatch watch = watch_gangs (simulation);
    gang_count_placed (&watch, gang);
  }
}

static void
leave_machine (Simulation *simulation, Task *task)
{
  event_queue_cancel (simulation->departures, &task->finish_event);
  event_queue_cancel (simulation->departures, &task->grace_event);
  cell_release (simulation->cell, task);
  scheduler_holding_changed (simulation->scheduler, task->user);
  note_changed (simulation, task->machine);
  if (simulation->attempts != NULL)
    attempts_task_left (simulation->attempts, task);
}

static void
queue_task (Simulation *simulation, Task *task)
{
  task->state = TASK_PENDING;
  task->machine = MACHINE_NONE;
  if (simulation->attempts != NULL)
    attempts_add (simulation->attempts, task);
  else
    scheduler_add (simulation->scheduler, task);
}

static void
evict (Simulation *simulation, Task *task, EvictCause cause)
{
  Gang *gang = its_gang (simulation, task);
  GangWatch watch = watch_gangs (simulation);
  gint64 started = task->started;
  gint64 kept = task_saved (task, simulation->now);
  gint64 lost = task_progress (task, simulation->now) - kept;
  if (task->state != TASK_LEAVING)
    task->job->down++;
  leave_machine (simulation, task);
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
  queue_task (simulation, task);
  if (!falls)
    return;
  g_autoptr (GPtrArray) rest = gang_list_running (&watch, task->job);
  for (guint i = 0; i < rest->len; i++)
    evict (simulation, g_ptr_array_index (rest, i), cause);
}

static void
end_hold (Simulation *simulation, guint machine, gboolean can_place)
{
  Task *task = simulation->awaiting[machine];
  simulation->awaiting[machine] = NULL;
  cell_hold (simulation->cell, machine, FALSE);
  note_changed (simulation, machine);
  TELL (simulation, held, task, FALSE);
  if (can_place)
    place (simulation, task, machine);
  else
    queue_task (simulation, task);
}

/* A victim in its grace period has left: when it was the last, the machine goes to whom it is held
 * for. */
static void
victim_left (Simulation *simulation, guint machine)
{
  if (--simulation->leaving[machine] == 0)
    end_hold (simulation, machine, TRUE);
}

/* A task is gone for good. */
static void
remove_task (Simulation *simulation, Task *task)
{
  job_done_with (task->job, task->estimate);
  scheduler_job_changed (simulation->scheduler, task->job);
  task_pool_remove (simulation->tasks, task);
}

/* Events -----------------------------------------------------------------------------------------
 */

static void
finish (Simulation *simulation, Task *task)
{
  guint machine = task->machine;
  gboolean was_victim = task->state == TASK_LEAVING;
  Gang *gang = its_gang (simulation, task);
  leave_machine (simulation, task);
  if (gang != NULL)
    gang_count_finished (gang);
  task->state = TASK_GONE;
  if (was_victim)
    recover (simulation, task->job);
  TELL (simulation, finished, task);
  remove_task (simulation, task);
  if (was_victim)
    victim_left (simulation, machine);
}

/* A task finishes, or its grace period ends: whichever of its two events is no longer queued. */
static void
leave (Simulation *simulation, Task *task)
{
  if (task->finish_event == 0 && ends (task, task->started)) {
    finish (simulation, task);
    return;
  }
  guint machine = task->machine;
  evict (simulation, task, EVICT_PREEMPTED);
  victim_left (simulation, machine);
}

static void
take_down (Simulation *simulation, guint machine)
{
  while (simulation->cell->first_task[machine] != NULL)
    evict (simulation, simulation->cell->first_task[machine], EVICT_FAILED);
  simulation->leaving[machine] = 0;
  if (simulation->awaiting[machine] != NULL)
    end_hold (simulation, machine, FALSE);
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
  note_changed (simulation, event->machine);
  scheduler_capacity_changed (simulation->scheduler);
  if (simulation->attempts != NULL)
    attempts_machine_changed (simulation->attempts, event->machine);
  TELL (simulation, machine, event->machine);
}

static gboolean
read_arrival (Simulation *simulation, GError **error)
{
  int got = task_stream_next (simulation->arrivals, &simulation->arrival, error);
  if (got == 0)
    simulation->arrival.submit = TIME_NEVER;
  return got >= 0;
}

static void
submit (Simulation *simulation, const TaskRecord *record, guint i)
{
  Task *task = task_pool_add (simulation->tasks, record->job, task_record_name (record, i));
  task->user = record->user;
  task->task_class = record->task_class;
  task->submit = task->queued = record->submit;
  task->duration = record->duration;
  task->estimate = record->estimate;
  task->checkpoint = record->checkpoint;
  task->budget = record->budget;
  if (record->used != NULL)
    task_pool_set_used (simulation->tasks, task, record->used);
  task->sequence = simulation->next_sequence++;
  GangWatch watch = watch_gangs (simulation);
  gang_count_submitted (&watch, task);
  job_expect (task->job, task->estimate);
  scheduler_job_changed (simulation->scheduler, task->job);
  TELL (simulation, submitted, task);
  queue_task (simulation, task);
}

/* All tasks of a row: nothing could come between them. */
static gboolean
arrive (Simulation *simulation, GError **error)
{
  const TaskRecord *record = &simulation->arrival;
  for (guint i = 0; i < record->count; i++)
    submit (simulation, record, i);
  return read_arrival (simulation, error);
}

/* The time of the next event, TIME_NEVER when there is none. The trace and the machines file are
 * sorted: each is a queue by itself. */
static gint64
next_event_due (const Simulation *simulation)
{
  gint64 due = MIN (simulation->arrival.submit, event_queue_due (simulation->departures));
  if (simulation->exemptions != NULL)
    due = MIN (due, exemptions_due (simulation->exemptions));
  due = MIN (due, machine_event_due (simulation));
  return MIN (due, scheduler_retry_due (simulation->scheduler));
}

/* The time of the next event, or of an attempt's end, for which there is a pass as well. */
static gint64
next_due (const Simulation *simulation)
{
  gint64 due = next_event_due (simulation);
  return simulation->attempts != NULL ? MIN (due, attempts_due (simulation->attempts)) : due;
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

/* Back-offs have passed. */
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

/* Applies the first of the events that are due now. */
static gboolean
apply_event (Simulation *simulation, GError **error)
{
  if (event_queue_due (simulation->departures) == simulation->now)
    next_departure (simulation);
  else if (machine_event_due (simulation) == simulation->now)
    machine_event (simulation);
  else if (simulation->arrival.submit == simulation->now)
    return arrive (simulation, error);
  else if (exemptions_are_due (simulation))
    note_changed (simulation, exemptions_pop (simulation->exemptions)->machine);
  else
    retry (simulation);
  return TRUE;
}

/* The pass --------------------------------------------------------------------------------------
 */

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
        evict (simulation, victim, EVICT_PREEMPTED);
      victim->chain = (guint8) MIN (chain, CHAIN_MAX);
    }
    place (simulation, task, machine);
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
drop (Simulation *simulation, Task *task)
{
  task->state = TASK_GONE;
  if (task->placements > 0)
    recover (simulation, task->job);
  TELL (simulation, dropped, task);
  remove_task (simulation, task);
}

static void
drop_queued (Simulation *simulation, Task *task)
{
  scheduler_take (simulation->scheduler, task);
  drop (simulation, task);
}

/* With all of its gang, if that must start. */
static void
drop_all (Simulation *simulation, Task *task)
{
  const Gang *gang = its_gang (simulation, task);
  if (gang == NULL || gang->need == 1) {
    drop_queued (simulation, task);
    return;
  }
  for (guint left = gang->waiting->len; left > 0; left--)
    drop_queued (simulation, g_ptr_array_index (gang->waiting, 0));
}

/* What the attempts of schedulers that take time do to the run. */

static void
place_attempted (gpointer simulation, Task *task, guint machine)
{
  place (simulation, task, machine);
}

static void
drop_attempted (gpointer simulation, Task *task)
{
  drop (simulation, task);
}

static void
tell_attempt (gpointer data, const Attempt *attempt)
{
  Simulation *simulation = data;
  TELL (simulation, attempt, attempt);
}

static const AttemptEffects attempt_effects
  = { .place = place_attempted, .drop = drop_attempted, .ended = tell_attempt };

static void
pass (Simulation *simulation)
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
      place (simulation, task, decision.machine);
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

/* The loop --------------------------------------------------------------------------------------
 */

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

/* Samples before `until` (or at it too): the state has not changed since the last event. */
static void
take_samples (Simulation *simulation, gint64 until, gboolean inclusive)
{
  while (simulation->next_sample < until || (inclusive && simulation->next_sample == until)) {
    simulation->now = simulation->next_sample;
    TELL (simulation, sample);
    simulation->next_sample += simulation->scenario->interval;
  }
}

/* All rounds of events and passes of one instant. */
static gboolean
instant (Simulation *simulation, gint64 time, GError **error)
{
  simulation->now = time;
  do {
    while (next_event_due (simulation) == time)
      if (!apply_event (simulation, error) || !sound (simulation, error))
        return FALSE;
    pass (simulation);
    if (!sound (simulation, error))
      return FALSE;
  } while (next_due (simulation) == time);
  return TRUE;
}

gboolean
simulation_run (Simulation *simulation, GError **error)
{
  gint64 horizon = simulation->scenario->horizon, time;
  if (!read_arrival (simulation, error))
    return FALSE;
  while ((time = next_due (simulation)) != TIME_NEVER && time <= horizon) {
    take_samples (simulation, time, FALSE);
    if (!instant (simulation, time, error))
      return FALSE;
    take_samples (simulation, time, TRUE);
    if (!keep_going (simulation))
      return TRUE;
  }
  if (time != TIME_NEVER || (horizon != TIME_NEVER && task_pool_count (simulation->tasks) > 0)) {
    take_samples (simulation, horizon, TRUE);
    simulation->now = horizon;
  }
  return TRUE;
}
