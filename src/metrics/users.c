/* SPDX-License-Identifier: GPL-3.0-or-later */
/* users.csv: what each user got, and how fair that was.
 *
 * A user's share is a step function: it changes when what the user holds changes, and everybody's
 * changes when capacity does. Its integral is kept per user and brought up to date only then: the
 * past is settled at the first fact of an instant, the share is computed anew at the end of the
 * pass that follows. */
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/share.h"
#include "metrics/waits.h"
#include "util/statistics.h"

typedef struct {
  double share;      /* now */
  double share_time; /* its integral, us, up to `last` */
  double share_max;  /* of shares that lasted */
  gint64 last;
  gboolean has_moved; /* the share is not yet computed anew */
  gint64 submitted, placed, finished, preempted, alive;
  Integral goodput, badput;
  Quantiles *waits; /* made with the first */
} UserFigures;

typedef struct {
  Observer base;
  CsvLine row;
  guint n;
  UserFigures *user;
  guint *moved; /* who has */
  guint moved_count;
  gboolean capacity_changed; /* everybody has */
  double max_gap;
} UsersObserver;

static Observer *
users_create (const ObserverContext *context, Results *results, GError **error)
{
  ResultFile *file = NULL;
  UsersObserver *self;

  if (results != NULL && (file = results_open (results, "users.csv", error)) == NULL)
    return NULL;
  self = g_new0 (UsersObserver, 1);
  self->n = users_count (context->scenario->users);
  self->user = g_new0 (UserFigures, MAX (self->n, 1));
  self->moved = g_new (guint, MAX (self->n, 1));
  csv_line_init (&self->row, file);
  return &self->base;
}

static void
settle (UserFigures *user, gint64 now)
{
  if (now <= user->last)
    return;
  user->share_time += user->share * (double) (now - user->last);
  user->share_max = MAX (user->share_max, user->share);
  user->last = now;
}

static void
recompute (UsersObserver *self, guint index)
{
  const ObserverContext *context = self->base.context;
  self->user[index].share = weighted_share (context->scenario, context->cell, index);
}

static void
users_machine (Observer *observer, gint64 now, guint machine)
{
  UsersObserver *self = (UsersObserver *) observer;
  (void) machine;
  if (self->capacity_changed)
    return;
  self->capacity_changed = TRUE;
  for (guint i = 0; i < self->n; i++)
    settle (&self->user[i], now);
}

static void
users_passed (Observer *observer, gint64 now, guint64 decisions)
{
  UsersObserver *self = (UsersObserver *) observer;
  (void) now, (void) decisions;
  for (guint i = 0; i < self->moved_count; i++) {
    self->user[self->moved[i]].has_moved = FALSE;
    recompute (self, self->moved[i]);
  }
  self->moved_count = 0;
  if (!self->capacity_changed)
    return;
  self->capacity_changed = FALSE;
  for (guint i = 0; i < self->n; i++)
    recompute (self, i);
}

/* The user holds more or less since now. */
static UserFigures *
moved (Observer *observer, gint64 now, const Task *task)
{
  UsersObserver *self = (UsersObserver *) observer;
  UserFigures *user = &self->user[task->user];
  if (user->has_moved)
    return user;
  settle (user, now);
  user->has_moved = TRUE;
  self->moved[self->moved_count++] = task->user;
  return user;
}

static void
users_submitted (Observer *observer, gint64 now, const Task *task)
{
  UserFigures *user = &((UsersObserver *) observer)->user[task->user];
  (void) now;
  user->submitted++;
  user->alive++;
}

static void
users_placed (Observer *observer, gint64 now, const Task *task)
{
  UserFigures *user = moved (observer, now, task);
  if (task->placements != 1)
    return;
  user->placed++;
  if (user->waits == NULL)
    user->waits = quantiles_new (0, 990);
  quantiles_add (user->waits, now - task->submit);
}

static void
users_finished (Observer *observer, gint64 now, const Task *task)
{
  UserFigures *user = moved (observer, now, task);
  user->finished++;
  user->alive--;
  user->goodput += task->duration - task->done;
}

static void
users_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
               gint64 started)
{
  UserFigures *user = moved (observer, now, task);
  user->preempted += cause == EVICT_PREEMPTED ? 1 : 0;
  user->badput += lost;
  user->goodput += MAX (now - started, 0) - lost;
}

