/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/scheduler_parts.h"

#include "util/units.h"

#define VICTIMS_BYTES ((gsize) 64 << 20) /* for what is remembered about evicting */

const char *const queue_names[N_QUEUE_DISCIPLINES + 1]
  = { "skip", "strict", "stop", "drop", "easy", "easy-sjbf", "conservative", NULL };

static gboolean
any_gang (const Cell *cell)
{
  for (guint c = 0; c < task_classes_count (cell->classes); c++)
    if (cell->class_at[c]->gang > 0)
      return TRUE;
  return FALSE;
}

static gboolean
all_eligible_by_machine (const Scheduler *scheduler)
{
  for (guint c = 0; c < task_classes_count (scheduler->cell->classes); c++)
    if (!pipeline_eligible_by_machine (scheduler->pipeline, scheduler->cell->class_at[c]))
      return FALSE;
  return TRUE;
}

Scheduler *
scheduler_new (const SchedulerOptions *options, Cell *cell, const Users *users, guint64 seed)
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
  if (any_gang (cell))
    scheduler->gangs = gangs_new (options, cell, scheduler->pipeline, scheduler->pending);
  if (options->reclaim != RECLAIM_NONE)
    scheduler->reclaim = reclaim_new (order, options, cell, users, scheduler->pipeline,
                                      scheduler->pending);
  scheduler->blocked = blocked_classes_new (cell);
  if (options->retry_backoff.first > 0)
    scheduler->back_offs = back_offs_new (&options->retry_backoff,
                                          task_classes_count (cell->classes));
  else if (pending_queue_needs_chances (scheduler->pending))
    scheduler->witnesses
      = witnesses_new (cell, all_eligible_by_machine (scheduler));
  else if (options->queue == QUEUE_SKIP)
    scheduler->chances = chances_new (cell, scheduler->blocked);
  scheduler->woken = g_array_new (FALSE, FALSE, sizeof (guint));
  scheduler->put_off = g_ptr_array_new ();
  scheduler->rooms = eviction_rooms_new (cell);
  if (eviction_walk_wanted (scheduler->preempt, options))
    scheduler->walk = eviction_walk_new (scheduler->preempt, options, cell, scheduler->pipeline,
                                         scheduler->rooms, seed,
                                         options->search != SEARCH_ALL ? VICTIMS_BYTES : 0);
  else if (preempt_policy_evicts (scheduler->preempt))
    scheduler->search = victim_search_new (scheduler->preempt, options, cell, scheduler->pipeline,
                                           scheduler->rooms,
                                           options->search != SEARCH_ALL ? VICTIMS_BYTES : 0);
  if (cell->topology != NULL && preempt_by_importance (scheduler->preempt))
    topology_doubt (cell->topology);
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
  gangs_free (scheduler->gangs);
  reclaim_free (scheduler->reclaim);
  pipeline_free (scheduler->pipeline);
  pending_queue_free (scheduler->pending);
  chances_free (scheduler->chances);
  witnesses_free (scheduler->witnesses);
  back_offs_free (scheduler->back_offs);
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

static gboolean
is_of_gang (const Scheduler *scheduler, const Task *task)
{
  return scheduler->gangs != NULL && cell_class_of (scheduler->cell, task)->gang > 0;
}

void
scheduler_add (Scheduler *scheduler, Task *task)
{
  if (scheduler->backfill != NULL)
    backfill_add (scheduler->backfill, task);
  else if (is_of_gang (scheduler, task))
    gangs_add (scheduler->gangs, task);
  else
    pending_queue_push (scheduler->pending, task);
}

void
scheduler_take (Scheduler *scheduler, Task *task)
{
  if (scheduler->backfill != NULL)
    backfill_take (scheduler->backfill, task);
  else if (is_of_gang (scheduler, task))
    gangs_take (scheduler->gangs, task);
  else
    pending_queue_take (scheduler->pending, task);
}

void
scheduler_holding_changed (Scheduler *scheduler, guint user)
{
  pending_queue_holding_changed (scheduler->pending, user);
}

void
scheduler_job_changed (Scheduler *scheduler, const Job *job)
{
  pending_queue_job_changed (scheduler->pending, job);
}

void
scheduler_capacity_changed (Scheduler *scheduler)
{
  pending_queue_capacity_changed (scheduler->pending);
}

static void
block_class (Scheduler *scheduler, const TaskClass *task_class, gint64 now)
{
  pending_queue_block (scheduler->pending, task_class->index);
  scheduler_list_blocked (scheduler, task_class);
  if (scheduler->back_offs != NULL)
    back_offs_block (scheduler->back_offs, task_class->index, now);
}

static void
block (Scheduler *scheduler, const Task *task, gint64 now, Blocked *ret_why)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  explainer_explain (scheduler->explainer, task, scheduler_preempts (scheduler), ret_why);
  block_class (scheduler, task_class, now);
  if (scheduler->chances != NULL)
    chances_blocked_changed (scheduler->chances, task_class);
}

/* Where a gang's reason goes. */
typedef struct {
  Explainer *explainer;
  Blocked *why;
} GangBlocked;

/* The first task of a gang for which there is no room, those before it being placed for trial. */
static void
explain_gang (const Task *next, guint placed, gpointer ret_why)
{
  GangBlocked *blocked = ret_why;
  explainer_explain (blocked->explainer, next, FALSE, blocked->why);
  if (placed == 0)
    return;
  blocked->why->reason = REASON_GANG;
  blocked->why->resource = -1;
  blocked->why->fit = placed;
}

