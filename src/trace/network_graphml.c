/* SPDX-License-Identifier: GPL-3.0-or-later */
/* igraph keeps attributes only where the program has said by what; and it warns on the standard error
 * of what it passes over, which is for nobody here. */
#include "trace/network_graphml.h"

#include "util/igraph_call.h"
#include "util/input_error.h"

#include <glib/gstdio.h>

#include <errno.h>
#include <math.h>
#include <string.h>

typedef struct {
  FILE *file;
  const char *display;
  NetworkGraph *graph;
  gboolean named, weighed; /* nodes have the attribute `name`, links `weight` */
  GError **error; /* what is wrong with what igraph could read */
  gboolean good;
} GraphmlCall;

/* Do names and types, which go together, have one of these? */
static gboolean
has (const igraph_strvector_t *names, const igraph_vector_int_t *types, const char *name,
     igraph_attribute_type_t type)
{
  for (igraph_integer_t i = 0; i < igraph_strvector_size (names); i++)
    if (strcmp (igraph_strvector_get (names, i), name) == 0)
      return VECTOR (*types)[i] == (igraph_integer_t) type;
  return FALSE;
}

static igraph_error_t
find_attributes (GraphmlCall *call, const igraph_t *graph)
{
  igraph_strvector_t of_graph, of_nodes, of_links;
  igraph_vector_int_t types[3];
  IGRAPH_CHECK (igraph_strvector_init (&of_graph, 0));
  IGRAPH_FINALLY (igraph_strvector_destroy, &of_graph);
  IGRAPH_CHECK (igraph_strvector_init (&of_nodes, 0));
  IGRAPH_FINALLY (igraph_strvector_destroy, &of_nodes);
  IGRAPH_CHECK (igraph_strvector_init (&of_links, 0));
  IGRAPH_FINALLY (igraph_strvector_destroy, &of_links);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    IGRAPH_CHECK (igraph_vector_int_init (&types[i], 0));
    IGRAPH_FINALLY (igraph_vector_int_destroy, &types[i]);
  }
  IGRAPH_CHECK (igraph_cattribute_list (graph, &of_graph, &types[0], &of_nodes, &types[1], &of_links,
                                        &types[2]));
  call->named = has (&of_nodes, &types[1], "name", IGRAPH_ATTRIBUTE_STRING);
  call->weighed = has (&of_links, &types[2], "weight", IGRAPH_ATTRIBUTE_NUMERIC);
  for (guint i = G_N_ELEMENTS (types); i-- > 0;)
    igraph_vector_int_destroy (&types[i]);
  igraph_strvector_destroy (&of_links);
  igraph_strvector_destroy (&of_nodes);
  igraph_strvector_destroy (&of_graph);
  IGRAPH_FINALLY_CLEAN (6);
  return IGRAPH_SUCCESS;
}

static gboolean
add_vertices (const GraphmlCall *call, const igraph_t *graph)
{
  const char *attribute = call->named ? "name" : "id";
  for (igraph_integer_t v = 0; v < igraph_vcount (graph); v++) {
    const char *name = igraph_cattribute_VAS (graph, attribute, v);
    if (*name == '\0')
      return input_error (call->error, call->display, 0, "an attribute `name` or id of each node",
                          "the node number %d has no name", (int) v);
    if (network_graph_find (call->graph, name) != VERTEX_NONE)
      return input_error (call->error, call->display, 0, "a name for each node alone",
                          "two nodes are named '%s'", name);
    network_graph_add (call->graph, name);
  }
  return TRUE;
}

static gboolean
add_links (const GraphmlCall *call, const igraph_t *graph)
{
  for (igraph_integer_t e = 0; e < igraph_ecount (graph); e++) {
    guint a = (guint) IGRAPH_FROM (graph, e), b = (guint) IGRAPH_TO (graph, e);
    const char *from = network_graph_name (call->graph, a), *to = network_graph_name (call->graph, b);
    double length = call->weighed ? igraph_cattribute_EAN (graph, "weight", e) : 1;
    if (a == b)
      return input_error (call->error, call->display, 0, "links between two nodes",
                          "a link from '%s' to itself", from);
    if (!(length >= 1) || length > LINK_LENGTH_MAX || length != floor (length))
      return input_error (call->error, call->display, 0,
                          "whole numbers from 1 to " G_STRINGIFY (LINK_LENGTH_MAX),
                          "the weight %g of the link from '%s' to '%s'", length, from, to);
    network_graph_link (call->graph, a, b, (gint32) length);
  }
  return TRUE;
}

static igraph_error_t
read_graph (gpointer data)
{
  GraphmlCall *call = data;
  igraph_t graph;
  IGRAPH_CHECK (igraph_read_graph_graphml (&graph, call->file, 0));
  IGRAPH_FINALLY (igraph_destroy, &graph);
  IGRAPH_CHECK (find_attributes (call, &graph));
  call->good = add_vertices (call, &graph) && add_links (call, &graph);
  igraph_destroy (&graph);
  IGRAPH_FINALLY_CLEAN (1);
  return IGRAPH_SUCCESS;
}

/* What igraph complains of as an error of the file. */
static gboolean
read_by_igraph (GraphmlCall *call, GError **error)
{
  g_autoptr (GError) complaint = NULL;
  igraph_attribute_table_t *table = igraph_set_attribute_table (&igraph_cattribute_table);
  igraph_warning_handler_t *warn = igraph_set_warning_handler (igraph_warning_handler_ignore);
  gboolean read = igraph_call (read_graph, call, &complaint);
  igraph_set_warning_handler (warn);
  igraph_set_attribute_table (table);
  if (!read)
    return input_error (error, call->display, 0, "a GraphML file", "%s", complaint->message);
  return call->good;
}

gboolean
network_graphml_read (const char *path, const char *display, NetworkGraph *graph, GError **error)
{
  GraphmlCall call = { .file = g_fopen (path, "rb"), .display = display, .graph = graph,
                       .error = error };
  if (call.file == NULL)
    return input_error_file (error, display, "cannot read: %s", g_strerror (errno));
  gboolean read = read_by_igraph (&call, error);
  fclose (call.file);
  return read;
}
