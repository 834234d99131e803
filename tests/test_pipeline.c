/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing a machine in a cell of many blocks: what is remembered about classes, and every vector
 * path, against asking every policy about every machine. */
#include "scheduler/choose/class_bounds.h"
#include "scheduler/choose/pipeline.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

#define MACHINES 1500
#define CLASSES  40
#define STEPS    4000

typedef struct {
  const char *scores[3]; /* NULL-terminated */
  Ties ties;
  double weights[2];
} Mix;

static const Mix mixes[] = {
  { { "best-fit" }, TIES_FIRST, { 1, 0.5 } },
  { { "best-fit", "balanced" }, TIES_FIRST, { 1, 0.5 } },
  { { "worst-fit" }, TIES_RANDOM, { 1, 0.5 } },
  { { "least-allocated" }, TIES_RANDOM, { 1, 0.5 } },
  { { NULL }, TIES_FIRST, { 1, 0.5 } },
  { { NULL }, TIES_RANDOM, { 1, 0.5 } },
  { { NULL }, TIES_NEXT, { 1, 0.5 } },
  { { "least-allocated" }, TIES_NEXT, { 1, 0.5 } },
  { { "spread", "dot-product" }, TIES_FIRST, { 1, 0.5 } },
  { { "best-fit-l2", "random" }, TIES_FIRST, { 1, 0.5 } },
  { { "cosine" }, TIES_FIRST, { 1, 0.5 } },
  { { "least-allocated", "balanced-change" }, TIES_FIRST, { 1, 1 } },
  { { "least-allocated", "balanced-change" }, TIES_NEXT, { 1, 1 } },
  { { "most-allocated", "balanced-change" }, TIES_FIRST, { 9, 2 } },
  { { "least-allocated", "balanced-change" }, TIES_RANDOM, { 2, 30 } },
  { { "gpu-packing" }, TIES_FIRST, { 1 } },
  { { "gpu-clustering", "least-allocated" }, TIES_FIRST, { 4, 3 } },
  { { "best-fit-largest", "dot-product-min" }, TIES_NEXT, { 1, 1 } },
};

typedef struct {
  SmallCell small;
  guint class[CLASSES];
  GPtrArray *running;
  guint64 random;
} World;

static guint
draw (World *world, guint below)
{
  world->random = random_mix (world->random);
  return (guint) (world->random >> 33) % below;
}

static void
world_init (World *world, const Mix *mix)
{
  static const char *const resources[] = { "cpu", "memory", "gpu", NULL };
  static const char *const devices[] = { "gpu", NULL };
  world->random = 1;
  small_cell_init (&world->small, resources, devices);
  for (guint m = 0; m < MACHINES; m++) {
    Amount capacity[] = { 4000 + 4000 * (Amount) draw (world, 3), 16384, 0 };
    capacity[2] = draw (world, 4) == 0 ? 2 * DEVICE : 0;
    small_cell_machine (&world->small, capacity, NULL, NULL);
  }
  for (guint c = 0; c < CLASSES; c++) {
    Amount request[]
      = { 100 * (1 + (Amount) draw (world, 30)), 256 * (1 + (Amount) draw (world, 30)), 0 };
    request[2] = c % 5 == 0 ? (Amount) (c % 2 ? 300 : DEVICE) : 0;
    world->class[c] = small_cell_class (&world->small, request, 100);
  }
  for (guint s = 0; mix->scores[s] != NULL; s++) {
    WeightedScore score = { mix->scores[s], mix->weights[s] };
    g_array_append_val (world->small.options.scores, score);
  }
  world->small.options.ties = mix->ties;
  small_cell_start (&world->small);
  world->running = g_ptr_array_new ();
}

static void
world_clear (World *world)
{
  g_ptr_array_unref (world->running);
  small_cell_clear (&world->small);
}

/* Classes come in bursts, as the tasks of a job do, so that both few and many changes lie between
 * two looks at a class. */
static Task *
next_task (World *world, guint step)
{
  guint class = step / 50 % 3 == 0 ? step / 50 % CLASSES : draw (world, CLASSES);
  return small_cell_task (&world->small, "default", world->class[class]);
}

static void
release_some (World *world)
{
  guint many = draw (world, 20) == 0 ? 200 : draw (world, 2);
  for (guint i = 0; i < many && world->running->len > 300; i++) {
    Task *task
      = g_ptr_array_remove_index_fast (world->running, draw (world, world->running->len));
    cell_release (world->small.cell, task);
    task_pool_remove (world->small.pool, task);
  }
}

static void
close_and_open (World *world)
{
  guint machine = draw (world, MACHINES);
  cell_hold (world->small.cell, machine, !world->small.cell->held[machine]);
}

