/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sets of machines that look alike, after random changes of a cell: they must hold every open
 * machine once, and what policies say of a set must bound what they say of its machines. */
#include "scheduler/choose/lookalikes.h"
#include "scheduler/choose/pipeline.h"
#include "scheduler/choose/ranking.h"
#include "scheduler/policy_tables.h"
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

#define MACHINES 600
#define CLASSES  20
#define MOST     400 /* sets */

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

/* shapes: of machines, or as many as there are machines. */
static void
world_init (World *world, guint shapes, gboolean with_gpus)
{
  static const char *const resources[] = { "cpu", "memory", "gpu", NULL };
  static const char *const devices[] = { "gpu", NULL };
  world->random = 3;
  small_cell_init (&world->small, resources, devices);
  for (guint m = 0; m < MACHINES; m++) {
    guint shape = m % shapes;
    Amount gpus = with_gpus && shape % 3 == 2 ? 2 * DEVICE : 0;
    small_cell_machine (&world->small, (Amount[]){ 8000 + (Amount) shape, 16384, gpus }, NULL, NULL);
  }
  for (guint c = 0; c < CLASSES; c++) {
    Amount request[]
      = { 100 * (1 + (Amount) draw (world, 30)), 256 * (1 + (Amount) draw (world, 30)), 0 };
    request[2] = with_gpus && c % 5 == 0 ? (Amount) (c % 2 ? 300 : DEVICE) : 0;
    world->class[c] = small_cell_class (&world->small, request, 100);
  }
  small_cell_start (&world->small);
  world->running = g_ptr_array_new ();
}

static void
world_clear (World *world)
{
  g_ptr_array_unref (world->running);
  small_cell_clear (&world->small);
}

static void
come (World *world, guint class)
{
  guint machine = draw (world, MACHINES);
  Task *task = small_cell_task (&world->small, "default", world->class[class]);
  if (cell_fits (world->small.cell, &cell_class_of (world->small.cell, task)->request, machine)) {
    cell_place (world->small.cell, task, machine);
    g_ptr_array_add (world->running, task);
  }
}

static void
change (World *world)
{
  guint machine = draw (world, MACHINES);
  if (draw (world, 10) == 0)
    cell_hold (world->small.cell, machine, !world->small.cell->held[machine]);
  else if (world->running->len > 0 && draw (world, 5) < 2)
    cell_release (world->small.cell,
                  g_ptr_array_remove_index_fast (world->running,
                                                 draw (world, world->running->len)));
  else
    come (world, draw (world, CLASSES));
}

static void
check_member (const Cell *cell, const Columns *columns, gboolean equal, guint set, guint machine)
{
  ck_assert (cell->open[machine]);
  for (guint r = 0; r < cell->resources->count; r++) {
    ck_assert_int_eq (columns->capacity[r][set], cell->capacity[r][machine]);
    ck_assert_int_le (columns->free[r][set], cell->free[r][machine]);
    ck_assert_int_ge (columns->most[r][set], cell->free[r][machine]);
    ck_assert (!equal || columns->free[r][set] == columns->most[r][set]);
    if (cell->largest[r] == NULL)
      continue;
    ck_assert_int_ge (columns->largest[r][set], cell->largest[r][machine]);
    ck_assert_int_ge (columns->whole[r][set], cell->whole[r][machine]);
  }
}

/* What is gathered is what the cell has, and a machine's children in the heap stand behind it. */
static void
check_gathered (Lookalikes *sets, const Cell *cell, guint set)
{
  static Gathered gathered;
  guint count;
  const guint *machine = lookalikes_machines (sets, set, &count);
  gathered.count = 0;
  lookalikes_gather (sets, set, 0, 1, &gathered);
  lookalikes_gather (sets, set, 1, count - 1, &gathered);
  ck_assert_uint_eq (gathered.count, count);
  for (guint i = 0; i < count; i++) {
    guint m = gathered.machine[i];
    ck_assert_uint_eq (m, machine[i]);
    ck_assert (i == 0 || machine[(i - 1) / 2] < m);
    ck_assert (gathered.kinds[i] == cell->kinds[m]);
    for (guint r = 0; r < cell->resources->count; r++) {
      if (!cell_has (cell, r))
        continue;
      ck_assert_int_eq (gathered.free[r][i], cell->free[r][m]);
      ck_assert (gathered.rough_part[r][i] == cell->rough_part[r][m]);
      if (cell->largest[r] == NULL)
        continue;
      ck_assert_int_eq (gathered.largest[r][i], cell->largest[r][m]);
      ck_assert_int_eq (gathered.whole[r][i], cell->whole[r][m]);
    }
  }
}

