/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which lines are in the running: under `skip` and `drop` all; under `strict` and `stop` only the
 * one with its user's first task in the tier.
 *
 * Shares change with every placement and release, and a user may have lines in every class. A line
 * therefore keeps the key it was given, and is given a new one only where that may matter:
 * - a share that has grown only moves lines back: the old key is a lower bound, corrected when the
 *   line comes to the top of its tier;
 * - a share that has fallen is noted in the tier's list of falls, which a class follows when it is
 *   woken; the classes in the tier's heap do before the next choice. (A user's only line in the
 *   running just moves.) */
#include "scheduler/pending_queue.h"

#include "scheduler/user_share.h"
#include "scheduler/waiting_tasks.h"

#define FALLS_KEPT 256

/* A user in one tier. */
typedef struct ClassLine ClassLine;
typedef struct {
  OrderKey key;     /* the share, as of `stamp`; not the first task */
  guint64 changes;  /* of what the user holds */
  guint64 stamp;
  guint entered;    /* how many lines are in the running */
  Heap lines;       /* heads_only: of ClassLine, by first task */
  ClassLine *head;  /* heads_only: the one in the running */
} TierUser;

struct ClassLine {
  const OrderPolicy *order; /* the queue's: a heap compares items alone */
  OrderKey key;
  guint64 stamp;     /* that of the share in the key */
  gint32 user_order; /* what orders a user's lines first; equal for all under `fifo` */
  guint task_class;
  TierUser *user;
  WaitingTasks tasks;
  guint class_position;
  guint user_position; /* in TierUser.lines */
};

typedef struct {
  Heap lines;       /* of ClassLine, those in the running */
  Tier tier;
  gboolean blocked;
  guint position;   /* in TierQueue.classes */
  guint64 followed; /* falls of the tier that the lines' keys know of */
} ClassState;

typedef struct {
  Heap classes; /* of ClassState: with lines, and not blocked where blocked ones are passed over */
  TierUser *fallen[FALLS_KEPT]; /* the last ones; number n at n modulo FALLS_KEPT */
  guint64 falls;
  gboolean behind; /* a share has fallen while classes stood in the heap */
} TierQueue;

struct PendingQueue {
  const OrderPolicy *order;
  const SchedulerOptions *options;
  const Cell *cell;
  const Users *all_users;
  gboolean heads_only;     /* only a user's first line is in the running */
  gboolean passes_blocked; /* blocked classes leave the tier's heap */
  ClassState *classes;
  TierUser **users; /* [user * N_TIERS + tier], made when needed */
  TierQueue tiers[N_TIERS];
  GHashTable *lines; /* set of ClassLine, by user and class */
  ClassLine *pushed; /* the line last pushed to */
  ClassLine *turn;   /* the line of the task last returned by next */
  guint64 capacity_changes;
};

/* Orders -----------------------------------------------------------------------------------------
 */

static int
compare_within_user (gconstpointer left, gconstpointer right)
{
  const ClassLine *a = left, *b = right;
  if (a->user_order != b->user_order)
    return COMPARE (b->user_order, a->user_order);
  return COMPARE (a->key.first_sequence, b->key.first_sequence);
}

static int
compare_lines (gconstpointer left, gconstpointer right)
{
  const ClassLine *a = left, *b = right;
  if (a->user == b->user && a->stamp == b->stamp)
    return compare_within_user (a, b);
  int order = a->order->compare (&a->key, &b->key);
  if (order != 0)
    return order;
  return a->user != b->user ? COMPARE (a->key.user, b->key.user) : compare_within_user (a, b);
}

static int
compare_classes (gconstpointer left, gconstpointer right)
{
  return compare_lines (heap_top (&((const ClassState *) left)->lines),
                        heap_top (&((const ClassState *) right)->lines));
}

static guint
line_hash (gconstpointer key)
{
  const ClassLine *line = key;
  return line->key.user * 0x9e3779b1u ^ line->task_class * 0x85ebca6bu;
}

