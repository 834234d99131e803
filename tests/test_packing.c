/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packing: scores of the study of GPU fragmentation and of Borg's family, and which devices a task
 * gets, against numbers worked out from their formulas by hand. */
#include "scheduler/policy_tables.h"
#include "tests/small_cell.h"
#include "tests/test.h"

#include <math.h>

static const char *const resources[] = { "cpu", "memory", "gpu", NULL };
static const char *const devices[] = { "gpu", NULL };

/* The score of a class on machine `machine`, in hundredths. */
static double
score_of (SmallCell *small, const char *name, guint class, guint machine)
{
  PolicyView view = { .cell = small->cell,
                      .task_class = task_classes_get (small->classes, class),
                      .options = &small->options };
  Columns columns = columns_range (small->cell, COLUMN_ALL, machine, 1);
  guint8 keep = 1;
  double score = -1;
  score_sweep (score_policy_find (name), VECTOR_PORTABLE, &view, &columns, &keep, &score);
  return 100 * score;
}

/* Machines with so many cores, GiB and devices; classes; then tasks of class `runs` on machine 0. */
typedef struct {
  SmallCell small;
  guint request;
} World;

#define NONE { -1 }

static void
world_init (World *world, const Amount (*machines)[3], guint n, const Amount (*running)[3],
            const Amount *request)
{
  SmallCell *small = &world->small;
  guint class[8], tasks = 0;
  small_cell_init (small, resources, devices);
  for (guint m = 0; m < n; m++)
    small_cell_machine (small, machines[m], NULL, NULL);
  for (; running != NULL && running[tasks][0] >= 0; tasks++)
    class[tasks] = small_cell_class (small, running[tasks], 100);
  world->request = small_cell_class (small, request, 200);
  small_cell_start (small);
  for (guint i = 0; i < tasks; i++)
    (void) small_cell_running (small, "default", class[i], 0, 0);
}

/* One machine of 8 devices; what runs there, a request, and its score. */
typedef struct {
  const char *score;
  Amount running[4][3];
  Amount request[3];
  int expected;
} GpuCase;

static const GpuCase gpu_cases[] = {
  /* idle: 33 − 8 */
  { "gpu-packing", { NONE }, { 1000, 0, 500 }, 25 },
  { "gpu-packing", { NONE }, { 1000, 0, 8000 }, 25 },
  /* free devices of a machine in use: 50 − how many */
  { "gpu-packing", { { 0, 0, 700 }, NONE }, { 1000, 0, 500 }, 49 },
  { "gpu-packing", { { 0, 0, 1000 }, NONE }, { 1000, 0, 4000 }, 46 },
  /* a device in use: 100 − ⌊free %⌋ / 10, of the tightest */
  { "gpu-packing", { { 0, 0, 250 }, NONE }, { 1000, 0, 500 }, 93 },
  { "gpu-packing", { { 0, 0, 250 }, { 0, 0, 800 }, NONE }, { 1000, 0, 200 }, 98 },
  { "gpu-packing", { { 0, 0, 10 }, NONE }, { 1000, 0, 500 }, 91 },
  { "gpu-packing", { { 0, 0, 250 }, NONE }, { 1000, 0, 0 }, 0 },

  /* 25 × used / 8000 truncated, and the company */
  { "gpu-clustering", { NONE }, { 1000, 0, 500 }, 25 },
  { "gpu-clustering", { { 1000, 0, 0 }, NONE }, { 1000, 0, 500 }, 25 },
  { "gpu-clustering", { { 0, 0, 700 }, NONE }, { 1000, 0, 500 }, 75 + 2 },
  { "gpu-clustering", { { 0, 0, 700 }, { 1000, 0, 0 }, NONE }, { 1000, 0, 500 }, 75 + 2 },
  { "gpu-clustering", { { 0, 0, 700 }, { 0, 0, 2000 }, NONE }, { 1000, 0, 500 }, 50 + 8 },
  { "gpu-clustering", { { 0, 0, 1000 }, { 0, 0, 2000 }, NONE }, { 1000, 0, 500 }, 9 },
  { "gpu-clustering", { { 0, 0, 2000 }, NONE }, { 1000, 0, 2000 }, 75 + 6 },
  { "gpu-clustering", { { 0, 0, 2000 }, NONE }, { 1000, 0, 1000 }, 6 },
  { "gpu-clustering", { { 0, 0, 2000 }, NONE }, { 1000, 0, 0 }, 0 },
};

