/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dominant Resource Fairness: the paper's example step by step, and its theorems on random
 * instances against progressive filling in exact fractions. */
#include "scheduler/policy_tables.h"
#include "scheduler/queue/user_share.h"
#include "tests/progressive_filling.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/fraction.h"
#include "util/random.h"

static const char *const names[] = { "A", "B", "C", "D", "E" };

typedef struct {
  guint tasks[FILLING_MAX_USERS];
  char picks[64]; /* the first users served, by name */
} Served;

/* One machine with the whole pool; every user has `backlog` tasks waiting. */
static Served
serve_by (const char *order, const FillingProblem *problem, QueueDiscipline queue, guint backlog)
{
  static const char *const resources[] = { "a", "b", "c", NULL };
  const char *used[FILLING_MAX_RESOURCES + 1] = { NULL };
  Served served = { { 0 }, "" };
  SmallCell small;
  Amount capacity[FILLING_MAX_RESOURCES], request[FILLING_MAX_RESOURCES];
  guint class[FILLING_MAX_USERS], picks = 0;
  for (guint j = 0; j < problem->resources; j++) {
    used[j] = resources[j];
    capacity[j] = (Amount) problem->capacity[j];
  }
  small_cell_init (&small, used, NULL);
  small_cell_machine (&small, capacity, NULL, NULL);
  for (guint i = 0; i < problem->users; i++) {
    for (guint j = 0; j < problem->resources; j++)
      request[j] = (Amount) problem->demand[i][j];
    class[i] = small_cell_class (&small, request, 100);
    users_set_weight (small.users, users_intern (small.users, names[i]),
                      (gint32) (problem->weight[i] * WEIGHT_ONE));
  }
  small.options.queue = queue;
  small.options.order = order;
  small_cell_start (&small);
  Scheduler *scheduler = scheduler_new (&small.options, small.cell, small.users, 1);
  for (guint i = 0; i < problem->users; i++)
    for (guint t = 0; t < backlog; t++)
      scheduler_add (scheduler, small_cell_task (&small, names[i], class[i]));
  for (Task *task; (task = scheduler_next (scheduler, 0)) != NULL;) {
    Decision decision;
    scheduler_decide (scheduler, task, 0, &decision);
    if (decision.kind != DECISION_PLACE)
      continue;
    scheduler_take (scheduler, task);
    cell_place (small.cell, task, decision.machine);
    scheduler_holding_changed (scheduler, task->user);
    served.tasks[task->user]++;
    if (picks + 1 < sizeof served.picks)
      served.picks[picks++] = *names[task->user];
  }
  scheduler_free (scheduler);
  small_cell_clear (&small);
  return served;
}

static Served
serve (const FillingProblem *problem, QueueDiscipline queue, guint backlog)
{
  return serve_by ("drf", problem, queue, backlog);
}

/* 9 CPU, 18 GB; A's tasks <1,4>, B's <3,1> (Ghodsi et al., Table 1; ties to the lower index). */
static const FillingProblem paper = {
  .users = 2,
  .resources = 2,
  .capacity = { 9, 18 },
  .demand = { { 1, 4 }, { 3, 1 } },
  .weight = { 1, 1 },
};

START_TEST (paper_example)
{
  for (int queue = QUEUE_SKIP; queue <= QUEUE_STOP; queue++) {
    Served served = serve (&paper, (QueueDiscipline) queue, 20);
    ck_assert_str_eq (served.picks, "ABABA");
    ck_assert_uint_eq (served.tasks[0], 3);
    ck_assert_uint_eq (served.tasks[1], 2);
  }
}
END_TEST

/* A counts double. After ABAA both weighted shares are 1/3; B has fewer tasks running and goes next
 * (a rule that breaks ties by index alone would give ABAAA). */
START_TEST (weighted_example)
{
  FillingProblem weighted = paper;
  weighted.weight[0] = 2;
  for (int queue = QUEUE_SKIP; queue <= QUEUE_STOP; queue++) {
    Served served = serve (&weighted, (QueueDiscipline) queue, 20);
    ck_assert_str_eq (served.picks, "ABAAB");
  }
}
END_TEST