static gboolean
line_equal (gconstpointer left, gconstpointer right)
{
  const ClassLine *a = left, *b = right;
  return a->key.user == b->key.user && a->task_class == b->task_class;
}

/* Life -------------------------------------------------------------------------------------------
 */

static void
line_free (gpointer data)
{
  ClassLine *line = data;
  waiting_tasks_clear (&line->tasks);
  g_free (line);
}

PendingQueue *
pending_queue_new (const OrderPolicy *order, const SchedulerOptions *options, const Cell *cell,
                   const Users *users)
{
  PendingQueue *queue = g_new0 (PendingQueue, 1);
  guint classes = task_classes_count (cell->classes);
  queue->order = order;
  queue->options = options;
  queue->cell = cell;
  queue->all_users = users;
  queue->heads_only = options->queue == QUEUE_STRICT || options->queue == QUEUE_STOP;
  queue->passes_blocked = options->queue == QUEUE_SKIP || options->queue == QUEUE_STRICT;
  queue->classes = g_new0 (ClassState, MAX (classes, 1));
  for (guint c = 0; c < classes; c++) {
    queue->classes[c].tier = cell->class_at[c]->tier;
    heap_init (&queue->classes[c].lines, compare_lines, G_STRUCT_OFFSET (ClassLine, class_position));
  }
  queue->users = g_new0 (TierUser *, (gsize) MAX (cell->users, 1) * N_TIERS);
  for (guint t = 0; t < N_TIERS; t++)
    heap_init (&queue->tiers[t].classes, compare_classes, G_STRUCT_OFFSET (ClassState, position));
  queue->lines = g_hash_table_new_full (line_hash, line_equal, line_free, NULL);
  return queue;
}

void
pending_queue_free (PendingQueue *queue)
{
  if (queue == NULL)
    return;
  g_hash_table_unref (queue->lines);
  for (guint i = 0; i < queue->cell->users * N_TIERS; i++)
    if (queue->users[i] != NULL) {
      heap_clear (&queue->users[i]->lines);
      g_free (queue->users[i]);
    }
  for (guint c = 0; c < task_classes_count (queue->cell->classes); c++)
    heap_clear (&queue->classes[c].lines);
  for (guint t = 0; t < N_TIERS; t++)
    heap_clear (&queue->tiers[t].classes);
  g_free (queue->users);
  g_free (queue->classes);
  g_free (queue);
}

static TierUser *
tier_user (PendingQueue *queue, guint user, Tier tier)
{
  TierUser **slot = &queue->users[user * N_TIERS + tier];
  if (*slot == NULL) {
    *slot = g_new0 (TierUser, 1);
    (*slot)->key.user = user;
    (*slot)->key.weight = users_get (queue->all_users, user)->weight;
    (*slot)->changes = 1; /* its share is not yet known */
    heap_init (&(*slot)->lines, compare_within_user, G_STRUCT_OFFSET (ClassLine, user_position));
  }
  return *slot;
}

/* NULL when the user never had a task of the class. */
static ClassLine *
find_line (const PendingQueue *queue, guint user, guint task_class)
{
  ClassLine like = { .key.user = user, .task_class = task_class };
  return g_hash_table_lookup (queue->lines, &like);
}

static ClassLine *
line_of (PendingQueue *queue, const Task *task)
{
  ClassLine *line = queue->pushed;
  if (line != NULL && line->key.user == task->user && line->task_class == task->task_class)
    return line;
  line = find_line (queue, task->user, task->task_class);
  if (line == NULL) {
    const TaskClass *class = cell_class_of (queue->cell, task);
    line = g_new0 (ClassLine, 1);
    line->order = queue->order;
    line->user = tier_user (queue, task->user, class->tier);
    line->key = line->user->key;
    line->key.first_priority = class->priority;
    line->task_class = task->task_class;
    line->user_order = queue->order->oldest_first ? 0 : class->priority;
    g_hash_table_add (queue->lines, line);
  }
  return queue->pushed = line;
}

