/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schedulers whose decisions take time, and several on one cell: small runs worked out by hand,
 * with the published examples of Omega's simulator, and random ones against a naive simulation. */
#include "fact_log.h"
#include "metrics/observers.h"
#include "metrics/results.h"
#include "metrics/summary.h"
#include "random_schedulers.h"
#include "report/figures.h"
#include "test.h"

#include <math.h>

/* ---- by hand ---- */

typedef struct {
  const char *name;
  const char *keys;     /* of the scenario, one a line */
  const char *machines, *tasks;
  const char *facts;    /* of placements, evictions and attempts */
} Case;

/* Omega's test (TestSimulations.scala, "testStats"): job i has i tasks, comes at i s, and takes
 * 1 s and 1 s a task: they wait 0, 1, 3 and 6 s. */
#define ONE_SECOND_EACH "scheduler.job-time=1\nscheduler.task-time=1"
#define ONE_BY_ONE                                                                                 \
  "job,submit,duration,cpu,memory,count\n1,1,1,1,1GiB,1\n2,2,2,1,1GiB,2\n3,3,3,1,1GiB,3\n"         \
  "4,4,4,1,1GiB,4\n"
#define TEN_CORES "machine,cpu,memory\nm,10,20GiB\n"

/* Omega's test of its cell state: a machine of 1 CPU and 2 GiB, where one task of 0.25 and 0.75
 * runs; two schedulers look at it, and both want to put one more there. */
#define TWO_LOOK                                                                                   \
  "cell.schedulers=shared-state\nscheduler a.users=a\nscheduler a.job-time=2\n"                    \
  "scheduler b.job-time=2\nscenario.horizon=9\n"
#define SMALL_MACHINE "machine,cpu,memory\nm,1,2GiB\n"
#define THREE_ALIKE                                                                                \
  "job,user,submit,duration,cpu,memory\n0,a,0,100,0.25,0.75GiB\nA,a,4,100,0.25,0.75GiB\n"          \
  "B,b,4,100,0.25,0.75GiB\n"
#define THIRD_SMALLER                                                                              \
  "job,user,submit,duration,cpu,memory\n0,a,0,100,0.25,0.75GiB\nA,a,4,100,0.25,0.75GiB\n"          \
  "B,b,4,100,0.25,0.5GiB\n"
#define FIRST_TWO                                                                                  \
  "2 place 0 on m\n2 attempt 0 by a: 1 of 1 placed, 0 conflicts, 0 left\n"                         \
  "6 place A on m\n6 attempt A by a: 1 of 1 placed, 0 conflicts, 0 left\n"
#define THIRD_CONFLICTS "6 attempt B by b: 0 of 1 placed, 1 conflicts, 1 left\n"

/* A takes a core of m at 1, while B, since 0, thinks of m, m, n and n. */
#define FAST_AND_SLOW                                                                              \
  "scheduler fast.users=a\nscheduler fast.job-time=1\nscheduler slow.job-time=2\n"
#define SHARED FAST_AND_SLOW "cell.schedulers=shared-state\n"
#define TWO_MACHINES  "machine,cpu\nm,2\nn,2\n"
#define PARTLY        "job,user,submit,duration,cpu,count\nA,a,0,2,1,1\nB,b,0,2,1,4\n"
#define A_IS_PLACED "1 place A on m\n1 attempt A by fast: 1 of 1 placed, 0 conflicts, 0 left\n"

#define ONE_ALONE "cell.schedulers=shared-state\nscheduler.job-time=2\n"

