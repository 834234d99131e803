/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fragmentation measures against numbers worked out by hand, on cells whose columns are set
 * directly; and the sums that follow a cell against a recount. */
#include "metrics/fragments.h"
#include "small_cell.h"
#include "test.h"
#include "util/random.h"

#define M 4

/* A cell of three machines with cpu (in whole units) and memory; nothing but columns. */
typedef struct {
  ResourceSet resources;
  Cell cell;
  Amount capacity[3][M], free[3][M], largest[M], whole[M], devices[M * MAX_DEVICES];
  guint8 state[M];
} SmallColumns;

static void
small_columns_init (SmallColumns *columns, guint machines, gboolean gpu)
{
  static const char *const names[] = { "cpu", "memory", "gpu", NULL };
  static const char *const two[] = { "cpu", "memory", NULL };
  static const char *const devices[] = { "gpu", NULL };
  static const char *const none[] = { NULL };

  memset (columns, 0, sizeof *columns);
  resource_set_init (&columns->resources, gpu ? names : two, gpu ? devices : none);
  columns->cell.resources = &columns->resources;
  columns->cell.machines = machines;
  columns->cell.state = columns->state;
  for (guint r = 0; r < columns->resources.count; r++) {
    columns->cell.capacity[r] = columns->capacity[r];
    columns->cell.free[r] = columns->free[r];
  }
  if (gpu) {
    columns->cell.largest[2] = columns->largest;
    columns->cell.whole[2] = columns->whole;
    columns->cell.device_free[0] = columns->devices;
  }
  for (guint m = 0; m < machines; m++)
    columns->state[m] = MACHINE_IS_UP;
}

static void
small_columns_set (SmallColumns *columns, guint machine, Amount cpu, Amount memory)
{
  columns->free[0][machine] = columns->capacity[0][machine] = cpu;
  columns->free[1][machine] = columns->capacity[1][machine] = memory;
}

/* free (4,2), (1,30), (3,20); reference (2,8) */
static void
golden_init (SmallColumns *columns)
{
  small_columns_init (columns, 3, FALSE);
  small_columns_set (columns, 0, 4, 2);
  small_columns_set (columns, 1, 1, 30);
  small_columns_set (columns, 2, 3, 20);
}

START_TEST (golden_numbers)
{
  SmallColumns columns;
  Amounts reference = { { 2, 8 } };
  golden_init (&columns);
  const Cell *cell = &columns.cell;

  ck_assert_int_eq (fragmentation_free (cell, 0), 8);
  ck_assert_int_eq (fragmentation_free (cell, 1), 52);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &reference, 0), 0);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &reference, 1), 0);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &reference, 2), 1);
  ck_assert_int_eq (fragmentation_fit_count (cell, &reference), 1);
  ck_assert_double_eq (fragmentation_fluid_bound (cell, &reference), 4);
  ck_assert_int_eq (fragmentation_unusable (cell, &reference, 0), 6);
  ck_assert_int_eq (fragmentation_unusable (cell, &reference, 1), 44);
  ck_assert_int_eq (fragmentation_blocked (cell, &reference, 0), 4);
  ck_assert_int_eq (fragmentation_blocked (cell, &reference, 1), 30);
  ck_assert_double_eq (fragmentation_external (cell, 0), 0.5);
  ck_assert_double_eq (fragmentation_external (cell, 1), 22.0 / 52.0);
  resource_set_clear (&columns.resources);
}
END_TEST

START_TEST (golden_stranded)
{
  SmallColumns columns;
  double fraction[MAX_RESOURCES];
  ReferenceMix mix = { 1, { { { 2, 8 } } } };
  golden_init (&columns);

  /* machines 0 and 1 take none of it */
  fragmentation_stranded (&columns.cell, &mix, fraction);
  ck_assert_double_eq (fraction[0], 5.0 / 8.0);
  ck_assert_double_eq (fraction[1], 32.0 / 52.0);
  /* a second size that fits machine 1 frees it */
  mix = (ReferenceMix){ 2, { { { 2, 8 } }, { { 1, 25 } } } };
  fragmentation_stranded (&columns.cell, &mix, fraction);
  ck_assert_double_eq (fraction[0], 4.0 / 8.0);
  ck_assert_double_eq (fraction[1], 2.0 / 52.0);
  mix.count = 0;
  fragmentation_stranded (&columns.cell, &mix, fraction);
  ck_assert_double_eq (fraction[0], 0);
  resource_set_clear (&columns.resources);
}
END_TEST