/* Returns how many machines are in sets. */
static guint
check_sets (Lookalikes *sets, const Cell *cell)
{
  static const Amounts nothing;
  guint8 seen[MACHINES] = { 0 };
  guint all = 0;
  for (guint first = 0; first < lookalikes_count (sets); first += SWEEP_BLOCK) {
    guint n = MIN (SWEEP_BLOCK, lookalikes_count (sets) - first);
    Columns columns = lookalikes_columns (sets, &nothing, first, n);
    for (guint s = 0; s < n; s++) {
      guint count;
      const guint *machine = lookalikes_machines (sets, first + s, &count);
      ck_assert_uint_gt (count, 0);
      check_gathered (sets, cell, first + s);
      for (guint i = 0; i < count; i++) {
        ck_assert_uint_le (machine[0], machine[i]);
        ck_assert_uint_eq (seen[machine[i]]++, 0);
        check_member (cell, &columns, lookalikes_equal (sets, first + s), s, machine[i]);
      }
      all += count;
    }
  }
  return all;
}

static guint
count_open (const Cell *cell)
{
  guint open = 0;
  for (guint m = 0; m < MACHINES; m++)
    open += cell->open[m];
  return open;
}

START_TEST (every_open_machine_is_in_one_set)
{
  World world;
  world_init (&world, 4, TRUE);
  Lookalikes *sets = lookalikes_new (world.small.cell, MOST);
  for (guint round = 0; round < 200; round++) {
    /* Few changes, many, and more than the cell remembers. */
    guint changes = round % 50 == 49 ? 2 * CHANGES_KEPT : 1 + draw (&world, 60);
    for (guint i = 0; i < changes; i++)
      change (&world);
    ck_assert (lookalikes_follow (sets));
    ck_assert_uint_le (lookalikes_count (sets), MACHINES / 3);
    ck_assert_uint_eq (check_sets (sets, world.small.cell), count_open (world.small.cell));
  }
  lookalikes_free (sets);
  world_clear (&world);
}
END_TEST

/* Empty machines of one shape are equal; one that differs has a set of its own. */
START_TEST (machines_that_look_alike_stand_together)
{
  World world;
  guint count, first[2];
  world_init (&world, 1, TRUE);
  Lookalikes *sets = lookalikes_new (world.small.cell, MOST);
  ck_assert (lookalikes_follow (sets));
  ck_assert_uint_eq (lookalikes_count (sets), 1);
  ck_assert (lookalikes_equal (sets, 0));
  cell_place (world.small.cell, small_cell_task (&world.small, "default", world.class[1]), 0);
  ck_assert (lookalikes_follow (sets));
  ck_assert_uint_eq (lookalikes_count (sets), 2);
  for (guint s = 0; s < 2; s++)
    first[s] = lookalikes_machines (sets, s, &count)[0];
  ck_assert_uint_eq (MIN (first[0], first[1]), 0);
  ck_assert_uint_eq (MAX (first[0], first[1]), 1);
  lookalikes_free (sets);
  world_clear (&world);
}
END_TEST

/* As many shapes as machines: no sets, and the pipeline finds another way. */
START_TEST (machines_may_differ_too_much)
{
  World world;
  world_init (&world, MACHINES, TRUE);
  Lookalikes *sets = lookalikes_new (world.small.cell, MOST);
  ck_assert (!lookalikes_follow (sets));
  ck_assert (!lookalikes_follow (sets));
  lookalikes_free (sets);
  small_cell_set_scores (&world.small, "best-fit");
  world.small.options.search = SEARCH_SETS;
  Pipeline *pipeline = pipeline_new (&world.small.options, world.small.cell, 1);
  Task *task = small_cell_task (&world.small, "default", world.class[1]);
  ck_assert_uint_eq (pipeline_choose (pipeline, task), 0); /* the smallest machine */
  pipeline_free (pipeline);
  world_clear (&world);
}
END_TEST

/* Bounds ----------------------------------------------------------------------------------------- */

static double
highest_score (const ScorePolicy *policy, const PolicyView *view, const guint *machine, guint count)
{
  double highest = -INFINITY;
  for (guint i = 0; i < count; i++) {
    guint8 keep = 1;
    double score;
    Columns columns = columns_range (view->cell, COLUMN_ALL, machine[i], 1);
    if (!cell_fits (view->cell, &view->task_class->request, machine[i]))
      continue;
    score_sweep (policy, VECTOR_PORTABLE, view, &columns, &keep, &score);
    highest = MAX (highest, score);
  }
  return highest;
}

