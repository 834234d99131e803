/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs of Philly's clusters: what becomes of attempts and of GPUs, where the machines are found, and how
 * faulty files are refused. */
#include "scenario/scenario.h"
#include "test.h"

#define LIST "machineId, number of GPUs, single GPU mem\nm1,8, 24GB\nm2,2, 12GB\n"
#define JOB(id, submitted, attempts)                                                               \
  "{\"status\": \"Pass\", \"vc\": \"ee9e8c\", \"jobid\": \"" id "\", \"attempts\": [" attempts     \
  "], \"submitted_time\": " submitted ", \"user\": \"ce2f4c\"}"
#define AT(start, end, detail)                                                                     \
  "{\"start_time\": " start ", \"end_time\": " end ", \"detail\": [" detail "]}"
#define ON(machine, gpus) "{\"ip\": \"" machine "\", \"gpus\": [" gpus "]}"
#define ONE ON ("m1", "\"gpu0\"")
#define DAY(time) "\"2017-10-07 " time "\""

static Scenario *
load_at (const char *jobs, const char *list, const char *rest, GError **error)
{
  g_autofree char *text
    = g_strdup_printf ("[workload]\ntrace = cluster_job_log\n%s", rest);
  test_temp_file ("cluster_job_log", jobs);
  if (list != NULL)
    test_temp_file ("cluster_machine_list", list);
  return scenario_load (test_temp_file ("philly.scenario", text), NULL, error);
}

/* `JOB USER SUBMIT DURATION TASKSxGPUS gangNEED` a line; times in seconds. */
static char *
jobs_of (const Scenario *scenario)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  GString *out = g_string_new (NULL);
  TaskRecord task;
  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, task.task_class);
    g_string_append_printf (out, "%s %s %d %d %ux%d gang %u\n", task.job,
                            users_get (scenario->users, task.user)->path,
                            (int) (task.submit / TIME_SECOND),
                            task.duration == DURATION_UNENDING ? -1 : (int) (task.duration / TIME_SECOND),
                            task.count, class->request.of[2], class->gang);
    ck_assert (task.duration == task.estimate && class->tier == TIER_BATCH
               && class->request.of[0] == 0 && class->request.of[1] == 0);
  }
  return g_string_free (out, FALSE);
}

static char *
notes_of (const Scenario *scenario)
{
  GString *out = g_string_new (NULL);
  for (const TraceNote *note = workload_notes (scenario->workload); note->what != NULL; note++)
    g_string_append_printf (out, "%s%s %d:%u\n", note->kept ? "" : "-", note->what,
                            (int) note->count, note->line);
  return g_string_free (out, FALSE);
}

static void
expect (const char *jobs, const char *expected, const char *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load_at (jobs, LIST, "", &error);
  test_ok (scenario != NULL, error);
  g_autofree char *got = jobs_of (scenario);
  g_autofree char *noted = notes_of (scenario);
  ck_assert_str_eq (got, expected);
  ck_assert_str_eq (noted, notes);
}

START_TEST (jobs)
{
  /* The first submit is the trace's 0, wherever it stands; attempts add up; the last one says how many. */
  expect ("[" JOB ("b", DAY ("01:00:00"),
                   AT (DAY ("02:00:00"), DAY ("02:00:10"), ONE) ","
                   AT (DAY ("03:00:00"), "\"2017-10-08 03:00:05\"",
                       ON ("m1", "\"gpu0\", \"gpu1\"") "," ON ("m2", "\"gpu0\", \"gpu1\"")))
          ",\n" JOB ("a", DAY ("00:59:58"), AT (DAY ("01:00:00"), DAY ("01:00:01"), ONE)) "]",
          "a ee9e8c/ce2f4c 0 1 1x1000 gang 0\nb ee9e8c/ce2f4c 2 86415 2x2000 gang 2\n", "");
}
END_TEST

START_TEST (of_another_number)
{
  expect ("[" JOB ("a", DAY ("01:00:00"),
                   AT (DAY ("02:00:00"), DAY ("02:00:10"), ON ("m1", "\"gpu0\", \"gpu1\"") "," ON ("m2", "\"gpu0\"") "," ON ("m3", "")))
          ",\n" JOB ("b", DAY ("01:00:00"),
                     AT (DAY ("02:00:00"), DAY ("02:00:10"), ON ("m1", "\"gpu0\", \"gpu1\", \"gpu2\"")) ","
                     AT (DAY ("02:00:20"), DAY ("02:00:21"), "")) "]",
          "a ee9e8c/ce2f4c 0 10 3x1000 gang 3\nb ee9e8c/ce2f4c 0 11 1x3000 gang 0\n",
          "jobs that had more GPUs on one machine than on another (a task a GPU) 1:1\n");
}
END_TEST

START_TEST (what_is_missing)
{
  expect ("[" JOB ("none", DAY ("01:00:00"), "") ",\n"
          JOB ("cpu", DAY ("01:00:00"), AT (DAY ("02:00:00"), DAY ("02:00:10"), ON ("m1", ""))) ",\n"
          JOB ("when", DAY ("01:00:00"), AT ("null", "\"None\"", ONE)) ",\n"
          JOB ("goes-on", DAY ("01:00:00"), AT (DAY ("01:00:00"), DAY ("01:00:05"), ONE) "," AT (DAY ("02:00:00"), "null", ONE)) ",\n"
          JOB ("partly", DAY ("01:00:00"), AT (DAY ("02:00:00"), "\"\"", ONE) "," AT ("\"None\"", DAY ("03:00:00"), ONE) ","
               AT (DAY ("02:00:07"), DAY ("02:00:05"), ONE) "," AT (DAY ("02:00:05"), DAY ("02:00:07"), ONE)) "]",
          "goes-on ee9e8c/ce2f4c 0 -1 1x1000 gang 0\npartly ee9e8c/ce2f4c 0 2 1x1000 gang 0\n",
          "-jobs that never ran 1:1\n-jobs of whose attempts none has both times 1:3\n-jobs without GPUs 1:2\n"
          "jobs that still ran at the end (unending) 1:4\nattempts that lack a time (no run time) 4:3\n");
}
END_TEST

