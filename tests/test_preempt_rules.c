/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies with rules of their own, and what spares a task, on cases worked out by hand. */
#include "metrics/eviction_pairs.h"
#include "scheduler/evict/eviction_walk.h"
#include "scheduler/evict/eviction_chooser.h"
#include "scheduler/policy_tables.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

static const char *const one[] = { "slots", NULL };

typedef struct {
  gint32 priority;
  Amount slots;
  gint64 started; /* s */
  guint machine;
  gint32 budget; /* -1: none */
} Running;

typedef struct {
  SmallCell small;
  const TaskClass *preemptor;
  Task *task; /* waiting, of that class */
  Task *running[16];
} World;

/* Machines of so many slots, and a task of priority `priority` that asks for some of them. */
static void
world_init (World *world, guint machines, Amount slots, gint32 priority, Amount asked,
            const Running *running, guint count)
{
  SmallCell *small = &world->small;
  guint class[16];
  small_cell_init (small, one, NULL);
  for (guint m = 0; m < machines; m++)
    small_cell_machine (small, &slots, NULL, NULL);
  for (guint i = 0; i < count; i++)
    class[i] = small_cell_class (small, &running[i].slots, running[i].priority);
  guint preemptor = small_cell_class (small, &asked, priority);
  small_cell_start (small);
  for (guint i = 0; i < count; i++) {
    world->running[i] = small_cell_running (small, "default", class[i], running[i].machine,
                                            running[i].started * TIME_SECOND);
    if (running[i].budget < 0)
      continue;
    world->running[i]->budget = (guint16) running[i].budget;
    small->options.budgets = TRUE;
  }
  world->preemptor = small->cell->class_at[preemptor];
  world->task = small_cell_task (small, "default", preemptor);
  small->options.slurm_reorder_count = 1;
  small->options.preempt_within_tier = TRUE;
}

/* The machine and its victims, as letters in the order in which they are listed: "1bd". */
static char *
evict (World *world, const char *policy, gint64 now)
{
  SmallCell *small = &world->small;
  Pipeline *pipeline = pipeline_new (&small->options, small->cell, 1);
  EvictionRooms *rooms = eviction_rooms_new (small->cell);
  EvictionWalk *walk = eviction_walk_new (preempt_policy_find (policy), &small->options, small->cell,
                                          pipeline, rooms, 1, 0);
  GString *text = g_string_new (NULL);
  const GArray *victims;
  guint machine = eviction_walk_find (walk, world->task, now * TIME_SECOND, &victims);
  if (machine != MACHINE_NONE) {
    g_string_append_printf (text, "%u", machine);
    for (guint i = 0; i < victims->len; i++)
      g_string_append_c (text,
                         (char) ('a' + g_array_index (victims, Victim, i).task->sequence));
  }
  eviction_walk_free (walk);
  eviction_rooms_free (rooms);
  pipeline_free (pipeline);
  return g_string_free (text, FALSE);
}

static void
expect (World *world, const char *policy, gint64 now, const char *expected)
{
  g_autofree char *text = evict (world, policy, now);
  ck_assert_msg (g_str_equal (text, expected), "%s: '%s', expected '%s'", policy, text, expected);
}

#define EXPECT(machines, slots, asked, running, policy, now, expected)                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    World world_;                                                                                  \
    world_init (&world_, machines, slots, 200, asked, running, G_N_ELEMENTS (running));            \
    expect (&world_, policy, now, expected);                                                       \
    small_cell_clear (&world_.small);                                                              \
  }                                                                                                \
  G_STMT_END

/* Four rules, four answers: a full machine, 4 slots are asked for, 50 s of work at most are lost. */
static const Running full[] = { { 100, 4, 0, 0, -1 },
                                { 100, 2, 40, 0, -1 },
                                { 100, 2, 45, 0, -1 },
                                { 50, 1, 10, 0, -1 },
                                { 0, 1, 20, 0, -1 } };

