/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which job comes after which: components, numbers, edges, what dangles, and the circles that are refused. */
#include "test.h"
#include "trace/component_reader.h"
#include "util/units.h"

static void
add (JobGraphs *graphs, const TaskRecord *record)
{
  g_autoptr (GError) error = NULL;
  test_ok (job_graphs_add (graphs, record, "t.csv", &error), error);
}

/* Rows as "JOB:TASKS:AFTER JOB:TASKS:AFTER …", each task of a second. */
static JobGraphs *
graphs_of (const char *rows)
{
  g_auto (GStrv) words = g_strsplit (rows, " ", -1);
  g_autoptr (GError) error = NULL;
  JobGraphs *graphs = job_graphs_new (&error);
  test_ok (graphs != NULL, error);
  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (words[i], ":", 3);
    add (graphs, &(TaskRecord){ .job = cells[0],
                                .after = cells[2],
                                .line = i + 2,
                                .count = (guint) g_ascii_strtoull (cells[1], NULL, 10),
                                .duration = TIME_SECOND,
                                .estimate = TIME_SECOND });
  }
  return graphs;
}

static void
show_component (const Component *component, GString *out)
{
  for (guint i = 0, shown = 0; i < component->jobs; i++) {
    const ComponentJob *job = &component->job[i];
    if (job->row == JOB_NUMBER_NONE)
      continue;
    g_string_append_printf (out, "%s%s(%d)", shown++ > 0 ? " " : "", job->name, (int) job->tasks);
    for (guint c = 0; c < job->children; c++)
      g_string_append_printf (out, "%c%s", c == 0 ? '>' : ',',
                              component->job[component->child[job->first_child + c]].name);
  }
}

/* "a(TASKS)>b,c" for each job with a row, in order of number; " | " between components. */
static char *
show (const JobGraphs *graphs)
{
  GString *out = g_string_new (NULL);
  g_autoptr (ComponentReader) reader = component_reader_new (graphs);
  for (guint c = 0; c < job_graphs_components (graphs); c++) {
    g_autofree Component *component = component_reader_load (reader, c, NULL);
    g_string_append (out, c > 0 ? " | " : "");
    show_component (component, out);
  }
  return g_string_free (out, FALSE);
}

START_TEST (edges_of_rows)
{
  static const struct { const char *rows, *shown, *text; } cases[] = {
    { "a:1: b:2:a", "a(1)>b b(2)", "1 dependency" },
    /* Parents may come later; rows of a job add up, and say a thing twice. */
    { "b:1:a a:3: b:2:c;a c:0:a", "b(3) a(3)>b,c c(0)>b", "3 dependencies" },
    /* A job without rows joins nobody. */
    { "a:1:y b:1:a;x c:1:x;a", "a(1)>b,c b(1) c(1)",
      "2 dependencies, and 3 on jobs that are not in the trace (a on y)" },
    { "a:1: b:1:x c:2:x", "b(1) | c(2)", "0 dependencies, and 2 on jobs that are not in the trace (b on x)" },
    /* By first rows, wherever the others are; who is alone is none. */
    { "a:1: x:1: c:1: b:1:a z:1:x lone:1: b:1:a c:4:", "a(1)>b b(2) | x(1)>z z(1) | c(5)",
      "2 dependencies" },
    { "a:0: c:2:x b:0:", "a(0) | c(2) | b(0)", "0 dependencies, and 1 on jobs that are not in the trace (c on x)" },
    { "a:1: b:0:", "", "0 dependencies" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JobGraphs) graphs = graphs_of (cases[i].rows);
    g_autoptr (GError) error = NULL;
    test_ok (job_graphs_finish (graphs, "t.csv", &error), error);
    g_autofree char *shown = show (graphs), *text = job_graphs_text (graphs);
    ck_assert_str_eq (shown, cases[i].shown);
    ck_assert_str_eq (text, cases[i].text);
    ck_assert_int_eq (job_graphs_are_needed (graphs), i + 1 < G_N_ELEMENTS (cases));
  }
}
END_TEST

/* Rows of components, and of which of their jobs they are; and jobs without tasks. */
START_TEST (places_of_rows)
{
  static const RowPlace expected[] = { { 0, 0, 0 }, { 2, 1, 0 }, { 3, 0, 1 }, { 4, 1, 1 }, { 5, 1, 0 } };
  static const RowPlace expected_empty[] = { { 3, 0, 1 }, { 4, 1, 1 } };
  g_autoptr (JobGraphs) graphs = graphs_of ("a:1: lone:1: x:1:z b:0:a z:0: x:1:z");
  g_autoptr (GError) error = NULL;
  RowPlace got[5];
  test_ok (job_graphs_finish (graphs, "t.csv", &error), error);
  ck_assert_uint_eq (job_graphs_rows (graphs), 6);
  ck_assert_uint_eq (scratch_file_rows (job_graphs_places (graphs)), 5);
  ck_assert (scratch_file_read (job_graphs_places (graphs), 0, 5, got, NULL));
  ck_assert_mem_eq (got, expected, sizeof expected);
  ck_assert_uint_eq (scratch_file_rows (job_graphs_empty (graphs)), 2);
  ck_assert (scratch_file_read (job_graphs_empty (graphs), 0, 2, got, NULL));
  ck_assert_mem_eq (got, expected_empty, sizeof expected_empty);
}
END_TEST