START_TEST (only_machines_that_are_up)
{
  SmallColumns columns;
  Amounts reference = { { 2, 8 } };
  double fraction[MAX_RESOURCES];
  ReferenceMix mix = { 1, { { { 2, 8 } } } };
  golden_init (&columns);
  columns.state[0] = MACHINE_IS_DOWN;
  columns.state[2] = MACHINE_DRAINING;

  ck_assert_int_eq (fragmentation_free (&columns.cell, 1), 30);
  ck_assert_int_eq (fragmentation_fit_count (&columns.cell, &reference), 0);
  ck_assert_double_eq (fragmentation_external (&columns.cell, 0), 0);
  fragmentation_stranded (&columns.cell, &mix, fraction);
  ck_assert_double_eq (fraction[0], 1);
  columns.state[1] = MACHINE_ABSENT;
  fragmentation_stranded (&columns.cell, &mix, fraction);
  ck_assert_double_eq (fraction[0], 0);
  ck_assert_double_eq (fragmentation_external (&columns.cell, 0), 0);
  ck_assert_int_eq (fragmentation_fit_count (&columns.cell, &reference), 0);
  resource_set_clear (&columns.resources);
}
END_TEST

/* Four devices with 500, 500, 1000 and 300 free: 2300 in total, but one whole. */
START_TEST (devices_are_not_a_sum)
{
  SmallColumns columns;
  small_columns_init (&columns, 1, TRUE);
  small_columns_set (&columns, 0, 100, 100);
  columns.capacity[2][0] = 4000;
  columns.free[2][0] = 2300;
  columns.largest[0] = columns.whole[0] = 1000;
  columns.devices[0] = columns.devices[1] = 500;
  columns.devices[2] = 1000;
  columns.devices[3] = 300;

  Amounts whole = { { 1, 0, 1000 } }, pair = { { 1, 0, 2000 } };
  Amounts half = { { 1, 0, 500 } }, part = { { 1, 0, 300 } }, most = { { 1, 0, 700 } };
  Amounts nothing = { { 0, 0, 0 } };
  const Cell *cell = &columns.cell;
  ck_assert_int_eq (fragmentation_machine_fit (cell, &whole, 0), 1);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &pair, 0), 0);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &half, 0), 4);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &part, 0), 6);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &most, 0), 1);
  ck_assert_int_eq (fragmentation_machine_fit (cell, &nothing, 0), 0);
  ck_assert_int_eq (fragmentation_blocked (cell, &pair, 0), 100);
  resource_set_clear (&columns.resources);
}
END_TEST

/* Classes of priority 0 or 200 with a number of tasks each. */
typedef struct {
  ResourceSet resources;
  Labels *labels;
  TaskClasses *classes;
} Mix;

static void
mix_init (Mix *mix)
{
  static const char *const names[] = { "cpu", "memory", NULL }, *const none[] = { NULL };
  resource_set_init (&mix->resources, names, none);
  mix->labels = labels_new ();
  mix->classes = task_classes_new (&mix->resources, &tier_bounds_default, mix->labels);
}

static void
mix_add (Mix *mix, gint32 priority, Amount cpu, Amount memory, guint64 tasks)
{
  Amounts request = { { cpu, memory } };
  guint index = task_classes_intern (mix->classes, &request, priority, NULL, NULL);
  ck_assert_uint_ne (index, G_MAXUINT);
  task_classes_count_tasks (mix->classes, index, tasks);
}

static void
mix_clear (Mix *mix)
{
  task_classes_free (mix->classes);
  labels_free (mix->labels);
  resource_set_clear (&mix->resources);
}

