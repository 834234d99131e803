/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Queueing theory as an oracle: M/M/1 and M/M/10 as scenarios, whose waits must equal a recursion
 * of a few lines to the microsecond, whose mean must be what Erlang's formula says, and which obey
 * Little's law.
 *
 * A replication starts in the steady state: as many tasks as its distribution says are there at
 * time 0, all of them with whole exponential durations left, for these remember nothing. So no
 * warm-up is cut off and the mean of the later arrivals' waits has no bias. Mean service time is
 * 1 s; times are rounded to whole microseconds. */
#include "simulator/observer.h"
#include "report/run.h"
#include "simulator/simulation.h"
#include "test.h"
#include "util/statistics.h"

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define REPLICATIONS 30
#ifdef __SANITIZE_ADDRESS__
#define ARRIVALS 5000
#else
#define ARRIVALS 15000
#endif

typedef struct {
  guint servers;
  double load;          /* arrivals a service time */
  const char *machines;
} System;

static const System mm1 = { 1, 0.8, "machine,cpu\nm,1\n" };
static const System mm10 = { 10, 8.0, "machine,cpu\nm,10\n" };

typedef struct {
  guint present;      /* tasks there at the start: the first of the trace */
  GArray *submits;    /* of gint64, us */
  GArray *durations;  /* of gint64, us */
} Trace;

/* The probability that an arrival waits (Erlang 1917), from the recursion of the loss formula. */
static double
erlang_c (guint servers, double load)
{
  double blocking = 1;
  for (guint k = 1; k <= servers; k++)
    blocking = load * blocking / (k + load * blocking);
  double idle = 1 - load / servers;
  return blocking / (idle + (1 - idle) * blocking);
}

static double
mean_wait (const System *system)
{
  return erlang_c (system->servers, system->load) / (system->servers - system->load);
}

/* How many are in the system, by inversion of the stationary distribution at u. */
static guint
stationary (const System *system, double u)
{
  double weight = 1, sum = 0, total = 0;
  guint n;
  for (n = 0; n < 100000 && weight > 1e-18; n++) {
    total += weight;
    weight *= system->load / MIN (n + 1, system->servers);
  }
  weight = 1;
  for (n = 0; n < 100000; n++) {
    sum += weight / total;
    if (sum > u)
      return n;
    weight *= system->load / MIN (n + 1, system->servers);
  }
  return n;
}

static gint64
exponential (const gsl_rng *source, double mean)
{
  return llround (gsl_ran_exponential (source, mean) * (double) TIME_SECOND);
}

static void
trace_append (Trace *trace, gint64 submit, gint64 duration)
{
  g_array_append_val (trace->submits, submit);
  g_array_append_val (trace->durations, duration);
}

/* One source of numbers for each purpose: systems differ in nothing but what they should. */
static Trace
trace_make (const System *system, gulong seed)
{
  Trace trace = { 0,
                  g_array_new (FALSE, FALSE, sizeof (gint64)),
                  g_array_new (FALSE, FALSE, sizeof (gint64)) };
  gsl_rng *gaps = gsl_rng_alloc (gsl_rng_mt19937);
  gsl_rng *durations = gsl_rng_alloc (gsl_rng_mt19937);
  gint64 now = 0;
  gsl_rng_set (gaps, 2 * seed + 1);
  gsl_rng_set (durations, 2 * seed + 2);
  trace.present = stationary (system, gsl_rng_uniform (gaps));
  for (guint i = 0; i < trace.present; i++)
    trace_append (&trace, 0, exponential (durations, 1));
  for (guint i = 0; i < ARRIVALS; i++) {
    now += exponential (gaps, 1 / system->load);
    trace_append (&trace, now, exponential (durations, 1));
  }
  gsl_rng_free (gaps);
  gsl_rng_free (durations);
  return trace;
}

static void
trace_clear (Trace *trace)
{
  g_array_unref (trace->submits);
  g_array_unref (trace->durations);
}

