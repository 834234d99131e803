/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the scheduler remembers from one decision to the next, against looking at everything: a cell
 * of many blocks lives through random changes, and the answers must stay the same. */
#include "scheduler/blocked/back_offs.h"
#include "scheduler/blocked/blocked_classes.h"
#include "scheduler/blocked/explanation.h"
#include "scheduler/policy_tables.h"
#include "scheduler/evict/preemption.h"
#include "scheduler/blocked/turned_away.h"
#include "scheduler/evict/victim_search.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

#include <string.h>

#define MACHINES 150 /* the last block is not whole */
#define CLASSES  40
#define STEPS    400

static const char *const resources[] = { "cpu", "memory", "gpu", NULL };
static const char *const devices[] = { "gpu", NULL };
static const char *const policies[]
  = { "lowest-priority", "fewest-victims", "least-lost-work", "kube" };
#define LOSSES_DECIDE 3 /* at last, for the first so many */

typedef struct {
  SmallCell small;
  guint64 random;
  gint64 now;
  gboolean within_tier;
  const PreemptPolicy *policy;
  Pipeline *pipeline;
  EvictionRooms *rooms;
  VictimSearch *search;
  Explainer *explainer;
  TurnedAway *turned_away;
} World;

static guint
draw (World *world, guint below)
{
  world->random = random_mix (world->random);
  return (guint) (world->random >> 33) % below;
}

/* Many priorities in every second round: levels of several. */
static void
add_class (World *world, guint round)
{
  static const char *const constraints[] = { NULL, NULL, NULL, "kind=a", "kind!=b", "kind=c" };
  SmallCell *small = &world->small;
  Amounts request = { { (Amount) draw (world, 9), (Amount) draw (world, 9),
                        draw (world, 4) == 0 ? (Amount) draw (world, 3) * 500 : 0 } };
  gint32 tier = (gint32) draw (world, 4) * 100 + (draw (world, 9) == 0 ? 60 : 0);
  gint32 priority = tier + (gint32) draw (world, round % 2 == 0 ? 3 : 50);
  char *reason = NULL;
  ClassTexts texts = { .constraints = constraints[draw (world, G_N_ELEMENTS (constraints))] };
  guint class = task_classes_intern (small->classes, &request, priority, &texts, &reason);
  ck_assert_msg (class != G_MAXUINT, "%s", reason);
}

static void
world_init (World *world, guint round)
{
  static const char *const attributes[] = { NULL, "kind=a", "kind=b" };
  memset (world, 0, sizeof *world);
  world->random = random_mix (round);
  world->within_tier = round % 4 >= 2;
  world->policy = preempt_policy_find (policies[(round + round / 4) % G_N_ELEMENTS (policies)]);
  SmallCell *small = &world->small;
  small_cell_init (small, resources, devices);
  for (guint m = 0; m < MACHINES; m++) {
    Amount capacity[] = { 8 + (Amount) draw (world, 9), 8 + (Amount) draw (world, 9),
                          (Amount) draw (world, 3) * DEVICE };
    small_cell_machine (small, capacity, NULL, attributes[draw (world, 3)]);
  }
  while (task_classes_count (small->classes) < CLASSES)
    add_class (world, round);
  g_ptr_array_add (small->options.filters, (gpointer) (round % 5 == 0 ? "fit" : "taints"));
  g_ptr_array_add (small->options.filters, (gpointer) "constraints");
  small->options.preempt_within_tier = world->within_tier;
  small_cell_start (small);
  world->pipeline = pipeline_new (&small->options, small->cell, 1);
  world->rooms = eviction_rooms_new (small->cell);
  world->search = victim_search_new (world->policy, &small->options, small->cell, world->pipeline,
                                     world->rooms, round % 3 == 0 ? 0 : 3000);
  world->explainer = explainer_new (small->cell, world->pipeline, world->rooms,
                                    world->within_tier);
  world->turned_away = turned_away_new (small->cell, world->pipeline);
}

static void
world_clear (World *world)
{
  explainer_free (world->explainer);
  turned_away_free (world->turned_away);
  victim_search_free (world->search);
  eviction_rooms_free (world->rooms);
  pipeline_free (world->pipeline);
  small_cell_clear (&world->small);
}

