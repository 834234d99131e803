/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which tasks are typical, and the fragmentation of devices by them, against numbers worked out by
 * hand and those that the tests of the paper's own simulator expect. */
#include "model/typical_tasks.h"
#include "tests/small_cell.h"
#include "tests/test.h"

static const char *const resources[] = { "cpu", "gpu", NULL }, *const devices[] = { "gpu", NULL };

static void
cell_init (SmallCell *small)
{
  small_cell_init (small, resources, devices);
}

/* A class with so many tasks; model NULL: any. */
static guint
add_class (SmallCell *small, Amount cpu, Amount gpu, const char *model, gint32 priority,
           guint64 tasks)
{
  Amounts request = { { cpu, gpu } };
  g_autofree char *constraints = model != NULL ? g_strconcat ("model=", model, NULL) : NULL;
  guint index = task_classes_intern (small->classes, &request, priority,
                                     &(ClassTexts){ .constraints = constraints }, NULL);
  ck_assert_uint_ne (index, G_MAXUINT);
  task_classes_count_tasks (small->classes, index, tasks);
  return index;
}

/* So much free CPU, and so much on each of so many devices. */
static Room
room_of (Amount cpu, guint n, const Amount *free)
{
  Room room = { .free = { { cpu } }, .devices = { (guint8) n } };
  for (guint d = 0; d < n; d++) {
    room.device_free[0][d] = free[d];
    room.free.of[1] += free[d];
  }
  return room;
}

/* Mean fragmentation of such a room on machine 0. */
static double
fragmented (const TypicalTasks *typical, Amount cpu, guint n, const Amount *free)
{
  Room room = room_of (cpu, n, free);
  gint64 causes[N_FRAGMENTS], sum = 0, all = typical_fragmented (typical, 0, &room);
  typical_fragments (typical, 0, &room, causes);
  for (guint i = 0; i < N_FRAGMENTS; i++)
    sum += causes[i];
  ck_assert_int_eq (sum, all);
  return (double) all / (double) typical_tasks_count (typical);
}

/* Four kinds in tenths; 8 cores and devices with 500 and 1000 free: 0, 500, 1500 and 1500 of 1500
 * are of no use to them. */
static TypicalTasks *
four_kinds (SmallCell *small)
{
  cell_init (small);
  small_cell_machine (small, (const Amount[]){ 8000, 2000 }, NULL, NULL);
  add_class (small, 2000, 300, NULL, 100, 4);
  add_class (small, 2000, 1000, NULL, 100, 3);
  add_class (small, 1000, 2000, NULL, 100, 2);
  add_class (small, 1000, 0, NULL, 100, 1);
  return typical_tasks_new (small->classes, small->inventory, G_MAXUINT, 1);
}

START_TEST (by_hand)
{
  SmallCell small;
  g_autoptr (TypicalTasks) typical = four_kinds (&small);
  ck_assert_uint_eq (typical_tasks_resource (typical), 1);
  ck_assert_uint_eq (typical_tasks_kinds (typical), 4);
  ck_assert_int_eq (typical_tasks_count (typical), 10);
  ck_assert_double_eq (fragmented (typical, 8000, 2, (const Amount[]){ 500, 1000 }), 600);
  ck_assert_double_eq (fragmented (typical, 6000, 2, (const Amount[]){ 0, 1000 }), 300);
  ck_assert_double_eq (fragmented (typical, 6000, 2, (const Amount[]){ 500, 500 }), 600);
  ck_assert_double_eq (fragmented (typical, 6000, 2, (const Amount[]){ 0, 0 }), 0);
  ck_assert_double_eq (fragmented (typical, 0, 2, (const Amount[]){ 0, 700 }), 700);
  small_cell_clear (&small);
}
END_TEST

