/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An order policy compares either what users hold or their first tasks. Where only first tasks
 * matter and no line of a user holds up another, it makes no difference whose a task is: all wait
 * as if they were one user's (`merged`).
 *
 * So a user's place among the users never depends on which classes are blocked, and may be kept as
 * a sorted array. Changes are noted and a user finds its new place once, before the next choice. */
#include "scheduler/queue/queue_parts.h"

#include "scheduler/policy_tables.h"
#include "scheduler/queue/aging.h"

/* So few open classes are looked for among the lines, and the heap is left as it is. */
#define FEW_OPEN 8

/* Life -------------------------------------------------------------------------------------------
 */

static TierUser *
tier_user_new (const PendingQueue *queue, guint index)
{
  TierUser *user = g_new0 (TierUser, 1);
  user->key.user = index;
  user->key.weight = users_get (queue->all_users, index)->weight;
  user_lines_init (&user->lines, task_classes_count (queue->cell->classes), user, queue->jobs);
  return user;
}

static void
tier_user_free (TierUser *user)
{
  if (user == NULL)
    return;
  user_lines_clear (&user->lines);
  g_free (user);
}

PendingQueue *
pending_queue_new (const OrderPolicy *order, const SchedulerOptions *options, const Cell *cell,
                   const Users *users)
{
  PendingQueue *queue = g_new0 (PendingQueue, 1);
  guint classes = MAX (task_classes_count (cell->classes), 1);
  queue->order = order;
  queue->options = options;
  queue->cell = cell;
  queue->all_users = users;
  queue->passes_blocked = options->queue == QUEUE_SKIP || options->queue == QUEUE_STRICT;
  if (order->unit == ORDER_JOBS || order->unit == ORDER_WORKFLOWS)
    queue->jobs = job_places_new (order);
  if (order->unit == ORDER_PACKING) {
    queue->jobs = job_places_new (order_policy_find ("srpt"));
    queue->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  }
  queue->merged = order->unit != ORDER_TREE && order->share == NULL
                  && options->queue != QUEUE_STRICT;
  queue->words = (classes + 63) / 64;
  queue->open = g_new0 (guint64, queue->words);
  queue->waiting = g_new0 (guint64, queue->words);
  for (guint t = 0; t < N_TIERS; t++)
    queue->of_tier[t] = g_new0 (guint64, queue->words);
  for (guint c = 0; c < task_classes_count (cell->classes); c++)
    queue->of_tier[cell->class_at[c]->tier][c / 64] |= class_bit (c);
  queue->classes = g_new0 (ClassState, classes);
  queue->users = g_new0 (TierUser *, (gsize) MAX (cell->users, 1) * N_TIERS);
  if (order->with_first == FIRST_COMPARES)
    queue->asked = g_new0 (Total, (gsize) MAX (cell->users, 1) * N_TIERS * MAX_RESOURCES);
  for (guint t = 0; t < N_TIERS; t++) {
    queue->tiers[t].users = g_ptr_array_new ();
    queue->tiers[t].changed = g_ptr_array_new ();
    if (order->unit == ORDER_TREE)
      queue->tiers[t].tree = share_tree_new (options, cell, users, (Tier) t);
  }
  for (guint c = 0; c < classes && pending_queue_needs_chances (queue); c++)
    queue->classes[c].known = g_ptr_array_new ();
  return queue;
}

void
pending_queue_free (PendingQueue *queue)
{
  if (queue == NULL)
    return;
  for (guint i = 0; i < queue->cell->users * N_TIERS; i++)
    tier_user_free (queue->users[i]);
  for (guint t = 0; t < N_TIERS; t++) {
    g_ptr_array_unref (queue->tiers[t].users);
    g_ptr_array_unref (queue->tiers[t].changed);
    share_tree_free (queue->tiers[t].tree);
    g_free (queue->of_tier[t]);
  }
  for (guint c = 0; c < MAX (task_classes_count (queue->cell->classes), 1); c++)
    if (queue->classes[c].known != NULL)
      g_ptr_array_unref (queue->classes[c].known);
  job_places_free (queue->jobs);
  if (queue->candidates != NULL)
    g_array_unref (queue->candidates);
  g_free (queue->waiting);
  g_free (queue->asked);
  g_free (queue->users);
  g_free (queue->classes);
  g_free (queue->open);
  g_free (queue);
}

/* Lines of a user --------------------------------------------------------------------------------
 */

/* Does a task's turn say it all, and its priority no more? */
static gboolean
by_turn_alone (const PendingQueue *queue)
{
  return queue->order->oldest_first || queue->options->aging > 0;
}