/* ---- change ---- */

static void
fill (World *world)
{
  Cell *cell = world->small.cell;
  guint machine = draw (world, MACHINES);
  for (guint i = 0; i < 3; i++) {
    guint class = draw (world, CLASSES);
    if (!cell->open[machine] || !cell_fits (cell, &cell->class_at[class]->request, machine))
      continue;
    Task *task = small_cell_running (&world->small, "default", class, machine, world->now);
    if (draw (world, 3) == 0) {
      task->checkpoint = 1 + draw (world, 40);
      task->done = draw (world, 2) * task->checkpoint;
    }
  }
}

static void
release (World *world, guint machine)
{
  Task *task = world->small.cell->first_task[machine];
  if (task == NULL)
    return;
  if (draw (world, 2) == 0 && task->next_on_machine != NULL)
    task = task->next_on_machine;
  cell_release (world->small.cell, task);
  task_pool_remove (world->small.pool, task);
}

static void
flip (World *world, guint machine)
{
  Cell *cell = world->small.cell;
  switch (draw (world, 4)) {
  case 0:
    cell_hold (cell, machine, TRUE);
    break;
  case 1:
    cell_hold (cell, machine, FALSE);
    break;
  case 2:
    cell_set_state (cell, machine, MACHINE_DRAINING);
    break;
  default:
    cell_set_state (cell, machine, MACHINE_IS_UP);
    break;
  }
}

/* So many changes of one machine that others are no longer listed. */
static void
overflow (World *world, guint machine)
{
  for (guint i = 0; i < CHANGES_KEPT; i++)
    cell_hold (world->small.cell, machine, i % 2 == 0);
}

static void
change (World *world)
{
  guint many = 1 + draw (world, draw (world, 2) == 0 ? 3 : 30);
  for (guint i = 0; i < many; i++) {
    guint what = draw (world, 20);
    if (what < 12)
      fill (world);
    else if (what < 19)
      release (world, draw (world, MACHINES));
    else
      flip (world, draw (world, MACHINES));
  }
  if (draw (world, 20) == 0)
    overflow (world, draw (world, MACHINES));
  world->now += draw (world, 4) * draw (world, 20);
}

/* ---- compare ---- */

static gboolean
fits_nowhere (const World *world, const TaskClass *class)
{
  for (guint m = 0; m < MACHINES; m++)
    if (cell_fits (world->small.cell, &class->request, m)
        && pipeline_eligible (world->pipeline, class, m))
      return FALSE;
  return TRUE;
}

static guint
cheapest_machine (const World *world, const TaskClass *class, GArray *victims)
{
  const Cell *cell = world->small.cell;
  Preemption preemption = { .policy = world->policy,
                            .cell = cell,
                            .task_class = class,
                            .within_tier = world->within_tier,
                            .now = world->now };
  g_autoptr (GArray) set = g_array_new (FALSE, FALSE, sizeof (Victim));
  VictimCost cost, best_cost = { 0 };
  guint best = MACHINE_NONE;
  for (guint m = 0; m < MACHINES; m++) {
    preemption_collect (&preemption, m, set);
    if (!pipeline_eligible (world->pipeline, class, m)
        || !preemption_choose (&preemption, m, NULL, FALSE, set, &cost)
        || (best != MACHINE_NONE && world->policy->compare (&cost, &best_cost) >= 0))
      continue;
    best = m;
    best_cost = cost;
    g_array_set_size (victims, 0);
    g_array_append_vals (victims, set->data, set->len);
  }
  return best;
}

static void
compare_victims (World *world, const TaskClass *class)
{
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (Victim));
  const GArray *victims = NULL;
  guint best = cheapest_machine (world, class, expected);
  guint found = victim_search_find (world->search, class, world->now, &victims);
  ck_assert_msg (found == best, "%s: machine %u, expected %u", world->policy->head.name, found,
                 best);
  if (best == MACHINE_NONE)
    return;
  ck_assert_uint_eq (victims->len, expected->len);
  for (guint i = 0; i < expected->len; i++)
    ck_assert_ptr_eq (g_array_index (victims, Victim, i).task,
                      g_array_index (expected, Victim, i).task);
}

