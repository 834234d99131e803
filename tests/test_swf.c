/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs in the Standard Workload Format: what each field means, what is left out, and how faulty
 * lines are refused. */
#include "scenario/scenario.h"
#include "test.h"

#define KTH "traces/swf/KTH-SP2-1996-2.1-cln.swf.gz"
#define NASA "traces/swf/NASA-iPSC-1993-3.1-cln.swf.gz"

#define JOB(job, submit, run, allocated, requested, time, user)                                    \
  " " job "  " submit " -1\t" run " " allocated " -1 -1 " requested " " time " -1 1 " user         \
  " 1 -1 -1 -1 -1 -1\n"

/* A scenario of the log alone, with more lines of its own (may be NULL). */
static Scenario *
load (const char *log, const char *more, GError **error)
{
  g_autofree char *text = g_strconcat ("[workload]\ntrace = log.swf\n", more, NULL);

  if (log != NULL)
    test_temp_file ("log.swf", log);
  return scenario_load (test_temp_file ("log.scenario", text), NULL, error);
}

static Scenario *
load_good (const char *log, const char *more)
{
  g_autoptr (GError) error = NULL;
  Scenario *scenario = load (log, more, &error);

  test_ok (scenario != NULL, error);
  return scenario;
}

static void
refuse (const char *log, const char *more, const char *end_of_message)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (load (log, more, &error));
  ck_assert_msg (g_str_has_suffix (error->message, end_of_message), "%s", error->message);
}

/* Every task: JOB USER cores@SUBMIT+DURATION/ESTIMATE, times in seconds. */
static char *
tasks_of (const Scenario *scenario)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  GString *out = g_string_new (NULL);
  TaskRecord task;

  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, task.task_class);

    ck_assert_uint_eq (task.count, 1);
    ck_assert_int_eq (class->priority, 100);
    g_string_append_printf (out, "%s%s %s %d@%d+%d/%d", out->len > 0 ? ", " : "", task.job,
                            users_get (scenario->users, task.user)->path,
                            class->request.of[0] / 1000, (int) (task.submit / TIME_SECOND),
                            (int) (task.duration / TIME_SECOND),
                            (int) (task.estimate / TIME_SECOND));
  }
  return g_string_free (out, FALSE);
}

/* All notes, a line each. */
static char *
notes_of (const Scenario *scenario)
{
  GString *out = g_string_new (NULL);

  for (const TraceNote *note = workload_notes (scenario->workload); note->what != NULL; note++) {
    g_autofree char *text = trace_note_text (note);

    g_string_append_printf (out, "%s %s\n", note->kept ? "kept" : "left", text);
  }
  return g_string_free (out, FALSE);
}

static const char whole[] = "; Computer: none\n;MaxNodes: 7\n; maxprocs: 12 (of 16)\n;\n\n"
  JOB ("1", "5", "100", "4", "8", "300", "12")
  JOB ("2", "6", "400", "4", "-1", "300", "-1")  /* killed at what was asked for */
  JOB ("3", "7", "0", "-1", "3", "-1", "2")      /* at least a second */
  JOB ("4", "8", "50", "0", "2", "0", "2")
  "; a comment\n"
  JOB ("5", "9", "-1", "4", "4", "300", "12")
  JOB ("6", "9", "100", "-1", "0", "300", "12")
  JOB ("7", "-1", "100", "4", "4", "300", "12")
  JOB ("8", "9", "-1", "-1", "-1", "-1", "-1")
  "9 9 -1 5 1 -1 -1 1 9 -1 1 3 1 1 1 1 7 60\n";

START_TEST (fields)
{
  g_autoptr (Scenario) scenario = load_good (whole, NULL);
  g_autofree char *tasks = tasks_of (scenario);
  g_autofree char *notes = notes_of (scenario);

  ck_assert_str_eq (tasks, "1 user12 4@5+100/300, 2 default 4@6+300/400, 3 user2 3@7+1/1, "
                           "4 user2 2@8+50/50, 9 user3 1@9+5/9");
  ck_assert_str_eq (notes,
                    "left jobs without a run time: 2 (first: line 11)\n"
                    "left jobs without processors: 1 (first: line 12)\n"
                    "left jobs without a submit time: 1 (first: line 13)\n"
                    "left wishes of jobs to come after another one: 1 (first: line 15)\n"
                    "kept jobs without allocated processors: as many as they requested: 2 "
                    "(first: line 8)\n"
                    "kept jobs that ran longer than they requested: killed then: 1 (first: line 7)\n"
                    "kept jobs that ran for 0 s: 1 s: 1 (first: line 8)\n"
                    "kept jobs without a requested time: their run time: 2 (first: line 8)\n"
                    "kept jobs without a user: 'default': 1 (first: line 7)\n");
  ck_assert_str_eq (workload_format (scenario->workload), "swf");
  ck_assert_uint_eq (workload_tasks (scenario->workload), 5);
}
END_TEST

