/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comparisons claim, of figures by hand; that they claim little where there is nothing, of 200
 * random scenarios against themselves; and what MSER-5 leaves out. */
#include "compare/paired_comparison.h"
#include "compare/point_figures.h"
#include "compare/writers.h"
#include "report/run.h"
#include "tests/test.h"
#include "util/random.h"

#include <math.h>

/* By hand --------------------------------------------------------------------------------------- */

#define SEEDS_MOST 12

typedef struct {
  const char *key;
  double base[SEEDS_MOST], arm[SEEDS_MOST];
} HandRow;

static void
figures_free (gpointer data)
{
  point_figures_free (data);
}

/* Ends with a row without key. */
static PairedComparison *
compare_by_hand (const HandRow *rows, guint seeds)
{
  static const char *const arms[] = { "old", "new", NULL };
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (figures_free);
  PairedComparison *comparison;
  GError *error = NULL;

  for (guint run = 0; run < 2 * seeds; run++) {
    g_autoptr (JsonNode) none = json_from_string ("{}", NULL);
    PointFigures *point = point_figures_of_summary (none);

    for (const HandRow *row = rows; row->key != NULL; row++)
      point_figures_add (point, row->key,
                         run < seeds ? row->base[run] : row->arm[run - seeds]);
    g_ptr_array_add (figures, point);
  }
  comparison = paired_comparison_of_figures (arms, seeds, figures, NULL, &error);
  test_ok (comparison != NULL, error);
  return comparison;
}

static const Difference *
difference_of (const PairedComparison *comparison, const char *key)
{
  for (guint i = 0; i < comparison->rows->len; i++)
    if (strcmp (comparison_row (comparison, i)->key, key) == 0)
      return &comparison_row (comparison, i)->differences[1];
  ck_abort_msg ("no row %s", key);
}

/* The example of five seeds: t says .037, and signs cannot say less than .0625. */
START_TEST (five_seeds_claim_nothing)
{
  static const HandRow rows[] = {
    { "queue.mean", { 9.6, 11.0, 9.9, 11.2, 10.1 }, { 10.2, 11.5, 9.8, 12.1, 10.9 } }, { .key = NULL }
  };
  g_autoptr (PairedComparison) comparison = compare_by_hand (rows, 5);
  const Difference *difference = difference_of (comparison, "queue.mean");

  ck_assert_int_eq (difference->finding, FINDING_TOO_FEW);
  ck_assert (!difference->tested);
  ck_assert_double_eq_tol (difference->difference.center, 0.54, 1e-12);
  ck_assert_double_eq_tol (difference->difference.low, 0.05432, 5e-6);
  ck_assert_double_eq_tol (difference->difference.high, 1.02568, 5e-6);
  ck_assert_double_eq_tol (difference->p, 0.03668, 5e-6);
  ck_assert_double_eq (difference->check_p, 0.125);
  ck_assert_double_eq_tol (difference->bootstrap.low, 0.2, 1e-9);
  ck_assert_double_eq_tol (difference->bootstrap.high, 0.8, 1e-9);
  ck_assert_str_eq (comparison_arm (comparison, 1)->verdict,
                    "5 seeds are too few to tell (it takes 6 at least): tasks waiting at a time "
                    "(+1 … +10 %).");
}
END_TEST

/* Ten seeds: fewer by a tenth, give or take; equal; and of no sign. */
static const HandRow ten_seeds[] = {
  { "wait_seconds.batch.p90",
    { 100, 110, 90, 105, 95, 120, 80, 100, 110, 90 },
    { 88, 97, 80, 91, 83, 107, 70, 89, 97, 78 } },
  { "wait_seconds.batch.p99",
    { 1000, 900, 5000, 700, 800, 600, 900, 100, 300, 500 },
    { 500, 400, 4000, 300, 500, 200, 500, 90, 200, 100 } },
  { "wait_seconds.prod.p90", { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 }, { 5, 5, 5, 5, 5, 5, 5, 5, 5, 5 } },
  { "utilization.cpu.allocated_mean",
    { .5, .6, .5, .6, .5, .6, .5, .6, .5, .6 },
    { .51, .59, .51, .59, .51, .59, .51, .59, .51, .59 } },
  { .key = NULL },
};

