/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole runs from scenario files to result folders: laws that any run must obey, and what the
 * folder looks like when a run ends well, is interrupted, or fails. */
#include "berth.h"
#include "report/run.h"
#include "test.h"
#include "util/csv.h"
#include "util/result_file.h"

#include <json-glib/json-glib.h>
#include <math.h>

/* A small busy cell: 4 machines of 4 cores, 120 tasks of one core, half of them prod and half
 * batch, three users; numbers from a fixed recurrence. */
static const char *
write_scenario (const char *scheduler)
{
  g_autoptr (GString) machines = g_string_new ("machine,cpu,memory\n");
  g_autoptr (GString) tasks = g_string_new ("job,user,submit,duration,tier,cpu,memory\n");
  guint32 state = 12345;

  for (guint i = 0; i < 4; i++)
    g_string_append_printf (machines, "m%u,4,8GiB\n", i);
  for (guint i = 0; i < 120; i++) {
    state = state * 1664525 + 1013904223;
    g_string_append_printf (tasks, "j%u,u%u,%u,%u.%u,%s,1,%u\n", i, (state >> 8) % 3, i * 3,
                            20 + (state >> 16) % 80, (state >> 24) % 10,
                            (state >> 12) % 2 == 0 ? "prod" : "batch", 100 + (state >> 20) % 900);
  }
  test_temp_file ("machines.csv", machines->str);
  test_temp_file ("tasks.csv", tasks->str);
  g_autofree char *text = g_strdup_printf ("[scenario]\ntitle = Laws\n"
                                           "[cell]\nmachines = machines.csv\n"
                                           "[workload]\ntrace = tasks.csv\n"
                                           "[scheduler]\n%s\n"
                                           "[metrics]\ninterval = 10s\n",
                                           scheduler);
  return test_temp_file ("laws.scenario", text);
}

/* override: `group.key=value`, or NULL. */
static RunOutcome
run_with (const char *path, const char *override, const RunOptions *options)
{
  const char *const overrides[] = { override, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (path, overrides, &error);
  RunOutcome outcome = { 0 };
  test_ok (scenario != NULL, error);
  test_ok (run_scenario (scenario, options, &outcome, &error), error);
  return outcome;
}

static RunOutcome
run (const char *path, const RunOptions *options)
{
  return run_with (path, NULL, options);
}

static double
figure (const char *json, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) root = json_from_string (json, &error);
  test_ok (root != NULL, error);
  g_auto (GStrv) parts = g_strsplit (key, ".", -1);
  JsonNode *node = root;
  for (guint i = 0; parts[i] != NULL; i++) {
    node = json_object_get_member (json_node_get_object (node), parts[i]);
    ck_assert_msg (node != NULL, "no %s", key);
  }
  return json_node_get_double (node);
}

/* The sum of a column of a result file; empty cells count nothing. */
static double
column_sum (const char *name, const char *column)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CsvReader) reader = csv_reader_new (test_temp_path (name), name, &error);
  test_ok (reader != NULL, error);
  guint columns, at = 0;
  const char *const *header = csv_reader_header (reader, &columns), *const * cells;
  double sum = 0;
  while (at < columns && strcmp (header[at], column) != 0)
    at++;
  ck_assert_msg (at < columns, "no column %s in %s", column, name);
  while (csv_reader_next (reader, &cells, &error) > 0)
    sum += g_ascii_strtod (cells[at], NULL);
  test_ok (error == NULL, error);
  return sum;
}

static void
check_near (double found, double expected, const char *what)
{
  ck_assert_msg (fabs (found - expected) <= 1e-9 * fmax (1, fabs (expected)),
                 "%s: %.17g, not %.17g", what, found, expected);
}

/* 4 cores of 10 for 10 s, 8 for 15 s, 2 for 15 s: .475, where the mean of the levels is .467; and
 * capacity is integrated too: 20 cores from 25 s on make it 190 / 550. */
START_TEST (utilization_is_weighted_by_time)
{
  static const char *const machines[]
    = { "machine,cpu\nm,10\n", "machine,cpu,time\nm,10,0\nn,10,25\n" };
  static const double expected[] = { .475, 190.0 / 550 };
  test_temp_file ("tasks.csv", "job,submit,duration,cpu\n"
                               "a,0,25,4\nb,10,15,4\nc,25,15,2\n");
  const char *path = test_temp_file ("u.scenario", "[cell]\nmachines = m.csv\n"
                                                   "[workload]\ntrace = tasks.csv\n");
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++) {
    test_temp_file ("m.csv", machines[i]);
    RunOutcome outcome = run (path, &(RunOptions){ 0 });
    ck_assert_double_eq_tol (figure (outcome.summary_json, "utilization.cpu.allocated_mean"),
                             expected[i], 1e-15);
    run_outcome_clear (&outcome);
  }
}
END_TEST

