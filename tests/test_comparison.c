/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores that compare machines: kube-scheduler's ways to normalise by its own numbers, and who is in
 * the comparison. */
#include "scheduler/choose/inspection.h"
#include "scheduler/choose/pipeline.h"
#include "scheduler/score/kube.h"
#include "tests/small_cell.h"
#include "tests/test.h"

#include <math.h>

static const char *const two[] = { "a", "b", NULL };

/* Ways to normalise ------------------------------------------------------------------------------ */

typedef struct {
  ScoreNormalise by;
  guint count;
  double raw[4];
  int expected[4];
} Normalised;

static const Normalised normalised[] = {
  { kube_by_most, 3, { 0, 2, 5 }, { 0, 40, 100 } },
  { kube_by_most, 3, { 2, 7, 3 }, { 28, 100, 42 } },
  { kube_by_most, 3, { 0, 0, 0 }, { 0, 0, 0 } },
  { kube_by_most_reversed, 3, { 0, 1, 2 }, { 100, 50, 0 } },
  { kube_by_most_reversed, 3, { 0, 1, 3 }, { 100, 67, 0 } },
  { kube_by_most_reversed, 3, { 0, 0, 0 }, { 100, 100, 100 } },
  { kube_by_range, 3, { 10, 0, -5 }, { 100, 33, 0 } },
  { kube_by_range, 3, { 7, 7, 7 }, { 0, 0, 0 } },
  /* 100 * .29 is a little less than 29 in doubles. */
  { kube_by_range, 3, { 100, 29, 0 }, { 100, 28, 0 } },
  { kube_by_most_and_least, 4, { 4, 2, 0, 5 }, { 20, 60, 100, 0 } },
  { kube_by_most_and_least, 4, { 9, 7, 6, 4 }, { 44, 66, 77, 100 } },
  { kube_by_most_and_least, 3, { 0, 0, 0 }, { 100, 100, 100 } },
};

START_TEST (ways_to_normalise)
{
  const Normalised *it = &normalised[_i];
  double score[4], least = INFINITY, most = -INFINITY;
  for (guint i = 0; i < it->count; i++) {
    score[i] = it->raw[i];
    least = MIN (least, score[i]);
    most = MAX (most, score[i]);
  }
  it->by (least, most, it->count, score);
  for (guint i = 0; i < it->count; i++)
    ck_assert_int_eq ((int) lround (100 * score[i]), it->expected[i]);
}
END_TEST

/* Who is compared --------------------------------------------------------------------------------- */

/* Machines that differ in attributes alone, and a task with preferences. */
typedef struct {
  SmallCell small;
  guint class;
  Task *task;
  PolicyView view;
  Inspection *inspection;
} Compared;

static void
compared_init (Compared *it, const char *score, const char *const *attributes,
               const char *const *soft_taints, const char *preferences)
{
  static const Amount capacity[] = { 10, 10 }, request[] = { 1, 1 };
  char *reason = NULL;
  small_cell_init (&it->small, two, NULL);
  for (guint m = 0; attributes != NULL && attributes[m] != NULL; m++)
    small_cell_machine (&it->small, capacity, NULL, attributes[m]);
  for (guint m = 0; soft_taints != NULL && soft_taints[m] != NULL; m++) {
    g_autofree char *name = g_strdup_printf ("m%u", m);
    MachineSpec spec = { .name = name, .capacity = { { 10, 10 } }, .soft_taints = soft_taints[m] };
    ck_assert (inventory_add (it->small.inventory, &spec, &reason));
  }
  Amounts all = { { request[0], request[1] } };
  ClassTexts texts = { .preferences = preferences, .tolerations = "fine" };
  it->class = task_classes_intern (it->small.classes, &all, 100, &texts, &reason);
  ck_assert_msg (it->class != G_MAXUINT, "%s", reason);
  small_cell_set_scores (&it->small, score);
  small_cell_start (&it->small);
  it->task = small_cell_task (&it->small, "default", it->class);
  it->inspection = inspection_new (&it->small.options, it->small.cell, 1);
  it->view = inspection_view (it->inspection, cell_class_of (it->small.cell, it->task), it->task);
}

static void
compared_clear (Compared *it)
{
  inspection_free (it->inspection);
  small_cell_clear (&it->small);
}

