/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where there is a circle, the strongly connected components have more than one job, or a job that
 * waits for itself. Of the first such job in the trace the shortest circle through it is named: a
 * breadth-first walk from it meets those that lead back to it nearest first. */
#include "model/job_circle.h"

#include "util/igraph_call.h"
#include "util/input_error.h"

#define NAMED_MAX 12 /* of a circle's jobs */

typedef struct {
  const JobGraph *graph;
  GArray *circle; /* of guint: from the first on, each before the next, the last before the first */
} CircleCall;

static gboolean
leads_to (const JobGraph *graph, guint from, guint to)
{
  const GraphJob *job = job_graph_get (graph, from);
  for (guint i = 0; i < job->children; i++)
    if (job_graph_child (graph, job, i) == to)
      return TRUE;
  return FALSE;
}

/* The first job in the trace that waits for itself, by whatever ways. */
static guint
first_in_circle (const JobGraph *graph, const igraph_vector_int_t *component,
                 const igraph_vector_int_t *sizes)
{
  guint first = JOB_NUMBER_NONE;
  for (guint job = 0; job < job_graph_jobs (graph); job++) {
    guint row = job_graph_get (graph, job)->row;
    if ((VECTOR (*sizes)[VECTOR (*component)[job]] > 1 || leads_to (graph, job, job))
        && (first == JOB_NUMBER_NONE || row < job_graph_get (graph, first)->row))
      first = job;
  }
  return first;
}

static igraph_error_t
find_first (const CircleCall *call, const igraph_t *graph, guint *ret)
{
  igraph_vector_int_t component, sizes;
  IGRAPH_CHECK (igraph_vector_int_init (&component, 0));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &component);
  IGRAPH_CHECK (igraph_vector_int_init (&sizes, 0));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &sizes);
  IGRAPH_CHECK (igraph_connected_components (graph, &component, &sizes, NULL, IGRAPH_STRONG));
  *ret = first_in_circle (call->graph, &component, &sizes);
  igraph_vector_int_destroy (&sizes);
  igraph_vector_int_destroy (&component);
  IGRAPH_FINALLY_CLEAN (2);
  return IGRAPH_SUCCESS;
}

/* Backwards from who closes it to its first. */
static void
take_circle (CircleCall *call, guint first, const igraph_vector_int_t *walk,
             const igraph_vector_int_t *parents)
{
  igraph_integer_t i = 0;
  while (!leads_to (call->graph, (guint) VECTOR (*walk)[i], first))
    i++;
  for (guint job = (guint) VECTOR (*walk)[i]; job != first;
       job = (guint) VECTOR (*parents)[job])
    g_array_prepend_val (call->circle, job);
  g_array_prepend_val (call->circle, first);
}

static igraph_error_t
find_circle (CircleCall *call, const igraph_t *graph)
{
  igraph_vector_int_t walk, parents;
  guint first = 0;
  IGRAPH_CHECK (find_first (call, graph, &first));
  IGRAPH_CHECK (igraph_vector_int_init (&walk, 0));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &walk);
  IGRAPH_CHECK (igraph_vector_int_init (&parents, 0));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &parents);
  IGRAPH_CHECK (igraph_bfs_simple (graph, first, IGRAPH_OUT, &walk, NULL, &parents));
  take_circle (call, first, &walk, &parents);
  igraph_vector_int_destroy (&parents);
  igraph_vector_int_destroy (&walk);
  IGRAPH_FINALLY_CLEAN (2);
  return IGRAPH_SUCCESS;
}

static igraph_error_t
make_graph (const CircleCall *call, igraph_t *ret)
{
  guint edges = job_graph_edges (call->graph);
  igraph_vector_int_t ends;
  IGRAPH_CHECK (igraph_vector_int_init (&ends, 2 * (igraph_integer_t) edges));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &ends);
  for (guint i = 0; i < edges; i++) {
    const JobEdge *edge = job_graph_edge (call->graph, i);
    VECTOR (ends)[2 * i] = edge->parent;
    VECTOR (ends)[2 * i + 1] = edge->child;
  }
  IGRAPH_CHECK (igraph_create (ret, &ends, job_graph_jobs (call->graph), IGRAPH_DIRECTED));
  igraph_vector_int_destroy (&ends);
  IGRAPH_FINALLY_CLEAN (1);
  return IGRAPH_SUCCESS;
}

static igraph_error_t
make_and_find (gpointer data)
{
  CircleCall *call = data;
  igraph_t graph;
  IGRAPH_CHECK (make_graph (call, &graph));
  IGRAPH_FINALLY (igraph_destroy, &graph);
  IGRAPH_CHECK (find_circle (call, &graph));
  igraph_destroy (&graph);
  IGRAPH_FINALLY_CLEAN (1);
  return IGRAPH_SUCCESS;
}

static void
set_error (const CircleCall *call, const char *display, GError **error)
{
  const GraphJob *first = job_graph_get (call->graph, g_array_index (call->circle, guint, 0));
  g_autoptr (GString) names = g_string_new (NULL);
  for (guint i = 0; i < MIN (call->circle->len, NAMED_MAX); i++)
    g_string_append_printf (
      names, "'%s' before ",
      job_graph_get (call->graph, g_array_index (call->circle, guint, i))->name);
  if (call->circle->len > NAMED_MAX)
    g_string_append_printf (names, "%u others before ", call->circle->len - NAMED_MAX);
  input_error (error, display, first->line, "jobs that do not wait for themselves",
               "after: a cycle: %s'%s'", names->str, first->name);
}

guint
job_circle_find (const JobGraph *graph, const char *display, GError **error)
{
  g_autoptr (GArray) circle = g_array_new (FALSE, FALSE, sizeof (guint));
  CircleCall call = { graph, circle };
  if (!igraph_call (make_and_find, &call, error))
    return JOB_NUMBER_NONE;
  set_error (&call, display, error);
  return job_graph_get (graph, g_array_index (circle, guint, 0))->row;
}
