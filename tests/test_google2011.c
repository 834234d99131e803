/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData2011 from small parts written by hand: how the events of a task become one,
 * what machines are, which parts make a trace, and how faulty rows are refused. */
#include "test.h"
#include "workload_text.h"

#include <glib/gstdio.h>

#define PART0 "google/task_events/part-00000-of-00009.csv"
#define PART1 "google/task_events/part-00001-of-00009.csv"
#define PART3 "google/task_events/part-00003-of-00009.csv"
#define MACHINES "google/machine_events/part-00000-of-00001.csv"

#define SECONDS "000000"
#define NEVER "9223372036854775807"

/* A row of task_events: time in seconds, job, index, machine, event, priority, CPU, memory. */
#define ROW(time, job, index, machine, event, priority, cpu, memory)                               \
  time SECONDS ",," job "," index "," machine "," event ",u/" job ",1," priority "," cpu "," memory  \
               ",0.001,0\n"

/* Of machine 1, all of a task that asks for half the CPU and a quarter of the memory. */
#define OF(time, job, index, event, priority) ROW (time, job, index, "1", event, priority, "0.5", "0.25")

static const char two_machines[] = "0,1,0,p,1,1\n0,2,0,p,0.5,0.25\n";

static void
write_part (const char *name, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (test_temp_path (name));

  g_mkdir_with_parents (folder, 0700);
  test_temp_file (name, text);
}

static Scenario *
load_path (const char *path, GError **error)
{
  g_autofree char *text = g_strdup_printf ("[workload]\ntrace = %s\n", path);

  return scenario_load (test_temp_file ("google.scenario", text), NULL, error);
}

static void
remove_all (void)
{
  g_autofree char *folder = g_strdup (test_temp_path ("google"));

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    test_remove_tree (folder);
}

/* A folder of these parts; machines NULL: two_machines. */
static Scenario *
load (const char *part0, const char *part1, const char *machines, GError **error)
{
  remove_all ();
  write_part (PART0, part0);
  if (part1 != NULL)
    write_part (PART1, part1);
  write_part (MACHINES, machines != NULL ? machines : two_machines);
  return load_path ("google", error);
}

/* Every task with its CPU and memory, and in seconds. */
static char *
tasks_of (const Scenario *scenario)
{
  return workload_tasks_text (scenario, 2, TIME_SECOND);
}

