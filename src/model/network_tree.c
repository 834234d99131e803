/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Vertices are known by the labels of their zone and rack: a rack is another in each zone. */
#include "model/network_tree.h"

typedef struct {
  NetworkGraph *graph;
  const Labels *labels;
  GHashTable *known; /* zone and rack in one number -> vertex + 1 */
} TreeMaker;

static gint64
key_of (guint zone, guint rack)
{
  return (gint64) ((guint64) zone << 32 | rack);
}

/* The vertex of a zone, or of a rack in it; LABEL_NONE: there is none. */
static guint
vertex_of (TreeMaker *maker, guint zone, guint rack)
{
  gint64 key = key_of (zone, rack);
  if (zone == LABEL_NONE && rack == LABEL_NONE)
    return 0;
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (maker->known, &key));
  if (known > 0)
    return known - 1;
  guint above = rack != LABEL_NONE ? vertex_of (maker, zone, LABEL_NONE) : 0;
  guint label = rack != LABEL_NONE ? rack : zone;
  guint vertex = network_graph_add (maker->graph, labels_text (maker->labels, label));
  network_graph_link (maker->graph, above, vertex, 1);
  g_hash_table_insert (maker->known, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (vertex + 1));
  return vertex;
}

NetworkGraph *
network_tree_make (const Inventory *inventory, guint *ret_vertex)
{
  TreeMaker maker = { .graph = network_graph_new (), .labels = inventory->labels };
  maker.known = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  network_graph_add (maker.graph, ""); /* the root: no place has this name */
  for (guint m = 0; m < inventory_count (inventory); m++) {
    const Machine *machine = inventory_machine (inventory, m);
    ret_vertex[m] = vertex_of (&maker, machine->zone, machine->rack);
  }
  g_hash_table_destroy (maker.known);
  return maker.graph;
}
