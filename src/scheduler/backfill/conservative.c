/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conservative: every task that waits has a reservation, a span of time on a machine, and none may
 * start that would take away another's. For each machine a profile says what is free when, beside
 * the tasks that run there (until they are expected to end) and the reservations.
 *
 * Of devices only whole ones can be asked for, so that it says all to say how many are free.
 *
 * A profile is made anew where something has left; else it is kept up to date by who starts and who
 * reserves. When something has left, the tasks are moved up one by one, until nobody can be: the
 * schedule is compressed. So each reservation begins when something else there is expected to end,
 * and whoever is to start is met by a pass in time: nobody needs to be woken by the clock. And when
 * what has left did so as expected, nobody can be moved, and only those whose time has come are
 * looked at. With `compression = once` none of this holds: a reservation may begin where something
 * ended before it moved up, and who could be moved is moved when something leaves the next time. */
#include "scheduler/backfill/plan.h"

#include "scheduler/backfill/expectation.h"
#include "scheduler/backfill/gains.h"
#include "scheduler/backfill/time_profile.h"

typedef struct {
  guint machine; /* MACHINE_NONE: there is none */
  gint64 start, end;
} Reservation;

typedef struct {
  TimeProfile *profile;
  TimeProfile *before; /* what it was before it was last made anew */
  gint64 next_end;     /* when the first of its tasks is expected to end */
  gboolean stale;      /* the profile is to be made anew */
  gboolean was_open;   /* when it was */
} Outlook;

typedef struct {
  const PlanView *view;
  Outlook *outlook;     /* by machine */
  GArray *reservations; /* of Reservation, by slot of the task */
  gboolean released;    /* something has left since the last pass */
  gboolean moving;      /* those that have a reservation may get an earlier one in this pass */
  guint64 starts;       /* of tasks, and of passes: so long room stays room */
  guint64 *has_room;    /* by class: `starts` when some machine had room for it */
  gboolean changed;     /* somebody started or reserved in this round */
  Gains *gains;         /* since nobody could be moved up */
  gint64 next_start;    /* for which there is a pass; kept only where reservations move up once */
} Conservative;

static const Reservation no_reservation = { MACHINE_NONE, TIME_NEVER, TIME_NEVER };

static gpointer
conservative_new (const PlanView *view)
{
  Conservative *plan = g_new0 (Conservative, 1);
  const Cell *cell = view->cell;
  plan->view = view;
  plan->next_start = TIME_NEVER;
  plan->outlook = g_new0 (Outlook, MAX (cell->machines, 1));
  for (guint m = 0; m < cell->machines; m++) {
    plan->outlook[m].profile = time_profile_new (cell->resources->count);
    plan->outlook[m].before = time_profile_new (cell->resources->count);
    plan->outlook[m].next_end = TIME_NEVER;
    plan->outlook[m].stale = TRUE;
  }
  plan->has_room = g_new0 (guint64, MAX (task_classes_count (cell->classes), 1));
  plan->gains = gains_new (task_classes_count (cell->classes));
  plan->reservations = g_array_new (FALSE, FALSE, sizeof (Reservation));
  return plan;
}

static void
conservative_free (gpointer data)
{
  Conservative *plan = data;
  for (guint m = 0; m < plan->view->cell->machines; m++) {
    time_profile_free (plan->outlook[m].profile);
    time_profile_free (plan->outlook[m].before);
  }
  g_free (plan->outlook);
  g_free (plan->has_room);
  gains_free (plan->gains);
  g_array_unref (plan->reservations);
  g_free (plan);
}

static void
machine_changed (gpointer data, guint machine)
{
  Conservative *plan = data;
  plan->outlook[machine].stale = TRUE;
  plan->released = TRUE;
}

static Reservation *
reservation_of (const Conservative *plan, const Task *task)
{
  for (guint slots = plan->reservations->len; slots <= task->slot; slots++)
    g_array_append_val (plan->reservations, no_reservation);
  return &g_array_index (plan->reservations, Reservation, task->slot);
}

static const Amounts *
request_of (const Conservative *plan, const Task *task)
{
  return &cell_class_of (plan->view->cell, task)->request;
}

/* Profiles ------------------------------------------------------------------------------------- */

static void
take (const Conservative *plan, const Task *task, const Reservation *span)
{
  time_profile_take (plan->outlook[span->machine].profile, span->start, span->end,
                     request_of (plan, task));
}

static void
give (const Conservative *plan, const Task *task, const Reservation *span)
{
  time_profile_give (plan->outlook[span->machine].profile, span->start, span->end,
                     request_of (plan, task));
}

static Amounts
capacity_of (const Cell *cell, guint machine)
{
  Amounts capacity = { 0 };
  for (guint r = 0; r < cell->resources->count; r++)
    capacity.of[r] = cell->capacity[r][machine];
  return capacity;
}

