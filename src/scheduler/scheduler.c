/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/scheduler.h"

#include "scheduler/backfill/backfill.h"
#include "scheduler/blocked/chances.h"
#include "scheduler/blocked/explanation.h"
#include "scheduler/queue/pending_queue.h"
#include "scheduler/policy_tables.h"
#include "scheduler/evict/eviction_walk.h"
#include "scheduler/evict/preemption.h"
#include "scheduler/evict/victim_search.h"

#define VICTIMS_BYTES ((gsize) 64 << 20) /* for what is remembered about evicting */

const char *const queue_names[N_QUEUE_DISCIPLINES + 1]
  = { "skip", "strict", "stop", "drop", "easy", "easy-sjbf", "conservative", NULL };

struct Scheduler {
  const SchedulerOptions *options;
  const Cell *cell;
  Pipeline *pipeline;
  PendingQueue *pending;
  Backfill *backfill; /* NULL: all wait in `pending` */
  const PreemptPolicy *preempt;
  BlockedClasses *blocked;
  Chances *chances; /* NULL when a class that has one may have to wait for it: it is woken */
  GArray *woken; /* of guint: scratch for the caller */
  GPtrArray *put_off; /* of Task: out of the queue until the pass is over */
  EvictionRooms *rooms;
  VictimSearch *search; /* NULL when nothing is ever evicted, or … */
  EvictionWalk *walk;   /* … this finds whom to evict; else NULL */
  gint64 now;
  Explainer *explainer;
};

static gboolean
preempts (const Scheduler *scheduler)
{
  return scheduler->search != NULL || scheduler->walk != NULL;
}

/* What a machine's victims cost a class? Not where a filter may change its mind by itself. */
static gboolean
may_remember (const Scheduler *scheduler)
{
  return scheduler->options->search != SEARCH_ALL
         && pipeline_eligible_by_machine (scheduler->pipeline);
}

Scheduler *
scheduler_new (const SchedulerOptions *options, const Cell *cell, const Users *users,
               guint64 seed)
{
  Scheduler *scheduler = g_new0 (Scheduler, 1);
  const OrderPolicy *order = order_policy_find (options->order);
  scheduler->options = options;
  scheduler->cell = cell;
  scheduler->preempt = preempt_policy_find (options->preempt);
  g_assert (order != NULL && scheduler->preempt != NULL);
  scheduler->pipeline = pipeline_new (options, cell, seed);
  scheduler->pending = pending_queue_new (order, options, cell, users);
  if (backfill_is (options->queue))
    scheduler->backfill = backfill_new (order, options, cell, scheduler->pipeline,
                                        scheduler->pending);
  scheduler->blocked = blocked_classes_new (cell);
  if (options->queue == QUEUE_SKIP)
    scheduler->chances = chances_new (cell, scheduler->blocked);
  scheduler->woken = g_array_new (FALSE, FALSE, sizeof (guint));
  scheduler->put_off = g_ptr_array_new ();
  scheduler->rooms = eviction_rooms_new (cell);
  if (eviction_walk_wanted (scheduler->preempt, options))
    scheduler->walk = eviction_walk_new (scheduler->preempt, options, cell, scheduler->pipeline,
                                         scheduler->rooms, seed,
                                         may_remember (scheduler) ? VICTIMS_BYTES : 0);
  else if (preempt_policy_evicts (scheduler->preempt))
    scheduler->search = victim_search_new (scheduler->preempt, cell, scheduler->pipeline,
                                           scheduler->rooms, options->preempt_within_tier,
                                           may_remember (scheduler) ? VICTIMS_BYTES : 0);
  scheduler->explainer = explainer_new (cell, scheduler->pipeline, scheduler->rooms,
                                        options->preempt_within_tier);
  return scheduler;
}

void
scheduler_free (Scheduler *scheduler)
{
  if (scheduler == NULL)
    return;
  backfill_free (scheduler->backfill);
  pipeline_free (scheduler->pipeline);
  pending_queue_free (scheduler->pending);
  chances_free (scheduler->chances);
  blocked_classes_free (scheduler->blocked);
  g_array_unref (scheduler->woken);
  g_ptr_array_unref (scheduler->put_off);
  eviction_rooms_free (scheduler->rooms);
  victim_search_free (scheduler->search);
  eviction_walk_free (scheduler->walk);
  explainer_free (scheduler->explainer);
  g_free (scheduler);
}