static Scenario *
load (const Trace *trace, const char *machines)
{
  g_autoptr (GString) tasks = g_string_new ("job,submit,duration,cpu\n");
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < trace->submits->len; i++) {
    g_string_append_printf (tasks, "%u,", i);
    time_append (tasks, g_array_index (trace->submits, gint64, i));
    g_string_append_c (tasks, ',');
    time_append (tasks, g_array_index (trace->durations, gint64, i));
    g_string_append (tasks, ",1\n");
  }
  test_temp_file ("tasks.csv", tasks->str);
  test_temp_file ("machines.csv", machines);
  Scenario *scenario = scenario_load (test_temp_file ("queue.scenario",
                                                      "[cell]\nmachines = machines.csv\n"
                                                      "[workload]\ntrace = tasks.csv\n"
                                                      "[scheduler]\norder = fifo\n"
                                                      "[metrics]\ninterval = 1h\n"),
                                      NULL, &error);
  test_ok (scenario != NULL, error);
  return scenario;
}

/* First come, first served by hand: who comes next takes the server that is free first (for one
 * server that is Lindley's recursion). */
static GArray *
recursion (const Trace *trace, guint servers)
{
  GArray *waits = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree gint64 *free_at = g_new0 (gint64, servers);
  for (guint i = 0; i < trace->submits->len; i++) {
    gint64 submit = g_array_index (trace->submits, gint64, i);
    guint first = 0;
    for (guint s = 1; s < servers; s++)
      if (free_at[s] < free_at[first])
        first = s;
    gint64 wait = MAX (free_at[first] - submit, 0);
    free_at[first] = submit + wait + g_array_index (trace->durations, gint64, i);
    g_array_append_val (waits, wait);
  }
  return waits;
}

typedef struct {
  Observer base;
  GArray *waits;   /* of gint64, by sequence; -1: not placed */
} Waits;

static void
waits_placed (Observer *self, gint64 now, const Task *task)
{
  g_array_index (((Waits *) self)->waits, gint64, task->sequence) = now - task->submit;
}

static const ObserverType waits_type = {
  .name = "waits",
  .summary = "the wait of every task",
  .placed = waits_placed,
};

static GArray *
simulate (const Scenario *scenario, guint tasks)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  test_ok (simulation != NULL, error);
  Waits waits = { .base = { .type = &waits_type, .context = simulation_context (simulation) },
                  .waits = g_array_sized_new (FALSE, FALSE, sizeof (gint64), tasks) };
  gint64 none = -1;
  for (guint i = 0; i < tasks; i++)
    g_array_append_val (waits.waits, none);
  simulation_add_observer (simulation, &waits.base);
  test_ok (simulation_run (simulation, &error), error);
  return waits.waits;
}

static void
assert_same_waits (const GArray *got, const GArray *expected)
{
  ck_assert_uint_eq (got->len, expected->len);
  for (guint i = 0; i < got->len; i++) {
    gint64 a = g_array_index (got, gint64, i), b = g_array_index (expected, gint64, i);
    ck_assert_msg (a == b, "task %u waits %" G_GINT64_FORMAT " us, not %" G_GINT64_FORMAT, i, a,
                   b);
  }
}

/* Seconds, of those who came after the start. */
static double
mean_of_arrivals (const Trace *trace, const GArray *waits)
{
  gint64 sum = 0;
  for (guint i = trace->present; i < waits->len; i++)
    sum += g_array_index (waits, gint64, i);
  return (double) sum / (double) TIME_SECOND / (waits->len - trace->present);
}

static void
check_system (const System *system)
{
  double means[REPLICATIONS];
  for (guint i = 0; i < REPLICATIONS; i++) {
    Trace trace = trace_make (system, i);
    g_autoptr (Scenario) scenario = load (&trace, system->machines);
    g_autoptr (GArray) waits = simulate (scenario, trace.submits->len);
    g_autoptr (GArray) expected = recursion (&trace, system->servers);
    assert_same_waits (waits, expected);
    means[i] = mean_of_arrivals (&trace, waits);
    trace_clear (&trace);
  }
  MeanInterval interval;
  double theory = mean_wait (system);
  ck_assert (mean_interval (means, REPLICATIONS, &interval));
  g_autofree char *said = g_strdup_printf ("mean wait %.4f, 95 %% in %.4f ... %.4f, theory %.4f",
                                           interval.mean, interval.low, interval.high, theory);
  ck_assert_msg (interval.low <= theory && theory <= interval.high, "%s", said);
  ck_assert_msg (interval.high - interval.low < 2 * 0.1 * theory, "too wide: %s", said);
  if (g_getenv ("BERTH_TEST_VERBOSE") != NULL)
    fprintf (stderr, "# M/M/%u: %s\n", system->servers, said);
}

