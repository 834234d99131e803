/* SPDX-License-Identifier: GPL-3.0-or-later */
/* igraph finds the flow; the cut is found here, by walking what the flow leaves: igraph does not
 * say which of several minimum cuts it returns. */
#include "explain/max_flow.h"

#include "util/input_error.h"

#include <igraph.h>
#include <string.h>

#define SOURCE 0
#define TARGET 1

/* What igraph had to say while it failed. */
static char *complaint;

static void
note_complaint (const char *reason, const char *file, int line, igraph_error_t code)
{
  (void) file, (void) line, (void) code;
  IGRAPH_FINALLY_FREE ();
  g_free (complaint);
  complaint = g_strdup (reason);
}

/* flow must be initialised; capacity[i] and flow[i] belong to edge i. */
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

gboolean
max_flow (guint vertices, const GArray *edges, gint64 *ret_flow, guint8 *ret_reached,
          GError **error)
{
  igraph_error_handler_t *before = igraph_set_error_handler (note_complaint);
  igraph_vector_t flow;
  igraph_real_t value = 0;
  igraph_error_t status = igraph_vector_init (&flow, 0);
  if (status == IGRAPH_SUCCESS) {
    status = find_flow (vertices, edges, &value, &flow);
    memset (ret_reached, 0, vertices);
    if (status == IGRAPH_SUCCESS)
      walk_rest (edges, &flow, ret_reached);
    igraph_vector_destroy (&flow);
  }
  igraph_set_error_handler (before);
  *ret_flow = (gint64) value;
  if (status == IGRAPH_SUCCESS)
    return TRUE;
  g_set_error (error, INPUT_ERROR, INPUT_ERROR_FILE, "igraph: %s",
               complaint != NULL ? complaint : igraph_strerror (status));
  g_clear_pointer (&complaint, g_free);
  return FALSE;
}
