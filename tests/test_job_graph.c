/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which job comes after which: numbers, edges, what dangles, and the circles that are refused. */
#include "model/job_graph.h"
#include "model/workflows.h"
#include "test.h"
#include "util/units.h"

/* Rows as "JOB:TASKS:AFTER JOB:TASKS:AFTER …", each task of a second. */
static JobGraph *
graph_of (const char *rows)
{
  g_auto (GStrv) words = g_strsplit (rows, " ", -1);
  JobGraph *graph = job_graph_new ();
  for (guint i = 0; words[i] != NULL; i++) {
    g_auto (GStrv) cells = g_strsplit (words[i], ":", 3);
    guint tasks = (guint) g_ascii_strtoull (cells[1], NULL, 10);
    ck_assert (job_graph_add (graph, cells[0], NULL, cells[2], i + 2, tasks, TIME_SECOND,
                              TIME_SECOND));
  }
  return graph;
}

/* "a(TASKS)>b,c" for each job with a row, in order of number. */
static char *
show (const JobGraph *graph)
{
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < job_graph_jobs (graph); i++) {
    const GraphJob *job = job_graph_get (graph, i);
    if (job->row == JOB_NUMBER_NONE)
      continue;
    g_string_append_printf (out, "%s%s(%d)", out->len > 0 ? " " : "", job->name, (int) job->tasks);
    for (guint c = 0; c < job->children; c++)
      g_string_append_printf (out, "%c%s", c == 0 ? '>' : ',',
                              job_graph_get (graph, job_graph_child (graph, job, c))->name);
  }
  return g_string_free (out, FALSE);
}

START_TEST (edges_of_rows)
{
  static const struct { const char *rows, *shown, *text; } cases[] = {
    { "a:1: b:2:a", "a(1)>b b(2)", "1 dependency" },
    /* Parents may come later; rows of a job add up, and say a thing twice. */
    { "b:1:a a:3: b:2:c;a c:0:a", "b(3) a(3)>b,c c(0)>b", "3 dependencies" },
    { "a:1:y b:1:a;x c:1:x;a", "a(1)>b,c b(1) c(1)",
      "2 dependencies, and 3 on jobs that are not in the trace (a on y)" },
    { "a:1: b:1:", "a(1) b(1)", "0 dependencies" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JobGraph) graph = graph_of (cases[i].rows);
    g_autoptr (GError) error = NULL;
    test_ok (job_graph_finish (graph, "t.csv", &error), error);
    g_autofree char *shown = show (graph), *text = job_graph_text (graph);
    ck_assert_str_eq (shown, cases[i].shown);
    ck_assert_str_eq (text, cases[i].text);
    ck_assert_int_eq (job_graph_is_needed (graph), i < 3);
  }
}
END_TEST

START_TEST (order_is_of_parents_first)
{
  g_autoptr (JobGraph) graph = graph_of ("e:1:d;b d:1:c;a b:1:a c:1:a a:1: f:1:e");
  g_autoptr (GError) error = NULL;
  guint place[6];
  test_ok (job_graph_finish (graph, "t.csv", &error), error);
  for (guint i = 0; i < 6; i++)
    place[job_graph_order (graph)[i]] = i;
  for (guint i = 0; i < 6; i++) {
    const GraphJob *job = job_graph_get (graph, i);
    for (guint c = 0; c < job->children; c++)
      ck_assert_uint_lt (place[i], place[job_graph_child (graph, job, c)]);
  }
  ck_assert_uint_eq (job_graph_find (graph, "f"), 5);
  ck_assert_uint_eq (job_graph_find (graph, "g"), JOB_NUMBER_NONE);
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
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JobGraph) graph = graph_of (cases[i].rows);
    g_autoptr (GError) error = NULL;
    ck_assert (!job_graph_finish (graph, "t.csv", &error));
    ck_assert_msg (strstr (error->message, cases[i].message) != NULL, "%s", error->message);
  }
}
END_TEST

START_TEST (empty_names_are_refused)
{
  static const char *const texts[] = { ";", "a;", ";a", "a;;b" };
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (JobGraph) graph = job_graph_new ();
    ck_assert (!job_graph_add (graph, "j", NULL, texts[i], 1, 1, 0, 0));
  }
}
END_TEST

/* "NAME jobs tasks edges depth width path" of each, times in seconds. */
static char *
show_workflows (const Workflows *workflows)
{
  GString *out = g_string_new (NULL);
  for (guint w = 0; w < workflows_count (workflows); w++) {
    const Workflow *flow = workflows_get (workflows, w);
    int path = flow->critical_path == DURATION_UNENDING ? -1
                                                        : (int) (flow->critical_path / TIME_SECOND);
    g_string_append_printf (out, "%s%s %u %d %u %u %u %d", w > 0 ? "; " : "", flow->name,
                            flow->jobs, (int) flow->tasks, flow->edges, flow->depth, flow->width,
                            path);
  }
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
  g_autoptr (JobGraph) graph = job_graph_new ();
  g_autoptr (GError) error = NULL;
  for (guint i = 0; i < count; i++)
    ck_assert (job_graph_add (graph, rows[i].job, rows[i].workflow, rows[i].after, i + 1,
                              rows[i].tasks,
                              seconds_of (&rows[i]), seconds_of (&rows[i])));
  test_ok (job_graph_finish (graph, "t.csv", &error), error);
  g_autoptr (Workflows) workflows = workflows_new (graph);
  g_autofree char *shown = show_workflows (workflows);
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
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("job_graph");
  TCase *tcase = tcase_create ("graph");
  tcase_add_test (tcase, edges_of_rows);
  tcase_add_test (tcase, order_is_of_parents_first);
  tcase_add_test (tcase, circles_are_named);
  tcase_add_test (tcase, empty_names_are_refused);
  tcase_add_test (tcase, ways_through_workflows);
  tcase_add_test (tcase, workflows_that_the_trace_names);
  suite_add_tcase (s, tcase);
  return s;
}

TEST_MAIN (suite)
