/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData 2019 from small tables written by hand, as BigQuery exports them: how the events
 * of a task become one in whatever order they stand, what collections say, and how faulty rows are
 * refused. tests/test_google2019_counts.sh counts in more of them. */
#include "scenario/scenario.h"
#include "test.h"
#include "util/random.h"

#define INSTANCES   "cell/instance_events-000000000000.json"
#define COLLECTIONS "cell/collection_events-000000000000.json"
#define MACHINES    "cell/machine_events-000000000000.json"

#define SECONDS "000000"
#define NEVER "9223372036854775807"

/* A row of instance_events: 64-bit numbers are text. `more` begins with a comma, or is nothing. */
#define ROW(time, job, index, type, more)                                                          \
  "{\"time\":\"" time "\",\"type\":\"" type "\",\"collection_id\":\"" job                           \
  "\",\"instance_index\":\"" index "\"" more "}\n"
#define REQUEST(cpu, memory) ",\"resource_request\":{\"cpus\":" cpu ",\"memory\":" memory "}"
/* All that is needed of task 0 of job 7. */
#define OF(time, type) ROW (time SECONDS, "7", "0", type, ",\"priority\":\"200\"" REQUEST ("0.5", "0.25"))

static const char two_machines[]
  = "{\"time\":\"0\",\"machine_id\":\"1\",\"type\":\"1\",\"switch_id\":\"s/1=\",\"capacity\":{\"cpus\":1,\"memory\":1}}\n"
    "{\"time\":\"0\",\"machine_id\":\"2\",\"type\":\"ADD\",\"capacity\":{\"cpus\":0.5,\"memory\":0.25}}\n";

static const char one_collection[]
  = "{\"time\":\"0\",\"type\":\"0\",\"collection_id\":\"7\",\"user\":\"u/7=\",\"priority\":\"200\"}\n";

static void
write_file (const char *name, const char *text)
{
  g_autofree char *folder = g_path_get_dirname (test_temp_path (name));

  g_mkdir_with_parents (folder, 0700);
  test_temp_file (name, text);
}

static void
remove_all (void)
{
  if (g_file_test (test_temp_path ("cell"), G_FILE_TEST_IS_DIR))
    test_remove_tree (test_temp_path ("cell"));
}

static Scenario *
load_path (const char *path, GError **error)
{
  g_autofree char *text = g_strdup_printf ("[workload]\ntrace = %s\n", path);

  return scenario_load (test_temp_file ("google.scenario", text), NULL, error);
}

static Scenario *
load (const char *instances, const char *collections, const char *machines, GError **error)
{
  remove_all ();
  write_file (INSTANCES, instances);
  if (collections != NULL)
    write_file (COLLECTIONS, collections);
  if (machines != NULL)
    write_file (MACHINES, machines);
  return load_path ("cell", error);
}

/* Every task: JOB/INDEX USER priority cpu/memory @SUBMIT+DURATION, in millicores, MiB, seconds. */
static char *
tasks_of (const Scenario *scenario)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  GString *out = g_string_new (NULL);
  TaskRecord task;

  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, task.task_class);
    g_autofree char *name = task_name_text (&task.name);

    g_string_append_printf (out, "%s/%s %s %d %d/%d @%d+", task.job, name,
                            users_get (scenario->users, task.user)->path, class->priority,
                            class->request.of[0], class->request.of[1],
                            (int) (task.submit / TIME_SECOND));
    if (task.duration == DURATION_UNENDING)
      g_string_append (out, "never\n");
    else
      g_string_append_printf (out, "%d\n", (int) (task.duration / TIME_SECOND));
  }
  return g_string_free (out, FALSE);
}

/* Reasons and numbers; where the first is, where it is no file of instances' first line. */
static char *
notes_of (const TraceNote *notes)
{
  GString *out = g_string_new (NULL);

  for (; notes->what != NULL; notes++) {
    g_autofree char *text = trace_note_text (notes);
    char *usual = strstr (text, " (first: " INSTANCES ":1)");
    if (usual != NULL)
      *usual = '\0';
    g_string_append_printf (out, "%s %s\n", notes->kept ? "assumed" : "left out", text);
  }
  return g_string_free (out, FALSE);
}

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
  const JobGraph *graph = workload_graph (scenario->workload);
  ck_assert_ptr_nonnull (graph);
  g_autofree char *text = job_graph_text (graph);
  ck_assert_str_eq (text, "2 dependencies, and 1 on jobs that are not in the trace (8 on 4)");
  const GraphJob *first = job_graph_get (graph, job_graph_find (graph, "7"));
  ck_assert_uint_eq (first->children, 1);
  ck_assert_uint_eq (job_graph_child (graph, first, 0), job_graph_find (graph, "8"));
  ck_assert_uint_eq (job_graph_get (graph, job_graph_find (graph, "9"))->parents, 1);
  ck_assert_uint_eq (workload_jobs (scenario->workload), 3);
}
END_TEST

