/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workflows of WfCommons: what is taken from the tree, what is filled in, how faulty ones are refused;
 * and those published, run against a plain search for the longest way. */
#include "scenario/scenario.h"
#include "simulator/simulation.h"
#include "trace/component_reader.h"
#include "test.h"

#include <json-glib/json-glib.h>
#include <math.h>

#define TASK(id, parents) "{\"name\": \"x\", \"id\": \"" id "\", \"parents\": [" parents "]}"
#define RUN(id, rest) "{\"id\": \"" id "\"" rest "}"
#define FILE_OF(tasks, runs, machines)                                                             \
  "{\"name\": \"flow\", \"workflow\": {\"specification\": {\"tasks\": [" tasks "]},\n"             \
  " \"execution\": {\"tasks\": [" runs "], \"machines\": [" machines "]}}}"

static Scenario *
load (const char *json, GError **error)
{
  test_temp_file ("flow.json", json);
  return scenario_load (test_temp_file ("flow.scenario", "[workload]\ntrace = flow.json\n"), NULL,
                        error);
}

/* "left: WHAT N; kept: …" of all notes. */
static char *
notes_of (const Scenario *scenario)
{
  GString *out = g_string_new (NULL);
  for (const TraceNote *note = workload_notes (scenario->workload); note->what != NULL; note++)
    g_string_append_printf (out, "%s%s: %s %d", out->len > 0 ? "; " : "",
                            note->kept ? "kept" : "left", note->what, (int) note->count);
  return g_string_free (out, FALSE);
}

START_TEST (tasks_and_machines)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) s = load (
    FILE_OF (TASK ("b", "\"a\", \"c\"") "," TASK ("a", "") "," TASK ("c", "\"ghost\"") ","
             TASK ("d", "\"b\""),
             RUN ("a", ",\"runtimeInSeconds\": 1.5, \"coreCount\": 2, \"memoryInBytes\": 1048577") ","
             RUN ("b", ",\"runtimeInSeconds\": 3, \"avgCPU\": 160.8") ","
             RUN ("c", ",\"coreCount\": 1"),
             "{\"nodeName\": \"m1\", \"cpu\": {\"coreCount\": 8}, \"memoryInBytes\": 3145728},"
             "{\"nodeName\": \"m2\"}"),
    &error);
  test_ok (s != NULL, error);
  g_autoptr (TaskStream) stream = workload_open (s->workload, NULL);
  g_autoptr (GString) tasks = g_string_new (NULL);
  TaskRecord task;
  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (s->classes, task.task_class);
    g_string_append_printf (tasks, "%s %d,%d@%d+%d ", task.job, class->request.of[0],
                            class->request.of[1], (int) task.submit, (int) task.duration);
  }
  ck_assert_str_eq (tasks->str, "b 1000,0@0+3000000 a 2000,2@0+1500000 ");
  g_autofree char *notes = notes_of (s);
  const TraceNote *of_machines = scenario_machine_notes (s);
  ck_assert_str_eq (of_machines[0].what, "machines without coreCount (as all tasks together)");
  ck_assert_uint_eq (of_machines[0].count, 1);
  ck_assert_str_eq (of_machines[1].what, "machines without memoryInBytes (as all tasks together)");
  ck_assert_uint_eq (of_machines[1].count, 1);
  g_autofree char *graph = job_graphs_text (workload_graphs (s->workload));
  ck_assert_str_eq (notes, "left: tasks without a run time 2; kept: tasks without coreCount (one core) 1; "
                           "kept: tasks without memoryInBytes (none) 1");
  ck_assert_str_eq (graph, "3 dependencies, and 1 on jobs that are not in the trace (c on ghost)");
  /* m2 has room for all: two cores, and one for each of the others; 2 MiB. */
  static const Amount capacity[2][2] = { { 8000, 3 }, { 5000, 2 } };
  for (guint m = 0; m < 2; m++)
    for (guint r = 0; r < 2; r++)
      ck_assert_int_eq (inventory_capacity (s->inventory, r, m), capacity[m][r]);
}
END_TEST