/* Many components, read in another order than theirs. */
START_TEST (components_are_read_in_any_order)
{
  g_autoptr (GString) rows = g_string_new ("a0:1:");
  g_autoptr (GError) error = NULL;
  for (guint i = 1; i < 1000; i++)
    g_string_append_printf (rows, " a%u:1:", i);
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (rows, " b%u:1:a%u", i, i);
  g_autoptr (JobGraphs) graphs = graphs_of (rows->str);
  test_ok (job_graphs_finish (graphs, "t.csv", &error), error);
  ck_assert_uint_eq (job_graphs_components (graphs), 1000);
  g_autoptr (ComponentReader) reader = component_reader_new (graphs);
  for (guint i = 0; i < 1000; i++) {
    guint number = i * 617 % 1000;
    g_autofree Component *component = component_reader_load (reader, number, &error);
    g_autofree char *expected = g_strdup_printf ("a%u(1)>b%u b%u(1)", number, number, number);
    g_autoptr (GString) shown = g_string_new (NULL);
    test_ok (component != NULL, error);
    show_component (component, shown);
    ck_assert_str_eq (shown->str, expected);
    ck_assert_uint_eq (component->row, number);
  }
}
END_TEST

START_TEST (order_is_of_parents_first)
{
  static const struct { const char *job, *after; guint parents; } rows[]
    = { { "e", "d\0b", 2 }, { "d", "c", 1 }, { "b", "a", 1 }, { "c", "a", 1 }, { "a", "", 0 }, { "f", "e", 1 } };
  g_autoptr (JobGraph) graph = job_graph_new ();
  guint place[6];
  for (guint i = 0; i < 6; i++)
    job_graph_add (graph, &(JobRow){ .row = i, .tasks = 1, .job = rows[i].job, .after = rows[i].after,
                                     .parents = rows[i].parents });
  ck_assert (job_graph_finish (graph));
  for (guint i = 0; i < 6; i++)
    place[job_graph_order (graph)[i]] = i;
  for (guint i = 0; i < job_graph_edges (graph); i++) {
    const JobEdge *edge = job_graph_edge (graph, i);
    ck_assert_uint_lt (place[edge->parent], place[edge->child]);
  }
  ck_assert_uint_eq (job_graph_edges (graph), 6);
}
END_TEST

/* The shortest circle through the first job in the trace that is in one. */
START_TEST (circles_are_named)
{
  static const struct { const char *rows, *message; } cases[] = {
    { "a:1:a", "t.csv:2: after: a cycle: 'a' before 'a'" },
    { "a:1: b:1:a;d c:1:b d:1:c", "t.csv:3: after: a cycle: 'b' before 'c' before 'd' before 'b'" },
    /* b is in one of three and one of two. */
    { "a:1:z b:1:d;c z:1: c:1:b d:1:c", "t.csv:3: after: a cycle: 'b' before 'c' before 'b'" },
    { "a:1:n b:1:a c:1:b d:1:c e:1:d f:1:e g:1:f h:1:g i:1:h j:1:i k:1:j l:1:k m:1:l n:1:m",
      "'k' before 'l' before 2 others before 'a'" },
    /* The first component has the later circle. */
    { "a:1: x:1:y y:1:x b:1:a;c c:1:b", "t.csv:3: after: a cycle: 'x' before 'y' before 'x'" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JobGraphs) graphs = graphs_of (cases[i].rows);
    g_autoptr (GError) error = NULL;
    ck_assert (!job_graphs_finish (graphs, "t.csv", &error));
    ck_assert_msg (strstr (error->message, cases[i].message) != NULL, "%s", error->message);
  }
}
END_TEST

START_TEST (empty_names_are_refused)
{
  static const char *const texts[] = { ";", "a;", ";a", "a;;b" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JobGraphs) graphs = job_graphs_new (NULL);
    g_autofree char *expected = g_strdup_printf ("t.csv:7: after: '%s' has an empty name", texts[i]);
    ck_assert (!job_graphs_add (graphs, &(TaskRecord){ .job = "j", .after = texts[i], .line = 7 }, "t.csv",
                                &error));
    ck_assert_msg (g_str_has_prefix (error->message, expected), "%s", error->message);
  }
}
END_TEST

