/* SPDX-License-Identifier: GPL-3.0-or-later */
/* igraph finds the flow; the cut is found here, by walking what the flow leaves: igraph does not
 * say which of several minimum cuts it returns. */
#include "explain/max_flow.h"

#include "util/igraph_call.h"

#include <string.h>

#define SOURCE 0
#define TARGET 1

/* ret_flow must be initialised; its [i], as capacity[i], belongs to edge i. */
static igraph_error_t
find_flow (guint vertices, const GArray *edges, igraph_real_t *ret_value,
           igraph_vector_t *ret_flow)
{
  igraph_t graph;
  igraph_vector_int_t ends;
  igraph_vector_t capacity;
  IGRAPH_CHECK (igraph_vector_int_init (&ends, 2 * (igraph_integer_t) edges->len));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &ends);
  IGRAPH_CHECK (igraph_vector_init (&capacity, edges->len));
  IGRAPH_FINALLY (igraph_vector_destroy, &capacity);
  for (guint i = 0; i < edges->len; i++) {
    const FlowEdge *edge = &g_array_index (edges, FlowEdge, i);
    VECTOR (ends)[2 * i] = edge->from;
    VECTOR (ends)[2 * i + 1] = edge->to;
    VECTOR (capacity)[i] = (igraph_real_t) edge->capacity;
  }
  IGRAPH_CHECK (igraph_create (&graph, &ends, vertices, IGRAPH_DIRECTED));
  IGRAPH_FINALLY (igraph_destroy, &graph);
  IGRAPH_CHECK (igraph_maxflow (&graph, ret_value, ret_flow, NULL, NULL, NULL, SOURCE, TARGET,
                                &capacity, NULL));
  igraph_destroy (&graph);
  igraph_vector_destroy (&capacity);
  igraph_vector_int_destroy (&ends);
  IGRAPH_FINALLY_CLEAN (3);
  return IGRAPH_SUCCESS;
}

/* Again and again over all edges: graphs here are at most four vertices deep, but for ways back. */
static void
walk_rest (const GArray *edges, const igraph_vector_t *flow, guint8 *reached)
{
  gboolean more = TRUE;
  reached[SOURCE] = 1;
  while (more) {
    more = FALSE;
    for (guint i = 0; i < edges->len; i++) {
      const FlowEdge *edge = &g_array_index (edges, FlowEdge, i);
      gboolean forth = reached[edge->from] && !reached[edge->to]
                       && VECTOR (*flow)[i] < (igraph_real_t) edge->capacity;
      gboolean back = reached[edge->to] && !reached[edge->from] && VECTOR (*flow)[i] > 0;
      if (forth)
        reached[edge->to] = 1;
      if (back)
        reached[edge->from] = 1;
      more = more || forth || back;
    }
  }
}

typedef struct {
  guint vertices;
  const GArray *edges;
  igraph_real_t value;
  guint8 *reached;
} FlowCall;

static igraph_error_t
find_cut (gpointer data)
{
  FlowCall *call = data;
  igraph_vector_t flow;
  IGRAPH_CHECK (igraph_vector_init (&flow, 0));
  IGRAPH_FINALLY (igraph_vector_destroy, &flow);
  IGRAPH_CHECK (find_flow (call->vertices, call->edges, &call->value, &flow));
  walk_rest (call->edges, &flow, call->reached);
  igraph_vector_destroy (&flow);
  IGRAPH_FINALLY_CLEAN (1);
  return IGRAPH_SUCCESS;
}

gboolean
max_flow (guint vertices, const GArray *edges, gint64 *ret_flow, guint8 *ret_reached,
          GError **error)
{
  FlowCall call = { vertices, edges, 0, ret_reached };
  memset (ret_reached, 0, vertices);
  if (!igraph_call (find_cut, &call, error))
    return FALSE;
  *ret_flow = (gint64) call.value;
  return TRUE;
}
