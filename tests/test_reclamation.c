/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reservations over time by hand; whole runs are in cases/simulation.txt, and against the oracle in
 * test_oracle.c. */
#include "simulator/reclamation.h"
#include "tests/small_cell.h"
#include "tests/test.h"

#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct {
  SmallCell small;
  Reclamation *reclamation;
} Run;

/* 300 s, then a quarter of the limit a minute; a tenth of it is the margin. */
static const ReclamationOptions usual = { .rule = RECLAMATION_BORG,
                                          .after = 300 * SECOND,
                                          .interval = 60 * SECOND,
                                          .step = 0.25,
                                          .margin = 0.1 };

enum { PROD, BATCH, FREE };

/* A machine of 200 MiB; prod and batch ask for 100 of them, free for 50. */
static void
run_init (Run *run, const ReclamationOptions *options)
{
  static const char *const resources[] = { "memory", NULL };
  static const Amount machine = 200, whole = 100, half = 50;
  small_cell_init (&run->small, resources, NULL);
  small_cell_machine (&run->small, &machine, NULL, NULL);
  small_cell_class (&run->small, &whole, 200);
  small_cell_class (&run->small, &whole, 100);
  small_cell_class (&run->small, &half, 0);
  small_cell_start (&run->small);
  run->reclamation = reclamation_new (options, run->small.cell, run->small.pool);
}

static void
run_clear (Run *run)
{
  reclamation_free (run->reclamation);
  small_cell_clear (&run->small);
}

/* A task of the class that uses so much memory, and `peak` from `at` on, for `length`. */
static Task *
start (Run *run, guint task_class, Amount used, Amount peak, gint64 at, gint64 length)
{
  UsagePeak peaks = { .used = { { peak } }, .at = at * SECOND, .length = length * SECOND };
  Amounts usual_amounts = { { used } };
  Task *task = small_cell_task (&run->small, "default", task_class);
  task_pool_set_used (run->small.pool, task, &usual_amounts);
  reclamation_expect (run->reclamation, run->small.pool, task, peak > 0 ? &peaks : NULL);
  cell_place (run->small.cell, task, 0);
  task->state = TASK_RUNNING;
  task->started = 0;
  reclamation_begin (run->reclamation, task);
  return task;
}

static Amount
memory_of (const Run *run, const Task *task)
{
  return reservations_of (run->small.cell->reservations, task)->of[0];
}

/* The next instant must be this one. */
static void
move (Run *run, gint64 seconds)
{
  char *violation = NULL;
  ck_assert_int_eq (reclamation_due (run->reclamation), seconds * SECOND);
  reclamation_move (run->reclamation, seconds * SECOND);
  ck_assert_msg (cell_check (run->small.cell, &violation), "%s", violation);
}

START_TEST (test_reservation_over_time)
{
  static const struct {
    gint64 at;
    Amount reserved;
  } expected[] = {
    { 300, 75 }, { 360, 50 },               /* used: 40 */
    { 700, 100 },                           /* used: 92, and no more than the limit */
    { 800, 100 }, { 840, 75 }, { 900, 50 }, /* used: 40 again */
  };
  Run run;
  run_init (&run, &usual);
  Task *task = start (&run, PROD, 40, 92, 700, 100);
  ck_assert_int_eq (memory_of (&run, task), 100);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    move (&run, expected[i].at);
    ck_assert_int_eq (memory_of (&run, task), expected[i].reserved);
    ck_assert_int_eq (run.small.cell->free[0][0], 200 - expected[i].reserved);
  }
  ck_assert_int_eq (run.small.cell->reservations->limit_free[0][0], 100);
  ck_assert_int_eq (reclamation_due (run.reclamation), G_MAXINT64);
  run_clear (&run);
}
END_TEST

/* Usage that stays within the reservation still raises it to usage and margin. */
START_TEST (test_small_rise)
{
  Run run;
  run_init (&run, &usual);
  Task *task = start (&run, PROD, 40, 45, 700, 1000);
  move (&run, 300);
  move (&run, 360);
  move (&run, 700);
  ck_assert_int_eq (memory_of (&run, task), 55);
  move (&run, 1700);
  ck_assert_int_eq (memory_of (&run, task), 55);
  move (&run, 1740);
  ck_assert_int_eq (memory_of (&run, task), 50);
  run_clear (&run);
}
END_TEST