/* The gang of a task whose turn has come, and that cannot start without others. */
static void
try_gang (Scheduler *scheduler, const Task *task, gint64 now, Decision *ret)
{
  GangBlocked blocked = { scheduler->explainer, &ret->why };
  if (gangs_try (scheduler->gangs, task->job->gang, explain_gang, &blocked)) {
    ret->kind = DECISION_PLACE;
    gangs_next (scheduler->gangs, &ret->machine);
    return;
  }
  ret->kind = DECISION_BLOCKED;
  block_class (scheduler, cell_class_of (scheduler->cell, task), now);
}

static void
wake (Scheduler *scheduler, const TaskClass *task_class)
{
  blocked_classes_remove (scheduler->blocked, task_class);
  pending_queue_wake (scheduler->pending, task_class->index);
  if (scheduler->chances != NULL)
    chances_woken (scheduler->chances, task_class);
}

/* Otherwise a class that nobody looks after would be found blocked by who comes to it next. */
gboolean
scheduler_regroup (Scheduler *scheduler, Gang *gang, guint task_class)
{
  const TaskClass *left = cell_class_of (scheduler->cell, g_ptr_array_index (gang->waiting, 0));
  if (!gangs_regroup (scheduler->gangs, gang, task_class) || left->need > 1
      || !pending_queue_is_blocked (scheduler->pending, left->index))
    return FALSE;
  blocked_classes_remove (scheduler->blocked, left);
  pending_queue_wake (scheduler->pending, left->index);
  if (scheduler->back_offs != NULL)
    back_offs_begin_anew (scheduler->back_offs, left->index);
  if (scheduler->chances != NULL)
    chances_blocked_changed (scheduler->chances, left);
  return TRUE;
}

void
scheduler_choose_devices (const Scheduler *scheduler, Task *task, guint machine)
{
  pipeline_choose_devices (scheduler->pipeline, task, machine, task->devices);
}

/* A class that was blocked when the pass began can go to machines that have changed since, and
 * nowhere else. Mostly that is one machine or none, and there is nothing to choose. */
static guint
choose_machine (Scheduler *scheduler, const Task *task, gboolean chances_only)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  guint machine = MACHINE_NONE;
  if (chances_only
      && chances_count (scheduler->chances, task_class, scheduler_is_feasible, scheduler, &machine)
           < 2)
    return machine;
  return pipeline_choose (scheduler->pipeline, task);
}

static void
look_for_machine (Scheduler *scheduler, const Task *task, gint64 now, Decision *ret)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  gboolean chances_only
    = scheduler->chances != NULL && chances_are_all (scheduler->chances, task_class)
      && pipeline_eligible_by_machine (scheduler->pipeline, task_class);
  guint any;
  ret->kind = DECISION_PLACE;
  ret->machine = choose_machine (scheduler, task, chances_only);
  if (ret->machine != MACHINE_NONE || !scheduler_preempts (scheduler)
      || (chances_only
          && chances_count (scheduler->chances, task_class, scheduler_could_take, scheduler, &any)
               == 0))
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

static void
decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  gboolean blocked = pending_queue_is_blocked (scheduler->pending, task_class->index);
  if (task == scheduler->taker) {
    wake (scheduler, task_class);
    *ret = (Decision){ .kind = DECISION_PREEMPT,
                       .reclaimed = TRUE,
                       .reclaim = reclaim_case (scheduler->reclaim),
                       .woken = TRUE };
    ret->machine = reclaim_machine (scheduler->reclaim, &ret->victims);
    scheduler->taker = NULL;
    return;
  }
  *ret = (Decision){ .kind = DECISION_PLACE, .machine = MACHINE_NONE };
  if (scheduler->gangs != NULL && gangs_next (scheduler->gangs, &ret->machine) == task)
    return;
  if (blocked && scheduler->chances == NULL) {
    ret->kind = DECISION_BLOCKED;
    ret->known = TRUE;
    return;
  }
  if (task_class->need > 1) {
    try_gang (scheduler, task, now, ret);
    return;
  }
  if (blocked)
    wake (scheduler, task_class);
  ret->woken = blocked;
  look_for_machine (scheduler, task, now, ret);
  if (ret->machine != MACHINE_NONE && scheduler->backfill != NULL)
    ask_plan (scheduler, task, ret);
  else if (must_put_off (scheduler, task, ret, now))
    put_off (scheduler, task, ret);
  else if (ret->machine == MACHINE_NONE) {
    ret->kind = DECISION_BLOCKED;
    block (scheduler, task, now, &ret->why);
  }
}

void
scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret)
{
  decide (scheduler, task, now, ret);
  if (scheduler->back_offs != NULL && ret->kind != DECISION_BLOCKED)
    back_offs_begin_anew (scheduler->back_offs, task->task_class);
}

/* First come tasks of classes that turn out to be blocked, so that shares are of those who can be
 * served. */
static Task *
next_with_witnesses (Scheduler *scheduler)
{
  guint lost = witnesses_find_lost (scheduler->witnesses,
                                    pending_queue_open (scheduler->pending), scheduler_could_take, scheduler);
  return lost != G_MAXUINT ? pending_queue_any_of (scheduler->pending, lost)
                           : pending_queue_next (scheduler->pending);
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
        || chances_confirm (chances, cell_class_of (scheduler->cell, task), scheduler_could_take,
                            scheduler))
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
  if (scheduler->gangs != NULL) {
    guint machine;
    if ((task = gangs_next (scheduler->gangs, &machine)) != NULL)
      return task;
    gangs_settle (scheduler->gangs);
  }
  task = scheduler->witnesses != NULL ? next_with_witnesses (scheduler)
         : scheduler->chances != NULL ? next_with_chances (scheduler)
                                      : pending_queue_next (scheduler->pending);
  if (task == NULL && scheduler->reclaim != NULL)
    scheduler->taker = task = reclaim_next (scheduler->reclaim, now);
  if (task == NULL)
    end_pass (scheduler);
  return task;
}
