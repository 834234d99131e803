/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Racks, switches, zones and machines as a graph: vertices with names, and links with lengths. What a
 * network file says, or a tree of zones and racks; model/network.h measures it. */
#pragma once

#include <glib.h>

#define LINK_LENGTH_MAX 1000000
#define VERTEX_NONE     G_MAXUINT

typedef struct {
  guint a, b;    /* vertices, another than each other */
  gint32 length; /* 1 … LINK_LENGTH_MAX */
} NetworkLink;

typedef struct NetworkGraph NetworkGraph;

NetworkGraph *network_graph_new (void);
void network_graph_free (NetworkGraph *graph);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NetworkGraph, network_graph_free)

/* The vertex of that name, made if new. */
guint network_graph_vertex (NetworkGraph *graph, const char *name);
/* One more vertex, whoever else has the name. */
guint network_graph_add (NetworkGraph *graph, const char *name);
/* The first vertex of that name, and the next one of the same name; or VERTEX_NONE. */
guint network_graph_find (const NetworkGraph *graph, const char *name);
guint network_graph_next (const NetworkGraph *graph, guint vertex);
void network_graph_link (NetworkGraph *graph, guint a, guint b, gint32 length);

guint network_graph_vertices (const NetworkGraph *graph);
const char *network_graph_name (const NetworkGraph *graph, guint vertex);
guint network_graph_links (const NetworkGraph *graph);
const NetworkLink *network_graph_get_link (const NetworkGraph *graph, guint link);