START_TEST (test_one_step)
{
  ReclamationOptions at_once = usual;
  Run run;
  at_once.step = 1;
  at_once.margin = 0;
  run_init (&run, &at_once);
  Task *task = start (&run, PROD, 40, 0, 0, 0);
  move (&run, 300);
  ck_assert_int_eq (memory_of (&run, task), 40);
  ck_assert_int_eq (reclamation_due (run.reclamation), G_MAXINT64);
  run_clear (&run);
}
END_TEST

/* At 500 s, 60 + 50 + 50 + 50 of 200 MiB are used: of the two tasks of free, the one that came last
 * is enough. If prod used 160, beside 50 + 50, the other would have to go, and batch; prod never. */
START_TEST (test_shortfall)
{
  Run run;
  g_autoptr (GPtrArray) victims = g_ptr_array_new ();
  run_init (&run, &usual);
  Task *prod = start (&run, PROD, 10, 60, 500, 9999);
  Task *batch = start (&run, BATCH, 10, 50, 500, 9999);
  for (gint64 at = 300; at <= 480; at += 60)
    move (&run, at);
  Task *first = start (&run, FREE, 50, 0, 0, 0), *last = start (&run, FREE, 50, 0, 0, 0);
  reclamation_list_victims (run.reclamation, 0, victims);
  ck_assert_uint_eq (victims->len, 0);
  move (&run, 500);
  ck_assert_int_eq (run.small.cell->reservations->used[0][0], 210);
  ck_assert_int_eq (run.small.cell->reservations->left[0][0], 200 - 70 - 60 - 50 - 50);
  ck_assert_int_eq (run.small.cell->free[0][0], 0);
  reclamation_list_victims (run.reclamation, 0, victims);
  ck_assert_uint_eq (victims->len, 1);
  ck_assert_ptr_eq (g_ptr_array_index (victims, 0), last);
  reclamation_end (run.reclamation, last);
  cell_release (run.small.cell, last);
  reclamation_list_victims (run.reclamation, 0, victims);
  ck_assert_uint_eq (victims->len, 0);
  const Amounts more = { { 160 } };
  cell_use (run.small.cell, prod, &more);
  reclamation_list_victims (run.reclamation, 0, victims);
  ck_assert_uint_eq (victims->len, 2);
  ck_assert_ptr_eq (g_ptr_array_index (victims, 0), first);
  ck_assert_ptr_eq (g_ptr_array_index (victims, 1), batch);
  run_clear (&run);
}
END_TEST

/* Who is of prod has to fit beside limits, in what is left by evicting too; others beside what is
 * reserved for those who stay. */
START_TEST (test_limits_and_reservations)
{
  Run run;
  Room room;
  run_init (&run, &usual);
  const Cell *cell = run.small.cell;
  Task *prod = start (&run, PROD, 10, 0, 0, 0), *batch = start (&run, BATCH, 10, 0, 0, 0);
  for (gint64 at = 300; at <= 480; at += 60)
    move (&run, at);
  ck_assert (!cell_takes (cell, cell->class_at[PROD], 0));
  ck_assert (cell_takes (cell, cell->class_at[BATCH], 0));
  cell_room_init_for (cell, TIER_PROD, 0, &room);
  ck_assert_int_eq (room.free.of[0], 0);
  cell_room_add (cell, &room, batch);
  ck_assert_int_eq (room.free.of[0], 100);
  cell_room_init_for (cell, TIER_BATCH, 0, &room);
  ck_assert_int_eq (room.free.of[0], 160);
  cell_room_add (cell, &room, batch);
  ck_assert_int_eq (room.free.of[0], 180);
  reclamation_end (run.reclamation, prod);
  cell_release (run.small.cell, prod);
  ck_assert (cell_takes (cell, cell->class_at[PROD], 0));
  ck_assert_int_eq (cell->free[0][0], 180);
  run_clear (&run);
}
END_TEST

static Suite *
suite (void)
{
  Suite *suite = suite_create ("reclamation");
  TCase *tcase = tcase_create ("reservations");
  suite_add_tcase (suite, tcase);
  tcase_add_test (tcase, test_reservation_over_time);
  tcase_add_test (tcase, test_small_rise);
  tcase_add_test (tcase, test_one_step);
  tcase_add_test (tcase, test_shortfall);
  tcase_add_test (tcase, test_limits_and_reservations);
  return suite;
}

TEST_MAIN (suite)