START_TEST (machines_come_and_go)
{
  static const char rows[]
    = "{\"time\":\"0\",\"machine_id\":\"1\",\"type\":\"1\",\"switch_id\":\"s/1=\",\"capacity\":{\"cpus\":1,\"memory\":1}}\n"
      "{\"time\":\"900000000\",\"machine_id\":\"1\",\"type\":\"ADD\",\"switch_id\":\"s/1=\",\"capacity\":{\"cpus\":1,\"memory\":1}}\n"
      "{\"time\":\"700000000\",\"machine_id\":\"1\",\"type\":\"2\"}\n"
      "{\"time\":\"950000000\",\"machine_id\":\"1\",\"type\":\"3\",\"capacity\":{\"cpus\":0.5,\"memory\":1}}\n"
      "{\"time\":\"960000000\",\"machine_id\":\"2\",\"type\":\"1\",\"capacity\":{\"cpus\":0.5,\"memory\":0.25}}\n"
      "{\"time\":\"" NEVER "\",\"machine_id\":\"2\",\"type\":\"2\"}\n";
  static const struct { gint64 time; guint machine; MachineEventKind kind; } events[]
    = { { 0, 0, MACHINE_ADD }, { 700, 0, MACHINE_DOWN }, { 900, 0, MACHINE_UP }, { 960, 1, MACHINE_ADD } };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (OF ("600", "0"), one_collection, rows, &error);

  test_ok (scenario != NULL, error);
  const Inventory *inventory = scenario->inventory;
  ck_assert_uint_eq (inventory_count (inventory), 2);
  ck_assert_str_eq (inventory_machine (inventory, 0)->name, "1");
  ck_assert_str_eq (labels_text (scenario->labels, inventory_machine (inventory, 0)->rack), "s/1=");
  ck_assert_int_eq (inventory_capacity (inventory, 0, 0), 64000);
  ck_assert_int_eq (inventory_capacity (inventory, 1, 1), 65536);
  ck_assert_uint_eq (inventory->events->len, G_N_ELEMENTS (events));
  for (guint i = 0; i < G_N_ELEMENTS (events); i++) {
    const MachineEvent *event = &g_array_index (inventory->events, MachineEvent, i);
    ck_assert_int_eq (event->time, events[i].time * TIME_SECOND);
    ck_assert_uint_eq (event->machine, events[i].machine);
    ck_assert_int_eq (event->kind, events[i].kind);
  }
  g_autofree char *notes = notes_of (scenario_machine_notes (scenario));
  ck_assert_str_eq (notes, "left out rows of machines after the trace: 1 (first: " MACHINES ":6)\n"
                           "left out rows that change a machine's capacity: 1 (first: " MACHINES ":4)\n");
}
END_TEST

/* The same in CSV, with either way to flatten a record, in folders of their own, or from one file. */
START_TEST (csv_and_folders)
{
  static const char *const paths[]
    = { "cell", "cell/instance_events", "cell/instance_events/instance_events.csv" };
  static const char expected[] = "7/0 u_7= 280 32000/65536 @600+90\n";

  for (guint i = 0; i < 2 * G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *rows = g_strdup_printf (
      "time,type,x,collection_id,instance_index,priority,resource_request%ccpus,resource_request%cmemory,constraint\n"
      "700000000,6,,7,0,200,.5,0.25,[]\n600000000,SUBMIT,,7,0,200,0.5,0.25,\n610000000,3,,7,0,200,5e-1,0.25,\n",
      i % 2 == 0 ? '.' : '_', i % 2 == 0 ? '.' : '_');

    remove_all ();
    write_file ("cell/instance_events/instance_events.csv", rows);
    write_file ("cell/collection_events/collection_events.csv",
                "collection_id,user,start_after_collection_ids\n7,u/7=,\"['3', '4']\"\n");
    write_file ("cell/machine_events/machine_events.csv",
                "time,machine_id,type,capacity_cpus,capacity_memory\n0,1,1,1,1\n0,2,1,0.5,0.25\n");
    g_autoptr (Scenario) scenario = load_path (paths[i / 2], &error);
    test_ok (scenario != NULL, error);
    g_autofree char *tasks = tasks_of (scenario);
    g_autofree char *text = job_graph_text (workload_graph (scenario->workload));
    ck_assert_str_eq (tasks, expected);
    ck_assert_str_eq (text, "0 dependencies, and 2 on jobs that are not in the trace (7 on 3)");
    ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
    ck_assert_uint_eq (scenario->inputs->len, 4); /* with the scenario */
  }
}
END_TEST

/* Machines of a file alone; and none of collections. */
START_TEST (files_alone)
{
  g_autoptr (GError) error = NULL;

  remove_all ();
  write_file (INSTANCES, OF ("600", "0"));
  write_file ("elsewhere.json", two_machines);
  g_autoptr (Scenario) scenario = scenario_load (
    test_temp_file ("google.scenario", "[cell]\nmachines = elsewhere.json\n[workload]\ntrace = " INSTANCES "\n"),
    NULL, &error);
  test_ok (scenario != NULL, error);
  g_autofree char *tasks = tasks_of (scenario);
  ck_assert_str_eq (tasks, "7/0 default 280 32000/65536 @600+never\n");
  ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
}
END_TEST