START_TEST (gpu_scores)
{
  static const Amount machines[][3] = { { 64000, 1000, 8000 } };
  const GpuCase *it = &gpu_cases[_i];
  World world;
  world_init (&world, machines, 1, it->running, it->request);
  ck_assert_int_eq ((int) lround (score_of (&world.small, it->score, world.request, 0)),
                    it->expected);
  small_cell_clear (&world.small);
}
END_TEST

/* By the largest machine, 128 cores and 8 devices: a machine of 64 cores and 2 devices of which 16
 * cores and half a device are taken, and the request of 12 cores and one device. */
START_TEST (by_the_largest_machine)
{
  static const Amount machines[][3] = { { 64000, 8, 2000 }, { 128000, 64, 4000 }, { 1000, 32, 8000 } };
  static const Amount running[][3] = { { 16000, 8, 500 }, NONE }, request[] = { 12000, 0, 1000 };
  World world;
  world_init (&world, machines, 3, running, request);
  SmallCell *small = &world.small;
  small->options.resource_weights[1] = 0;
  /* left: 36/128 and 0.5/8, of which the mean is 0.171875 */
  ck_assert_double_eq_tol (score_of (small, "best-fit-largest", world.request, 0), 82, 1e-9);
  /* 48/128 × 12/128 and 1.5/8 × 1/8: mean 0.0292969 */
  ck_assert_double_eq_tol (score_of (small, "dot-product-min", world.request, 0), 97, 1e-9);
  ck_assert_double_eq_tol (score_of (small, "best-fit-largest", world.request, 1), 35, 1e-9);
  ck_assert_double_eq_tol (score_of (small, "dot-product-min", world.request, 1), 92, 1e-9);
  small->options.resource_weights[0] = 3;
  /* 3/4 × 0.28125 + 1/4 × 0.0625 = 0.2265625 */
  ck_assert_double_eq_tol (score_of (small, "best-fit-largest", world.request, 0), 77, 1e-9);
  /* memory counts again: nothing of it is left */
  small->options.resource_weights[1] = 4;
  ck_assert_double_eq_tol (score_of (small, "best-fit-largest", world.request, 0), 88, 1e-9);
  small_cell_clear (small);
}
END_TEST

/* FGD-1: 8 cores, devices with 500 and 1000 free; the task goes to the first, which halves the
 * fragmentation of 600. */
START_TEST (fgd_score_and_device)
{
  static const Amount kinds[][3] = { { 2000, 0, 300 }, { 2000, 0, 1000 }, { 1000, 0, 2000 },
                                     { 1000, 0, 0 } };
  SmallCell small;
  small_cell_init (&small, resources, devices);
  small_cell_machine (&small, (const Amount[]){ 8000, 1, 2000 }, NULL, NULL);
  for (guint i = 0; i < 4; i++)
    task_classes_count_tasks (small.classes, small_cell_class (&small, kinds[i], 100), 4 - i);
  guint half = small_cell_class (&small, (const Amount[]){ 0, 0, 500 }, 100);
  guint placed = small_cell_class (&small, (const Amount[]){ 2000, 0, 500 }, 100);
  guint last = small_cell_class (&small, (const Amount[]){ 7000, 0, 0 }, 100);
  g_autoptr (TypicalTasks) typical
    = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1);
  small.options.typical = typical;
  small.options.devices = "fgd";
  small_cell_start (&small);
  Task *other = small_cell_task (&small, "default", half);
  other->devices[0] = 2; /* the second: the tightest is not the first by number */
  cell_place (small.cell, other, 0);
  ck_assert_double_eq_tol (score_of (&small, "fgd", placed, 0), 57, 1e-9);
  /* 600 → 1500: 100 / (1 + e^0.9) = 28.9 */
  ck_assert_double_eq_tol (score_of (&small, "fgd", last, 0), 28, 1e-9);

  Scheduler *scheduler = scheduler_new (&small.options, small.cell, small.users, 1);
  Task *task = small_cell_task (&small, "default", placed);
  scheduler_choose_devices (scheduler, task, 0);
  ck_assert_uint_eq (task->devices[0], 2);
  scheduler_free (scheduler);
  small.options.typical = NULL;
  ck_assert_double_eq_tol (score_of (&small, "fgd", placed, 0), 50, 1e-9);
  small_cell_clear (&small);
}
END_TEST