/* Shares -----------------------------------------------------------------------------------------
 */

static guint64
stamp_of (const PendingQueue *queue, const TierUser *user)
{
  return user->changes + queue->capacity_changes;
}

static void
update_share (PendingQueue *queue, TierUser *user, Tier tier)
{
  user_share_update (&user->key, queue->options, queue->cell, tier);
  user->stamp = stamp_of (queue, user);
}

static gboolean
has_old_share (const PendingQueue *queue, const ClassLine *line)
{
  return queue->order->uses_shares && line->stamp != stamp_of (queue, line->user);
}

static void
renew_share (PendingQueue *queue, ClassLine *line)
{
  TierUser *user = line->user;
  if (!has_old_share (queue, line))
    return;
  if (user->stamp != stamp_of (queue, user))
    update_share (queue, user, queue->classes[line->task_class].tier);
  line->key.amount = user->key.amount;
  line->key.capacity = user->key.capacity;
  line->key.running = user->key.running;
  line->stamp = user->stamp;
}

/* Its class must be settled after. */
static void
renew_line (PendingQueue *queue, ClassLine *line)
{
  renew_share (queue, line);
  heap_fix (&queue->classes[line->task_class].lines, line);
}

/* Classes in their tier --------------------------------------------------------------------------
 */

/* The first line of a class has changed, or whether it may be tried: it finds its place. */
static void
settle_class (PendingQueue *queue, ClassState *class)
{
  Heap *heap = &queue->tiers[class->tier].classes;
  if (class->lines.len == 0 || (class->blocked && queue->passes_blocked))
    heap_remove (heap, class);
  else if (heap_contains (heap, class))
    heap_fix (heap, class);
  else
    heap_push (heap, class);
}

/* Brings the lines of a class up to the falls of shares that it has not seen: one by one when they
 * are few. */
static void
follow_falls (PendingQueue *queue, ClassState *class)
{
  TierQueue *tier = &queue->tiers[class->tier];
  guint64 unseen = tier->falls - class->followed;
  guint64 from = class->followed;
  class->followed = tier->falls;
  if (unseen <= FALLS_KEPT && unseen <= class->lines.len / 4) {
    for (guint64 fall = from; fall < tier->falls; fall++) {
      ClassLine *line = find_line (queue, tier->fallen[fall % FALLS_KEPT]->key.user,
                                   (guint) (class - queue->classes));
      if (line != NULL)
        renew_line (queue, line);
    }
    return;
  }
  for (guint i = 0; i < class->lines.len; i++)
    renew_share (queue, class->lines.item[i]);
  heap_rebuild (&class->lines);
}

static void
catch_up (PendingQueue *queue, TierQueue *tier)
{
  if (!tier->behind)
    return;
  for (guint i = 0; i < tier->classes.len; i++)
    follow_falls (queue, tier->classes.item[i]);
  heap_rebuild (&tier->classes);
  tier->behind = FALSE;
}

/* Lines in their class ---------------------------------------------------------------------------
 */

/* The line joins the running, or its first task has changed. */
static void
enter_line (PendingQueue *queue, ClassLine *line)
{
  ClassState *class = &queue->classes[line->task_class];
  if (class->lines.len == 0)
    class->followed = queue->tiers[class->tier].falls;
  if (heap_contains (&class->lines, line)) {
    heap_fix (&class->lines, line);
  } else {
    renew_share (queue, line);
    line->user->entered++;
    heap_push (&class->lines, line);
  }
  settle_class (queue, class);
}

static void
withdraw_line (PendingQueue *queue, ClassLine *line)
{
  ClassState *class = &queue->classes[line->task_class];
  heap_remove (&class->lines, line);
  line->user->entered--;
  settle_class (queue, class);
}

/* heads_only: a line of the user has changed; the first of them is the one in the running. */
static void
settle_head (PendingQueue *queue, TierUser *user, const ClassLine *changed)
{
  ClassLine *head = heap_top (&user->lines);
  if (user->head == head && head != changed)
    return;
  if (user->head != NULL && user->head != head)
    withdraw_line (queue, user->head);
  user->head = head;
  if (head != NULL)
    enter_line (queue, head);
}