static const Case cases[] = {
  { "one queue, one decision at a time", ONE_SECOND_EACH, TEN_CORES, ONE_BY_ONE,
    "3 place 1 on m\n3 attempt 1 by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n"
    "6 place 2 on m\n6 place 2/1 on m\n"
    "6 attempt 2 by scheduler: 2 of 2 placed, 0 conflicts, 0 left\n"
    "10 place 3 on m\n10 place 3/1 on m\n10 place 3/2 on m\n"
    "10 attempt 3 by scheduler: 3 of 3 placed, 0 conflicts, 0 left\n"
    "15 place 4 on m\n15 place 4/1 on m\n15 place 4/2 on m\n15 place 4/3 on m\n"
    "15 attempt 4 by scheduler: 4 of 4 placed, 0 conflicts, 0 left\n" },
  { "a retry pays for what is left", ONE_SECOND_EACH, "machine,cpu\nm,2\n",
    "job,submit,duration,cpu,count\nA,0,2,1,3\n",
    "4 place A on m\n4 place A/1 on m\n"
    "4 attempt A by scheduler: 2 of 3 placed, 0 conflicts, 1 left\n"
    "7 place A/2 on m\n7 attempt A by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "what does not fit any more conflicts", TWO_LOOK, SMALL_MACHINE, THREE_ALIKE,
    FIRST_TWO THIRD_CONFLICTS "9 attempt B by b: 0 of 1 placed, 0 conflicts, 1 left\n" },
  { "what still fits does not", TWO_LOOK, SMALL_MACHINE, THIRD_SMALLER,
    FIRST_TWO "6 place B on m\n6 attempt B by b: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "by machine too", TWO_LOOK "cell.conflicts=coarse", SMALL_MACHINE, THREE_ALIKE,
    FIRST_TWO THIRD_CONFLICTS "9 attempt B by b: 0 of 1 placed, 0 conflicts, 1 left\n" },
  { "by machine it does", TWO_LOOK "cell.conflicts=coarse", SMALL_MACHINE, THIRD_SMALLER,
    FIRST_TWO THIRD_CONFLICTS
    "9 place B on m\n9 attempt B by b: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "what does not conflict is kept", SHARED, TWO_MACHINES, PARTLY,
    A_IS_PLACED "2 place B on m\n2 place B/2 on n\n2 place B/3 on n\n"
    "2 attempt B by slow: 3 of 4 placed, 1 conflicts, 1 left\n"
    "5 place B/1 on m\n5 attempt B by slow: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "by machine, two placements conflict", SHARED "cell.conflicts=coarse", TWO_MACHINES, PARTLY,
    A_IS_PLACED "2 place B/2 on n\n2 place B/3 on n\n"
    "2 attempt B by slow: 2 of 4 placed, 2 conflicts, 2 left\n"
    "5 place B on m\n5 place B/1 on m\n"
    "5 attempt B by slow: 2 of 2 placed, 0 conflicts, 0 left\n" },
  { "all or nothing", SHARED "cell.commit=all-or-nothing", TWO_MACHINES, PARTLY,
    A_IS_PLACED "2 attempt B by slow: 0 of 4 placed, 1 conflicts, 4 left\n"
    "5 place B on m\n5 place B/1 on m\n5 place B/2 on n\n5 place B/3 on n\n"
    "5 attempt B by slow: 4 of 4 placed, 0 conflicts, 0 left\n" },
  { "an offer holds all that is free", FAST_AND_SLOW "cell.schedulers=two-level", TWO_MACHINES,
    PARTLY,
    A_IS_PLACED "3 place B on m\n3 place B/1 on n\n3 place B/2 on n\n"
    "3 attempt B by slow: 3 of 4 placed, 0 conflicts, 1 left\n"
    "6 place B/3 on m\n6 attempt B by slow: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "two ways of one scheduler", FAST_AND_SLOW, TWO_MACHINES,
    "job,user,submit,duration,cpu,count\nB,b,0,2,1,2\nA,a,1,2,2,1\nC,b,1,2,2,1\n",
    "2 place B on m\n2 place B/1 on m\n2 attempt B by slow: 2 of 2 placed, 0 conflicts, 0 left\n"
    "3 place A on n\n3 attempt A by fast: 1 of 1 placed, 0 conflicts, 0 left\n"
    "5 place C on m\n5 attempt C by slow: 1 of 1 placed, 0 conflicts, 0 left\n" },
  /* At 4, a holds half of all cpu and b a quarter. */
  { "who holds least is offered first",
    FAST_AND_SLOW "scheduler fast.job-time=2\ncell.schedulers=two-level\nscenario.horizon=8",
    TWO_MACHINES,
    "job,user,submit,duration,cpu,count\nA,a,0,,1,2\nB,b,0,,1,1\nC,a,3,,1,1\nD,b,3,,1,1\n",
    "2 place A on m\n2 place A/1 on m\n2 attempt A by fast: 2 of 2 placed, 0 conflicts, 0 left\n"
    "4 place B on n\n4 attempt B by slow: 1 of 1 placed, 0 conflicts, 0 left\n"
    "6 place D on n\n6 attempt D by slow: 1 of 1 placed, 0 conflicts, 0 left\n"
    "8 attempt C by fast: 0 of 1 placed, 0 conflicts, 1 left\n" },
  { "a machine that fails conflicts, and who ran there waits again", ONE_ALONE,
    "machine,cpu,time,event\nm,2,0,add\nm,,3,down\nm,,4.5,up\n",
    "job,submit,duration,cpu\nA,0,9,1\nB,2,9,1\n",
    "2 place A on m\n2 attempt A by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n"
    "3 evict A failed lost 1\n"
    "4 attempt B by scheduler: 0 of 1 placed, 1 conflicts, 1 left\n"
    "6 attempt A by scheduler: 0 of 1 placed, 0 conflicts, 1 left\n"
    "8 place B on m\n8 attempt B by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n"
    "10 place A on m\n10 attempt A by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "by machine, one that has been down conflicts too", ONE_ALONE "cell.conflicts=coarse",
    "machine,cpu,time,event\nm,2,0,add\nm,,3,down\nm,,3.5,up\n",
    "job,submit,duration,cpu\nB,2,9,1\n",
    "4 attempt B by scheduler: 0 of 1 placed, 1 conflicts, 1 left\n"
    "7 place B on m\n7 attempt B by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "by machine, tasks that leave do not conflict", ONE_ALONE "cell.conflicts=coarse",
    "machine,cpu\nm,2\n", "job,submit,duration,cpu\nA,0,1,1\nB,0,9,1\n",
    "2 place A on m\n2 attempt A by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n"
    "4 place B on m\n4 attempt B by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "what joins a job on its way is tried with it the next time", ONE_SECOND_EACH, TEN_CORES,
    "job,task,submit,duration,cpu\nA,1,0,9,1\nA,2,1,9,1\nB,1,2,9,1\n",
    "2 place A/1 on m\n2 attempt A by scheduler: 1 of 1 placed, 0 conflicts, 1 left\n"
    "4 place B/1 on m\n4 attempt B by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n"
    "6 place A/2 on m\n6 attempt A by scheduler: 1 of 1 placed, 0 conflicts, 0 left\n" },
  { "attempts that take no time never conflict",
    "cell.schedulers=shared-state\nscheduler a.users=a\nscheduler b.tiers=batch",
    "machine,cpu\nm,2\n",
    "job,user,submit,duration,cpu\nB,b,0,1.5,2\nA,a,0,1.5,2\n",
    "0 place A on m\n0 attempt A by a: 1 of 1 placed, 0 conflicts, 0 left\n"
    "0 attempt B by b: 0 of 1 placed, 0 conflicts, 1 left\n"
    "1 attempt B by b: 0 of 1 placed, 0 conflicts, 1 left\n"
    "2 place B on m\n2 attempt B by b: 1 of 1 placed, 0 conflicts, 0 left\n" },
};