/* "NAME jobs tasks edges depth width path" of each, times in seconds. */
static char *
show_workflows (const JobGraphs *graphs)
{
  GString *out = g_string_new (NULL);
  g_autoptr (ComponentReader) reader = component_reader_new (graphs);
  guint shown = 0;
  for (guint c = 0; c < job_graphs_components (graphs); c++) {
    g_autofree Component *component = component_reader_load (reader, c, NULL);
    const Workflow *flow = &component->workflow;
    int path = flow->critical_path == DURATION_UNENDING ? -1
                                                        : (int) (flow->critical_path / TIME_SECOND);
    if (component->is_workflow)
      g_string_append_printf (out, "%s%s %u %d %u %u %u %d", shown++ > 0 ? "; " : "", flow->name,
                              flow->jobs, (int) flow->tasks, flow->edges, flow->depth, flow->width,
                              path);
  }
  ck_assert_uint_eq (job_graphs_workflows (graphs), shown);
  return g_string_free (out, FALSE);
}

typedef struct {
  const char *job, *workflow, *after;
  guint tasks;
  gint64 seconds; /* -1: unending */
} WorkflowRow;

static gint64
seconds_of (const WorkflowRow *row)
{
  return row->seconds < 0 ? DURATION_UNENDING : row->seconds * TIME_SECOND;
}

static void
expect_workflows (const WorkflowRow *rows, guint count, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JobGraphs) graphs = job_graphs_new (&error);
  for (guint i = 0; i < count; i++)
    add (graphs, &(TaskRecord){ .job = rows[i].job,
                                .workflow = rows[i].workflow,
                                .after = rows[i].after,
                                .line = i + 1,
                                .count = rows[i].tasks,
                                .duration = seconds_of (&rows[i]),
                                .estimate = seconds_of (&rows[i]) });
  test_ok (job_graphs_finish (graphs, "t.csv", &error), error);
  g_autofree char *shown = show_workflows (graphs);
  ck_assert_str_eq (shown, expected);
}
#define EXPECT_WORKFLOWS(expected, ...)                                                            \
  expect_workflows ((const WorkflowRow[]){ __VA_ARGS__ },                                          \
                    G_N_ELEMENTS (((const WorkflowRow[]){ __VA_ARGS__ })), expected)

/* The diamond: 3 + max (5, 4) + 2, two side by side. The way of most jobs need not be the longest. */
START_TEST (ways_through_workflows)
{
  EXPECT_WORKFLOWS ("d 4 5 4 3 2 10", { "d", NULL, "b;c", 1, 2 }, { "b", NULL, "a", 1, 5 },
                    { "c", NULL, "a", 2, 4 }, { "a", NULL, "", 1, 3 }, { "alone", NULL, "", 1, 9 });
  EXPECT_WORKFLOWS ("a 4 4 3 3 2 21", { "a", NULL, "", 1, 1 }, { "b", NULL, "a", 1, 1 },
                    { "c", NULL, "b", 1, 1 }, { "long", NULL, "a", 1, 20 });
  /* A job takes as long as the longest of its tasks; its rows may stand apart. */
  EXPECT_WORKFLOWS ("a 2 4 1 2 1 13", { "a", NULL, "", 1, 2 }, { "b", NULL, "a", 1, 3 },
                    { "a", NULL, "", 2, 10 });
  /* Two workflows, by their first rows, and one whose path never ends. */
  EXPECT_WORKFLOWS ("b 2 2 1 2 1 3; c 2 2 1 2 1 -1", { "b", NULL, "a", 1, 1 },
                    { "c", NULL, "", 1, -1 }, { "a", NULL, "", 1, 2 }, { "d", NULL, "c", 1, 1 });
  /* A job without tasks is passed on the way, and takes no place. */
  EXPECT_WORKFLOWS ("a 3 2 2 2 1 3", { "a", NULL, "", 1, 1 }, { "b", NULL, "a", 0, 50 },
                    { "c", NULL, "b", 1, 2 });
}
END_TEST

/* Named ones hold what the name says, be it connected or not. */
START_TEST (workflows_that_the_trace_names)
{
  EXPECT_WORKFLOWS ("w 3 3 1 2 2 7; v 1 1 0 1 1 9; u 1 0 0 0 0 0", { "a", "w", "", 1, 3 },
                    { "x", "v", "", 1, 9 }, { "b", "w", "a", 1, 4 }, { "c", "w", "", 1, 5 },
                    { "z", "u", "ghost", 0, 0 }, { "alone", NULL, "", 1, 9 });
  /* A job is of the workflow that its first row says. */
  EXPECT_WORKFLOWS ("w 2 4 0 1 2 5; v 1 1 0 1 1 9", { "a", "w", "", 1, 3 }, { "x", "v", "", 1, 9 },
                    { "c", "w", "", 1, 4 }, { "a", "v", "", 1, 2 }, { "c", NULL, "", 1, 5 });
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("job_graph");
  TCase *tcase = tcase_create ("graph");
  tcase_add_test (tcase, edges_of_rows);
  tcase_add_test (tcase, places_of_rows);
  tcase_add_test (tcase, components_are_read_in_any_order);
  tcase_add_test (tcase, order_is_of_parents_first);
  tcase_add_test (tcase, circles_are_named);
  tcase_add_test (tcase, empty_names_are_refused);
  tcase_add_test (tcase, ways_through_workflows);
  tcase_add_test (tcase, workflows_that_the_trace_names);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