/* A leap day, and the end of a year. */
START_TEST (days)
{
  expect ("[" JOB ("a", "\"2015-12-31 23:59:59\"", AT (DAY ("00:00:00"), DAY ("00:00:01"), ONE)) ","
          JOB ("b", "\"2016-03-01 00:00:00\"", AT (DAY ("00:00:00"), DAY ("00:00:01"), ONE)) "]",
          "a ee9e8c/ce2f4c 0 1 1x1000 gang 0\nb ee9e8c/ce2f4c 5184001 1 1x1000 gang 0\n", "");
}
END_TEST

#define A JOB ("a", DAY ("01:00:00"), AT (DAY ("02:00:00"), DAY ("02:00:10"), ONE))

static void
check_machines (const Scenario *scenario)
{
  const Machine *machine = inventory_machine (scenario->inventory, 0);
  ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
  ck_assert_str_eq (machine->name, "m1");
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 2, 0), 8000);
  ck_assert_int_eq (inventory_capacity (scenario->inventory, 2, 1), 2000);
  guint memory = machine_value (machine, labels_find (scenario->labels, "gpu-memory"));
  ck_assert_str_eq (labels_text (scenario->labels, memory), "24GB");
}

START_TEST (machines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) beside = load_at (A, LIST, "", &error);
  test_ok (beside != NULL, error);
  check_machines (beside);
  ck_assert (g_ptr_array_find_with_equal_func (beside->inputs, test_temp_path ("cluster_machine_list"),
                                               g_str_equal, NULL));
  /* By any name, and known by its columns. */
  test_temp_file ("list.csv", LIST);
  g_autoptr (Scenario) named = load_at (A, LIST, "[cell]\nmachines = list.csv\n", &error);
  test_ok (named != NULL, error);
  check_machines (named);
}
END_TEST

START_TEST (faulty_files)
{
  static const struct { const char *jobs, *list, *rest, *message; } cases[] = {
    { A, NULL, "", "cluster_job_log: there is no cluster_machine_list beside it; expected one, or machines" },
    { A, LIST, "[cell]\nresources = cpu;memory\n", "the cell does not count GPUs" },
    { A, "machineId, number of GPUs\nm1,65\n", "", "cluster_machine_list:2: number of GPUs: '65' is out of range" },
    { A, "machineId, number of GPUs\nm1,8\nm1,8\n", "", "cluster_machine_list:3: machineId: machine 'm1' is there already" },
    { A, "machineId, GPUs\nm1,8\n", "", "cluster_machine_list:1: " },
    { A "\n" A, LIST, "", "cluster_job_log:2: task '0' of job 'a' is there already" },
    { "[" A ",\n{\"vc\": 1, \"jobid\": 2}]", LIST, "", "cluster_job_log:2: a job without one; expected a submitted_time" },
    { "[" A ",\n{\"submitted_time\": \"2017-13-07 01:00:00\"}]", LIST, "",
      "cluster_job_log:2: submitted_time: '2017-13-07 01:00:00' is none; expected a time like 2017-10-07 01:12:09" },
    { "[" A ",\n{\"submitted_time\": \"2017-10-07 24:00:00\"}]", LIST, "", "'2017-10-07 24:00:00' is none" },
    { "[" A ",\n{\"submitted_time\": \"2017-02-29 00:00:00\"}]", LIST, "", "'2017-02-29 00:00:00' is none" },
    { "[" A ",\n{\"submitted_time\": \"2017-10-07 01:00:00 PDT\"}]", LIST, "", "PDT' is none" },
    { "[" A ",\n{\"submitted_time\": " DAY ("01:00:00") ", \"jobid\": \"x\"}]", LIST, "", ":2: a job without one of them; expected a jobid, a vc and a user" },
    { "[" JOB ("a", DAY ("01:00:00"), "4") "]", LIST, "", ":1: an attempt is no object" },
    { "[" JOB ("a", DAY ("01:00:00"), AT ("4", "null", ONE)) "]", LIST, "", ":1: 'start_time' is no text" },
    { "[" A ",\n", LIST, "", "cluster_job_log:1: the file ends within what begins here" },
    { "[" JOB ("a", DAY ("01:00:00"), "") "]", LIST, "", "no tasks" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    (void) remove (test_temp_path ("cluster_machine_list"));
    ck_assert_ptr_null (load_at (cases[i].jobs, cases[i].list, cases[i].rest, &error));
    ck_assert_msg (strstr (error->message, cases[i].message) != NULL, "%u: %s", i, error->message);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("philly");
  TCase *tc = tcase_create ("read");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, jobs);
  tcase_add_test (tc, of_another_number);
  tcase_add_test (tc, what_is_missing);
  tcase_add_test (tc, days);
  tcase_add_test (tc, machines);
  tcase_add_test (tc, faulty_files);
  return s;
}

TEST_MAIN (suite)
