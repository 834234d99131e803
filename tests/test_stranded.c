/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stranded.csv of a cell fed by hand. No size of the mix asks for less than a core and 1 GiB. */
#include "hand_world.h"
#include "report/csv_table.h"

#include <math.h>

typedef struct {
  const char *column;
  double first, second; /* of m0 and m1; NAN: an empty cell */
} Row;

static void
check_rows (const CsvTable *table, const Row *expected, guint n)
{
  ck_assert_uint_eq (csv_table_rows (table), 2);
  for (guint i = 0; i < n; i++) {
    gint column = csv_table_find (table, expected[i].column);
    ck_assert_msg (column >= 0, "no %s", expected[i].column);
    const double *found = csv_table_numbers (table, (guint) column, NULL);
    ck_assert_ptr_nonnull (found);
    for (guint m = 0; m < 2; m++) {
      double value = m == 0 ? expected[i].first : expected[i].second;
      ck_assert_msg (isnan (value) ? isnan (found[m]) : fabs (found[m] - value) < 1e-12,
                     "%s of machine %u is %.17g, not %.17g", expected[i].column, m, found[m], value);
    }
  }
}

/* Free after each sample, in cores and GiB; * where it is stranded:
 *
 *            m0       m1      both
 *     0 s   0, 6*    4, 8    4, 14
 *    10 s   0, 6*    0, 6*   0, 12
 *    20 s   2, 7     0, 5*   2, 12
 *    30 s   0, 6*    drains  0, 6 */
static JsonNode *
play (World *world)
{
  Task *kept[2], *batch[2];

  world_machine_state (world, 0, 0, MACHINE_IS_UP);
  world_machine_state (world, 0, 1, MACHINE_IS_UP);
  for (guint i = 0; i < 2; i++)
    world_place (world, 0, kept[i] = world_submit (world, 0, "a", 0, world->prod, 20 * S), 0);
  world_sample (world, 0);
  for (guint i = 0; i < 2; i++)
    world_place (world, 4 * S, batch[i] = world_submit (world, 4 * S, "b", 0, world->prod, 9 * S), 1);
  world_sample (world, 10 * S);
  world_finish (world, 13 * S, batch[0]);
  for (guint i = 0; i < 2; i++)
    world_place (world, 14 * S, world_submit (world, 14 * S, "c", 1, world->batch, 90 * S), 1);
  world_finish (world, 20 * S, kept[0]);
  world_sample (world, 20 * S);
  world_place (world, 29 * S, world_submit (world, 29 * S, "d", 0, world->prod, 90 * S), 0);
  world_machine_state (world, 29 * S, 1, MACHINE_DRAINING);
  world_sample (world, 30 * S);
  return world_end (world, 40 * S);
}

START_TEST (machines_by_hand)
{
  static const Row expected[] = {
    { "stranded_seconds", 30, 20 },
    { "times", 2, 1 },
    { "since", 30, NAN },
    { "cpu_stranded", 0, 0 },
    { "cpu_free", 0, 0 },
    { "cpu_lacking_seconds", 30, 20 },
    { "memory_stranded", (6 / 14.0 + 6 / 12.0 + 6 / 6.0) / 4, (6 / 12.0 + 5 / 12.0) / 4 },
    { "memory_free", 6144, 5632 },
    { "memory_lacking_seconds", 0, 0 },
  };
  static const Expected figures[] = {
    { "fragmentation.memory.stranded_mean", (6 / 14.0 + 12 / 12.0 + 5 / 12.0 + 6 / 6.0) / 4 },
    { "fragmentation.cpu.stranded_mean", 0 },
  };
  g_autoptr (GError) error = NULL;
  World world;

  world_init (&world, test_temp_dir ());
  g_autoptr (JsonNode) root = play (&world);
  check_figures (root, figures, G_N_ELEMENTS (figures));
  g_autoptr (CsvTable) table = csv_table_read (test_temp_path ("stranded.csv"), &error);
  test_ok (table != NULL, error);
  check_rows (table, expected, G_N_ELEMENTS (expected));
  g_auto (GStrv) names = csv_table_texts (table, 0, NULL);
  ck_assert_str_eq (names[0], "m0");
  ck_assert_str_eq (names[1], "m, \"1\"");
  world_clear (&world);
}
END_TEST

/* Always something fits, or there is nothing free. */
START_TEST (nothing_is_stranded)
{
  World world;

  world_init (&world, test_temp_dir ());
  world_machine_state (&world, 0, 0, MACHINE_IS_UP);
  world_sample (&world, 0);
  json_node_unref (world_end (&world, 40 * S));
  check_file (test_temp_path ("stranded.csv"),
              "machine,stranded_seconds,times,since,cpu_stranded,cpu_free,cpu_lacking_seconds,"
              "memory_stranded,memory_free,memory_lacking_seconds\n");
  world_clear (&world);
}
END_TEST

static Suite *
stranded_suite (void)
{
  Suite *suite = suite_create ("stranded");
  TCase *tcase = tcase_create ("stranded");

  tcase_add_test (tcase, machines_by_hand);
  tcase_add_test (tcase, nothing_is_stranded);
  suite_add_tcase (suite, tcase);
  return suite;
}

TEST_MAIN (stranded_suite)