static guint64
turn_of (const PendingQueue *queue, const Task *task)
{
  gint64 aging = queue->options->aging;
  return aging > 0 ? aged_turn (task, cell_class_of (queue->cell, task)->priority, aging)
                   : task->sequence;
}

/* The line that the task belongs to. */
static inline ClassLine *
line_of (PendingQueue *queue, const Task *task)
{
  const TaskClass *task_class = cell_class_of (queue->cell, task);
  ClassLine *line = queue->pushed;
  if (line != NULL && queue->pushed_user == task->user && line->task_class == task_class)
    return line;
  guint index = queue->merged ? 0 : task->user;
  TierUser **user = &queue->users[index * N_TIERS + task_class->tier];
  if (*user == NULL)
    *user = tier_user_new (queue, index);
  guint lines = (*user)->lines.line->len;
  queue->pushed_user = task->user;
  queue->pushed = user_lines_get (&(*user)->lines, task_class,
                                  by_turn_alone (queue) ? 0 : task_class->priority);
  if (queue->classes[task_class->index].known != NULL && (*user)->lines.line->len > lines)
    g_ptr_array_add (queue->classes[task_class->index].known, queue->pushed);
  return queue->pushed;
}

/* The user's first line of a class that is not blocked; NULL: none. */
static ClassLine *
open_line_of (PendingQueue *queue, const TierQueue *tier, TierUser *user)
{
  ClassLine *line;
  if (tier->open <= FEW_OPEN)
    return tier->open > 0 ? user_lines_first_of (&user->lines, queue->open) : NULL;
  if (user->followed != tier->wakes)
    user_lines_bring_back (&user->lines, queue->open);
  user->followed = tier->wakes;
  line = heap_top (&user->lines.running);
  if (line != NULL && is_blocked (queue, line))
    user_lines_leave (&user->lines, queue->open);
  while ((line = heap_top (&user->lines.running)) != NULL && is_blocked (queue, line))
    heap_pop (&user->lines.running);
  return line;
}

ClassLine *
queue_line_of_user (PendingQueue *queue, const TierQueue *tier, TierUser *user)
{
  if (user == NULL)
    return NULL;
  return queue->options->queue == QUEUE_SKIP ? open_line_of (queue, tier, user)
                                             : heap_top (&user->lines.running);
}

ClassLine *
queue_line_to_try_of (PendingQueue *queue, const TierQueue *tier, TierUser *user)
{
  if (queue->options->queue != QUEUE_SKIP)
    return heap_top (&user->lines.running);
  ClassLine *line = open_line_of (queue, tier, user), *allowed;
  if (queue->allowed == NULL)
    return line;
  allowed = user_lines_first_of (&user->lines, queue->allowed);
  return line == NULL || (allowed != NULL && class_line_compare (allowed, line) < 0) ? allowed
                                                                                     : line;
}

/* Whose turn it is ------------------------------------------------------------------------------
 */

/* The line of the first user's first task, whatever is blocked. */
static ClassLine *
head_line (const TierQueue *tier)
{
  const TierUser *user = tier->users->len > 0 ? g_ptr_array_index (tier->users, 0) : NULL;
  return user != NULL ? heap_top (&user->lines.running) : NULL;
}

/* The line of the first task that may be tried; NULL: none. */
static ClassLine *
first_open_line (PendingQueue *queue, TierQueue *tier)
{
  for (; tier->passed < tier->users->len; tier->passed++) {
    TierUser *user = g_ptr_array_index (tier->users, tier->passed);
    ClassLine *line = queue_line_to_try_of (queue, tier, user);
    if (line != NULL && (queue->options->queue == QUEUE_SKIP || !is_blocked (queue, line)))
      return line;
  }
  return NULL;
}

/* Is there a class of the tier with tasks that may be tried? */
static gboolean
any_open (const PendingQueue *queue, const TierQueue *tier)
{
  const guint64 *of_tier = queue->of_tier[tier - queue->tiers];
  if (tier->open > 0 || queue->allowed == NULL)
    return tier->open > 0;
  for (guint w = 0; w < queue->words; w++)
    if ((queue->allowed[w] & queue->waiting[w] & of_tier[w]) != 0)
      return TRUE;
  return FALSE;
}

/* Who has tasks of the class may have more or fewer that may be placed. */
static void
touch_users_of (PendingQueue *queue, guint task_class)
{
  const GPtrArray *known = queue->classes[task_class].known;
  for (guint i = 0; known != NULL && i < known->len; i++)
    user_places_note (queue, ((const ClassLine *) g_ptr_array_index (known, i))->owner,
                      queue->cell->class_at[task_class]->tier);
}