/* One task a case: what its rows become, and what is said of it. */
START_TEST (rules)
{
  static const char p0[] = "(first: task_events/part-00000-of-00009.csv:1)\n";
  static const struct { const char *rows, *task, *note; } cases[] = {
    { /* the plain one; slashes in hashes are no paths; one CPU is 64 cores, one memory 256 GiB */
      OF ("600", "7", "3", "0", "9") OF ("610", "7", "3", "1", "9") OF ("700", "7", "3", "4", "9"),
      "7/3 u_7 200 32000/65536 @600+90\n", "" },
    { /* a row that the trace's makers made up */
      "600000000,2,7,3,1,0,u/7,1,9,0.5,0.25,0.001,0\n" OF ("610", "7", "3", "1", "9")
      OF ("700", "7", "3", "4", "9"), "7/3 u_7 200 32000/65536 @600+90\n",
      "assumed rows that stand for what the trace is missing, as its makers inferred: 1 " },
    { /* what an evicted run did is done again */
      OF ("600", "7", "0", "0", "2") OF ("601", "7", "0", "1", "2") OF ("650", "7", "0", "2", "2")
      OF ("650", "7", "0", "0", "2") OF ("660", "7", "0", "1", "2") OF ("760", "7", "0", "4", "2"),
      "7/0 u_7 100 32000/65536 @600+100\n",
      "assumed tasks that were evicted: what such runs did is done again: 1 " },
    { /* runs that failed, were killed or lost add up */
      OF ("600", "7", "0", "0", "8") OF ("600", "7", "0", "1", "8") OF ("610", "7", "0", "3", "8")
      OF ("610", "7", "0", "0", "8") OF ("620", "7", "0", "1", "8") OF ("650", "7", "0", "5", "8")
      OF ("650", "7", "0", "0", "8") OF ("651", "7", "0", "1", "8") OF ("656", "7", "0", "6", "8"),
      "7/0 u_7 106 32000/65536 @600+45\n",
      "assumed tasks submitted again after they ended: as long as all their runs: 1 " },
    { /* evicted for good: as long as its last run */
      OF ("600", "7", "0", "0", "0") OF ("600", "7", "0", "1", "0") OF ("605", "7", "0", "2", "0"),
      "7/0 u_7 0 32000/65536 @600+5\n",
      "assumed tasks that were evicted: what such runs did is done again: 1 " },
    { /* and so where it is withdrawn after that */
      OF ("600", "7", "0", "0", "0") OF ("600", "7", "0", "1", "0") OF ("605", "7", "0", "2", "0")
      OF ("605", "7", "0", "0", "0") OF ("606", "7", "0", "5", "0"),
      "7/0 u_7 0 32000/65536 @600+5\n",
      "assumed tasks that were evicted: what such runs did is done again: 1 " },
    { /* running at the end */
      OF ("600", "7", "0", "0", "1") OF ("600", "7", "0", "1", "1"),
      "7/0 u_7 1 32000/65536 @600+never\n",
      "assumed tasks that have run and not ended by the end of the trace: unending: 1 " },
    { /* waiting at the end */
      OF ("600", "7", "0", "0", "1"),
      "7/0 u_7 1 32000/65536 @600+never\n",
      "assumed tasks that wait at the end of the trace and never ran: unending: 1 " },
    { /* there already */
      OF ("0", "7", "0", "0", "11") OF ("0", "7", "0", "1", "11") OF ("660", "7", "0", "4", "11"),
      "7/0 u_7 202 32000/65536 @0+660\n",
      "assumed tasks there already: what they did before is not known: 1 " },
    { /* an end alone: it ran from the first row of all on */
      OF ("660", "7", "0", "4", "10"), "7/0 u_7 201 32000/65536 @660+0\n",
      "assumed tasks there already: what they did before is not known: 1 " },
    { /* a start alone: it was waiting */
      OF ("660", "7", "0", "1", "10") OF ("670", "7", "0", "4", "10"),
      "7/0 u_7 201 32000/65536 @660+10\n",
      "assumed tasks there already: what they did before is not known: 1 " },
    { /* no request at all; then one that a later row says */
      ROW ("600", "7", "0", "1", "0", "1", "", "") ROW ("600", "7", "0", "1", "1", "1", "", "")
      ROW ("605", "7", "0", "1", "4", "1", "", ""),
      "7/0 u_7 1 0/0 @600+5\n", "assumed tasks without a request: 0: 1 " },
    { ROW ("600", "7", "0", "1", "0", "1", "", "") ROW ("600", "7", "0", "1", "1", "1", "1e-05", "1")
      ROW ("605", "7", "0", "1", "4", "1", "1e-05", "1"),
      "7/0 u_7 1 1/262144 @600+5\n", "" },
    { /* changed */
      ROW ("600", "7", "0", "1", "0", "1", "0.01562", "0") OF ("601", "7", "0", "1", "1")
      OF ("605", "7", "0", "4", "1"),
      "7/0 u_7 1 1000/0 @600+4\n",
      "assumed tasks whose request changed: the first one counts: 1 " },
    { /* on a machine that is none */
      ROW ("600", "7", "0", "", "0", "1", "0", "0") ROW ("600", "7", "0", "9", "1", "1", "0", "0")
      ROW ("605", "7", "0", "9", "4", "1", "0", "0"),
      "7/0 u_7 1 0/0 @600+5\n",
      "assumed tasks on machines that machine_events does not know: 1 " },
    { /* without a user, and apart from its like */
      "600000000,,7,0,,0,,1,1,0,0,0,1\n600000000,,7,0,,1,,1,1,0,0,0,1\n600000000,,7,0,,4,,1,1,0,0,0,1\n",
      "7/0 default 1 0/0 @600+0\n",
      "left out wishes of tasks to be on different machines: 1 (first: "
      "task_events/part-00000-of-00009.csv:1)\nassumed tasks without a user: 'default': 1 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = load (cases[i].rows, NULL, NULL, &error);

    test_ok (scenario != NULL, error);
    g_autofree char *tasks = tasks_of (scenario);
    g_autofree char *notes = trace_notes_text (workload_notes (scenario->workload));
    g_autofree char *expected = g_strconcat (cases[i].note, cases[i].note[0] != '\0' ? p0 : "",
                                             NULL);
    ck_assert_str_eq (tasks, cases[i].task);
    ck_assert_str_eq (notes, expected);
  }
}
END_TEST

/* Rows that make no task, beside one that does; and tasks whose rows are in two parts. */
START_TEST (several)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (
    OF ("600", "7", "1", "0", "1") OF ("600", "7", "0", "0", "1") OF ("600", "8", "0", "0", "1")
    OF ("601", "7", "0", "1", "1") OF ("602", "8", "0", "5", "1") OF ("602", "7", "1", "8", "1"),
    OF ("603", "7", "0", "1", "1") OF ("604", "7", "1", "1", "1") OF ("700", "7", "0", "4", "1")
    OF ("710", "7", "1", "4", "1") NEVER ",,7,1,,0,u,1,1,0,0,0,0\n",
    NULL, &error);

  test_ok (scenario != NULL, error);
  g_autofree char *tasks = tasks_of (scenario);
  g_autofree char *notes = trace_notes_text (workload_notes (scenario->workload));
  ck_assert_str_eq (tasks, "7/1 u_7 1 32000/65536 @600+106\n7/0 u_7 1 32000/65536 @600+99\n");
  ck_assert_str_eq (
    notes, "left out rows after the trace (time 2^63-1): 1 (first: "
           "task_events/part-00001-of-00009.csv:5)\n"
           "left out tasks that left before they ever ran: 1 (first: "
           "task_events/part-00000-of-00009.csv:3)\n"
           "left out rows that update a task: 1 (first: task_events/part-00000-of-00009.csv:6)\n"
           "assumed rows of tasks that do not follow those before: without effect: 1 (first: "
           "task_events/part-00001-of-00009.csv:1)\n");
  ck_assert_uint_eq (workload_jobs (scenario->workload), 1);
  ck_assert_str_eq (workload_format (scenario->workload), "google2011");
  ck_assert (workload_was_sorted (scenario->workload));
}
END_TEST

