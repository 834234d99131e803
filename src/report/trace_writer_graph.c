/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graph knows the children of each job: they are turned round once, to have the parents. */
#include "report/trace_writer_graph.h"

struct GraphRows {
  const JobGraph *graph;
  const Workflows *workflows;
  guint *first_parent; /* by job, and an end: a stretch of … */
  guint *parents;      /* … jobs, each child's in order of their numbers */
  guint8 *told;        /* by job */
  GArray *empty;       /* of guint: jobs without tasks, in order of the trace */
  guint next_empty;
  gboolean have_workflows;
  GString *text;
};

static void
find_parents (GraphRows *rows)
{
  const JobGraph *graph = rows->graph;
  guint n = job_graph_jobs (graph);
  g_autofree guint *filled = g_new0 (guint, n + 1);

  rows->first_parent = g_new0 (guint, n + 1);
  rows->parents = g_new (guint, job_graph_edges (graph) + 1);
  for (guint j = 0; j < n; j++)
    rows->first_parent[j + 1] = rows->first_parent[j] + job_graph_get (graph, j)->parents;
  for (guint j = 0; j < n; j++) {
    const GraphJob *job = job_graph_get (graph, j);

    for (guint i = 0; i < job->children; i++) {
      guint child = job_graph_child (graph, job, i);
      rows->parents[rows->first_parent[child] + filled[child]++] = j;
    }
  }
}

static gint
compare_rows (gconstpointer a, gconstpointer b, gpointer graph)
{
  guint x = job_graph_get (graph, *(const guint *) a)->row;
  guint y = job_graph_get (graph, *(const guint *) b)->row;

  return (x > y) - (x < y);
}

static void
find_empty (GraphRows *rows)
{
  rows->empty = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint j = 0; j < job_graph_jobs (rows->graph); j++) {
    const GraphJob *job = job_graph_get (rows->graph, j);

    rows->have_workflows |= job->workflow != NULL;
    if (job->tasks == 0 && job->row != JOB_NUMBER_NONE)
      g_array_append_val (rows->empty, j);
  }
  g_array_sort_with_data (rows->empty, compare_rows, (gpointer) rows->graph);
}

GraphRows *
graph_rows_new (const Workload *workload)
{
  GraphRows *rows;

  if (workload_graph (workload) == NULL)
    return NULL;
  rows = g_new0 (GraphRows, 1);
  rows->graph = workload_graph (workload);
  rows->workflows = workload_workflows (workload);
  rows->told = g_new0 (guint8, job_graph_jobs (rows->graph));
  rows->text = g_string_new (NULL);
  find_parents (rows);
  find_empty (rows);
  return rows;
}

void
graph_rows_free (GraphRows *rows)
{
  if (rows == NULL)
    return;
  g_free (rows->first_parent);
  g_free (rows->parents);
  g_free (rows->told);
  g_array_unref (rows->empty);
  g_string_free (rows->text, TRUE);
  g_free (rows);
}

gboolean
graph_rows_have_workflows (const GraphRows *rows)
{
  return rows->have_workflows;
}

gboolean
graph_rows_have_empty (const GraphRows *rows)
{
  return rows->empty->len > 0;
}

const char *
graph_rows_group (const GraphRows *rows, guint job)
{
  guint workflow = workflows_of_job (rows->workflows, job);

  return workflow != WORKFLOW_NONE ? workflows_get (rows->workflows, workflow)->name : NULL;
}

const char *
graph_rows_after (GraphRows *rows, guint job)
{
  g_string_truncate (rows->text, 0);
  if (rows->told[job])
    return rows->text->str;
  rows->told[job] = 1;
  for (guint i = rows->first_parent[job]; i < rows->first_parent[job + 1]; i++)
    g_string_append_printf (rows->text, "%s%s", rows->text->len > 0 ? ";" : "",
                            job_graph_get (rows->graph, rows->parents[i])->name);
  return rows->text->str;
}

guint
graph_rows_next_empty (GraphRows *rows, guint before)
{
  guint job;

  if (rows->next_empty == rows->empty->len)
    return JOB_NUMBER_NONE;
  job = g_array_index (rows->empty, guint, rows->next_empty);
  if (before != JOB_NUMBER_NONE
      && job_graph_get (rows->graph, job)->row > job_graph_get (rows->graph, before)->row)
    return JOB_NUMBER_NONE;
  rows->next_empty++;
  return job;
}
