/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes and pods of the openb trace. */
#include "trace_setup.h"

START_TEST (openb_small)
{
  g_autoptr (Workload) workload = load (POD "p0,12000,16384,1,460,G2|T4,LS,Running,10,110,30\n"
                                            "p1,6000,12288,8,1000,,BE,Pending,20,120,\n"
                                            "p2,500,1024,0,0,,Burstable,Running,30,25,30\n"
                                            "p3,500,1024,0,0,,Guaranteed,Running,40,,40\n");
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  const TaskClass *class;
  TaskRecord task;

  ck_assert_str_eq (workload_format (workload), "openb");
  next_task (stream, &task);
  class = class_of (&task);
  ck_assert_str_eq (task.job, "p0");
  ck_assert_int_eq (task.name.number, 0);
  ck_assert_str_eq (users_get (context.users, task.user)->path, "openb");
  ck_assert_int_eq (task.submit, 10 * TIME_SECOND);
  ck_assert_int_eq (task.duration, 80 * TIME_SECOND);
  ck_assert_int_eq (class->request.of[0], 12000);
  ck_assert_int_eq (class->request.of[1], 16384);
  ck_assert_int_eq (class->request.of[2], 460);
  ck_assert_int_eq (class->tier, TIER_PROD);
  ck_assert_uint_eq (class->constraints.count, 1);
  ck_assert_str_eq (labels_text (context.labels, class->constraints.item[0].key), "model");
  ck_assert_uint_eq (class->constraints.item[0].n_values, 2);
  next_task (stream, &task);
  class = class_of (&task);
  ck_assert_int_eq (task.duration, 100 * TIME_SECOND); /* never scheduled: since its creation */
  ck_assert_int_eq (class->request.of[2], 8000);
  ck_assert_int_eq (class->tier, TIER_BATCH);
  next_task (stream, &task);
  ck_assert_int_eq (task.duration, DURATION_UNENDING); /* negative */
  ck_assert_int_eq (class_of (&task)->tier, TIER_BATCH);
  ck_assert_int_eq (class_of (&task)->request.of[2], 0);
  next_task (stream, &task);
  ck_assert_int_eq (task.duration, DURATION_UNENDING); /* missing */
  ck_assert_int_eq (class_of (&task)->tier, TIER_PROD);
}
END_TEST

START_TEST (openb_machines)
{
  const Machine *machine;

  read_machines (
    "sn,cpu_milli,memory_mib,gpu,model\nn0,32000,262144,0,\nn1,96000,786432,8,V100M32\n");
  ck_assert_int_eq (inventory_capacity (inventory, 0, 1), 96000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 1), 786432);
  ck_assert_int_eq (inventory_capacity (inventory, 2, 1), 8000);
  ck_assert_uint_eq (inventory_machine (inventory, 0)->n_attributes, 1);
  machine = inventory_machine (inventory, 1);
  ck_assert_uint_eq (machine->n_attributes, 2);
  ck_assert_str_eq (labels_text (context.labels, machine->attributes[0].key), "model");
  ck_assert_str_eq (labels_text (context.labels, machine->attributes[0].value), "V100M32");
}
END_TEST

START_TEST (openb_notes)
{
  g_autoptr (Workload) workload = load (POD "p0,1,1,0,0,,LS,Running,0,9,0\n"
                                            "p1,1,1,0,0,,LS,Pending,1,9,\n"
                                            "p2,,1,0,0,,LS,Running,2,,\n"
                                            "p3,1,1,0,500,,LS,Running,3,5,8\n");
  static const char *const texts[] = {
    "pods that were never scheduled: from their creation to their deletion: 1 (first: line 3)",
    "pods that were not deleted: unending: 1 (first: line 4)",
    "pods deleted before they were scheduled: unending: 1 (first: line 5)",
    "pods without cpu_milli or memory_mib: 0: 1 (first: line 4)",
    "pods of a part of no GPU (num_gpu 0): none: 1 (first: line 5)",
  };
  const TraceNote *notes = workload_notes (workload);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autofree char *text = trace_note_text (&notes[i]);

    ck_assert_str_eq (text, texts[i]);
    ck_assert (notes[i].kept);
  }
  ck_assert_ptr_null (notes[G_N_ELEMENTS (texts)].what);
}
END_TEST