/* FGD and the tightest differ: the kind of 700 can use the device with 800 free, and not 500. */
START_TEST (fgd_spares_what_is_useful)
{
  SmallCell small;
  small_cell_init (&small, resources, devices);
  small_cell_machine (&small, (const Amount[]){ 8000, 1, 2000 }, NULL, NULL);
  guint kind = small_cell_class (&small, (const Amount[]){ 1000, 0, 700 }, 100);
  task_classes_count_tasks (small.classes, kind, 1);
  guint filler = small_cell_class (&small, (const Amount[]){ 0, 0, 200 }, 100);
  guint task_class = small_cell_class (&small, (const Amount[]){ 0, 0, 300 }, 100);
  g_autoptr (TypicalTasks) typical
    = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1);
  small.options.typical = typical;
  small_cell_start (&small);
  (void) small_cell_running (&small, "default", filler, 0, 0); /* 800 | 1000 */
  Task *task = small_cell_task (&small, "default", task_class);
  PolicyView view = { .cell = small.cell,
                      .task_class = task_classes_get (small.classes, task_class),
                      .task = task,
                      .options = &small.options };
  /* 500 | 1000 leaves 500 of no use, 800 | 700 nothing */
  ck_assert_uint_eq (device_policy_find ("fgd")->choose (&view, 0, 2), 2);
  ck_assert_ptr_null (device_policy_find ("tightest")->choose);
  cell_place (small.cell, task, 0);
  ck_assert_uint_eq (task->devices[0], 1);
  small_cell_clear (&small);
}
END_TEST

/* Devices 0, 2 and 3 of four have room: each is taken about as often, whole ones in pairs. */
START_TEST (random_devices)
{
  SmallCell small;
  guint often[4] = { 0 }, pairs[16] = { 0 };
  small_cell_init (&small, resources, devices);
  small_cell_machine (&small, (const Amount[]){ 8000, 1, 4000 }, NULL, NULL);
  guint filler = small_cell_class (&small, (const Amount[]){ 0, 0, 700 }, 100);
  guint part = small_cell_class (&small, (const Amount[]){ 0, 0, 500 }, 100);
  guint two = small_cell_class (&small, (const Amount[]){ 0, 0, 2000 }, 100);
  small_cell_start (&small);
  Task *other = small_cell_task (&small, "default", filler);
  other->devices[0] = 1u << 1;
  cell_place (small.cell, other, 0);
  small.options.devices = "random";
  Scheduler *scheduler = scheduler_new (&small.options, small.cell, small.users, 7);
  for (guint i = 0; i < 3000; i++) {
    Task *task = small_cell_task (&small, "default", i % 2 == 0 ? part : two);
    scheduler_choose_devices (scheduler, task, 0);
    guint64 taken = task->devices[0];
    ck_assert_uint_eq (taken & ~G_GUINT64_CONSTANT (13), 0);
    ck_assert_int_eq (__builtin_popcountll (taken), i % 2 == 0 ? 1 : 2);
    if (i % 2 == 0)
      often[__builtin_ctzll (taken)]++;
    else
      pairs[taken]++;
    task_pool_remove (small.pool, task);
  }
  for (guint d = 0; d < 4; d++)
    ck_assert_int_le (abs ((int) often[d] - (d == 1 ? 0 : 500)), 70);
  ck_assert_int_le (abs ((int) pairs[5] - 500), 70);
  ck_assert_int_le (abs ((int) pairs[9] - 500), 70);
  ck_assert_int_le (abs ((int) pairs[12] - 500), 70);
  scheduler_free (scheduler);
  small_cell_clear (&small);
}
END_TEST