START_TEST (littles_law)
{
  RunOptions options = { .out_dir = test_temp_path ("out"), .check = TRUE };
  RunOutcome outcome = run (write_scenario ("order = drf"), &options);
  const char *json = outcome.summary_json;
  double seconds = figure (json, "simulated_seconds");

  ck_assert_double_eq (figure (json, "tasks.placed"), 120);
  ck_assert_double_eq (figure (json, "preemptions.total"), 0);
  ck_assert_double_gt (figure (json, "queue.mean"), 0);
  check_near (figure (json, "queue.mean") * seconds, column_sum ("out/tasks.csv", "wait"),
              "Little's law");
  check_near (figure (json, "work.goodput_seconds"), column_sum ("tasks.csv", "duration"),
              "work done is work offered");
  check_near (figure (json, "utilization.cpu.allocated_mean") * 16 * seconds,
              column_sum ("tasks.csv", "duration"), "cores allocated are cores worked");
  run_outcome_clear (&outcome);
}
END_TEST

/* Every task takes one core, so core seconds are task seconds. */
START_TEST (work_is_kept_or_lost)
{
  RunOptions options = { .out_dir = test_temp_path ("out"), .check = TRUE };
  RunOutcome outcome = run (write_scenario ("preempt = lowest-priority\ngrace = 5s"), &options);
  const char *json = outcome.summary_json;
  double seconds = figure (json, "simulated_seconds");
  double good = figure (json, "work.goodput_seconds"), bad = figure (json, "work.badput_seconds");

  ck_assert_double_gt (figure (json, "preemptions.by_tier.batch"), 0);
  ck_assert_double_gt (bad, 0);
  check_near (good + bad, figure (json, "utilization.cpu.allocated_mean") * 16 * seconds,
              "work is kept or lost");
  check_near (column_sum ("out/users.csv", "goodput_seconds"), good, "goodput by user");
  check_near (column_sum ("out/users.csv", "badput_seconds"), bad, "badput by user");
  check_near (column_sum ("out/tiers.csv", "preempted"), figure (json, "preemptions.total"),
              "preemptions by tier");
  check_near (column_sum ("out/tasks.csv", "preemptions"), figure (json, "preemptions.total"),
              "preemptions by task");
  run_outcome_clear (&outcome);
}
END_TEST

/* Cut off by the horizon, the parts still add up. */
START_TEST (tasks_add_up)
{
  RunOptions options = { .check = TRUE };
  RunOutcome outcome = run_with (write_scenario ("queue = skip"), "scenario.horizon=200s",
                                 &options);
  const char *json = outcome.summary_json;

  ck_assert_double_eq (figure (json, "simulated_seconds"), 200);
  ck_assert_double_eq (figure (json, "tasks.submitted"), 67);
  ck_assert_uint_eq (outcome.tasks, 67);
  ck_assert_int_eq (outcome.end, 200 * TIME_SECOND);
  ck_assert_double_gt (figure (json, "tasks.running"), 0);
  ck_assert_double_eq (figure (json, "tasks.finished") + figure (json, "tasks.running")
                         + figure (json, "tasks.pending") + figure (json, "tasks.dropped"),
                       67);
  check_near (figure (json, "work.goodput_seconds"),
              figure (json, "utilization.cpu.allocated_mean") * 16 * 200, "work in progress");
  run_outcome_clear (&outcome);
}
END_TEST

/* Of 10240 MiB web has 8192 reserved until 300 s, 2048 until 700 s, and 8192 again until 1000 s. batch
 * (6144) runs from 300 s on, 4096 of it in what was reclaimed, must go at 700 s, and runs again from
 * 1000 to 1500 s. */
