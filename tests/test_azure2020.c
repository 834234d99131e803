/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure's packing trace from small databases that are made here: what VMs become on machines of which
 * type, and how faulty files are refused. */
#include "test.h"
#include "workload_text.h"

#include <sqlite3.h>

#define FILE_NAME "azure.sqlite"

#define VM_TABLE                                                                                   \
  "CREATE TABLE vm (vmId INTEGER, tenantId INTEGER, vmTypeId INTEGER, priority INTEGER, "          \
  "starttime REAL, endtime REAL);"
#define TYPE_TABLE                                                                                 \
  "CREATE TABLE vmType (id INTEGER, vmTypeId INTEGER, machineId INTEGER, core REAL, memory REAL, " \
  "hdd REAL, ssd REAL, nic REAL);"

/* Types 1 and 2 are for machines 7, 1 and 3 for machines 4: more VMs are of the latter. */
static const char types[] = "INSERT INTO vmType VALUES (1, 1, 7, 0.5, 0.25, 0, 0.125, 0.3),"
                            "(2, 2, 7, 1, 1, 1, 1, 1),"
                            "(3, 1, 4, 0.041666666666666664, 0.1, NULL, 0.2, 1e-9),"
                            "(4, 3, 4, 0.25, NULL, 0, 0, 0),"
                            "(5, 3, 4, 1, 1, 1, 1, 1);";
static const char vms[] = "INSERT INTO vm VALUES (10, 5, 1, 0, 2.5, 3),"
                          "(11, 5, 1, 1, -3, 0.25),"
                          "(12, 6, 3, 0, 1.000001, NULL),"
                          "(13, 6, 3, 0, -2, NULL),"
                          "(14, 6, 3, 1, -4, -1),"
                          "(15, 7, 2, 1, 0.5, 0.5),"
                          "(16, 7, 1, 1, 0, 90);";

static void
make (const char *const *statements)
{
  const char *path = test_temp_path (FILE_NAME);
  sqlite3 *database = NULL;

  (void) g_unlink (path);
  ck_assert_int_eq (sqlite3_open (path, &database), SQLITE_OK);
  for (; *statements != NULL; statements++)
    ck_assert_msg (sqlite3_exec (database, *statements, NULL, NULL, NULL) == SQLITE_OK, "%s",
                   sqlite3_errmsg (database));
  ck_assert_int_eq (sqlite3_close (database), SQLITE_OK);
}

static Scenario *
load (const char *keys, const char *cell, GError **error)
{
  g_autofree char *text = g_strdup_printf (
    "[workload]\ntrace = " FILE_NAME "\n%s[cell]\n%s[machines m]\ncpu = 64\nmemory = 256GiB\n", keys,
    cell);

  return scenario_load (test_temp_file ("azure.scenario", text), NULL, error);
}

/* Every task with all that it asks for, and in microseconds. */
static char *
tasks_of (const Scenario *scenario)
{
  return workload_tasks_text (scenario, scenario->context.resources->count, 1);
}

static void
check (const char *keys, const char *cell, const char *tasks, const char *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (keys, cell, &error);

  test_ok (scenario != NULL, error);
  g_autofree char *has_tasks = tasks_of (scenario);
  g_autofree char *has_notes = trace_notes_text (workload_notes (scenario->workload));
  ck_assert_str_eq (has_tasks, tasks);
  ck_assert_str_eq (has_notes, notes);
  ck_assert_str_eq (workload_format (scenario->workload), "azure2020");
  ck_assert (workload_was_sorted (scenario->workload));
}

/* Six VMs may be on machines 4, four on machines 7. A 24th of 64 cores is rounded down. */
START_TEST (most_vms_choose_the_machine)
{
  make ((const char *const[]){ VM_TABLE, TYPE_TABLE, types, vms, NULL });
  check ("", "resources = cpu;memory\n",
         "11/0 tenant5 100 2666/26214 @0+21600000000\n"
         "13/0 tenant6 200 16000/0 @0+never\n"
         "16/0 tenant7 100 2666/26214 @0+7776000000000\n"
         "12/0 tenant6 200 16000/0 @86400086400+never\n"
         "10/0 tenant5 200 2666/26214 @216000000000+43200000000\n",
         "left out VMs of types that are not for machines of the chosen type: 1 (first: line 6)\n"
         "left out VMs that left before the trace began: 1 (first: line 5)\n"
         "assumed VMs there already: submitted at 0, for what is left of their life: 2 (first: line 2)\n"
         "assumed VMs without an end: unending: 2 (first: line 4)\n"
         "assumed VM types that do not say all they ask for: 0 of the rest: 1 (first: line 4)\n");
}
END_TEST

