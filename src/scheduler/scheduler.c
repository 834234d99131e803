/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/scheduler.h"

#include "scheduler/pending_queue.h"
#include "scheduler/policy_tables.h"
#include "scheduler/preemption.h"
#include "scheduler/victim_search.h"

struct Scheduler {
  const SchedulerOptions *options;
  const Cell *cell;
  Pipeline *pipeline;
  PendingQueue *pending;
  const PreemptPolicy *preempt;
  GArray *blocked;         /* of guint: the blocked classes */
  GArray *woken;           /* of guint: scratch for the caller */
  EvictionRooms *rooms;
  VictimSearch *search;
};

static gboolean
preempts (const Scheduler *scheduler)
{
  return scheduler->preempt->compare != NULL;
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
  scheduler->blocked = g_array_new (FALSE, FALSE, sizeof (guint));
  scheduler->woken = g_array_new (FALSE, FALSE, sizeof (guint));
  scheduler->rooms = eviction_rooms_new (cell);
  if (preempts (scheduler))
    scheduler->search = victim_search_new (scheduler->preempt, cell, scheduler->pipeline,
                                           scheduler->rooms, options->preempt_within_tier);
  return scheduler;
}

void
scheduler_free (Scheduler *scheduler)
{
  if (scheduler == NULL)
    return;
  pipeline_free (scheduler->pipeline);
  pending_queue_free (scheduler->pending);
  g_array_unref (scheduler->blocked);
  g_array_unref (scheduler->woken);
  eviction_rooms_free (scheduler->rooms);
  victim_search_free (scheduler->search);
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
  pending_queue_push (scheduler->pending, task);
}

Task *
scheduler_next (Scheduler *scheduler)
{
  return pending_queue_next (scheduler->pending);
}

void
scheduler_take (Scheduler *scheduler, Task *task)
{
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

/* The reason, by the table in docs/simulation.md: the first that applies. */
static void
explain (Scheduler *scheduler, const Task *task, Blocked *why)
{
  const Cell *cell = scheduler->cell;
  const TaskClass *task_class = cell_class_of (cell, task);
  gboolean large_enough, by_eviction = FALSE;
  Total free[MAX_RESOURCES] = { 0 };
  why->resource = -1;
  pipeline_count_turned_away (scheduler->pipeline, task, why->turned_away);
  if (!pipeline_matches_somewhere (scheduler->pipeline, task_class, &large_enough)) {
    why->reason = large_enough ? REASON_NO_MATCH : REASON_TOO_LARGE;
    return;
  }
  for (guint m = 0; m < cell->machines; m++) {
    if (!pipeline_eligible (scheduler->pipeline, task_class, m))
      continue;
    by_eviction = by_eviction
                  || preemption_possible (cell, task_class,
                                          scheduler->options->preempt_within_tier, m);
    for (guint r = 0; r < cell->resources->count; r++)
      free[r] += cell->free[r][m];
  }
  if (by_eviction) {
    why->reason = REASON_NEEDS_PREEMPTION;
    return;
  }
  why->reason = REASON_FRAGMENTATION;
  for (guint r = 0; why->resource < 0 && r < cell->resources->count; r++)
    if (free[r] < task_class->request.of[r]) {
      why->reason = REASON_CAPACITY;
      why->resource = (int) r;
    }
}

void
scheduler_decide (Scheduler *scheduler, Task *task, gint64 now, Decision *ret)
{
  const TaskClass *task_class = cell_class_of (scheduler->cell, task);
  if (pending_queue_is_blocked (scheduler->pending, task_class->index)) {
    *ret = (Decision) { .kind = DECISION_BLOCKED, .machine = MACHINE_NONE, .known = TRUE };
    return;
  }
  *ret = (Decision) { .kind = DECISION_PLACE };
  ret->machine = pipeline_choose (scheduler->pipeline, task);
  if (ret->machine != MACHINE_NONE)
    return;
  if (preempts (scheduler)) {
    ret->kind = DECISION_PREEMPT;
    ret->machine = victim_search_find (scheduler->search, task_class, now, &ret->victims);
    if (ret->machine != MACHINE_NONE)
      return;
  }
  ret->kind = DECISION_BLOCKED;
  explain (scheduler, task, &ret->why);
  pending_queue_block (scheduler->pending, task_class->index);
  g_array_append_val (scheduler->blocked, task_class->index);
}

/* Could the machine, as it is now, take a task of the class? */
static gboolean
could_take (Scheduler *scheduler, const TaskClass *task_class, guint machine)
{
  gboolean fits = cell_fits (scheduler->cell, &task_class->request, machine)
                  || (preempts (scheduler)
                      && preemption_possible (scheduler->cell, task_class,
                                              scheduler->options->preempt_within_tier, machine));
  return fits && pipeline_eligible (scheduler->pipeline, task_class, machine);
}

const GArray *
scheduler_machine_changed (Scheduler *scheduler, guint machine)
{
  g_array_set_size (scheduler->woken, 0);
  for (guint i = scheduler->blocked->len; i-- > 0;) {
    guint index = g_array_index (scheduler->blocked, guint, i);
    if (!could_take (scheduler, scheduler->cell->class_at[index], machine))
      continue;
    g_array_remove_index_fast (scheduler->blocked, i);
    g_array_append_val (scheduler->woken, index);
    pending_queue_wake (scheduler->pending, index);
  }
  return scheduler->woken;
}
