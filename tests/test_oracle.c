/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine against the oracle on random scenarios: the same facts in the same order, line by
 * line. First the oracle itself, on cases worked out by hand.
 *
 * Environment: BERTH_ORACLE_SEEDS=FROM-TO compares those seeds instead of 1 to 1000. */
#include "oracle.h"
#include "oracle_record.h"
#include "random_scenario.h"
#include "scheduler/choose/vector_path.h"
#include "simulator/simulation.h"
#include "test.h"

#define SECOND G_GINT64_CONSTANT (1000000)
#define SEEDS_PER_TEST 100
#define CONTEXT_LINES 12

/* ---- the oracle by itself ---- */

/* cpu and memory, one user, every option at its plainest: no scores, no preemption. */
static OracleScenario *
plain (void)
{
  static const int bounds[] = { 0, 100, 200, 360 };
  OracleScenario *s = g_new0 (OracleScenario, 1);
  s->resources = 2;
  s->users = 1;
  for (int u = 0; u < ORACLE_USERS; u++)
    s->weight[u] = 1000;
  for (int r = 0; r < ORACLE_RESOURCES; r++)
    s->options.share_weight[r] = 1;
  s->options.horizon = ORACLE_NONE;
  s->options.interval = 1000000 * SECOND;
  s->options.order = ORACLE_DRF;
  s->options.n_filters = ORACLE_FILTERS;
  for (int f = 0; f < ORACLE_FILTERS; f++)
    s->options.filters[f] = (OracleFilter) f;
  memcpy (s->options.tier_bound, bounds, sizeof bounds);
  return s;
}

static OracleMachine *
machine (OracleScenario *s, gint64 cpu, gint64 memory)
{
  OracleMachine *m = &s->machine[s->machines];
  g_snprintf (m->name, ORACLE_NAME, "m%d", s->machines);
  m->capacity[0] = cpu;
  m->capacity[1] = memory;
  s->event[s->events++] = (OracleEvent) { 0, s->machines++, ORACLE_ADD };
  return m;
}

/* Times in seconds; duration ORACLE_NONE is unending. */
static OracleTask *
task (OracleScenario *s, const char *job, int user, int priority, gint64 submit, gint64 duration,
      gint64 cpu, gint64 memory)
{
  OracleTask *t = &s->task[s->tasks];
  g_strlcpy (t->job, job, ORACLE_NAME);
  g_snprintf (t->name, ORACLE_NAME, "%d", s->tasks++);
  t->user = user;
  t->priority = priority;
  t->submit = submit * SECOND;
  t->duration = duration == ORACLE_NONE ? ORACLE_NONE : duration * SECOND;
  t->estimate = t->duration;
  t->budget = ORACLE_NONE;
  t->request[0] = cpu;
  t->request[1] = memory;
  s->users = MAX (s->users, user + 1);
  return t;
}

/* The run's lines that are neither submits, samples nor machine states, with times in seconds and
 * task numbers left out, joined by "; ". */
static char *
outline (const OracleScenario *s)
{
  g_autoptr (GPtrArray) log = oracle_run (s);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < log->len; i++) {
    g_auto (GStrv) word = g_strsplit (g_ptr_array_index (log, i), " ", -1);
    if (g_strv_contains ((const char *const[]){ "submit", "sample", "machine", NULL }, word[1]))
      continue;
    *strchr (word[2], '/') = '\0';
    g_string_append_printf (out, "%s%d %s %s", out->len > 0 ? "; " : "",
                            (int) (g_ascii_strtoll (word[0], NULL, 10) / SECOND), word[1], word[2]);
    if (word[3] != NULL && s->machines > 1)
      g_string_append_printf (out, " %s", word[3]);
    const char *more = word[3] != NULL && word[4] != NULL ? word[4] : "";
    if (g_str_has_prefix (more, "lost="))
      g_string_append_printf (out, " %d",
                              (int) (g_ascii_strtoll (more + strlen ("lost="), NULL, 10) / SECOND));
    else if (*more != '\0')
      g_string_append_printf (out, " %s", strchr (more, ':') + 1);
  }
  return g_string_free (out, FALSE);
}

static void
expect (OracleScenario *s, const char *expected)
{
  g_autofree char *seen = outline (s);
  ck_assert_str_eq (seen, expected);
}

