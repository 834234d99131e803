/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many: tasks, evictions, work kept and lost, the queue's length, passes and decisions.
 *
 * The queue's mean is the integral of its length over time, so that Little's law holds exactly:
 * where nothing is evicted and every task is placed, mean × time is the sum of the waits. */
#include "metrics/integral.h"
#include "metrics/observers.h"
#include "metrics/summary.h"

typedef struct {
  Observer base;
  gint64 submitted, placed, finished, dropped, failed;
  gint64 preempted[N_TIERS];
  Integral goodput, badput; /* us */
  gint64 decisions, passes;
  gint64 pending, pending_max;
  gint64 last;           /* the integral reaches so far */
  Integral pending_time; /* task us */
} Counts;

static Observer *
counts_create (const ObserverContext *context, Results *results, GError **error)
{
  Counts *self = g_new0 (Counts, 1);
  (void) context, (void) results, (void) error;
  return &self->base;
}

/* The queue's length holds until now, then changes. Lengths that lasted no time are no maximum. */
static void
advance (Counts *self, gint64 now, gint64 change)
{
  if (now > self->last) {
    self->pending_time += (Integral) self->pending * (now - self->last);
    self->pending_max = MAX (self->pending_max, self->pending);
    self->last = now;
  }
  self->pending += change;
}

static void
counts_submitted (Observer *observer, gint64 now, const Task *task)
{
  Counts *self = (Counts *) observer;
  (void) task;
  self->submitted++;
  advance (self, now, 1);
}

static void
counts_placed (Observer *observer, gint64 now, const Task *task)
{
  Counts *self = (Counts *) observer;
  self->placed += task->placements == 1 ? 1 : 0;
  advance (self, now, -1);
}

static void
counts_finished (Observer *observer, gint64 now, const Task *task)
{
  Counts *self = (Counts *) observer;
  (void) now;
  self->finished++;
  self->goodput += task->duration - task->done;
}

/* What this run added to the work kept is what it did less what was lost. */
static void
counts_evicted (Observer *observer, gint64 now, const Task *task, EvictCause cause, gint64 lost,
                gint64 started)
{
  Counts *self = (Counts *) observer;
  if (cause == EVICT_FAILED)
    self->failed++;
  else if (cause == EVICT_PREEMPTED)
    self->preempted[cell_class_of (observer->context->cell, task)->tier]++;
  self->badput += lost;
  self->goodput += MAX (now - started, 0) - lost;
  advance (self, now, 1);
}

static void
counts_dropped (Observer *observer, gint64 now, const Task *task)
{
  Counts *self = (Counts *) observer;
  (void) task;
  self->dropped++;
  advance (self, now, -1);
}

static void
counts_passed (Observer *observer, gint64 now, guint64 decisions)
{
  Counts *self = (Counts *) observer;
  (void) now;
  self->passes++;
  self->decisions += (gint64) decisions;
}

/* Work of tasks still running is not lost: it counts as kept. */
static gint64
count_running (Counts *self, gint64 now)
{
  const TaskPool *tasks = self->base.context->tasks;
  gint64 running = 0;
  for (guint slot = 0; slot < task_pool_slots (tasks); slot++) {
    const Task *task = task_pool_get (tasks, slot);
    if (task == NULL || (task->state != TASK_RUNNING && task->state != TASK_LEAVING))
      continue;
    running++;
    self->goodput += task_progress (task, now) - task->done;
  }
  return running;
}

static gboolean
counts_finish (Observer *observer, gint64 now, Summary *summary, GError **error)
{
  Counts *self = (Counts *) observer;
  gint64 running = count_running (self, now), preempted = 0;
  (void) error;

  advance (self, now, 0);
  for (guint t = 0; t < N_TIERS; t++)
    preempted += self->preempted[t];
  summary_integer (summary, self->submitted, "tasks.submitted");
  summary_integer (summary, self->placed, "tasks.placed");
  summary_integer (summary, self->finished, "tasks.finished");
  summary_integer (summary, running, "tasks.running");
  summary_integer (summary, self->pending, "tasks.pending");
  summary_integer (summary, self->dropped, "tasks.dropped");
  summary_integer (summary, self->failed, "tasks.failed");
  summary_integer (summary, preempted, "preemptions.total");
  for (guint t = 0; t < N_TIERS; t++)
    summary_integer (summary, self->preempted[t], "preemptions.by_tier.%s", tier_names[t]);
  summary_number (summary, integral_seconds (self->goodput), "work.goodput_seconds");
  summary_number (summary, integral_seconds (self->badput), "work.badput_seconds");
  summary_number (summary,
                  now > 0 ? (double) self->pending_time / (double) now : (double) self->pending,
                  "queue.mean");
  summary_integer (summary, now > 0 ? self->pending_max : self->pending, "queue.max");
  summary_integer (summary, self->decisions, "scheduler.decisions");
  summary_integer (summary, self->passes, "scheduler.passes");
  return TRUE;
}

static void
counts_free (Observer *observer)
{
  g_free (observer);
}

const ObserverType observer_counts = {
  .name = "counts",
  .summary = "tasks, preemptions, work kept and lost, the queue, passes",
  .create = counts_create,
  .submitted = counts_submitted,
  .placed = counts_placed,
  .finished = counts_finished,
  .evicted = counts_evicted,
  .dropped = counts_dropped,
  .passed = counts_passed,
  .finish = counts_finish,
  .free = counts_free,
};
