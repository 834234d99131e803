/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba's trace of 2017: batch tasks with and without their instances, containers that come and go,
 * machines with errors, and how faulty rows are refused. */
#include "tests/trace_setup.h"

#define TASKS                                                                                      \
  "100,160,10,1,3,Terminated,50,0.25\n"                                                            \
  "-5,130,10,2,1,Failed,100,0.0047169811\n"                                                        \
  "90,95,11,3,2,Terminated,,\n"                                                                    \
  "90,0,11,4,2,Waiting,50,0.1\n"                                                                   \
  "90,95,11,5,0,Terminated,50,0.1\n"
#define MACHINES                                                                                   \
  "0,1,add,,64,0.69,1\n0,2,add,,64,1,1\n500,2,softerror,disk_full,,,\n600,1,harderror,links_broken,,,\n" \
  "900,2,add,,64,1,1\n"

static Workload *
load_folder (GError **error)
{
  return workload_load (test_temp_dir (), "t", "auto", &context, error);
}

static Workload *
load_good_folder (void)
{
  g_autoptr (GError) error = NULL;
  Workload *workload = load_folder (&error);
  test_ok (workload != NULL, error);
  return workload;
}

START_TEST (tasks_alone)
{
  g_autoptr (Workload) workload = load (TASKS);
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "10/2/2 alibaba2017 batch 1000,472,0@0+130; "
                          "11/3/3*2 alibaba2017 batch 1000,0,0@90+5; "
                          "10/1/1*3 alibaba2017 batch 500,25000,0@100+60");
  ck_assert_str_eq (
    notes, "left: tasks without instances: 1 (first: line 5); "
           "left: tasks that have not ended: 1 (first: line 4); "
           "kept: tasks without instances that ended: from creation to the last change: 4 (first: line 1); "
           "kept: tasks without plan_cpu (one core): 1 (first: line 3); "
           "kept: tasks without plan_mem (none): 1 (first: line 3)");
}
END_TEST

/* The mean of the instances that ended; each is told again where it was tried again. */
START_TEST (tasks_with_instances)
{
  test_temp_file ("batch_task.csv", TASKS);
  test_temp_file ("batch_instance.csv", "100,130,10,1,5,Terminated,1,1,0.5,0.2,0.1,0.1\n"
                                        "0,0,11,4,,Ready,0,0,,,,\n"
                                        "105,116,10,1,6,Terminated,2,2,0.5,0.2,0.1,0.1\n"
                                        "105,0,10,2,6,Failed,1,2,0.5,0.2,0.1,0.1\n"
                                        "95,99,11,4,6,Terminated,1,1,0.5,0.2,0.1,0.1\n");
  g_autoptr (Workload) workload = load_good_folder ();
  g_autofree char *rows = rows_of (workload);
  ck_assert_str_eq (rows, "10/2/2 alibaba2017 batch 1000,472,0@0+130; "
                          "11/3/3*2 alibaba2017 batch 1000,0,0@90+5; "
                          "11/4/4*2 alibaba2017 batch 500,10000,0@90+4; "
                          "10/1/1*3 alibaba2017 batch 500,25000,0@100+20.5");
}
END_TEST

START_TEST (containers)
{
  test_temp_file ("batch_task.csv", "100,160,10,1,3,Terminated,50,0.25\n");
  test_temp_file ("container_event.csv", "0,Create,1,576,4,0.0424,0.03,1|2|3|4,\n"
                                         "34424,Create,2,577,8,0.1,0.03,1|2,\n"
                                         "34500,Remove,2,577,8,0.1,0.03,1|2,\n"
                                         "34600,Create,2,577,8,0.1,0.03,1|2,\n"
                                         "34700,Remove,3,577,8,0.1,0.03,1|2,\n");
  g_autoptr (Workload) workload = load_good_folder ();
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "service/1 service prod 4000,4240,0@0+…; "
                          "10/1/1*3 alibaba2017 batch 500,25000,0@100+60; "
                          "service/2 service prod 8000,10000,0@34424+76");
  ck_assert_msg (g_str_has_prefix (notes, "left: rows of containers that do not follow those before: 2 "
                                          "(first: container_event.csv:4)"), "%s", notes);
}
END_TEST

