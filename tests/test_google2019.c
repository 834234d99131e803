/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData 2019 from small tables written by hand: how the events of a task become one in
 * whatever order they stand, and what collections say. tests/test_google2019_counts.sh counts in more. */
#include "google2019_cell.h"
#include "trace/component_reader.h"
#include "util/random.h"

static void
check (const char *instances, const char *collections, const char *tasks, const char *notes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (instances, collections, two_machines, &error);

  test_ok (scenario != NULL, error);
  g_autofree char *has_tasks = tasks_of (scenario);
  g_autofree char *has_notes = notes_of (workload_notes (scenario->workload));
  ck_assert_str_eq (has_tasks, tasks);
  ck_assert_str_eq (has_notes, notes);
  ck_assert_str_eq (workload_format (scenario->workload), "google2019");
}

/* One task a case: what its rows become, and what is said of it. */
START_TEST (rules)
{
  static const struct { const char *rows, *task, *note; } cases[] = {
    { /* the plain one, by names and by numbers; 120 is the lowest of production */
      OF ("600", "SUBMIT") OF ("610", "SCHEDULE") OF ("700", "FINISH"),
      "7/0 u_7= 280 32000/65536 @600+90\n", "" },
    { OF ("600", "0") OF ("610", "3") OF ("700", "6"), "7/0 u_7= 280 32000/65536 @600+90\n", "" },
    { /* withheld, and then not */
      OF ("600", "0") OF ("601", "1") OF ("609", "2") OF ("610", "3") OF ("700", "6"),
      "7/0 u_7= 280 32000/65536 @600+90\n",
      "left out rows of the batch queue (QUEUE, ENABLE): tasks wait from their SUBMIT on: 2 (first: "
      INSTANCES ":2)\n" },
    { /* what an evicted run did is done again: 4 is EVICT, not FINISH */
      OF ("600", "0") OF ("601", "3") OF ("650", "4") OF ("650", "0") OF ("660", "3") OF ("760", "6"),
      "7/0 u_7= 280 32000/65536 @600+100\n",
      "assumed tasks that were evicted: what such runs did is done again: 1\n" },
    { /* runs that failed, were killed or lost add up */
      OF ("600", "0") OF ("600", "3") OF ("610", "5") OF ("611", "0") OF ("620", "3") OF ("650", "7")
      OF ("651", "0") OF ("652", "3") OF ("657", "8"),
      "7/0 u_7= 280 32000/65536 @600+45\n",
      "assumed tasks submitted again after they ended: as long as all their runs: 1\n" },
    { /* running, and waiting, at the end */
      OF ("600", "0") OF ("600", "3"), "7/0 u_7= 280 32000/65536 @600+never\n",
      "assumed tasks that have run and not ended by the end of the trace: unending: 1\n" },
    { OF ("600", "0"), "7/0 u_7= 280 32000/65536 @600+never\n",
      "assumed tasks that wait at the end of the trace and never ran: unending: 1\n" },
    { /* there already; withheld already */
      OF ("0", "0") OF ("0", "3") OF ("660", "6"), "7/0 u_7= 280 32000/65536 @0+660\n",
      "assumed tasks there already: what they did before is not known: 1\n" },
    { OF ("620", "2") OF ("630", "3") OF ("660", "6"), "7/0 u_7= 280 32000/65536 @620+30\n",
      "left out rows of the batch queue (QUEUE, ENABLE): tasks wait from their SUBMIT on: 1\n"
      "assumed tasks there already: what they did before is not known: 1\n" },
    { /* requests: the first that is said; one that changes; updates */
      ROW ("600000000", "7", "0", "0", ",\"priority\":200") OF ("610", "9") OF ("620", "3")
      ROW ("630000000", "7", "0", "10", ",\"priority\":200" REQUEST ("1", "6e-06")) OF ("640", "6"),
      "7/0 u_7= 280 32000/65536 @600+20\n",
      "left out rows that update a task: 2 (first: " INSTANCES ":2)\n"
      "assumed tasks whose request changed: the first one counts: 1\n" },
    { /* on a machine that is none; on none, and on one that is its own */
      ROW ("600000000", "7", "0", "0", ",\"priority\":200,\"machine_id\":\"0\"")
      ROW ("601000000", "7", "0", "3", ",\"priority\":200,\"machine_id\":\"9\"")
      ROW ("602000000", "7", "0", "6", ",\"priority\":200,\"machine_id\":\"-1\""),
      "7/0 u_7= 280 0/0 @600+1\n",
      "assumed tasks without a request: 0: 1\n"
      "assumed tasks on machines that machine_events does not know: 1\n" },
    { /* in an alloc set, with a constraint, in a collection that nobody knows */
      ROW ("600000000", "8", "3", "0", ",\"alloc_collection_id\":\"5\"" REQUEST ("0.5", "0.25")
           ",\"constraint\":[{\"name\":\"a\",\"value\":\"b\",\"relation\":\"0\"}]")
      ROW ("601000000", "8", "3", "3", ",\"constraint\":[],\"alloc_collection_id\":\"0\"")
      ROW ("602000000", "8", "3", "6", ""),
      "8/3 default 0 32000/65536 @600+1\n",
      "left out constraints of tasks on attributes of machines: 1\n"
      "assumed tasks without a user: 'default': 1\n"
      "assumed tasks in alloc sets: they take their room from machines: 1\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (cases[i].rows, one_collection, cases[i].task, cases[i].note);
}
END_TEST

/* Rows of one time stand in any order, as in exports: the one that follows is the next. */
START_TEST (rows_in_any_order)
{
  static const char *const rows[]
    = { OF ("600", "0"), OF ("600", "3"), OF ("650", "4"), OF ("650", "0"), OF ("650", "3"),
        OF ("700", "4"), OF ("700", "0"), OF ("700", "3"), OF ("700", "6") };
  guint order[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };

  for (guint round = 0; round < 60; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;

    for (guint i = G_N_ELEMENTS (order) - 1; i > 0; i--) {
      guint k = (guint) (random_mix (16 * round + i) % (i + 1)), kept = order[i];
      order[i] = order[k];
      order[k] = kept;
    }
    for (guint i = 0; i < G_N_ELEMENTS (order); i++)
      g_string_append (text, rows[order[i]]);
    g_autoptr (Scenario) scenario = load (text->str, one_collection, two_machines, &error);
    test_ok (scenario != NULL, error);
    g_autofree char *tasks = tasks_of (scenario);
    g_autofree char *notes = notes_of (workload_notes (scenario->workload));
    /* The last run was for no time at all, and the one before it was evicted. */
    ck_assert_str_eq (tasks, "7/0 u_7= 280 32000/65536 @600+0\n");
    ck_assert_msg (strstr (notes, "follow") == NULL && strstr (notes, "evicted") != NULL, "%s", notes);
  }
}
END_TEST

/* Priorities keep their order within a tier; what a row does not say, the collection does. */
START_TEST (priorities)
{
  static const struct { const char *priority; gint32 berth; } cases[]
    = { { "0", 0 },     { "99", 99 },   { "100", 100 }, { "115", 115 }, { "116", 116 }, { "119", 119 },
        { "120", 200 }, { "279", 359 }, { "359", 359 }, { "360", 360 }, { "450", 450 } };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
    const char *priority = cases[i / 2].priority;
    g_autofree char *collections = g_strdup_printf (
      "{\"collection_id\":\"7\",\"user\":\"\"}\n"
      "{\"collection_id\":\"7\",\"user\":\"u\",\"priority\":\"%s\"}\n", i % 2 == 0 ? priority : "300");
    g_autofree char *instances = i % 2 == 0
      ? g_strdup (ROW ("1", "7", "0", "0", REQUEST ("0", "0")))
      : g_strdup_printf (ROW ("1", "7", "0", "0", ",\"priority\":\"%s\"" REQUEST ("0", "0")), priority);
    g_autofree char *expected = g_strdup_printf ("7/0 u %d 0/0 @0+never\n", cases[i / 2].berth);

    check (instances, collections, expected,
           "assumed tasks that wait at the end of the trace and never ran: unending: 1\n");
  }
}
END_TEST

/* Alloc instances are no tasks, whoever says that they are of an alloc set. */
START_TEST (alloc_sets)
{
  check (OF ("600", "0") OF ("601", "3") OF ("602", "6")
         ROW ("600000000", "5", "0", "0", ",\"collection_type\":\"1\"" REQUEST ("1", "1"))
         ROW ("600000000", "5", "0", "3", ",\"collection_type\":\"ALLOC_SET\"" REQUEST ("1", "1"))
         ROW ("600000000", "6", "0", "0", REQUEST ("1", "1")),
         "{\"collection_id\":\"7\",\"collection_type\":\"JOB\",\"user\":\"u\"}\n"
         "{\"collection_id\":\"6\",\"collection_type\":\"ALLOC_SET\",\"user\":\"u\",\"parent_collection_id\":\"7\","
         "\"vertical_scaling\":\"3\",\"max_per_machine\":\"1\"}\n",
         "7/0 u 280 32000/65536 @600+1\n",
         "left out rows of alloc instances, which are room and not work: 3 (first: " INSTANCES ":4)\n");
}
END_TEST

/* "PARENT>CHILD " of each that the first component has. */
static char *
edges_of (const JobGraphs *graphs)
{
  GString *out = g_string_new (NULL);
  g_autoptr (ComponentReader) reader = component_reader_new (graphs);
  g_autofree Component *component = component_reader_load (reader, 0, NULL);
  for (guint j = 0; j < component->jobs; j++)
    for (guint c = 0; c < component->job[j].children; c++)
      g_string_append_printf (out, "%s>%s ", component->job[j].name,
                              component->job[component->child[component->job[j].first_child + c]].name);
  return g_string_free (out, FALSE);
}

/* What jobs come after is heeded, once a job; parents, scaling and wishes are counted by job. */
START_TEST (what_collections_say)
{
#define JOB(job, more) "{\"collection_id\":\"" job "\",\"user\":\"u\"" more "}\n"
#define TASK(job, index)                                                                           \
  ROW ("1", job, index, "0", REQUEST ("0", "0")) ROW ("2", job, index, "3", REQUEST ("0", "0"))    \
  ROW ("3", job, index, "6", REQUEST ("0", "0"))
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (
    TASK ("7", "0") TASK ("7", "1") TASK ("8", "0") TASK ("8", "1") TASK ("9", "0"),
    JOB ("8", ",\"start_after_collection_ids\":[\"7\",\"4\"]")
    JOB ("8", ",\"start_after_collection_ids\":[\"7\",\"4\"],\"vertical_scaling\":\"1\",\"max_per_machine\":0")
    JOB ("9", ",\"start_after_collection_ids\":[8],\"parent_collection_id\":\"7\",\"vertical_scaling\":2")
    JOB ("7", ",\"parent_collection_id\":\"0\",\"vertical_scaling\":\"VERTICAL_SCALING_FULLY_AUTOMATED\"")
    JOB ("9", ",\"start_after_collection_ids\":[8],\"parent_collection_id\":\"7\",\"max_per_switch\":\"3\""),
    two_machines, &error);

  test_ok (scenario != NULL, error);
  g_autofree char *notes = notes_of (workload_notes (scenario->workload));
#define FIRST(n, line) #n " (first: " COLLECTIONS ":" #line ")\n"
  ck_assert_str_eq (notes,
                    "left out wishes of jobs for few tasks a machine or switch: " FIRST (1, 3)
                    "left out parents of jobs, with which these end: " FIRST (1, 3)
                    "assumed jobs whose requests were scaled: the first ones count: " FIRST (2, 4));
  const JobGraphs *graphs = workload_graphs (scenario->workload);
  ck_assert_ptr_nonnull (graphs);
  g_autofree char *text = job_graphs_text (graphs);
  ck_assert_str_eq (text, "2 dependencies, and 1 on jobs that are not in the trace (8 on 4)");
  g_autofree char *edges = edges_of (graphs);
  ck_assert_str_eq (edges, "7>8 8>9 ");
  ck_assert_uint_eq (workload_jobs (scenario->workload), 3);

  /* Beside generated jobs no less. */
  g_autoptr (Scenario) merged = scenario_load (
    test_temp_file ("merged.scenario", "[workload]\ntrace = cell\n"
                                       "[generate web]\narrivals = at-once\njobs = 2\n"), NULL, &error);
  test_ok (merged != NULL, error);
  ck_assert_ptr_nonnull (workload_graphs (merged->workload));
  g_autofree char *merged_text = job_graphs_text (workload_graphs (merged->workload));
  ck_assert_str_eq (merged_text, text);
  ck_assert_uint_eq (workload_jobs (merged->workload), 5);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("google2019");
  TCase *tcase = tcase_create ("tasks");

  tcase_add_test (tcase, rules);
  tcase_add_test (tcase, rows_in_any_order);
  tcase_add_test (tcase, priorities);
  tcase_add_test (tcase, alloc_sets);
  tcase_add_test (tcase, what_collections_say);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
