/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups [generate NAME]: what rows they make, that each depends on nothing but itself, and the load
 * that they are asked for. */
#include "tests/generated_rows.h"
#include "tests/test.h"
#include "trace/job_graphs.h"

#include <math.h>

#define CELL                                                                                       \
  "[scenario]\nhorizon = 10d\n"                                                                    \
  "[machines m]\ncount = 100\ncpu = 32\nmemory = 128GiB\ngpu = 4\n"

#define BATCH                                                                                      \
  "[generate batch]\narrivals = diurnal\nrate = 100/h\ntasks = geometric 3\n"                      \
  "duration = lognormal median 10min mean 30min\ncpu = uniform 500m 4\n"                           \
  "memory = lognormal median 2GiB mean 4GiB\nusers = 10\n"

#define WEB                                                                                        \
  "[generate web]\narrivals = at-once\njobs = 7\ntier = prod\ncpu = 2\n"

static char *
rows_of (const char *text, const char *prefix)
{
  g_autoptr (Scenario) scenario = generated_load (text, NULL);

  return generated_rows (scenario, prefix);
}

START_TEST (test_rows)
{
  g_autofree char *text = rows_of (
    CELL "[generate web]\narrivals = renewal\ngap = 90s\nstart = 1h\njobs = 3\ntier = prod\n"
         "tasks = 4\nduration = 2min\ncpu = 2\nmemory = 1GiB\ngpu = 1.7\nuser = org/web\n",
    "");

  ck_assert_str_eq (text, "web-0 4 org/web 3690000000 120000000 200 2000 1024 2000\n"
                          "web-1 4 org/web 3780000000 120000000 200 2000 1024 2000\n"
                          "web-2 4 org/web 3870000000 120000000 200 2000 1024 2000\n");
}
END_TEST

START_TEST (test_at_once)
{
  g_autofree char *text
    = rows_of (CELL "[generate web]\narrivals = at-once\njobs = 2\nstart = 1min\n", "");

  ck_assert_str_eq (text, "web-0 1 web 60000000 9223372036854775807 100 0 0 0\n"
                          "web-1 1 web 60000000 9223372036854775807 100 0 0 0\n");
}
END_TEST

/* Streams of their own -------------------------------------------------------------------------- */

START_TEST (test_same_seed_same_rows)
{
  g_autofree char *one = rows_of (CELL BATCH WEB, ""), *two = rows_of (CELL BATCH WEB, "");
  const char *const seed[] = { "scenario.seed=2", NULL };
  g_autoptr (Scenario) other = generated_load (CELL BATCH WEB, seed);
  g_autofree char *three = generated_rows (other, "");

  ck_assert_str_eq (one, two);
  ck_assert_str_ne (one, three);
  ck_assert_uint_gt (strlen (one), 1000000);
}
END_TEST

START_TEST (test_another_group_changes_nothing)
{
  g_autofree char *alone = rows_of (CELL BATCH, "batch-");
  g_autofree char *beside = rows_of (CELL WEB BATCH, "batch-");
  g_autofree char *both = rows_of (CELL BATCH WEB, "");

  ck_assert_str_eq (alone, beside);
  ck_assert_uint_gt (strlen (both), strlen (alone));
}
END_TEST

START_TEST (test_a_policy_changes_nothing)
{
  g_autofree char *one = rows_of (CELL BATCH, "");
  g_autofree char *two = rows_of (CELL BATCH "[scheduler]\norder = fifo\nties = random\n", "");

  ck_assert_str_eq (one, two);
}
END_TEST

/* Columns of rows(): which ones another value of a key changes. */
static const struct {
  const char *key, *columns; /* c: is another; =: is the same; in order of rows() */
} changes[] = {
  { "generate batch.duration=exponential 1h", "====c====" },
  { "generate batch.tasks=geometric 4", "=c=======" },
  { "generate batch.users=3", "==c======" },
  { "generate batch.user-skew=0", "==c======" },
  { "generate batch.cpu=uniform 1 3", "======c==" },
  { "generate batch.memory=uniform 1GiB 3GiB", "=======c=" },
  { "generate batch.gpu=discrete 0:1 1:1", "========c" },
  { "generate batch.priority=120", "=====c===" },
  { "generate batch.peak=2h", "===c=====" },
  { "generate batch.class-skew=0", "======cc=" },
};

/* Column i of all rows, as far as both have rows: the first 500. */
static char *
column (const char *text, guint i)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 501);
  GString *out = g_string_new (NULL);

  for (guint n = 0; n < 500; n++) {
    g_auto (GStrv) cells = g_strsplit (lines[n], " ", -1);

    g_string_append_printf (out, "%s\n", cells[i]);
  }
  return g_string_free (out, FALSE);
}

