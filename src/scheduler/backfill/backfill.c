/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The walk along the line. Room only shrinks in a pass, so that each task is looked at once (or
 * once a round, where a plan wants several). */
#include "scheduler/backfill/backfill.h"

#include "scheduler/backfill/expectation.h"
#include "scheduler/backfill/plan.h"
#include "scheduler/queue/aging.h"

typedef struct {
  const BackfillPlan *plan;
  gboolean shortest_first; /* those behind the head */
} Kind;

static const Kind kinds[N_QUEUE_DISCIPLINES] = {
  [QUEUE_EASY] = { &plan_easy, FALSE },
  [QUEUE_EASY_SJBF] = { &plan_easy, TRUE },
  [QUEUE_CONSERVATIVE] = { &plan_conservative, FALSE },
};

/* How two tasks compare. */
typedef struct {
  const OrderPolicy *order;
  const Cell *cell;
  gint64 aging;
} Ordering;

struct Backfill {
  const Kind *kind;
  gpointer plan;
  PlanView view;
  Ordering ordering;
  const PendingQueue *pending;
  TaskLine line;
  TaskLine tail;        /* the same tasks, shortest first; unused unless the kind says so */
  const TaskLine *walk; /* one of the two; NULL: between passes */
  guint at;             /* in it */
  gboolean behind_head; /* the plan has met the head */
  gboolean awake;       /* there will be a pass at this instant */
  const Task *turn;     /* what backfill_next() returned, until it is known what came of it */
  guint machine;        /* where it may start */
  guint8 *allowed;      /* scratch, by machine */
};

gboolean
backfill_is (QueueDiscipline queue)
{
  return kinds[queue].plan != NULL;
}

static OrderKey
key_of (const Ordering *ordering, const Task *task, gint32 priority)
{
  gint64 aging = ordering->aging;
  return (OrderKey){ .first_priority = priority,
                     .first_sequence = task->sequence,
                     .first_turn = aging > 0 ? aged_turn (task, priority, aging) : 0 };
}

static int
compare_served (const Task *a, const Task *b, gconstpointer data)
{
  const Ordering *ordering = data;
  const TaskClass *left = cell_class_of (ordering->cell, a);
  const TaskClass *right = cell_class_of (ordering->cell, b);
  if (left->tier != right->tier)
    return COMPARE (right->tier, left->tier);
  OrderKey a_key = key_of (ordering, a, left->priority);
  OrderKey b_key = key_of (ordering, b, right->priority);
  int order = ordering->order->compare (&a_key, &b_key);
  return order != 0 ? order : COMPARE (a->sequence, b->sequence);
}

static int
compare_shortest (const Task *a, const Task *b, gconstpointer data)
{
  gint64 left = expected_length (a), right = expected_length (b);
  return left != right ? COMPARE (left, right) : compare_served (a, b, data);
}

Backfill *
backfill_new (const OrderPolicy *order, const SchedulerOptions *options, const Cell *cell,
              Pipeline *pipeline, const PendingQueue *pending)
{
  Backfill *backfill = g_new0 (Backfill, 1);
  g_assert (backfill_is (options->queue) && order->share == NULL);
  backfill->kind = &kinds[options->queue];
  backfill->ordering = (Ordering){ order, cell, options->aging };
  backfill->pending = pending;
  task_line_init (&backfill->line, compare_served, &backfill->ordering);
  task_line_init (&backfill->tail, compare_shortest, &backfill->ordering);
  backfill->view = (PlanView){ .cell = cell,
                               .pipeline = pipeline,
                               .line = &backfill->line,
                               .compress_once = options->compress_once };
  backfill->plan = backfill->kind->plan->new (&backfill->view);
  backfill->allowed = g_new0 (guint8, MAX (cell->machines, 1));
  return backfill;
}

void
backfill_free (Backfill *backfill)
{
  if (backfill == NULL)
    return;
  backfill->kind->plan->free (backfill->plan);
  task_line_clear (&backfill->line);
  task_line_clear (&backfill->tail);
  g_free (backfill->allowed);
  g_free (backfill);
}