START_TEST (mix_takes_the_most_common)
{
  Mix mix;
  ReferenceMix reference;
  mix_init (&mix);
  mix_add (&mix, 0, 1000, 8000, 5);
  mix_add (&mix, 0, 8000, 1000, 90);
  mix_add (&mix, 200, 4000, 4000, 5);
  mix_add (&mix, 0, 1, 1, 0);

  reference_mix (mix.classes, 2, 0.95, &reference);
  ck_assert_uint_eq (reference.count, 2);
  ck_assert_int_eq (reference.request[0].of[0], 8000);
  ck_assert_int_eq (reference.request[1].of[0], 1000); /* the lower index of equals */
  reference_mix (mix.classes, 2, 0.5, &reference);
  ck_assert_uint_eq (reference.count, 1);
  reference_mix (mix.classes, 2, 1, &reference);
  ck_assert_uint_eq (reference.count, 3);
  mix_clear (&mix);
}
END_TEST

START_TEST (mix_leaves_out_what_is_redundant)
{
  Mix mix;
  ReferenceMix reference;
  mix_init (&mix);
  mix_add (&mix, 0, 4000, 4000, 10);
  mix_add (&mix, 0, 5000, 4000, 9);
  mix_add (&mix, 0, 1000, 2000, 8);
  mix_add (&mix, 0, 2000, 1000, 7);
  mix_add (&mix, 200, 2000, 1000, 6);
  reference_mix (mix.classes, 2, 1, &reference);
  ck_assert_uint_eq (reference.count, 2);
  ck_assert_int_eq (reference.request[0].of[0], 1000);
  ck_assert_int_eq (reference.request[1].of[0], 2000);
  mix_clear (&mix);
}
END_TEST

START_TEST (mix_is_bounded)
{
  Mix mix;
  ReferenceMix reference;
  mix_init (&mix);
  for (Amount i = 0; i < 100; i++)
    mix_add (&mix, 0, 100 + i, 1000 - i, 1);
  reference_mix (mix.classes, 2, 1, &reference);
  ck_assert_uint_eq (reference.count, REFERENCE_MIX_MAX);
  mix_clear (&mix);
  mix_init (&mix);
  reference_mix (mix.classes, 2, 1, &reference);
  ck_assert_uint_eq (reference.count, 0);
  mix_clear (&mix);
}
END_TEST

START_TEST (reference_is_the_median_of_prod)
{
  Mix mix;
  Amounts reference;
  mix_init (&mix);
  reference_task (mix.classes, 2, &reference);
  ck_assert_int_eq (reference.of[0], 0);
  mix_add (&mix, 0, 100, 900, 1000);
  reference_task (mix.classes, 2, &reference);
  ck_assert_int_eq (reference.of[0], 100);
  mix_add (&mix, 200, 4000, 1000, 5);
  mix_add (&mix, 210, 2000, 3000, 4);
  mix_add (&mix, 220, 1000, 2000, 1);
  /* cpu: 1000, 2000 ×4, 4000 ×5; memory: 1000 ×5, 2000, 3000 ×4; the fifth of ten */
  reference_task (mix.classes, 2, &reference);
  ck_assert_int_eq (reference.of[0], 2000);
  ck_assert_int_eq (reference.of[1], 1000);
  mix_clear (&mix);
}
END_TEST

/* How many more of the reference task the machine takes, one by one, once all below prod are gone. */
static gint64
fit_evicting (const Fragments *fragments, const Cell *cell, guint machine)
{
  const guint64 any[MAX_DEVICE_RESOURCES] = { 0 };
  gint64 count = 0;
  Room room;
  cell_room_init (cell, machine, &room);
  for (const Task *task = cell->first_task[machine]; task != NULL; task = task->next_on_machine)
    if (cell_class_of (cell, task)->tier < TIER_PROD)
      cell_room_add (cell, &room, task);
  for (; cell_room_fits (cell, &room, &fragments->reference); count++)
    cell_room_take (cell, machine, &room, &fragments->reference, any);
  return count;
}