/* R=<4,10>, A=<3,0>, B=<1,1>, C=<0,1>: only `skip` lets C use the idle memory. */
START_TEST (stop_and_skip)
{
  static const FillingProblem problem = {
    .users = 3,
    .resources = 2,
    .capacity = { 4, 10 },
    .demand = { { 3, 0 }, { 1, 1 }, { 0, 1 } },
    .weight = { 1, 1, 1 },
  };
  static const struct {
    QueueDiscipline queue;
    guint expected[3];
  } cases[] = { { QUEUE_STOP, { 1, 1, 3 } },
                { QUEUE_SKIP, { 1, 1, 9 } },
                { QUEUE_STRICT, { 1, 1, 9 } } };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    Served served = serve (&problem, cases[c].queue, 20);
    for (guint i = 0; i < 3; i++)
      ck_assert_uint_eq (served.tasks[i], cases[c].expected[i]);
  }
}
END_TEST

/* Asset fairness in whole tasks: the instances of theorems 1 to 3 of the paper, and one of resources that are
 * not as many: a task of A is 1/30 + 6/90, one of B 2/30 + 1/90. In the first it gives B less than half of
 * either resource, which DRF does not. */
START_TEST (asset_fairness)
{
  static const struct {
    FillingProblem problem;
    guint expected[2];
  } cases[] = {
    { { .capacity = { 30, 30 }, .demand = { { 1, 3 }, { 1, 1 } } }, { 6, 12 } },
    { { .capacity = { 21, 21 }, .demand = { { 3, 2 }, { 4, 1 } } }, { 3, 3 } },
    { { .capacity = { 77, 77 }, .demand = { { 4, 2 }, { 1, 1 } } }, { 11, 33 } },
    { { .capacity = { 30, 90 }, .demand = { { 1, 6 }, { 2, 1 } } }, { 8, 11 } },
  };
  for (guint c = 0; c < G_N_ELEMENTS (cases); c++) {
    FillingProblem problem = cases[c].problem;
    problem.users = problem.resources = 2;
    problem.weight[0] = problem.weight[1] = 1;
    Served served = serve_by ("asset", &problem, QUEUE_SKIP, 100);
    for (guint i = 0; i < 2; i++)
      ck_assert_uint_eq (served.tasks[i], cases[c].expected[i]);
    if (c > 0)
      continue;
    served = serve (&problem, QUEUE_SKIP, 100);
    ck_assert_uint_eq (served.tasks[0], 5);
    ck_assert_uint_eq (served.tasks[1], 15);
  }
}
END_TEST

/* Sorting users --------------------------------------------------------------------------------- */

/* Users a, b, … of a pool: what each holds, its weight in tenths, and how many tasks it was given
 * before that are gone. */
typedef struct {
  guint users;
  Amount pool[2];
  struct {
    Amount held[2];
    gint32 weight;
    guint gone;
  } user[5];
  Amount share_weights[2];
  ShareTies ties;
  const char *expected;
  const char *order; /* NULL: drf */
} Sorting;

static const char *const letters[] = { "a", "b", "c", "d", "e" };

static gint
by_share (gconstpointer a, gconstpointer b, gpointer order)
{
  return ((const OrderPolicy *) order)->compare (a, b);
}

static const OrderPolicy *
order_of (const Sorting *sorting)
{
  return order_policy_find (sorting->order != NULL ? sorting->order : "drf");
}

/* The user's key, when it holds what it should. */
static OrderKey
key_of (SmallCell *small, const Sorting *sorting, guint user, guint class)
{
  Task *task = small_cell_running (small, letters[user], class, 0, 0);
  OrderKey key = { .user = task->user, .weight = users_get (small->users, task->user)->weight };
  for (guint i = 0; i < sorting->user[user].gone; i++) {
    cell_release (small->cell, task);
    cell_place (small->cell, task, 0);
  }
  user_share_update (&key, order_of (sorting), &small->options, small->cell, TIER_BATCH,
                     NULL);
  return key;
}

static void
check_sorting (const Sorting *sorting)
{
  static const char *const resources[] = { "cpu", "memory", NULL };
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (OrderKey));
  g_autoptr (GString) got = g_string_new (NULL);
  guint class[G_N_ELEMENTS (letters)];
  SmallCell small;
  small_cell_init (&small, resources, NULL);
  small_cell_machine (&small, sorting->pool, NULL, NULL);
  for (guint u = 0; u < sorting->users; u++) {
    class[u] = small_cell_class (&small, sorting->user[u].held, 100);
    users_set_weight (small.users, users_intern (small.users, letters[u]),
                      sorting->user[u].weight * WEIGHT_ONE / 10);
  }
  small.options.share_ties = sorting->ties;
  for (guint r = 0; r < 2; r++)
    small.options.share_weights[r] = sorting->share_weights[r];
  small_cell_start (&small);
  for (guint u = 0; u < sorting->users; u++) {
    OrderKey key = key_of (&small, sorting, u, class[u]);
    g_array_append_val (keys, key);
  }
  g_array_sort_with_data (keys, by_share, (gpointer) order_of (sorting));
  for (guint i = 0; i < keys->len; i++)
    g_string_append (got, users_get (small.users, g_array_index (keys, OrderKey, i).user)->path);
  ck_assert_str_eq (got->str, sorting->expected);
  small_cell_clear (&small);
}