START_TEST (reclamation_is_weighted_by_time)
{
  test_temp_file ("tasks.csv",
                  "job,submit,duration,tier,memory,memory-used,memory-peak,peak-at\n"
                  "web,0,1000,prod,8192,2048,8192,700\nbatch,0,500,batch,6144,,,\n");
  test_temp_file ("m.csv", "machine,memory\nm,10240\n");
  const char *path = test_temp_file (
    "r.scenario", "[cell]\nmachines = m.csv\n[workload]\ntrace = tasks.csv\n"
                  "[scheduler]\nreclamation = borg\nreclamation-margin = none\n"
                  "reclamation-step = 1\n[metrics]\ninterval = 500s\n");
  RunOptions options = { .out_dir = test_temp_path ("out"), .check = TRUE };
  RunOutcome outcome = run (path, &options);
  const char *json = outcome.summary_json;
  double capacity = 10240.0 * 1500, limits = 8192.0 * 1000 + 6144 * 900;
  g_autofree char *file = test_read_file (test_temp_path ("out/reclamation.csv"));

  ck_assert_double_eq (figure (json, "simulated_seconds"), 1500);
  check_near (figure (json, "reclamation.memory.reclaimed_mean"), 6144.0 * 400 / capacity,
              "reclaimed");
  check_near (figure (json, "reclamation.memory.in_reclaimed"), 4096.0 * 400 / limits,
              "in what was reclaimed");
  check_near (figure (json, "utilization.memory.allocated_mean"), limits / capacity, "limits");
  check_near (figure (json, "utilization.memory.used_mean"),
              (2048.0 * 700 + 8192 * 300 + 6144 * 900) / capacity, "used");
  ck_assert_double_eq (figure (json, "reclamation.shortfall_evictions"), 1);
  ck_assert_double_eq (figure (json, "reclamation.shortfall_lost_seconds"), 400);
  ck_assert_double_eq (figure (json, "preemptions.total"), 0);
  ck_assert_double_eq (figure (json, "tasks.failed"), 0);
  ck_assert_str_eq (file, "time,memory_capacity,memory_allocated,memory_reserved,memory_used,"
                          "memory_in_reclaimed,shortfall_evictions\n"
                          "0,10240,8192,8192,2048,0,0\n"
                          "500,10240,14336,8192,8192,0.2857142857142857,0\n"
                          "1000,10240,6144,6144,6144,0,1\n"
                          "1500,10240,0,0,0,0,1\n");
  run_outcome_clear (&outcome);
}
END_TEST

START_TEST (equal_runs_give_equal_bytes)
{
  const char *path = write_scenario ("preempt = fewest-victims\nscores = random");
  RunOptions options = { .out_dir = test_temp_path ("one") };
  RunOutcome one = run (path, &options);
  options.out_dir = test_temp_path ("two");
  RunOutcome two = run (path, &options);

  for (guint i = 0; one.files[i] != NULL; i++) {
    g_autofree char *a = g_build_filename (test_temp_path ("one"), one.files[i], NULL);
    g_autofree char *b = g_build_filename (test_temp_path ("two"), one.files[i], NULL);
    g_autofree char *text = test_read_file (a), *other = test_read_file (b);
    ck_assert_msg (strcmp (text, other) == 0, "%s differs", one.files[i]);
    ck_assert_ptr_null (strstr (text, test_temp_dir ()));
  }
  ck_assert_str_eq (one.summary_json, two.summary_json);
  run_outcome_clear (&one);
  run_outcome_clear (&two);
}
END_TEST

START_TEST (the_manifest_tells_the_truth)
{
  RunOptions options = { .out_dir = test_temp_path ("out"), .plot_format = "svg" };
  RunOutcome outcome = run (write_scenario ("order = fifo"), &options);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  test_ok (json_parser_load_from_file (parser, test_temp_path ("out/manifest.json"), &error),
           error);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonArray *results = json_object_get_array_member (root, "results");

  ck_assert_uint_eq (json_array_get_length (json_object_get_array_member (root, "inputs")), 3);
  ck_assert_uint_eq (json_array_get_length (results) + 1, g_strv_length (outcome.files));
  ck_assert (g_strv_contains ((const char *const *) outcome.files, "plots/utilization.svg"));
  for (guint i = 0; i < json_array_get_length (results); i++) {
    JsonObject *entry = json_array_get_object_element (results, i);
    g_autofree char *path = g_build_filename (test_temp_path ("out"),
                                              json_object_get_string_member (entry, "name"), NULL);
    g_autofree char *sha256 = file_sha256 (path, &error);
    test_ok (sha256 != NULL, error);
    ck_assert_str_eq (sha256, json_object_get_string_member (entry, "sha256"));
  }
  /* again without charts: none is left that no manifest names */
  run_outcome_clear (&outcome);
  options.plot_format = NULL;
  outcome = run (write_scenario ("order = fifo"), &options);
  ck_assert (!g_file_test (test_temp_path ("out/plots"), G_FILE_TEST_EXISTS));
  run_outcome_clear (&outcome);
}
END_TEST