/* Ten machines, a tenth of both resources more: the rise of cost is .8207 where a fifth of both is
 * used, 1.1448 for a half and a tenth, 2.0616 for six tenths; the score is the rest of 2 × 9. */
START_TEST (e_pvm)
{
  static const struct {
    Amount used[3];
    double rise;
  } cases[] = {
    { { 200, 200, 0 }, .8207 }, { { 500, 100, 0 }, 1.1448 }, { { 600, 600, 0 }, 2.0616 },
  };
  static const Amount request[] = { 100, 100, 0 };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    Amount machines[10][3], running[2][3] = { NONE, NONE };
    World world;
    for (guint m = 0; m < 10; m++)
      memcpy (machines[m], (const Amount[]){ 1000, 1000, 0 }, sizeof machines[m]);
    memcpy (running[0], cases[i].used, sizeof running[0]);
    world_init (&world, machines, 10, running, request);
    ck_assert_double_eq_tol (18 * (1 - score_of (&world.small, "e-pvm", world.request, 0) / 100),
                             cases[i].rise, 1e-4);
    small_cell_clear (&world.small);
  }
}
END_TEST

/* What is left: (.5, .5, .5) strands nothing; (.5, .25, 0) strands (.5 + .25 + 0) / 3. */
START_TEST (hybrid)
{
  static const Amount machines[][3] = { { 8000, 16, 4000 } };
  static const struct {
    Amount request[3];
    double expected;
  } cases[] = { { { 4000, 8, 2000 }, 100 },
                { { 4000, 12, 4000 }, 75 },
                { { 8000, 16, 0 }, 100 - 100 / 3. },
                { { 0, 0, 0 }, 100 } };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    World world;
    world_init (&world, machines, 1, NULL, cases[i].request);
    ck_assert_double_eq_tol (score_of (&world.small, "hybrid", world.request, 0), cases[i].expected,
                             1e-9);
    small_cell_clear (&world.small);
  }
}
END_TEST

/* PACK-1: how many bins of (10, 10) items fill. First fit decreasing is `scores = none` after
 * sorting, by the sum or by the product of sizes, largest first. The other way round, one bin is
 * open at a time and takes the item of the best score, dot-product or best-fit-l2, until none fits;
 * there a resource counts as much as items request of it on average. The lowest of equal items. */
typedef struct {
  guint n;
  Amount item[6][2];
  guint bins[4]; /* by sum, by product; by dot-product, by best-fit-l2 */
} BinCase;

static const BinCase bin_cases[] = {
  { 4, { { 4, 2 }, { 1, 6 }, { 3, 5 }, { 1, 5 } }, { 3, 3, 2, 3 } },
  { 4, { { 2, 4 }, { 1, 7 }, { 1, 4 }, { 3, 3 } }, { 2, 3, 2, 2 } },
  { 4, { { 4, 5 }, { 1, 4 }, { 3, 2 }, { 8, 1 } }, { 3, 2, 2, 2 } },
  { 4, { { 1, 4 }, { 4, 1 }, { 2, 6 }, { 1, 7 } }, { 2, 2, 2, 3 } },
  { 4, { { 2, 4 }, { 1, 5 }, { 2, 5 }, { 1, 6 } }, { 3, 3, 2, 2 } },
  { 4, { { 5, 1 }, { 4, 2 }, { 3, 9 }, { 5, 8 } }, { 3, 2, 3, 2 } },
  { 4, { { 7, 1 }, { 5, 5 }, { 3, 5 }, { 4, 3 } }, { 3, 3, 3, 2 } },
  { 5, { { 5, 1 }, { 9, 1 }, { 5, 7 }, { 4, 3 }, { 4, 8 } }, { 3, 3, 4, 3 } },
  { 6, { { 8, 1 }, { 1, 8 }, { 5, 5 }, { 4, 4 }, { 2, 1 }, { 1, 2 } }, { 3, 3, 3, 3 } },
};