/* 9 cpu and 18 GB; A wants <1,4>, B <3,1>: the final state of the paper, ties by index. */
static OracleScenario *
paper_cell (void)
{
  OracleScenario *s = plain ();
  machine (s, 9, 18);
  for (int i = 0; i < 5; i++) {
    task (s, "A", 0, 100, 0, ORACLE_NONE, 1, 4);
    task (s, "B", 1, 100, 0, ORACLE_NONE, 3, 1);
  }
  return s;
}

START_TEST (test_drf_paper)
{
  g_autofree OracleScenario *s = paper_cell ();
  expect (s, "0 place A; 0 place B; 0 place A; 0 place B; 0 place A");
  /* At 1/3 and 1/3 B has fewer running. */
  s->weight[0] = 2000;
  expect (s, "0 place A; 0 place B; 0 place A; 0 place A; 0 place B");
}
END_TEST

START_TEST (test_stop_and_skip)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 10);
  for (int i = 0; i < 12; i++) {
    task (s, "A", 0, 100, 0, ORACLE_NONE, 3, 0);
    task (s, "B", 1, 100, 0, ORACLE_NONE, 1, 1);
    task (s, "C", 2, 100, 0, ORACLE_NONE, 0, 1);
  }
  s->options.queue = ORACLE_STOP;
  expect (s, "0 place A; 0 place B; 0 place C; 0 place C; 0 place C");
  s->options.queue = ORACLE_SKIP;
  expect (s, "0 place A; 0 place B; 0 place C; 0 place C; 0 place C; 0 place C; 0 place C; "
             "0 place C; 0 place C; 0 place C; 0 place C");
}
END_TEST

START_TEST (test_strict_and_drop)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 10);
  task (s, "big", 0, 120, 0, 5, 5, 1);
  task (s, "small", 0, 110, 0, 5, 1, 1);
  task (s, "other", 1, 110, 0, 5, 1, 1);
  s->options.queue = ORACLE_STRICT;
  expect (s, "0 place other; 5 finish other");
  s->options.queue = ORACLE_DROP;
  expect (s, "0 drop big; 0 place small; 0 place other; 5 finish small; 5 finish other");
}
END_TEST

/* A full machine of 10 cpu; the preemptor needs 4. Unsaved work at 50 s: a 50, b 10, c 5, d 40,
 * e 30. */
START_TEST (test_victims)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 10, 10);
  task (s, "a", 0, 100, 0, 1000, 4, 0);
  task (s, "d", 0, 50, 10, 1000, 1, 0);
  task (s, "e", 0, 0, 20, 1000, 1, 0);
  task (s, "b", 0, 100, 40, 1000, 2, 0);
  task (s, "c", 0, 100, 45, 1000, 2, 0);
  task (s, "p", 0, 200, 50, 1000, 4, 0);
  s->options.horizon = 50 * SECOND;
  static const char begun[] = "0 place a; 10 place d; 20 place e; 40 place b; 45 place c; ";
  static const struct { OraclePreempt policy; const char *then; } cases[] = {
    { ORACLE_NO_PREEMPTION, "" },
    { ORACLE_LOWEST_PRIORITY,
      "50 preempted e 30; 50 preempted d 40; 50 preempted b 10; 50 place p" },
    { ORACLE_FEWEST_VICTIMS, "50 preempted a 50; 50 place p" },
    /* Then b finds room for itself among the free tier. */
    { ORACLE_LEAST_LOST_WORK, "50 preempted b 10; 50 preempted c 5; 50 place p; "
                              "50 preempted e 30; 50 preempted d 40; 50 place b" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    s->options.preempt = cases[i].policy;
    g_autofree char *expected = g_strconcat (begun, cases[i].then, NULL);
    if (cases[i].then[0] == '\0')
      expected[strlen (expected) - 2] = '\0';
    expect (s, expected);
  }
}
END_TEST

START_TEST (test_prod_spares_prod)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 4);
  task (s, "low", 0, 200, 0, 10, 4, 1);
  task (s, "high", 0, 300, 1, 10, 4, 1);
  task (s, "monitor", 0, 360, 2, 10, 4, 1);
  s->options.preempt = ORACLE_FEWEST_VICTIMS;
  s->options.within_tier = TRUE;
  expect (s, "0 place low; 2 preempted low 2; 2 place monitor; 12 finish monitor; 12 place high; "
             "22 finish high; 22 place low; 32 finish low");
}
END_TEST

