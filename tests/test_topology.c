/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Spread and affinity by kube-scheduler's own numbers; whole runs are in cases/simulation.txt. */
#include "scheduler/choose/inspection.h"
#include "tests/small_cell.h"
#include "tests/test.h"

#include <math.h>

static const char *const one[] = { "a", NULL };

/* Four machines with attribute `host` each, and tasks of a group. */
typedef struct {
  SmallCell small;
  guint member; /* the class of those that run */
  guint asking; /* the class that has rules */
  Task *task;
  PolicyView view;
  Inspection *inspection;
} World;

static guint
add_class (World *world, const ClassTexts *texts)
{
  Amounts request = { { 1 } };
  g_autofree char *reason = NULL;
  guint class = task_classes_intern (world->small.classes, &request, 100, texts, &reason);
  ck_assert_msg (class != G_MAXUINT, "%s", reason);
  return class;
}

/* running[m] tasks of group g stand on machine m. */
static void
world_init (World *world, const char *score, const ClassTexts *member, const ClassTexts *asking,
            const int running[4])
{
  static const Amount capacity[] = { 100 };
  static const char *const attributes[] = { "host=a", "host=b", "host=c", "host=d" };
  small_cell_init (&world->small, one, NULL);
  for (guint m = 0; m < G_N_ELEMENTS (attributes); m++)
    small_cell_machine (&world->small, capacity, NULL, attributes[m]);
  world->member = add_class (world, member);
  world->asking = add_class (world, asking);
  small_cell_set_scores (&world->small, score);
  small_cell_start (&world->small);
  for (guint m = 0; m < 4; m++)
    for (int t = 0; t < running[m]; t++)
      small_cell_running (&world->small, "default", world->member, m, 0);
  world->task = small_cell_task (&world->small, "default", world->asking);
  world->inspection = inspection_new (&world->small.options, world->small.cell, 1);
  world->view = inspection_view (world->inspection,
                                 cell_class_of (world->small.cell, world->task), world->task);
}

static void
world_clear (World *world)
{
  inspection_free (world->inspection);
  small_cell_clear (&world->small);
}

static void
expect (const World *world, guint count, const int *expected)
{
  inspection_compare (world->inspection, &world->view);
  for (guint m = 0; m < count; m++)
    ck_assert_int_eq (
      (int) lround (100 * inspection_score (world->inspection, &world->view, m, NULL)),
      expected[m]);
}

static const struct {
  const char *spread;
  int running[4], expected[4];
} spreads[] = {
  { "host:1:soft", { 2, 1, 0, 3 }, { 20, 60, 100, 0 } },
  { "host:2:soft", { 2, 1, 0, 3 }, { 33, 66, 100, 16 } },
  { "host:3:soft", { 4, 3, 2, 1 }, { 44, 66, 77, 100 } },
  { "host:1:soft", { 0, 0, 0, 0 }, { 100, 100, 100, 100 } },
  { "host:1:soft;rack:1:soft", { 2, 1, 0, 3 }, { 0, 0, 0, 0 } },
  { "host:1", { 2, 1, 0, 3 }, { 100, 100, 100, 100 } },
};

START_TEST (spread_score)
{
  World world;
  world_init (&world, "topology-spread", &(ClassTexts){ .group = "g" },
              &(ClassTexts){ .group = "g", .spread = spreads[_i].spread }, spreads[_i].running);
  expect (&world, 4, spreads[_i].expected);
  world_clear (&world);
}
END_TEST

/* With one machine less to choose from a task there weighs ln 5, not ln 6. */
START_TEST (spread_score_counts_domains_of_feasible_machines)
{
  World world;
  world_init (&world, "topology-spread", &(ClassTexts){ .group = "g" },
              &(ClassTexts){ .group = "g", .spread = "host:1:soft" }, (const int[4]){ 2, 1, 4, 3 });
  expect (&world, 4, (const int[]){ 71, 100, 28, 57 }); /* 4, 2, 7, 5 */
  cell_set_state (world.small.cell, 3, MACHINE_DRAINING);
  expect (&world, 3, (const int[]){ 83, 100, 33 }); /* 3, 2, 6 */
  world_clear (&world);
}
END_TEST

static const struct {
  const char *member, *asking;
  int running[4], expected[4];
} affinities[] = {
  { "", "g@host:10", { 1, 0, 0, 0 }, { 100, 0, 0, 0 } },
  { "me@host:2", "g@host:8;!g@host:5", { 2, 0, 1, 0 }, { 100, 0, 50, 0 } },
  { "", "!g@host:5", { 0, 1, 2, 3 }, { 100, 66, 33, 0 } },
  { "!me@host:7", "", { 0, 1, 2, 3 }, { 100, 66, 33, 0 } },
  { "me@host", "", { 0, 1, 2, 4 }, { 0, 25, 50, 100 } },
  { "me@host", "!g@host:1", { 0, 1, 2, 4 }, { 0, 0, 0, 0 } },
  { "me@host:1;!me@host:3", "g@host:5", { 0, 1, 2, 3 }, { 0, 33, 66, 100 } },
};

START_TEST (affinity_score)
{
  World world;
  world_init (&world, "affinity", &(ClassTexts){ .group = "g", .affinity = affinities[_i].member },
              &(ClassTexts){ .group = "me", .affinity = affinities[_i].asking },
              affinities[_i].running);
  expect (&world, 4, affinities[_i].expected);
  world_clear (&world);
}
END_TEST

/* 10, 0 and -5 */
START_TEST (affinity_score_of_kube)
{
  World world;
  world_init (&world, "affinity", &(ClassTexts){ .group = "g" },
              &(ClassTexts){ .group = "me", .affinity = "g@host:10;!me@host:5" },
              (const int[4]){ 1, 0, 0, 0 });
  small_cell_running (&world.small, "default", world.asking, 2, 0);
  /* Which is of group me and wants to be apart from it, too. */
  expect (&world, 4, (const int[]){ 100, 50, 0, 50 });
  world_clear (&world);
  world_init (&world, "affinity", &(ClassTexts){ .group = "g", .affinity = "me@host:10" },
              &(ClassTexts){ .group = "me" }, (const int[4]){ 1, 0, 0, 0 });
  expect (&world, 4, (const int[]){ 100, 0, 0, 0 });
  world_clear (&world);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("topology");
  TCase *scores = tcase_create ("scores");
  tcase_add_loop_test (scores, spread_score, 0, G_N_ELEMENTS (spreads));
  tcase_add_test (scores, spread_score_counts_domains_of_feasible_machines);
  tcase_add_test (scores, affinity_score_of_kube);
  tcase_add_loop_test (scores, affinity_score, 0, G_N_ELEMENTS (affinities));
  suite_add_tcase (s, scores);
  return s;
}

TEST_MAIN (suite)
