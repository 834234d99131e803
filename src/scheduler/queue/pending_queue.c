/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An order policy compares either what users hold or their first tasks. Where only first tasks
 * matter and no line of a user holds up another, it makes no difference whose a task is: all wait
 * as if they were one user's (`merged`).
 *
 * So a user's place among the users never depends on which classes are blocked, and may be kept as
 * a sorted array. Changes are noted and a user finds its new place once, before the next choice. */
#include "scheduler/queue/pending_queue.h"

#include "scheduler/queue/aging.h"
#include "scheduler/queue/user_lines.h"
#include "scheduler/queue/user_share.h"

#include <string.h>

/* So few open classes are looked for among the lines, and the heap is left as it is. */
#define FEW_OPEN 8

/* A user in one tier. */
typedef struct {
  OrderKey key;     /* as it was when the user found its place */
  gboolean placed;  /* stands in TierQueue.users */
  gboolean changed; /* stands in TierQueue.changed */
  UserLines lines;  /* in the running: those with tasks, see pending_queue.h */
  guint64 followed; /* wakes of the tier that `lines` knows of */
} TierUser;

typedef struct {
  guint lines; /* with tasks */
  gboolean blocked;
} ClassState;

typedef struct {
  GPtrArray *users;    /* of TierUser: those with tasks, in order */
  GPtrArray *changed;  /* of TierUser: those that must find their place anew */
  gboolean reshuffled; /* every share may have changed */
  guint passed;        /* how many users, from the first, have no task that may be tried */
  guint open;          /* how many classes with tasks are not blocked */
  guint64 wakes;
} TierQueue;

struct PendingQueue {
  const OrderPolicy *order;
  const SchedulerOptions *options;
  const Cell *cell;
  const Users *all_users;
  gboolean merged;
  gboolean passes_blocked; /* what is blocked does not end the tier */
  guint words;      /* of classes as bits: */
  guint64 *open;    /* with tasks, and not blocked */
  guint64 *waiting; /* with tasks */
  guint64 *of_tier[N_TIERS];
  const guint64 *allowed; /* blocked, but may be tried; or NULL */
  ClassState *classes;
  TierUser **users; /* [user * N_TIERS + tier], made when needed */
  TierQueue tiers[N_TIERS];
  ClassLine *pushed; /* the line last pushed to */
  guint pushed_user; /* whose task that was */
  ClassLine *turn;   /* the line of the task last returned by next */
};

static inline guint64
class_bit (guint task_class)
{
  return G_GUINT64_CONSTANT (1) << task_class % 64;
}

/* Life -------------------------------------------------------------------------------------------
 */

static TierUser *
tier_user_new (const PendingQueue *queue, guint index)
{
  TierUser *user = g_new0 (TierUser, 1);
  user->key.user = index;
  user->key.weight = users_get (queue->all_users, index)->weight;
  user_lines_init (&user->lines, task_classes_count (queue->cell->classes), user);
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
  queue->merged = order->share == NULL && options->queue != QUEUE_STRICT;
  queue->words = (classes + 63) / 64;
  queue->open = g_new0 (guint64, queue->words);
  queue->waiting = g_new0 (guint64, queue->words);
  for (guint t = 0; t < N_TIERS; t++)
    queue->of_tier[t] = g_new0 (guint64, queue->words);
  for (guint c = 0; c < task_classes_count (cell->classes); c++)
    queue->of_tier[cell->class_at[c]->tier][c / 64] |= class_bit (c);
  queue->classes = g_new0 (ClassState, classes);
  queue->users = g_new0 (TierUser *, (gsize) MAX (cell->users, 1) * N_TIERS);
  for (guint t = 0; t < N_TIERS; t++) {
    queue->tiers[t].users = g_ptr_array_new ();
    queue->tiers[t].changed = g_ptr_array_new ();
  }
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
    g_free (queue->of_tier[t]);
  }
  g_free (queue->waiting);
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
  queue->pushed_user = task->user;
  queue->pushed = user_lines_get (&(*user)->lines, task_class,
                                  by_turn_alone (queue) ? 0 : task_class->priority);
  return queue->pushed;
}