START_TEST (test_within_tier)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 4);
  task (s, "low", 0, 100, 0, 10, 4, 1);
  task (s, "high", 0, 120, 1, 10, 4, 1);
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  expect (s, "0 place low; 10 finish low; 10 place high; 20 finish high");
  s->options.within_tier = TRUE;
  expect (s, "0 place low; 1 preempted low 1; 1 place high; 11 finish high; 11 place low; "
             "21 finish low");
}
END_TEST

/* Grace of 5 s: `short` finishes within it, `long` is evicted with a checkpoint every 4 s; the
 * machine is held, so that `tiny` waits although there is room. */
START_TEST (test_grace)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 4);
  task (s, "short", 0, 100, 0, 6, 1, 1);
  task (s, "long", 0, 100, 0, 20, 2, 1)->checkpoint = 4 * SECOND;
  task (s, "p", 0, 200, 2, 1, 4, 1);
  task (s, "tiny", 0, 100, 3, 1, 1, 1);
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  s->options.grace = 5 * SECOND;
  expect (s, "0 place short; 0 place long; 2 hold p; 6 finish short; 7 preempted long 3; "
             "7 place p; 8 finish p; 8 place long; 8 place tiny; 9 finish tiny; 24 finish long");
}
END_TEST

START_TEST (test_hold_ends_with_its_machine)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 4);
  task (s, "v", 0, 100, 0, 20, 4, 1);
  task (s, "p", 0, 200, 2, 1, 4, 1);
  s->event[s->events++] = (OracleEvent) { 4 * SECOND, 0, ORACLE_GO_DOWN };
  s->event[s->events++] = (OracleEvent) { 9 * SECOND, 0, ORACLE_COME_UP };
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  s->options.grace = 5 * SECOND;
  expect (s, "0 place v; 2 hold p; 4 failed v 4; 9 place p; 10 finish p; 10 place v; 30 finish v");
}
END_TEST

/* 3725 s of work: 125 are lost with a checkpoint every 600, all without. */
START_TEST (test_checkpoint)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 2, 2);
  task (s, "kept", 0, 100, 0, 10000, 1, 1)->checkpoint = 600 * SECOND;
  task (s, "lost", 0, 100, 0, 10000, 1, 1);
  s->event[s->events++] = (OracleEvent) { 3725 * SECOND, 0, ORACLE_GO_DOWN };
  s->event[s->events++] = (OracleEvent) { 4000 * SECOND, 0, ORACLE_COME_UP };
  expect (s, "0 place kept; 0 place lost; 3725 failed kept 125; 3725 failed lost 3725; "
             "4000 place kept; 4000 place lost; 10400 finish kept; 14000 finish lost");
}
END_TEST

/* One task of a job may be down at a time: `p` evicts one, and `q` none before that one runs again, on
 * m1, which has no memory. */
START_TEST (test_budget)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 2, 2);
  machine (s, 1, 0);
  task (s, "v", 0, 100, 0, 50, 1, 0)->budget = 1;
  task (s, "v", 0, 100, 0, 50, 1, 0)->budget = 1;
  task (s, "other", 0, 100, 0, 9, 1, 0);
  task (s, "p", 0, 200, 2, 60, 1, 1);
  task (s, "q", 0, 200, 3, 60, 1, 1);
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  s->options.horizon = 20 * SECOND;
  static const char begun[] = "0 place v m0; 0 place v m0; 0 place other m1; 2 preempted v m0 2; "
                              "2 place p m0; ";
  g_autofree char *spared = g_strconcat (begun, "9 finish other; 9 place v m1; 9 preempted v m0 9; "
                                                "9 place q m0", NULL);
  g_autofree char *evicted
    = g_strconcat (begun, "3 preempted v m0 3; 3 place q m0; 9 finish other; 9 place v m1", NULL);
  expect (s, spared);
  s->options.preempt = ORACLE_KUBE; /* counts it, no more */
  expect (s, evicted);
  s->task[0].budget = s->task[1].budget = 2;
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  expect (s, evicted);
}
END_TEST

