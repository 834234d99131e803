/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "naive_schedulers.h"

#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000)

/* What a scheduler sees, and copies. */
typedef struct {
  gint64 free[NAIVE_MACHINES][NAIVE_RESOURCES];
  gboolean up[NAIVE_MACHINES];       /* takes tasks */
  int changes[NAIVE_MACHINES];       /* placements there, and changes of its state */
  int last;                          /* the machine of the last placement, at first 0 */
} CellState;

typedef enum { NOT_YET, PENDING, RUNNING, GONE } TaskState;

typedef struct {
  TaskState state;
  int machine, placements;
  gint64 started, finish;            /* NAIVE_NONE: not due */
  int order;                         /* among all placements */
} TaskLife;

/* What waits of one job at one scheduler. */
typedef struct {
  gboolean is;                       /* there is something */
  int task[NAIVE_TASKS], tasks;
  int attempts;
  gboolean any_placed;
  gint64 back;                       /* set aside until then, or NAIVE_NONE */
  int place;                         /* in the order of lines, or of being set aside */
  gboolean in_line;
} Waiting;

typedef struct {
  gboolean busy;
  int job, scheduler;                /* of what waits */
  int tasks, number;
  gint64 end;
  CellState copy;
} Thought;

typedef struct {
  const NaiveScenario *scenario;
  gint64 now;
  CellState cell;
  gboolean present[NAIVE_MACHINES];  /* up or draining */
  TaskLife task[NAIVE_TASKS];
  Waiting waiting[NAIVE_TASKS][NAIVE_SCHEDULERS];
  Thought thought[NAIVE_SCHEDULERS]; /* the first alone where all share one */
  int places, attempts, placements;
  GString *log;
} Run;

static void
say_time (Run *run)
{
  gint64 fraction = run->now % SECOND;
  g_string_append_printf (run->log, "%d", (int) (run->now / SECOND));
  if (fraction == 0)
    return;
  g_string_append_printf (run->log, ".%06d", (int) fraction);
  while (run->log->str[run->log->len - 1] == '0')
    g_string_truncate (run->log, run->log->len - 1);
}

static G_GNUC_PRINTF (2, 3) void
say (Run *run, const char *format, ...)
{
  va_list arguments;
  va_start (arguments, format);
  say_time (run);
  g_string_append_c (run->log, ' ');
  g_string_append_vprintf (run->log, format, arguments);
  va_end (arguments);
}

static void
say_task (Run *run, const char *what, int task, const char *end)
{
  const NaiveTask *t = &run->scenario->task[task];
  say (run, "%s j%d/%d%s", what, t->job, t->number, end);
}

static guint64
mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

static int
tier_of (int priority)
{
  return priority >= 360 ? 3 : priority >= 200 ? 2 : priority >= 100 ? 1 : 0;
}

static int
scheduler_of (const Run *run, int task)
{
  const NaiveTask *t = &run->scenario->task[task];
  for (int s = 0; s < run->scenario->schedulers; s++) {
    const NaiveScheduler *scheduler = &run->scenario->scheduler[s];
    if (scheduler->tier[tier_of (t->priority)] && scheduler->user[t->user]
        && t->priority >= scheduler->lowest && t->priority <= scheduler->highest)
      return s;
  }
  g_assert_not_reached ();
}

static int
desk_of (const Run *run, int scheduler)
{
  return run->scenario->sharing == NAIVE_MONOLITHIC ? 0 : scheduler;
}

static void
wait_in_line (Run *run, Waiting *waiting)
{
  waiting->back = NAIVE_NONE;
  waiting->in_line = TRUE;
  waiting->place = ++run->places;
}

static void
becomes_pending (Run *run, int task)
{
  Waiting *waiting = &run->waiting[run->scenario->task[task].job][scheduler_of (run, task)];
  run->task[task].state = PENDING;
  run->task[task].machine = NAIVE_NONE;
  run->task[task].finish = NAIVE_NONE;
  if (!waiting->is) {
    memset (waiting, 0, sizeof *waiting);
    waiting->is = TRUE;
    wait_in_line (run, waiting);
  }
  waiting->task[waiting->tasks++] = task;
}

/* ---- one attempt ---- */

static gboolean
fits (const Run *run, const CellState *state, int machine, int task)
{
  for (int r = 0; r < NAIVE_RESOURCES; r++)
    if (run->scenario->task[task].request[r] > state->free[machine][r])
      return FALSE;
  return state->up[machine];
}

static void
take (const Run *run, CellState *state, int machine, int task, int sign)
{
  for (int r = 0; r < NAIVE_RESOURCES; r++)
    state->free[machine][r] -= sign * run->scenario->task[task].request[r];
  if (sign > 0)
    state->last = machine;
}