/* The line's first task is another one. */
static void
settle_line (PendingQueue *queue, ClassLine *line)
{
  const Task *first = waiting_tasks_first (&line->tasks);
  Heap *lines = &line->user->lines;
  if (first != NULL)
    line->key.first_sequence = first->sequence;
  if (!queue->heads_only) {
    if (first != NULL)
      enter_line (queue, line);
    else
      withdraw_line (queue, line);
    return;
  }
  if (first == NULL)
    heap_remove (lines, line);
  else if (heap_contains (lines, line))
    heap_fix (lines, line);
  else
    heap_push (lines, line);
  settle_head (queue, line->user, line);
}

/* The queue --------------------------------------------------------------------------------------
 */

void
pending_queue_push (PendingQueue *queue, Task *task)
{
  ClassLine *line = line_of (queue, task);
  waiting_tasks_push (&line->tasks, task);
  if (waiting_tasks_first (&line->tasks) == task)
    settle_line (queue, line);
}

/* The first line of the tier; NULL when none may be tried. */
static ClassLine *
first_line (PendingQueue *queue, TierQueue *tier)
{
  ClassState *class;
  catch_up (queue, tier);
  while ((class = heap_top (&tier->classes)) != NULL) {
    ClassLine *line = heap_top (&class->lines);
    if (!has_old_share (queue, line))
      return line;
    renew_line (queue, line);
    heap_fix (&tier->classes, class);
  }
  return NULL;
}

Task *
pending_queue_next (PendingQueue *queue)
{
  queue->turn = NULL;
  for (Tier tier = N_TIERS; queue->turn == NULL && tier-- > 0;)
    queue->turn = first_line (queue, &queue->tiers[tier]);
  if (queue->turn == NULL
      || (queue->options->queue == QUEUE_STOP && queue->classes[queue->turn->task_class].blocked))
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
pending_queue_block (PendingQueue *queue, guint task_class)
{
  queue->classes[task_class].blocked = TRUE;
  settle_class (queue, &queue->classes[task_class]);
}

gboolean
pending_queue_is_blocked (const PendingQueue *queue, guint task_class)
{
  return queue->classes[task_class].blocked;
}

void
pending_queue_wake (PendingQueue *queue, guint task_class)
{
  ClassState *class = &queue->classes[task_class];
  class->blocked = FALSE;
  follow_falls (queue, class);
  settle_class (queue, class);
}

static void
note_fall (PendingQueue *queue, TierUser *user, Tier t)
{
  TierQueue *tier = &queue->tiers[t];
  if (queue->heads_only) {
    renew_line (queue, user->head);
    settle_class (queue, &queue->classes[user->head->task_class]);
    return;
  }
  tier->fallen[tier->falls++ % FALLS_KEPT] = user;
  tier->behind = tier->behind || tier->classes.len > 0;
}

void
pending_queue_holding_changed (PendingQueue *queue, guint user)
{
  if (!queue->order->uses_shares)
    return;
  for (Tier t = 0; t < N_TIERS; t++) {
    TierUser *changed = queue->users[user * N_TIERS + t];
    if (changed == NULL)
      continue;
    OrderKey before = changed->key;
    changed->changes++;
    if (changed->entered == 0)
      continue;
    update_share (queue, changed, t);
    if (queue->order->compare (&changed->key, &before) < 0)
      note_fall (queue, changed, t);
  }
}

/* As if every share had fallen, and more often than is kept. */
void
pending_queue_capacity_changed (PendingQueue *queue)
{
  if (!queue->order->uses_shares)
    return;
  queue->capacity_changes++;
  for (guint t = 0; t < N_TIERS; t++) {
    queue->tiers[t].falls += FALLS_KEPT + 1;
    queue->tiers[t].behind = TRUE;
  }
}
