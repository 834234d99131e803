/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One task of all the events of a (job, index). A task runs from a SCHEDULE to what ends that run.
 * It is to do what its runs did that came to an end of their own (FAIL, FINISH, KILL, LOST); what an
 * evicted run did is done again by the next. docs/formats.md says it at length. */
#include "trace/formats/google.h"

#define NOT_RUNNING (-1)

typedef struct {
  GoogleRows *rows;
  GoogleTask task;
  GArray *runs;      /* of RecordedRun: those that came to an end */
  gint64 started;    /* when it was scheduled, or NOT_RUNNING */
  gint64 work;       /* of runs that ended by themselves */
  gint64 last_run;   /* how long the last one was, whatever ended it; or NOT_RUNNING: none ended */
  gboolean pending;  /* submitted, and not running */
  gboolean evicted, again, changed, own_end;
  guint wishes;      /* GoogleWish, of all its rows */
} Join;

static int
compare_places (GooglePlace a, GooglePlace b)
{
  if (a.part != b.part)
    return a.part < b.part ? -1 : 1;
  return (a.line > b.line) - (a.line < b.line);
}

static int
compare_times (const GoogleEvent *a, const GoogleEvent *b)
{
  if (a->job != b->job)
    return a->job < b->job ? -1 : 1;
  if (a->index != b->index)
    return a->index < b->index ? -1 : 1;
  return (a->time > b->time) - (a->time < b->time);
}

/* By task, then time, then place: no two are equal. */
static int
compare_events (const void *x, const void *y)
{
  const GoogleEvent *a = x, *b = y;
  int order = compare_times (a, b);
  return order != 0 ? order : compare_places (a->place, b->place);
}

/* The same where what stands first among events of one time means nothing: by kind, then place. */
static int
compare_unordered (const void *x, const void *y)
{
  const GoogleEvent *a = x, *b = y;
  int order = compare_times (a, b);
  if (order == 0 && a->kind != b->kind)
    order = a->kind < b->kind ? -1 : 1;
  return order != 0 ? order : compare_places (a->place, b->place);
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

  *join = (Join){
    .rows = rows, .runs = join->runs, .started = NOT_RUNNING, .last_run = NOT_RUNNING
  };
  g_array_set_size (join->runs, 0);
  join->task = (GoogleTask){ .submit = first->time,
                             .job = first->job,
                             .place = first->place,
                             .index = first->index,
                             .user = first->user,
                             .cpu = GOOGLE_AMOUNT_BLANK,
                             .memory = GOOGLE_AMOUNT_BLANK,
                             .priority = first->priority };
  join->pending = before;
  if (before && first->kind != GOOGLE_SCHEDULE && first->kind != GOOGLE_UPDATE_PENDING
      && first->kind != GOOGLE_QUEUE) {
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
note_run (const Join *join, gint64 end)
{
  const RecordedRun run = { join->started, end };

  g_array_append_val (join->runs, run);
}

static void
end_run (Join *join, const GoogleEvent *event)
{
  join->pending = FALSE;
  join->own_end = event->kind != GOOGLE_EVICT;
  if (join->started == NOT_RUNNING)
    return;
  note_run (join, event->time);
  join->last_run = event->time - join->started;
  join->started = NOT_RUNNING;
  if (join->own_end)
    join->work += join->last_run;
  else
    join->evicted = TRUE;
}

/* Can it happen to the task as it is now? */
static gboolean
follows (const Join *join, GoogleEventKind kind)
{
  gboolean running = join->started != NOT_RUNNING;

  switch (kind) {
  case GOOGLE_SUBMIT:
    return !running && !join->pending;
  case GOOGLE_SCHEDULE:
    return join->pending;
  case GOOGLE_QUEUE:
  case GOOGLE_UPDATE_PENDING:
  case GOOGLE_UPDATE_RUNNING:
    return TRUE;
  default:
    return running || join->pending;
  }
}

static void
apply (Join *join, const GoogleEvent *event)
{
  gboolean first = event->place.line == join->task.place.line
                   && event->place.part == join->task.place.part;

  switch ((GoogleEventKind) event->kind) {
  case GOOGLE_SUBMIT:
    join->again |= !first && join->own_end;
    join->pending = TRUE;
    break;
  case GOOGLE_SCHEDULE:
    join->started = event->time;
    join->pending = FALSE;
    break;
  case GOOGLE_QUEUE:
    note (join, GOOGLE_NOTE_QUEUE, event->place);
    break;
  case GOOGLE_UPDATE_PENDING:
  case GOOGLE_UPDATE_RUNNING:
    note (join, GOOGLE_NOTE_UPDATE, event->place);
    break;
  default:
    end_run (join, event);
  }
}

static void
add (Join *join, const GoogleEvent *event)
{
  if (follows (join, event->kind))
    apply (join, event);
  else
    note (join, GOOGLE_NOTE_ORDER, event->place);
  take_amount (join, event->cpu, &join->task.cpu);
  take_amount (join, event->memory, &join->task.memory);
  join->wishes |= event->wishes;
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
    { (join->wishes & GOOGLE_DIFFERENT_MACHINES) != 0, GOOGLE_NOTE_DIFFERENT },
    { (join->wishes & GOOGLE_UNKNOWN_MACHINE) != 0, GOOGLE_NOTE_MACHINE },
    { (join->wishes & GOOGLE_CONSTRAINED) != 0, GOOGLE_NOTE_CONSTRAINED },
    { (join->wishes & GOOGLE_IN_ALLOC) != 0, GOOGLE_NOTE_IN_ALLOC },
    { task->cpu == GOOGLE_AMOUNT_BLANK || task->memory == GOOGLE_AMOUNT_BLANK, GOOGLE_NOTE_BLANK },
    { *(const char *) g_ptr_array_index (join->rows->users, task->user) == '\0', GOOGLE_NOTE_USER },
  };
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].holds)
      note (join, table[i].reason, task->place);
}