/* A task of batch is spared for its first 5 s, one that has been evicted once for ever. */
START_TEST (test_exempt_time_and_max_evictions)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 4);
  task (s, "v", 0, 100, 0, 20, 4, 0);
  task (s, "p", 0, 200, 2, 2, 4, 0);
  task (s, "q", 0, 200, 9, 2, 4, 0);
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  s->options.exempt_time = 5 * SECOND;
  expect (s, "0 place v; 5 preempted v 5; 5 place p; 7 finish p; 7 place v; 12 preempted v 5; "
             "12 place q; 14 finish q; 14 place v; 34 finish v");
  s->options.max_evictions = 1;
  expect (s, "0 place v; 5 preempted v 5; 5 place p; 7 finish p; 7 place v; 27 finish v; "
             "27 place q; 29 finish q");
}
END_TEST

/* Monitoring evicts prod, which evicts batch, which evicts free; or does so when next something
 * happens (at 5 `tick` arrives). */
START_TEST (test_cascade)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 4, 0);
  machine (s, 3, 0);
  machine (s, 2, 0);
  task (s, "prod", 0, 200, 0, ORACLE_NONE, 4, 0);
  task (s, "batch", 0, 100, 0, ORACLE_NONE, 3, 0);
  task (s, "free", 0, 0, 0, ORACLE_NONE, 2, 0);
  task (s, "top", 0, 400, 1, ORACLE_NONE, 4, 0);
  task (s, "tick", 0, 0, 5, 1, 9, 0);
  s->task[0].request[0] = 3;
  s->task[1].request[0] = 2;
  s->machine[0].capacity[1] = s->task[3].request[1] = 1;
  s->options.preempt = ORACLE_LOWEST_PRIORITY;
  s->options.horizon = 9 * SECOND;
  static const char begun[] = "0 place prod m0; 0 place batch m1; 0 place free m2; "
                              "1 preempted prod m0 1; 1 place top m0; ";
  static const char *const then[] = {
    "1 preempted batch m1 1; 1 place prod m1; 1 preempted free m2 1; 1 place batch m2",
    "5 preempted batch m1 5; 5 place prod m1",
    "1 preempted batch m1 1; 1 place prod m1; 5 preempted free m2 5; 5 place batch m2",
  };
  for (guint most = 0; most < G_N_ELEMENTS (then); most++) {
    g_autofree char *expected = g_strconcat (begun, then[most], NULL);
    s->options.max_cascade = most;
    expect (s, expected);
  }
}
END_TEST

/* Three devices on two machines (bits say which): a part goes where the least is free that will do,
 * two wholes need empty ones. */
START_TEST (test_devices)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 1000, 0)->capacity[1] = 2000;
  machine (s, 1000, 0)->capacity[1] = 1000;
  s->devices[1] = TRUE;
  task (s, "half", 0, 100, 0, 9, 1, 500);
  task (s, "most", 0, 100, 0, 9, 1, 600);
  task (s, "rest", 0, 100, 0, 9, 1, 400);
  task (s, "pair", 0, 100, 0, 9, 1, 2000);
  expect (s, "0 place half m0 1; 0 place most m0 2; 0 place rest m0 2; 9 finish half; "
             "9 finish most; 9 finish rest; 9 place pair m0 3; 18 finish pair");
}
END_TEST

START_TEST (test_draining_and_ties)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 2, 2);
  machine (s, 2, 2);
  for (int i = 0; i < 3; i++)
    task (s, i == 0 ? "a" : i == 1 ? "b" : "c", 0, 100, i, 5, 1, 1);
  s->event[s->events++] = (OracleEvent) { 1 * SECOND, 0, ORACLE_DRAIN };
  s->options.scores[s->options.n_scores++] = (OracleScore) { ORACLE_BEST_FIT, 1 };
  expect (s, "0 place a m0; 1 place b m1; 2 place c m1; 5 finish a; 6 finish b; 7 finish c");
}
END_TEST

START_TEST (test_samples_and_horizon)
{
  g_autofree OracleScenario *s = plain ();
  machine (s, 1, 1);
  task (s, "zero", 0, 100, 2, 0, 1, 1);
  task (s, "a", 0, 100, 2, 2, 1, 1);
  task (s, "b", 0, 100, 2, 9, 1, 1);
  s->options.interval = 2 * SECOND;
  s->options.horizon = 5 * SECOND;
  g_autoptr (GPtrArray) log = oracle_run (s);
  g_ptr_array_add (log, NULL);
  g_autofree char *text = g_strjoinv ("\n", (char **) log->pdata);
  ck_assert_str_eq (text, "0 machine m0 up\n0 sample running=0 pending=0\n2000000 submit zero/0\n"
                          "2000000 submit a/1\n2000000 submit b/2\n2000000 place zero/0 m0\n"
                          "2000000 finish zero/0\n2000000 place a/1 m0\n"
                          "2000000 sample running=1 pending=1\n4000000 finish a/1\n"
                          "4000000 place b/2 m0\n4000000 sample running=1 pending=0");
}
END_TEST