START_TEST (faulty_files)
{
  static const struct { const char *json, *message; } cases[] = {
    { "{\"name\": \"flow\",\n \"workflow\": }", "flow.json:2: " },
    { "{\"name\": \"flow\"}", "flow.json: no list of objects workflow.specification.tasks; expected "
                              "a workflow in WfFormat 1.5 (WfCommons)" },
    { "{\"name\": 3, \"workflow\": {\"specification\": {\"tasks\": []}}}", "has no name" },
    { FILE_OF ("", "", ""), "no machines" },
    { FILE_OF ("4", "", ""), "no list of objects" },
    { FILE_OF (TASK ("", ""), "", ""), "task number 1 of workflow.specification.tasks has none" },
    { FILE_OF (TASK ("a", "") "," TASK ("a", ""), "", ""), "task 'a' is there twice" },
    { FILE_OF (TASK ("a", ""), RUN ("a", "") "," RUN ("a", ""), ""), "has 'a' twice" },
    { FILE_OF (TASK ("a", ""), RUN ("b", ""), ""),
      "1 tasks of workflow.execution.tasks are not specified" },
    { FILE_OF (TASK ("a;b", ""), "", "{\"nodeName\": \"m\"}"), "the task 'a;b'; expected ids without ;" },
    { FILE_OF (TASK ("a", "\"b;c\""), RUN ("a", ""), "{\"nodeName\": \"m\"}"),
      "'b;c' among parents of task 'a'; expected ids without ;" },
    { FILE_OF (TASK ("a", "4"), RUN ("a", ",\"runtimeInSeconds\": 1"), "{\"nodeName\": \"m\"}"),
      "parents of task 'a' has something else; expected ids of tasks" },
    { FILE_OF (TASK ("a", ""), RUN ("a", ",\"runtimeInSeconds\": -1"), "{\"nodeName\": \"m\"}"),
      "runtimeInSeconds of task 'a' is out of range, or no number; expected a number from 0 to" },
    { FILE_OF (TASK ("a", ""), RUN ("a", ",\"runtimeInSeconds\": \"1\""), "{\"nodeName\": \"m\"}"),
      "runtimeInSeconds of task 'a' is out of range, or no number" },
    { FILE_OF (TASK ("a", ""), RUN ("a", ",\"runtimeInSeconds\": 1"), "{}"),
      "a machine without name; expected each with a nodeName" },
    { FILE_OF (TASK ("a", ""), RUN ("a", ",\"runtimeInSeconds\": 1"), "{\"nodeName\": 7}"),
      "a machine without name" },
    { FILE_OF (TASK ("a", ""), RUN ("a", ",\"runtimeInSeconds\": 1"),
               "{\"nodeName\": \"m\"},{\"nodeName\": \"m\"}"),
      "machine 'm' is there already; expected each machine once" },
    { FILE_OF (TASK ("a", ""), RUN ("a", ""), "{\"nodeName\": \"m\"}"), "no tasks" },
    { FILE_OF (TASK ("a", "\"b\"") "," TASK ("b", "\"a\""),
               RUN ("a", ",\"runtimeInSeconds\": 1") "," RUN ("b", ",\"runtimeInSeconds\": 1"),
               "{\"nodeName\": \"m\"}"),
      "after: a cycle: 'a' before 'b' before 'a'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (load (cases[i].json, &error));
    ck_assert_msg (strstr (error->message, cases[i].message) != NULL, "%u: %s", i, error->message);
  }
}
END_TEST

/* The longest way from a task on, over what the file says of children, which berth does not read. */
static gint64
longest_from (JsonArray *tasks, JsonArray *runs, const char *id, GHashTable *known)
{
  gint64 longest = 0, own = 0;
  gpointer found = g_hash_table_lookup (known, id);
  if (found != NULL)
    return (gint64) GPOINTER_TO_SIZE (found) - 1;
  for (guint i = 0; i < json_array_get_length (runs); i++) {
    JsonObject *run = json_array_get_object_element (runs, i);
    if (strcmp (json_object_get_string_member (run, "id"), id) == 0)
      own = llround (json_object_get_double_member (run, "runtimeInSeconds") * 1e6);
  }
  for (guint i = 0; i < json_array_get_length (tasks); i++) {
    JsonObject *task = json_array_get_object_element (tasks, i);
    if (strcmp (json_object_get_string_member (task, "id"), id) != 0)
      continue;
    JsonArray *children = json_object_get_array_member (task, "children");
    for (guint c = 0; c < json_array_get_length (children); c++)
      longest = MAX (longest, longest_from (tasks, runs,
                                            json_array_get_string_element (children, c), known));
  }
  g_hash_table_insert (known, (gpointer) id, GSIZE_TO_POINTER ((gsize) (own + longest) + 1));
  return own + longest;
}

static gint64
longest_way (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  gint64 longest = 0;
  ck_assert (json_parser_load_from_file (parser, path, NULL));
  JsonObject *flow = json_object_get_object_member (
    json_node_get_object (json_parser_get_root (parser)), "workflow");
  JsonArray *tasks
    = json_object_get_array_member (json_object_get_object_member (flow, "specification"), "tasks");
  JsonArray *runs
    = json_object_get_array_member (json_object_get_object_member (flow, "execution"), "tasks");
  for (guint i = 0; i < json_array_get_length (tasks); i++)
    longest = MAX (longest, longest_from (tasks, runs,
                                          json_object_get_string_member (
                                            json_array_get_object_element (tasks, i), "id"),
                                          known));
  return longest;
}

/* Where there are cores for all that may run at once, the run ends with the critical path. */
START_TEST (published_workflows)
{
  static const struct { const char *file; guint tasks, dependencies, depth, width; gboolean waits; } flows[] = {
    { "1000genome-chameleon-2ch-100k-001", 52, 76, 3, 28, FALSE },
    { "epigenomics-chameleon-hep-1seq-50k-001", 73, 88, 9, 17, FALSE },
    { "sarek-dirt02-001", 26, 50, 10, 9, TRUE }, /* on one core */
    { "seismology-chameleon-100p-001", 101, 100, 2, 100, FALSE },
    { "soykb-chameleon-10fastq-10ch-001", 96, 194, 11, 50, FALSE },
    { "srasearch-chameleon-20a-003", 42, 60, 3, 21, FALSE },
  };
  for (guint i = 0; i < G_N_ELEMENTS (flows); i++) {
    g_autofree char *relative = g_strdup_printf ("traces/wfinstances/%s.json", flows[i].file);
    g_autofree char *path = g_strdup (test_need_shared (relative));
    g_autofree char *text = g_strdup_printf ("[workload]\ntrace = %s\n", path);
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) s
      = scenario_load (test_temp_file ("flow.scenario", text), NULL, &error);
    test_ok (s != NULL, error);
    const JobGraphs *graphs = workload_graphs (s->workload);
    g_autoptr (ComponentReader) reader = component_reader_new (graphs);
    g_autofree Component *component = component_reader_load (reader, 0, NULL);
    const Workflow *flow = &component->workflow;
    gint64 longest = longest_way (path);
    ck_assert_uint_eq (job_graphs_workflows (graphs), 1);
    ck_assert_uint_eq (flow->jobs, flows[i].tasks);
    ck_assert_uint_eq (job_graphs_edges (graphs), flows[i].dependencies);
    ck_assert_uint_eq (flow->depth, flows[i].depth);
    ck_assert_uint_eq (flow->width, flows[i].width);
    ck_assert_int_eq (flow->critical_path, longest);
    g_autoptr (Simulation) simulation = simulation_new (s, NULL, &error);
    test_ok (simulation != NULL, error);
    test_ok (simulation_run (simulation, &error), error);
    ck_assert_uint_eq (task_pool_count (simulation_context (simulation)->tasks), 0);
    if (flows[i].waits)
      ck_assert_int_gt (simulation_now (simulation), longest);
    else
      ck_assert_int_eq (simulation_now (simulation), longest);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("wfcommons");
  TCase *tcase = tcase_create ("workflows");
  tcase_add_test (tcase, tasks_and_machines);
  tcase_add_test (tcase, faulty_files);
  tcase_add_test (tcase, published_workflows);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