START_TEST (rules_give_different_victims)
{
  EXPECT (1, 10, 4, full, "kube", 50, "0edc"); /* {c, d, e}, evicted from the lowest upward */
  EXPECT (1, 10, 4, full, "volcano", 50, "0edb");
  EXPECT (1, 10, 4, full, "lowest-priority", 50, "0edb");
  EXPECT (1, 10, 4, full, "fewest-victims", 50, "0a");
  EXPECT (1, 10, 4, full, "least-lost-work", 50, "0bc");
}
END_TEST

/* Seconds for times: n1 {(10,100),(5,90)}, n2 {(10,80)}, n3 one violation {(1,70)}, n4 {(10,95)}. */
START_TEST (kube_picks_the_node)
{
  Running running[] = { { 10, 2, 100, 0, -1 },
                        { 5, 2, 90, 0, -1 },
                        { 10, 4, 80, 1, -1 },
                        { 1, 4, 70, 2, 0 },
                        { 10, 4, 95, 3, -1 } };
  EXPECT (4, 4, 4, running, "kube", 100, "3e");
  running[3].budget = 1; /* no violation: then the lowest priority decides */
  EXPECT (4, 4, 4, running, "kube", 100, "2d");
  running[3].budget = 0;
  running[4].started = 75; /* n2 started later */
  EXPECT (4, 4, 4, running, "kube", 100, "1c");
  running[4].started = 80; /* nothing is left to tell them apart */
  EXPECT (4, 4, 4, running, "kube", 100, "1c");
}
END_TEST

/* Victims weigh 2^31 more than they are worth: k of priority H go before k + 1, one of H and the rest
 * of 0, unless (k - 1)·H is more than that. */
START_TEST (kube_counts_victims_by_2_to_31)
{
  const gint32 high = 999999999;
  Running running[9];
  for (guint k = 3; k <= 4; k++) {
    World world;
    for (guint i = 0; i < 2 * k + 1; i++)
      running[i] = (Running){ i <= k ? high : 0, (Amount) (60 / (i < k ? k : k + 1)), 0,
                                i < k ? 0 : 1, -1 };
    world_init (&world, 2, 60, high + 1, 60, running, 2 * k + 1);
    expect (&world, "kube", 1, k == 3 ? "0abc" : "1fghie");
    small_cell_clear (&world.small);
  }
}
END_TEST

/* Who is evicted against a budget is put back first, if that is possible, however little it matters;
 * budgets are charged in order of importance. */
START_TEST (kube_spares_budgets)
{
  Running running[] = { { 100, 2, 0, 0, -1 }, { 50, 2, 0, 0, 0 } };
  EXPECT (1, 4, 2, running, "kube", 1, "0a");
  running[1].budget = -1;
  EXPECT (1, 4, 2, running, "kube", 1, "0b");
  /* A budget that is used up does not keep kube from evicting. */
  running[0].budget = running[1].budget = 0;
  EXPECT (1, 4, 4, running, "kube", 1, "0ba");
}
END_TEST

START_TEST (budgets_spare_tasks)
{
  const Running running[] = { { 100, 2, 0, 0, 1 }, { 50, 2, 0, 0, 1 } };
  static const char *const policies[] = { "lowest-priority", "fewest-victims", "least-lost-work",
                                          "volcano", "slurm-partition" };
  for (guint p = 0; p < G_N_ELEMENTS (policies); p++) {
    World world;
    world_init (&world, 1, 4, 200, 2, running, 2);
    world.small.options.budgets = TRUE;
    expect (&world, policies[p], 1, "0b");
    world.running[1]->job->down = 1; /* each is a job of its own */
    expect (&world, policies[p], 1, "0a");
    world.running[0]->job->down = 1;
    expect (&world, policies[p], 1, "");
    expect (&world, "kube", 1, "0b");
    small_cell_clear (&world.small);
  }
}
END_TEST