const char *const *
scheduler_filters (const Scheduler *scheduler)
{
  return pipeline_filters (scheduler->pipeline);
}

void
scheduler_add (Scheduler *scheduler, Task *task)
{
  if (scheduler->backfill != NULL)
    backfill_add (scheduler->backfill, task);
  else
    pending_queue_push (scheduler->pending, task);
}

void
scheduler_take (Scheduler *scheduler, Task *task)
{
  if (scheduler->backfill != NULL)
    backfill_take (scheduler->backfill, task);
  else
    pending_queue_take (scheduler->pending, task);
}

void
scheduler_holding_changed (Scheduler *scheduler, guint user)
{
  pending_queue_holding_changed (scheduler->pending, user);
}

void
scheduler_capacity_changed (Scheduler *scheduler)
{
  pending_queue_capacity_changed (scheduler->pending);
}

/* The levels that tasks of the class may evict here; 0 when nothing is ever evicted. */
static guint
reach_of (const Scheduler *scheduler, const TaskClass *task_class)
{
  return preempts (scheduler) ? preemption_reach (scheduler->cell, task_class,
                                                  scheduler->options->preempt_within_tier)
                              : 0;
}

static void
block (Scheduler *scheduler, const Task *task, Blocked *ret_why)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  explainer_explain (scheduler->explainer, task, preempts (scheduler), ret_why);
  pending_queue_block (scheduler->pending, task_class->index);
  blocked_classes_add (scheduler->blocked, task_class, reach_of (scheduler, task_class));
  if (scheduler->chances != NULL)
    chances_blocked_changed (scheduler->chances, task_class);
}

static void
wake (Scheduler *scheduler, const TaskClass *task_class)
{
  blocked_classes_remove (scheduler->blocked, task_class);
  pending_queue_wake (scheduler->pending, task_class->index);
  chances_woken (scheduler->chances, task_class);
}

void
scheduler_choose_devices (const Scheduler *scheduler, Task *task, guint machine)
{
  pipeline_choose_devices (scheduler->pipeline, task, machine, task->devices);
}

/* Could the machine, as it is now, take a task of the class, and evict nobody? */
static gboolean
is_feasible (const TaskClass *task_class, guint machine, gpointer data)
{
  Scheduler *scheduler = data;
  return cell_fits (scheduler->cell, &task_class->request, machine)
         && pipeline_eligible (scheduler->pipeline, task_class, machine);
}

static gboolean
could_evict (Scheduler *scheduler, const TaskClass *task_class, guint machine)
{
  if (scheduler->walk != NULL)
    return eviction_walk_possible (scheduler->walk, task_class, machine, scheduler->now);
  return preempts (scheduler)
         && preemption_possible (scheduler->cell, task_class,
                                 scheduler->options->preempt_within_tier, machine);
}

/* The same, by eviction if that is allowed. */
static gboolean
could_take (const TaskClass *task_class, guint machine, gpointer data)
{
  Scheduler *scheduler = data;
  return is_feasible (task_class, machine, scheduler)
         || (could_evict (scheduler, task_class, machine)
             && pipeline_eligible (scheduler->pipeline, task_class, machine));
}

/* A class that was blocked when the pass began can go to machines that have changed since, and
 * nowhere else. Mostly that is one machine or none, and there is nothing to choose. */
static guint
choose_machine (Scheduler *scheduler, const Task *task, gboolean chances_only)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  guint machine = MACHINE_NONE;
  if (chances_only
      && chances_count (scheduler->chances, task_class, is_feasible, scheduler, &machine) < 2)
    return machine;
  return pipeline_choose (scheduler->pipeline, task);
}

static void
look_for_machine (Scheduler *scheduler, const Task *task, gint64 now, Decision *ret)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  gboolean chances_only
    = pipeline_eligible_by_machine (scheduler->pipeline) && scheduler->chances != NULL
      && chances_are_all (scheduler->chances, task_class);
  guint any;
  ret->kind = DECISION_PLACE;
  ret->machine = choose_machine (scheduler, task, chances_only);
  if (ret->machine != MACHINE_NONE || !preempts (scheduler)
      || (chances_only
          && chances_count (scheduler->chances, task_class, could_take, scheduler, &any) == 0))
    return;
  ret->kind = DECISION_PREEMPT;
  if (scheduler->walk != NULL)
    ret->machine = eviction_walk_find (scheduler->walk, task, now, &ret->victims);
  else
    ret->machine = victim_search_find (scheduler->search, task_class, now, &ret->victims);
}

