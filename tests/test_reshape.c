/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reshaping. The numbers drawn are those of docs/simulation.md for seed 5, worked out apart. */
#include "trace_setup.h"

static void
reshape (Workload *workload, Reshaping reshaping)
{
  g_autoptr (GError) error = NULL;

  reshaping.seed = 5;
  test_ok (workload_reshape (workload, &reshaping, &error), error);
}

START_TEST (reshaped_rows)
{
  static const struct {
    Reshaping reshaping;
    const char *tasks;
  } cases[] = {
    { { .inflate = -1 }, "b/0@1 b/1@1 c/0@2 a/0@3" },
    { { .inflate = -1, .one_by_one = TRUE }, "b/0@0 b/1@0 c/0@1 a/0@2" },
    { { .inflate = 2, .until = 2500 }, "b/0@1 b/1@1 c/0@2 a/0@3" },
    { { .inflate = 2, .until = 5501 },
      "b/0@1 b/1@1 b#1/0@1 b#1/1@1 c/0@2 c#0/0@2 c#2/0@2 c#3/0@2 a/0@3 a#4/0@3 a#5/0@3 "
      "a#6/0@3" },
    { { .inflate = 2, .until = 5501, .shuffle = TRUE },
      "c/0@1 a/0@1 b#1/0@2 b#1/1@2 b/0@2 b/1@2 c#0/0@2 c#2/0@2 c#3/0@3 a#4/0@3 a#6/0@3 "
      "a#5/0@3" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (Workload) workload = load ("job,submit,gpu,count\na,3,0.5,1\nb,1,1,2\nc,2,0,1\n");
    reshape (workload, cases[i].reshaping);
    g_autofree char *tasks = tasks_of (workload);
    ck_assert_msg (strcmp (tasks, cases[i].tasks) == 0, "case %u: %s", i, tasks);
  }
}
END_TEST

/* What is known of the whole follows; what is known of classes is the file's. */
START_TEST (reshaped_figures)
{
  g_autoptr (Workload) workload = load ("job,user,submit,duration,gpu,count\na,x,3,10,0.5,1\n"
                                        "b,y,1,,1,2\nc,x,2,5,0,1\n");
  double demand = workload_user_demand (workload, 0);
  reshape (workload, (Reshaping){ .inflate = 2, .until = 5501, .one_by_one = TRUE });
  ck_assert_uint_eq (workload_tasks (workload), 12);
  ck_assert_uint_eq (workload_jobs (workload), 10);
  ck_assert_int_eq (workload_last_submit (workload), 9 * TIME_SECOND);
  ck_assert (!workload_was_sorted (workload));
  ck_assert_double_eq (workload_user_demand (workload, 0), 4 * demand);
  guint64 tasks = 0;
  for (guint c = 0; c < task_classes_count (context.classes); c++)
    tasks += task_classes_get (context.classes, c)->tasks;
  ck_assert_uint_eq (tasks, 4);
  reshape (workload, (Reshaping){ .inflate = -1, .unending = TRUE });
  g_autoptr (TaskStream) stream = workload_open (workload, NULL);
  TaskRecord record;
  for (guint i = 0; i < 10; i++) {
    next_task (stream, &record);
    ck_assert_int_eq (record.duration, DURATION_UNENDING);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("reshape");
  TCase *t = tcase_create ("reshape");

  tcase_add_checked_fixture (t, setup, teardown);
  tcase_add_test (t, reshaped_rows);
  tcase_add_test (t, reshaped_figures);
  suite_add_tcase (s, t);
  return s;
}

TEST_MAIN (suite)