START_TEST (the_young_and_the_often_evicted_are_spared)
{
  const Running running[] = { { 100, 2, 0, 0, -1 }, { 50, 2, 10, 0, -1 } };
  static const char *const policies[] = { "lowest-priority", "kube", "volcano" };
  for (guint p = 0; p < G_N_ELEMENTS (policies); p++) {
    World world;
    world_init (&world, 1, 4, 200, 2, running, 2);
    world.small.options.exempt_time = 5 * TIME_SECOND;
    expect (&world, policies[p], 4, "");
    expect (&world, policies[p], 5, "0a");
    expect (&world, policies[p], 14, "0a");
    expect (&world, policies[p], 15, "0b");
    world.small.options.max_evictions = 2;
    world.running[1]->preemptions = 1;
    expect (&world, policies[p], 15, "0b");
    world.running[1]->preemptions = 2;
    expect (&world, policies[p], 15, "0a");
    small_cell_clear (&world.small);
  }
}
END_TEST

/* Slurm's own page: jobs of 2, 4 and 8, 8 are needed. And 1, 4, 4 and 8 in strict order. */
START_TEST (slurm_reorders)
{
  const Running page[] = { { 100, 2, 0, 0, -1 }, { 100, 4, 1, 0, -1 }, { 100, 8, 2, 0, -1 } };
  const Running strict[]
    = { { 100, 1, 0, 0, -1 }, { 100, 4, 1, 0, -1 }, { 100, 4, 2, 0, -1 }, { 100, 8, 3, 0, -1 } };
  static const struct {
    gint64 reorder;
    gboolean strict, youngest;
    const char *page, *other;
  } cases[] = {
    { 0, FALSE, FALSE, "0abc", "0abc" },
    { 1, FALSE, FALSE, "0c", "0cd" },
    { 1, TRUE, FALSE, "0c", "0abc" },
    { 2, TRUE, FALSE, "0c", "0bc" },
    { 2, FALSE, FALSE, "0c", "0d" },
    { 0, FALSE, TRUE, "0c", "0d" },
  };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    for (guint which = 0; which < 2; which++) {
      World world;
      world_init (&world, 1, which == 0 ? 14 : 17, 200, 8, which == 0 ? page : strict,
                  which == 0 ? 3 : 4);
      world.small.options.slurm_reorder_count = cases[c].reorder;
      world.small.options.slurm_strict_order = cases[c].strict;
      world.small.options.slurm_youngest_first = cases[c].youngest;
      expect (&world, "slurm-partition", 5, which == 0 ? cases[c].page : cases[c].other);
      small_cell_clear (&world.small);
    }
}
END_TEST

/* The tier comes before any size: the machine of a free task is taken before that of a smaller one of
 * batch, and of two of a tier that of the smaller one. */
START_TEST (slurm_picks_the_lowest_partition)
{
  Running running[] = { { 100, 3, 0, 0, -1 }, { 99, 4, 0, 1, -1 }, { 98, 3, 0, 2, -1 } };
  EXPECT (3, 4, 4, running, "slurm-partition", 5, "2c");
  running[2].priority = 100;
  EXPECT (3, 4, 4, running, "slurm-partition", 5, "1b");
}
END_TEST

/* Best fit with the victims gone: machine 1 would have nothing left over. */
START_TEST (volcano_picks_by_score)
{
  const Running running[] = { { 0, 4, 0, 0, -1 }, { 100, 3, 0, 1, -1 }, { 150, 1, 0, 1, -1 } };
  World world;
  world_init (&world, 2, 4, 200, 3, running, 3);
  small_cell_set_scores (&world.small, "best-fit");
  expect (&world, "volcano", 5, "1b");
  small_cell_set_scores (&world.small, "spread"); /* does not count: the first one */
  expect (&world, "volcano", 5, "0a");
  small_cell_clear (&world.small);
}
END_TEST

/* A tenth of the eligible nodes, at least 100. */
START_TEST (kube_samples)
{
  static const struct {
    guint eligible, enough;
  } cases[] = { { 60, 60 }, { 100, 100 }, { 500, 100 }, { 1000, 100 }, { 1509, 150 } };
  SchedulerOptions options = { .kube_sampled = TRUE };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    ck_assert_uint_eq (preempt_rules_of (preempt_policy_find ("kube"))
                         ->enough (&options, cases[c].eligible),
                       cases[c].enough);
}
END_TEST

