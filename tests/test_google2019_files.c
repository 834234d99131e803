/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData 2019: its machines, which files make a trace, and how faulty rows are refused. */
#include "google2019_cell.h"
#include "trace/job_graphs.h"

START_TEST (machines_come_and_go)
{
  static const char rows[]
    = "{\"time\":\"0\",\"machine_id\":\"1\",\"type\":\"1\",\"switch_id\":\"s/1=\",\"capacity\":{\"cpus\":1,\"memory\":1}}\n"
      "{\"time\":\"900000000\",\"machine_id\":\"1\",\"type\":\"ADD\",\"switch_id\":\"s/1=\",\"capacity\":{\"cpus\":1,\"memory\":1}}\n"
      "{\"time\":\"700000000\",\"machine_id\":\"1\",\"type\":\"2\"}\n"
      "{\"time\":\"950000000\",\"machine_id\":\"1\",\"type\":\"3\",\"capacity\":{\"cpus\":0.5,\"memory\":1}}\n"
      "{\"time\":\"960000000\",\"machine_id\":\"2\",\"type\":\"1\",\"capacity\":{\"cpus\":0.5,\"memory\":0.25}}\n"
      "{\"time\":\"" NEVER "\",\"machine_id\":\"2\",\"type\":\"2\"}\n";
  static const struct { gint64 time; guint machine; MachineEventKind kind; } events[]
    = { { 0, 0, MACHINE_ADD }, { 700, 0, MACHINE_DOWN }, { 900, 0, MACHINE_UP }, { 960, 1, MACHINE_ADD } };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (OF ("600", "0"), one_collection, rows, &error);

  test_ok (scenario != NULL, error);
  const Inventory *inventory = scenario->inventory;
  ck_assert_uint_eq (inventory_count (inventory), 2);
  ck_assert_str_eq (inventory_machine (inventory, 0)->name, "1");
  ck_assert_str_eq (labels_text (scenario->labels, inventory_machine (inventory, 0)->rack), "s/1=");
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 64000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 1), 65536);
  ck_assert_uint_eq (inventory->events->len, G_N_ELEMENTS (events));
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);
    ck_assert_int_eq (event->time, events[i].time * TIME_SECOND);
    ck_assert_uint_eq (event->machine, events[i].machine);
    ck_assert_int_eq (event->kind, events[i].kind);
  }
  g_autofree char *notes = notes_of (scenario_machine_notes (scenario));
  ck_assert_str_eq (notes, "left out rows of machines after the trace: 1 (first: " MACHINES ":6)\n"
                           "left out rows that change a machine's capacity: 1 (first: " MACHINES ":4)\n");
}
END_TEST

/* The same in CSV, with either way to flatten a record, in folders of their own, or from one file. */
START_TEST (csv_and_folders)
{
  static const char *const paths[]
    = { "cell", "cell/instance_events", "cell/instance_events/instance_events.csv" };
  static const char expected[] = "7/0 u_7= 280 32000/65536 @600+90\n";

  for (guint i = 0; i < 2 * G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *rows = g_strdup_printf (
      "time,type,x,collection_id,instance_index,priority,resource_request%ccpus,resource_request%cmemory,constraint\n"
      "700000000,6,,7,0,200,.5,0.25,[]\n600000000,SUBMIT,,7,0,200,0.5,0.25,\n610000000,3,,7,0,200,5e-1,0.25,\n",
      i % 2 == 0 ? '.' : '_', i % 2 == 0 ? '.' : '_');

    remove_all ();
    write_file ("cell/instance_events/instance_events.csv", rows);
    write_file ("cell/collection_events/collection_events.csv",
                "collection_id,user,start_after_collection_ids\n7,u/7=,\"['3', '4']\"\n");
    write_file ("cell/machine_events/machine_events.csv",
                "time,machine_id,type,capacity_cpus,capacity_memory\n0,1,1,1,1\n0,2,1,0.5,0.25\n");
    g_autoptr (Scenario) scenario = load_path (paths[i / 2], &error);
    test_ok (scenario != NULL, error);
    g_autofree char *tasks = tasks_of (scenario);
    g_autofree char *text = job_graphs_text (workload_graphs (scenario->workload));
    ck_assert_str_eq (tasks, expected);
    ck_assert_str_eq (text, "0 dependencies, and 2 on jobs that are not in the trace (7 on 3)");
    ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
    ck_assert_uint_eq (scenario->inputs->len, 4); /* with the scenario */
  }
}
END_TEST

/* Machines of a file alone; and none of collections. */
START_TEST (files_alone)
{
  g_autoptr (GError) error = NULL;

  remove_all ();
  write_file (INSTANCES, OF ("600", "0"));
  write_file ("elsewhere.json", two_machines);
  g_autoptr (Scenario) scenario = scenario_load (
    test_temp_file ("google.scenario", "[cell]\nmachines = elsewhere.json\n[workload]\ntrace = " INSTANCES "\n"),
    NULL, &error);
  test_ok (scenario != NULL, error);
  g_autofree char *tasks = tasks_of (scenario);
  ck_assert_str_eq (tasks, "7/0 default 280 32000/65536 @600+never\n");
  ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
}
END_TEST

