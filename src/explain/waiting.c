/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/waiting.h"

#include "scheduler/blocked/explanation.h"
#include "scheduler/gang/gang_domains.h"

/* Finds reasons as the scheduler does, over the cell of the moment. */
typedef struct {
  const Moment *moment;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  Explainer *explainer;
  GangDomains *domains; /* NULL: gangs are not packed */
  Slots *slots;
} Reasons;

static void
reasons_init (Reasons *reasons, const Moment *moment)
{
  const SchedulerOptions *options = &moment->scenario->scheduler;
  reasons->moment = moment;
  reasons->pipeline = pipeline_new (options, moment->cell, moment->scenario->seed);
  reasons->rooms = eviction_rooms_new (moment->cell);
  reasons->explainer = explainer_new (moment->cell, reasons->pipeline, reasons->rooms,
                                      options->preempt_within_tier);
  reasons->domains = gang_domains_new (options, moment->cell);
  reasons->slots = gang_domains_slots (reasons->domains, moment->cell, reasons->pipeline);
}

static void
reasons_clear (Reasons *reasons)
{
  slots_free (reasons->slots);
  gang_domains_free (reasons->domains);
  explainer_free (reasons->explainer);
  eviction_rooms_free (reasons->rooms);
  pipeline_free (reasons->pipeline);
}

void
waiting_free (Waiting *waiting)
{
  if (waiting == NULL)
    return;
  choice_free (waiting->choice);
  g_clear_pointer (&waiting->relaxations, g_ptr_array_unref);
  g_free (waiting);
}

/* Of a gang that must start, which evicts nobody: how many of the tasks it needs find room? */
static void
find_reason_of_gang (Reasons *reasons, Waiting *waiting, const Task *task)
{
  guint64 fit = gang_domains_room (reasons->domains, reasons->slots, waiting->task_class);
  waiting->has_reason = fit < waiting->task_class->need;
  if (!waiting->has_reason)
    return;
  explainer_explain (reasons->explainer, task, FALSE, &waiting->why);
  if (fit == 0)
    return;
  waiting->why.reason = REASON_GANG;
  waiting->why.resource = -1;
  waiting->why.fit = (guint) fit;
}

/* What machines could take it matters when it is admitted. */
static void
blame_quota (const Moment *moment, Waiting *waiting, const Task *task, int resource)
{
  PolicyView view = inspection_view (moment->inspection, waiting->task_class, task);
  waiting->choice = choice_new (moment, &view, MACHINE_NONE);
  waiting->has_reason = TRUE;
  waiting->why = (Blocked){ .reason = REASON_QUOTA, .resource = resource };
}

static void
find_reason (Reasons *reasons, Waiting *waiting, const Task *task)
{
  PolicyView view = inspection_view (reasons->moment->inspection, waiting->task_class, task);
  waiting->choice = choice_new (reasons->moment, &view, MACHINE_NONE);
  waiting->next_try = simulation_backs_off_until (
    reasons->moment->simulation, waiting->task_class->index, &waiting->tries);
  if (waiting->task_class->need > 1) {
    find_reason_of_gang (reasons, waiting, task);
    return;
  }
  waiting->has_reason = waiting->choice->feasible == 0 && waiting->choice->candidates == 0;
  if (waiting->has_reason)
    explainer_explain (reasons->explainer, task, moment_preempts (reasons->moment),
                       &waiting->why);
}

static void
find_relaxations (const Moment *moment, Waiting *waiting)
{
  PolicyView view = inspection_view (moment->inspection, waiting->task_class, NULL);
  waiting->relaxations = relaxations_find (moment, &view);
}

static gint
compare_waiting (gconstpointer a, gconstpointer b)
{
  const Waiting *x = *(const Waiting *const *) a, *y = *(const Waiting *const *) b;
  if (x->tasks != y->tasks)
    return COMPARE (y->tasks, x->tasks);
  if (x->task_class != y->task_class)
    return COMPARE (x->task_class->index, y->task_class->index);
  return COMPARE (x->over_quota, y->over_quota);
}

/* Admitted or not, a class each. */
static guint
place_of (const TaskClass *task_class, gboolean over_quota)
{
  return 2 * task_class->index + (over_quota ? 1 : 0);
}

/* By class; first[place] is the task of it that arrived first. */
static GPtrArray *
count_waiting (const Moment *moment, const Task **first)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) waiting_free);
  g_autofree Waiting **of
    = g_new0 (Waiting *, 2 * MAX (task_classes_count (moment->cell->classes), 1));
  for (guint slot = 0; slot < task_pool_slots (moment->tasks); slot++) {
    const Task *task = task_pool_get (moment->tasks, slot);
    if (task == NULL || (task->state != TASK_PENDING && task->state != TASK_OVER_QUOTA))
      continue;
    gboolean over_quota = task->state == TASK_OVER_QUOTA;
    guint c = place_of (cell_class_of (moment->cell, task), over_quota);
    if (of[c] == NULL) {
      of[c] = g_new0 (Waiting, 1);
      of[c]->over_quota = over_quota;
      of[c]->task_class = cell_class_of (moment->cell, task);
      of[c]->since = task->submit;
      g_ptr_array_add (all, of[c]);
    }
    of[c]->tasks++;
    of[c]->since = MIN (of[c]->since, task->submit);
    if (first[c] == NULL || task->sequence < first[c]->sequence)
      first[c] = task;
  }
  g_ptr_array_sort (all, compare_waiting);
  return all;
}

GPtrArray *
waiting_find (const Moment *moment, guint relax)
{
  guint classes = task_classes_count (moment->cell->classes);
  g_autofree const Task **first = g_new0 (const Task *, 2 * MAX (classes, 1));
  GPtrArray *all = count_waiting (moment, first);
  Reasons reasons;
  reasons_init (&reasons, moment);
  for (guint i = 0; i < all->len; i++) {
    Waiting *waiting = g_ptr_array_index (all, i);
    const Task *task = first[place_of (waiting->task_class, waiting->over_quota)];
    if (waiting->over_quota) {
      blame_quota (moment, waiting, task, -1);
      continue;
    }
    find_reason (&reasons, waiting, task);
    if (waiting->has_reason && relax > 0) {
      find_relaxations (moment, waiting);
      relax--;
    }
  }
  reasons_clear (&reasons);
  return all;
}

Waiting *
waiting_of_task (const Moment *moment, const Task *task)
{
  Waiting *waiting = g_new0 (Waiting, 1);
  Reasons reasons;
  waiting->task_class = cell_class_of (moment->cell, task);
  waiting->tasks = 1;
  waiting->since = task->submit;
  reasons_init (&reasons, moment);
  find_reason (&reasons, waiting, task);
  reasons_clear (&reasons);
  if (waiting->has_reason)
    find_relaxations (moment, waiting);
  return waiting;
}

Waiting *
waiting_over_quota (const Moment *moment, const Task *task, int resource)
{
  Waiting *waiting = g_new0 (Waiting, 1);
  waiting->task_class = cell_class_of (moment->cell, task);
  waiting->over_quota = TRUE;
  waiting->tasks = 1;
  waiting->since = task->submit;
  blame_quota (moment, waiting, task, resource);
  return waiting;
}