static void
check_reference (const Fragments *fragments, const Cell *cell)
{
  const Amounts *reference = &fragments->reference;
  gint64 evicting = 0;
  for (guint r = 0; r < cell->resources->count; r++) {
    Total all = fragmentation_free (cell, r), unusable = fragmentation_unusable (cell, reference, r);
    Total blocked = fragmentation_blocked (cell, reference, r);
    ck_assert_double_eq (fragments_unusable (fragments, r),
                         all == 0 ? 0 : (double) unusable / (double) all);
    ck_assert_double_eq (fragments_blocked (fragments, r),
                         all == 0 ? 0 : (double) blocked / (double) all);
  }
  for (guint m = 0; m < cell->machines; m++)
    if (cell->state[m] == MACHINE_IS_UP)
      evicting += fit_evicting (fragments, cell, m);
  ck_assert_int_eq (fragments->fit_count_evicting, evicting);
  ck_assert_int_le (fragments->fit_count, evicting);
}

/* Fragmentation by typical tasks, of all machines that are up. */
static void
check_fragmented (const Fragments *fragments, const Cell *cell)
{
  gint64 sum[N_FRAGMENTS] = { 0 }, all = 0;
  double tasks = (double) typical_tasks_count (fragments->typical);
  for (guint m = 0; m < cell->machines; m++) {
    gint64 here[N_FRAGMENTS];
    Room room;
    if (cell->state[m] != MACHINE_IS_UP)
      continue;
    cell_room_init (cell, m, &room);
    typical_fragments (fragments->typical, m, &room, here);
    for (guint i = 0; i < N_FRAGMENTS; i++)
      sum[i] += here[i];
    all += typical_fragmented (fragments->typical, m, &room);
  }
  for (guint i = 0; i < N_FRAGMENTS; i++)
    ck_assert_double_eq (fragments_fragmented_by (fragments, (Fragment) i), (double) sum[i] / tasks);
  ck_assert_double_eq (fragments_fragmented (fragments), (double) all / tasks);
  ck_assert_double_eq (fragments_rate (fragments),
                       all == 0 ? 0 : (double) all / tasks / (double) fragmentation_free (cell, 2));
}

static void
check_fragments (Fragments *fragments, const Cell *cell)
{
  double stranded[MAX_RESOURCES];
  fragments_update (fragments);
  ck_assert (!fragments_update (fragments));
  fragmentation_stranded (cell, &fragments->mix, stranded);
  for (guint r = 0; r < cell->resources->count; r++) {
    ck_assert_double_eq (fragments_stranded (fragments, r), stranded[r]);
    ck_assert_double_eq (fragments_external (fragments, r), fragmentation_external (cell, r));
  }
  ck_assert_int_eq (fragments->fit_count, fragmentation_fit_count (cell, &fragments->reference));
  ck_assert_double_eq (fragments_fluid_bound (fragments),
                       fragmentation_fluid_bound (cell, &fragments->reference));
  check_reference (fragments, cell);
  if (fragments->typical != NULL)
    check_fragmented (fragments, cell);
}

/* What stranded.csv says, found by looking at every machine at every sample. */
typedef struct {
  double part[3];
  Integral sum[3];
  gint64 lacked[3], lasted, began;
  guint times;
} Plain;

static void
count_plain (Plain *plain, const Fragments *fragments, guint m, gint64 now, gint64 duration)
{
  const Cell *cell = fragments->cell;
  gboolean strands = FALSE;
  if (cell->state[m] == MACHINE_IS_UP && !fragmentation_any_fits (cell, &fragments->mix, m))
    for (guint r = 0; r < cell->resources->count; r++)
      strands = strands || cell->free[r][m] > 0;
  for (guint r = 0; r < cell->resources->count && strands; r++) {
    gboolean lacks = TRUE;
    for (guint i = 0; i < fragments->mix.count; i++) {
      Amounts alone = { { 0 } };
      alone.of[r] = fragments->mix.request[i].of[r];
      lacks = lacks && !cell_fits (cell, &alone, m);
    }
    plain->lacked[r] += lacks ? duration : 0;
    plain->sum[r] += (Integral) cell->free[r][m] * duration;
    if (cell->free[r][m] > 0)
      plain->part[r] += (double) cell->free[r][m] / (double) fragmentation_free (cell, r)
                        * (double) duration;
  }
  plain->lasted += strands ? duration : 0;
  if (!strands || plain->began == TIME_UNSET) {
    plain->times += strands ? 1 : 0;
    plain->began = strands ? now : TIME_UNSET;
  }
}