static gint64
score_of (const Run *run, const CellState *state, NaiveScore score, int machine, int task)
{
  gint64 sum = 0;
  for (int r = 0; score != NAIVE_NO_SCORE && r < NAIVE_RESOURCES; r++) {
    gint64 capacity = run->scenario->capacity[machine][r];
    gint64 left = state->free[machine][r] - run->scenario->task[task].request[r];
    sum += (score == NAIVE_LEAST_ALLOCATED ? left : capacity - left) * 100 / capacity;
  }
  return sum / NAIVE_RESOURCES;
}

static gboolean
have_divisor (guint64 a, guint64 b)
{
  for (guint64 d = 2; d <= a; d++)
    if (a % d == 0 && b % d == 0)
      return TRUE;
  return FALSE;
}

static int
choose (const Run *run, const CellState *state, const NaiveScheduler *scheduler, int task)
{
  guint64 machines = (guint64) run->scenario->machines, start = 0, stride = 1;
  gint64 best_score = 0;
  int best = NAIVE_NONE;
  if (scheduler->ties == NAIVE_TIES_NEXT)
    start = (guint64) state->last;
  if (scheduler->ties == NAIVE_TIES_RANDOM) {
    guint64 h = mix (mix (mix (run->scenario->seed) ^ (guint64) task)
                     ^ (guint64) run->task[task].placements);
    start = h % machines;
    stride = mix (h >> 58) % machines;
    while (have_divisor (stride == 0 ? machines : stride, machines))
      stride = (stride + 1) % machines;
  }
  for (guint64 k = 0; k < machines; k++) {
    int m = (int) ((start + k * stride) % machines);
    if (!fits (run, state, m, task))
      continue;
    gint64 score = score_of (run, state, scheduler->score, m, task);
    if (best == NAIVE_NONE || score > best_score) {
      best = m;
      best_score = score;
    }
  }
  return best;
}

static void
place (Run *run, int task, int machine)
{
  TaskLife *life = &run->task[task];
  gint64 duration = run->scenario->task[task].duration;
  take (run, &run->cell, machine, task, 1);
  run->cell.changes[machine]++;
  life->state = RUNNING;
  life->machine = machine;
  life->started = run->now;
  life->finish = duration == NAIVE_NONE ? NAIVE_NONE : run->now + duration;
  life->placements++;
  life->order = ++run->placements;
  say_task (run, "place", task, "");
  g_string_append_printf (run->log, " on m%d\n", machine);
}

/* Which of the choices conflict with the cell as it is. */
static int
find_conflicts (const Run *run, const CellState *copied, const int *task, const int *machine,
                int n, gboolean *conflicts)
{
  CellState cell = run->cell;
  int count = 0;
  for (int i = 0; i < n; i++) {
    conflicts[i] = FALSE;
    if (machine[i] == NAIVE_NONE)
      continue;
    conflicts[i] = !fits (run, &cell, machine[i], task[i])
                   || (run->scenario->coarse
                       && cell.changes[machine[i]] != copied->changes[machine[i]]);
    if (conflicts[i])
      count++;
    else
      take (run, &cell, machine[i], task[i], 1);
  }
  return count;
}

static void
finish_attempt (Run *run, Thought *thought)
{
  Waiting *waiting = &run->waiting[thought->job][thought->scheduler];
  const NaiveScheduler *scheduler = &run->scenario->scheduler[thought->scheduler];
  CellState mind = run->scenario->sharing == NAIVE_MONOLITHIC ? run->cell : thought->copy;
  CellState copied = mind;
  int machine[NAIVE_TASKS], n = thought->tasks, placed = 0, left = 0;
  gboolean conflicts[NAIVE_TASKS];

  for (int i = 0; i < n; i++) {
    machine[i] = choose (run, &mind, scheduler, waiting->task[i]);
    if (machine[i] != NAIVE_NONE)
      take (run, &mind, machine[i], waiting->task[i], 1);
  }
  int count = find_conflicts (run, &copied, waiting->task, machine, n, conflicts);
  for (int i = 0; i < n; i++)
    if (machine[i] != NAIVE_NONE && !conflicts[i]
        && !(run->scenario->all_or_nothing && count > 0)) {
      place (run, waiting->task[i], machine[i]);
      placed++;
    }
  for (int i = 0; i < waiting->tasks; i++)
    if (run->task[waiting->task[i]].state == PENDING)
      waiting->task[left++] = waiting->task[i];
  waiting->tasks = left;
  waiting->any_placed |= placed > 0;
  thought->busy = FALSE;

  gboolean abandoned = left > 0
                       && (waiting->attempts > 1000
                           || (waiting->attempts > 100 && !waiting->any_placed));
  say (run, "attempt j%d by s%d: %d of %d placed, %d conflicts, %d left%s\n", thought->job,
       thought->scheduler, placed, n, count, left, abandoned ? ", abandoned" : "");
  if (left > 0 && !abandoned) {
    waiting->back = run->now + SECOND;
    waiting->place = ++run->places;
    return;
  }
  waiting->is = FALSE;
  for (int i = 0; i < left; i++) {
    run->task[waiting->task[i]].state = GONE;
    say_task (run, "drop", waiting->task[i], "\n");
  }
}

