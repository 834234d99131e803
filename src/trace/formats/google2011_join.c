/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One task of all the events of a (job, index). A task runs from a SCHEDULE to what ends that run.
 * It is to do what its runs did that came to an end of their own (FAIL, FINISH, KILL, LOST); what an
 * evicted run did is done again by the next. docs/formats.md says it at length. */
#include "trace/formats/google2011.h"

#define NOT_RUNNING (-1)

typedef struct {
  GoogleRows *rows;
  GoogleTask task;
  gint64 started;    /* when it was scheduled, or NOT_RUNNING */
  gint64 work;       /* of runs that ended by themselves */
  gint64 last_run;   /* how long the last one was, whatever ended it; or NOT_RUNNING: none ended */
  gboolean pending;  /* submitted, and not running */
  gboolean evicted, again, changed, different, unknown_machine, user_missing, own_end;
} Join;

static int
compare_places (GooglePlace a, GooglePlace b)
{
  if (a.part != b.part)
    return a.part < b.part ? -1 : 1;
  return (a.line > b.line) - (a.line < b.line);
}

/* By task, then time, then place: no two are equal. */
static int
compare_events (const void *x, const void *y)
{
  const GoogleEvent *a = x, *b = y;
  if (a->job != b->job)
    return a->job < b->job ? -1 : 1;
  if (a->index != b->index)
    return a->index < b->index ? -1 : 1;
  if (a->time != b->time)
    return a->time < b->time ? -1 : 1;
  return compare_places (a->place, b->place);
}

static int
compare_tasks (const void *x, const void *y)
{
  const GoogleTask *a = x, *b = y;
  if (a->submit != b->submit)
    return a->submit < b->submit ? -1 : 1;
  return compare_places (a->place, b->place);
}

static void
note (const Join *join, GoogleNote reason, GooglePlace place)
{
  google_note (join->rows->notes, reason, join->rows->parts, place);
}

/* A task that the first row finds running was there before all rows. */
static void
begin (Join *join, const GoogleEvent *first)
{
  GoogleRows *rows = join->rows;
  gboolean before = first->kind != GOOGLE_SUBMIT;

  *join = (Join){ .rows = rows, .started = NOT_RUNNING, .last_run = NOT_RUNNING };
  join->task = (GoogleTask){ .submit = first->time,
                             .job = first->job,
                             .place = first->place,
                             .index = first->index,
                             .user = first->user,
                             .cpu = GOOGLE_AMOUNT_BLANK,
                             .memory = GOOGLE_AMOUNT_BLANK,
                             .priority = first->priority };
  join->pending = before;
  if (before && first->kind != GOOGLE_SCHEDULE && first->kind != GOOGLE_UPDATE_PENDING) {
    join->task.submit = join->started = rows->began;
    join->pending = FALSE;
  }
  if (before || first->time == 0)
    note (join, GOOGLE_NOTE_AT_START, first->place);
}

/* The first row that says what is asked for counts. */
static void
take_amount (Join *join, Amount amount, Amount *ret)
{
  if (*ret == GOOGLE_AMOUNT_BLANK)
    *ret = amount;
  else if (amount != GOOGLE_AMOUNT_BLANK && amount != *ret)
    join->changed = TRUE;
}

static void
end_run (Join *join, const GoogleEvent *event)
{
  join->pending = FALSE;
  join->own_end = event->kind != GOOGLE_EVICT;
  if (join->started == NOT_RUNNING)
    return;
  join->last_run = event->time - join->started;
  join->started = NOT_RUNNING;
  if (join->own_end)
    join->work += join->last_run;
  else
    join->evicted = TRUE;
}

/* FALSE: the row does not follow those before it. */
static gboolean
apply (Join *join, const GoogleEvent *event)
{
  gboolean running = join->started != NOT_RUNNING;
  gboolean first = event->place.line == join->task.place.line
                   && event->place.part == join->task.place.part;

  switch ((GoogleEventKind) event->kind) {
  case GOOGLE_SUBMIT:
    if (running || join->pending)
      return FALSE;
    join->again |= !first && join->own_end;
    join->pending = TRUE;
    return TRUE;
  case GOOGLE_SCHEDULE:
    if (!join->pending)
      return FALSE;
    join->started = event->time;
    join->pending = FALSE;
    return TRUE;
  case GOOGLE_UPDATE_PENDING:
  case GOOGLE_UPDATE_RUNNING:
    note (join, GOOGLE_NOTE_UPDATE, event->place);
    return TRUE;
  default:
    if (!running && !join->pending)
      return FALSE;
    end_run (join, event);
    return TRUE;
  }
}

