/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each score against numbers that others have published or that follow from its formula by hand. */
#include "scheduler/choose/sampling.h"
#include "scheduler/policy_tables.h"
#include "tests/small_cell.h"
#include "tests/test.h"

#include <math.h>

static const char *const two[] = { "a", "b", NULL };

/* The scores of machines next to each other, by the portable path. */
static void
sweep (const char *name, const PolicyView *view, guint first, guint count, double *score)
{
  Columns columns = columns_range (view->cell, COLUMN_ALL, first, count);
  guint8 keep[SWEEP_BLOCK];
  memset (keep, 1, sizeof keep);
  score_sweep (score_policy_find (name), VECTOR_PORTABLE, view, &columns, keep, score);
}

/* The score of placing `request` on a machine of this capacity with this much free. */
static double
score_of (const char *name, const Amount *capacity, const Amount *free, const Amount *request,
          const ShapePoint *shape, guint n_shape, const double *weights)
{
  SmallCell small;
  small_cell_init (&small, two, NULL);
  guint machine = small_cell_machine (&small, capacity, NULL, NULL);
  guint filler = small_cell_filler (&small, machine, free);
  guint class = small_cell_class (&small, request, 100);
  small_cell_start (&small);
  small_cell_running (&small, "default", filler, machine, 0);
  g_array_append_vals (small.options.shape, shape, n_shape);
  if (weights != NULL)
    memcpy (small.options.resource_weights, weights, 2 * sizeof *weights);
  PolicyView view = { .cell = small.cell,
                      .task_class = task_classes_get (small.classes, class),
                      .task = small_cell_task (&small, "default", class),
                      .options = &small.options };
  double score = -1;
  sweep (name, &view, 0, 1, &score);
  small_cell_clear (&small);
  return score;
}

/* On an empty machine, in kube-scheduler's hundredths. */
static int
kube (const char *name, Amount cpu, Amount memory, Amount request_cpu, Amount request_memory,
      const ShapePoint *shape, guint n_shape, const double *weights)
{
  Amount capacity[] = { cpu, memory }, request[] = { request_cpu, request_memory };
  return (int) lround (100 * score_of (name, capacity, capacity, request, shape, n_shape, weights));
}

static const ShapePoint least_shape[] = { { 0, 10 }, { 100, 0 } };

START_TEST (kube_fit_scores)
{
  const double memory_twice[] = { 1, 2 };
  ck_assert_int_eq (kube ("least-allocated", 4000, 10000, 3000, 5000, NULL, 0, NULL), 37);
  ck_assert_int_eq (kube ("least-allocated", 6000, 10000, 3000, 5000, NULL, 0, NULL), 50);
  ck_assert_int_eq (kube ("most-allocated", 4000, 10000, 3000, 5000, NULL, 0, NULL), 62);
  ck_assert_int_eq (kube ("most-allocated", 6000, 10000, 3000, 5000, NULL, 0, NULL), 50);
  ck_assert_int_eq (kube ("least-allocated", 4000, 10000, 3000, 5000, NULL, 0, memory_twice), 41);
  ck_assert_int_eq (kube ("least-allocated", 6000, 10000, 3000, 5000, NULL, 0, memory_twice), 50);
  ck_assert_int_eq (kube ("requested-to-capacity", 4000, 10000, 3000, 5000, least_shape, 2, NULL),
                    38);
  ck_assert_int_eq (kube ("requested-to-capacity", 6000, 10000, 3000, 5000, least_shape, 2, NULL),
                    50);
}
END_TEST

/* 1000m and 2000MiB, two tasks there that ask for nothing, and one more: 300m and 1200MiB are counted. */
START_TEST (kube_assumed_requests)
{
  static const Amount capacity[] = { 1000, 2000 }, nothing[] = { 0, 0 };
  static const struct {
    const char *score;
    int expected;
  } cases[] = { { "least-allocated", 55 }, { "most-allocated", 45 } };
  SmallCell small;
  small_cell_init (&small, two, NULL);
  small_cell_machine (&small, capacity, NULL, NULL);
  guint class = small_cell_class (&small, nothing, 100);
  small_cell_start (&small);
  small.options.assumed = (Amounts){ { 100, 400 } };
  for (guint r = 0; r < 2; r++)
    cell_count_without (small.cell, r);
  small_cell_running (&small, "default", class, 0, 0);
  small_cell_running (&small, "default", class, 0, 0);
  PolicyView view = { .cell = small.cell,
                      .task_class = task_classes_get (small.classes, class),
                      .task = small_cell_task (&small, "default", class),
                      .options = &small.options };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    double score;
    sweep (cases[i].score, &view, 0, 1, &score);
    ck_assert_int_eq ((int) lround (100 * score), cases[i].expected);
  }
  small_cell_clear (&small);
}
END_TEST