static void
expect (const Compared *it, guint count, const int *expected)
{
  inspection_compare (it->inspection, &it->view);
  for (guint m = 0; m < count; m++)
    ck_assert_int_eq (
      (int) lround (100 * inspection_score (it->inspection, &it->view, m, NULL)), expected[m]);
}

static guint
choose (const Compared *it)
{
  Pipeline *pipeline = pipeline_new (&it->small.options, it->small.cell, 1);
  guint machine = pipeline_choose (pipeline, it->task);
  pipeline_free (pipeline);
  return machine;
}

/* 0, 2, 5 and 5 + 13 of 20, whatever other machines there are; nothing where nothing is wished. */
START_TEST (preferences_by_weight)
{
  static const char *const attributes[]
    = { "disk=hdd", "disk=ssd", "disk=nvme", "disk=nvme;gpu=yes", NULL };
  Compared it;
  compared_init (&it, "preferences", attributes, NULL, "disk=ssd:2;disk=nvme:5;gpu=yes:13");
  expect (&it, 4, (const int[]){ 0, 10, 25, 90 });
  ck_assert_uint_eq (choose (&it), 3);
  cell_set_state (it.small.cell, 3, MACHINE_DRAINING);
  expect (&it, 3, (const int[]){ 0, 10, 25 });
  compared_clear (&it);
  compared_init (&it, "preferences", attributes, NULL, NULL);
  expect (&it, 4, (const int[]){ 0, 0, 0, 0 });
  compared_clear (&it);
}
END_TEST

/* 0, 2 and 5; the machine that meets 9 more is in the comparison only while it is up. */
START_TEST (node_affinity)
{
  static const char *const attributes[]
    = { "disk=hdd", "disk=ssd", "disk=nvme", "disk=nvme;gpu=yes", NULL };
  static const char wishes[] = "disk=ssd:2;disk=nvme:5;gpu=yes:9";
  Compared it;
  compared_init (&it, "node-affinity", attributes, NULL, wishes);
  expect (&it, 4, (const int[]){ 0, 14, 35, 100 });
  ck_assert_uint_eq (choose (&it), 3);
  cell_set_state (it.small.cell, 3, MACHINE_DRAINING);
  expect (&it, 3, (const int[]){ 0, 40, 100 });
  ck_assert_uint_eq (choose (&it), 2);
  compared_clear (&it);
}
END_TEST

START_TEST (node_affinity_truncates)
{
  static const char *const attributes[] = { "rank=two", "rank=seven", "rank=three", NULL };
  Compared it;
  compared_init (&it, "node-affinity", attributes, NULL, "rank=two:2;rank=seven:7;rank=three:3");
  expect (&it, 3, (const int[]){ 28, 100, 42 });
  ck_assert_uint_eq (choose (&it), 1);
  compared_clear (&it);
}
END_TEST

/* 0, 1, 2 and 0, 1, 3: what the task tolerates does not count. */
START_TEST (taint_toleration)
{
  static const char *const to_two[] = { "fine", "slow", "slow;fine=no;old=5", NULL };
  static const char *const to_three[] = { "", "old=5", "slow;old=5;loud", NULL };
  Compared it;
  compared_init (&it, "taint-toleration", NULL, to_two, NULL);
  expect (&it, 3, (const int[]){ 100, 50, 0 });
  ck_assert_uint_eq (choose (&it), 0);
  compared_clear (&it);
  compared_init (&it, "taint-toleration", NULL, to_three, NULL);
  expect (&it, 3, (const int[]){ 100, 67, 0 });
  cell_set_state (it.small.cell, 0, MACHINE_DRAINING);
  ck_assert_uint_eq (choose (&it), 1);
  compared_clear (&it);
}
END_TEST

/* taint 100 x 3 + node affinity 50 x 2 + spread 100 x 2 + affinity 0 x 2 + least 37 + balanced 68: the
 * 705 of kube-scheduler's plugins together. */
