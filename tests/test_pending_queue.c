/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose turn it is, against a search of everything that waits, word by word as docs/simulation.md
 * has it: many users with lines in the same classes, tasks that come back, shares that rise and
 * fall while classes are blocked, woken, and allowed though they are blocked. */
#include "scheduler/queue/pending_queue.h"

#include "scheduler/policy_tables.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

#define USERS   14
#define CLASSES 24 /* of one tier: more than are looked for one by one */
#define STEPS   3000

static const char *const orders[] = { "fifo", "priority", "drf" };

typedef struct {
  SmallCell small;
  const char *order;
  PendingQueue *queue;
  GPtrArray *waiting, *running; /* of Task */
  gboolean blocked[CLASSES];
  guint64 allowed; /* as bits: blocked classes that may be tried, under `skip` */
  guint64 random;
} World;

static guint
pick (World *world, guint below)
{
  world->random = random_mix (world->random);
  return (guint) (world->random >> 20) % below;
}

static void
world_init (World *world, QueueDiscipline queue, const char *order, guint64 seed)
{
  static const char *const resources[] = { "a", "b", NULL };
  SmallCell *small = &world->small;
  memset (world, 0, sizeof *world);
  world->random = seed;
  world->order = order;
  small_cell_init (small, resources, NULL);
  small_cell_machine (small, (const Amount[]){ 10000000, 20000000 }, NULL, NULL);
  small_cell_machine (small, (const Amount[]){ 1000, 9000000 }, NULL, NULL); /* comes and goes */
  for (guint c = 0; c < CLASSES; c++) {
    const Amount request[] = { (Amount) pick (world, 50), 1 + (Amount) pick (world, 100) };
    small_cell_class (small, request, c % 8 < 6 ? 100 + (gint32) (c % 8) / 2 : 200);
  }
  for (guint u = 0; u < USERS; u++) {
    g_autofree char *name = g_strdup_printf ("u%u", u);
    users_set_weight (small->users, users_intern (small->users, name),
                      (gint32) (1 + pick (world, 3)) * WEIGHT_ONE / 2);
  }
  small->options.queue = queue;
  small->options.share_scope = pick (world, 2) ? SHARE_SCOPE_ALL : SHARE_SCOPE_TIER;
  small_cell_start (small);
  world->queue = pending_queue_new (order_policy_find (order), &small->options, small->cell,
                                    small->users);
  world->waiting = g_ptr_array_new ();
  world->running = g_ptr_array_new ();
}

static void
world_clear (World *world)
{
  pending_queue_free (world->queue);
  g_ptr_array_unref (world->waiting);
  g_ptr_array_unref (world->running);
  small_cell_clear (&world->small);
}

static gint32
priority_of (const World *world, const Task *task)
{
  return cell_class_of (world->small.cell, task)->priority;
}

/* Search ----------------------------------------------------------------------------------------
 */

/* Among one user's tasks. */
static gboolean
is_earlier (const World *world, const Task *a, const Task *b)
{
  if (b == NULL)
    return TRUE;
  if (!g_str_equal (world->order, "fifo") && priority_of (world, a) != priority_of (world, b))
    return priority_of (world, a) > priority_of (world, b);
  return a->sequence < b->sequence;
}

static gboolean
is_closed (const World *world, guint task_class)
{
  return world->blocked[task_class] && (world->allowed >> task_class & 1) == 0;
}

static Task *
first_of_user (const World *world, guint user, Tier tier)
{
  QueueDiscipline queue = world->small.options.queue;
  Task *first = NULL;
  for (guint i = 0; i < world->waiting->len; i++) {
    Task *task = g_ptr_array_index (world->waiting, i);
    if (task->user == user && cell_class_of (world->small.cell, task)->tier == tier
        && !(queue == QUEUE_SKIP && is_closed (world, task->task_class))
        && is_earlier (world, task, first))
      first = task;
  }
  if (first != NULL && queue == QUEUE_STRICT && world->blocked[first->task_class])
    return NULL;
  return first;
}

/* The weighted dominant share in units so small that it is whole: x / (c0 c1 w) with both
 * capacities and the weights' common multiple 3 WEIGHT_ONE multiplied in. */
static __int128_t
share_of (const World *world, guint user, Tier tier, gint64 *running)
{
  const Cell *cell = world->small.cell;
  Total held[2] = { 0 };
  *running = 0;
  for (guint i = 0; i < world->running->len; i++) {
    const Task *task = g_ptr_array_index (world->running, i);
    const TaskClass *class = cell_class_of (cell, task);
    if (task->user != user
        || (world->small.options.share_scope == SHARE_SCOPE_TIER && class->tier != tier))
      continue;
    held[0] += class->request.of[0];
    held[1] += class->request.of[1];
    ++*running;
  }
  __int128_t share = MAX ((__int128_t) held[0] * cell->up_capacity[1],
                          (__int128_t) held[1] * cell->up_capacity[0]);
  return share * 3 * WEIGHT_ONE / users_get (world->small.users, user)->weight;
}