START_TEST (test_a_key_changes_its_own)
{
  const char *const overrides[] = { changes[_i].key, NULL };
  g_autoptr (Scenario) other = generated_load (CELL BATCH, overrides);
  g_autofree char *one = rows_of (CELL BATCH, ""), *two = generated_rows (other, "");

  for (guint i = 0; changes[_i].columns[i] != '\0'; i++) {
    g_autofree char *a = column (one, i), *b = column (two, i);

    ck_assert_msg ((strcmp (a, b) == 0) == (changes[_i].columns[i] == '='), "%s: column %u %s",
                   changes[_i].key, i, strcmp (a, b) == 0 ? "is the same" : "is another");
  }
}
END_TEST

/* Beside a trace, by time; the trace's first where times are the same. */
START_TEST (test_with_a_trace)
{
  const char *const trace = "job,task,submit,cpu\na,x,0,1\na,y,60,1\nc,,100,1\n";

  test_temp_file ("t.csv", trace);
  g_autoptr (Scenario) scenario
    = generated_load (CELL "[workload]\ntrace = t.csv\n[generate web]\narrivals = renewal\n"
                           "gap = 30s\njobs = 3\nuser = u\n",
                      NULL);
  g_autofree char *text = generated_rows (scenario, "");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *const jobs[] = { "a ", "web-0 ", "a ", "web-1 ", "web-2 ", "c " };

  ck_assert_uint_eq (g_strv_length (lines), 7);
  for (guint i = 0; i < 6; i++)
    ck_assert_msg (g_str_has_prefix (lines[i], jobs[i]), "%s: %s", jobs[i], lines[i]);
  /* a, whose rows do not stand together, and c. */
  ck_assert_uint_eq (workload_jobs (scenario->workload), 5);
}
END_TEST

/* Load ------------------------------------------------------------------------------------------ */

/* Jobs that ask for 70 % on average do so within what a sample of so many differs by. */
static const struct {
  const char *keys;
  double within;
} loads[] = {
  { "tasks = 3\nduration = 10min\ncpu = 2\n", .01 },
  { "tasks = geometric 3\nduration = exponential 10min\ncpu = uniform 500m 2\n", .03 },
  { "tasks = exponential 2\nduration = lognormal median 5min mean 10min\ncpu = uniform 1 3\n"
    "classes = none\n",
    .04 },
  { "arrivals = diurnal\namplitude = 1\ntasks = 2\nduration = weibull 0.8 10min\ncpu = 1\n", .03 },
  { "arrivals = mmpp\nstate-rates = 20/h;1/h\nleaving-rates = 6/h;6/h\nduration = 10min\ncpu = 1\n",
    .1 },
  { "arrivals = renewal\ngap = uniform 0 1h\nduration = 10min\ncpu = 1\n", .01 },
  { "arrivals = lublin\ntasks = lublin batch\nduration = lublin batch\ncpu = 100m\n", .12 },
};

START_TEST (test_load)
{
  g_autofree char *text
    = g_strconcat (CELL "[generate g]\nload = cpu:0.7\n", loads[_i].keys, NULL);
  g_autoptr (Scenario) scenario = generated_load (text, NULL);
  double offered = generated_totals (scenario, 0)->offered[0];

  ck_assert_msg (fabs (offered / .7 - 1) < loads[_i].within, "%s: offered %.4f", loads[_i].keys,
                 offered);
}
END_TEST

/* Jobs of a trace without tasks stand between others also where generated jobs come between its rows. */
START_TEST (test_graph_beside_generated)
{
  g_autofree char *trace = g_strdup (test_temp_file (
    "g.csv", "job,submit,cpu,count,after\na,0,1,1,\nnothing,0,,0,a\nb,100000,1,1,nothing\n"));
  g_autofree char *text = g_strdup_printf (CELL "[workload]\ntrace = %s\n" BATCH, trace);
  g_autoptr (Scenario) scenario = generated_load (text, NULL);
  const JobGraphs *graphs = workload_graphs (scenario->workload);

  ck_assert_ptr_nonnull (graphs);
  ck_assert_uint_eq (job_graphs_edges (graphs), 2);
  ck_assert_uint_eq (job_graphs_dangling (graphs), 0);
  ck_assert_uint_eq (job_graphs_components (graphs), 1);
}
END_TEST