/* What runs on the machine, and nothing else. */
static void
profile_running (const Conservative *plan, guint machine)
{
  const Cell *cell = plan->view->cell;
  gint64 now = plan->view->now;
  Outlook *outlook = &plan->outlook[machine];
  const Amounts capacity = capacity_of (cell, machine);
  TimeProfile *profile = outlook->before;
  outlook->before = outlook->profile;
  outlook->profile = profile;
  time_profile_reset (outlook->profile, now, &capacity);
  outlook->next_end = TIME_NEVER;
  for (const Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine) {
    gint64 end = expected_end (task, now);
    time_profile_take (outlook->profile, now, end, request_of (plan, task));
    outlook->next_end = MIN (outlook->next_end, end);
  }
}

/* Is there more to have on the machine, or less, than was expected? Up to when. */
static gboolean
differs (const Conservative *plan, guint machine)
{
  Outlook *outlook = &plan->outlook[machine];
  gint64 now = plan->view->now;
  gboolean open = plan->view->cell->open[machine], was_open = outlook->was_open;
  gint64 end = open != was_open
                 ? TIME_NEVER
                 : time_profile_difference (outlook->profile, outlook->before, now);
  outlook->was_open = open;
  gains_add (plan->gains, machine, now, end);
  return end > now;
}

/* FALSE when what is expected on some machine is more than it has. *ret_differs: is anything other
 * than it was expected to be? */
static gboolean
renew_stale (const Conservative *plan, gboolean *ret_differs)
{
  const TaskLine *line = plan->view->line;
  gboolean sound = TRUE;
  *ret_differs = FALSE;
  for (guint m = 0; m < plan->view->cell->machines; m++)
    if (plan->outlook[m].stale)
      profile_running (plan, m);
  for (guint i = 0; i < task_line_length (line); i++) {
    const Task *task = task_line_get (line, i);
    const Reservation *reservation = reservation_of (plan, task);
    if (reservation->machine != MACHINE_NONE && plan->outlook[reservation->machine].stale)
      take (plan, task, reservation);
  }
  for (guint m = 0; m < plan->view->cell->machines; m++) {
    if (!plan->outlook[m].stale)
      continue;
    sound &= time_profile_is_sound (plan->outlook[m].profile);
    *ret_differs |= differs (plan, m);
    plan->outlook[m].stale = FALSE;
  }
  return sound;
}

/* The beginning of a pass ---------------------------------------------------------------------- */

/* A task that outlives its estimate has not left, and is still there. */
static void
find_late (const Conservative *plan)
{
  for (guint m = 0; m < plan->view->cell->machines; m++)
    if (plan->outlook[m].next_end <= plan->view->now)
      plan->outlook[m].stale = TRUE;
}

/* FALSE when some reservation is past, or its machine cannot be used any more. */
static gboolean
check_reservations (const Conservative *plan)
{
  const TaskLine *line = plan->view->line;
  for (guint i = 0; i < task_line_length (line); i++) {
    const Reservation *reservation = reservation_of (plan, task_line_get (line, i));
    if (reservation->machine == MACHINE_NONE)
      continue;
    if (reservation->start < plan->view->now || !plan->view->cell->open[reservation->machine])
      return FALSE;
  }
  return TRUE;
}

static void
give_all_up (Conservative *plan)
{
  const TaskLine *line = plan->view->line;
  for (guint i = 0; i < task_line_length (line); i++) {
    Reservation *reservation = reservation_of (plan, task_line_get (line, i));
    if (reservation->machine != MACHINE_NONE)
      plan->outlook[reservation->machine].stale = TRUE;
    *reservation = no_reservation;
  }
}

static void
begin (gpointer data)
{
  Conservative *plan = data;
  gboolean released = plan->released, other;
  plan->released = plan->changed = FALSE;
  plan->starts++;
  gains_begin_pass (plan->gains);
  find_late (plan);
  if (check_reservations (plan) && renew_stale (plan, &other)) {
    gboolean any = plan->view->compress_once; /* of them could be moved up when the last pass ended */
    plan->moving = released && (other || any);
    for (guint m = 0; plan->moving && any && m < plan->view->cell->machines; m++)
      gains_add (plan->gains, m, plan->view->now, TIME_NEVER);
    return;
  }
  give_all_up (plan);
  renew_stale (plan, &other);
  plan->moving = TRUE;
}

/* The walk ------------------------------------------------------------------------------------- */

/* Might the task begin before its reservation does? It may overlap with that, which holds what it
 * asks for: profiles need not be changed to know. */
