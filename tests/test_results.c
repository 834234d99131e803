/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What results are written as: the summary's text, rows of CSV files, a folder and its manifest. */
#include "hand_world.h"
#include "metrics/csv_line.h"
#include "metrics/manifest.h"

START_TEST (summary_text_is_stable)
{
  g_autoptr (Summary) summary = summary_new ();
  summary_object (summary, "z");
  summary_text (summary, "\"a\\b\n\001é", "title");
  summary_number (summary, 0.1, "z.tenth");
  summary_number (summary, 1.0 / 3, "z.third");
  summary_number (summary, __builtin_nan (""), "z.none");
  summary_integer (summary, G_MAXINT64, "a.%s.c", "b");
  summary_seconds (summary, 1500000, "a.seconds");
  summary_boolean (summary, TRUE, "yes");
  g_autofree char *text = summary_to_json (summary);
  ck_assert_str_eq (text, "{\n"
                          "  \"z\": {\n"
                          "    \"tenth\": 0.1,\n"
                          "    \"third\": 0.3333333333333333,\n"
                          "    \"none\": null\n"
                          "  },\n"
                          "  \"title\": \"\\\"a\\\\b\\n\\u0001é\",\n"
                          "  \"a\": {\n"
                          "    \"b\": {\n"
                          "      \"c\": 9223372036854775807\n"
                          "    },\n"
                          "    \"seconds\": 1.5\n"
                          "  },\n"
                          "  \"yes\": true\n"
                          "}\n");
}
END_TEST

START_TEST (rows_are_quoted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ResultFile) file = result_file_new (test_temp_dir (), "row.csv", &error);
  CsvLine row;
  test_ok (file != NULL, error);
  csv_line_init (&row, file);
  csv_line_text (&row, "a,b");
  csv_line_text (&row, "say \"x\"");
  csv_line_text (&row, "plain é");
  csv_line_text (&row, "two\nlines");
  csv_line_empty (&row);
  csv_line_seconds (&row, 12500000);
  csv_line_amount (&row, UNIT_CPU, 1500);
  csv_line_integral (&row, (Integral) G_MAXINT64 * 1000);
  csv_line_integral (&row, 7 * (Integral) TIME_SECOND);
  csv_line_end (&row);
  csv_line_empty (&row);
  csv_line_end (&row);
  test_ok (result_file_commit (file, &error), error);
  check_file (test_temp_path ("row.csv"), "\"a,b\",\"say \"\"x\"\"\",plain é,\"two\nlines\",,12.5,1.5,"
                         "9223372036854775.807,7\n\n");
  csv_line_clear (&row);
}
END_TEST

/* Results: a folder and its manifest. */

static gboolean
exists (const char *name)
{
  return g_file_test (test_temp_path (name), G_FILE_TEST_EXISTS);
}

static void
write_results (const Scenario *scenario, const char *const *names)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Results) results = results_new (test_temp_path ("deep/out"), &error);
  test_ok (results != NULL, error);
  for (guint i = 0; names[i] != NULL; i++) {
    ResultFile *file = results_open (results, names[i], &error);
    test_ok (file != NULL, error);
    result_file_puts (file, names[i]);
  }
  test_ok (results_commit (results, &error), error);
  test_ok (results_write_manifest (results, scenario, FALSE, &error), error);
}