/* Pipelines over one cell, one for each way to search. */
static guint
choose (const Task *task, guint step, Pipeline *const *pipelines)
{
  guint machine = pipeline_choose (pipelines[SEARCH_ALL], task);
  for (guint search = 0; search < N_SEARCHES; search++)
    ck_assert_msg (pipeline_choose (pipelines[search], task) == machine, "step %u, searching %s",
                   step, search_names[search]);
  return machine;
}

/* Sometimes two classes are asked about before anything changes. */
static void
check_step (World *world, guint step, Pipeline *const *pipelines)
{
  Task *task = next_task (world, step);
  guint machine = choose (task, step, pipelines);
  if (draw (world, 8) == 0) {
    task_pool_remove (world->small.pool, task);
    task = next_task (world, step + 1);
    machine = choose (task, step, pipelines);
  }
  if (machine == MACHINE_NONE) {
    task_pool_remove (world->small.pool, task);
  } else {
    cell_place (world->small.cell, task, machine);
    g_ptr_array_add (world->running, task);
  }
  release_some (world);
  if (draw (world, 10) == 0)
    close_and_open (world);
}

START_TEST (all_searches_agree)
{
  World world;
  const Mix *mix = &mixes[_i / N_VECTOR_PATHS];
  VectorPath path = (VectorPath) (_i % N_VECTOR_PATHS);
  if (!vector_path_available (path))
    return;
  vector_path_force (path);
  world_init (&world, mix);
  Pipeline *pipelines[N_SEARCHES];
  SchedulerOptions options[N_SEARCHES];
  for (guint search = 0; search < N_SEARCHES; search++) {
    options[search] = world.small.options;
    options[search].search = (SearchWay) search;
    vector_path_force (search == SEARCH_ALL ? VECTOR_PORTABLE : path);
    pipelines[search] = pipeline_new (&options[search], world.small.cell, 7);
  }
  for (guint step = 0; step < STEPS; step++)
    check_step (&world, step, pipelines);
  char *violation = NULL;
  ck_assert_msg (cell_check (world.small.cell, &violation), "%s", violation);
  ck_assert_uint_gt (world.running->len, 300);
  for (guint search = 0; search < N_SEARCHES; search++)
    pipeline_free (pipelines[search]);
  world_clear (&world);
}
END_TEST

/* Of 250 equal machines, kube-scheduler's size of a sample is 120: the first of each is chosen, and
 * where a machine is not feasible the sample reaches further. */
START_TEST (sampled_machines_are_visited_in_turn)
{
  static const char *const resources[] = { "cpu", NULL };
  static const guint expected[] = { 0, 120, 0 /* 241 to 249, 0 to 110 */, 111 };
  SmallCell small;
  small_cell_init (&small, resources, NULL);
  for (guint m = 0; m < 250; m++)
    small_cell_machine (&small, (const Amount[]){ 1000 }, NULL, NULL);
  guint class = small_cell_class (&small, (const Amount[]){ 600 }, 100);
  small_cell_set_scores (&small, "worst-fit");
  small.options.sample = SAMPLE_ADAPTIVE;
  small_cell_start (&small);
  cell_hold (small.cell, 130, TRUE);
  Pipeline *pipeline = pipeline_new (&small.options, small.cell, 1);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    ck_assert_uint_eq (pipeline_choose (pipeline, small_cell_task (&small, "default", class)),
                       expected[i]);
  pipeline_free (pipeline);
  small_cell_clear (&small);
}
END_TEST

/* A table with room for two classes forgets the one unused for longest, and asks again. */
START_TEST (bounds_of_the_oldest_are_given_up)
{
  World world;
  Changed changed;
  world_init (&world, &mixes[0]);
  const TaskClasses *classes = world.small.classes;
  /* 17 bytes a block and one double a group of them, rounded up, make less than 20. */
  ClassBoundsTable *table
    = class_bounds_table_new (world.small.cell, 2 * 20 * world.small.cell->blocks);
  const guint order[] = { 0, 1, 0, 2, 0, 1 };
  const gboolean fresh[] = { TRUE, TRUE, FALSE, TRUE, FALSE, TRUE };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    class_bounds_now (table, task_classes_get (classes, world.class[1 + order[i]]), &changed);
    ck_assert_int_eq (changed.is_blocks, fresh[i]);
    ck_assert_uint_eq (changed.count, fresh[i] ? world.small.cell->blocks : 0);
  }
  class_bounds_table_free (table);
  world_clear (&world);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("pipeline");
  TCase *choose = tcase_create ("choosing");
  tcase_add_loop_test (choose, all_searches_agree, 0,
                       (int) G_N_ELEMENTS (mixes) * N_VECTOR_PATHS);
  tcase_add_test (choose, sampled_machines_are_visited_in_turn);
  tcase_add_test (choose, bounds_of_the_oldest_are_given_up);
  suite_add_tcase (s, choose);
  return s;
}

TEST_MAIN (suite)