void
backfill_add (Backfill *backfill, Task *task)
{
  task_line_add (&backfill->line, task);
  if (backfill->kind->shortest_first)
    task_line_add (&backfill->tail, task);
}

void
backfill_machine_changed (Backfill *backfill, guint machine)
{
  backfill->kind->plan->machine_changed (backfill->plan, machine);
}

gint64
backfill_due (const Backfill *backfill)
{
  const BackfillPlan *plan = backfill->kind->plan;
  return plan->due != NULL && !backfill->awake ? plan->due (backfill->plan) : TIME_NEVER;
}

void
backfill_wake (Backfill *backfill)
{
  backfill->awake = TRUE;
}

static void
walk_from_front (Backfill *backfill, const TaskLine *line)
{
  backfill->walk = line;
  backfill->at = 0;
}

static void
begin_pass (Backfill *backfill, gint64 now)
{
  backfill->view.now = now;
  backfill->behind_head = backfill->awake = FALSE;
  walk_from_front (backfill, &backfill->line);
  backfill->kind->plan->begin (backfill->plan);
}

static void
let_wait (Backfill *backfill, const Task *task)
{
  gboolean is_head = backfill->kind->plan->waits (backfill->plan, task);
  backfill->behind_head |= is_head;
  if (is_head && backfill->kind->shortest_first)
    walk_from_front (backfill, &backfill->tail);
  else
    backfill->at++;
}


/* The next of this walk that may find room; NULL: its end. */
static Task *
next_of_walk (Backfill *backfill)
{
  const BackfillPlan *plan = backfill->kind->plan;
  while (backfill->at < task_line_length (backfill->walk)) {
    guint task_class = task_line_class (backfill->walk, backfill->at);
    gboolean room = !pending_queue_is_blocked (backfill->pending, task_class);
    if (!room && backfill->behind_head) {
      backfill->at++;
      continue;
    }
    Task *task = task_line_get (backfill->walk, backfill->at);
    if (plan->consider != NULL && !plan->consider (backfill->plan, task, room))
      backfill->at++;
    else if (!room)
      let_wait (backfill, task);
    else
      return task;
  }
  return NULL;
}

Task *
backfill_next (Backfill *backfill, gint64 now)
{
  const BackfillPlan *plan = backfill->kind->plan;
  Task *task;
  if (backfill->walk == NULL)
    begin_pass (backfill, now);
  if (backfill->turn != NULL)
    let_wait (backfill, backfill->turn);
  while ((task = next_of_walk (backfill)) == NULL && plan->again != NULL
         && plan->again (backfill->plan))
    walk_from_front (backfill, &backfill->line);
  backfill->turn = task;
  if (task == NULL)
    backfill->walk = NULL;
  return task;
}

/* The best of the machines where the plan lets the task start. */
static guint
choose_allowed (Backfill *backfill, const Task *task)
{
  const Cell *cell = backfill->view.cell;
  const Amounts *request = &cell_class_of (cell, task)->request;
  for (guint m = 0; m < cell->machines; m++)
    backfill->allowed[m] = cell->open[m] && cell_fits (cell, request, m)
                           && backfill->kind->plan->may_start (backfill->plan, task, m);
  return pipeline_choose_among (backfill->view.pipeline, task, backfill->allowed);
}

guint
backfill_allow (Backfill *backfill, const Task *task, guint best)
{
  g_assert (task == backfill->turn);
  if (!backfill->kind->plan->may_start (backfill->plan, task, best))
    best = choose_allowed (backfill, task);
  backfill->machine = best;
  return best;
}

void
backfill_take (Backfill *backfill, const Task *task)
{
  g_assert (task == backfill->turn);
  backfill->turn = NULL;
  task_line_remove (&backfill->line, task);
  if (backfill->kind->shortest_first)
    task_line_remove (&backfill->tail, task);
  backfill->kind->plan->started (backfill->plan, task, backfill->machine);
}