/* The largest item not yet placed. */
static guint
largest_left (const BinCase *it, gboolean product, const gboolean *placed)
{
  guint best = it->n;
  Amount most = -1;
  for (guint i = 0; i < it->n; i++) {
    const Amount *item = it->item[i];
    Amount size = product ? item[0] * item[1] : item[0] + item[1];
    if (!placed[i] && size > most) {
      most = size;
      best = i;
    }
  }
  return best;
}

START_TEST (first_fit_decreasing)
{
  static const char *const two[] = { "a", "b", NULL };
  const BinCase *it = &bin_cases[_i / 2];
  gboolean placed[6] = { FALSE };
  guint class[6], bins = 0;
  SmallCell small;
  small_cell_init (&small, two, NULL);
  for (guint m = 0; m < it->n; m++)
    small_cell_machine (&small, (const Amount[]){ 10, 10 }, NULL, NULL);
  for (guint i = 0; i < it->n; i++)
    class[i] = small_cell_class (&small, it->item[i], 100);
  small_cell_start (&small);
  Pipeline *pipeline = pipeline_new (&small.options, small.cell, 1);
  for (guint k = 0; k < it->n; k++) {
    guint i = largest_left (it, _i % 2 != 0, placed);
    Task *task = small_cell_task (&small, "default", class[i]);
    guint machine = pipeline_choose (pipeline, task);
    placed[i] = TRUE;
    cell_place (small.cell, task, machine);
    bins = MAX (bins, machine + 1);
  }
  ck_assert_uint_eq (bins, it->bins[_i % 2]);
  pipeline_free (pipeline);
  small_cell_clear (&small);
}
END_TEST

/* Machines of 10: where items of these sizes go, first fit and next fit. Next fit puts the 4 beside
 * the 5 just placed, and comes back to the first machine when the others are behind it. */
START_TEST (next_fit)
{
  static const char *const one[] = { "a", NULL };
  static const Amount size[] = { 6, 5, 4, 5, 3, 8, 4 };
  static const guint first[] = { 0, 1, 0, 1, 2, 3, 2 }, next[] = { 0, 1, 1, 2, 2, 3, 0 };
  SmallCell small;
  guint class[G_N_ELEMENTS (size)];
  small_cell_init (&small, one, NULL);
  for (guint m = 0; m < 4; m++)
    small_cell_machine (&small, (const Amount[]){ 10 }, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (size); i++)
    class[i] = small_cell_class (&small, &size[i], 100);
  small.options.ties = _i == 0 ? TIES_FIRST : TIES_NEXT;
  small_cell_start (&small);
  Pipeline *pipeline = pipeline_new (&small.options, small.cell, 1);
  for (guint i = 0; i < G_N_ELEMENTS (size); i++) {
    Task *task = small_cell_task (&small, "default", class[i]);
    guint machine = pipeline_choose (pipeline, task);
    ck_assert_uint_eq (machine, _i == 0 ? first[i] : next[i]);
    cell_place (small.cell, task, machine);
  }
  pipeline_free (pipeline);
  small_cell_clear (&small);
}
END_TEST

/* The open bin as two machines, each with one of the resources, so that a score speaks of each alone
 * and can be weighted. */