/* ---- engine against oracle ---- */

static guint64 first_seed = 1, last_seed = 1000;

/* The place of the first difference; G_MAXUINT when there is none. */
static guint
first_difference (const GPtrArray *a, const GPtrArray *b)
{
  for (guint i = 0; i < MAX (a->len, b->len); i++)
    if (i >= a->len || i >= b->len
        || strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return i;
  return G_MAXUINT;
}

static const char *
line_at (const GPtrArray *log, guint i)
{
  return i < log->len ? g_ptr_array_index (log, i) : "";
}

/* Everything one needs to see a mismatch without running anything. */
static char *
show_difference (const RandomScenario *random, const GPtrArray *engine, const GPtrArray *oracle,
                 guint at)
{
  g_autofree char *scenario = random_scenario_text (random);
  g_autofree char *machines = random_scenario_machines (random);
  g_autofree char *tasks = random_scenario_tasks (random);
  g_autofree char *network = random_scenario_network (random);
  GString *out = g_string_new (NULL);
  g_string_append_printf (out,
                          "seed %" G_GUINT64_FORMAT ": the engine and the oracle differ\n"
                          "== random.scenario\n%s== machines.csv\n%s== tasks.csv\n%s"
                          "== %s\n%s== %-46s | oracle\n",
                          random->seed, scenario, machines != NULL ? machines : "", tasks,
                          network != NULL ? random_scenario_network_name (random) : "no network",
                          network != NULL ? network : "", "engine");
  for (guint i = at > CONTEXT_LINES ? at - CONTEXT_LINES : 0; i < at + CONTEXT_LINES; i++)
    if (i < MAX (engine->len, oracle->len))
      g_string_append_printf (out, "%s %-46s | %s\n", i == at ? "=>" : "  ", line_at (engine, i),
                              line_at (oracle, i));
  return g_string_free (out, FALSE);
}

/* As test_temp_file(), but not synced to the disk: there are thousands. */
static const char *
write_file (const char *name, const char *text)
{
  const char *path = test_temp_path (name);
  (void) g_unlink (path);
  ck_assert (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

/* Ways of the engine to the same answers. */
typedef struct {
  VectorPath path;
  SearchWay search;
} Way;

static GPtrArray *
engine_run (const RandomScenario *random, const Way *way)
{
  g_autofree char *text = random_scenario_text (random);
  g_autofree char *machines = random_scenario_machines (random);
  g_autofree char *tasks = random_scenario_tasks (random);
  g_autoptr (GError) error = NULL;
  if (machines != NULL)
    write_file ("machines.csv", machines);
  write_file ("tasks.csv", tasks);
  g_autofree char *network = random_scenario_network (random);
  if (network != NULL)
    write_file (random_scenario_network_name (random), network);
  g_autoptr (Scenario) scenario =
    scenario_load (write_file ("random.scenario", text), NULL, &error);
  ck_assert_msg (scenario != NULL, "seed %" G_GUINT64_FORMAT ": %s\n%s\n%s\n%s", random->seed,
                 error != NULL ? error->message : "", text, machines != NULL ? machines : "",
                 tasks);
  scenario->scheduler.search = way->search;
  vector_path_force (way->path);
  SimulationOptions options = { .check = random->seed % 4 == 0 };
  g_autoptr (Simulation) simulation = simulation_new (scenario, &options, &error);
  test_ok (simulation != NULL, error);
  g_autoptr (OracleRecord) record =
    oracle_record_new (&random->oracle, simulation_context (simulation));
  simulation_add_observer (simulation, oracle_record_observer (record));
  gboolean ran = simulation_run (simulation, &error);
  ck_assert_msg (ran, "seed %" G_GUINT64_FORMAT ": %s", random->seed,
                 error != NULL ? error->message : "");
  GPtrArray *log = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < oracle_record_log (record)->len; i++)
    g_ptr_array_add (log, g_strdup (line_at (oracle_record_log (record), i)));
  return log;
}

static void
compare_way (const RandomScenario *random, const GPtrArray *oracle, const Way *way)
{
  g_autoptr (GPtrArray) engine = engine_run (random, way);
  guint at = first_difference (engine, oracle);
  if (at != G_MAXUINT) {
    g_autofree char *text = show_difference (random, engine, oracle, at);
    ck_abort_msg ("on the %s path, searching %s: %s", vector_path_names[way->path],
                  search_names[way->search], text);
  }
}

/* Every way that this machine can go. */
static void
compare (guint64 seed)
{
  g_autofree RandomScenario *random = random_scenario_new (seed);
  g_autoptr (GPtrArray) oracle = oracle_run (&random->oracle);
  for (guint path = 0; path < N_VECTOR_PATHS; path++)
    for (guint search = 0; search < N_SEARCHES; search++) {
      Way way = { (VectorPath) path, (SearchWay) search };
      if (vector_path_available (way.path))
        compare_way (random, oracle, &way);
    }
}

START_TEST (test_engine_agrees)
{
  guint64 from = first_seed + (guint64) _i * SEEDS_PER_TEST;
  for (guint64 seed = from; seed < from + SEEDS_PER_TEST && seed <= last_seed; seed++)
    compare (seed);
}
END_TEST

/* The comparison sees one changed line, one line less and one more. */
START_TEST (test_comparison_can_fail)
{
  g_autofree RandomScenario *random = random_scenario_new (1);
  g_autoptr (GPtrArray) oracle = oracle_run (&random->oracle);
  g_autoptr (GPtrArray) engine = engine_run (random, &(Way){ VECTOR_PORTABLE, SEARCH_QUICKEST });
  ck_assert_uint_eq (first_difference (engine, oracle), G_MAXUINT);
  guint last = engine->len - 1;
  g_ptr_array_add (engine, g_strdup ("0 more"));
  ck_assert_uint_eq (first_difference (engine, oracle), last + 1);
  g_ptr_array_set_size (engine, (int) last);
  ck_assert_uint_eq (first_difference (engine, oracle), last);
  char *line = g_ptr_array_index (engine, last / 2);
  line[strlen (line) - 1] = '#';
  ck_assert_uint_eq (first_difference (engine, oracle), last / 2);
  g_autofree char *text = show_difference (random, engine, oracle, last / 2);
  ck_assert_ptr_nonnull (strstr (text, "[scheduler]"));
  ck_assert_ptr_nonnull (strstr (text, "job,task,user,"));
  ck_assert_ptr_nonnull (strstr (text, "=> "));
}
END_TEST

static void
read_seeds (void)
{
  const char *seeds = g_getenv ("BERTH_ORACLE_SEEDS");
  char *end = NULL;
  if (seeds == NULL)
    return;
  first_seed = g_ascii_strtoull (seeds, &end, 10);
  last_seed = *end == '-' ? g_ascii_strtoull (end + 1, NULL, 10) : first_seed;
  last_seed = MAX (last_seed, first_seed);
}

static Suite *
suite (void)
{
  Suite *s = suite_create ("oracle");
  TCase *alone = tcase_create ("by itself");
  TCase *engine = tcase_create ("against the engine");
  read_seeds ();
  tcase_add_test (alone, test_drf_paper);
  tcase_add_test (alone, test_stop_and_skip);
  tcase_add_test (alone, test_strict_and_drop);
  tcase_add_test (alone, test_victims);
  tcase_add_test (alone, test_prod_spares_prod);
  tcase_add_test (alone, test_within_tier);
  tcase_add_test (alone, test_grace);
  tcase_add_test (alone, test_hold_ends_with_its_machine);
  tcase_add_test (alone, test_checkpoint);
  tcase_add_test (alone, test_budget);
  tcase_add_test (alone, test_exempt_time_and_max_evictions);
  tcase_add_test (alone, test_cascade);
  tcase_add_test (alone, test_devices);
  tcase_add_test (alone, test_draining_and_ties);
  tcase_add_test (alone, test_samples_and_horizon);
  suite_add_tcase (s, alone);
  tcase_add_test (engine, test_comparison_can_fail);
  tcase_add_loop_test (engine, test_engine_agrees, 0,
                       (int) ((last_seed - first_seed) / SEEDS_PER_TEST) + 1);
  suite_add_tcase (s, engine);
  return s;
}

TEST_MAIN (suite)