START_TEST (capacities_and_events)
{
  static const char rows[] = "0,5,0,p,0.5,0.2493\n"
                             "0,6,0,p,,\n"
                             "0,8,0,p,,\n"
                             "700000000,5,1,p,0.5,0.2493\n"
                             "700000001,5,1,p,0.5,0.2493\n"
                             "800000000,5,0,p,0.5,0.2493\n"
                             "800000000,5,2,p,1,1\n"
                             "900000000,6,2,p,0.25,0.2498\n"
                             "950000000,9,0,p,1,1\n"
                             NEVER ",9,1,p,1,1\n";
  static const struct { gint64 time; guint machine; MachineEventKind kind; } events[] = {
    { 0, 0, MACHINE_ADD },
    { 0, 1, MACHINE_ADD },
    { 700, 0, MACHINE_DOWN },
    { 800, 0, MACHINE_UP },
    { 950, 2, MACHINE_ADD },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (OF ("600", "7", "1", "0", "1"), NULL, rows, &error);

  test_ok (scenario != NULL, error);
  g_autofree char *notes = trace_notes_text (scenario_machine_notes (scenario));
  const Inventory *inventory = scenario->inventory;
  ck_assert_uint_eq (inventory_count (inventory), 3);
  ck_assert_str_eq (inventory_machine (inventory, 1)->name, "6");
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 32000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 0), 65352); /* of 65352.4992 */
  ck_assert_int_eq (inventory_capacity (inventory, 0, 1), 16000);
  ck_assert_uint_eq (inventory->events->len, G_N_ELEMENTS (events));
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);
    ck_assert_int_eq (event->time, events[i].time * TIME_SECOND);
    ck_assert_uint_eq (event->machine, events[i].machine);
    ck_assert_int_eq (event->kind, events[i].kind);
  }
#define FIRST(line) "1 (first: machine_events/part-00000-of-00001.csv:" line ")\n"
  ck_assert_str_eq (notes, "left out rows of machines after the trace: " FIRST ("10")
                           "left out machines without a capacity: " FIRST ("3")
                           "left out rows that change a machine's capacity: " FIRST ("7")
                           "left out rows of machines that do not follow those before: " FIRST ("5")
                           "assumed machines whose capacity a later row says: " FIRST ("2"));
}
END_TEST

/* The folder, its task_events, and a part are the same trace with the same machines. */
START_TEST (folders_and_files)
{
  static const char *const paths[] = { "google", "google/", "google/task_events", PART0 };
  g_autoptr (Scenario) first = load (OF ("600", "7", "1", "0", "1"), NULL, NULL, NULL);
  g_autofree char *expected = tasks_of (first);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = load_path (paths[i], &error);

    test_ok (scenario != NULL, error);
    g_autofree char *tasks = tasks_of (scenario);
    ck_assert_str_eq (tasks, expected);
    ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
    /* the scenario, a part of tasks, one of machines */
    ck_assert_uint_eq (scenario->inputs->len, 3);
    for (guint k = 1; k < 3; k++)
      ck_assert (g_file_test (g_ptr_array_index (scenario->inputs, k), G_FILE_TEST_IS_REGULAR));
    ck_assert (g_str_has_prefix (g_ptr_array_index (scenario->input_names, 2), "google/"));
  }
}
END_TEST

