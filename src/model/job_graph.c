/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names become numbers as they are met, be it as a row's job or as what a row waits for. Edges are
 * sorted by parent in the end, so that a job's children stand together. */
#include "model/job_graph.h"

#include "model/job_order.h"

#include <string.h>

struct JobGraph {
  GStringChunk *names;
  GHashTable *numbers; /* of name: number + 1 */
  GArray *jobs;        /* of GraphJob */
  GArray *edges;       /* of JobEdge, sorted by job_graph_finish() */
  guint *order;
  guint rows;
  guint dangling;
  JobEdge dangling_first; /* means something where dangling > 0 */
  const char *last_workflow;
};

JobGraph *
job_graph_new (void)
{
  JobGraph *graph = g_new0 (JobGraph, 1);
  graph->names = g_string_chunk_new (1 << 16);
  graph->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  graph->jobs = g_array_new (FALSE, FALSE, sizeof (GraphJob));
  graph->edges = g_array_new (FALSE, FALSE, sizeof (JobEdge));
  return graph;
}

void
job_graph_free (JobGraph *graph)
{
  if (graph == NULL)
    return;
  g_hash_table_unref (graph->numbers);
  g_string_chunk_free (graph->names);
  g_array_unref (graph->jobs);
  g_array_unref (graph->edges);
  g_free (graph->order);
  g_free (graph);
}

guint
job_graph_find (const JobGraph *graph, const char *name)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (graph->numbers, name)) - 1;
}

static guint
intern (JobGraph *graph, const char *name)
{
  guint number = job_graph_find (graph, name);
  if (number != JOB_NUMBER_NONE)
    return number;
  GraphJob job = { .name = g_string_chunk_insert (graph->names, name), .row = JOB_NUMBER_NONE };
  g_array_append_val (graph->jobs, job);
  g_hash_table_insert (graph->numbers, (gpointer) job.name, GUINT_TO_POINTER (graph->jobs->len));
  return graph->jobs->len - 1;
}

/* Rows of a workflow mostly follow each other. */
static const char *
keep_workflow (JobGraph *graph, const char *workflow)
{
  if (workflow == NULL)
    return NULL;
  if (graph->last_workflow == NULL || strcmp (graph->last_workflow, workflow) != 0)
    graph->last_workflow = g_string_chunk_insert_const (graph->names, workflow);
  return graph->last_workflow;
}

static gboolean
add_edges (JobGraph *graph, guint child, const char *after)
{
  gboolean named = TRUE;
  if (after == NULL || after[0] == '\0')
    return TRUE;
  g_auto (GStrv) parents = g_strsplit (after, ";", -1);
  for (guint i = 0; parents[i] != NULL && named; i++) {
    JobEdge edge = { intern (graph, parents[i]), child };
    named = parents[i][0] != '\0';
    g_array_append_val (graph->edges, edge);
  }
  return named;
}

gboolean
job_graph_add (JobGraph *graph, const char *job, const char *workflow, const char *after,
               guint line, guint tasks, gint64 duration, gint64 estimate)
{
  guint number = intern (graph, job);
  GraphJob *known = &g_array_index (graph->jobs, GraphJob, number);
  if (known->row == JOB_NUMBER_NONE) {
    known->row = graph->rows++;
    known->line = line;
    known->workflow = keep_workflow (graph, workflow);
  }
  known->tasks += tasks;
  if (tasks > 0) {
    known->longest = MAX (known->longest, duration);
    known->expected = MAX (known->expected, estimate);
    known->work = duration_sum (known->work, duration_times (estimate, tasks));
  }
  return add_edges (graph, number, after);
}

static gint
compare_edges (gconstpointer a, gconstpointer b)
{
  const JobEdge *x = a, *y = b;
  if (x->parent != y->parent)
    return x->parent < y->parent ? -1 : 1;
  return (x->child > y->child) - (x->child < y->child);
}

/* Counts an edge that dangles; the first is that of the first job in the trace. */
static void
note_dangling (JobGraph *graph, const JobEdge *edge)
{
  const GraphJob *jobs = (const GraphJob *) (const void *) graph->jobs->data;
  if (graph->dangling++ == 0 || jobs[edge->child].row < jobs[graph->dangling_first.child].row)
    graph->dangling_first = *edge;
}

/* Sorts the edges and leaves each once, and none that dangle. */
static void
tidy (JobGraph *graph)
{
  JobEdge *edges = (JobEdge *) (void *) graph->edges->data;
  const GraphJob *jobs = (const GraphJob *) (const void *) graph->jobs->data;
  guint kept = 0;
  g_array_sort (graph->edges, compare_edges);
  for (guint i = 0; i < graph->edges->len; i++) {
    if (i > 0 && compare_edges (&edges[i], &edges[i - 1]) == 0)
      continue;
    if (jobs[edges[i].parent].row == JOB_NUMBER_NONE)
      note_dangling (graph, &edges[i]);
    else
      edges[kept++] = edges[i];
  }
  g_array_set_size (graph->edges, kept);
}

static void
count_edges (JobGraph *graph)
{
  GraphJob *jobs = (GraphJob *) (void *) graph->jobs->data;
  for (guint i = 0; i < graph->edges->len; i++) {
    const JobEdge *edge = &g_array_index (graph->edges, JobEdge, i);
    if (jobs[edge->parent].children++ == 0)
      jobs[edge->parent].first_child = i;
    jobs[edge->child].parents++;
  }
}

gboolean
job_graph_finish (JobGraph *graph, const char *display, GError **error)
{
  tidy (graph);
  count_edges (graph);
  graph->order = g_new (guint, MAX (graph->jobs->len, 1));
  return job_order_find (graph, (const JobEdge *) (const void *) graph->edges->data, display,
                         graph->order, error);
}

gboolean
job_graph_is_needed (const JobGraph *graph)
{
  return graph->edges->len > 0 || graph->dangling > 0 || graph->last_workflow != NULL;
}

guint
job_graph_jobs (const JobGraph *graph)
{
  return graph->jobs->len;
}

const GraphJob *
job_graph_get (const JobGraph *graph, guint job)
{
  return &g_array_index (graph->jobs, GraphJob, job);
}

guint
job_graph_edges (const JobGraph *graph)
{
  return graph->edges->len;
}

guint
job_graph_child (const JobGraph *graph, const GraphJob *job, guint place)
{
  return g_array_index (graph->edges, JobEdge, job->first_child + place).child;
}

const guint *
job_graph_order (const JobGraph *graph)
{
  return graph->order;
}

guint
job_graph_dangling (const JobGraph *graph, const char **ret_child, const char **ret_parent)
{
  if (graph->dangling > 0) {
    *ret_child = job_graph_get (graph, graph->dangling_first.child)->name;
    *ret_parent = job_graph_get (graph, graph->dangling_first.parent)->name;
  }
  return graph->dangling;
}

char *
job_graph_text (const JobGraph *graph)
{
  const char *child, *parent;
  guint edges = job_graph_edges (graph), dangling = job_graph_dangling (graph, &child, &parent);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%u dependenc%s", edges, edges == 1 ? "y" : "ies");
  if (dangling > 0)
    g_string_append_printf (text, ", and %u on jobs that are not in the trace (%s on %s)", dangling,
                            child, parent);
  return g_string_free (text, FALSE);
}
