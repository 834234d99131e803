/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alibaba's GPU trace of 2020: tasks alone and joined with their jobs, machines, and how faulty rows are
 * refused. */
#include "tests/trace_setup.h"

#define TASKS                                                                                      \
  "4f05,tensorflow,1.0,Terminated,1739162.0,1739200.0,600.0,29.296875,50.0,MISC\n"                 \
  "8a21,ps,2.0,Terminated,1739100.0,1739200.0,400.0,10.0,,\n"                                      \
  "8a21,worker,4.0,Failed,1739110.5,1739200.0,,,200.0,V100\n"                                      \
  "77cc,xComputeWorker,2.0,Waiting,,,600.0,30.0,25.0,\n"                                           \
  "77cd,worker,,Terminated,1739110.0,1739200.0,600.0,30.0,25.0,T4\n"                               \
  "99ab,evaluator,1.0,Terminated,1739300.0,1739300.0,100.0,1.0,150.0,T4\n"

START_TEST (tasks_alone)
{
  g_autoptr (Workload) workload = load (TASKS);
  g_autofree char *rows = rows_of (workload), *notes = notes_of (workload_notes (workload));
  ck_assert_str_eq (rows, "8a21/ps/ps*2 default batch 4000,10240,0@1739100+100; "
                          "8a21/worker/worker*4 default batch 0,0,2000@1739110.5+89.5; "
                          "4f05/tensorflow/tensorflow default batch 6000,30000,500@1739162+38; "
                          "99ab/evaluator/evaluator default batch 1000,1024,2000@1739300+1");
  ck_assert_str_eq (
    notes, "left: tasks without instances: 1 (first: line 5); left: tasks without a run time: 1 (first: line 4); "
           "kept: tasks without a job: submitted when they started, by 'default': 4 (first: line 1); "
           "kept: tasks of several instances: each starts by itself: 2 (first: line 2); "
           "kept: tasks of more than one GPU and not of whole ones (rounded up): 1 (first: line 6); "
           "kept: tasks without plan_cpu (none): 1 (first: line 3); "
           "kept: tasks without plan_mem (none): 1 (first: line 3)");
}
END_TEST

/* A folder of all tables; jobs are in another order than tasks. */
START_TEST (tables_are_joined)
{
  g_autoptr (GError) error = NULL;
  const char *folder = test_temp_dir ();
  test_temp_file ("pai_task_table.csv", TASKS);
  test_temp_file ("pai_job_table.csv", "8a21,i2,user/b,Terminated,1739000.0,1739200.0\n"
                                       "77cc,i3,userc,Waiting,1739000.0,\n"
                                       "4f05,i1,usera,Terminated,1739161.0,1739200.0\n");
  test_temp_file ("pai_group_tag_table.csv", "i1,usera,,g1,\ni2,user/b,V100,g2,nmt\n");
  test_temp_file ("pai_machine_spec.csv", "82e5,T4,96,512,2\n82e6,CPU,64,256,0\n");
  g_autoptr (Workload) workload = workload_load (folder, folder, "auto", &context, &error);
  test_ok (workload != NULL, error);
  g_autofree char *rows = rows_of (workload);
  ck_assert_str_eq (rows, "8a21/ps/ps*2 user_b batch 4000,10240,0@1739000+100 gpu_type=V100; "
                          "8a21/worker/worker*4 user_b batch 0,0,2000@1739000+89.5 gpu_type=V100; "
                          "4f05/tensorflow/tensorflow usera batch 6000,30000,500@1739161+38; "
                          "99ab/evaluator/evaluator default batch 1000,1024,2000@1739300+1");
  test_ok (trace_read_own_machines (folder, folder, "auto", &context, inventory, &error), error);
  ck_assert_uint_eq (inventory_count (inventory), 2);
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 96000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 0), 512 * 1024);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 0), 2000);
  ck_assert_str_eq (labels_text (context.labels,
                                 machine_value (inventory_machine (inventory, 0),
                                                labels_intern (context.labels, "gpu_type"))),
                    "T4");
  g_auto (GStrv) files = trace_files (folder, folder, "auto", &context, &error);
  ck_assert_uint_eq (g_strv_length (files), 4);
}
END_TEST

START_TEST (faults)
{
#define GOOD "4f05,tensorflow,1.0,Terminated,1739162.0,1739200.0,600.0,29.296875,50.0,MISC\n"
  static const Fault cases[] = {
    { GOOD "a,b,1.0,Terminated,1,2,3,4,5\n",
      "t.csv:2: a row of another number of cells; expected 10 cells between commas" },
    { GOOD ",b,1.0,Terminated,1,2,3,4,5,T4\n", "t.csv:2: job_name: the cell is empty; expected a name" },
    { GOOD "a,b,some,Terminated,1,2,3,4,5,T4\n",
      "t.csv:2: inst_num: 'some' is not a number; expected a number of instances like 1.0" },
    { GOOD "a,b,1.0,Terminated,-1,2,3,4,5,T4\n",
      "t.csv:2: start_time: '-1' is negative; expected seconds like 11 or 3.5" },
    { GOOD "a,b,1.0,Terminated,1,2,3,4,all,T4\n",
      "t.csv:2: plan_gpu: 'all' is not a number; expected hundredths of a GPU like 50.0" },
    { GOOD GOOD, "t.csv:2: task 'tensorflow.0' of job '4f05/tensorflow' is there already; expected each "
                 "task of a job once; it is on line 1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_task_fault (cases[i].text, cases[i].message);
  check_machine_fault ("82e5,T4,96,512,2\n82e5,T4,96,512,2\n", "auto",
                       "m.csv:2: machine: machine '82e5' is there already; expected each machine once, with "
                       "at most 64 whole GPUs");
  check_machine_fault ("92e5,T4,96,512,2\n92e6,T4,96,512,many\n", "auto",
                       "m.csv:2: cap_gpu: 'many' is not a number; expected GPUs like 8");
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("alibaba_gpu2020");
  TCase *tcase = tcase_create ("tables");
  tcase_add_checked_fixture (tcase, setup, teardown);
  tcase_add_test (tcase, tasks_alone);
  tcase_add_test (tcase, tables_are_joined);
  tcase_add_test (tcase, faults);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