static void
refuse (const char *part0, const char *part1, const char *machines, const char *message)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (load (part0, part1, machines, &error));
  ck_assert_msg (g_str_has_suffix (error->message, message), "%s", error->message);
}

START_TEST (faults)
{
  static const char *const good = OF ("600", "7", "1", "0", "1");

  refuse (good, "1,2,3\n", NULL,
          PART1 ":1: this is no row of task_events; expected 13 cells: time, missing info, job, task "
                "index, machine, event, user, class, priority, CPU, memory, disk, different machines");
  refuse (good, OF ("600", "7", "1", "1", "1") OF ("600", "7", "1", "9", "1"), NULL,
          PART1 ":2: event type: '9' is out of range; expected a whole number from 0 to 8");
  refuse (good, ROW ("", "", "1", "1", "9", "1", "0", "0"), NULL,
          PART1 ":1: job: '' is empty; expected a whole number from 0 to 9223372036854775807");
  refuse (good, ROW ("1", "7", "1", "x", "1", "1", "0", "0"), NULL,
          PART1 ":1: machine: 'x' is not a whole number; expected a whole number from 0 to "
                "9223372036854775807");
  refuse (good, OF ("600", "7", "1", "1", "12"), NULL,
          PART1 ":1: priority: '12' is out of range; expected a whole number from 0 to 11");
  refuse (good, ROW ("600", "7", "1", "1", "1", "1", "1/2", "0"), NULL,
          PART1 ":1: CPU request: '1/2' is not a number; expected a fraction of the largest machine "
                "like 0.25 or 6e-05");
  refuse (good, ROW ("600", "7", "1", "1", "1", "1", "0", "1e6"), NULL,
          PART1 ":1: memory request: '1e6' is out of range; expected a fraction of the largest "
                "machine like 0.25 or 6e-05");
  refuse (good, ROW ("5000000000000", "7", "1", "1", "1", "1", "0", "0"), NULL,
          PART1 ":1: time: '5000000000000000000' is out of range; expected microseconds below 2^62, "
                "or 2^63-1: after the trace");
  refuse (good, NULL, "0,1,0,p,1\n",
          MACHINES ":1: this is no row of machine_events; expected 6 cells: time, machine, event, "
                   "platform, CPUs, memory");
  refuse (good, NULL, "0,1,3,p,1,1\n",
          MACHINES ":1: event type: '3' is out of range; expected a whole number from 0 to 2");
  refuse (good, NULL, "0,1,0,p,1,-1\n",
          MACHINES ":1: memory: '-1' is not a number; expected a fraction of the largest machine "
                   "like 0.25 or 6e-05");
  refuse (OF ("600", "7", "1", "0", "1") OF ("600", "7", "1", "5", "1"), NULL, NULL,
          "google: no tasks; expected at least one task");
}
END_TEST

START_TEST (missing_parts)
{
  g_autoptr (GError) twice = NULL, gap = NULL, empty = NULL;
  g_autoptr (Scenario) scenario = load (OF ("600", "7", "1", "0", "1"), "", NULL, NULL);

  ck_assert_ptr_nonnull (scenario);
  write_part (PART0 ".gz", "");
  ck_assert_ptr_null (load_path ("google", &twice));
  ck_assert_msg (g_str_has_suffix (twice->message,
                                   "google/task_events: part-00000-of-00009.csv.gz beside "
                                   "part-00000-of-00009.csv; expected each part of one trace once"),
                 "%s", twice->message);
  ck_assert_int_eq (g_unlink (test_temp_path (PART0 ".gz")), 0);
  write_part (PART3, "");
  ck_assert_ptr_null (load_path ("google", &gap));
  ck_assert_msg (g_str_has_suffix (gap->message, "google/task_events: part-00002-of-00009 is missing; "
                                                 "expected parts without a gap"),
                 "%s", gap->message);
  g_mkdir_with_parents (test_temp_path ("google/none"), 0700);
  ck_assert_ptr_null (load_path ("google/none", &empty));
  ck_assert_msg (g_str_has_suffix (empty->message,
                                   "google/none: no format has traces in such a folder; expected a "
                                   "file, or a folder with batch_task.csv (alibaba2017, alibaba2018), "
                                   "pai_task_table.csv (alibaba-gpu2020), cluster_log.csv (helios), "
                                   "task_events/part-00000-of-00500.csv.gz and so on (google2011), or "
                                   "instance_events-000000000000.json.gz (google2019)"),
                 "%s", empty->message);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("google2011");
  TCase *tcase = tcase_create ("parts");

  tcase_add_test (tcase, rules);
  tcase_add_test (tcase, several);
  tcase_add_test (tcase, capacities_and_events);
  tcase_add_test (tcase, folders_and_files);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, missing_parts);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
