/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names become numbers as they are met, be it as a row's job or as what a row waits for. Edges are
 * sorted by parent in the end, so that a job's children stand together. */
#include "model/job_graph.h"

#include <string.h>

struct JobGraph {
  GHashTable *numbers; /* of name: number + 1 */
  GArray *jobs;        /* of GraphJob */
  GArray *edges;       /* of JobEdge, sorted by job_graph_finish() */
  GArray *order;       /* of guint */
  guint dangling;
  JobEdge dangling_first; /* means something where dangling > 0 */
};

JobGraph *
job_graph_new (void)
{
  JobGraph *graph = g_new0 (JobGraph, 1);
  graph->numbers = g_hash_table_new (g_str_hash, g_str_equal);
  graph->jobs = g_array_new (FALSE, FALSE, sizeof (GraphJob));
  graph->edges = g_array_new (FALSE, FALSE, sizeof (JobEdge));
  graph->order = g_array_new (FALSE, FALSE, sizeof (guint));
  return graph;
}

void
job_graph_free (JobGraph *graph)
{
  if (graph == NULL)
    return;
  g_hash_table_unref (graph->numbers);
  g_array_unref (graph->jobs);
  g_array_unref (graph->edges);
  g_array_unref (graph->order);
  g_free (graph);
}

void
job_graph_clear (JobGraph *graph)
{
  g_hash_table_remove_all (graph->numbers);
  g_array_set_size (graph->jobs, 0);
  g_array_set_size (graph->edges, 0);
  g_array_set_size (graph->order, 0);
  graph->dangling = 0;
}

static GraphJob *
job_at (const JobGraph *graph, guint job)
{
  return &g_array_index (graph->jobs, GraphJob, job);
}

static guint
intern (JobGraph *graph, const char *name)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (graph->numbers, name));
  if (number != 0)
    return number - 1;
  GraphJob job = { .name = name, .row = JOB_NUMBER_NONE };
  g_array_append_val (graph->jobs, job);
  g_hash_table_insert (graph->numbers, (gpointer) name, GUINT_TO_POINTER (graph->jobs->len));
  return graph->jobs->len - 1;
}

static void
add_edges (JobGraph *graph, guint child, const JobRow *row)
{
  const char *name = row->after;
  for (guint i = 0; i < row->parents; i++, name += strlen (name) + 1) {
    JobEdge edge = { intern (graph, name), child };
    g_array_append_val (graph->edges, edge);
  }
}

guint
job_graph_add (JobGraph *graph, const JobRow *row)
{
  guint number = intern (graph, row->job);
  GraphJob *job = job_at (graph, number);
  if (job->row == JOB_NUMBER_NONE) {
    job->row = row->row;
    job->line = row->line;
    job->workflow = row->workflow;
  }
  job->tasks += row->tasks;
  if (row->tasks > 0) {
    job->longest = MAX (job->longest, row->duration);
    job->expected = MAX (job->expected, row->estimate);
    job->work = duration_sum (job->work, duration_times (row->estimate, row->tasks));
  }
  add_edges (graph, number, row);
  return number;
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
  if (graph->dangling++ == 0
      || job_at (graph, edge->child)->row < job_at (graph, graph->dangling_first.child)->row)
    graph->dangling_first = *edge;
}

/* Sorts the edges and leaves each once, and none that dangle. */
static void
tidy (JobGraph *graph)
{
  JobEdge *edges = (JobEdge *) (void *) graph->edges->data;
  guint kept = 0;
  JobEdge before = { JOB_NUMBER_NONE, JOB_NUMBER_NONE };
  g_array_sort (graph->edges, compare_edges);
  for (guint i = 0; i < graph->edges->len; i++) {
    const JobEdge edge = edges[i];
    if (compare_edges (&edge, &before) == 0)
      continue;
    before = edge;
    if (job_at (graph, edge.parent)->row == JOB_NUMBER_NONE)
      note_dangling (graph, &edge);
    else
      edges[kept++] = edge;
  }
  g_array_set_size (graph->edges, kept);
}

static void
count_edges (JobGraph *graph)
{
  for (guint i = 0; i < graph->edges->len; i++) {
    const JobEdge *edge = job_graph_edge (graph, i);
    if (job_at (graph, edge->parent)->children++ == 0)
      job_at (graph, edge->parent)->first_child = i;
    job_at (graph, edge->child)->parents++;
  }
}

/* Who waits for nobody goes first, then who waits for these only, and so on. FALSE: somebody is left. */
static gboolean
find_order (JobGraph *graph)
{
  guint jobs = graph->jobs->len;
  g_autofree guint *waits = g_new (guint, MAX (jobs, 1));
  for (guint i = 0; i < jobs; i++)
    if ((waits[i] = job_at (graph, i)->parents) == 0)
      g_array_append_val (graph->order, i);
  for (guint i = 0; i < graph->order->len; i++) {
    const GraphJob *job = job_at (graph, g_array_index (graph->order, guint, i));
    for (guint c = 0; c < job->children; c++) {
      guint child = job_graph_child (graph, job, c);
      if (--waits[child] == 0)
        g_array_append_val (graph->order, child);
    }
  }
  return graph->order->len == jobs;
}

gboolean
job_graph_finish (JobGraph *graph)
{
  tidy (graph);
  count_edges (graph);
  return find_order (graph);
}

guint
job_graph_jobs (const JobGraph *graph)
{
  return graph->jobs->len;
}

const GraphJob *
job_graph_get (const JobGraph *graph, guint job)
{
  return job_at (graph, job);
}

guint
job_graph_edges (const JobGraph *graph)
{
  return graph->edges->len;
}

const JobEdge *
job_graph_edge (const JobGraph *graph, guint edge)
{
  return &g_array_index (graph->edges, JobEdge, edge);
}

guint
job_graph_child (const JobGraph *graph, const GraphJob *job, guint place)
{
  return job_graph_edge (graph, job->first_child + place)->child;
}

const guint *
job_graph_order (const JobGraph *graph)
{
  return (const guint *) (const void *) graph->order->data;
}

guint
job_graph_dangling (const JobGraph *graph, JobEdge *ret)
{
  if (graph->dangling > 0)
    *ret = graph->dangling_first;
  return graph->dangling;
}