/* The cases of Mesos's own tests of its DRF sorter (sorter_tests.cpp), with what is left in each after
 * the changes that they make; resources left out; and equal dominant shares told apart by others. */
START_TEST (users_in_order_of_share)
{
  static const Sorting sortings[] = {
    { 4, { 100, 100 },
      { { { 5, 5 }, 10, 0 }, { { 6, 6 }, 10, 0 }, { { 1, 1 }, 10, 0 }, { { 3, 1 }, 10, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "cdab", NULL },
    { 4, { 50, 100 },
      { { { 2, 2 }, 10, 0 }, { { 1, 1 }, 10, 0 }, { { 3, 1 }, 10, 0 }, { { 1, 5 }, 10, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "badc", NULL },
    { 4, { 100, 100 },
      { { { 5, 5 }, 10, 0 }, { { 6, 6 }, 20, 0 }, { { 4, 4 }, 10, 0 }, { { 10, 20 }, 100, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "dbca", NULL },
    { 3, { 100, 100 }, { { { 2, 2 }, 10, 0 }, { { 1, 1 }, 10, 0 }, { { 3, 1 }, 10, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "bac", NULL },
    { 5, { 50, 200 },
      { { { 2, 2 }, 10, 0 }, { { 1, 16 }, 10, 0 }, { { 3, 1 }, 10, 0 }, { { 1, 5 }, 10, 0 },
        { { 5, 1 }, 10, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "dacbe", NULL },
    { 3, { 100, 100 }, { { { 5, 5 }, 10, 0 }, { { 4, 4 }, 10, 0 }, { { 20, 45 }, 100, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "bca", NULL },
    { 4, { 100, 100 },
      { { { 5, 5 }, 10, 0 }, { { 4, 4 }, 10, 0 }, { { 20, 45 }, 100, 0 }, { { 1, 1 }, 1, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "bcad", NULL },
    { 4, { 100, 50 },
      { { { 6, 2 }, 10, 0 }, { { 6, 1 }, 10, 0 }, { { 1, 3 }, 10, 0 }, { { 12, 2 }, 20, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "abcd", "drf" },
    { 4, { 100, 50 },
      { { { 6, 2 }, 10, 0 }, { { 6, 1 }, 10, 0 }, { { 1, 3 }, 10, 0 }, { { 12, 2 }, 20, 0 } },
      { 1, 1 }, SHARE_TIES_RUNNING, "cbda", "share-vector" },
    { 2, { 100, 100 }, { { { 3, 6 }, 10, 0 }, { { 6, 2 }, 10, 0 } }, { 1, 1 }, SHARE_TIES_RUNNING, "ba",
      "share-vector" },
    { 2, { 100, 100 }, { { { 1, 6 }, 10, 0 }, { { 6, 2 }, 10, 0 } }, { 1, 1 }, SHARE_TIES_RUNNING, "ab",
      "share-vector" },
    { 5, { 100, 100 },
      { { { 1, 1 }, 10, 0 }, { { 1, 1 }, 10, 0 }, { { 1, 1 }, 10, 2 }, { { 1, 1 }, 10, 1 },
        { { 1, 1 }, 10, 0 } },
      { 1, 1 }, SHARE_TIES_ALLOCATIONS, "abedc", NULL },
    { 3, { 100, 100 }, { { { 9, 1 }, 10, 0 }, { { 8, 2 }, 10, 0 }, { { 1, 3 }, 10, 0 } },
      { 0, 1 }, SHARE_TIES_RUNNING, "abc", NULL },
    { 3, { 100, 100 }, { { { 9, 1 }, 10, 0 }, { { 8, 2 }, 10, 0 }, { { 1, 3 }, 10, 0 } },
      { 1, 0 }, SHARE_TIES_RUNNING, "cba", NULL },
    { 2, { 100, 100 }, { { { 6, 1 }, 10, 0 }, { { 1, 4 }, 10, 0 } },
      { 2, 1 }, SHARE_TIES_RUNNING, "ab", NULL },
  };
  for (guint i = 0; i < G_N_ELEMENTS (sortings); i++)
    check_sorting (&sortings[i]);
}
END_TEST

/* Exact comparison where cross products overflow 128 bits. */
START_TEST (huge_fractions)
{
  Wide big = (Wide) 1 << 100;
  ck_assert_int_eq (fraction_compare (big, big + 1, big - 1, big), 1);
  ck_assert_int_eq (fraction_compare (big - 1, big, big, big + 1), -1);
  ck_assert_int_eq (fraction_compare (big, 3 * big, big / 2, 3 * (big / 2)), 0);
  ck_assert_int_eq (fraction_compare (0, big, 0, 1), 0);
  ck_assert_int_eq (fraction_compare (1, 3, 1, 3), 0);
  ck_assert_int_eq (fraction_compare (1, 3, 2, 5), -1);
}
END_TEST

/* Random instances ------------------------------------------------------------------------------
 */

static guint64 random_state;

static long
pick (long low, long high)
{
  random_state = random_mix (random_state);
  return low + (long) (random_state % (guint64) (high - low + 1));
}

static FillingProblem
random_problem (int seed, guint max_users, guint resources, long capacity)
{
  FillingProblem problem = { .resources = resources };
  random_state = (guint64) seed;
  problem.users = (guint) pick (2, (long) max_users);
  for (guint j = 0; j < resources; j++)
    problem.capacity[j] = pick (capacity, 3 * capacity);
  for (guint i = 0; i < problem.users; i++) {
    problem.weight[i] = 1;
    for (guint j = 0; j < resources; j++)
      problem.demand[i][j] = pick (1, 10);
  }
  return problem;
}

/* The oracle has the properties that the paper proves of DRF: sharing incentive, no envy, Pareto.
 */
START_TEST (oracle_properties)
{
  FillingProblem problem = random_problem (_i, 5, 3, 50);
  Filling filling;
  mpq_t left, right, used;
  mpq_inits (left, right, used, NULL);
  filling_solve (&problem, &filling);
  for (guint i = 0; i < problem.users; i++) {
    for (guint j = 0; j < problem.resources; j++) { /* x_i >= min_j (r_j / n) / d_ij */
      mpq_set_si (right, problem.capacity[j],
                  (unsigned long) problem.users * (unsigned long) problem.demand[i][j]);
      mpq_canonicalize (right);
      if (j == 0 || mpq_cmp (right, left) < 0)
        mpq_set (left, right);
    }
    ck_assert_msg (mpq_cmp (filling.tasks[i], left) >= 0, "sharing incentive, instance %d", _i);
    for (guint k = 0; k < problem.users; k++) {
      filling_tasks_in_bundle (&problem, &filling, k, i, left);
      ck_assert_msg (mpq_cmp (left, filling.tasks[i]) <= 0, "envy, instance %d", _i);
    }
  }
  gboolean saturated = FALSE; /* all demands are positive: one full resource stops everybody */
  for (guint j = 0; j < problem.resources; j++) {
    mpq_set_ui (used, 0, 1);
    for (guint i = 0; i < problem.users; i++) {
      mpq_set_si (left, problem.demand[i][j], 1);
      mpq_mul (left, left, filling.tasks[i]);
      mpq_add (used, used, left);
    }
    ck_assert_int_le (mpq_cmp_si (used, problem.capacity[j], 1), 0);
    saturated = saturated || mpq_cmp_si (used, problem.capacity[j], 1) == 0;
  }
  ck_assert_msg (saturated, "Pareto, instance %d", _i);
  filling_clear (&filling);
  mpq_clears (left, right, used, NULL);
}
END_TEST

/* Lying about one's demand never gives more useful tasks. */
START_TEST (oracle_strategy_proof)
{
  FillingProblem truth = random_problem (_i, 3, 2, 50), lie = truth;
  Filling honest, lied;
  mpq_t useful, part;
  mpq_inits (useful, part, NULL);
  filling_solve (&truth, &honest);
  for (guint j = 0; j < truth.resources; j++)
    lie.demand[0][j] = pick (1, 10);
  filling_solve (&lie, &lied);
  for (guint j = 0; j < truth.resources; j++) {
    mpq_set_si (part, lie.demand[0][j], (unsigned long) truth.demand[0][j]);
    mpq_canonicalize (part);
    mpq_mul (part, part, lied.tasks[0]);
    if (j == 0 || mpq_cmp (part, useful) < 0)
      mpq_set (useful, part);
  }
  ck_assert_msg (mpq_cmp (useful, honest.tasks[0]) <= 0, "a lie pays, instance %d", _i);
  filling_clear (&honest);
  filling_clear (&lied);
  mpq_clears (useful, part, NULL);
}
END_TEST

static void
assert_filling (const FillingProblem *problem, const long expected[][2])
{
  Filling filling;
  filling_solve (problem, &filling);
  for (guint i = 0; i < problem->users; i++)
    ck_assert_int_eq (mpq_cmp_si (filling.tasks[i], expected[i][0], (unsigned long) expected[i][1]),
                      0);
  filling_clear (&filling);
}

/* What DRF does not promise: with a zero demand a user may lose when another leaves, and a user may
 * lose when a resource grows. The weighted optimum of the paper's example as well. */
START_TEST (oracle_known_instances)
{
  FillingProblem population = {
    .users = 3,
    .resources = 2,
    .capacity = { 2, 1 },
    .demand = { { 0, 1 }, { 1, 0 }, { 1, 1 } },
    .weight = { 1, 1, 1 },
  };
  assert_filling (&population, (const long[][2]){ { 1, 2 }, { 3, 2 }, { 1, 2 } });
  FillingProblem without = {
    .users = 2,
    .resources = 2,
    .capacity = { 2, 1 },
    .demand = { { 1, 0 }, { 1, 1 } },
    .weight = { 1, 1 },
  };
  assert_filling (&without, (const long[][2]){ { 4, 3 }, { 2, 3 } });
  FillingProblem growing = {
    .users = 2,
    .resources = 2,
    .capacity = { 12, 12 },
    .demand = { { 1, 2 }, { 2, 1 } },
    .weight = { 1, 1 },
  };
  assert_filling (&growing, (const long[][2]){ { 4, 1 }, { 4, 1 } });
  growing.capacity[0] = 24;
  assert_filling (&growing, (const long[][2]){ { 3, 1 }, { 6, 1 } });
  FillingProblem weighted = paper;
  weighted.weight[0] = 2;
  assert_filling (&weighted, (const long[][2]){ { 54, 13 }, { 18, 13 } });
  assert_filling (&paper, (const long[][2]){ { 3, 1 }, { 2, 1 } });
}
END_TEST

/* The discrete scheduler on one pooled machine, `stop`: shares stay within one task of each other,
 * enclose the continuous share s*, and nobody envies another by more than a task. */
START_TEST (scheduler_against_oracle)
{
  FillingProblem problem = random_problem (_i, 5, 3, 200);
  Served served = serve (&problem, QUEUE_STOP, 700);
  Filling filling;
  mpq_t share, low, high, unit, largest, ideal, bound;
  mpq_inits (share, low, high, unit, largest, ideal, bound, NULL);
  filling_solve (&problem, &filling);
  filling_share (&problem, 0, filling.tasks[0], ideal); /* the same for all */
  for (guint i = 0; i < problem.users; i++) {
    mpq_set_ui (share, served.tasks[i], 1);
    filling_share (&problem, i, share, unit);
    mpq_set (share, unit);
    if (i == 0 || mpq_cmp (share, low) < 0)
      mpq_set (low, share);
    if (i == 0 || mpq_cmp (share, high) > 0)
      mpq_set (high, share);
    filling_unit_share (&problem, i, unit);
    if (mpq_cmp (unit, largest) > 0)
      mpq_set (largest, unit);
  }
  mpq_sub (bound, high, low);
  ck_assert_msg (mpq_cmp (bound, largest) <= 0, "shares drift apart, instance %d", _i);
  ck_assert_msg (mpq_cmp (low, ideal) <= 0, "over capacity, instance %d", _i);
  mpq_mul (bound, ideal, largest);
  mpq_sub (bound, ideal, bound);
  ck_assert_msg (mpq_cmp (high, bound) >= 0, "stopped too early, instance %d", _i);
  filling_clear (&filling);
  mpq_clears (share, low, high, unit, largest, ideal, bound, NULL);
}
END_TEST

static Suite *
drf_suite (void)
{
  Suite *suite = suite_create ("drf");
  TCase *examples = tcase_create ("examples");
  tcase_add_test (examples, paper_example);
  tcase_add_test (examples, weighted_example);
  tcase_add_test (examples, stop_and_skip);
  tcase_add_test (examples, huge_fractions);
  tcase_add_test (examples, oracle_known_instances);
  tcase_add_test (examples, asset_fairness);
  tcase_add_test (examples, users_in_order_of_share);
  suite_add_tcase (suite, examples);
  TCase *random = tcase_create ("random instances");
  tcase_add_loop_test (random, oracle_properties, 0, 150);
  tcase_add_loop_test (random, oracle_strategy_proof, 0, 150);
  tcase_add_loop_test (random, scheduler_against_oracle, 0, 150);
  suite_add_tcase (suite, random);
  return suite;
}

TEST_MAIN (drf_suite)