typedef struct {
  SmallCell small;
  guint class[6], side[6][2]; /* of an item as a whole, and of its parts */
  gint64 weight[2];
} OpenBin;

static void
open_bin_init (OpenBin *bin, const BinCase *it)
{
  static const char *const two[] = { "a", "b", NULL };
  *bin = (OpenBin){ 0 };
  small_cell_init (&bin->small, two, NULL);
  small_cell_machine (&bin->small, (const Amount[]){ 10, 0 }, NULL, NULL);
  small_cell_machine (&bin->small, (const Amount[]){ 0, 10 }, NULL, NULL);
  for (guint i = 0; i < it->n; i++) {
    const Amount *item = it->item[i];
    bin->class[i] = small_cell_class (&bin->small, item, 100);
    bin->side[i][0] = small_cell_class (&bin->small, (const Amount[]){ item[0], 0 }, 100);
    bin->side[i][1] = small_cell_class (&bin->small, (const Amount[]){ 0, item[1] }, 100);
    bin->weight[0] += item[0];
    bin->weight[1] += item[1];
  }
  small_cell_start (&bin->small);
}

/* The fitting item of the best score, of those not placed; n when there is none. Scores are whole
 * hundredths here. */
static guint
best_item (OpenBin *bin, const char *score, guint n, const gboolean *placed)
{
  const Amount *left[] = { &bin->small.cell->free[0][0], &bin->small.cell->free[1][1] };
  guint best = n;
  gint64 highest = G_MININT64;
  for (guint i = 0; i < n; i++) {
    const Amounts *request = &task_classes_get (bin->small.classes, bin->class[i])->request;
    if (placed[i] || request->of[0] > *left[0] || request->of[1] > *left[1])
      continue;
    gint64 worth = 0;
    for (guint r = 0; r < 2; r++)
      worth += bin->weight[r] * lround (score_of (&bin->small, score, bin->class[i], r));
    if (worth > highest) {
      highest = worth;
      best = i;
    }
  }
  return best;
}

START_TEST (best_item_for_the_open_bin)
{
  const BinCase *it = &bin_cases[_i / 2];
  const char *score = _i % 2 == 0 ? "dot-product" : "best-fit-l2";
  gboolean placed[6] = { FALSE };
  guint left = it->n, bins = 0;
  while (left > 0) {
    OpenBin bin;
    open_bin_init (&bin, it);
    bins++;
    for (guint i; (i = best_item (&bin, score, it->n, placed)) < it->n; left--) {
      for (guint r = 0; r < 2; r++)
        small_cell_running (&bin.small, "default", bin.side[i][r], r, 0);
      placed[i] = TRUE;
    }
    small_cell_clear (&bin.small);
  }
  ck_assert_uint_eq (bins, it->bins[2 + _i % 2]);
}
END_TEST

static Suite *
packing_suite (void)
{
  Suite *suite = suite_create ("packing");
  TCase *scores = tcase_create ("scores"), *chosen = tcase_create ("devices");
  tcase_add_loop_test (scores, gpu_scores, 0, G_N_ELEMENTS (gpu_cases));
  tcase_add_test (scores, by_the_largest_machine);
  tcase_add_test (scores, e_pvm);
  tcase_add_test (scores, hybrid);
  tcase_add_loop_test (scores, first_fit_decreasing, 0, 2 * G_N_ELEMENTS (bin_cases));
  tcase_add_loop_test (scores, next_fit, 0, 2);
  tcase_add_loop_test (scores, best_item_for_the_open_bin, 0, 2 * G_N_ELEMENTS (bin_cases));
  suite_add_tcase (suite, scores);
  tcase_add_test (chosen, fgd_score_and_device);
  tcase_add_test (chosen, fgd_spares_what_is_useful);
  tcase_add_test (chosen, random_devices);
  suite_add_tcase (suite, chosen);
  return suite;
}

TEST_MAIN (packing_suite)