/* NULL: the tier is left. */
static ClassLine *
first_line (PendingQueue *queue, TierQueue *tier)
{
  if (tier->tree != NULL)
    return queue->passes_blocked && tier->open == 0
             ? NULL
             : queue_line_of_user (queue, tier, user_tree_first (queue, tier));
  if (queue->passes_blocked && !any_open (queue, tier))
    return NULL;
  if (tier->changed->len > 0 || tier->reshuffled)
    user_places_settle (queue, tier);
  if (queue->candidates != NULL)
    return user_packing_first (queue, tier);
  if (queue->jobs != NULL || queue->order->with_first != FIRST_NOTHING)
    return user_scan_first (queue, tier);
  return queue->passes_blocked ? first_open_line (queue, tier) : head_line (tier);
}

/* The queue --------------------------------------------------------------------------------------
 */

/* The class may have got its first task, or lost its last, or been blocked or woken. */
static void
settle_class (PendingQueue *queue, guint task_class)
{
  const ClassState *class = &queue->classes[task_class];
  guint64 *word = &queue->open[task_class / 64], bit = class_bit (task_class);
  TierQueue *tier = &queue->tiers[queue->cell->class_at[task_class]->tier];
  tier->asked_known = FALSE;
  if (class->lines > 0)
    queue->waiting[task_class / 64] |= bit;
  else
    queue->waiting[task_class / 64] &= ~bit;
  gboolean open = class->lines > 0 && !class->blocked;
  if (open == ((*word & bit) != 0))
    return;
  *word ^= bit;
  tier->open += open ? 1 : -1u;
  if (tier->tree != NULL)
    touch_users_of (queue, task_class);
}

static Task *
first_of_line (const PendingQueue *queue, const ClassLine *line)
{
  return queue->jobs != NULL ? waiting_jobs_first (line->jobs)
                             : waiting_tasks_first (&line->tasks);
}

/* The line's first task is another one. */
static void
settle_line (PendingQueue *queue, ClassLine *line)
{
  const Task *first = first_of_line (queue, line);
  TierUser *user = line->owner;
  Heap *running = &user->lines.running;
  if (user_lines_set_waiting (&user->lines, line, first != NULL)) {
    queue->classes[line->task_class->index].lines += first != NULL ? 1 : -1u;
    settle_class (queue, line->task_class->index);
  }
  if (first == NULL) {
    heap_remove (running, line);
  } else {
    user_lines_set_first (&user->lines, line, turn_of (queue, first));
    if (heap_contains (running, line))
      heap_fix (running, line);
    else if (queue->options->queue != QUEUE_SKIP || !is_blocked (queue, line))
      heap_push (running, line);
  }
  if (queue->merged && user->placed) /* and stays: it is the only one */
    queue->tiers[line->task_class->tier].passed = 0;
  else
    user_places_note (queue, user, line->task_class->tier);
}

/* So many tasks more wait, like this one; -1: one less. */
static void
count_asked (PendingQueue *queue, const Task *task, int more)
{
  const TaskClass *task_class = cell_class_of (queue->cell, task);
  Total *asked = queue_asked_of (queue, task->user, task_class->tier);
  for (guint r = 0; r < queue->cell->resources->count; r++)
    asked[r] += more * (Total) task_class->request.of[r];
}

void
pending_queue_push (PendingQueue *queue, Task *task)
{
  ClassLine *line = line_of (queue, task);
  if (queue->jobs != NULL)
    waiting_jobs_push (line->jobs, task);
  else
    waiting_tasks_push (&line->tasks, task);
  if (queue->asked != NULL)
    count_asked (queue, task, 1);
  if (first_of_line (queue, line) == task)
    settle_line (queue, line);
}

Task *
pending_queue_next (PendingQueue *queue)
{
  queue->turn = NULL;
  for (Tier tier = N_TIERS; queue->turn == NULL && tier-- > 0;)
    queue->turn = first_line (queue, &queue->tiers[tier]);
  if (queue->turn == NULL
      || (queue->options->queue == QUEUE_STOP && is_blocked (queue, queue->turn)))
    return NULL;
  return first_of_line (queue, queue->turn);
}

void
pending_queue_take (PendingQueue *queue, Task *task)
{
  ClassLine *line = queue->turn;
  g_assert (line != NULL && first_of_line (queue, line) == task);
  if (queue->jobs != NULL)
    waiting_jobs_pop (line->jobs);
  else
    waiting_tasks_pop (&line->tasks);
  if (queue->asked != NULL)
    count_asked (queue, task, -1);
  settle_line (queue, line);
}