START_TEST (by_cause)
{
  SmallCell small;
  g_autoptr (TypicalTasks) typical = four_kinds (&small);
  static const struct {
    Amount cpu, free[2];
    gint64 expected[N_FRAGMENTS];
  } cases[] = {
    { 8000, { 500, 1000 }, { 0, 3 * 500 + 2 * 1500, 0, 1500, 0, 0 } },
    { 1500, { 500, 1000 }, { 0, 2 * 1500, 4 * 1500 + 3 * 1500, 1500, 0, 0 } },
    { 500, { 500, 500 }, { 5 * 1000, 0, 4 * 1000, 0, 1000, 0 } },
    { 500, { 0, 0 }, { 0 } },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gint64 causes[N_FRAGMENTS];
    Room room = room_of (cases[i].cpu, 2, cases[i].free);
    typical_fragments (typical, 0, &room, causes);
    for (guint k = 0; k < N_FRAGMENTS; k++)
      ck_assert_msg (causes[k] == cases[i].expected[k], "case %u: %s is %d", i, fragment_names[k],
                     (int) causes[k]);
  }
  small_cell_clear (&small);
}
END_TEST

/* A part of a device goes where fragmentation falls most; whole ones in order; none at all. */
START_TEST (gradient)
{
  SmallCell small;
  g_autoptr (TypicalTasks) typical = four_kinds (&small);
  guint half = add_class (&small, 0, 500, NULL, 100, 0);
  guint64 taken = 0;
  small_cell_start (&small);
  (void) small_cell_running (&small, "default", half, 0, 0);
  ck_assert_int_eq (typical_gradient (typical, small.cell, 0, &(Amounts){ { 2000, 500 } }, &taken),
                    3000);
  ck_assert_uint_eq (taken, 1);
  /* 300 more on the first: 200 | 1000: 4 × 200 + 3 × 200 + 3 × 1200 = 5000; on the second: 500 | 700:
     0 + 6 × 1200 = 7200 */
  ck_assert_int_eq (typical_gradient (typical, small.cell, 0, &(Amounts){ { 2000, 300 } }, &taken),
                    6000 - 5000);
  ck_assert_uint_eq (taken, 1);
  ck_assert_int_eq (typical_gradient (typical, small.cell, 0, &(Amounts){ { 2000, 1000 } }, &taken),
                    6000 - 6 * 500);
  ck_assert_uint_eq (taken, 2);
  /* nothing but the kind of 1 core fits behind it */
  ck_assert_int_eq (typical_gradient (typical, small.cell, 0, &(Amounts){ { 7000, 0 } }, &taken),
                    6000 - 10 * 1500);
  ck_assert_uint_eq (taken, 0);
  small_cell_clear (&small);
}
END_TEST

/* CPU, thousandths of a device, model, hundredths of a percent. */
typedef struct {
  Amount cpu, gpu;
  const char *model;
  guint64 weight;
} Class;

/* The classes of the tests of the paper's simulator. The percentages of the first table do not add
 * up to 100: the rest is a class that is content with any device. */
static const Class with_models[] = {
  { 6000, 465, NULL, 933 },        { 8000, 440, "2080", 915 },       { 8000, 475, "T4", 876 },
  { 8000, 440, "P100", 872 },      { 2000, 465, NULL, 868 },         { 12000, 900, NULL, 865 },
  { 4000, 900, NULL, 843 },        { 16000, 678, "T4", 836 },        { 8000, 500, NULL, 829 },
  { 6000, 511, NULL, 811 },        { 14000, 2000, "2080", 54 },      { 4000, 1000, "2080", 43 },
  { 32000, 2000, "T4", 43 },       { 16000, 1000, "V100M16", 40 },   { 64000, 2000, NULL, 40 },
  { 10000, 2000, NULL, 40 },       { 11400, 1000, "T4", 36 },        { 16000, 1000, "T4", 36 },
  { 4000, 2000, NULL, 36 },        { 14000, 2000, "V100M16", 36 },   { 8000, 4000, NULL, 36 },
  { 16000, 2000, NULL, 32 },       { 2000, 1000, "T4", 32 },         { 6000, 1000, NULL, 32 },
  { 4000, 1000, NULL, 32 },        { 5000, 1000, NULL, 32 },         { 32000, 4000, "V100M16", 32 },
  { 32000, 2000, NULL, 32 },       { 24000, 8000, "2080", 32 },      { 40000, 4000, NULL, 29 },
  { 32000, 8000, NULL, 29 },       { 32000, 1000, "T4", 29 },        { 16000, 1000, NULL, 25 },
  { 7000, 1000, "V100M16", 25 },   { 24000, 1000, "T4", 25 },        { 0, 1, NULL, 494 },
};
static const Class with_none[] = {
  { 15700, 1000, NULL, 2869 }, { 11900, 1000, NULL, 1893 }, { 11400, 1000, NULL, 1227 },
  { 1000, 0, NULL, 736 },      { 18710, 1000, NULL, 485 },  { 8200, 1000, NULL, 379 },
  { 16400, 1000, NULL, 331 },  { 9810, 1000, NULL, 197 },   { 15200, 1000, NULL, 187 },
  { 11200, 1000, NULL, 181 },  { 14200, 1000, NULL, 176 },  { 12000, 0, NULL, 165 },
  { 14900, 1000, NULL, 139 },  { 60200, 4000, NULL, 123 },  { 64200, 8000, NULL, 107 },
  { 32200, 4000, NULL, 101 },  { 17400, 2000, NULL, 91 },   { 30200, 2000, NULL, 69 },
  { 16000, 1000, NULL, 64 },   { 15000, 1000, NULL, 59 },   { 64000, 8000, NULL, 53 },
  { 15000, 0, NULL, 53 },      { 11910, 1000, NULL, 53 },   { 120200, 8000, NULL, 48 },
  { 11300, 1000, NULL, 37 },   { 30000, 2000, NULL, 32 },   { 9800, 1000, NULL, 32 },
  { 8000, 1000, NULL, 32 },    { 2000, 1000, NULL, 27 },    { 2000, 80, NULL, 27 },
  { 1000, 1000, NULL, 27 },
};
static const Class lacking_cpu[] = { { 6000, 465, NULL, 933 }, { 0, 1, NULL, 9067 } };

