/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/network_graph.h"

typedef struct {
  char *name;
  guint next; /* of the same name */
} Vertex;

struct NetworkGraph {
  GArray *vertices;    /* of Vertex */
  GArray *links;       /* of NetworkLink */
  GHashTable *by_name; /* name, which is the first vertex's -> that vertex */
};

static void
vertex_clear (gpointer data)
{
  g_free (((Vertex *) data)->name);
}

NetworkGraph *
network_graph_new (void)
{
  NetworkGraph *graph = g_new0 (NetworkGraph, 1);
  graph->vertices = g_array_new (FALSE, FALSE, sizeof (Vertex));
  g_array_set_clear_func (graph->vertices, vertex_clear);
  graph->links = g_array_new (FALSE, FALSE, sizeof (NetworkLink));
  graph->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  return graph;
}

void
network_graph_free (NetworkGraph *graph)
{
  if (graph == NULL)
    return;
  g_hash_table_destroy (graph->by_name);
  g_array_unref (graph->vertices);
  g_array_unref (graph->links);
  g_free (graph);
}

guint
network_graph_find (const NetworkGraph *graph, const char *name)
{
  gpointer vertex;
  return g_hash_table_lookup_extended (graph->by_name, name, NULL, &vertex)
           ? GPOINTER_TO_UINT (vertex)
           : VERTEX_NONE;
}

guint
network_graph_next (const NetworkGraph *graph, guint vertex)
{
  return g_array_index (graph->vertices, Vertex, vertex).next;
}

/* Behind the first of its name, or as that. */
guint
network_graph_add (NetworkGraph *graph, const char *name)
{
  guint number = graph->vertices->len, first = network_graph_find (graph, name);
  Vertex vertex = { .name = g_strdup (name), .next = VERTEX_NONE };
  if (first == VERTEX_NONE) {
    g_hash_table_insert (graph->by_name, vertex.name, GUINT_TO_POINTER (number));
  } else {
    Vertex *it = &g_array_index (graph->vertices, Vertex, first);
    vertex.next = it->next;
    it->next = number;
  }
  g_array_append_val (graph->vertices, vertex);
  return number;
}

guint
network_graph_vertex (NetworkGraph *graph, const char *name)
{
  guint vertex = network_graph_find (graph, name);
  return vertex != VERTEX_NONE ? vertex : network_graph_add (graph, name);
}

void
network_graph_link (NetworkGraph *graph, guint a, guint b, gint32 length)
{
  NetworkLink link = { a, b, length };
  g_assert (a != b && length > 0 && length <= LINK_LENGTH_MAX);
  g_array_append_val (graph->links, link);
}

guint
network_graph_vertices (const NetworkGraph *graph)
{
  return graph->vertices->len;
}

const char *
network_graph_name (const NetworkGraph *graph, guint vertex)
{
  return g_array_index (graph->vertices, Vertex, vertex).name;
}

guint
network_graph_links (const NetworkGraph *graph)
{
  return graph->links->len;
}

const NetworkLink *
network_graph_get_link (const NetworkGraph *graph, guint link)
{
  return &g_array_index (graph->links, NetworkLink, link);
}