static Scenario *
load (const char *keys, const char *machines, const char *tasks)
{
  static const char base[] = "scheduler.order=fifo\nscheduler.scores=none\n";
  g_autofree char *given = g_strconcat (base, keys, NULL);
  g_auto (GStrv) overrides = g_strsplit (g_strchomp (given), "\n", -1);
  g_autoptr (GError) error = NULL;
  test_temp_file ("machines.csv", machines);
  test_temp_file ("tasks.csv", tasks);
  const char *path = test_temp_file ("case.scenario", "[cell]\nmachines = machines.csv\n"
                                                      "[workload]\ntrace = tasks.csv\n");
  Scenario *scenario = scenario_load (path, (const char *const *) overrides, &error);
  test_ok (scenario != NULL, error);
  return scenario;
}

/* The facts of these kinds (a NULL-terminated list of what stands behind the time). */
static char *
run_facts (Scenario *scenario, const char *const *kinds)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *all = fact_log_run (scenario, FACT_LOG_ATTEMPTS, &error);
  test_ok (all != NULL, error);
  g_auto (GStrv) lines = g_strsplit (all, "\n", -1);
  GString *facts = g_string_new (NULL);
  for (guint i = 0; *lines[i] != '\0'; i++) {
    g_auto (GStrv) words = g_strsplit (lines[i], " ", 3);
    if (g_strv_contains (kinds, words[1]))
      g_string_append_printf (facts, "%s\n", lines[i]);
  }
  return g_string_free (facts, FALSE);
}

