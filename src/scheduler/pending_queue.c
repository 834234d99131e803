/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scheduler/pending_queue.h"

#include "util/fraction.h"
#include "util/heap.h"

#include <string.h>

typedef struct UserLine UserLine;

/* One user's waiting tasks of one class. */
typedef struct ClassLine ClassLine;
struct ClassLine {
  UserLine *user;
  guint task_class;
  gint32 priority; /* what orders a user's classes first; equal for all under `fifo` */
  Heap tasks;      /* of Task, by sequence */
  guint position;  /* in UserLine.classes */
  gboolean parked; /* in the class's list instead */
  ClassLine *next_parked;
};

/* One user's waiting tasks in one tier. */
struct UserLine {
  const OrderPolicy *order; /* the queue's: a heap compares items alone */
  OrderKey key;
  Tier tier;
  Heap classes;    /* of ClassLine, those not parked */
  guint position;  /* in PendingQueue.users[tier] */
  gboolean parked; /* `strict`: in the list of its first task's class instead */
  guint parked_under;
  UserLine *next_parked;
};

typedef struct {
  gboolean blocked;
  ClassLine *parked_classes;
  UserLine *parked_users;
} ClassState;

struct PendingQueue {
  const OrderPolicy *order;
  const SchedulerOptions *options;
  const Cell *cell;
  const Users *all_users;
  ClassState *classes;
  UserLine **lines;        /* [user * N_TIERS + tier], made when needed */
  Heap users[N_TIERS];     /* of UserLine */
  GHashTable *class_lines; /* user << 32 | class -> ClassLine */
};

static int
compare_tasks (gconstpointer a, gconstpointer b)
{
  return COMPARE (((const Task *) a)->sequence, ((const Task *) b)->sequence);
}

static const Task *
first_task (const ClassLine *line)
{
  return heap_top (&line->tasks);
}

static int
compare_classes (gconstpointer left, gconstpointer right)
{
  const ClassLine *a = left, *b = right;
  if (a->priority != b->priority)
    return COMPARE (b->priority, a->priority);
  return compare_tasks (first_task (a), first_task (b));
}

static int
compare_users (gconstpointer left, gconstpointer right)
{
  const UserLine *a = left, *b = right;
  int order = a->order->compare (&a->key, &b->key);
  return order != 0 ? order : COMPARE (a->key.user, b->key.user);
}

PendingQueue *
pending_queue_new (const OrderPolicy *order, const SchedulerOptions *options, const Cell *cell,
                   const Users *users)
{
  PendingQueue *queue = g_new0 (PendingQueue, 1);
  queue->order = order;
  queue->options = options;
  queue->cell = cell;
  queue->all_users = users;
  queue->classes = g_new0 (ClassState, MAX (task_classes_count (cell->classes), 1));
  queue->lines = g_new0 (UserLine *, (gsize) MAX (cell->users, 1) * N_TIERS);
  for (guint t = 0; t < N_TIERS; t++)
    heap_init (&queue->users[t], compare_users, G_STRUCT_OFFSET (UserLine, position));
  queue->class_lines = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return queue;
}

void
pending_queue_free (PendingQueue *queue)
{
  if (queue == NULL)
    return;
  GHashTableIter lines;
  gpointer line;
  g_hash_table_iter_init (&lines, queue->class_lines);
  while (g_hash_table_iter_next (&lines, NULL, &line)) {
    heap_clear (&((ClassLine *) line)->tasks);
    g_free (line);
  }
  g_hash_table_unref (queue->class_lines);
  for (guint i = 0; i < queue->cell->users * N_TIERS; i++)
    if (queue->lines[i] != NULL) {
      heap_clear (&queue->lines[i]->classes);
      g_free (queue->lines[i]);
    }
  for (guint t = 0; t < N_TIERS; t++)
    heap_clear (&queue->users[t]);
  g_free (queue->lines);
  g_free (queue->classes);
  g_free (queue);
}

/* The dominant share, in the scope and of the capacity that the options name. */
static void
update_share (const PendingQueue *queue, UserLine *line)
{
  const Cell *cell = queue->cell;
  gboolean all = queue->options->share_scope == SHARE_SCOPE_ALL;
  const Total *capacity = queue->options->share_capacity == SHARE_CAPACITY_UP
                            ? cell->up_capacity
                            : cell->configured_capacity;
  Holding sum = { 0 };
  for (Tier t = all ? 0 : line->tier; t <= (all ? N_TIERS - 1 : line->tier); t++) {
    const Holding *holding = cell_holding (cell, line->key.user, t);
    sum.running += holding->running;
    for (guint r = 0; r < cell->resources->count; r++)
      sum.allocated[r] += holding->allocated[r];
  }
  OrderKey *key = &line->key;
  key->running = sum.running;
  key->amount = 0;
  key->capacity = 1;
  for (guint r = 0; r < cell->resources->count; r++)
    if (capacity[r] > 0
        && fraction_compare ((Wide) sum.allocated[r], (Wide) capacity[r], (Wide) key->amount,
                             (Wide) key->capacity)
             > 0) {
      key->amount = sum.allocated[r];
      key->capacity = capacity[r];
    }
}

static UserLine *
user_line (PendingQueue *queue, guint user, Tier tier)
{
  UserLine **slot = &queue->lines[user * N_TIERS + tier];
  if (*slot == NULL) {
    UserLine *line = *slot = g_new0 (UserLine, 1);
    line->order = queue->order;
    line->tier = tier;
    line->key.user = user;
    line->key.weight = users_get (queue->all_users, user)->weight;
    heap_init (&line->classes, compare_classes, G_STRUCT_OFFSET (ClassLine, position));
    update_share (queue, *slot);
  }
  return *slot;
}