typedef struct {
  const Class *classes;
  guint n_classes;
  Amount cpu;
  guint n;
  Amount free[8];
  double expected;
} Published;

#define CLASSES(table) table, G_N_ELEMENTS (table)
#define EIGHT { 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000 }
static const Published published[] = {
  { CLASSES (with_models), 1000, 4, { 200, 1000, 1000, 500 }, 2566.62 },
  { CLASSES (with_models), 1000, 4, { 1000, 1000, 1000, 1000 }, 3802.40 },
  { CLASSES (with_models), 1000, 8, EIGHT, 7604.80 },
  { CLASSES (with_none), 64000, 8, EIGHT, 887.20 },
  { CLASSES (with_none), 32000, 8, { 1000, 1000, 1000, 1000, 0, 0, 0, 0 }, 554.4 },
  { CLASSES (with_none), 0, 8, { 1000, 1000, 1000, 1000, 0, 0, 0, 0 }, 4000 },
  { CLASSES (lacking_cpu), 1000, 4, { 200, 1000, 1000, 500 }, 251.91 },
};

START_TEST (as_published)
{
  const Published *it = &published[_i];
  SmallCell small;
  cell_init (&small);
  small_cell_machine (&small, (const Amount[]){ 64000, 8000 }, NULL, "model=1080");
  for (guint i = 0; i < it->n_classes; i++)
    add_class (&small, it->classes[i].cpu, it->classes[i].gpu, it->classes[i].model, 100,
               it->classes[i].weight);
  g_autoptr (TypicalTasks) typical
    = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1);
  ck_assert_uint_eq (typical_tasks_kinds (typical), it->n_classes);
  ck_assert_double_eq_tol (fragmented (typical, it->cpu, it->n, it->free), it->expected, 0.0101);
  small_cell_clear (&small);
}
END_TEST

/* Classes that differ in neither request nor constraints are one kind. */
START_TEST (kinds_of_classes)
{
  SmallCell small;
  cell_init (&small);
  small_cell_machine (&small, (const Amount[]){ 8000, 1000 }, NULL, "model=T4");
  add_class (&small, 1000, 500, NULL, 100, 3);
  add_class (&small, 1000, 500, NULL, 200, 4);
  add_class (&small, 1000, 500, "T4", 100, 5);
  add_class (&small, 1000, 500, "P4", 100, 1);
  add_class (&small, 2000, 500, NULL, 100, 7);
  g_autoptr (TypicalTasks) all = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1);
  ck_assert_uint_eq (typical_tasks_kinds (all), 4);
  ck_assert_int_eq (typical_tasks_count (all), 20);
  ck_assert_double_eq (fragmented (all, 8000, 1, (const Amount[]){ 400 }), 400);
  ck_assert_double_eq (fragmented (all, 8000, 1, (const Amount[]){ 600 }), 600.0 / 20);
  /* the CPU left out: the classes of 1 and of 2 cores are one kind, which any amount suits */
  g_autoptr (TypicalTasks) gpu = typical_tasks_new (small.classes, small.inventory, 2, 1);
  ck_assert_uint_eq (typical_tasks_kinds (gpu), 3);
  ck_assert_double_eq (fragmented (gpu, 0, 1, (const Amount[]){ 600 }), 600.0 / 20);
  small_cell_clear (&small);
}
END_TEST