/* The totals are of the rows. */
START_TEST (test_totals)
{
  g_autoptr (Scenario) scenario = generated_load (CELL BATCH, NULL);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  double work = 0;
  guint64 jobs = 0, tasks = 0;
  TaskRecord row;

  while (task_stream_next (stream, &row, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, row.task_class);

    jobs++;
    tasks += row.count;
    work += row.count * (double) class->request.of[0] * ((double) row.duration / 1e6);
  }
  ck_assert_uint_eq (generated_totals (scenario, 0)->jobs, jobs);
  ck_assert_uint_eq (generated_totals (scenario, 0)->tasks, tasks);
  ck_assert_double_eq_tol (generated_totals (scenario, 0)->offered[0] / (work / (3200e3 * 864000)), 1, 1e-9);
  ck_assert_double_eq_tol (generated_totals (scenario, 0)->rate, 100 / 3600.0, 1e-12);
}
END_TEST

/* Of what stands for ever there is as much as is asked for, but for the last job. */
START_TEST (test_standing_load)
{
  g_autoptr (Scenario) scenario
    = generated_load (CELL "[generate web]\narrivals = at-once\nload = memory:0.25\ntasks = 5\ncpu = 1\n"
                 "memory = 3GiB\n",
            NULL);

  /* 3200 GiB: 214 jobs of 15 GiB. */
  ck_assert_uint_eq (generated_totals (scenario, 0)->jobs, 214);
  ck_assert_double_eq_tol (generated_totals (scenario, 0)->offered[1], 214 * 15 / 12800.0, 1e-12);
}
END_TEST

/* Three times the jobs for two days of ten. */
START_TEST (test_spike)
{
  g_autoptr (Scenario) scenario
    = generated_load (CELL "[generate g]\nrate = 200/h\nduration = 10min\ncpu = 1\n"
                 "shape = spike 3 at 4d for 48h\n",
            NULL);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  guint in = 0, out = 0;
  TaskRecord row;

  while (task_stream_next (stream, &row, NULL) > 0)
    if (row.submit >= 4 * 86400 * TIME_SECOND && row.submit < 6 * 86400 * TIME_SECOND)
      in++;
    else
      out++;
  /* 28,800 and 38,400 with standard deviations of 170 and 196. */
  ck_assert_uint_ge (in, 28800 - 600);
  ck_assert_uint_le (in, 28800 + 600);
  ck_assert_uint_ge (out, 38400 - 700);
  ck_assert_uint_le (out, 38400 + 700);
}
END_TEST

/* Classes, users, gangs -------------------------------------------------------------------------- */

START_TEST (test_few_classes)
{
  g_autoptr (Scenario) scenario = generated_load (CELL BATCH "classes = 5\nclass-skew = 2\n", NULL);
  guint64 tasks = 0, most = 0;

  ck_assert_uint_eq (task_classes_count (scenario->classes), 5);
  for (guint c = 0; c < 5; c++) {
    const TaskClass *class = task_classes_get (scenario->classes, c);

    tasks += class->tasks;
    most = MAX (most, class->tasks);
  }
  /* 1 / (1 + 1/4 + 1/9 + 1/16 + 1/25) of them are the most common. */
  ck_assert_double_eq_tol ((double) most / (double) tasks, .6833, .02);
}
END_TEST

START_TEST (test_users_by_zipf)
{
  g_autoptr (Scenario) scenario
    = generated_load (CELL "[generate g]\nrate = 1000/h\nusers = 4\nuser-skew = 1\nduration = 1min\ncpu = 1\n",
            NULL);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  guint n = 0, seen[4] = { 0 };
  TaskRecord row;

  for (; task_stream_next (stream, &row, NULL) > 0; n++) {
    const char *path = users_get (scenario->users, row.user)->path;

    ck_assert (g_str_has_prefix (path, "g/"));
    seen[path[2] - '0']++;
  }
  for (guint u = 0; u < 4; u++)
    ck_assert_double_eq_tol (seen[u] / (double) n, 12 / 25.0 / (u + 1), .005);
}
END_TEST

START_TEST (test_correlation)
{
  g_autoptr (Scenario) scenario
    = generated_load (CELL "[generate g]\nrate = 100/h\nduration = 1min\nclasses = none\ncorrelation = 0.8\n"
                 "cpu = lognormal median 1 sigma 0.4\nmemory = lognormal median 2GiB sigma 0.9\n",
            NULL);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  double n = 0, x1 = 0, y1 = 0, xx = 0, yy = 0, xy = 0;
  TaskRecord row;

  for (; task_stream_next (stream, &row, NULL) > 0; n++) {
    const TaskClass *class = task_classes_get (scenario->classes, row.task_class);
    double x = log (class->request.of[0]), y = log (class->request.of[1]);

    x1 += x, y1 += y, xx += x * x, yy += y * y, xy += x * y;
  }
  ck_assert_double_eq_tol ((n * xy - x1 * y1) / sqrt ((n * xx - x1 * x1) * (n * yy - y1 * y1)), .8,
                           .02);
}
END_TEST