START_TEST (computer)
{
  g_autoptr (Scenario) procs = load_good (whole, NULL);
  g_autoptr (Scenario) nodes = load_good ("; MaxNodes: 7\n" JOB ("1", "0", "1", "1", "1", "1", "1"),
                                          NULL);
  g_autoptr (Scenario) own = load_good (whole, "[machines big]\ncpu = 40\n");

  ck_assert_uint_eq (inventory_count (procs->inventory), 1);
  ck_assert_str_eq (inventory_machine (procs->inventory, 0)->name, "computer");
  ck_assert_int_eq (inventory_capacity (procs->inventory, 0, 0), 12000);
  ck_assert_int_eq (inventory_capacity (procs->inventory, 1, 0), 0);
  ck_assert_int_eq (inventory_capacity (nodes->inventory, 0, 0), 7000);
  ck_assert_uint_eq (inventory_count (own->inventory), 1);
  ck_assert_int_eq (inventory_capacity (own->inventory, 0, 0), 40000);
}
END_TEST

START_TEST (no_comments_and_not_in_order)
{
  g_autoptr (Scenario) scenario = load_good (JOB ("2", "9", "1", "2", "2", "1", "1")
                                             JOB ("1", "3", "1", "1", "1", "1", "1"),
                                             "[machines big]\ncpu = 40\n");
  g_autofree char *tasks = tasks_of (scenario);

  ck_assert_str_eq (tasks, "1 user1 1@3+1/1, 2 user1 2@9+1/1");
}
END_TEST

#define GOOD JOB ("1", "5", "100", "4", "8", "300", "12")

START_TEST (faults)
{
  static const struct { const char *log, *more, *message; } cases[] = {
    { "; MaxProcs: 4\n1 2 3\n", NULL,
      "log.swf:2: not 18 fields; expected 18 whole numbers, -1 where one is not known" },
    { "; MaxProcs: 4\n1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19\n", NULL,
      "log.swf:2: not 18 fields; expected 18 whole numbers, -1 where one is not known" },
    { "; MaxProcs: 4\n" GOOD JOB ("2", "5", "1.5", "4", "8", "300", "12"), NULL,
      "log.swf:3: run time: '1.5' is not a whole number; expected a whole number from -1 to "
      "2305843009213" },
    { "; MaxProcs: 4\n" JOB ("1", "-2", "1", "4", "8", "300", "12"), NULL,
      "log.swf:2: submit: '-2' is out of range; expected a whole number from -1 to 2305843009213" },
    { "; MaxProcs: 4\n" JOB ("1", "2", "1", "2147484", "8", "300", "12"), NULL,
      "log.swf:2: allocated processors: '2147484' is out of range; expected a whole number from -1 "
      "to 2147483" },
    { "; MaxProcs: 4\n" GOOD GOOD, NULL,
      "log.swf:3: task '0' of job '1' is there already; expected each task of a job once; it is on "
      "line 2" },
    { "; MaxProcs: 4\n", NULL, "log.swf: no tasks; expected at least one task" },
    { "; Computer: x\n" GOOD, NULL,
      "log.swf: its header does not say how many processors there are; expected a comment like "
      "'; MaxProcs: 128', machines = FILE in [cell], or a group [machines NAME]" },
    { "; MaxProcs: 4\n" GOOD, "[cell]\nresources = memory\n",
      "log.swf: jobs ask for processors, which the cell does not count; expected 'cpu' among "
      "[cell] resources" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    refuse (cases[i].log, cases[i].more, cases[i].message);
}
END_TEST

/* What the comments of the two logs say of themselves. */
START_TEST (published_logs)
{
  static const struct { const char *file; guint64 jobs; Amount processors; const char *notes; } logs[] = {
    { KTH, 27992, 100, "" },
    { NASA, 18239, 128,
      "kept jobs that ran for 0 s: 1 s: 173 (first: line 248)\n"
      "kept jobs without a requested time: their run time: 18239 (first: line 33)\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (logs); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text
      = g_strdup_printf ("[workload]\ntrace = %s\n", test_need_shared (logs[i].file));
    g_autoptr (Scenario) scenario = scenario_load (test_temp_file ("log.scenario", text), NULL,
                                                   &error);

    test_ok (scenario != NULL, error);
    ck_assert_uint_eq (workload_tasks (scenario->workload), logs[i].jobs);
    ck_assert_int_eq (inventory_capacity (scenario->inventory, 0, 0), logs[i].processors * 1000);
    g_autofree char *notes = notes_of (scenario);
    ck_assert_str_eq (notes, logs[i].notes);
    ck_assert (workload_was_sorted (scenario->workload));
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("swf");
  TCase *tcase = tcase_create ("logs");

  tcase_add_test (tcase, fields);
  tcase_add_test (tcase, computer);
  tcase_add_test (tcase, no_comments_and_not_in_order);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, published_logs);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