static gboolean
stop (gint64 now, double fraction, gpointer data)
{
  (void) now, (void) fraction, (void) data;
  return FALSE;
}

START_TEST (interrupted_results_are_whole)
{
  RunOptions options = { .out_dir = test_temp_path ("out"), .progress = stop };
  RunOutcome outcome = run (write_scenario ("order = drf"), &options);
  ck_assert (outcome.interrupted);
  ck_assert (g_strv_contains ((const char *const *) outcome.files, "manifest.json"));
  ck_assert_ptr_nonnull (strstr (outcome.summary_json, "\"interrupted\": true"));
  g_autofree char *manifest = test_read_file (test_temp_path ("out/manifest.json"));
  ck_assert_ptr_nonnull (strstr (manifest, "\"interrupted\": true"));
  run_outcome_clear (&outcome);
}
END_TEST

START_TEST (failed_runs_leave_nothing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (write_scenario ("order = drf"), NULL, &error);
  RunOptions options = { .out_dir = test_temp_path ("new/out"), .plot_format = "gif" };
  RunOutcome outcome = { .tasks = 77 };
  test_ok (scenario != NULL, error);
  ck_assert (!run_scenario (scenario, &options, &outcome, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "gif"));
  ck_assert_uint_eq (outcome.tasks, 77);
  ck_assert (!g_file_test (test_temp_path ("new"), G_FILE_TEST_EXISTS));
}
END_TEST

START_TEST (a_faulty_chart_leaves_nothing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (write_scenario ("order = drf"), NULL, &error);
  RunOptions options = { .out_dir = test_temp_path ("out"), .plot_format = "svg" };
  g_autofree char *good = NULL;
  test_ok (scenario != NULL, error);
  ck_assert (g_file_get_contents (test_source_path ("plots/queue.plot"), &good, NULL, NULL));
  ck_assert_int_eq (g_mkdir (test_temp_path ("charts"), 0777), 0);
  test_temp_file ("charts/a.plot", good);
  test_temp_file ("charts/b.plot", "[plot]\nnonsense = 1\n");
  g_setenv ("BERTH_PLOTS_DIR", test_temp_path ("charts"), TRUE);
  ck_assert_int_eq (g_mkdir (test_temp_path ("out"), 0777), 0);
  ck_assert (!run_scenario (scenario, &options, NULL, &error));
  ck_assert_ptr_nonnull (strstr (error->message, "b.plot:2: "));
  /* the folder was there before: it stays, and is as empty as it was */
  ck_assert_int_eq (g_rmdir (test_temp_path ("out")), 0);
}
END_TEST

START_TEST (the_public_call)
{
  g_autoptr (GError) error = NULL;
  test_ok (berth_run (write_scenario ("order = drf"), test_temp_path ("out"), &error), error);
  ck_assert (g_file_test (test_temp_path ("out/plots/queue.svg"), G_FILE_TEST_IS_REGULAR));
  ck_assert (!berth_run (test_temp_path ("none.scenario"), test_temp_path ("none"), &error));
  ck_assert_ptr_nonnull (error);
  ck_assert (!g_file_test (test_temp_path ("none"), G_FILE_TEST_EXISTS));
}
END_TEST

static Suite *
run_suite (void)
{
  Suite *suite = suite_create ("run");
  TCase *laws = tcase_create ("laws"), *folder = tcase_create ("folder");
  tcase_add_test (laws, utilization_is_weighted_by_time);

  tcase_add_test (laws, littles_law);
  tcase_add_test (laws, work_is_kept_or_lost);
  tcase_add_test (laws, tasks_add_up);
  tcase_add_test (laws, reclamation_is_weighted_by_time);
  suite_add_tcase (suite, laws);
  tcase_add_test (folder, equal_runs_give_equal_bytes);
  tcase_add_test (folder, the_manifest_tells_the_truth);
  tcase_add_test (folder, interrupted_results_are_whole);
  tcase_add_test (folder, failed_runs_leave_nothing);
  tcase_add_test (folder, a_faulty_chart_leaves_nothing);
  tcase_add_test (folder, the_public_call);
  suite_add_tcase (suite, folder);
  return suite;
}

TEST_MAIN (run_suite)