START_TEST (test_gangs)
{
  g_autoptr (Scenario) scenario
    = generated_load (CELL "[generate g]\nrate = 10/h\ntasks = discrete 1:1 4:1\nduration = 1min\ncpu = 1\n"
                 "gang = true\n",
            NULL);
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  TaskRecord row;

  while (task_stream_next (stream, &row, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, row.task_class);

    ck_assert_uint_eq (class->gang, row.count > 1 ? row.count : 0);
  }
}
END_TEST

/* Refused --------------------------------------------------------------------------------------- */

static const struct {
  const char *group, *what;
} bad[] = {
  { "cpu = 1\n", ":7: arrivals in [generate g]: jobs have no rate; expected rate, gap or load" },
  { "rate = 1/h\nload = cpu:1\nduration = 1h\ncpu = 1\n",
    ":9: load in [generate g]: the rate is given already; expected one of rate, gap and load" },
  { "rate = 1/h\ngap = 5\n", ":9: gap in [generate g]: the rate is given already" },
  { "rate = 1\n", ":8: rate '1' is no rate; expected a rate like 100/h, 0.5/s or 3/10min" },
  { "rate = 0/h\n", ":8: rate '0/h' is not above 0" },
  { "rate = x/h\n", ":8: rate 'x/h' is not a number" },
  { "rate = 1/fortnight\n", ":8: rate '1/fortnight'" },
  { "rate = 1/h\namplitude = 1.5\n", ":9: amplitude '1.5' is out of range" },
  { "rate = 1/h\namplitude = 0.2\n",
    ":9: amplitude in [generate g]: another process does not go by it; expected arrivals = diurnal" },
  { "arrivals = mmpp\n", ":8: arrivals in [generate g]: mmpp has no states" },
  { "arrivals = mmpp\nstate-rates = 1/h\n", ":9: state-rates '1/h' are not two rates" },
  { "arrivals = renewal\n", ":8: arrivals in [generate g]: renewal has no law of gaps" },
  { "arrivals = renewal\ngap = pareto 1 5s\n", ":9: gap in [generate g]: jobs would have no rate" },
  { "arrivals = at-once\n", ":8: arrivals in [generate g]: nothing says how many jobs come" },
  { "arrivals = at-once\njobs = 3\nrate = 1/h\n", ":10: rate in [generate g]: jobs come at once" },
  { "arrivals = at-once\nload = cpu:1\nduration = 1h\n",
    ":9: load in [generate g]: jobs that come at once end soon" },
  { "arrivals = at-once\njobs = 3\nshape = ramp 1..2\n", ":10: shape in [generate g]" },
  { "load = cpu:1\ncpu = 1\n", ":8: load in [generate g]: tasks that run for ever are ever more" },
  { "load = gpu:1\nduration = 1h\ncpu = 1\n", ":7: load in [generate g]: the cell has none of it" },
  { "load = memory:1\nduration = 1h\ncpu = 1\n",
    ":7: load in [generate g]: a job's work is nothing; expected tasks that ask for it" },
  { "load = cpu:1\nduration = pareto 0.9 1s\ncpu = 1\n",
    ":7: load in [generate g]: a job's work has no mean; expected laws with a mean" },
  { "rate = 1/h\nuntil = none\n", ":9: until in [generate g]: jobs would come for ever" },
  { "rate = 1/h\nstart = 3d\nuntil = 2d\n", ":10: until in [generate g]: no time for jobs to come" },
  { "rate = 1/h\nstart = 20d\n", ":9: start in [generate g]: no time for jobs to come" },
  { "rate = 1/h\nuntil = none\njobs = 5\nshape = ramp 1..2\n", ":11: shape in [generate g]: a ramp" },
  { "rate = 1/h\nshape = wave\n", ":9: shape 'wave'; expected steady, ramp FROM..TO, or spike" },
  { "rate = 1/h\nshape = ramp 1..0\n", ":9: shape 'ramp 1..0'" },
  { "rate = 1/h\nshape = spike 3 at 1d for 0\n", ":9: shape 'spike 3 at 1d for 0'" },
  { "rate = 1/h\ntier = prod\npriority = 5\n", ":10: priority in [generate g]: there are both" },
  { "rate = 1/h\ncpu = 1..2\n", ":9: cpu: '1..2': '1..2' is not a number" },
  { "rate = 1/h\ncpu = normal 1 2\n", ":9: cpu: 'normal' is no law; expected a value, or constant" },
  { "rate = 1/h\nbandwidth = 1\n", ":9: unknown key 'bandwidth' in [generate g]" },
  { "rate = 1/h\nconstraints = disk=\n", ":7: constraints: 'disk=' lacks a value" },
  { "rate = 1/h\nuser = a//b\n", ":7: user: 'a//b' is no path of a user" },
  { "rate = 1/h\ntasks = 5000\ngang = true\n", ":7: tasks in [generate g]: a gang of 5000" },
  { "rate = 1/h\ncpu = empirical no.csv:x\n", "no.csv: cannot read" },
  { "rate = 1/h\nlike = borg\n", ":9: like 'borg'; expected one of none, lublin-batch" },
  { "rate = 1/h\n[workload]\nshuffle = true\n",
    ":10: shuffle: there are groups [generate NAME]; expected a trace alone with it" },
  { "rate = 1/h\n[workload]\nrun-times = s.scenario\n",
    ":10: run-times: there is no trace; expected a trace beside it" },
  { "rate = 86/h\nuntil = 50000000h\n",
    ":7: [generate g] makes more than 1000000000 jobs; expected a lower rate or load, an earlier until" },
  { "arrivals = renewal\ngap = 20d\n", "s.scenario: no tasks; expected at least one task" },
};