START_TEST (a_key_chooses_the_machine)
{
  make ((const char *const[]){ VM_TABLE, TYPE_TABLE, types, vms, NULL });
  check ("machine-type = 7\n", "resources = nic;cpu;memory;ssd\n",
         "11/0 tenant5 100 300000/32000/65536/125000 @0+21600000000\n"
         "16/0 tenant7 100 300000/32000/65536/125000 @0+7776000000000\n"
         "15/0 tenant7 100 1000000/64000/262144/1000000 @43200000000+0\n"
         "10/0 tenant5 200 300000/32000/65536/125000 @216000000000+43200000000\n",
         "left out VMs of types that are not for machines of the chosen type: 2 (first: line 4)\n"
         "left out VMs that left before the trace began: 1 (first: line 5)\n"
         "assumed VMs there already: submitted at 0, for what is left of their life: 1 (first: line 2)\n");
  check ("machine-type = 4\n", "resources = hdd;nic;cpu;memory\n",
         "11/0 tenant5 100 0/1/2666/26214 @0+21600000000\n"
         "13/0 tenant6 200 0/0/16000/0 @0+never\n"
         "16/0 tenant7 100 0/1/2666/26214 @0+7776000000000\n"
         "12/0 tenant6 200 0/0/16000/0 @86400086400+never\n"
         "10/0 tenant5 200 0/1/2666/26214 @216000000000+43200000000\n",
         "left out VMs of types that are not for machines of the chosen type: 1 (first: line 6)\n"
         "left out VMs that left before the trace began: 1 (first: line 5)\n"
         "assumed VMs there already: submitted at 0, for what is left of their life: 2 (first: line 2)\n"
         "assumed VMs without an end: unending: 2 (first: line 4)\n"
         "assumed VM types that do not say all they ask for: 0 of the rest: 2 (first: line 3)\n");
}
END_TEST

/* As many VMs of 1/n fit on a machine as the trace means, and no more. */
START_TEST (fractions_fill_a_machine)
{
  g_autoptr (GString) rows = g_string_new (NULL);

  for (int n = 1; n <= 128; n++)
    g_string_append_printf (rows,
                            "INSERT INTO vmType VALUES (%d, %d, 0, %.17g, %.17g, 0, 0, 0);"
                            "INSERT INTO vm VALUES (%d, 1, %d, 0, 0, 1);",
                            n, n, 1.0 / n, (double) (float) (1.0 / n), n, n);
  make ((const char *const[]){ VM_TABLE, TYPE_TABLE, rows->str, NULL });
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load ("", "", &error);
  test_ok (scenario != NULL, error);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  TaskRecord task;
  for (int n = 1; n <= 128; n++) {
    ck_assert_int_eq (task_stream_next (stream, &task, NULL), 1);
    const Amounts *request = &task_classes_get (scenario->classes, task.task_class)->request;
    ck_assert_int_le (request->of[0] * n, 64000);
    ck_assert_int_gt (request->of[0] * (n + 1), 64000);
    ck_assert_int_gt (request->of[1] * (n + 1), 262144);
  }
}
END_TEST

static void
refuse (const char *types_text, const char *vms_text, const char *keys, const char *message)
{
  g_autoptr (GError) error = NULL;

  make ((const char *const[]){ types_text, vms_text, NULL });
  ck_assert_ptr_null (load (keys, "", &error));
  ck_assert_msg (g_str_has_suffix (error->message, message), "%s", error->message);
}