static Blocked
reason_of (const World *world, const TaskClass *class, gboolean can_evict)
{
  const Cell *cell = world->small.cell;
  Blocked why = { .reason = REASON_FRAGMENTATION, .resource = -1 };
  Total free[MAX_RESOURCES] = { 0 };
  gboolean large_enough, evicting_helps = FALSE;
  if (!pipeline_matches_somewhere (world->pipeline, class, &large_enough)) {
    why.reason = large_enough ? REASON_NO_MATCH : REASON_TOO_LARGE;
    return why;
  }
  for (guint m = 0; m < MACHINES; m++) {
    if (!pipeline_eligible (world->pipeline, class, m))
      continue;
    evicting_helps = evicting_helps || preemption_possible (cell, class, world->within_tier, m);
    for (guint r = 0; r < cell->resources->count; r++)
      free[r] += cell->free[r][m];
  }
  for (guint r = cell->resources->count; r-- > 0;)
    if (free[r] < class->request.of[r]) {
      why.reason = REASON_CAPACITY;
      why.resource = (int) r;
    }
  if (!can_evict && evicting_helps)
    why = (Blocked){ .reason = REASON_NEEDS_PREEMPTION, .resource = -1 };
  return why;
}

static void
compare_reasons (World *world, const TaskClass *class)
{
  Task task = { .task_class = class->index };
  guint counted[MAX_FILTERS];
  Blocked why;
  pipeline_count_turned_away (world->pipeline, &task, counted);
  for (guint can_evict = 0; can_evict < 2; can_evict++) {
    Blocked expected = reason_of (world, class, can_evict > 0);
    explainer_explain (world->explainer, &task, can_evict > 0, &why);
    ck_assert_msg (why.reason == expected.reason && why.resource == expected.resource,
                   "%s %d, expected %s %d", reason_names[why.reason], why.resource,
                   reason_names[expected.reason], expected.resource);
    for (guint f = 0; pipeline_filters (world->pipeline)[f] != NULL; f++)
      ck_assert_uint_eq (why.turned_away[f], counted[f]);
  }
}

START_TEST (answers_are_those_of_looking_at_everything)
{
  World world;
  guint searched = 0;
  world_init (&world, (guint) _i);
  for (guint step = 0; step < STEPS; step++) {
    change (&world);
    const TaskClass *class = world.small.cell->class_at[draw (&world, CLASSES)];
    if (!fits_nowhere (&world, class))
      continue;
    compare_victims (&world, class);
    compare_reasons (&world, class);
    searched++;
  }
  ck_assert_uint_gt (searched, STEPS / 20);
  world_clear (&world);
}
END_TEST

static gboolean
could_take (const TaskClass *class, guint machine, gpointer data)
{
  World *world = data;
  return cell_fits (world->small.cell, &class->request, machine)
         || preemption_possible (world->small.cell, class, world->within_tier, machine);
}

/* All classes block, one machine after another changes: each wakes whom it could take. */
START_TEST (a_change_wakes_whom_the_machine_could_take)
{
  World world;
  gboolean is_blocked[CLASSES] = { FALSE };
  g_autoptr (GArray) woken = g_array_new (FALSE, FALSE, sizeof (guint));
  world_init (&world, (guint) _i);
  const Cell *cell = world.small.cell;
  BlockedClasses *blocked = blocked_classes_new (cell);
  for (guint step = 0; step < STEPS; step++) {
    guint machine = draw (&world, MACHINES), class = draw (&world, CLASSES), expected = 0;
    change (&world);
    if (!is_blocked[class])
      blocked_classes_add (blocked, cell->class_at[class],
                           preemption_reach (cell, cell->class_at[class], world.within_tier));
    is_blocked[class] = TRUE;
    for (guint c = 0; c < CLASSES; c++)
      expected += is_blocked[c] && could_take (cell->class_at[c], machine, &world) ? 1 : 0;
    g_array_set_size (woken, 0);
    blocked_classes_wake (blocked, machine, could_take, &world, woken);
    ck_assert_uint_eq (woken->len, expected);
    for (guint i = 0; i < woken->len; i++) {
      guint c = g_array_index (woken, guint, i);
      ck_assert (is_blocked[c] && could_take (cell->class_at[c], machine, &world));
      is_blocked[c] = FALSE;
    }
  }
  blocked_classes_free (blocked);
  world_clear (&world);
}
END_TEST