START_TEST (schedulers_do_this)
{
  static const char *const kinds[] = { "place", "evict", "attempt", "drop", NULL };
  const Case *one = &cases[_i];
  g_autoptr (Scenario) scenario = load (one->keys, one->machines, one->tasks);
  g_autofree char *facts = run_facts (scenario, kinds);
  ck_assert_msg (g_str_equal (facts, one->facts), "%s\n--- expected\n%s--- got\n%s", one->name,
                 one->facts, facts);
}
END_TEST

/* 0.1 s and 5 ms a task, the times of Omega's experiments. */
START_TEST (decision_times)
{
  static const struct { int tasks; const char *end; } times[]
    = { { 1, "0.105" }, { 10, "0.15" }, { 100, "0.6" }, { 1000, "5.1" } };
  static const char *const kinds[] = { "attempt", NULL };
  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_autofree char *tasks = g_strdup_printf ("job,submit,duration,cpu,count\nj,0,1,0.001,%d\n",
                                              times[i].tasks);
    g_autofree char *expected
      = g_strdup_printf ("%s attempt j by scheduler: %d of %d placed, 0 conflicts, 0 left\n",
                         times[i].end, times[i].tasks, times[i].tasks);
    g_autoptr (Scenario) scenario
      = load ("scheduler.job-time=100ms\nscheduler.task-time=5ms", "machine,cpu\nm,1\n", tasks);
    g_autofree char *facts = run_facts (scenario, kinds);
    ck_assert_str_eq (facts, expected);
  }
}
END_TEST

static guint
count_of (const char *text, const char *part)
{
  guint count = 0;
  for (const char *at = strstr (text, part); at != NULL; at = strstr (at + 1, part))
    count++;
  return count;
}

/* After more than 100 attempts that placed nothing, or more than 1000: all that is left is
 * dropped. */
START_TEST (a_hopeless_job_is_abandoned)
{
  static const char *const kinds[] = { "attempt", "drop", NULL };
  static const struct { const char *tasks; guint attempts, drops; } hopeless[] = {
    { "job,submit,duration,cpu,count\nj,0,,3,2\n", 101, 2 },
    { "job,submit,duration,cpu,count\nj,0,,2,2\n", 1001, 1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (hopeless); i++) {
    g_autoptr (Scenario) scenario
      = load ("scheduler.job-time=1", "machine,cpu\nm,2\n", hopeless[i].tasks);
    g_autofree char *facts = run_facts (scenario, kinds);
    ck_assert_uint_eq (count_of (facts, " attempt "), hopeless[i].attempts);
    ck_assert_uint_eq (count_of (facts, " drop "), hopeless[i].drops);
    ck_assert_uint_eq (count_of (facts, ", abandoned"), 1);
  }
}
END_TEST

/* ---- figures ---- */

/* results: NULL, or where files go. */
static JsonNode *
summary_of (Scenario *scenario, Results *results)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  test_ok (simulation != NULL, error);
  g_autoptr (GPtrArray) observers = observers_create (simulation_context (simulation), results,
                                                       &error);
  test_ok (observers != NULL, error);
  for (guint i = 0; i < observers->len; i++)
    simulation_add_observer (simulation, g_ptr_array_index (observers, i));
  test_ok (simulation_run (simulation, &error), error);
  g_autoptr (Summary) summary = summary_new ();
  test_ok (observers_finish (observers, simulation_now (simulation), summary, &error), error);
  g_autofree char *text = summary_to_json (summary);
  JsonNode *root = json_from_string (text, &error);
  test_ok (root != NULL, error);
  return root;
}

static void
figure_is (JsonNode *root, const char *key, double expected)
{
  double found = -1;
  ck_assert_msg (figures_number (root, key, &found), "no figure %s", key);
  ck_assert_msg (fabs (found - expected) < 1e-12, "%s is %.17g; expected %.17g", key, found,
                 expected);
}

