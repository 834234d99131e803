/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows of Alibaba's trace of 2018: what each cell means, what names say of the graph, what is left
 * out or filled in, and how faulty rows are refused. tests/test_alibaba2018_run.sh replays the trace. */
#include "scenario/scenario.h"
#include "test.h"
#include "trace/job_graphs.h"
#include "trace/formats/alibaba2018.h"

#define MACHINES "m_1,0,219,17,96,100,USING\nm_2,5,219,,64,50,USING\n"

/* A scenario of these files; run_times may be NULL. */
static Scenario *
load (const char *machines, const char *tasks, const char *run_times, GError **error)
{
  g_autofree char *text
    = g_strconcat ("[cell]\nmachines = machine_meta.csv\n[workload]\ntrace = batch_task.csv\n",
                   run_times != NULL ? "run-times = means.csv\n" : "", NULL);
  test_temp_file ("machine_meta.csv", machines);
  test_temp_file ("batch_task.csv", tasks);
  if (run_times != NULL)
    test_temp_file ("means.csv", run_times);
  return scenario_load (test_temp_file ("alibaba.scenario", text), NULL, error);
}

static Scenario *
load_good (const char *machines, const char *tasks, const char *run_times)
{
  g_autoptr (GError) error = NULL;
  Scenario *scenario = load (machines, tasks, run_times, &error);
  test_ok (scenario != NULL, error);
  return scenario;
}

static void
refuse (const char *machines, const char *tasks, const char *run_times, const char *end)
{
  g_autoptr (GError) error = NULL;
  ck_assert_ptr_null (load (machines, tasks, run_times, &error));
  ck_assert_msg (g_str_has_suffix (error->message, end), "%s", error->message);
}

/* Every row: JOB/TASK*COUNT cpu,memory@SUBMIT+DURATION, times in ms. */
static char *
tasks_of (const Scenario *scenario)
{
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, NULL);
  GString *out = g_string_new (NULL);
  TaskRecord task;
  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, task.task_class);
    ck_assert_int_eq (class->priority, 100);
    ck_assert_str_eq (users_get (scenario->users, task.user)->path, "alibaba2018");
    g_string_append_printf (out, "%s%s/%s*%u %d,%d@%d+%d", out->len > 0 ? "; " : "", task.job,
                            task.name.base, task.count, class->request.of[0],
                            class->request.of[1], (int) (task.submit / 1000),
                            (int) (task.duration / 1000));
  }
  return g_string_free (out, FALSE);
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