static void
users_dropped (Observer *observer, gint64 now, const Task *task)
{
  (void) now;
  ((UsersObserver *) observer)->user[task->user].alive--;
}

static void
users_sample (Observer *observer, gint64 now)
{
  UsersObserver *self = (UsersObserver *) observer;
  double lowest = 0, highest = 0;
  gboolean any = FALSE;
  (void) now;

  for (guint i = 0; i < self->n; i++) {
    double share = self->user[i].share;
    if (self->user[i].alive == 0)
      continue;
    lowest = any ? MIN (lowest, share) : share;
    highest = any ? MAX (highest, share) : share;
    any = TRUE;
  }
  self->max_gap = MAX (self->max_gap, highest - lowest);
}

/* Work of tasks still running is not lost: it counts as kept. */
static void
add_running (UsersObserver *self, gint64 now)
{
  const TaskPool *tasks = self->base.context->tasks;
  for (guint slot = 0; slot < task_pool_slots (tasks); slot++) {
    const Task *task = task_pool_get (tasks, slot);
    if (task != NULL && (task->state == TASK_RUNNING || task->state == TASK_LEAVING))
      self->user[task->user].goodput += task_progress (task, now) - task->done;
  }
}

static double
share_mean (const UserFigures *user, gint64 now)
{
  return now > 0 ? user->share_time / (double) now : user->share;
}

static void
write_header (CsvLine *row)
{
  static const char *const columns[] = {
    "user",     "weight",    "share_mean", "share_max", "submitted",       "placed",
    "finished", "preempted", "wait_mean",  "wait_p99",  "goodput_seconds", "badput_seconds",
  };
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    csv_line_text (row, columns[i]);
  csv_line_end (row);
}

static void
write_user (UsersObserver *self, guint index, gint64 now)
{
  const User *named = users_get (self->base.context->scenario->users, index);
  const UserFigures *user = &self->user[index];
  CsvLine *row = &self->row;

  csv_line_text (row, named->path);
  csv_line_number (row, (double) named->weight / WEIGHT_ONE);
  csv_line_number (row, share_mean (user, now));
  csv_line_number (row, now > 0 ? user->share_max : user->share);
  csv_line_integer (row, user->submitted);
  csv_line_integer (row, user->placed);
  csv_line_integer (row, user->finished);
  csv_line_integer (row, user->preempted);
  if (user->waits != NULL) {
    csv_line_wait_mean (row, user->waits);
    csv_line_wait (row, user->waits, 990);
  } else {
    csv_line_empty (row);
    csv_line_empty (row);
  }
  csv_line_integral (row, user->goodput);
  csv_line_integral (row, user->badput);
  csv_line_end (row);
}

static gboolean
users_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  UsersObserver *self = (UsersObserver *) observer;
  g_autoptr (GArray) means = g_array_new (FALSE, FALSE, sizeof (double));
  (void) error;

  add_running (self, now);
  write_header (&self->row);
  for (guint i = 0; i < self->n; i++) {
    if (self->user[i].submitted == 0)
      continue;
    settle (&self->user[i], now);
    double share = share_mean (&self->user[i], now);
    g_array_append_val (means, share);
    write_user (self, i, now);
  }
  summary_number (summary, jain ((const double *) (const void *) means->data, means->len),
                  "fairness.jain");
  summary_number (summary, self->max_gap, "fairness.max_share_gap");
  return TRUE;
}

static void
users_observer_free (Observer *observer)
{
  UsersObserver *self = (UsersObserver *) observer;
  for (guint i = 0; i < self->n; i++)
    quantiles_free (self->user[i].waits);
  g_free (self->user);
  g_free (self->moved);
  csv_line_clear (&self->row);
  g_free (self);
}

const ObserverType observer_users = {
  .name = "users",
  .summary = "shares, waits and work by user, and how fair it was",
  .create = users_create,
  .submitted = users_submitted,
  .placed = users_placed,
  .finished = users_finished,
  .evicted = users_evicted,
  .dropped = users_dropped,
  .machine = users_machine,
  .passed = users_passed,
  .sample = users_sample,
  .finish = users_finish,
  .free = users_observer_free,
};