START_TEST (waits_and_busy_times_of_one_by_one)
{
  g_autoptr (Scenario) scenario = load (ONE_SECOND_EACH, TEN_CORES, ONE_BY_ONE);
  g_autoptr (JsonNode) root = summary_of (scenario, NULL);
  figure_is (root, "schedulers.scheduler.wait_seconds.first_attempt.mean", (0 + 1 + 3 + 6) / 4.0);
  figure_is (root, "schedulers.scheduler.wait_seconds.scheduled.mean", (2 + 4 + 7 + 11) / 4.0);
  figure_is (root, "schedulers.scheduler.useful_seconds", 2 + 3 + 4 + 5);
  figure_is (root, "schedulers.scheduler.wasted_seconds", 0);
  figure_is (root, "schedulers.scheduler.jobs.scheduled", 4);
  figure_is (root, "schedulers.scheduler.transactions.succeeded", 4);
  figure_is (root, "schedulers.scheduler.busyness.median", 14.0 / 19);
}
END_TEST

/* Omega's load, in regular steps: 100 tasks every 10 s keep batch busy for 6 % of a day, 10 tasks
 * every 20 s service for 0.75 %. The third day lasts half a day, and has one job. */
START_TEST (busyness_by_day)
{
  g_autoptr (GString) tasks
    = g_string_new ("job,submit,duration,cpu,count,tier\n");
  for (int second = 0; second < 2 * 86400; second += 10) {
    g_string_append_printf (tasks, "b%d,%d,1,0.001,100,batch\n", second, second);
    if (second % 20 == 0)
      g_string_append_printf (tasks, "s%d,%d,1,0.001,10,prod\n", second, second);
  }
  g_string_append_printf (tasks, "last,%d,1,0.001,1,batch\n", 60 * 3600);
  g_autoptr (Scenario) scenario
    = load ("cell.schedulers=shared-state\nscheduler.job-time=0.1\nscheduler.task-time=0.005\n"
            "scheduler batch.tiers=batch\nscheduler service.tiers=prod\nmetrics.interval=1d",
            "machine,cpu\nm,4\n", tasks->str);
  g_autoptr (JsonNode) root = summary_of (scenario, NULL);
  figure_is (root, "schedulers.batch.busyness.median", 0.06);
  figure_is (root, "schedulers.batch.busyness.mad", 0);
  figure_is (root, "schedulers.service.busyness.median", 0.0075);
  figure_is (root, "schedulers.batch.transactions.succeeded", 2 * 8640 + 1);
  figure_is (root, "schedulers.batch.conflict_fraction.median", 0);
}
END_TEST

/* A scheduler that is busy for S = 0.6 s when jobs come at random, every 10 s on average, is a queue
 * M/D/1 with load r = 0.06: the mean wait is r S / (2 (1 - r)). */
START_TEST (waits_as_in_theory)
{
  const int jobs = 100000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (GString) tasks = g_string_new ("job,submit,duration,cpu\n");
  double now = 0, expected = 0.06 * 0.6 / (2 * 0.94), wait;
  for (int i = 0; i < jobs; i++) {
    now -= 10 * log (1 - g_rand_double (rand));
    g_string_append_printf (tasks, "%d,%.6f,1,0.001\n", i, now);
  }
  g_autoptr (Scenario) scenario = load ("scheduler.job-time=500ms\nscheduler.task-time=100ms\n"
                                        "metrics.interval=10d", "machine,cpu\nm,4\n", tasks->str);
  g_autoptr (JsonNode) root = summary_of (scenario, NULL);
  ck_assert (figures_number (root, "schedulers.scheduler.wait_seconds.first_attempt.mean", &wait));
  ck_assert_msg (fabs (wait - expected) < 0.03 * expected, "%g s; expected %g", wait, expected);
  ck_assert (figures_number (root, "schedulers.scheduler.busyness.median", &wait));
  ck_assert_msg (fabs (wait - 0.06) < 0.001, "busy %g", wait);
}
END_TEST

/* b looks at m every 3 s for 2 s, and three times a takes it meanwhile. For E there never is
 * room: that is no transaction, but 101 times 2 s of wasted time. */