static void
check_plain (Plain *plain, Stranded *stranded, guint m)
{
  const StrandedMachine *machine = &stranded->machine[m];
  ck_assert_int_eq (machine->began, plain->began);
  ck_assert_uint_eq (machine->times, plain->times);
  for (guint i = 0; i < stranded->reported.count; i++) {
    const StrandedAmount *amount = &stranded->amount[m * stranded->reported.count + i];
    guint r = stranded->reported.index[i];
    gint64 last = machine->began == TIME_UNSET ? 0 : stranded->now - machine->changed;
    ck_assert (amount->sum + (Integral) amount->free * last == plain->sum[r]);
    ck_assert_int_eq (amount->lacked + ((machine->lacks >> r & 1) != 0 ? last : 0),
                      plain->lacked[r]);
    ck_assert_double_eq_tol (amount->part
                               + amount->free * (stranded->weight[i] - amount->weighed),
                             plain->part[r], 1e-9);
    ck_assert_int_eq (machine->lasted + last, plain->lasted);
  }
}

/* One of the things that change a machine. */
static void
change_something (SmallCell *small, const guint *classes, guint n, guint64 random)
{
  static const MachineState states[] = { MACHINE_IS_UP, MACHINE_IS_UP, MACHINE_DRAINING };
  Cell *cell = small->cell;
  guint machine = (guint) ((random >> 8) % cell->machines), class = classes[(random >> 32) % n];
  Task *task = cell->first_task[machine];
  switch (random % 16) {
  case 0:
    cell_set_state (cell, machine,
                    task == NULL ? MACHINE_IS_DOWN : states[(random >> 40) % 3]);
    break;
  case 1:
    cell_hold (cell, machine, !cell->held[machine]);
    break;
  case 2:
  case 3:
  case 4:
  case 5:
    if (task == NULL)
      break;
    cell_release (cell, task);
    task_pool_remove (small->pool, task);
    break;
  default:
    if (cell->state[machine] == MACHINE_IS_UP
        && cell_fits (cell, &task_classes_get (small->classes, class)->request, machine))
      (void) small_cell_running (small, "default", class, machine, 0);
  }
}

/* FRAG-1 as a run measures it: machines with (4,2), (1,30) and (3,20) free, where a task of prod and
 * one of batch run on the first two; the reference task is (2,8). Only batch gives way: two more fit
 * on the second then, and none on the first. */
START_TEST (fragments_of_the_golden_cell)
{
  static const char *const two[] = { "cpu", "memory", NULL };
  SmallCell small;
  Fragments fragments;
  small_cell_init (&small, two, NULL);
  small_cell_machine (&small, (const Amount[]){ 4, 10 }, NULL, NULL);
  small_cell_machine (&small, (const Amount[]){ 5, 30 }, NULL, NULL);
  small_cell_machine (&small, (const Amount[]){ 3, 20 }, NULL, NULL);
  guint reference = small_cell_class (&small, (const Amount[]){ 2, 8 }, 200);
  guint prod = small_cell_class (&small, (const Amount[]){ 0, 8 }, 200);
  guint batch = small_cell_class (&small, (const Amount[]){ 4, 0 }, 100);
  task_classes_count_tasks (small.classes, reference, 1);
  small_cell_start (&small);
  fragments_init (&fragments, small.cell, 0.95, NULL);
  small_cell_running (&small, "default", prod, 0, 0);
  small_cell_running (&small, "default", batch, 1, 0);
  fragments_update (&fragments);
  ck_assert_int_eq (fragments.fit_count, 1);
  ck_assert_int_eq (fragments.fit_count_evicting, 3);
  ck_assert_double_eq (fragments_fluid_bound (&fragments), 4);
  ck_assert_double_eq (fragments_unusable (&fragments, 0), 6 / 8.0);
  ck_assert_double_eq (fragments_unusable (&fragments, 1), 44 / 52.0);
  ck_assert_double_eq (fragments_blocked (&fragments, 0), 4 / 8.0);
  ck_assert_double_eq (fragments_blocked (&fragments, 1), 30 / 52.0);
  ck_assert_double_eq (fragments_external (&fragments, 0), .5);
  ck_assert_double_eq_tol (fragments_external (&fragments, 1), .4231, 1e-4);
  fragments_clear (&fragments);
  small_cell_clear (&small);
}
END_TEST