static gboolean
is_blocked (const PendingQueue *queue, const ClassLine *line)
{
  return queue->classes[line->task_class->index].blocked;
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

/* The user's first line of a class that may be tried; NULL: none. */
static ClassLine *
line_to_try_of (PendingQueue *queue, const TierQueue *tier, TierUser *user)
{
  ClassLine *line = open_line_of (queue, tier, user), *allowed;
  if (queue->allowed == NULL)
    return line;
  allowed = user_lines_first_of (&user->lines, queue->allowed);
  return line == NULL || (allowed != NULL && class_line_compare (allowed, line) < 0) ? allowed
                                                                                     : line;
}

/* Users in their tier ----------------------------------------------------------------------------
 */

static void
note_change (PendingQueue *queue, TierUser *user, Tier tier)
{
  if (user->changed)
    return;
  user->changed = TRUE;
  g_ptr_array_add (queue->tiers[tier].changed, user);
}

static int
compare_keys (const PendingQueue *queue, const OrderKey *a, const OrderKey *b)
{
  int order = queue->order->compare (a, b);
  return order != 0 ? order : COMPARE (a->user, b->user);
}

static int
compare_users (gconstpointer left, gconstpointer right, gpointer queue)
{
  return compare_keys (queue, &(*(TierUser *const *) left)->key,
                       &(*(TierUser *const *) right)->key);
}

/* Where the key belongs among users first … end - 1. */
static guint
find_place (const PendingQueue *queue, const TierQueue *tier, const OrderKey *key, guint first,
            guint end)
{
  while (first < end) {
    guint middle = first + (end - first) / 2;
    const TierUser *user = g_ptr_array_index (tier->users, middle);
    if (compare_keys (queue, &user->key, key) < 0)
      first = middle + 1;
    else
      end = middle;
  }
  return first;
}

static void
update_key (const PendingQueue *queue, TierUser *user, Tier tier)
{
  if (queue->order->share != NULL) {
    user_share_update (&user->key, queue->order, queue->options, queue->cell, tier);
    return;
  }
  const ClassLine *line = heap_top (&user->lines.running);
  if (line == NULL)
    return;
  user->key.first_priority = line->task_class->priority;
  user->key.first_turn = queue->options->aging > 0 ? line->first_turn : 0;
  user->key.first_sequence = waiting_tasks_first (&line->tasks)->sequence;
}

/* Moves one user; the others keep their order. */
static void
move_user (TierQueue *tier, guint from, guint to)
{
  gpointer *user = tier->users->pdata, moved = user[from];
  if (from < to)
    memmove (user + from, user + from + 1, (to - from) * sizeof *user);
  else
    memmove (user + to + 1, user + to, (from - to) * sizeof *user);
  user[to] = moved;
  /* Those that were passed and stay before the moved one still are. */
  tier->passed = MIN (tier->passed, MIN (from, to));
}

/* The user has changed: finds its place, or leaves. */
static void
place_user (PendingQueue *queue, TierQueue *tier, TierUser *user)
{
  guint count = tier->users->len;
  if (!user->placed) {
    g_ptr_array_add (tier->users, user);
    user->placed = TRUE;
    update_key (queue, user, (Tier) (tier - queue->tiers));
    move_user (tier, count, find_place (queue, tier, &user->key, 0, count));
    return;
  }
  OrderKey before = user->key;
  guint from = find_place (queue, tier, &before, 0, count);
  update_key (queue, user, (Tier) (tier - queue->tiers));
  if (user->lines.waiting == 0)
    move_user (tier, from, count - 1);
  else if (compare_keys (queue, &user->key, &before) < 0)
    move_user (tier, from, find_place (queue, tier, &user->key, 0, from));
  else
    move_user (tier, from, find_place (queue, tier, &user->key, from + 1, count) - 1);
  if (user->lines.waiting == 0) {
    g_ptr_array_set_size (tier->users, (int) count - 1);
    user->placed = FALSE;
  }
}

/* After a change of capacity. */
static void
place_all (PendingQueue *queue, TierQueue *tier)
{
  for (guint i = 0; i < tier->users->len; i++)
    update_key (queue, g_ptr_array_index (tier->users, i), (Tier) (tier - queue->tiers));
  g_ptr_array_sort_with_data (tier->users, compare_users, queue);
  tier->reshuffled = FALSE;
  tier->passed = 0;
}

static void
place_changed (PendingQueue *queue, TierQueue *tier)
{
  if (tier->reshuffled)
    place_all (queue, tier);
  for (guint i = 0; i < tier->changed->len; i++) {
    TierUser *user = g_ptr_array_index (tier->changed, i);
    user->changed = FALSE;
    if (user->placed || user->lines.waiting > 0)
      place_user (queue, tier, user);
  }
  g_ptr_array_set_size (tier->changed, 0);
}

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
    ClassLine *line = queue->options->queue == QUEUE_SKIP ? line_to_try_of (queue, tier, user)
                                                          : heap_top (&user->lines.running);
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

/* NULL: the tier is left. */
static ClassLine *
first_line (PendingQueue *queue, TierQueue *tier)
{
  if (queue->passes_blocked && !any_open (queue, tier))
    return NULL;
  if (tier->changed->len > 0 || tier->reshuffled)
    place_changed (queue, tier);
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
  if (class->lines > 0)
    queue->waiting[task_class / 64] |= bit;
  else
    queue->waiting[task_class / 64] &= ~bit;
  gboolean open = class->lines > 0 && !class->blocked;
  if (open == ((*word & bit) != 0))
    return;
  TierQueue *tier = &queue->tiers[queue->cell->class_at[task_class]->tier];
  *word ^= bit;
  tier->open += open ? 1 : -1u;
}

/* The line's first task is another one. */
static void
settle_line (PendingQueue *queue, ClassLine *line)
{
  const Task *first = waiting_tasks_first (&line->tasks);
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
    note_change (queue, user, line->task_class->tier);
}

void
pending_queue_push (PendingQueue *queue, Task *task)
{
  ClassLine *line = line_of (queue, task);
  waiting_tasks_push (&line->tasks, task);
  if (waiting_tasks_first (&line->tasks) == task)
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
  return waiting_tasks_first (&queue->turn->tasks);
}

void
pending_queue_take (PendingQueue *queue, Task *task)
{
  ClassLine *line = queue->turn;
  g_assert (line != NULL && waiting_tasks_first (&line->tasks) == task);
  waiting_tasks_pop (&line->tasks);
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

void
pending_queue_holding_changed (PendingQueue *queue, guint user)
{
  if (queue->order->share == NULL)
    return;
  for (Tier t = 0; t < N_TIERS; t++) {
    TierUser *changed = queue->users[user * N_TIERS + t];
    if (changed != NULL && changed->placed)
      note_change (queue, changed, t);
  }
}

void
pending_queue_capacity_changed (PendingQueue *queue)
{
  if (queue->order->share == NULL)
    return;
  for (guint t = 0; t < N_TIERS; t++)
    queue->tiers[t].reshuffled = TRUE;
}
