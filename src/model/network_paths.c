/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dijkstra from so many vertices at a time, so that igraph's doubles, in which whole numbers are
 * exact up to 2^53, take little beside the table that is made of them. */
#include "model/network_paths.h"

#include "util/igraph_call.h"
#include "util/input_error.h"

#include <math.h>

#define ROWS_AT_ONCE 64

typedef struct {
  const NetworkGraph *graph;
  const guint *from;
  guint count;
  guint32 *table;
  /* The first two that are too far apart, by their places in `from`, and how far; a == count: none. */
  guint a, b;
  double apart;
} PathsCall;

/* Cuts short where two are too far apart. */
static void
take_rows (PathsCall *call, guint first, const igraph_matrix_t *lengths)
{
  for (guint row = 0; row < (guint) igraph_matrix_nrow (lengths); row++)
    for (guint column = 0; column < call->count; column++) {
      double length = MATRIX (*lengths, row, column);
      if (length > DISTANCE_MAX) {
        call->a = first + row;
        call->b = column;
        call->apart = length;
        return;
      }
      call->table[(gsize) (first + row) * call->count + column] = (guint32) length;
    }
}

static igraph_error_t
measure (PathsCall *call, const igraph_t *graph, const igraph_vector_int_t *from,
         const igraph_vector_t *lengths)
{
  igraph_matrix_t rows;
  IGRAPH_CHECK (igraph_matrix_init (&rows, 0, 0));
  IGRAPH_FINALLY (igraph_matrix_destroy, &rows);
  for (guint first = 0; first < call->count && call->a == call->count; first += ROWS_AT_ONCE) {
    guint count = MIN (ROWS_AT_ONCE, call->count - first);
    igraph_vector_int_t some;
    igraph_vector_int_view (&some, VECTOR (*from) + first, count);
    IGRAPH_CHECK (igraph_distances_dijkstra (graph, &rows, igraph_vss_vector (&some),
                                             igraph_vss_vector (from), lengths, IGRAPH_ALL));
    take_rows (call, first, &rows);
  }
  igraph_matrix_destroy (&rows);
  IGRAPH_FINALLY_CLEAN (1);
  return IGRAPH_SUCCESS;
}

static void
fill (const PathsCall *call, igraph_vector_int_t *ends, igraph_vector_t *lengths,
      igraph_vector_int_t *from)
{
  for (guint i = 0; i < network_graph_links (call->graph); i++) {
    const NetworkLink *link = network_graph_get_link (call->graph, i);
    VECTOR (*ends)[2 * i] = link->a;
    VECTOR (*ends)[2 * i + 1] = link->b;
    VECTOR (*lengths)[i] = link->length;
  }
  for (guint i = 0; i < call->count; i++)
    VECTOR (*from)[i] = call->from[i];
}

static igraph_error_t
find_paths (gpointer data)
{
  PathsCall *call = data;
  guint links = network_graph_links (call->graph);
  igraph_vector_int_t ends, from;
  igraph_vector_t lengths;
  igraph_t graph;
  IGRAPH_CHECK (igraph_vector_int_init (&ends, 2 * (igraph_integer_t) links));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &ends);
  IGRAPH_CHECK (igraph_vector_int_init (&from, call->count));
  IGRAPH_FINALLY (igraph_vector_int_destroy, &from);
  IGRAPH_CHECK (igraph_vector_init (&lengths, links));
  IGRAPH_FINALLY (igraph_vector_destroy, &lengths);
  fill (call, &ends, &lengths, &from);
  IGRAPH_CHECK (igraph_create (&graph, &ends, network_graph_vertices (call->graph),
                               IGRAPH_UNDIRECTED));
  IGRAPH_FINALLY (igraph_destroy, &graph);
  IGRAPH_CHECK (measure (call, &graph, &from, &lengths));
  igraph_destroy (&graph);
  igraph_vector_destroy (&lengths);
  igraph_vector_int_destroy (&from);
  igraph_vector_int_destroy (&ends);
  IGRAPH_FINALLY_CLEAN (4);
  return IGRAPH_SUCCESS;
}

static gboolean
check_apart (const PathsCall *call, const char *display, GError **error)
{
  if (call->a == call->count)
    return TRUE;
  const char *a = network_graph_name (call->graph, call->from[call->a]);
  const char *b = network_graph_name (call->graph, call->from[call->b]);
  if (isinf (call->apart))
    return input_error (error, display, 0, "links that connect all of the network",
                        "no way leads from '%s' to '%s'", a, b);
  return input_error (error, display, 0, "shorter links", "from '%s' to '%s' it is %.0f, above %d",
                      a, b, call->apart, DISTANCE_MAX);
}

guint32 *
network_paths (const NetworkGraph *graph, const guint *from, guint count, const char *display,
               GError **error)
{
  g_autofree guint32 *table = g_new (guint32, (gsize) count * count);
  PathsCall call = { graph, from, count, table, count, count, 0 };
  if (!igraph_call (find_paths, &call, error) || !check_apart (&call, display, error))
    return NULL;
  return g_steal_pointer (&table);
}