/* Returns how many sets had a machine with room. */
static guint
check_bounds (Lookalikes *sets, const ScorePolicy *policy, VectorPath path, const PolicyView *view)
{
  guint n = lookalikes_count (sets), with_room = 0;
  float bound[SWEEP_BLOCK];
  ck_assert_uint_le (n, SWEEP_BLOCK);
  Columns columns = lookalikes_columns (sets, &view->task_class->request, 0, n);
  score_bound (policy, path, view, &columns, bound);
  for (guint s = 0; s < n; s++) {
    guint count;
    const guint *machine = lookalikes_machines (sets, s, &count);
    double highest = highest_score (policy, view, machine, count);
    ck_assert_msg (highest <= (double) bound[s], "%s: a machine scores %.9g, its set at most %.9g",
                   policy->head.name, highest, (double) bound[s]);
    with_room += highest > -INFINITY;
  }
  return with_room;
}

START_TEST (bounds_hold_for_all_machines_of_a_set)
{
  World world;
  guint policies = 0;
  world_init (&world, 4, _i == 1);
  Lookalikes *sets = lookalikes_new (world.small.cell, MOST);
  for (guint i = 0; i < 6000; i++)
    change (&world);
  ck_assert (lookalikes_follow (sets));
  ck_assert_uint_gt (lookalikes_count (sets), 20);
  for (const char *const *name = policy_names (POLICY_SCORE); *name != NULL; name++) {
    const ScorePolicy *policy = score_policy_find (*name);
    guint with_room = 0;
    if (policy->bound[VECTOR_PORTABLE] == NULL)
      continue;
    for (guint c = 0; c < CLASSES; c++) {
      PolicyView view = { .cell = world.small.cell,
                          .task_class = task_classes_get (world.small.classes, world.class[c]),
                          .options = &world.small.options };
      for (guint path = 0; path < N_VECTOR_PATHS; path++)
        if (vector_path_available ((VectorPath) path))
          with_room += check_bounds (sets, policy, (VectorPath) path, &view);
    }
    ck_assert_uint_gt (with_room, 100);
    policies++;
  }
  ck_assert_uint_ge (policies, 5);
  lookalikes_free (sets);
  world_clear (&world);
}
END_TEST

/* Ranking ---------------------------------------------------------------------------------------- */

START_TEST (values_are_taken_from_the_highest_down)
{
  static const guint counts[] = { 1, 15, 16, 511, 512, 513, 1500, RANKING_MOST };
  guint count = counts[_i / N_VECTOR_PATHS], taken = 0, kept = 0, which;
  VectorPath path = (VectorPath) (_i % N_VECTOR_PATHS);
  Ranking *ranking = ranking_new ();
  guint8 keep[RANKING_MOST];
  if (!vector_path_available (path))
    return;
  for (guint i = 0; i < count; i++) {
    ranking->value[i] = (float) (random_mix (i) % 97);
    kept += keep[i] = random_mix (i + 5000) % 4 != 0;
  }
  g_autofree float *value = g_memdup2 (ranking->value, count * sizeof *value);
  for (guint first = 0; first < count; first += SWEEP_BLOCK)
    ranking_add (ranking, path, first, MIN (SWEEP_BLOCK, count - first), keep + first);
  ranking_begin (ranking, path);
  float before = INFINITY, highest;
  for (; (highest = ranking_take (ranking, &which)) > -INFINITY; taken++) {
    ck_assert (highest <= before && which < count && keep[which] && value[which] == highest);
    keep[which] = 0;
    before = highest;
  }
  ck_assert_uint_eq (taken, kept);
  ranking_free (ranking);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("lookalikes");
  TCase *sets = tcase_create ("sets");
  TCase *ranking = tcase_create ("ranking");
  tcase_add_test (sets, every_open_machine_is_in_one_set);
  tcase_add_test (sets, machines_that_look_alike_stand_together);
  tcase_add_test (sets, machines_may_differ_too_much);
  tcase_add_loop_test (sets, bounds_hold_for_all_machines_of_a_set, 0, 2);
  tcase_add_loop_test (ranking, values_are_taken_from_the_highest_down, 0, 8 * N_VECTOR_PATHS);
  suite_add_tcase (s, sets);
  suite_add_tcase (s, ranking);
  return s;
}

TEST_MAIN (suite)
