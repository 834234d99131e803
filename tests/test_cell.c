/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cell keeps its books: devices, sums, and a check that does find what is wrong. */
#include "tests/small_cell.h"
#include "tests/test.h"
#include "util/random.h"

static const char *const names[] = { "cpu", "gpu", NULL };
static const char *const devices[] = { "gpu", NULL };

static void
assert_sound (const SmallCell *small)
{
  g_autofree char *violation = NULL;
  ck_assert_msg (cell_check (small->cell, &violation), "%s", violation);
}

/* Free on each device of machine 0. */
static void
assert_devices (const SmallCell *small, Amount a, Amount b, Amount c)
{
  const Amount *free = small->cell->device_free[0];
  ck_assert_int_eq (free[0], a);
  ck_assert_int_eq (free[1], b);
  ck_assert_int_eq (free[2], c);
}

START_TEST (devices_are_chosen_tightest_first)
{
  const Amount machine[] = { 10000, 3000 };
  const Amount half[] = { 1, 500 }, third[] = { 1, 300 }, most[] = { 1, 800 },
               whole[] = { 1, 1000 }, pair[] = { 1, 2000 };
  SmallCell small;
  small_cell_init (&small, names, devices);
  small_cell_machine (&small, machine, NULL, NULL);
  guint of_half = small_cell_class (&small, half, 100);
  guint of_third = small_cell_class (&small, third, 100);
  guint of_most = small_cell_class (&small, most, 100);
  guint of_whole = small_cell_class (&small, whole, 100);
  guint of_pair = small_cell_class (&small, pair, 100);
  small_cell_start (&small);
  Task *a = small_cell_running (&small, "default", of_half, 0, 0);
  assert_devices (&small, 500, 1000, 1000);
  Task *b = small_cell_running (&small, "default", of_most, 0, 0);
  assert_devices (&small, 500, 200, 1000);
  Task *c = small_cell_running (&small, "default", of_third, 0, 0);
  assert_devices (&small, 200, 200, 1000);
  ck_assert (!cell_fits (small.cell, &task_classes_get (small.classes, of_pair)->request, 0));
  Task *d = small_cell_running (&small, "default", of_whole, 0, 0);
  assert_devices (&small, 200, 200, 0);
  ck_assert (!cell_fits (small.cell, &task_classes_get (small.classes, of_third)->request, 0));
  assert_sound (&small);
  cell_release (small.cell, b);
  cell_release (small.cell, d);
  assert_devices (&small, 200, 1000, 1000);
  Task *e = small_cell_running (&small, "default", of_pair, 0, 0);
  assert_devices (&small, 200, 0, 0);
  assert_sound (&small);
  cell_release (small.cell, a);
  cell_release (small.cell, c);
  cell_release (small.cell, e);
  assert_devices (&small, 1000, 1000, 1000);
  assert_sound (&small);
  small_cell_clear (&small);
}
END_TEST

/* Half-used devices have room in total, and none for a whole-device task. */
START_TEST (free_in_total_is_not_enough)
{
  const Amount machine[] = { 10000, 8000 }, half[] = { 0, 501 }, whole[] = { 0, 1000 };
  SmallCell small;
  small_cell_init (&small, names, devices);
  small_cell_machine (&small, machine, NULL, NULL);
  guint of_half = small_cell_class (&small, half, 100);
  guint of_whole = small_cell_class (&small, whole, 100);
  small_cell_start (&small);
  for (guint i = 0; i < 8; i++)
    small_cell_running (&small, "default", of_half, 0, 0);
  ck_assert_int_eq (small.cell->free[1][0], 8 * 499);
  ck_assert (!cell_fits (small.cell, &task_classes_get (small.classes, of_whole)->request, 0));
  Room room;
  cell_room_init (small.cell, 0, &room);
  ck_assert (
    !cell_room_fits (small.cell, &room, &task_classes_get (small.classes, of_whole)->request));
  cell_room_add (small.cell, &room, small.cell->first_task[0]);
  ck_assert (
    cell_room_fits (small.cell, &room, &task_classes_get (small.classes, of_whole)->request));
  cell_room_subtract (small.cell, &room, small.cell->first_task[0]);
  ck_assert (
    !cell_room_fits (small.cell, &room, &task_classes_get (small.classes, of_whole)->request));
  small_cell_clear (&small);
}
END_TEST

/* Random placements and releases; then one number is spoilt and the check must see it. */
START_TEST (check_finds_what_is_wrong)
{
  const Amount machine[] = { 16000, 4000 };
  guint class[4];
  SmallCell small;
  small_cell_init (&small, names, devices);
  for (guint m = 0; m < 4; m++)
    small_cell_machine (&small, machine, NULL, NULL);
  for (guint c = 0; c < 4; c++) {
    const Amount request[] = { (Amount) (500 + 700 * c), (Amount) (c == 3 ? 2000 : 250 * c) };
    class[c] = small_cell_class (&small, request, (gint32) (100 * c));
  }
  small_cell_start (&small);
  Task *running[64];
  guint n = 0;
  guint64 random = (guint64) _i;
  for (guint step = 0; step < 200; step++) {
    random = random_mix (random);
    guint m = (guint) (random % 4), c = class[random / 4 % 4];
    if (n == 64 || (n > 0 && random / 16 % 3 == 0)) {
      guint leaver = (guint) (random / 64 % n);
      cell_release (small.cell, running[leaver]);
      running[leaver] = running[--n];
    } else if (cell_fits (small.cell, &task_classes_get (small.classes, c)->request, m)) {
      running[n++] = small_cell_running (&small, "default", c, m, 0);
    }
  }
  assert_sound (&small);
  gint64 *spoilt[] = { &small.cell->holding[TIER_BATCH].allocated[0],
                       &small.cell->tier[TIER_PROD].running, &small.cell->used[0],
                       &small.cell->up_capacity[1] };
  for (guint i = 0; i < G_N_ELEMENTS (spoilt); i++) {
    g_autofree char *violation = NULL;
    *spoilt[i] += 1;
    ck_assert_msg (!cell_check (small.cell, &violation), "spoilt sum %u not found", i);
    *spoilt[i] -= 1;
  }
  Amount *columns[] = { &small.cell->free[0][1], &small.cell->largest[1][2],
                        &small.cell->whole[1][0], &small.cell->device_free[0][1] };
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autofree char *violation = NULL;
    *columns[i] -= 1;
    ck_assert_msg (!cell_check (small.cell, &violation), "spoilt column %u not found", i);
    *columns[i] += 1;
  }
  assert_sound (&small);
  small_cell_clear (&small);
}
END_TEST

static Suite *
cell_suite (void)
{
  Suite *suite = suite_create ("cell");
  TCase *books = tcase_create ("books");
  tcase_add_test (books, devices_are_chosen_tightest_first);
  tcase_add_test (books, free_in_total_is_not_enough);
  tcase_add_loop_test (books, check_finds_what_is_wrong, 0, 20);
  suite_add_tcase (suite, books);
  return suite;
}

TEST_MAIN (cell_suite)