static gboolean
append_runs (Join *join, GError **error)
{
  ScratchFile *runs = join->rows->runs;

  if (join->started != NOT_RUNNING)
    note_run (join, TIME_NEVER);
  join->task.first_run = (gint64) scratch_file_rows (runs);
  join->task.n_runs = join->runs->len;
  for (guint i = 0; i < join->runs->len; i++)
    if (!scratch_file_append (runs, &g_array_index (join->runs, RecordedRun, i), error))
      return FALSE;
  return TRUE;
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
  return append_runs (join, error) && scratch_file_append (tasks, task, error);
}

/* Where rows of one time stand in no order, the next of them is the first that follows what was before;
 * it changes places with the one that is there. */
static void
choose_next (const Join *join, GoogleEvent *events, gsize n)
{
  gsize next = n;
  for (gsize i = 0; i < n && events[i].time == events[0].time; i++)
    if (follows (join, events[i].kind)
        && (next == n || compare_unordered (&events[i], &events[next]) < 0))
      next = i;
  if (next == 0 || next == n)
    return;
  GoogleEvent chosen = events[next];
  events[next] = events[0];
  events[0] = chosen;
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
join_all (GoogleRows *rows, GoogleEvent *events, gsize n, ScratchFile *tasks,
          guint64 *ret_jobs, GError **error)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (RecordedRun));
  Join join = { .rows = rows, .runs = runs };
  gint64 last_job = -1;

  *ret_jobs = 0;
  for (gsize i = 0, own; i < n; i += own) {
    gsize before = scratch_file_rows (tasks);
    own = count_own (events + i, n - i);
    begin (&join, &events[i]);
    for (gsize k = 0; k < own; k++) {
      if (rows->unordered)
        choose_next (&join, events + i + k, own - k);
      add (&join, &events[i + k]);
      scratch_file_forget (rows->events, i + k);
    }
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
google_join (GoogleRows *rows, ScratchFile *tasks, const GoogleTask **ret_tasks, guint64 *ret_jobs,
             GError **error)
{
  gpointer events, joined;

  if (!scratch_file_sort (rows->events, rows->unordered ? compare_unordered : compare_events, &events,
                          error)
      || !join_all (rows, events, scratch_file_rows (rows->events), tasks, ret_jobs, error)
      || !scratch_file_sort (tasks, compare_tasks, &joined, error))
    return FALSE;
  *ret_tasks = joined;
  return TRUE;
}