static void
add (Join *join, const GoogleEvent *event)
{
  if (!apply (join, event))
    note (join, GOOGLE_NOTE_ORDER, event->place);
  take_amount (join, event->cpu, &join->task.cpu);
  take_amount (join, event->memory, &join->task.memory);
  join->different |= event->different_machines;
  join->unknown_machine |= event->unknown_machine;
}

/* FALSE: nobody knows how long it would have run, and it left. */
static gboolean
set_duration (Join *join)
{
  GoogleTask *task = &join->task;
  GoogleNote unending = join->last_run == NOT_RUNNING && join->started == NOT_RUNNING
                          ? GOOGLE_NOTE_WAITING
                          : GOOGLE_NOTE_RUNNING;

  if (join->pending || join->started != NOT_RUNNING) {
    task->duration = DURATION_UNENDING;
    note (join, unending, task->place);
    return TRUE;
  }
  /* Evicted for good, or withdrawn after that: the last run is all that is known. */
  task->duration = join->work > 0 ? join->work : join->last_run;
  return join->last_run != NOT_RUNNING;
}

static void
note_assumed (const Join *join)
{
  const GoogleTask *task = &join->task;
  const struct {
    gboolean holds;
    GoogleNote reason;
  } table[] = {
    { join->evicted, GOOGLE_NOTE_EVICTED },
    { join->again, GOOGLE_NOTE_AGAIN },
    { join->changed, GOOGLE_NOTE_CHANGED },
    { join->different, GOOGLE_NOTE_DIFFERENT },
    { join->unknown_machine, GOOGLE_NOTE_MACHINE },
    { task->cpu == GOOGLE_AMOUNT_BLANK || task->memory == GOOGLE_AMOUNT_BLANK, GOOGLE_NOTE_BLANK },
    { *(const char *) g_ptr_array_index (join->rows->users, task->user) == '\0', GOOGLE_NOTE_USER },
  };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].holds)
      note (join, table[i].reason, task->place);
}

static gboolean
finish (Join *join, ScratchFile *tasks, GError **error)
{
  GoogleTask *task = &join->task;

  if (!set_duration (join)) {
    note (join, GOOGLE_NOTE_NEVER_RAN, task->place);
    return TRUE;
  }
  note_assumed (join);
  task->cpu = MAX (task->cpu, 0);
  task->memory = MAX (task->memory, 0);
  return scratch_file_append (tasks, task, error);
}

/* From the first event of a task: how many are of it. */
static gsize
count_own (const GoogleEvent *events, gsize n)
{
  gsize own = 1;
  while (own < n && events[own].job == events->job && events[own].index == events->index)
    own++;
  return own;
}

static gboolean
join_all (GoogleRows *rows, const GoogleEvent *events, gsize n, ScratchFile *tasks,
          guint64 *ret_jobs, GError **error)
{
  Join join = { .rows = rows };
  gint64 last_job = -1;

  *ret_jobs = 0;
  for (gsize i = 0, own; i < n; i += own) {
    gsize before = scratch_file_rows (tasks);
    own = count_own (events + i, n - i);
    begin (&join, &events[i]);
    for (gsize k = 0; k < own; k++)
      add (&join, &events[i + k]);
    if (!finish (&join, tasks, error))
      return FALSE;
    if (scratch_file_rows (tasks) > before && events[i].job != last_job) {
      last_job = events[i].job;
      ++*ret_jobs;
    }
  }
  return TRUE;
}

gboolean
google_join (GoogleRows *rows, ScratchFile *tasks, GoogleTask **ret_tasks, guint64 *ret_jobs,
             GError **error)
{
  gpointer events, joined;

  if (!scratch_file_sort (rows->events, compare_events, &events, error)
      || !join_all (rows, events, scratch_file_rows (rows->events), tasks, ret_jobs, error)
      || !scratch_file_sort (tasks, compare_tasks, &joined, error))
    return FALSE;
  *ret_tasks = joined;
  return TRUE;
}