/* ---- the pass ---- */

/* What waits in the line of a desk and has been there longest. */
static Waiting *
first_in_line (Run *run, int desk, int *ret_job, int *ret_scheduler)
{
  Waiting *first = NULL;
  for (int j = 0; j < NAIVE_TASKS; j++)
    for (int s = 0; s < run->scenario->schedulers; s++) {
      Waiting *waiting = &run->waiting[j][s];
      if (waiting->is && waiting->in_line && desk_of (run, s) == desk
          && (first == NULL || waiting->place < first->place)) {
        first = waiting;
        *ret_job = j;
        *ret_scheduler = s;
      }
    }
  return first;
}

/* Does scheduler a hold less than b: dominant share, then tasks? */
static gboolean
holds_less (const Run *run, int a, int b)
{
  double share[2] = { 0, 0 };
  int running[2] = { 0, 0 }, who[2] = { a, b };
  for (int i = 0; i < 2; i++)
    for (int r = 0; r < NAIVE_RESOURCES; r++) {
      gint64 held = 0, capacity = 0;
      for (int m = 0; m < run->scenario->machines; m++)
        capacity += run->present[m] ? run->scenario->capacity[m][r] : 0;
      running[i] = 0;
      for (int t = 0; t < run->scenario->tasks; t++)
        if (run->task[t].state == RUNNING && scheduler_of (run, t) == who[i]) {
          held += run->scenario->task[t].request[r];
          running[i]++;
        }
      if (capacity > 0)
        share[i] = MAX (share[i], (double) held / (double) capacity);
    }
  return share[0] < share[1] || (share[0] == share[1] && running[0] < running[1]);
}

static int
desk_to_begin (Run *run)
{
  int best = NAIVE_NONE, job, scheduler;
  for (int d = 0; d < run->scenario->schedulers; d++) {
    if (run->thought[d].busy && run->scenario->sharing == NAIVE_TWO_LEVEL)
      return NAIVE_NONE;
    if (run->thought[d].busy || first_in_line (run, d, &job, &scheduler) == NULL)
      continue;
    if (best == NAIVE_NONE
        || (run->scenario->sharing == NAIVE_TWO_LEVEL && holds_less (run, d, best)))
      best = d;
  }
  return best;
}

static void
begin_attempt (Run *run, int desk)
{
  Thought *thought = &run->thought[desk];
  Waiting *waiting = first_in_line (run, desk, &thought->job, &thought->scheduler);
  const NaiveScheduler *scheduler = &run->scenario->scheduler[thought->scheduler];
  waiting->in_line = FALSE;
  waiting->attempts++;
  thought->busy = TRUE;
  thought->tasks = waiting->tasks;
  thought->number = ++run->attempts;
  thought->end = run->now + scheduler->job_time + scheduler->task_time * waiting->tasks;
  thought->copy = run->cell;
  if (thought->end == run->now)
    finish_attempt (run, thought);
}

static Thought *
attempt_to_finish (Run *run)
{
  Thought *first = NULL;
  for (int d = 0; d < NAIVE_SCHEDULERS; d++)
    if (run->thought[d].busy && run->thought[d].end == run->now
        && (first == NULL || run->thought[d].number < first->number))
      first = &run->thought[d];
  return first;
}

static Waiting *
to_come_back (Run *run)
{
  Waiting *first = NULL;
  for (int j = 0; j < NAIVE_TASKS; j++)
    for (int s = 0; s < NAIVE_SCHEDULERS; s++) {
      Waiting *waiting = &run->waiting[j][s];
      if (waiting->is && !waiting->in_line && waiting->back == run->now
          && (first == NULL || waiting->place < first->place))
        first = waiting;
    }
  return first;
}