START_TEST (the_most_common)
{
  static const struct {
    double share;
    guint kinds;
    gint64 tasks;
  } cases[] = { { 0.01, 1, 10 }, { 0.4, 1, 10 }, { 0.5, 3, 20 }, { 0.8, 3, 20 }, { 0.81, 4, 23 }, { 1, 5, 25 } };
  SmallCell small;
  cell_init (&small);
  small_cell_machine (&small, (const Amount[]){ 8000, 1000 }, NULL, NULL);
  for (guint i = 0; i < 5; i++)
    add_class (&small, 1000 + (Amount) i, 500, NULL, 100, (const guint64[]){ 2, 5, 10, 5, 3 }[i]);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (TypicalTasks) typical
      = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, cases[i].share);
    ck_assert_uint_eq (typical_tasks_kinds (typical), cases[i].kinds);
    ck_assert_int_eq (typical_tasks_count (typical), cases[i].tasks);
  }
  small_cell_clear (&small);
}
END_TEST

START_TEST (at_most_so_many)
{
  SmallCell small;
  cell_init (&small);
  small_cell_machine (&small, (const Amount[]){ 8000, 1000 }, NULL, NULL);
  for (guint i = 0; i < TYPICAL_MAX + 50; i++)
    add_class (&small, 1000 + (Amount) i, 500, NULL, 100, i == TYPICAL_MAX + 9 ? 2 : 1);
  g_autoptr (TypicalTasks) typical
    = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 0.5);
  ck_assert_uint_eq (typical_tasks_kinds (typical), TYPICAL_MAX);
  ck_assert_int_eq (typical_tasks_count (typical), TYPICAL_MAX + 1);
  /* the one of two tasks and the first others: all need more than 999 m, 255 at most 1254 m */
  ck_assert_double_eq (fragmented (typical, 1254, 1, (const Amount[]){ 600 }),
                       600.0 * 2 / (TYPICAL_MAX + 1));
  small_cell_clear (&small);
}
END_TEST

START_TEST (nothing_to_measure)
{
  SmallCell small;
  cell_init (&small);
  small_cell_machine (&small, (const Amount[]){ 8000, 0 }, NULL, NULL);
  add_class (&small, 1000, 0, NULL, 100, 1);
  ck_assert_ptr_null (typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1));
  small_cell_machine (&small, (const Amount[]){ 8000, 1000 }, NULL, NULL);
  g_autoptr (TypicalTasks) typical
    = typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1);
  ck_assert_double_eq (fragmented (typical, 8000, 1, (const Amount[]){ 600 }), 600);
  small_cell_clear (&small);
  cell_init (&small);
  small_cell_machine (&small, (const Amount[]){ 8000, 1000 }, NULL, NULL);
  ck_assert_ptr_null (typical_tasks_new (small.classes, small.inventory, G_MAXUINT, 1));
  small_cell_clear (&small);
}
END_TEST

static Suite *
typical_tasks_suite (void)
{
  Suite *suite = suite_create ("typical_tasks");
  TCase *measure = tcase_create ("measure"), *choice = tcase_create ("choice");
  tcase_add_test (measure, by_hand);
  tcase_add_test (measure, by_cause);
  tcase_add_test (measure, gradient);
  tcase_add_loop_test (measure, as_published, 0, G_N_ELEMENTS (published));
  suite_add_tcase (suite, measure);
  tcase_add_test (choice, kinds_of_classes);
  tcase_add_test (choice, the_most_common);
  tcase_add_test (choice, at_most_so_many);
  tcase_add_test (choice, nothing_to_measure);
  suite_add_tcase (suite, choice);
  return suite;
}

TEST_MAIN (typical_tasks_suite)