static void
refuse (const char *instances, const char *collections, const char *machines,
        const char *message)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (load (instances, collections, machines, &error));
  ck_assert_msg (g_str_has_suffix (error->message, message), "%s", error->message);
}

START_TEST (faults)
{
  static const char *const good = OF ("600", "0");

  refuse (OF ("600", "0") OF ("600", "11"), one_collection, two_machines,
          INSTANCES ":2: type: unknown '11'; expected one of SUBMIT, QUEUE, ENABLE, SCHEDULE, EVICT, FAIL, "
                    "FINISH, KILL, LOST, UPDATE_PENDING, UPDATE_RUNNING, or its number");
  refuse (ROW ("1", "", "0", "0", ""), one_collection, two_machines,
          INSTANCES ":1: collection_id: '' is empty; expected a whole number from 0 to 9223372036854775807");
  refuse (ROW ("1", "7", "0", "", ""), one_collection, two_machines,
          INSTANCES ":1: type: unknown ''; expected one of SUBMIT, QUEUE, ENABLE, SCHEDULE, EVICT, FAIL, "
                    "FINISH, KILL, LOST, UPDATE_PENDING, UPDATE_RUNNING, or its number");
  refuse (ROW ("1", "7", "0", "0", REQUEST ("-1", "0")), one_collection, two_machines,
          INSTANCES ":1: resource_request.cpus: '-1' is not a number; expected a fraction of the largest "
                    "machine like 0.25 or 6e-05");
  refuse (ROW ("1", "7", "0", "0", ",\"priority\":\"65536\""), one_collection, two_machines,
          INSTANCES ":1: priority: '65536' is out of range; expected a whole number from 0 to 65535");
  refuse (ROW ("5000000000000000000", "7", "0", "0", ""), one_collection, two_machines,
          INSTANCES ":1: time: '5000000000000000000' is out of range; expected microseconds below 2^62, or "
                    "2^63-1: after the trace");
  refuse (good, "{\"collection_id\":\"7\",\"vertical_scaling\":\"4\"}\n", two_machines,
          COLLECTIONS ":1: vertical_scaling: unknown '4'; expected one of VERTICAL_SCALING_SETTING_UNKNOWN, "
                      "VERTICAL_SCALING_OFF, VERTICAL_SCALING_CONSTRAINED, "
                      "VERTICAL_SCALING_FULLY_AUTOMATED, or its number");
  refuse (good, "{\"collection_id\":\"7\",\"start_after_collection_ids\":[\"99999999999999999999\"]}\n",
          two_machines,
          COLLECTIONS ":1: start_after_collection_ids: '99999999999999999999' is out of range; expected ids "
                      "of collections");
  refuse (good, "{\"collection_id\":\"7\",\"start_after_collection_ids\":[\"7\"]}\n", two_machines,
          "cell:1: after: a cycle: '7' before '7'; expected jobs that do not wait for themselves");
  refuse (good, one_collection, "{\"time\":\"0\",\"machine_id\":\"1\",\"type\":\"0\"}\n",
          MACHINES ":1: type: '0' is not known; expected ADD, REMOVE or UPDATE, or 1 to 3");
  refuse ("{\"instance_index\":0,\"collection_id\":1\n", one_collection, two_machines, "JSON");
  refuse (OF ("600", "0") OF ("600", "7"), one_collection, two_machines,
          "cell: no tasks; expected at least one task");
  remove_all ();
  g_autoptr (GError) error = NULL;
  write_file (MACHINES, two_machines);
  write_file ("cell/instance_events.csv", "time,collection_id,instance_index\n1,7,0\n");
  ck_assert_ptr_null (load_path ("cell", &error));
  ck_assert_msg (strstr (error->message, "instance_events.csv:1: ") != NULL
                   && strstr (error->message, "'type'") != NULL, "%s", error->message);
}
END_TEST

START_TEST (missing_files)
{
  static const struct { const char *name, *message; } cases[] = {
    { INSTANCES ".gz", "cell: instance_events-000000000000.json.gz beside "
                       "instance_events-000000000000.json; expected each file of a table once" },
    { "cell/instance_events-000000000002.json",
      "cell: a file is missing between instance_events-000000000000 and instance_events-000000000002; "
      "expected files without a gap" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = load (OF ("600", "0"), one_collection, two_machines, NULL);

    ck_assert_ptr_nonnull (scenario);
    write_file (cases[i].name, "");
    ck_assert_ptr_null (load_path ("cell", &error));
    ck_assert_msg (g_str_has_suffix (error->message, cases[i].message), "%s", error->message);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("google2019_files");
  TCase *tcase = tcase_create ("files");

  tcase_add_test (tcase, machines_come_and_go);
  tcase_add_test (tcase, csv_and_folders);
  tcase_add_test (tcase, files_alone);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, missing_files);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