START_TEST (kube_total)
{
  static const WeightedScore scores[] = { { "taint-toleration", 3 }, { "node-affinity", 2 },
                                          { "topology-spread", 2 },  { "affinity", 2 },
                                          { "least-allocated", 1 },  { "balanced-change", 1 } };
  static const Amount capacity[] = { 4000, 10000 };
  Amounts request = { { 3000, 5000 } };
  char *reason = NULL;
  SmallCell small;
  double part[6];
  small_cell_init (&small, two, NULL);
  small_cell_machine (&small, capacity, NULL, "rank=second");
  small_cell_machine (&small, capacity, NULL, "rank=first");
  ClassTexts texts = { .preferences = "rank=second:50;rank=first:100" };
  guint class = task_classes_intern (small.classes, &request, 100, &texts, &reason);
  g_array_append_vals (small.options.scores, scores, G_N_ELEMENTS (scores));
  small_cell_start (&small);
  Task *task = small_cell_task (&small, "default", class);
  Inspection *inspection = inspection_new (&small.options, small.cell, 1);
  PolicyView view = inspection_view (inspection, cell_class_of (small.cell, task), task);
  inspection_compare (inspection, &view);
  ck_assert_int_eq ((int) lround (100 * inspection_score (inspection, &view, 0, part)), 705);
  for (guint i = 0; i < G_N_ELEMENTS (scores); i++)
    ck_assert_int_eq ((int) lround (100 * part[i]), ((const int[]){ 300, 100, 200, 0, 37, 68 })[i]);
  inspection_free (inspection);
  small_cell_clear (&small);
}
END_TEST

/* 21 + 67 is 54 + 34, although .21 + .67 is less than .54 + .34 in doubles. The third machine is compared,
 * but not allowed. */
START_TEST (equal_hundredths_tie)
{
  static const WeightedScore scores[] = { { "node-affinity", 1 }, { "taint-toleration", 1 } };
  static const char *const attributes[] = { "rank=low", "rank=middle", "rank=high" };
  static const char *const taints[] = { "a", "a;b", "a;b;c" };
  static const guint8 allowed[CELL_BLOCK] = { 1, 1, 0 };
  Amounts request = { { 1, 1 } };
  char *reason = NULL;
  SmallCell small;
  small_cell_init (&small, two, NULL);
  for (guint m = 0; m < 3; m++) {
    g_autofree char *name = g_strdup_printf ("m%u", m);
    MachineSpec spec = { .name = name, .capacity = { { 10, 10 } }, .attributes = attributes[m],
                         .soft_taints = taints[m] };
    ck_assert (inventory_add (small.inventory, &spec, &reason));
  }
  ClassTexts texts = { .preferences = "rank=low:21;rank=middle:54;rank=high:100" };
  guint class = task_classes_intern (small.classes, &request, 100, &texts, &reason);
  g_array_append_vals (small.options.scores, scores, G_N_ELEMENTS (scores));
  small_cell_start (&small);
  Task *task = small_cell_task (&small, "default", class);
  Pipeline *pipeline = pipeline_new (&small.options, small.cell, 1);
  ck_assert_uint_eq (pipeline_choose_among (pipeline, task, allowed), 0);
  ck_assert_uint_eq (pipeline_choose (pipeline, task), 2);
  pipeline_free (pipeline);
  small_cell_clear (&small);
}
END_TEST

/* What is the same everywhere needs no comparison. */
START_TEST (nothing_to_compare)
{
  static const struct {
    const char *preferences;
    gboolean compares;
    int score;
  } cases[] = { { NULL, FALSE, 0 }, { "disk:3", FALSE, 100 }, { "disk=ssd:3", TRUE, 100 } };
  static const char *const attributes[] = { "disk=ssd", "disk=hdd", NULL };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Compared it;
    compared_init (&it, "node-affinity", attributes, NULL, cases[i].preferences);
    Profile *profile = profile_new (&it.small.options, it.small.cell, 1);
    ck_assert_int_eq (profile_compares (profile, &it.view), cases[i].compares);
    profile_free (profile);
    expect (&it, 1, &cases[i].score);
    compared_clear (&it);
  }
}
END_TEST

static Suite *
comparison_suite (void)
{
  Suite *suite = suite_create ("comparison");
  TCase *ways = tcase_create ("ways"), *machines = tcase_create ("machines");
  tcase_add_loop_test (ways, ways_to_normalise, 0, G_N_ELEMENTS (normalised));
  tcase_add_test (machines, preferences_by_weight);
  tcase_add_test (machines, node_affinity);
  tcase_add_test (machines, node_affinity_truncates);
  tcase_add_test (machines, taint_toleration);
  tcase_add_test (machines, kube_total);
  tcase_add_test (machines, equal_hundredths_tie);
  tcase_add_test (machines, nothing_to_compare);
  suite_add_tcase (suite, ways);
  suite_add_tcase (suite, machines);
  return suite;
}

TEST_MAIN (comparison_suite)