START_TEST (ten_seeds_claim_what_holds)
{
  g_autoptr (PairedComparison) comparison = compare_by_hand (ten_seeds, 10);
  const Difference *less = difference_of (comparison, "wait_seconds.batch.p90");
  const Difference *median = difference_of (comparison, "wait_seconds.batch.p99");

  ck_assert_int_eq (less->finding, FINDING_LESS);
  ck_assert_int_eq (comparison_worth (comparison_row (comparison, 0), 1), 1);
  ck_assert_double_eq_tol (less->ratio.center, 0.88, 1e-12);
  ck_assert_double_eq (less->check_p, 2 / 1024.0);
  /* Of medians: the second smallest and the second largest of ten. */
  ck_assert_int_eq (median->finding, FINDING_LESS);
  ck_assert_double_eq (median->difference.center, -400);
  ck_assert_double_eq (median->difference.low, -500);
  ck_assert_double_eq (median->difference.high, -100);
  ck_assert_double_eq (median->p, 2 / 1024.0);
  ck_assert_int_eq (difference_of (comparison, "wait_seconds.prod.p90")->finding, FINDING_SAME);
  ck_assert_int_eq (difference_of (comparison, "utilization.cpu.allocated_mean")->finding,
                    FINDING_UNCLEAR);
  /* What is equal is no test. */
  ck_assert_uint_eq (comparison_arm (comparison, 1)->tests, 3);
  ck_assert_double_eq (median->adjusted, 2 * 2 / 1024.0);
  ck_assert_str_eq (comparison_arm (comparison, 1)->verdict,
                    "batch waits 12.0 % less (11.4–12.7 %) at p90, 47 % less (20–67 %) at p99. "
                    "Unchanged in every run: prod waits at p90. "
                    "No difference shown: cpu allocated (-0.8 … +0.8 points).");
}
END_TEST