START_TEST (machines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) events = g_string_new (NULL);
  test_temp_file ("batch_task.csv", TASKS);
  test_temp_file ("server_event.csv", MACHINES);
  test_ok (trace_read_own_machines (test_temp_dir (), "t", "auto", &context, inventory, &error), error);
  inventory_finish (inventory);
  for (guint i = 0; i < inventory->events->len; i++) {
    static const char *const kinds[] = { "add", "down", "up", "drain" };
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);
    g_string_append_printf (events, "%d %s %s; ", (int) (event->time / TIME_SECOND),
                            inventory_machine (inventory, event->machine)->name, kinds[event->kind]);
  }
  ck_assert_str_eq (events->str, "0 1 add; 0 2 add; 500 2 drain; 600 1 drain; 900 2 up; ");
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 64000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 0), 69000);
  g_auto (GStrv) files = trace_files (test_temp_dir (), "t", "auto", &context, &error);
  ck_assert_uint_eq (g_strv_length (files), 2);
}
END_TEST

START_TEST (machines_file)
{
  read_machines (MACHINES);
  ck_assert_uint_eq (inventory_count (inventory), 2);
}
END_TEST

START_TEST (faults)
{
#define GOOD "100,160,10,1,3,Terminated,50,0.25\n"
  static const Fault cases[] = {
    { GOOD "1,2,3\n", "t.csv:2: a row of another number of cells; expected 8 cells between commas" },
    { GOOD "soon,160,10,2,3,Terminated,50,0.25\n",
      "t.csv:2: create_timestamp: 'soon' is not a whole number; expected a whole number from "
      "-2305843009213 to 2305843009213" },
    { GOOD "1,160,,2,3,Terminated,50,0.25\n", "t.csv:2: job_id: the cell is empty; expected a name" },
    { GOOD "1,160,1,2,3,Terminated,half,0.25\n",
      "t.csv:2: plan_cpu: 'half' is not a number; expected hundredths of a core like 50" },
    { GOOD "1,160,1,2,3,Terminated,50,-1\n",
      "t.csv:2: plan_mem: '-1' is negative; expected a part of the largest machine like 0.25" },
    { GOOD GOOD, "t.csv:2: task '1.0' of job '10/1' is there already; expected each task of a job once; "
                 "it is on line 1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_task_fault (cases[i].text, cases[i].message);
  check_machine_fault ("0,1,add,,64,0.69,1\n0,3,softerror,x,,,\n", "auto",
                       "m.csv:2: machine_id: machine '3' is not there; expected a machine that was added");
  check_machine_fault ("0,7,add,,64,0.69,1\n0,7,bad,x,,,\n", "auto",
                       "m.csv:2: event_type: 'bad' is no event; expected add, softerror or harderror");
}
END_TEST

START_TEST (faulty_containers)
{
  g_autoptr (GError) error = NULL;
  test_temp_file ("batch_task.csv", GOOD);
  test_temp_file ("container_event.csv", "0,Move,1,576,4,0.0424,0.03,1|2\n");
  ck_assert_ptr_null (load_folder (&error));
  ck_assert_msg (g_str_has_suffix (error->message, "container_event.csv:1: event: 'Move' is no event; "
                                                   "expected Create or Remove"), "%s", error->message);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("alibaba2017");
  TCase *tcase = tcase_create ("tables");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_test (tcase, tasks_alone);
  tcase_add_test (tcase, tasks_with_instances);
  tcase_add_test (tcase, containers);
  tcase_add_test (tcase, machines);
  tcase_add_test (tcase, machines_file);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, faulty_containers);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