static gboolean
could_be_earlier (const Conservative *plan, const Task *task, const Reservation *reservation)
{
  const PlanView *view = plan->view;
  const TaskClass *class = cell_class_of (view->cell, task);
  gint64 length = expected_length (task), start = reservation->start;
  const Gain *gain;
  if (gains_are_vain (plan->gains, class->index, length, start))
    return FALSE;
  for (guint i = 0; (gain = gains_get (plan->gains, i)) != NULL; i++) {
    gint64 after = gain->from - view->now > length ? gain->from - length : view->now;
    gint64 before = MIN (gain->to, start);
    gint64 until = gain->machine == reservation->machine ? start : TIME_NEVER;
    if (after < before
        && time_profile_any (plan->outlook[gain->machine].profile, after, before, until, length,
                             &class->request)
        && pipeline_eligible (view->pipeline, class, gain->machine))
      return TRUE;
  }
  gains_note_vain (plan->gains, class->index, length, start);
  return FALSE;
}

/* Who is looked at has no hold on its reservation meanwhile. Who cannot be helped is not looked at
 * once it is known whether there is room for its class. */
static gboolean
consider (gpointer data, const Task *task, gboolean room)
{
  Conservative *plan = data;
  const Reservation *reservation = reservation_of (plan, task);
  gboolean waits = reservation->start > plan->view->now;
  if (reservation->machine == MACHINE_NONE)
    return TRUE;
  if (waits
      && (!plan->moving
          || ((!room || plan->has_room[task->task_class] == plan->starts)
              && !could_be_earlier (plan, task, reservation))))
    return FALSE;
  give (plan, task, reservation);
  return TRUE;
}

static gboolean
may_start (gpointer data, const Task *task, guint machine)
{
  const Conservative *plan = data;
  plan->has_room[task->task_class] = plan->starts;
  return time_profile_has (plan->outlook[machine].profile, plan->view->now,
                           expected_length (task), request_of (plan, task));
}

/* Others may have the span. */
static void
leave (Conservative *plan, const Reservation *span)
{
  if (span->machine != MACHINE_NONE)
    gains_add (plan->gains, span->machine, span->start, span->end);
}

static void
started (gpointer data, const Task *task, guint machine)
{
  Conservative *plan = data;
  gint64 now = plan->view->now;
  Outlook *outlook = &plan->outlook[machine];
  Reservation span = { machine, now, expected_end_from (now, expected_length (task)) };
  Reservation *reservation = reservation_of (plan, task);
  /* Who starts elsewhere leaves room for others. */
  if (!plan->view->compress_once)
    plan->moving |= reservation->machine != MACHINE_NONE && reservation->machine != machine;
  if (reservation->machine != machine || reservation->start > now)
    leave (plan, reservation);
  take (plan, task, &span);
  outlook->next_end = MIN (outlook->next_end, span.end);
  *reservation = no_reservation;
  plan->changed = TRUE;
  plan->starts++;
}

/* The earliest start after now, on the first of the machines that offer it, if it is before the one
 * that the task has. */
static void
find_earlier (const Conservative *plan, const Task *task, Reservation *reservation)
{
  const PlanView *view = plan->view;
  const TaskClass *class = cell_class_of (view->cell, task);
  gint64 length = expected_length (task);
  for (guint m = 0; m < view->cell->machines; m++) {
    if (!pipeline_eligible (view->pipeline, class, m))
      continue;
    gint64 start = time_profile_next (plan->outlook[m].profile, view->now, reservation->start,
                                      length, &class->request);
    if (start < TIME_NEVER)
      *reservation = (Reservation){ m, start, expected_end_from (start, length) };
  }
}

static gboolean
waits (gpointer data, const Task *task)
{
  Conservative *plan = data;
  Reservation *reservation = reservation_of (plan, task);
  Reservation before = *reservation;
  find_earlier (plan, task, reservation);
  if (reservation->start < before.start) {
    leave (plan, &before);
    plan->changed = TRUE;
  }
  if (reservation->machine != MACHINE_NONE)
    take (plan, task, reservation);
  return FALSE;
}

/* When the first reservation begins after this pass. Where a task is expected to end at once there
 * will be a pass if it does, and if it does not nothing can begin. */
static gint64
first_start (const Conservative *plan)
{
  const TaskLine *line = plan->view->line;
  gint64 now = plan->view->now, first = TIME_NEVER;
  for (guint i = 0; i < task_line_length (line); i++) {
    const Reservation *reservation = reservation_of (plan, task_line_get (line, i));
    if (reservation->machine != MACHINE_NONE && reservation->start > now
        && plan->outlook[reservation->machine].next_end > now + 1)
      first = MIN (first, reservation->start);
  }
  return first;
}

static gboolean
again (gpointer data)
{
  Conservative *plan = data;
  gboolean more = plan->moving && plan->changed;
  plan->changed = FALSE;
  gains_begin_round (plan->gains);
  if (!plan->view->compress_once)
    return more;
  plan->next_start = first_start (plan);
  return FALSE;
}

static gint64
due (gpointer data)
{
  return ((const Conservative *) data)->next_start;
}

const BackfillPlan plan_conservative = {
  .new = conservative_new,
  .free = conservative_free,
  .machine_changed = machine_changed,
  .begin = begin,
  .consider = consider,
  .may_start = may_start,
  .started = started,
  .waits = waits,
  .again = again,
  .due = due,
};