START_TEST (openb_without_gpu)
{
  static const char *const names[] = { "cpu", "memory", NULL };

  teardown ();
  setup_resources (names);
  read_machines ("sn,cpu_milli,memory_mib,gpu,model\nn1,96000,786432,8,V100M32\n");
  check_task_fault (
    POD "p0,1,1,0,0,,LS,Running,0,1,0\np1,1,1,1,1000,,LS,Running,0,1,0\n",
    "t.csv:3: num_gpu: the pod asks for gpu, which the cell does not count; expected "
    "'gpu' among [cell] resources, or pods without");
}
END_TEST

START_TEST (openb_real_machines)
{
  g_autoptr (GError) error = NULL;
  const char *folder = test_need_shared ("traces/openb");
  g_autofree char *path = g_build_filename (folder, "openb_node_list_all_node.csv", NULL);
  Total gpus = 0;

  test_ok (trace_read_machines (path, "nodes.csv", "auto", &context, inventory, &error), error);
  ck_assert_uint_eq (inventory_count (inventory), 1523);
  for (guint m = 0; m < inventory_count (inventory); m++)
    gpus += inventory_capacity (inventory, 2, m);
  ck_assert_int_eq (gpus, 6212 * DEVICE);
}
END_TEST

/* The 897 pods without a time of scheduling, by what stands in the file. */
START_TEST (openb_real_pods)
{
  g_autoptr (GError) error = NULL;
  const char *folder = test_need_shared ("traces/openb");
  g_autofree char *path = g_build_filename (folder, "openb_pod_list_default.csv", NULL);
  g_autofree char *text = test_read_file (path);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (Workload) workload = workload_load (path, "pods.csv", "auto", &context, &error);
  g_autoptr (TaskStream) stream = NULL;
  TaskRecord task;
  guint pending = 0;
  guint shared = 0;

  test_ok (workload != NULL, error);
  ck_assert_str_eq (workload_format (workload), "openb");
  ck_assert_uint_eq (workload_tasks (workload), 8152);
  ck_assert_uint_eq (workload_jobs (workload), 8152);
  ck_assert (workload_was_sorted (workload));
  ck_assert_int_eq (workload_last_submit (workload), 12901761 * TIME_SECOND);
  stream = workload_open (workload, &error);
  for (guint i = 0; i < 8152; i++) {
    g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i + 1]), ",", -1);
    gint64 created = g_ascii_strtoll (cells[8], NULL, 10);
    gint64 deleted = g_ascii_strtoll (cells[9], NULL, 10);
    gint64 scheduled = cells[10][0] != '\0' ? g_ascii_strtoll (cells[10], NULL, 10) : created;

    next_task (stream, &task);
    ck_assert_str_eq (task.job, cells[0]);
    ck_assert_int_eq (task.submit, created * TIME_SECOND);
    ck_assert_int_eq (task.duration, (deleted - scheduled) * TIME_SECOND);
    pending += cells[10][0] == '\0';
    shared += class_of (&task)->request.of[2] % DEVICE != 0;
  }
  ck_assert_uint_eq (pending, 897);
  ck_assert_uint_eq (shared, 8152 - 3911 - 1088 - 44 - 16 - 15);
  ck_assert_int_eq (task_stream_next (stream, &task, &error), 0);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("openb");
  TCase *t = tcase_create ("openb");

  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, openb_small);
  tcase_add_test (t, openb_machines);
  tcase_add_test (t, openb_notes);
  tcase_add_test (t, openb_without_gpu);
  tcase_add_test (t, openb_real_machines);
  tcase_add_test (t, openb_real_pods);
  suite_add_tcase (s, t);
  return s;
}

TEST_MAIN (suite)