START_TEST (faults)
{
#define TYPES TYPE_TABLE "INSERT INTO vmType VALUES (1, 1, 7, 0.5, 0.25, 0, 0, 0);"
#define VMS(row) VM_TABLE "INSERT INTO vm VALUES (1, 1, 1, 0, 0, 1);INSERT INTO vm VALUES (" row ");"
  refuse ("", VMS ("2, 1, 1, 0, 0, 1"), "",
          FILE_NAME ": no such table: vmType; expected tables vm(vmId, tenantId, vmTypeId, priority, "
                    "starttime, endtime) and vmType(id, vmTypeId, machineId, core, memory, hdd, ssd, nic)");
  refuse (TYPES, "CREATE TABLE vm (vmId, tenantId, vmTypeId, priority, starttime)", "",
          FILE_NAME ": no such column: endtime; expected tables vm(vmId, tenantId, vmTypeId, priority, "
                    "starttime, endtime) and vmType(id, vmTypeId, machineId, core, memory, hdd, ssd, nic)");
  refuse (TYPES, VMS ("2, 1, 1, 2, 0, 1"), "",
          FILE_NAME ":2: priority: '2' is out of range; expected a number from 0 to 1");
  refuse (TYPES, VMS ("2, 1, 1, 0, NULL, 1"), "",
          FILE_NAME ":2: starttime: 'NULL' is no number; expected a number from -1000000 to 1000000");
  refuse (TYPES, VMS ("2, 1, 1, 0, 0, 'later'"), "",
          FILE_NAME ":2: endtime: 'later' is no number; expected a number from -1000000 to 1000000");
  refuse (TYPES, VMS ("2, 1, 1, 0, 2, 1"), "",
          FILE_NAME ":2: endtime: 1 is before 2; expected one that is not before starttime");
  refuse (TYPES, VMS ("NULL, 1, 1, 0, 0, 1"), "", FILE_NAME ":2: vmId: '' is empty; expected a name");
  refuse (TYPES, VMS ("2, NULL, 1, 0, 0, 1"), "",
          FILE_NAME ":2: tenantId: '' is empty; expected a name");
  refuse (TYPES, VMS ("1, 1, 1, 0, 0, 1"), "",
          FILE_NAME ":2: task '0' of job '1' is there already; expected each task of a job once; it is "
                    "on line 1");
  refuse (TYPE_TABLE "INSERT INTO vmType VALUES (3, 1, 7, -1, 0, 0, 0, 0);",
          VMS ("2, 1, 1, 0, 0, 1"), "",
          FILE_NAME ":3: core: '-1.0' is out of range; expected a number from 0 to 1000");
  refuse (TYPES, VMS ("2, 1, 1, 0, 0, 1"), "machine-type = 8\n",
          FILE_NAME ": no VM type is for machines of type 8; expected a machineId of table vmType, and "
                    "VMs of its types");
  refuse (TYPES, VM_TABLE, "", FILE_NAME ": no tasks; expected at least one task");
}
END_TEST

/* A file that only begins like a database, one that says nothing of machines, and a key without it. */
START_TEST (other_files)
{
  static const char text[] = "[workload]\ntrace = " FILE_NAME "\n";
  g_autoptr (GError) junk = NULL, machines = NULL, key = NULL, alone = NULL;

  test_temp_file ("t.csv", "job,submit\n1,0\n");
  ck_assert_ptr_null (scenario_load (
    test_temp_file ("key.scenario", "[workload]\ntrace = t.csv\nmachine-type = 0\n[machines m]\ncpu=1\n"),
    NULL, &key));
  ck_assert_msg (strstr (key->message, "t.csv: machine-type: a trace of format berth has no types of "
                                       "machines; expected none, or a trace of format azure2020"),
                 "%s", key->message);
  ck_assert_ptr_null (scenario_load (
    test_temp_file ("alone.scenario", "[workload]\nmachine-type = 0\n[generate g]\njobs = 1\nrate = 1/s\n"
                                      "[machines m]\ncpu = 1\n"),
    NULL, &alone));
  ck_assert_msg (strstr (alone->message, "alone.scenario:2: machine-type: there is no trace; expected a "
                                         "trace beside it"),
                 "%s", alone->message);
  make ((const char *const[]){ TYPES, VMS ("2, 1, 1, 0, 0, 1"), NULL });
  ck_assert_ptr_null (scenario_load (test_temp_file ("azure.scenario", text), NULL, &machines));
  ck_assert_msg (strstr (machines->message, "no machines; expected machines = FILE in [cell], or a group"),
                 "%s", machines->message);
  ck_assert (g_file_set_contents (test_temp_path (FILE_NAME), "SQLite format 3\0junk", 20, NULL));
  ck_assert_ptr_null (load ("", "", &junk));
  ck_assert_msg (g_str_has_suffix (junk->message, FILE_NAME ": file is not a database"), "%s",
                 junk->message);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("azure2020");
  TCase *tcase = tcase_create ("databases");

  tcase_add_test (tcase, most_vms_choose_the_machine);
  tcase_add_test (tcase, a_key_chooses_the_machine);
  tcase_add_test (tcase, fractions_fill_a_machine);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, other_files);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