START_TEST (test_bad)
{
  g_autofree char *text = g_strconcat (
    "[scenario]\nhorizon = 10d\n[machines m]\ncount = 100\ncpu = 32\nmemory = 128GiB\n"
    "[generate g]\n",
    bad[_i].group, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario
    = scenario_load (test_temp_file ("s.scenario", text), NULL, &error);

  ck_assert_msg (scenario == NULL, "%s", bad[_i].group);
  ck_assert_msg (strstr (error->message, bad[_i].what) != NULL, "%s", error->message);
}
END_TEST

/* Where the number of jobs shows only as they are made. */
START_TEST (test_too_many)
{
  static const guint jobs[] = { 10, 11 };
  generator_limit_jobs (10);
  for (guint i = 0; i < G_N_ELEMENTS (jobs); i++) {
    g_autofree char *text = g_strdup_printf ("[machines m]\ncpu = 4\n[generate g]\narrivals = at-once\n"
                                             "cpu = 1\njobs = %u\n", jobs[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario
      = scenario_load (test_temp_file ("s.scenario", text), NULL, &error);
    ck_assert_int_eq (scenario != NULL, jobs[i] == 10);
    if (scenario == NULL)
      ck_assert_ptr_nonnull (strstr (error->message, "s.scenario:3: [generate g] makes more than 10 jobs"));
  }
  generator_limit_jobs (GENERATED_JOBS_MAX);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("generate");
  TCase *rows_case = tcase_create ("rows"), *streams = tcase_create ("streams");
  TCase *load_case = tcase_create ("load"), *refused = tcase_create ("refused");

  tcase_add_test (rows_case, test_rows);
  tcase_add_test (rows_case, test_at_once);
  tcase_add_test (rows_case, test_with_a_trace);
  tcase_add_test (rows_case, test_few_classes);
  tcase_add_test (rows_case, test_users_by_zipf);
  tcase_add_test (rows_case, test_correlation);
  tcase_add_test (rows_case, test_gangs);
  tcase_add_test (streams, test_same_seed_same_rows);
  tcase_add_test (streams, test_another_group_changes_nothing);
  tcase_add_test (streams, test_a_policy_changes_nothing);
  tcase_add_loop_test (streams, test_a_key_changes_its_own, 0, G_N_ELEMENTS (changes));
  tcase_add_loop_test (load_case, test_load, 0, G_N_ELEMENTS (loads));
  tcase_add_test (load_case, test_graph_beside_generated);
  tcase_add_test (load_case, test_totals);
  tcase_add_test (refused, test_too_many);
  tcase_add_test (load_case, test_standing_load);
  tcase_add_test (load_case, test_spike);
  tcase_add_loop_test (refused, test_bad, 0, G_N_ELEMENTS (bad));
  suite_add_tcase (s, rows_case);
  suite_add_tcase (s, streams);
  suite_add_tcase (s, load_case);
  suite_add_tcase (s, refused);
  return s;
}

TEST_MAIN (suite)