START_TEST (conflict_fraction_above_one)
{
  static const char *const kinds[] = { "attempt", NULL };
  g_autoptr (Scenario) scenario
    = load ("cell.schedulers=shared-state\nscheduler a.users=a\nscheduler a.job-time=1\n"
            "scheduler b.job-time=2", "machine,cpu\nm,1\n",
            "job,user,submit,duration,cpu\nB,b,0,5,1\nA,a,0,1.5,1\nC,a,3,1.5,1\nD,a,6.5,1,1\n"
            "E,b,20,1,2\n");
  g_autofree char *facts = run_facts (scenario, kinds);
  g_autoptr (JsonNode) root = summary_of (scenario, NULL);
  ck_assert_msg (g_str_has_prefix (facts,
                                   "1 attempt A by a: 1 of 1 placed, 0 conflicts, 0 left\n"
                                   "2 attempt B by b: 0 of 1 placed, 1 conflicts, 1 left\n"
                                   "4 attempt C by a: 1 of 1 placed, 0 conflicts, 0 left\n"
                                   "5 attempt B by b: 0 of 1 placed, 1 conflicts, 1 left\n"
                                   "7.5 attempt D by a: 1 of 1 placed, 0 conflicts, 0 left\n"
                                   "8 attempt B by b: 0 of 1 placed, 1 conflicts, 1 left\n"
                                   "11 attempt B by b: 1 of 1 placed, 0 conflicts, 0 left\n"),
                 "%s", facts);
  figure_is (root, "schedulers.b.transactions.failed", 3);
  figure_is (root, "schedulers.b.transactions.succeeded", 1);
  figure_is (root, "schedulers.b.conflict_fraction.median", 3);
  figure_is (root, "schedulers.b.useful_seconds", 2);
  figure_is (root, "schedulers.b.busyness.median", (2.0 + 3 * 2 + 101 * 2) / (22 + 100 * 3));
  figure_is (root, "schedulers.b.wasted_seconds", 3 * 2 + 101 * 2);
  figure_is (root, "schedulers.b.jobs.scheduled", 1);
  figure_is (root, "schedulers.b.jobs.abandoned", 1);
  figure_is (root, "schedulers.b.wait_seconds.first_attempt.max", 0);
  figure_is (root, "schedulers.b.wait_seconds.scheduled.max", 11);
  figure_is (root, "schedulers.a.conflict_fraction.median", 0);
  figure_is (root, "tasks.dropped", 1);
}
END_TEST

/* The slow scheduler's attempt begins 2 s before midnight and takes 5 s: 3 of them are the
 * second day's, and so is its outcome. That two of its placements conflict makes one failed
 * attempt. */
START_TEST (file_by_day)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario
    = load (SHARED "scheduler slow.job-time=5\ncell.conflicts=coarse\n"
                   "metrics.interval=1d",
            TWO_MACHINES,
            "job,user,submit,duration,cpu,count\nB,b,86398,1,1,4\nA,a,86399,1,1,1\n");
  g_autoptr (Results) results = results_new (test_temp_dir (), &error);
  test_ok (results != NULL, error);
  g_autoptr (JsonNode) root = summary_of (scenario, results);
  test_ok (results_commit (results, &error), error);
  g_autofree char *file = test_read_file (test_temp_path ("schedulers.csv"));
  figure_is (root, "schedulers.slow.transactions.failed", 1);
  figure_is (root, "schedulers.slow.conflict_fraction.median", 0.5);
  figure_is (root, "schedulers.slow.conflict_fraction.mad", 0.5);
  ck_assert_str_eq (
    file,
    "day,duration,attempts_fast,attempts_slow,succeeded_fast,succeeded_slow,failed_fast,"
    "failed_slow,conflict_fraction_fast,conflict_fraction_slow,useful_fast,useful_slow,wasted_fast,"
    "wasted_slow,busyness_fast,busyness_slow,scheduled_fast,scheduled_slow,abandoned_fast,"
    "abandoned_slow,wait_first_fast,wait_first_slow,wait_scheduled_fast,wait_scheduled_slow\n"
    "1,86400,1,0,1,0,0,0,0,0,1,0,0,2,1.1574074074074073e-05,2.3148148148148147e-05,1,0,0,0,0,,"
    "1,\n"
    "2,10,0,2,0,1,0,1,0,1,0,5,0,3,0,0.8,0,1,0,0,,0,,11\n");
}
END_TEST