static void
refuse (const char *instances, const char *collections, const char *machines,
        const char *message)
{
  g_autoptr (GError) error = NULL;

  ck_assert_ptr_null (load (instances, collections, machines, &error));
  ck_assert_msg (g_str_has_suffix (error->message, message), "%s", error->message);
}

START_TEST (faults)
{
  static const char *const good = OF ("600", "0");

  refuse (OF ("600", "0") OF ("600", "11"), one_collection, two_machines,
          INSTANCES ":2: type: unknown '11'; expected one of SUBMIT, QUEUE, ENABLE, SCHEDULE, EVICT, FAIL, "
                    "FINISH, KILL, LOST, UPDATE_PENDING, UPDATE_RUNNING, or its number");
  refuse (ROW ("1", "", "0", "0", ""), one_collection, two_machines,
          INSTANCES ":1: collection_id: '' is empty; expected a whole number from 0 to 9223372036854775807");
  refuse (ROW ("1", "7", "0", "", ""), one_collection, two_machines,
          INSTANCES ":1: type: unknown ''; expected one of SUBMIT, QUEUE, ENABLE, SCHEDULE, EVICT, FAIL, "
                    "FINISH, KILL, LOST, UPDATE_PENDING, UPDATE_RUNNING, or its number");
  refuse (ROW ("1", "7", "0", "0", REQUEST ("-1", "0")), one_collection, two_machines,
          INSTANCES ":1: resource_request.cpus: '-1' is not a number; expected a fraction of the largest "
                    "machine like 0.25 or 6e-05");
  refuse (ROW ("1", "7", "0", "0", ",\"priority\":\"65536\""), one_collection, two_machines,
          INSTANCES ":1: priority: '65536' is out of range; expected a whole number from 0 to 65535");
  refuse (ROW ("5000000000000000000", "7", "0", "0", ""), one_collection, two_machines,
          INSTANCES ":1: time: '5000000000000000000' is out of range; expected microseconds below 2^62, or "
                    "2^63-1: after the trace");
  refuse (good, "{\"collection_id\":\"7\",\"vertical_scaling\":\"4\"}\n", two_machines,
          COLLECTIONS ":1: vertical_scaling: unknown '4'; expected one of VERTICAL_SCALING_SETTING_UNKNOWN, "
                      "VERTICAL_SCALING_OFF, VERTICAL_SCALING_CONSTRAINED, "
                      "VERTICAL_SCALING_FULLY_AUTOMATED, or its number");
  refuse (good, "{\"collection_id\":\"7\",\"start_after_collection_ids\":[\"99999999999999999999\"]}\n",
          two_machines,
          COLLECTIONS ":1: start_after_collection_ids: '99999999999999999999' is out of range; expected ids "
                      "of collections");
  refuse (good, "{\"collection_id\":\"7\",\"start_after_collection_ids\":[\"7\"]}\n", two_machines,
          "cell:1: after: a cycle: '7' before '7'; expected jobs that do not wait for themselves");
  refuse (good, one_collection, "{\"time\":\"0\",\"machine_id\":\"1\",\"type\":\"0\"}\n",
          MACHINES ":1: type: '0' is not known; expected ADD, REMOVE or UPDATE, or 1 to 3");
  refuse ("{\"instance_index\":0,\"collection_id\":1\n", one_collection, two_machines, "JSON");
  refuse (OF ("600", "0") OF ("600", "7"), one_collection, two_machines,
          "cell: no tasks; expected at least one task");
  remove_all ();
  g_autoptr (GError) error = NULL;
  write_file (MACHINES, two_machines);
  write_file ("cell/instance_events.csv", "time,collection_id,instance_index\n1,7,0\n");
  ck_assert_ptr_null (load_path ("cell", &error));
  ck_assert_msg (strstr (error->message, "instance_events.csv:1: ") != NULL
                   && strstr (error->message, "'type'") != NULL, "%s", error->message);
}
END_TEST

START_TEST (missing_files)
{
  static const struct { const char *name, *message; } cases[] = {
    { INSTANCES ".gz", "cell: instance_events-000000000000.json.gz beside "
                       "instance_events-000000000000.json; expected each file of a table once" },
    { "cell/instance_events-000000000002.json",
      "cell: a file is missing between instance_events-000000000000 and instance_events-000000000002; "
      "expected files without a gap" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (Scenario) scenario = load (OF ("600", "0"), one_collection, two_machines, NULL);

    ck_assert_ptr_nonnull (scenario);
    write_file (cases[i].name, "");
    ck_assert_ptr_null (load_path ("cell", &error));
    ck_assert_msg (g_str_has_suffix (error->message, cases[i].message), "%s", error->message);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("google2019");
  TCase *tcase = tcase_create ("tables");

  tcase_add_test (tcase, rules);
  tcase_add_test (tcase, rows_in_any_order);
  tcase_add_test (tcase, priorities);
  tcase_add_test (tcase, alloc_sets);
  tcase_add_test (tcase, what_collections_say);
  tcase_add_test (tcase, machines_come_and_go);
  tcase_add_test (tcase, csv_and_folders);
  tcase_add_test (tcase, files_alone);
  tcase_add_test (tcase, faults);
  tcase_add_test (tcase, missing_files);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