/* 300 machines: the best is not seen unless it lies among the 100 from the start on; one that violates
 * no budget is looked for beyond. */
START_TEST (kube_looks_at_enough)
{
  static const Amount slots = 1;
  for (guint best = 0; best < 300; best += 13) {
    SmallCell small;
    small_cell_init (&small, one, NULL);
    for (guint m = 0; m < 300; m++)
      small_cell_machine (&small, &slots, NULL, NULL);
    guint low = small_cell_class (&small, &slots, 0), high = small_cell_class (&small, &slots, 1);
    World world = { .small = small };
    guint preemptor = small_cell_class (&world.small, &slots, 200);
    small_cell_start (&world.small);
    for (guint m = 0; m < 300; m++)
      small_cell_running (&world.small, "default", m == best ? low : high, m, 0);
    world.task = small_cell_task (&world.small, "default", preemptor);
    world.small.options.kube_sampled = TRUE;
    guint64 hash = random_mix (random_mix (random_mix (1) ^ world.task->sequence));
    guint start = (guint) (hash % 300), seen = (best + 300 - start) % 300;
    g_autofree char *text = evict (&world, "kube", 1);
    ck_assert_uint_eq (g_ascii_strtoull (text, NULL, 10), seen < 100 ? best : start);
    small_cell_clear (&world.small);
  }
}
END_TEST

START_TEST (pairs_that_evict_each_other)
{
  EvictionPairs *pairs = eviction_pairs_new ();
  static const guint evictions[][2]
    = { { 1, 2 }, { 5, 5 }, { 2, 1 }, { 1, 2 }, { 3, 4 }, { 7, 6 }, { 6, 7 }, { 6, 7 }, { 7, 6 } };
  for (guint i = 0; i < G_N_ELEMENTS (evictions); i++)
    eviction_pairs_add (pairs, evictions[i][0], evictions[i][1]);
  g_autoptr (GPtrArray) once = eviction_pairs_mutual (pairs, 1);
  g_autoptr (GPtrArray) twice = eviction_pairs_mutual (pairs, 2);
  ck_assert_uint_eq (once->len, 2);
  ck_assert_uint_eq (twice->len, 1);
  const EvictionPair *worst = g_ptr_array_index (once, 0), *other = g_ptr_array_index (once, 1);
  ck_assert_uint_eq (worst->a, 6);
  ck_assert_int_eq (worst->forth, 2);
  ck_assert_int_eq (worst->back, 2);
  ck_assert_uint_eq (other->a, 1);
  ck_assert_int_eq (other->forth, 2);
  ck_assert_int_eq (other->back, 1);
  ck_assert_int_eq (eviction_pairs_beyond (pairs), 0);
  eviction_pairs_free (pairs);
}
END_TEST

static Suite *
rules_suite (void)
{
  Suite *suite = suite_create ("preempt_rules");
  TCase *rules = tcase_create ("rules");
  tcase_add_test (rules, rules_give_different_victims);
  tcase_add_test (rules, kube_picks_the_node);
  tcase_add_test (rules, kube_counts_victims_by_2_to_31);
  tcase_add_test (rules, kube_spares_budgets);
  tcase_add_test (rules, kube_samples);
  tcase_add_test (rules, kube_looks_at_enough);
  tcase_add_test (rules, budgets_spare_tasks);
  tcase_add_test (rules, the_young_and_the_often_evicted_are_spared);
  tcase_add_test (rules, slurm_reorders);
  tcase_add_test (rules, slurm_picks_the_lowest_partition);
  tcase_add_test (rules, volcano_picks_by_score);
  tcase_add_test (rules, pairs_that_evict_each_other);
  suite_add_tcase (suite, rules);
  return suite;
}

TEST_MAIN (rules_suite)