/* ---- against the naive simulation ---- */

/* The first line in which they differ, for people; or NULL. */
static char *
first_difference (const char *expected, const char *got)
{
  g_auto (GStrv) a = g_strsplit (expected, "\n", -1);
  g_auto (GStrv) b = g_strsplit (got, "\n", -1);
  for (guint i = 0;; i++) {
    if (a[i] == NULL && b[i] == NULL)
      return NULL;
    if (g_strcmp0 (a[i], b[i]) != 0)
      return g_strdup_printf ("line %u: naively `%s`, but `%s`", i + 1, a[i], b[i]);
  }
}

/* Returns whether anything conflicted. */
static gboolean
compare (guint seed)
{
  g_autofree NaiveScenario *naive = g_new (NaiveScenario, 1);
  g_autoptr (GError) error = NULL;
  random_schedulers_draw (seed, naive);
  if (naive->tasks == 0)
    return FALSE;
  g_autofree char *text = random_schedulers_text (naive);
  g_autofree char *machines = random_schedulers_machines (naive);
  g_autofree char *tasks = random_schedulers_tasks (naive);
  g_autofree char *expected = naive_run (naive);
  test_temp_file ("machines.csv", machines);
  test_temp_file ("tasks.csv", tasks);
  const char *path = test_temp_file ("random.scenario", text);
  g_autoptr (Scenario) scenario = scenario_load (path, NULL, &error);
  ck_assert_msg (scenario != NULL, "seed %u: %s", seed, scenario ? "" : error->message);
  g_autofree char *got = fact_log_run (scenario, FACT_LOG_ATTEMPTS, &error);
  ck_assert_msg (got != NULL, "seed %u: %s", seed, got ? "" : error->message);
  *(strrchr (got, '\n')) = '\0';
  char *end = strrchr (got, '\n');
  end[1] = '\0'; /* without the line of the end */
  g_autofree char *difference = first_difference (expected, got);
  ck_assert_msg (difference == NULL, "seed %u, %s: %s", seed, path, difference);
  test_remove_tree (test_temp_dir ()); /* what is new is written without waiting for the disk */
  g_mkdir (test_temp_dir (), 0700);
  return count_of (got, ", 0 conflicts") < count_of (got, " conflicts");
}

/* BERTH_ORACLE_SEEDS=FIRST-LAST asks for others. */
START_TEST (as_the_naive_simulation)
{
  const char *wanted = g_getenv ("BERTH_ORACLE_SEEDS");
  guint first = 1, last = 400, conflicts = 0;
  ck_assert (wanted == NULL || sscanf (wanted, "%u-%u", &first, &last) == 2);
  for (guint seed = first; seed <= last; seed++)
    conflicts += compare (seed) ? 1 : 0;
  ck_assert_msg (last - first < 100 || conflicts > (last - first) / 10, "%u runs with conflicts",
                 conflicts);
}
END_TEST

static Suite *
suite (void)
{
  Suite *made = suite_create ("schedulers");
  TCase *by_hand = tcase_create ("by hand");
  TCase *figures = tcase_create ("figures");
  TCase *naive = tcase_create ("naive");
  tcase_add_loop_test (by_hand, schedulers_do_this, 0, G_N_ELEMENTS (cases));
  tcase_add_test (by_hand, decision_times);
  tcase_add_test (by_hand, a_hopeless_job_is_abandoned);
  tcase_add_test (figures, waits_and_busy_times_of_one_by_one);
  tcase_add_test (figures, busyness_by_day);
  tcase_add_test (figures, waits_as_in_theory);
  tcase_add_test (figures, conflict_fraction_above_one);
  tcase_add_test (figures, file_by_day);
  tcase_add_test (naive, as_the_naive_simulation);
  suite_add_tcase (made, by_hand);
  suite_add_tcase (made, figures);
  suite_add_tcase (made, naive);
  return made;
}

TEST_MAIN (suite)