static void
pass (Run *run)
{
  Thought *thought;
  Waiting *waiting;
  int desk;
  while ((thought = attempt_to_finish (run)) != NULL)
    finish_attempt (run, thought);
  while ((waiting = to_come_back (run)) != NULL)
    wait_in_line (run, waiting);
  while ((desk = desk_to_begin (run)) != NAIVE_NONE)
    begin_attempt (run, desk);
}

/* ---- events ---- */

static int
task_to_finish (const Run *run)
{
  int first = NAIVE_NONE;
  for (int t = 0; t < run->scenario->tasks; t++)
    if (run->task[t].state == RUNNING && run->task[t].finish == run->now
        && (first == NAIVE_NONE || run->task[t].order < run->task[first].order))
      first = t;
  return first;
}

static void
evict_all (Run *run, int machine)
{
  for (;;) {
    int first = NAIVE_NONE;
    for (int t = 0; t < run->scenario->tasks; t++)
      if (run->task[t].state == RUNNING && run->task[t].machine == machine
          && (first == NAIVE_NONE || run->task[t].order < run->task[first].order))
        first = t;
    if (first == NAIVE_NONE)
      return;
    take (run, &run->cell, machine, first, -1);
    say_task (run, "evict", first, " failed lost ");
    gint64 now = run->now;
    run->now -= run->task[first].started;
    say_time (run);
    run->now = now;
    g_string_append_c (run->log, '\n');
    becomes_pending (run, first);
  }
}

static void
machine_event (Run *run, const NaiveEvent *event)
{
  int m = event->machine;
  gboolean was_up = run->cell.up[m], was_present = run->present[m];
  if (event->kind == NAIVE_DOWN && was_present)
    evict_all (run, m);
  run->cell.up[m] = event->kind == NAIVE_UP;
  run->present[m] = event->kind == NAIVE_UP || (event->kind == NAIVE_DRAIN && was_present);
  if (run->cell.up[m] == was_up && run->present[m] == was_present)
    return;
  run->cell.changes[m]++;
  say (run, "machine m%d %s\n", m,
       run->cell.up[m] ? "up" : run->present[m] ? "draining" : "down");
}

static void
instant (Run *run)
{
  const NaiveScenario *scenario = run->scenario;
  gboolean first = TRUE;
  do {
    for (int t = task_to_finish (run); t != NAIVE_NONE; t = task_to_finish (run)) {
      take (run, &run->cell, run->task[t].machine, t, -1);
      run->task[t].state = GONE;
      say_task (run, "finish", t, "\n");
    }
    for (int e = 0; first && e < scenario->events; e++)
      if (scenario->event[e].time == run->now)
        machine_event (run, &scenario->event[e]);
    for (int t = 0; first && t < scenario->tasks; t++)
      if (scenario->task[t].submit == run->now) {
        say_task (run, "submit", t, "\n");
        becomes_pending (run, t);
      }
    first = FALSE;
    pass (run);
  } while (task_to_finish (run) != NAIVE_NONE);
}

static void
sooner (gint64 *next, gint64 now, gint64 time)
{
  if (time > now)
    *next = MIN (*next, time);
}

static gint64
next_instant (const Run *run, gint64 now)
{
  const NaiveScenario *scenario = run->scenario;
  gint64 next = G_MAXINT64;
  for (int e = 0; e < scenario->events; e++)
    sooner (&next, now, scenario->event[e].time);
  for (int t = 0; t < scenario->tasks; t++) {
    sooner (&next, now, scenario->task[t].submit);
    if (run->task[t].state == RUNNING)
      sooner (&next, now, run->task[t].finish);
  }
  for (int d = 0; d < NAIVE_SCHEDULERS; d++)
    if (run->thought[d].busy)
      sooner (&next, now, run->thought[d].end);
  for (int j = 0; j < NAIVE_TASKS; j++)
    for (int s = 0; s < NAIVE_SCHEDULERS; s++)
      if (run->waiting[j][s].is && !run->waiting[j][s].in_line)
        sooner (&next, now, run->waiting[j][s].back);
  return next;
}

char *
naive_run (const NaiveScenario *scenario)
{
  g_autofree Run *run = g_new0 (Run, 1);
  run->scenario = scenario;
  run->log = g_string_new (NULL);
  for (int m = 0; m < scenario->machines; m++)
    memcpy (run->cell.free[m], scenario->capacity[m], sizeof run->cell.free[m]);
  for (gint64 next = next_instant (run, -1);
       next != G_MAXINT64 && (scenario->horizon == NAIVE_NONE || next <= scenario->horizon);
       next = next_instant (run, run->now)) {
    run->now = next;
    instant (run);
  }
  return g_string_free (run->log, FALSE);
}