START_TEST (formulas_give_the_published_values)
{
  ck_assert_double_eq_tol (mean_wait (&mm1), 4.0, 1e-12);
  ck_assert_double_eq_tol (erlang_c (10, 8), 0.409180, 1e-6);
  ck_assert_double_eq_tol (mean_wait (&mm10), 0.2046, 5e-5);
}
END_TEST

START_TEST (mm1_waits_as_lindley_and_theory_say)
{
  check_system (&mm1);
}
END_TEST

START_TEST (mm10_waits_as_the_recursion_and_erlang_say)
{
  check_system (&mm10);
}
END_TEST

/* Ten servers are ten, whether they are one machine, two or ten. */
START_TEST (servers_may_stand_on_any_machines)
{
  static const char *const cells[] = {
    "machine,cpu\nm,10\n",
    "machine,cpu\na,3\nb,7\n",
    "machine,cpu\na,1\nb,1\nc,1\nd,1\ne,1\nf,1\ng,1\nh,1\ni,1\nj,1\n",
  };
  Trace trace = trace_make (&mm10, 99);
  g_autoptr (GArray) expected = recursion (&trace, 10);
  for (guint i = 0; i < G_N_ELEMENTS (cells); i++) {
    g_autoptr (Scenario) scenario = load (&trace, cells[i]);
    g_autoptr (GArray) waits = simulate (scenario, trace.submits->len);
    assert_same_waits (waits, expected);
  }
  trace_clear (&trace);
}
END_TEST

static double
figure (JsonObject *root, const char *group, const char *key)
{
  if (group != NULL)
    root = json_object_get_object_member (root, group);
  ck_assert_msg (root != NULL && json_object_has_member (root, key), "no %s in the summary", key);
  return json_object_get_double_member (root, key);
}

/* L = λW over the whole run: the queue's mean length times the time is the sum of all waits. */
static void
check_little (const System *system)
{
  Trace trace = trace_make (system, 7);
  g_autoptr (Scenario) scenario = load (&trace, system->machines);
  g_autoptr (GArray) waits = recursion (&trace, system->servers);
  g_auto (RunOutcome) outcome = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 sum = 0;
  test_ok (run_scenario (scenario, &(RunOptions){ 0 }, &outcome, &error), error);
  for (guint i = 0; i < waits->len; i++)
    sum += g_array_index (waits, gint64, i);

  g_autoptr (JsonParser) parser = json_parser_new ();
  test_ok (json_parser_load_from_data (parser, outcome.summary_json, -1, &error), error);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  double area = figure (root, "queue", "mean") * figure (root, NULL, "simulated_seconds");
  double waited = (double) sum / (double) TIME_SECOND;
  ck_assert_msg (fabs (area - waited) <= 1e-9 * waited, "%.17g in the queue, %.17g waited", area,
                 waited);
  ck_assert_double_eq (figure (root, "tasks", "finished"), (double) waits->len);
  trace_clear (&trace);
}

START_TEST (littles_law_holds_to_rounding)
{
  check_little (&mm1);
  check_little (&mm10);
}
END_TEST

static Suite *
suite (void)
{
  Suite *made = suite_create ("queueing");
  TCase *all = tcase_create ("all");
  tcase_add_test (all, formulas_give_the_published_values);
  tcase_add_test (all, mm1_waits_as_lindley_and_theory_say);
  tcase_add_test (all, mm10_waits_as_the_recursion_and_erlang_say);
  tcase_add_test (all, servers_may_stand_on_any_machines);
  tcase_add_test (all, littles_law_holds_to_rounding);
  suite_add_tcase (made, all);
  return made;
}

TEST_MAIN (suite)