/* One great difference among ten, which t alone would believe in only if it were alone. */
START_TEST (one_sided_luck_is_checked)
{
  static const HandRow rows[] = {
    { "queue.mean", { 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 }, { 9, 9, 9, 9, 9, 9, 9, 9, 9, 99 } },
    { "tasks.finished", { 9, 9, 9, 9, 9, 9, 9, 9, 9, 9 }, { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 } },
    { "preemptions.total", { 3, 4, 5, 3, 4, 5, 3, 4, 5, 3 }, { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
    { .key = NULL },
  };
  g_autoptr (PairedComparison) comparison = compare_by_hand (rows, 10);
  const Difference *finished = difference_of (comparison, "tasks.finished");

  ck_assert_int_eq (difference_of (comparison, "queue.mean")->finding, FINDING_UNCLEAR);
  /* Always one less: t has nothing to divide by, and signs speak. */
  ck_assert_int_eq (finished->finding, FINDING_LESS);
  ck_assert_double_eq (finished->p, 2 / 1024.0);
  ck_assert_ptr_nonnull (strstr (comparison_arm (comparison, 1)->verdict,
                                 "evictions 0 in every run."));
}
END_TEST

/* t is sure (p = .004), but of 64 ways to give signs four are as far off: .0625. */
START_TEST (signs_may_disagree)
{
  static const HandRow rows[] = {
    { "queue.mean", { 9, 9, 9, 9, 9, 9 }, { 10, 10, 10, 10, 10, 8.99 } }, { .key = NULL }
  };
  g_autoptr (PairedComparison) comparison = compare_by_hand (rows, 6);
  const Difference *difference = difference_of (comparison, "queue.mean");

  ck_assert_double_lt (difference->adjusted, 0.005);
  ck_assert_double_gt (difference->difference.low, 0);
  ck_assert_double_eq (difference->check_p, 0.0625);
  ck_assert_int_eq (difference->finding, FINDING_UNCLEAR);
}
END_TEST

START_TEST (seeds_that_change_nothing)
{
  static const HandRow rows[] = {
    { "wait_seconds.batch.p90", { 8, 8, 8, 8, 8, 8, 8, 8, 8, 8 }, { 24, 24, 24, 24, 24, 24, 24, 24, 24, 24 } },
    { .key = NULL },
  };
  g_autoptr (PairedComparison) comparison = compare_by_hand (rows, 10);
  g_autofree char *text = comparison_text (comparison);

  ck_assert (comparison->alike);
  ck_assert_str_eq (comparison_arm (comparison, 1)->verdict,
                    "In this one workload batch waits 3.0 times as much at p90.");
  ck_assert_ptr_nonnull (strstr (text, "the 10 seeds give the same runs"));
}
END_TEST

/* Six of one sign say 2/64, which two tests make .0625; seven would do. */
START_TEST (six_seeds_and_two_medians)
{
  static const HandRow rows[] = {
    { "wait_seconds.prod.p99", { 10, 20, 30, 40, 50, 60 }, { 20, 30, 40, 50, 60, 71 } },
    { "tasks.finished", { 10, 20, 30, 40, 50, 60 }, { 9, 19, 29, 39, 49, 59 } },
    { .key = NULL },
  };
  g_autoptr (PairedComparison) comparison = compare_by_hand (rows, 6);

  ck_assert_double_eq (difference_of (comparison, rows[0].key)->adjusted, 0.0625);
  ck_assert_str_eq (comparison_arm (comparison, 1)->verdict,
                    "Too few seeds to tell, though all point one way (7 would do): prod waits at "
                    "p99 (+18 … +100 %); tasks finished (-7 … -2 %).");
}
END_TEST

/* A figure that is missing in a run takes that seed away, from both. */
START_TEST (missing_figures)
{
  HandRow rows[] = { ten_seeds[0], { .key = NULL } };

  rows[0].arm[3] = NAN;
  rows[0].base[4] = NAN;
  g_autoptr (PairedComparison) comparison = compare_by_hand (rows, 10);
  g_autofree char *json = comparison_json (comparison);

  ck_assert_uint_eq (difference_of (comparison, rows[0].key)->pairs, 8);
  for (guint seed = 5; seed < 8; seed++)
    rows[0].arm[seed] = NAN;
  g_autoptr (PairedComparison) fewer = compare_by_hand (rows, 10);
  ck_assert_uint_eq (difference_of (fewer, rows[0].key)->pairs, 5);
  ck_assert (g_str_has_prefix (comparison_arm (fewer, 1)->verdict,
                               "Figures of fewer than 6 seeds, which cannot tell: batch waits"));
  ck_assert_ptr_nonnull (strstr (json, "null"));
  ck_assert_ptr_null (strstr (json, "nan"));
}
END_TEST

START_TEST (metrics_of_keys)
{
  const CompareMetric *metric = compare_metric_find ("utilization.gpu.allocated_mean");
  g_autofree char *subject = compare_metric_subject (metric, "utilization.gpu.allocated_mean");

  ck_assert_str_eq (subject, "gpu allocated");
  ck_assert (compare_metric_fits ("a.*.c", "a.b.c"));
  ck_assert (!compare_metric_fits ("a.*", "a.b.c"));
  ck_assert (!compare_metric_fits ("a.*.c", "a.b"));
  ck_assert (!compare_metric_fits ("ab.*", "a.b"));
  ck_assert_str_eq (compare_metric_find ("no.such")->key, "*");
}
END_TEST

/* Windows --------------------------------------------------------------------------------------- */

/* Batch means 20, 14, 11, 10, 9, 10 … of five samples each: three are left out, 15 samples. */
START_TEST (mser_leaves_out_batches)
{
  static const double means[] = { 20, 14, 11, 10, 9, 10, 9, 10, 9, 10, 9, 10 };
  double samples[60], falling[60];
  gboolean too_short;

  for (guint i = 0; i < 60; i++) {
    samples[i] = means[i / 5] + (i % 5 - 2.0);
    falling[i] = 60 - i;
  }
  ck_assert_uint_eq (mser5_of_series (samples, 60, &too_short), 15);
  ck_assert (!too_short);
  /* A batch that is not whole does not count. */
  ck_assert_uint_eq (mser5_of_series (samples, 59, &too_short), 15);
  (void) mser5_of_series (falling, 60, &too_short);
  ck_assert (too_short);
  ck_assert_uint_eq (mser5_of_series (samples, 9, &too_short), 0);
  ck_assert (too_short);
}
END_TEST

static const char tasks_csv[]
  = "job,task,user,tier,priority,submit,start,end,machine,attempts,preemptions,outcome,wait\n"
    "a,0,u,batch,100,0,5,9,m,1,0,finished,5\n"
    "a,1,u,batch,100,10,40,50,m,1,0,finished,30\n"
    "a,2,v,batch,100,20,22.5,,m,1,0,running,2.5\n"
    "a,3,v,batch,100,30,,,,0,0,pending,\n"
    "a,4,v,batch,100,95,,,,0,0,pending,\n"
    "a,5,v,batch,100,50,,,,0,0,dropped,\n";

static const char timeline_csv[]
  = "time,cpu_capacity,cpu_allocated,pending_batch,running_batch,unschedulable_capacity\n"
    "0,10,0,8,0,0\n10,10,4,2,3,2\n20,10,6,4,3,4\n30,20,5,,1,\n";

/* From 10 s on, and nobody who comes in the last 10 of 100: waits of 30, 2.5 and, so far, 70. */
START_TEST (rows_in_a_window)
{
  static const struct {
    const char *key;
    double value;
  } expected[] = { { "window.wait_seconds.batch.mean", 102.5 / 3 },
                   { "window.wait_seconds.batch.p50", 30 },
                   { "window.wait_seconds.batch.p90", 70 },
                   { "window.user_wait_seconds.u.p50", 30 },
                   { "window.user_wait_seconds.v.p50", 2.5 },
                   { "window.never_started.batch", 1 },
                   { "window.utilization.cpu", 15 / 40.0 },
                   { "window.queue", 2 } };
  CompareWindow window = { .start = 10000000, .drain = 10000000, .rows = TRUE };
  GError *error = NULL;

  test_temp_file ("tasks.csv", tasks_csv);
  test_temp_file ("timeline.csv", timeline_csv);
  test_temp_file ("summary.json", "{ \"seed\": 3, \"simulated_seconds\": 100 }");
  PointFigures *figures = point_figures_new (test_temp_dir (), &window, &error);
  test_ok (figures != NULL, error);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    ck_assert_msg (fabs (point_figures_get (figures, expected[i].key) - expected[i].value) < 1e-9,
                   "%s is %g", expected[i].key, point_figures_get (figures, expected[i].key));
  ck_assert (isnan (point_figures_get (figures, "seed")));
  ck_assert (!g_hash_table_contains (figures->values, "window.utilization.unschedulable"));
  point_figures_free (figures);
}
END_TEST

/* Nothing where there is nothing ------------------------------------------------------------------ */

#define SCENARIOS 200
#define SEEDS     10

/* Of five per cent claims at most: 10 are expected then; more than 19 of them once in 300 times. */
#define CLAIMS_MOST 19

static const char *
pick (guint64 random, const char *const *of, guint n)
{
  return of[random % n];
}

/* Small cells under some load, of all kinds. */
static char *
draw_scenario (guint number)
{
  static const char *const orders[] = { "fifo", "priority", "drf", "shortest-job" };
  static const char *const scores[] = { "best-fit", "worst-fit", "random", "balanced" };
  static const char *const preempts[] = { "none", "lowest-priority", "fewest-victims" };
  static const char *const durations[]
    = { "exponential 10min", "lognormal median 5min mean 15min", "8min" };
  guint64 r[8];

  for (guint i = 0; i < G_N_ELEMENTS (r); i++)
    r[i] = random_mix (number * 64 + i);
  return g_strdup_printf (
    "[scenario]\nhorizon = 1h\n[cell]\nresources = cpu\n"
    "[machines m]\ncount = %u\ncpu = 8\n"
    "[generate a]\nload = cpu:0.%u\ntasks = discrete 1:1 %u:1\nduration = %s\n"
    "cpu = discrete 1:2 2:1\nusers = 2\n"
    "[generate b]\nload = cpu:0.%u\ntier = prod\nduration = %s\ncpu = discrete 1:1 4:1\n"
    "[scheduler]\norder = %s\nscores = %s\npreempt = %s\n[metrics]\ntasks = never\n",
    2 + (guint) (r[0] % 4), 30 + (guint) (r[1] % 60), 2 + (guint) (r[2] % 4),
    pick (r[3], durations, 3), 10 + (guint) (r[4] % 40), pick (r[5], durations, 3),
    pick (r[6], orders, 4), pick (r[6] >> 8, scores, 4), pick (r[7], preempts, 3));
}

static PointFigures *
run_seed (const char *path, guint seed)
{
  g_autofree char *override = g_strdup_printf ("scenario.seed=%u", seed);
  const char *const overrides[] = { override, NULL };
  GError *error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (path, overrides, &error);
  g_auto (RunOutcome) outcome = { 0 };
  g_autoptr (JsonNode) summary = NULL;

  test_ok (scenario != NULL, error);
  test_ok (run_scenario (scenario, &(RunOptions){ 0 }, &outcome, &error), error);
  summary = json_from_string (outcome.summary_json, NULL);
  return point_figures_of_summary (summary);
}

/* The same policy under seeds of its own: any difference is chance. */
static gboolean
claims_anything (guint number)
{
  static const char *const arms[] = { "a", "another", NULL };
  g_autofree char *text = draw_scenario (number);
  const char *path = test_temp_file ("same.scenario", text);
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (figures_free);
  g_autoptr (PairedComparison) comparison = NULL;
  GError *error = NULL;

  for (guint run = 0; run < 2 * SEEDS; run++)
    g_ptr_array_add (figures, run_seed (path, 1 + run));
  comparison = paired_comparison_of_figures (arms, SEEDS, figures, NULL, &error);
  test_ok (comparison != NULL, error);
  ck_assert_uint_ge (comparison_arm (comparison, 1)->tests, 2);
  for (guint i = 0; i < comparison->rows->len; i++) {
    Finding finding = comparison_row (comparison, i)->differences[1].finding;

    if (finding == FINDING_LESS || finding == FINDING_MORE)
      return TRUE;
  }
  return FALSE;
}

START_TEST (chance_is_seldom_claimed)
{
  guint claims = 0;

  for (guint number = 0; number < SCENARIOS; number++)
    claims += claims_anything (number) ? 1 : 0;
  ck_assert_uint_le (claims, CLAIMS_MOST);
}
END_TEST

static Suite *
suite (void)
{
  Suite *suite = suite_create ("compare");
  TCase *hand = tcase_create ("by hand");
  TCase *windows = tcase_create ("windows");
  TCase *same = tcase_create ("same");

  tcase_add_test (hand, five_seeds_claim_nothing);
  tcase_add_test (hand, ten_seeds_claim_what_holds);
  tcase_add_test (hand, one_sided_luck_is_checked);
  tcase_add_test (hand, signs_may_disagree);
  tcase_add_test (hand, seeds_that_change_nothing);
  tcase_add_test (hand, six_seeds_and_two_medians);
  tcase_add_test (hand, missing_figures);
  tcase_add_test (hand, metrics_of_keys);
  suite_add_tcase (suite, hand);
  tcase_add_test (windows, mser_leaves_out_batches);
  tcase_add_test (windows, rows_in_a_window);
  suite_add_tcase (suite, windows);
  tcase_set_timeout (same, 900);
  tcase_add_test (same, chance_is_seldom_claimed);
  suite_add_tcase (suite, same);
  return suite;
}

TEST_MAIN (suite)