/* A machine runs one task; the one with the least to lose is evicted. */
static guint
least_to_lose (const Cell *cell, gint64 now)
{
  guint least = 0;
  gint64 least_lost = G_MAXINT64;
  for (guint m = 0; m < cell->machines; m++) {
    const Task *task = cell->first_task[m];
    gint64 lost = task_progress (task, now) - task_saved (task, now);
    if (lost < least_lost) {
      least_lost = lost;
      least = m;
    }
  }
  return least;
}

START_TEST (what_is_remembered_of_evicting_ends_with_changes_and_checkpoints)
{
  static const char *const slots[] = { "slots", NULL };
  const GArray *victims;
  SmallCell small;
  guint64 seed = 1;
  small_cell_init (&small, slots, NULL);
  for (guint m = 0; m < MACHINES; m++)
    small_cell_machine (&small, (Amount[]){ 4 }, NULL, NULL);
  guint batch = small_cell_class (&small, (Amount[]){ 4 }, 100);
  guint prod = small_cell_class (&small, (Amount[]){ 4 }, 200);
  small_cell_start (&small);
  for (guint m = 0; m < MACHINES; m++)
    small_cell_running (&small, "default", batch, m, 0)->checkpoint
      = m % 40 == 7 ? (gint64) m * TIME_SECOND : 0;
  Pipeline *pipeline = pipeline_new (&small.options, small.cell, 1);
  EvictionRooms *rooms = eviction_rooms_new (small.cell);
  const PreemptPolicy *policy = preempt_policy_find (policies[_i]);
  VictimSearch *search
    = victim_search_new (policy, &small.options, small.cell, pipeline, rooms, 1 << 20);
  for (gint64 now = TIME_SECOND; now < 500 * TIME_SECOND; now += TIME_SECOND) {
    ck_assert_uint_eq (victim_search_find (search, small.cell->class_at[prod], now, &victims),
                       least_to_lose (small.cell, now));
    guint machine = (guint) (random_mix (seed++) % MACHINES);
    if (now / TIME_SECOND % 5 != 0 || machine % 40 == 7)
      continue;
    Task *task = small.cell->first_task[machine];
    cell_release (small.cell, task);
    task_pool_remove (small.pool, task);
    small_cell_running (&small, "default", batch, machine, now);
  }
  victim_search_free (search);
  eviction_rooms_free (rooms);
  pipeline_free (pipeline);
  small_cell_clear (&small);
}
END_TEST

/* kube-scheduler's, by the number of attempts. */
START_TEST (back_offs_double_up_to_the_last)
{
  static const BackOff kube = { 1000000, 10000000 }, one = { 3000000, 3000000 };
  static const gint64 seconds[] = { 1, 2, 4, 8, 10, 10 };
  for (guint n = 1; n <= G_N_ELEMENTS (seconds); n++)
    ck_assert_int_eq (back_off_length (&kube, n), seconds[n - 1] * 1000000);
  ck_assert_int_eq (back_off_length (&one, 1), 3000000);
  ck_assert_int_eq (back_off_length (&one, 9), 3000000);
  ck_assert_int_eq (back_off_length (&(BackOff){ 3, G_MAXINT64 }, 500), G_MAXINT64);
}
END_TEST

static Suite *
scheduler_suite (void)
{
  Suite *suite = suite_create ("scheduler");
  TCase *memory = tcase_create ("memory");
  tcase_set_timeout (memory, 60);
  tcase_add_loop_test (memory, answers_are_those_of_looking_at_everything, 0, 32);
  tcase_add_loop_test (memory, a_change_wakes_whom_the_machine_could_take, 0, 8);
  tcase_add_loop_test (memory, what_is_remembered_of_evicting_ends_with_changes_and_checkpoints, 0,
                       LOSSES_DECIDE);
  suite_add_tcase (suite, memory);
  TCase *times = tcase_create ("times");
  tcase_add_test (times, back_offs_double_up_to_the_last);
  suite_add_tcase (suite, times);
  return suite;
}

TEST_MAIN (scheduler_suite)