START_TEST (names_of_tasks)
{
  static const struct { const char *name, *said; } cases[] = {
    { "M1", "1" },          { "R4_2_3", "4 2 3" },  { "MergeTask7_12", "7 12" },
    { "M1_Stg8", "1" },     { "R2_1_Stg8", "2 1" }, { "J30_4_25_", "30 4 25" },
    { "task_Nzg3OA==", "" }, { "MergeTask", "" },    { "7_2", "" },
    { "R12x_3", "" },       { "R3_1x_2", "3" },     { "", "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) said = g_string_new (NULL);
    AlibabaName name;
    guint parent;
    if (alibaba_name_parse (cases[i].name, &name)) {
      g_string_append_printf (said, "%u", name.number);
      while (alibaba_name_next_parent (&name.parents, &parent))
        g_string_append_printf (said, " %u", parent);
    }
    ck_assert_str_eq (said->str, cases[i].said);
  }
}
END_TEST

START_TEST (rows_become_jobs)
{
  g_autoptr (Scenario) s = load_good (
    MACHINES,
    "M1,3,j_1,1,Terminated,100,108,50,0.39\n"
    "R2_1,2,j_1,1,Failed,90,90,100,0.2\n"       /* a second at least; the job arrives with it */
    "task_Nzg=,1,j_2,1,Terminated,95,99,800,\n" /* no memory */
    "R3_2_9_3,1,j_1,1,Running,101,105,,1\n"     /* no cpu; after nobody else and not itself */
    "R4_3,,j_1,1,Waiting,0,0,,\n"
    "R5_4,7,j_1,1,Running,120,0,100,0.2\n",     /* does not end */
    NULL);
  g_autofree char *tasks = tasks_of (s), *notes = notes_of (s);
  g_autofree char *graph = job_graphs_text (workload_graphs (s->workload));
  ck_assert_str_eq (tasks, "j_1/1/M1*3 500,390@90000+8000; j_1/2/R2_1*2 1000,200@90000+1000; "
                           "j_1/3/R3_2_9_3*1 1000,1000@90000+4000; "
                           "j_2/task_Nzg=/task_Nzg=*1 8000,0@95000+4000");
  ck_assert_str_eq (notes, "left: rows without instances 1; left: rows without a run time 1; "
                           "kept: rows without plan_cpu (one core) 1; "
                           "kept: rows without plan_mem (none) 1");
  ck_assert_str_eq (graph, "4 dependencies, and 1 on jobs that are not in the trace (j_1/3 on j_1/9)");
  ck_assert_str_eq (workload_format (s->workload), "alibaba2018");
}
END_TEST

/* Services beside the tasks: the first row of each container counts. */
START_TEST (containers_beside)
{
  test_temp_file ("container_meta.csv", "c_1,m_2556,0,app_5052,started,400,800,1.56\n"
                                        "c_1,m_2556,287942,app_5052,started,400,400,1.56\n"
                                        "c_2,m_962,96,app_5052,started,250,400,3.13\n");
  g_autoptr (Scenario) s
    = load_good (MACHINES, "M1,3,j_1,1,Terminated,100,108,50,0.39\n", NULL);
  g_autoptr (TaskStream) stream = workload_open (s->workload, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *notes = notes_of (s);
  TaskRecord task;
  while (task_stream_next (stream, &task, NULL) > 0) {
    const TaskClass *class = task_classes_get (s->classes, task.task_class);
    g_string_append_printf (out, "%s%s/%s %s %d %d,%d@%d%s", out->len > 0 ? "; " : "", task.job,
                            task.name.base, users_get (s->users, task.user)->path, class->priority,
                            class->request.of[0], class->request.of[1],
                            (int) (task.submit / 1000000),
                            task.duration == DURATION_UNENDING ? " unending" : "");
  }
  ck_assert_str_eq (out->str, "app_5052/c_1 service 200 4000,1560@0 unending; "
                              "app_5052/c_2 service 200 2500,3130@96 unending; "
                              "j_1/1/M1 alibaba2018 100 500,390@100");
  ck_assert_str_eq (notes, "left: later rows of containers: the first one counts 1");
  ck_assert_uint_eq (s->inputs->len, 4); /* the scenario, machines, tasks, containers */
}
END_TEST

START_TEST (a_folder)
{
  g_autoptr (GError) error = NULL;
  test_temp_file ("machine_meta.csv", MACHINES);
  test_temp_file ("batch_task.csv", "M1,3,j_1,1,Terminated,100,108,50,0.39\n");
  g_autoptr (Scenario) s
    = scenario_load (test_temp_file ("folder.scenario", "[workload]\ntrace = .\n"), NULL, &error);
  test_ok (s != NULL, error);
  g_autofree char *tasks = tasks_of (s);
  ck_assert_str_eq (tasks, "j_1/1/M1*3 500,390@100000+8000");
  ck_assert_uint_eq (inventory_count (s->inventory), 2);
}
END_TEST

START_TEST (means_of_another_file)
{
  g_autoptr (Scenario) s = load_good (
    MACHINES, "M1,3,j_1,1,Terminated,100,108,50,0.39\nR2_1,2,j_1,1,Terminated,100,110,50,0.39\n",
    "M1,j_1,0.0034567\nR2_1,j_1,\n");
  g_autofree char *tasks = tasks_of (s);
  ck_assert_str_eq (tasks, "j_1/1/M1*3 500,390@100000+3; j_1/2/R2_1*2 500,390@100000+10000");
  ck_assert_uint_eq (s->inputs->len, 4);
}
END_TEST

START_TEST (machines_come_and_go)
{
  g_autoptr (Scenario) s = load_good (
    "m_1,0,219,17,96,100,USING\nm_1,7,219,17,96,100,USING\nm_2,5,219,,64,50,IMPORT\n"
    "m_1,9,,,96,100,OFF\nm_1,10,219,17,96,100,OFF\nm_1,12,219,17,96,100,USING\n",
    "M1,3,j_1,1,Terminated,100,108,50,0.39\n", NULL);
  g_autoptr (GString) events = g_string_new (NULL);
  for (guint i = 0; i < s->inventory->events->len; i++) {
    const MachineEvent *event = &g_array_index (s->inventory->events, MachineEvent, i);
    static const char *const kinds[] = { "add", "down", "up", "drain" };
    g_string_append_printf (events, "%s%d %s %s", i > 0 ? "; " : "", (int) (event->time / 1000000),
                            inventory_machine (s->inventory, event->machine)->name,
                            kinds[event->kind]);
  }
  ck_assert_str_eq (events->str, "0 m_1 add; 5 m_2 add; 5 m_2 down; 9 m_1 down; 12 m_1 up");
  const Machine *first = inventory_machine (s->inventory, 0);
  ck_assert_str_eq (labels_text (s->labels, first->zone), "219");
  ck_assert_str_eq (labels_text (s->labels, first->rack), "219-17");
  ck_assert_uint_eq (inventory_machine (s->inventory, 1)->rack, LABEL_NONE);
  ck_assert_int_eq (inventory_capacity (s->inventory, 0, 0), 96000);
  ck_assert_int_eq (inventory_capacity (s->inventory, 1, 1), 50000);
}
END_TEST

START_TEST (capacities_of_machines)
{
  g_autoptr (Scenario) s = load_good ("m_1,0,1,1,96,100,USING\nm_2,0,1,1,96,,USING\n"
                                      "m_1,5,1,1,,,USING\nm_1,6,1,1,96,50,USING\n",
                                      "M1,1,j_1,1,Terminated,100,160,50,0.39\n", NULL);
  const TraceNote *notes = scenario_machine_notes (s);
  g_autofree char *changed = trace_note_text (&notes[0]), *blank = trace_note_text (&notes[1]);

  ck_assert_str_eq (changed, "rows that change a machine's capacity: 1 (first: machine_meta.csv:4)");
  ck_assert_str_eq (blank, "machines without cpu_num or mem_size (none): 1 (first: machine_meta.csv:2)");
  ck_assert_int_eq (inventory_capacity (s->inventory, 1, 0), 100000);
  ck_assert_int_eq (inventory_capacity (s->inventory, 1, 1), 0);
}
END_TEST

START_TEST (faulty_rows)
{
#define GOOD "M1,3,j_1,1,Terminated,100,108,50,0.39\n"
  static const struct { const char *machines, *tasks, *means, *end; } cases[] = {
    { MACHINES, GOOD "M2,1,j_1,1,T,1,2,3\n", NULL,
      "batch_task.csv:2: a row of another number of cells; expected 9 cells between commas" },
    { MACHINES, GOOD "M2,1,j;2,1,T,1,2,3,4\n", NULL, ":2: job_name: 'j;2'; expected a name without ;" },
    { MACHINES, GOOD "M2,1,,1,T,1,2,3,4\n", NULL, ":2: job_name: the cell is empty; expected a name" },
    { MACHINES, GOOD "M2,1.5,j,1,T,1,2,3,4\n", NULL,
      ":2: instance_num: '1.5' is not a whole number; expected a whole number from 0 to 9999999" },
    { MACHINES, GOOD "M2,1,j,1,T,1,2,all,4\n", NULL,
      ":2: plan_cpu: 'all' is not a number; expected a number like 50 or 0.39" },
    { MACHINES, GOOD "M1,1,j_1,1,T,1,2,3,4\n", NULL,
      ":2: task 'M1.0' of job 'j_1/1' is there already; expected each task of a job once; it is on line 1" },
    { MACHINES, GOOD, "R1,j_1,5\n",
      "means.csv:1: no run time of task 'M1' of job 'j_1'; expected the rows of the trace, in its order" },
    { MACHINES, GOOD, "M1,j_1,soon\n",
      "means.csv:1: run time: 'soon' is not a number; expected seconds like 11 or 3.66667" },
    { "m_1,5,219,17,96,100,USING\nm_1,3,219,17,96,100,OFF\n", GOOD, NULL,
      "expected rows of a machine in order of time" },
    { MACHINES, "job,submit,cpu\na,0,1\n", "",
      "means.csv: run-times: a trace of format berth says itself how long tasks run; expected none, "
      "or a trace of format alibaba2018" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    refuse (cases[i].machines, cases[i].tasks, cases[i].means, cases[i].end);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("alibaba2018");
  TCase *tcase = tcase_create ("rows");
  tcase_add_test (tcase, names_of_tasks);
  tcase_add_test (tcase, rows_become_jobs);
  tcase_add_test (tcase, containers_beside);
  tcase_add_test (tcase, a_folder);
  tcase_add_test (tcase, means_of_another_file);
  tcase_add_test (tcase, machines_come_and_go);
  tcase_add_test (tcase, capacities_of_machines);
  tcase_add_test (tcase, faulty_rows);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
