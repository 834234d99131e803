/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helios' log: jobs of several nodes, what is left out, and nodes that come and go with the number of GPUs
 * of their virtual cluster. */
#include "tests/trace_setup.h"

#define HEAD                                                                                       \
  "job_id,user,vc,gpu_num,cpu_num,node_num,state,submit_time,start_time,end_time,duration,queue\n"
#define GOOD                                                                                       \
  HEAD "1,uX,vcA,1,1,1,COMPLETED,2020-06-09 18:41:01,2020-06-09 18:41:01,2020-06-10 04:55:09,36848,0\n"

static char *
events_text (void)
{
  static const char *const kinds[] = { "add", "down", "up", "drain" };
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < inventory->events->len; i++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);
    g_string_append_printf (out, "%s%d %s %s", i > 0 ? "; " : "", (int) (event->time / TIME_SECOND),
                            inventory_machine (inventory, event->machine)->name,
                            kinds[event->kind]);
  }
  return g_string_free (out, FALSE);
}

START_TEST (jobs_become_tasks)
{
  g_autoptr (Workload) workload = load (GOOD
    "2,uV,vcB,16,64,2,FAILED,2020-06-09 18:41:27,2020-06-09 18:41:27,2020-06-09 18:45:36,249,0\n"
    "3,uz,vcB,3,3,2,CANCELLED,2020-06-09 18:40:28,2020-06-09 18:41:28,,60,60\n"
    "4,uz,vcB,3,3,2,CANCELLED,2020-06-09 18:40:28,None,2020-06-17 14:15:21,,0\n"
    "5,uz,vcB,0,0,1,COMPLETED,2020-06-09 18:40:28,2020-06-09 18:41:28,2020-06-09 18:41:29,1,60\n"
    "6,uz,,0,8,1,COMPLETED,2020-06-09 18:42:28,2020-06-09 18:42:28,2020-06-09 18:42:28,0,0\n");
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "3*2 vcB/uz batch 2000,0,2000@0+60 gang of 2; "
                          "1 vcA/uX batch 1000,0,1000@33+36848; "
                          "2*2 vcB/uV batch 32000,0,8000@59+249 gang of 2; "
                          "6 uz batch 8000,0,0@120+1");
  ck_assert_str_eq (notes, "left: jobs that have not run: 1 (first: line 5); "
                           "left: jobs without processors and GPUs: 1 (first: line 6); "
                           "kept: jobs that nodes share unevenly: all have what the largest share is: 1 "
                           "(first: line 4)");
}
END_TEST

START_TEST (nodes_come_and_go)
{
  g_autoptr (GError) error = NULL;
  const char *folder;
  test_temp_file ("cluster_gpu_number.csv", "date,vcA,vcB,total\n2020-06-08,8,16,24\n2020-06-10,16,8,24\n"
                                            "2020-06-11,16,24,40\n");
  test_temp_file ("cluster_log.csv", GOOD);
  folder = test_temp_dir ();
  test_ok (trace_read_own_machines (folder, folder, "auto", &context, inventory, &error), error);
  inventory_finish (inventory);
  g_autofree char *events = events_text ();
  ck_assert_str_eq (events, "0 vcA-0 add; 0 vcB-0 add; 0 vcB-1 add; 19139 vcA-1 add; 19139 vcB-1 drain; "
                            "105539 vcB-1 up; 105539 vcB-2 add");
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 48000);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 0), 8000);
  g_autoptr (Workload) workload = workload_load (folder, folder, "auto", &context, &error);
  test_ok (workload != NULL, error);
  g_autofree char *rows = rows_of (workload);
  ck_assert_str_eq (rows, "1 vcA/uX batch 1000,0,1000@0+36848 vc=vcA");
  g_auto (GStrv) files = trace_files (folder, folder, "auto", &context, &error);
  test_ok (files != NULL, error);
  ck_assert_uint_eq (g_strv_length (files), 2);
}
END_TEST

START_TEST (faults)
{
  static const Fault cases[] = {
    { "job_id,user,vc,gpu_num,node_num\n1,a,b,1,1\n",
      "t.csv:1: cpu_num: the column is missing; expected the columns of cluster_log.csv" },
    { HEAD "1,uX,vcA,1,1,1,COMPLETED,2020-06-09 18:41:01\n",
      "t.csv:2: a row of another number of cells; expected 12 cells between commas" },
    { HEAD "1,u,v,1,1,1,C,2020-06-31 18:41:01,,,1,0\n",
      "t.csv:2: submit_time: '2020-06-31 18:41:01' is no date; expected a date like 2020-06-09 18:41:01" },
    { HEAD "1,u,v,1.5,1,1,C,2020-06-30 18:41:01,,,1,0\n",
      "t.csv:2: gpu_num: '1.5' is not a whole number; expected a whole number from 0 to 2147483" },
    { HEAD "1,u,v,1,1,5000,C,2020-06-30 18:41:01,,,1,0\n",
      "t.csv:2: node_num: '5000' is out of range; expected a whole number from 0 to 4096" },
    { HEAD ",u,v,1,1,1,C,2020-06-30 18:41:01,,,1,0\n",
      "t.csv:2: job_id: the cell is empty; expected a name" },
    { HEAD "1,u,v,1,1,1,C,2020-06-30 18:41:01,,,soon,0\n",
      "t.csv:2: duration: 'soon' is not a number; expected seconds like 11 or 3.5" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_task_fault (cases[i].text, cases[i].message);
}
END_TEST

START_TEST (faulty_machines)
{
  static const struct { const char *text, *end; } cases[] = {
    { "day,vcA\n", "cluster_gpu_number.csv:1: the first column is 'day'; expected date and the names of "
                   "virtual clusters" },
    { "\n2020-04-01,8\n", "cluster_gpu_number.csv:1: the first column is ''; expected date and the names of "
                   "virtual clusters" },
    { "date,vcA\nnever,8\n", "cluster_gpu_number.csv:2: date: 'never' is no date; expected a day like "
                             "2020-04-01" },
    { "date,vcA\n2020-06-08,many\n", "cluster_gpu_number.csv:2: vcA: 'many' is not a whole number; expected "
                                     "a whole number from 0 to 1000000" },
  };
  test_temp_file ("cluster_log.csv", GOOD);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    test_temp_file ("cluster_gpu_number.csv", cases[i].text);
    ck_assert (!trace_read_own_machines (test_temp_dir (), "t", "auto", &context, inventory, &error));
    ck_assert_msg (g_str_has_suffix (error->message, cases[i].end), "%s", error->message);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("helios");
  TCase *tcase = tcase_create ("log");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_test (tcase, jobs_become_tasks);
  tcase_add_test (tcase, nodes_come_and_go);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, faulty_machines);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