START_TEST (manifest_seals_the_folder)
{
  static const char *const names[] = { "b.csv", "a.csv", NULL };
  World world;
  world_init (&world, NULL);
  g_ptr_array_add (world.scenario.inputs, (gpointer) test_temp_file ("in.csv", "abc"));
  g_ptr_array_add (world.scenario.input_names, (gpointer) "../in.csv");
  write_results (&world.scenario, names);
  g_autofree char *text = test_read_file (test_temp_path ("deep/out/manifest.json"));
  ck_assert_ptr_null (strstr (text, test_temp_dir ()));
  ck_assert_ptr_nonnull (strstr (text, "\"../in.csv\""));
  /* SHA-256 of "abc" (FIPS 180-2) */
  ck_assert_ptr_nonnull (
    strstr (text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  ck_assert (strstr (text, "a.csv") < strstr (text, "b.csv"));
  world_clear (&world);
}
END_TEST

START_TEST (earlier_results_are_replaced)
{
  static const char *const before[] = { "old.csv", "both.csv", NULL };
  static const char *const after[] = { "both.csv", "new.csv", NULL };
  World world;
  world_init (&world, NULL);
  write_results (&world.scenario, before);
  test_temp_file ("deep/out/mine.txt", "not berth's");
  write_results (&world.scenario, after);
  ck_assert (!exists ("deep/out/old.csv"));
  ck_assert (exists ("deep/out/both.csv"));
  ck_assert (exists ("deep/out/new.csv"));
  ck_assert (exists ("deep/out/mine.txt"));
  world_clear (&world);
}
END_TEST

START_TEST (a_manifest_removes_nothing_outside)
{
  static const char *const names[] = { "a.csv", NULL };
  World world;
  world_init (&world, NULL);
  write_results (&world.scenario, names);
  test_temp_file ("precious", "x");
  g_autofree char *forged = g_strdup_printf (
    "{\"berth\": \"0\", \"results\": [{\"name\": \"../../precious\"}, {\"name\": \"%s\"}, 3, "
    "{\"name\": \"\"}, {\"name\": \"..\"}]}",
    test_temp_path ("precious"));
  test_temp_file ("deep/out/manifest.json", forged);
  write_results (&world.scenario, names);
  ck_assert (exists ("precious"));
  test_temp_file ("deep/out/manifest.json", "[1, {");
  write_results (&world.scenario, names);
  world_clear (&world);
}
END_TEST

/* Who copies what a manifest names writes nothing outside either. */
START_TEST (a_manifest_names_nothing_outside)
{
  static const char *const names[] = { "a.csv", NULL };
  World world;
  world_init (&world, NULL);
  g_ptr_array_add (world.scenario.inputs, (gpointer) test_temp_file ("in.csv", "x"));
  g_ptr_array_add (world.scenario.input_names, (gpointer) "../in.csv");
  write_results (&world.scenario, names);
  g_autofree char *own = g_strdup (test_temp_path ("deep/out"));
  g_autofree char *text = test_read_file (test_temp_path ("deep/out/manifest.json"));
  g_autoptr (GString) forged = g_string_new (text);
  g_autoptr (GError) error = NULL;
  g_auto (Manifest) manifest = { 0 };
  test_ok (manifest_read (own, &manifest, &error), error);
  ck_assert_str_eq (g_ptr_array_index (manifest.names, 0), "../in.csv");
  ck_assert_str_eq (g_ptr_array_index (manifest.results, 0), "a.csv");
  g_string_replace (forged, "\"a.csv\"", "\"../a.csv\"", 1);
  test_temp_file ("deep/out/manifest.json", forged->str);
  ck_assert (!manifest_read (own, &manifest, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "this is no manifest of a run"));
  world_clear (&world);
}
END_TEST

START_TEST (unsealed_results_are_taken_back)
{
  g_autoptr (GError) error = NULL;
  Results *results = results_new (test_temp_path ("one/two"), &error);
  test_ok (results != NULL, error);
  ResultFile *file = results_open (results, "a.csv", &error);
  result_file_puts (file, "x\n");
  ck_assert (!exists ("one/two/a.csv"));
  test_ok (results_commit (results, &error), error);
  ck_assert (exists ("one/two/a.csv"));
  g_mkdir (test_temp_path ("one/two/plots"), 0777);
  test_temp_file ("one/two/plots/x.svg", "<svg/>");
  test_ok (results_note (results, "plots/x.svg", &error), error);
  results_free (results);
  ck_assert (!exists ("one"));
}
END_TEST

START_TEST (folders_that_cannot_be_made)
{
  g_autoptr (GError) error = NULL;
  test_temp_file ("file", "");
  ck_assert_ptr_null (results_new (test_temp_path ("file/out"), &error));
  ck_assert_ptr_nonnull (error);
  ck_assert_ptr_nonnull (strstr (error->message, "file/out: cannot be made: "));
}
END_TEST

static Suite *
results_suite (void)
{
  Suite *suite = suite_create ("results");
  TCase *text = tcase_create ("text"), *folder = tcase_create ("folder");

  tcase_add_test (text, summary_text_is_stable);
  tcase_add_test (text, rows_are_quoted);
  suite_add_tcase (suite, text);
  tcase_add_test (folder, manifest_seals_the_folder);
  tcase_add_test (folder, earlier_results_are_replaced);
  tcase_add_test (folder, a_manifest_removes_nothing_outside);
  tcase_add_test (folder, a_manifest_names_nothing_outside);
  tcase_add_test (folder, unsealed_results_are_taken_back);
  tcase_add_test (folder, folders_that_cannot_be_made);
  suite_add_tcase (suite, folder);
  return suite;
}

TEST_MAIN (results_suite)