/* Few changes between samples and more than the cell lists; without devices, and with: the reference
 * task asks for a part of one, or for two. */
START_TEST (fragments_follow_the_cell)
{
  static const char *const names[] = { "cpu", "memory", "gpu", NULL };
  static const char *const devices[] = { "gpu", NULL };
  static const Amount requests[][3] = { { 500, 4096, 0 }, { 4000, 512, 0 },    { 1000, 1024, 300 },
                                        { 2000, 0, 2000 }, { 100, 9000, 0 }, { 0, 0, 700 } };
  static const gint32 priorities[][G_N_ELEMENTS (requests)]
    = { { 200, 100 }, { 100, 0, 200, 200, 50, 210 }, { 0, 100, 100, 200, 110, 50 } };
  enum { machines = 50 };
  Plain plain[machines] = { 0 };
  gint64 now = 5;
  SmallCell small;
  Fragments fragments;
  Stranded stranded;
  guint classes[G_N_ELEMENTS (requests)], n = _i == 0 ? 2 : G_N_ELEMENTS (requests);

  small_cell_init (&small, names, devices);
  for (guint m = 0; m < machines; m++)
    small_cell_machine (&small, (const Amount[]){ 4000 + 100 * (Amount) (m % 7), 16384,
                                                  _i == 0 ? 0 : 4000 },
                        NULL, NULL);
  for (guint i = 0; i < n; i++) {
    classes[i] = small_cell_class (&small, requests[i], priorities[_i][i]);
    task_classes_count_tasks (small.classes, classes[i], 10 - i);
  }
  small_cell_start (&small);
  g_autoptr (TypicalTasks) typical
    = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 0.9);
  ck_assert ((typical != NULL) == (_i > 0));
  fragments_init (&fragments, small.cell, 0.9, typical);
  stranded_init (&stranded, small.cell);
  fragments.by_machine = &stranded;
  for (guint m = 0; m < machines; m++)
    plain[m].began = TIME_UNSET;
  stranded_advance (&stranded, now, fragments.all);
  check_fragments (&fragments, small.cell);
  for (guint64 i = 0; i < 40000; i++) {
    change_something (&small, classes, n, random_mix (i));
    if (i % 10007 == 0 || (i < 9000 && i % 37 == 0)) {
      stranded_advance (&stranded, now, fragments.all);
      check_fragments (&fragments, small.cell);
      for (guint m = 0; m < machines; m++)
        count_plain (&plain[m], &fragments, m, now, 1 + (gint64) i);
      now += 1 + (gint64) i;
    }
  }
  stranded_advance (&stranded, now, fragments.all);
  for (guint m = 0; m < machines; m++)
    check_plain (&plain[m], &stranded, m);
  check_fragments (&fragments, small.cell);
  fragments_clear (&fragments);
  stranded_clear (&stranded);
  small_cell_clear (&small);
}
END_TEST

static Suite *
fragmentation_suite (void)
{
  Suite *suite = suite_create ("fragmentation");
  TCase *measures = tcase_create ("measures"), *reference = tcase_create ("reference");

  tcase_add_test (measures, golden_numbers);
  tcase_add_test (measures, golden_stranded);
  tcase_add_test (measures, only_machines_that_are_up);
  tcase_add_test (measures, devices_are_not_a_sum);
  tcase_add_test (measures, fragments_of_the_golden_cell);
  tcase_add_loop_test (measures, fragments_follow_the_cell, 0, 3);
  suite_add_tcase (suite, measures);
  tcase_add_test (reference, mix_takes_the_most_common);
  tcase_add_test (reference, mix_leaves_out_what_is_redundant);
  tcase_add_test (reference, mix_is_bounded);
  tcase_add_test (reference, reference_is_the_median_of_prod);
  suite_add_tcase (suite, reference);
  return suite;
}

TEST_MAIN (fragmentation_suite)