void
pending_queue_remove (PendingQueue *queue, Task *task)
{
  ClassLine *line = line_of (queue, task);
  gboolean first = waiting_tasks_first (&line->tasks) == task;
  if (first)
    waiting_tasks_pop (&line->tasks);
  else
    waiting_tasks_remove (&line->tasks, task);
  if (queue->asked != NULL)
    count_asked (queue, task, -1);
  if (first)
    settle_line (queue, line);
}

void
pending_queue_block (PendingQueue *queue, guint task_class)
{
  queue->classes[task_class].blocked = TRUE;
  settle_class (queue, task_class);
}

gboolean
pending_queue_is_blocked (const PendingQueue *queue, guint task_class)
{
  return queue->classes[task_class].blocked;
}

void
pending_queue_wake (PendingQueue *queue, guint task_class)
{
  TierQueue *tier = &queue->tiers[queue->cell->class_at[task_class]->tier];
  queue->classes[task_class].blocked = FALSE;
  settle_class (queue, task_class);
  if (queue->classes[task_class].lines == 0)
    return;
  tier->wakes++;
  tier->passed = 0;
}

void
pending_queue_allow (PendingQueue *queue, const guint64 *allowed)
{
  queue->allowed = allowed;
}

void
pending_queue_look_again (PendingQueue *queue)
{
  for (guint t = 0; t < N_TIERS; t++)
    queue->tiers[t].passed = 0;
}

gboolean
pending_queue_needs_chances (const PendingQueue *queue)
{
  return (queue->order->unit == ORDER_TREE || order_asks_who_can (queue->order))
         && queue->passes_blocked;
}

const guint64 *
pending_queue_open (const PendingQueue *queue)
{
  return queue->open;
}

Task *
pending_queue_any_of (PendingQueue *queue, guint task_class)
{
  const GPtrArray *known = queue->classes[task_class].known;
  for (guint i = 0; i < known->len; i++) {
    const ClassLine *line = g_ptr_array_index (known, i);
    if (first_of_line (queue, line) != NULL)
      return first_of_line (queue, line);
  }
  return NULL;
}

static int
compare_lines (gconstpointer left, gconstpointer right)
{
  return class_line_compare (*(ClassLine *const *) left, *(ClassLine *const *) right);
}

Task *
pending_queue_try (PendingQueue *queue, guint index, Tier tier,
                   gboolean (*try) (gpointer data, Task *task), gpointer data)
{
  const TierUser *user = queue->users[index * N_TIERS + tier];
  g_autoptr (GPtrArray) lines = NULL;
  g_assert (!queue->merged);
  if (user == NULL || user->lines.waiting == 0)
    return NULL;
  lines = g_ptr_array_new ();
  for (guint i = 0; i < user->lines.line->len; i++) {
    ClassLine *line = g_ptr_array_index (user->lines.line, i);
    if (first_of_line (queue, line) != NULL)
      g_ptr_array_add (lines, line);
  }
  g_ptr_array_sort (lines, compare_lines);
  for (guint i = 0; i < (queue->options->queue == QUEUE_STRICT ? 1 : lines->len); i++) {
    ClassLine *line = g_ptr_array_index (lines, i);
    if (!try (data, first_of_line (queue, line)))
      continue;
    queue->turn = line;
    return first_of_line (queue, line);
  }
  return NULL;
}

static void
settle_moved (gpointer line, gpointer queue)
{
  settle_line (queue, line);
}

void
pending_queue_job_changed (PendingQueue *queue, const Job *job)
{
  if (queue->jobs != NULL)
    job_places_changed (queue->jobs, job, settle_moved, queue);
}

void
pending_queue_holding_changed (PendingQueue *queue, guint user)
{
  for (Tier t = 0; t < N_TIERS && queue->order->unit == ORDER_TREE; t++)
    share_tree_touch (queue->tiers[t].tree, user);
  if (queue->order->share == NULL)
    return;
  for (Tier t = 0; t < N_TIERS; t++) {
    TierUser *changed = queue->users[user * N_TIERS + t];
    if (changed != NULL && changed->placed)
      user_places_note (queue, changed, t);
  }
}

void
pending_queue_capacity_changed (PendingQueue *queue)
{
  for (Tier t = 0; t < N_TIERS && queue->order->unit == ORDER_TREE; t++)
    share_tree_touch_all (queue->tiers[t].tree);
  if (queue->order->share == NULL)
    return;
  for (guint t = 0; t < N_TIERS; t++)
    queue->tiers[t].reshuffled = TRUE;
}