static ClassLine *
class_line (PendingQueue *queue, const Task *task)
{
  gint64 key = (gint64) task->user << 32 | task->task_class;
  ClassLine *line = g_hash_table_lookup (queue->class_lines, &key);
  if (line == NULL) {
    const TaskClass *class = cell_class_of (queue->cell, task);
    line = g_new0 (ClassLine, 1);
    line->user = user_line (queue, task->user, class->tier);
    line->task_class = task->task_class;
    line->priority = queue->order->oldest_first ? 0 : class->priority;
    heap_init (&line->tasks, compare_tasks, HEAP_NO_POSITION);
    g_hash_table_insert (queue->class_lines, g_memdup2 (&key, sizeof key), line);
  }
  return line;
}

/* The user's first task has changed: its key follows, and it finds its place, in or out of the
 * heap. */
static void
settle_user (PendingQueue *queue, UserLine *user)
{
  Heap *heap = &queue->users[user->tier];
  const ClassLine *first = heap_top (&user->classes);
  if (first == NULL) {
    heap_remove (heap, user);
    return;
  }
  user->key.first_sequence = first_task (first)->sequence;
  user->key.first_priority = queue->cell->class_at[first->task_class]->priority;
  if (user->parked)
    return;
  if (heap_contains (heap, user))
    heap_fix (heap, user);
  else
    heap_push (heap, user);
}

static void
unpark_user (PendingQueue *queue, UserLine *user)
{
  UserLine **link = &queue->classes[user->parked_under].parked_users;
  while (*link != user)
    link = &(*link)->next_parked;
  *link = user->next_parked;
  user->parked = FALSE;
}

void
pending_queue_push (PendingQueue *queue, Task *task)
{
  ClassLine *line = class_line (queue, task);
  UserLine *user = line->user;
  heap_push (&line->tasks, task);
  if (line->parked)
    return;
  if (heap_contains (&user->classes, line))
    heap_fix (&user->classes, line);
  else
    heap_push (&user->classes, line);
  if (user->parked && first_task (heap_top (&user->classes)) == task)
    unpark_user (queue, user);
  settle_user (queue, user);
}

static void
park_class (PendingQueue *queue, ClassLine *line)
{
  ClassState *state = &queue->classes[line->task_class];
  heap_remove (&line->user->classes, line);
  line->parked = TRUE;
  line->next_parked = state->parked_classes;
  state->parked_classes = line;
  settle_user (queue, line->user);
}

static void
park_user (PendingQueue *queue, UserLine *user, guint task_class)
{
  ClassState *state = &queue->classes[task_class];
  heap_remove (&queue->users[user->tier], user);
  user->parked = TRUE;
  user->parked_under = task_class;
  user->next_parked = state->parked_users;
  state->parked_users = user;
}

Task *
pending_queue_next (PendingQueue *queue)
{
  for (Tier tier = N_TIERS; tier-- > 0;) {
    Heap *users = &queue->users[tier];
    while (users->len > 0) {
      UserLine *user = heap_top (users);
      ClassLine *line = heap_top (&user->classes);
      gboolean blocked = queue->classes[line->task_class].blocked;
      if (!blocked || queue->options->queue == QUEUE_DROP)
        return heap_top (&line->tasks);
      if (queue->options->queue == QUEUE_STOP)
        return NULL;
      if (queue->options->queue == QUEUE_STRICT)
        park_user (queue, user, line->task_class);
      else
        park_class (queue, line);
    }
  }
  return NULL;
}

void
pending_queue_take (PendingQueue *queue, Task *task)
{
  ClassLine *line = class_line (queue, task);
  g_assert (heap_top (&line->tasks) == task);
  heap_pop (&line->tasks);
  if (line->tasks.len == 0)
    heap_remove (&line->user->classes, line);
  else
    heap_fix (&line->user->classes, line);
  settle_user (queue, line->user);
}

void
pending_queue_block (PendingQueue *queue, guint task_class)
{
  queue->classes[task_class].blocked = TRUE;
}

gboolean
pending_queue_is_blocked (const PendingQueue *queue, guint task_class)
{
  return queue->classes[task_class].blocked;
}

void
pending_queue_wake (PendingQueue *queue, guint task_class)
{
  ClassState *state = &queue->classes[task_class];
  ClassLine *line = state->parked_classes;
  UserLine *user = state->parked_users;
  state->blocked = FALSE;
  state->parked_classes = NULL;
  state->parked_users = NULL;
  for (ClassLine *next; line != NULL; line = next) {
    next = line->next_parked;
    line->parked = FALSE;
    heap_push (&line->user->classes, line);
    settle_user (queue, line->user);
  }
  for (UserLine *next; user != NULL; user = next) {
    next = user->next_parked;
    user->parked = FALSE;
    settle_user (queue, user);
  }
}

void
pending_queue_holding_changed (PendingQueue *queue, guint user)
{
  if (!queue->order->uses_shares)
    return;
  for (guint t = 0; t < N_TIERS; t++) {
    UserLine *line = queue->lines[user * N_TIERS + t];
    if (line == NULL)
      continue;
    update_share (queue, line);
    heap_fix (&queue->users[t], line);
  }
}

void
pending_queue_capacity_changed (PendingQueue *queue)
{
  if (!queue->order->uses_shares)
    return;
  for (guint i = 0; i < queue->cell->users * N_TIERS; i++)
    if (queue->lines[i] != NULL)
      update_share (queue, queue->lines[i]);
  for (guint t = 0; t < N_TIERS; t++)
    heap_rebuild (&queue->users[t]);
}