/* There is a machine for the task: does the plan agree, or have another? */
static void
ask_plan (Scheduler *scheduler, const Task *task, Decision *ret)
{
  ret->machine = backfill_allow (scheduler->backfill, task, ret->machine);
  ret->known = ret->machine == MACHINE_NONE;
  if (ret->known)
    ret->kind = DECISION_BLOCKED;
}

/* A task at the end of a chain of evictions would evict. Under `drop` it is dropped. */
static gboolean
must_put_off (const Scheduler *scheduler, const Task *task, const Decision *decision, gint64 now)
{
  gint64 most = scheduler->options->max_cascade;
  return most > 0 && decision->kind == DECISION_PREEMPT && decision->machine != MACHINE_NONE
         && task_chain (task, now) >= most;
}

static void
put_off (Scheduler *scheduler, Task *task, Decision *ret)
{
  *ret = (Decision){ .kind = DECISION_BLOCKED,
                     .machine = MACHINE_NONE,
                     .woken = ret->woken,
                     .known = TRUE };
  if (scheduler->options->queue == QUEUE_DROP)
    return;
  pending_queue_take (scheduler->pending, task);
  g_ptr_array_add (scheduler->put_off, task);
}

static void
end_pass (Scheduler *scheduler)
{
  for (guint i = 0; i < scheduler->put_off->len; i++)
    pending_queue_push (scheduler->pending, g_ptr_array_index (scheduler->put_off, i));
  g_ptr_array_set_size (scheduler->put_off, 0);
}

void
scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  gboolean blocked = pending_queue_is_blocked (scheduler->pending, task_class->index);
  if (blocked && scheduler->chances == NULL) {
    *ret = (Decision){ .kind = DECISION_BLOCKED, .machine = MACHINE_NONE, .known = TRUE };
    return;
  }
  if (blocked)
    wake (scheduler, task_class);
  *ret = (Decision){ .machine = MACHINE_NONE, .woken = blocked };
  look_for_machine (scheduler, task, now, ret);
  if (ret->machine != MACHINE_NONE && scheduler->backfill != NULL)
    ask_plan (scheduler, task, ret);
  else if (must_put_off (scheduler, task, ret, now))
    put_off (scheduler, task, ret);
  else if (ret->machine == MACHINE_NONE) {
    ret->kind = DECISION_BLOCKED;
    block (scheduler, task, &ret->why);
  }
}

/* A class that is blocked has its turn only if a machine that has changed can take it. */
static Task *
next_with_chances (Scheduler *scheduler)
{
  Chances *chances = scheduler->chances;
  for (;;) {
    pending_queue_allow (scheduler->pending, chances_now (chances));
    Task *task = pending_queue_next (scheduler->pending);
    if (task == NULL) {
      chances_end (chances);
      return NULL;
    }
    if (!pending_queue_is_blocked (scheduler->pending, task->task_class)
        || chances_confirm (chances, cell_class_of (scheduler->cell, task), could_take, scheduler))
      return task;
  }
}

Task *
scheduler_next (Scheduler *scheduler, gint64 now)
{
  Task *task;
  scheduler->now = now;
  if (scheduler->backfill != NULL)
    return backfill_next (scheduler->backfill, now);
  task = scheduler->chances != NULL ? next_with_chances (scheduler)
                                    : pending_queue_next (scheduler->pending);
  if (task == NULL)
    end_pass (scheduler);
  return task;
}

const GArray *
scheduler_machine_changed (Scheduler *scheduler, guint machine, gint64 now)
{
  GArray *woken = scheduler->woken;
  scheduler->now = now;
  g_array_set_size (woken, 0);
  if (scheduler->backfill != NULL)
    backfill_machine_changed (scheduler->backfill, machine);
  if (!scheduler->cell->open[machine] || blocked_classes_count (scheduler->blocked) == 0)
    return woken;
  if (scheduler->chances != NULL && chances_note (scheduler->chances, machine)) {
    pending_queue_look_again (scheduler->pending);
    return woken;
  }
  blocked_classes_wake (scheduler->blocked, machine, could_take, scheduler, woken);
  for (guint i = 0; i < woken->len; i++)
    pending_queue_wake (scheduler->pending, g_array_index (woken, guint, i));
  if (scheduler->chances != NULL && woken->len > 0)
    chances_many_changed (scheduler->chances);
  return woken;
}