static gboolean
user_goes_before (const World *world, const Task *a, const Task *b, Tier tier)
{
  if (b == NULL)
    return TRUE;
  if (g_str_equal (world->order, "priority") && priority_of (world, a) != priority_of (world, b))
    return priority_of (world, a) > priority_of (world, b);
  if (!g_str_equal (world->order, "drf"))
    return a->sequence < b->sequence;
  gint64 running_a, running_b;
  __int128_t share_a = share_of (world, a->user, tier, &running_a);
  __int128_t share_b = share_of (world, b->user, tier, &running_b);
  if (share_a != share_b)
    return share_a < share_b;
  return running_a != running_b ? running_a < running_b : a->user < b->user;
}

static Task *
search (const World *world)
{
  for (Tier tier = N_TIERS; tier-- > 0;) {
    Task *best = NULL;
    for (guint user = 0; user < users_count (world->small.users); user++) {
      Task *first = first_of_user (world, user, tier);
      if (first != NULL && user_goes_before (world, first, best, tier))
        best = first;
    }
    if (best != NULL && world->small.options.queue == QUEUE_STOP
        && world->blocked[best->task_class])
      return NULL;
    if (best != NULL)
      return best;
  }
  return NULL;
}

/* What happens ----------------------------------------------------------------------------------
 */

static void
wait (World *world, Task *task)
{
  g_ptr_array_add (world->waiting, task);
  pending_queue_push (world->queue, task);
}

static void
arrive (World *world)
{
  g_autofree char *user = g_strdup_printf ("u%u", pick (world, USERS));
  wait (world, small_cell_task (&world->small, user, pick (world, CLASSES)));
}

static void
turn (World *world)
{
  Task *task = pending_queue_next (world->queue);
  ck_assert_ptr_eq (task, search (world));
  if (task == NULL)
    return;
  if (world->small.options.queue == QUEUE_SKIP && world->blocked[task->task_class]) {
    world->blocked[task->task_class] = FALSE; /* its chance */
    pending_queue_wake (world->queue, task->task_class);
  } else if (pick (world, 3) == 0) {
    world->blocked[task->task_class] = TRUE;
    pending_queue_block (world->queue, task->task_class);
    if (world->small.options.queue != QUEUE_DROP)
      return;
  }
  pending_queue_take (world->queue, task);
  g_ptr_array_remove (world->waiting, task);
  if (world->blocked[task->task_class]) { /* dropped */
    task_pool_remove (world->small.pool, task);
    return;
  }
  cell_place (world->small.cell, task, 0);
  g_ptr_array_add (world->running, task);
  pending_queue_holding_changed (world->queue, task->user);
}

static void
leave (World *world)
{
  if (world->running->len == 0)
    return;
  Task *task = g_ptr_array_remove_index_fast (world->running, pick (world, world->running->len));
  cell_release (world->small.cell, task);
  pending_queue_holding_changed (world->queue, task->user);
  if (pick (world, 3) == 0)
    wait (world, task); /* evicted */
  else
    task_pool_remove (world->small.pool, task);
}

static void
wake (World *world)
{
  guint class = pick (world, CLASSES);
  if (!world->blocked[class])
    return;
  world->blocked[class] = FALSE;
  pending_queue_wake (world->queue, class);
}

/* Classes gain a chance or, more often, lose it. */
static void
allow (World *world)
{
  gboolean gains = pick (world, 3) == 0;
  if (world->small.options.queue != QUEUE_SKIP)
    return;
  world->allowed &= pick (world, 1 << CLASSES);
  if (gains)
    world->allowed |= pick (world, 1 << CLASSES) & pick (world, 1 << CLASSES);
  if (gains)
    pending_queue_look_again (world->queue);
  pending_queue_allow (world->queue, world->allowed != 0 ? &world->allowed : NULL);
}

static void
change_capacity (World *world)
{
  gboolean up = world->small.cell->state[1] == MACHINE_IS_UP;
  cell_set_state (world->small.cell, 1, up ? MACHINE_IS_DOWN : MACHINE_IS_UP);
  pending_queue_capacity_changed (world->queue);
}

START_TEST (agrees_with_a_search)
{
  World world;
  guint round = (guint) _i;
  world_init (&world, (QueueDiscipline) (round % 4), orders[round / 4 % G_N_ELEMENTS (orders)],
              round + 1);
  for (guint step = 0; step < STEPS; step++) {
    guint what = pick (&world, 100);
    if (what < 30)
      arrive (&world);
    else if (what < 70)
      turn (&world);
    else if (what < 85)
      leave (&world);
    else if (what < 92)
      wake (&world);
    else if (what < 99)
      allow (&world);
    else
      change_capacity (&world);
  }
  world_clear (&world);
}
END_TEST

static Suite *
suite (void)
{
  Suite *made = suite_create ("pending_queue");
  TCase *turns = tcase_create ("turns");
  tcase_add_loop_test (turns, agrees_with_a_search, 0, 48);
  suite_add_tcase (made, turns);
  return made;
}

TEST_MAIN (suite)