/* CPU full, memory half: a resource that scores 0 is left out of the mean. */
START_TEST (kube_ratio_leaves_zero_scores_out)
{
  ck_assert_int_eq (kube ("requested-to-capacity", 4000, 10000, 4000, 5000, least_shape, 2, NULL),
                    50);
  ck_assert_int_eq (kube ("least-allocated", 4000, 10000, 4000, 5000, NULL, 0, NULL), 25);
}
END_TEST

START_TEST (kube_ratio_broken_lines)
{
  static const ShapePoint rising[] = { { 10, 1 }, { 90, 9 } };
  static const ShapePoint tent[] = { { 0, 2 }, { 40, 10 }, { 100, 0 } };
  static const struct {
    const ShapePoint *shape;
    guint n_shape;
    Amount utilization;
    int expected;
  } cases[] = {
    { rising, 2, 0, 10 },  { rising, 2, 11, 11 }, { rising, 2, 19, 19 }, { rising, 2, 20, 20 },
    { rising, 2, 89, 89 }, { rising, 2, 99, 90 }, { tent, 3, 20, 60 },   { tent, 3, 30, 80 },
    { tent, 3, 70, 50 },   { tent, 3, 100, 0 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    ck_assert_int_eq (kube ("requested-to-capacity", 100, 0, cases[i].utilization, 0,
                            cases[i].shape, cases[i].n_shape, NULL),
                      cases[i].expected);
}
END_TEST

/* Feasible nodes that kube-scheduler looks for: 420 and 300 are upstream's own cases. */
START_TEST (kube_sampling)
{
  static const guint cases[][2] = { { 10, 10 },     { 99, 99 },     { 100, 100 },   { 125, 100 },
                                    { 200, 100 },   { 500, 230 },   { 1000, 420 },  { 1010, 424 },
                                    { 5000, 500 },  { 5625, 281 },  { 6000, 300 },  { 10000, 500 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    ck_assert_uint_eq (sampling_adaptive_size (cases[i][0]), cases[i][1]);
}
END_TEST

/* capacity, free before, request -> the formula of kube-scheduler up to 1.34, and that of 1.36. */
START_TEST (kube_balanced_old_and_new)
{
  static const char *const scores[] = { "balanced", "balanced-change" };
  static const struct {
    Amount capacity[2], free[2], request[2];
    int expected[2];
  } cases[] = {
    { { 4000, 10000 }, { 4000, 10000 }, { 3000, 5000 }, { 87, 68 } },
    { { 6000, 10000 }, { 6000, 10000 }, { 3000, 5000 }, { 100, 75 } },
    { { 10000, 10000 }, { 10000, 5000 }, { 5000, 0 }, { 100, 87 } },
    { { 10000, 10000 }, { 10000, 5000 }, { 1000, 0 }, { 80, 77 } },
    { { 10000, 10000 }, { 5000, 10000 }, { 5000, 0 }, { 50, 62 } },
    { { 10000, 10000 }, { 10000, 10000 }, { 10000, 0 }, { 50, 50 } },
    { { 10000, 10000 }, { 10000, 0 }, { 10000, 0 }, { 100, 100 } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint s = 0; s < G_N_ELEMENTS (scores); s++) {
      double score = score_of (scores[s], cases[i].capacity, cases[i].free, cases[i].request, NULL,
                               0, NULL);
      ck_assert_int_eq ((int) lround (100 * score), cases[i].expected[s]);
    }
}
END_TEST

/* A resource that weighs 0 is none of those that should be used in equal parts. */
START_TEST (kube_balanced_leaves_out_what_weighs_nothing)
{
  static const Amount capacity[] = { 4000, 10000 }, request[] = { 3000, 5000 };
  static const double no_memory[] = { 1, 0 };
  ck_assert_int_eq (
    (int) lround (100 * score_of ("balanced-change", capacity, capacity, request, NULL, 0, no_memory)),
    75);
}
END_TEST

/* Capacity 16/16, free (4,8) (10,3) (6,6), request (2,2): which machine, and every machine's value.
 */
typedef struct {
  const char *score;
  guint chosen;
  double value[3]; /* of the score as berth defines it */
} MachineChoice;

static const MachineChoice machine_choices[] = {
  { "best-fit", 0, { 1 - .25, 1 - .28125, 1 - .25 } },
  { "best-fit-l2", 2, { 1 - .15625 / 2, 1 - .25390625 / 2, 1 - .0625 } },
  { "worst-fit", 1, { .25, .28125, .25 } },
  { "dot-product", 1, { .09375 / 2, .1015625 / 2, .09375 / 2 } },
  { "cosine", 2, { .9486832980505138, .880471099922002, 1 } },
};

START_TEST (packing_machine_choice)
{
  const MachineChoice *want = &machine_choices[_i];
  static const Amount capacity[] = { 16, 16 }, request[] = { 2, 2 };
  static const Amount free[3][2] = { { 4, 8 }, { 10, 3 }, { 6, 6 } };
  SmallCell small;
  guint filler[3];
  small_cell_init (&small, two, NULL);
  for (guint m = 0; m < 3; m++) {
    small_cell_machine (&small, capacity, NULL, NULL);
    filler[m] = small_cell_filler (&small, m, free[m]);
  }
  guint class = small_cell_class (&small, request, 100);
  small_cell_set_scores (&small, want->score);
  small_cell_start (&small);
  for (guint m = 0; m < 3; m++)
    small_cell_running (&small, "default", filler[m], m, 0);
  Pipeline *pipeline = pipeline_new (&small.options, small.cell, 1);
  ck_assert_uint_eq (pipeline_choose (pipeline, small_cell_task (&small, "default", class)),
                     want->chosen);
  pipeline_free (pipeline);
  for (guint m = 0; m < 3; m++)
    ck_assert_double_eq_tol (score_of (want->score, capacity, free[m], request, NULL, 0, NULL),
                             want->value[m], 1e-12);
  small_cell_clear (&small);
}
END_TEST

/* Tetris alignment: demand (.4,.1) prefers free (.8,.2) to (.5,.9); (.2,.6) the other way. */
START_TEST (alignment)
{
  static const Amount capacity[] = { 10, 10 }, left[] = { 8, 2 }, right[] = { 5, 9 };
  static const Amount wide[] = { 4, 1 }, tall[] = { 2, 6 };
  ck_assert_double_eq_tol (2 * score_of ("dot-product", capacity, left, wide, NULL, 0, NULL), .34,
                           1e-12);
  ck_assert_double_eq_tol (2 * score_of ("dot-product", capacity, right, wide, NULL, 0, NULL), .29,
                           1e-12);
  ck_assert_double_eq_tol (2 * score_of ("dot-product", capacity, left, tall, NULL, 0, NULL), .28,
                           1e-12);
  ck_assert_double_eq_tol (2 * score_of ("dot-product", capacity, right, tall, NULL, 0, NULL), .64,
                           1e-12);
}
END_TEST

/* Parts of each machine's own capacity: free (.8,.5) and demand (.4,.1). */
START_TEST (angle_of_unequal_capacities)
{
  static const Amount capacity[] = { 10, 20 }, free[] = { 8, 10 }, request[] = { 4, 2 };
  ck_assert_double_eq_tol (score_of ("cosine", capacity, free, request, NULL, 0, NULL),
                           .9512228189487625, 1e-12);
}
END_TEST

/* Three machines in zones x, x, y with one task of the job on the first. */
START_TEST (spread_by_domain)
{
  static const Amount capacity[] = { 10, 10 }, request[] = { 1, 1 };
  static const struct {
    SpreadBy by;
    double expected[3];
  } cases[] = {
    { SPREAD_BY_MACHINE, { .5, 1, 1 } },
    { SPREAD_BY_ZONE, { .5, .5, 1 } },
    { SPREAD_BY_RACK, { .5, 1, 1 } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SmallCell small;
    small_cell_init (&small, two, NULL);
    small_cell_machine (&small, capacity, "x", NULL);
    small_cell_machine (&small, capacity, "x", NULL);
    small_cell_machine (&small, capacity, "y", NULL);
    guint class = small_cell_class (&small, request, 100);
    small_cell_start (&small);
    small.options.spread_by = cases[i].by;
    Task *task = small_cell_running (&small, "default", class, 0, 0);
    PolicyView view = { .cell = small.cell,
                        .task_class = task_classes_get (small.classes, class),
                        .task = task,
                        .options = &small.options };
    double score[3];
    sweep ("spread", &view, 0, 3, score);
    for (guint m = 0; m < 3; m++)
      ck_assert_double_eq (score[m], cases[i].expected[m]);
    small_cell_clear (&small);
  }
}
END_TEST

/* Another task, another seed or another run gives another order of machines, the same ones the
 * same. */
START_TEST (random_by_seed_task_and_run)
{
  static const Amount capacity[] = { 10, 10 }, request[] = { 1, 1 };
  SmallCell small;
  small_cell_init (&small, two, NULL);
  for (guint m = 0; m < 100; m++)
    small_cell_machine (&small, capacity, NULL, NULL);
  guint class = small_cell_class (&small, request, 100);
  small_cell_start (&small);
  Task *task = small_cell_task (&small, "default", class);
  PolicyView view = { .cell = small.cell,
                      .task_class = task_classes_get (small.classes, class),
                      .task = task,
                      .options = &small.options,
                      .seed = 1 };
  double first[100], second[100], sum = 0;
  sweep ("random", &view, 0, 100, first);
  sweep ("random", &view, 50, 50, second);
  ck_assert_mem_eq (first + 50, second, 50 * sizeof *first);
  for (guint m = 0; m < 100; m++)
    sum += first[m];
  ck_assert_double_eq_tol (sum / 100, .5, .1);
  view.seed = 2;
  sweep ("random", &view, 0, 100, second);
  ck_assert_mem_ne (first, second, sizeof first);
  view.seed = 1;
  task->placements = 1;
  sweep ("random", &view, 0, 100, second);
  ck_assert_mem_ne (first, second, sizeof first);
  small_cell_clear (&small);
}
END_TEST

START_TEST (every_policy_is_described)
{
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++)
    for (const char *const *name = policy_names (kind); *name != NULL; name++)
      ck_assert_msg (policy_summary (kind, *name) != NULL, "%s has no summary", *name);
  ck_assert_ptr_null (policy_summary (POLICY_SCORE, "no such policy"));
}
END_TEST

/* What a plugin was compiled against. Where this fails, BERTH_PLUGIN_ABI has to change as well, but for
 * what is added at the end of what a plugin is only shown. */
START_TEST (layout_of_the_abi)
{
  ck_assert_uint_eq (BERTH_PLUGIN_ABI, 2);
  if (sizeof (gpointer) != 8)
    return;
  ck_assert_uint_eq (sizeof (BerthPlugin), 40);
  ck_assert_uint_eq (sizeof (OrderPolicy), 56);
  ck_assert_uint_eq (sizeof (FilterPolicy), 64);
  ck_assert_uint_eq (sizeof (ScorePolicy), 128);
  ck_assert_uint_eq (sizeof (PreemptPolicy), 48);
  ck_assert_uint_eq (sizeof (OrderKey), 232);
  ck_assert_uint_eq (sizeof (Holdings), 48);
  ck_assert_uint_eq (sizeof (Victim), 48);
  ck_assert_uint_eq (offsetof (VictimCost, loss), 16);
  ck_assert_uint_eq (sizeof (VictimCost), 48);
  ck_assert_uint_eq (sizeof (ResourceSet), 136);
  ck_assert_uint_eq (offsetof (Columns, free), 224);
  ck_assert_uint_eq (offsetof (Columns, whole), 416);
  ck_assert_uint_eq (offsetof (PolicyView, seed), 24);
  ck_assert_uint_eq (sizeof (Survey), 144);
}
END_TEST

static Suite *
policies_suite (void)
{
  Suite *suite = suite_create ("policies");
  TCase *scores = tcase_create ("scores");
  tcase_add_test (scores, kube_fit_scores);
  tcase_add_test (scores, kube_assumed_requests);
  tcase_add_test (scores, kube_ratio_leaves_zero_scores_out);
  tcase_add_test (scores, kube_ratio_broken_lines);
  tcase_add_test (scores, kube_balanced_old_and_new);
  tcase_add_test (scores, kube_balanced_leaves_out_what_weighs_nothing);
  tcase_add_test (scores, kube_sampling);
  tcase_add_loop_test (scores, packing_machine_choice, 0, G_N_ELEMENTS (machine_choices));
  tcase_add_test (scores, alignment);
  tcase_add_test (scores, angle_of_unequal_capacities);
  tcase_add_test (scores, spread_by_domain);
  tcase_add_test (scores, random_by_seed_task_and_run);
  tcase_add_test (scores, every_policy_is_described);
  tcase_add_test (scores, layout_of_the_abi);
  suite_add_tcase (suite, scores);
  return suite;
}

TEST_MAIN (policies_suite)
