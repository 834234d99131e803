/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine's distances are its link's length and those of the point where it hangs, but for those to
 * itself. */
#include "model/network.h"

#include "model/network_paths.h"
#include "model/network_tree.h"
#include "model/task.h"
#include "util/input_error.h"
#include "util/units.h"

#include <string.h>

/* Where data is: a machine, or a point. */
typedef struct {
  guint point;
  guint link;    /* from there to the machine; 0: the point itself */
  guint machine; /* MACHINE_NONE: it is the point */
} Place;

typedef struct {
  guint first, count; /* of the places */
} PlacesOfClass;

struct Network {
  const Inventory *inventory;
  char *display;
  NetworkGraph *graph; /* NULL: the tree has not been made yet */
  guint *point;        /* by machine: the vertex where it hangs, the point once they are numbered */
  guint *link;         /* by machine: the length of its link */
  guint *point_of;     /* by vertex: its number among points, or VERTEX_NONE */
  guint points;
  guint32 *length;     /* [point * points + point] */
  GArray *places;      /* of Place */
  PlacesOfClass *by_class;
  guint greatest;
};

static Network *
new_network (const Inventory *inventory, const char *display)
{
  Network *network = g_new0 (Network, 1);
  network->inventory = inventory;
  network->display = g_strdup (display);
  network->places = g_array_new (FALSE, FALSE, sizeof (Place));
  return network;
}

void
network_free (Network *network)
{
  if (network == NULL)
    return;
  network_graph_free (network->graph);
  g_array_unref (network->places);
  g_free (network->display);
  g_free (network->point);
  g_free (network->link);
  g_free (network->point_of);
  g_free (network->length);
  g_free (network->by_class);
  g_free (network);
}

/* Where machines hang --------------------------------------------------------------------------- */

/* VERTEX_NONE: nowhere. */
static guint
vertex_of_label (const Network *network, guint label)
{
  return label != LABEL_NONE
           ? network_graph_find (network->graph, labels_text (network->inventory->labels, label))
           : VERTEX_NONE;
}

static void
hang_nowhere (Network *network)
{
  guint machines = inventory_count (network->inventory);
  network->point = g_new0 (guint, MAX (machines, 1));
  network->link = g_new0 (guint, MAX (machines, 1));
}

static gboolean
hang (Network *network, guint m, GError **error)
{
  const Machine *machine = inventory_machine (network->inventory, m);
  guint vertex = network_graph_find (network->graph, machine->name);
  network->link[m] = vertex == VERTEX_NONE;
  if (vertex == VERTEX_NONE)
    vertex = vertex_of_label (network, machine->rack);
  if (vertex == VERTEX_NONE)
    vertex = vertex_of_label (network, machine->zone);
  network->point[m] = vertex;
  return vertex != VERTEX_NONE
         || input_error (error, network->display, 0, "a vertex named after it, its rack or its zone",
                         "the machine '%s' hangs nowhere", machine->name);
}

/* By vertex: how many links it has, and how many machines hang there. */
static void
count_at_vertices (const Network *network, guint *links, guint *machines)
{
  for (guint i = 0; i < network_graph_links (network->graph); i++) {
    const NetworkLink *link = network_graph_get_link (network->graph, i);
    links[link->a]++;
    links[link->b]++;
  }
  for (guint m = 0; m < inventory_count (network->inventory); m++)
    machines[network->point[m]]++;
}

/* Machines that are leaves hang on the other end of their only link. Of two leaves that have nothing
 * but each other the one of the higher vertex moves. is_gone: by vertex. */
static void
take_in_leaves (Network *network, gboolean *is_gone)
{
  guint vertices = network_graph_vertices (network->graph);
  g_autofree guint *links = g_new0 (guint, vertices), *machines = g_new0 (guint, vertices);
  g_autofree guint *machine_at = g_new0 (guint, vertices);
  count_at_vertices (network, links, machines);
  for (guint m = 0; m < inventory_count (network->inventory); m++)
    machine_at[network->point[m]] = m;
  for (guint i = 0; i < network_graph_links (network->graph); i++) {
    const NetworkLink *link = network_graph_get_link (network->graph, i);
    guint leaf = MAX (link->a, link->b), stays = MIN (link->a, link->b);
    if (links[leaf] != 1 || machines[leaf] != 1 || network->link[machine_at[leaf]] != 0) {
      leaf = stays;
      stays = MAX (link->a, link->b);
    }
    guint m = machine_at[leaf];
    if (links[leaf] != 1 || machines[leaf] != 1 || network->link[m] != 0)
      continue;
    network->point[m] = stays;
    network->link[m] = (guint) link->length;
    is_gone[leaf] = TRUE;
  }
}

static void
number_points (Network *network)
{
  guint vertices = network_graph_vertices (network->graph);
  g_autofree gboolean *is_gone = g_new0 (gboolean, vertices);
  take_in_leaves (network, is_gone);
  network->point_of = g_new (guint, vertices);
  for (guint v = 0; v < vertices; v++)
    network->point_of[v] = is_gone[v] ? VERTEX_NONE : network->points++;
  for (guint m = 0; m < inventory_count (network->inventory); m++)
    network->point[m] = network->point_of[network->point[m]];
}

Network *
network_new_tree (const Inventory *inventory, const char *display)
{
  return new_network (inventory, display);
}

static void
make_tree (Network *network)
{
  if (network->graph != NULL)
    return;
  hang_nowhere (network);
  network->graph = network_tree_make (network->inventory, network->point);
  for (guint m = 0; m < inventory_count (network->inventory); m++)
    network->link[m] = 1;
  number_points (network);
}

Network *
network_new (NetworkGraph *graph, const Inventory *inventory, const char *display, GError **error)
{
  g_autoptr (Network) network = new_network (inventory, display);
  network->graph = graph;
  hang_nowhere (network);
  for (guint m = 0; m < inventory_count (inventory); m++)
    if (!hang (network, m, error))
      return NULL;
  number_points (network);
  return g_steal_pointer (&network);
}

/* Places ---------------------------------------------------------------------------------------- */

gboolean
network_has_place (Network *network, const char *name)
{
  make_tree (network);
  return g_hash_table_contains (network->inventory->by_name, name)
         || network_graph_find (network->graph, name) != VERTEX_NONE;
}

/* A machine of that name; else all points of that name. */
static void
add_places (Network *network, const char *name)
{
  gpointer found;
  if (g_hash_table_lookup_extended (network->inventory->by_name, name, NULL, &found)) {
    guint m = GPOINTER_TO_UINT (found);
    Place place = { network->point[m], network->link[m], m };
    g_array_append_val (network->places, place);
    return;
  }
  for (guint v = network_graph_find (network->graph, name); v != VERTEX_NONE;
       v = network_graph_next (network->graph, v)) {
    Place place = { network->point_of[v], 0, MACHINE_NONE };
    g_array_append_val (network->places, place);
  }
}

static void
find_places (Network *network, const TaskClasses *classes)
{
  network->by_class = g_new0 (PlacesOfClass, MAX (task_classes_count (classes), 1));
  for (guint c = 0; c < task_classes_count (classes); c++) {
    const GArray *data = task_classes_get (classes, c)->data;
    guint first = network->places->len;
    for (guint i = 0; data != NULL && i < data->len; i++)
      add_places (network, labels_text (network->inventory->labels, g_array_index (data, guint, i)));
    network->by_class[c] = (PlacesOfClass){ first, network->places->len - first };
  }
}

/* Transfers ------------------------------------------------------------------------------------- */

gint64
network_transfer_time (const Network *network, guint task_class, guint machine, Amount size,
                       Amount rate)
{
  if (size == 0)
    return 0;
  Total work = (Total) size * network_distance (network, task_class, machine) * TIME_SECOND;
  Total time = (work + rate - 1) / rate;
  return time < TIME_NEVER ? (gint64) time : TIME_NEVER;
}

/* Lengths --------------------------------------------------------------------------------------- */

static gboolean
find_lengths (Network *network, GError **error)
{
  guint vertices = network_graph_vertices (network->graph);
  g_autofree guint *from = g_new (guint, MAX (network->points, 1));
  if (network->points > POINTS_MAX)
    return input_error (error, network->display, 0,
                        "at most " G_STRINGIFY (POINTS_MAX) " racks, switches, zones, and machines "
                        "with more than one link",
                        "a network of %u points", network->points);
  for (guint v = 0; v < vertices; v++)
    if (network->point_of[v] != VERTEX_NONE)
      from[network->point_of[v]] = v;
  network->length = network_paths (network->graph, from, network->points, network->display, error);
  return network->length != NULL;
}

/* The longest link of a machine at each point, and the next one; where there is none, -1. */
typedef struct {
  gint64 longest, next;
  gboolean holds_data; /* the point itself */
} LinksAtPoint;

static LinksAtPoint *
longest_links (const Network *network)
{
  LinksAtPoint *links = g_new (LinksAtPoint, MAX (network->points, 1));
  for (guint p = 0; p < network->points; p++)
    links[p] = (LinksAtPoint){ -1, -1, FALSE };
  for (guint m = 0; m < inventory_count (network->inventory); m++) {
    LinksAtPoint *it = &links[network->point[m]];
    gint64 link = network->link[m];
    if (link > it->longest)
      *it = (LinksAtPoint){ link, it->longest, FALSE };
    else
      it->next = MAX (it->next, link);
  }
  return links;
}

static guint
length_between (const Network *network, guint a, guint b)
{
  return network->length[(gsize) a * network->points + b];
}

/* What is at a point: as far as its own end, where data is, and to a machine's. */
static void
find_greatest (Network *network)
{
  g_autofree LinksAtPoint *links = longest_links (network);
  gint64 greatest = 0;
  for (guint i = 0; i < network->places->len; i++) {
    const Place *place = &g_array_index (network->places, Place, i);
    if (place->machine == MACHINE_NONE)
      links[place->point].holds_data = TRUE;
  }
  for (guint a = 0; a < network->points; a++)
    for (guint b = 0; b < network->points && links[a].longest >= 0; b++) {
      gint64 end = a == b ? links[b].next : links[b].longest;
      if (end < 0 && links[b].holds_data)
        end = 0;
      if (end >= 0)
        greatest = MAX (greatest, links[a].longest + length_between (network, a, b) + end);
    }
  network->greatest = (guint) greatest;
}

gboolean
network_measure (Network *network, const TaskClasses *classes, GError **error)
{
  make_tree (network);
  find_places (network, classes);
  if (!find_lengths (network, error))
    return FALSE;
  find_greatest (network);
  return TRUE;
}

/* Distances ------------------------------------------------------------------------------------- */

gboolean
network_has_data (const Network *network, guint task_class)
{
  return network->by_class[task_class].count > 0;
}

guint
network_distance (const Network *network, guint task_class, guint machine)
{
  const PlacesOfClass *of = &network->by_class[task_class];
  const Place *places = &g_array_index (network->places, Place, of->first);
  guint nearest = G_MAXUINT, link = network->link[machine];
  for (guint i = 0; i < of->count; i++) {
    if (places[i].machine == machine)
      return 0;
    guint length = length_between (network, places[i].point, network->point[machine]);
    nearest = MIN (nearest, link + length + places[i].link);
  }
  return nearest;
}

void
network_distances (const Network *network, guint task_class, const guint *machine, guint count,
                   guint *ret)
{
  for (guint i = 0; i < count; i++)
    ret[i] = network_distance (network, task_class, machine[i]);
}

guint
network_greatest (const Network *network)
{
  return network->greatest;
}

guint
network_points (const Network *network)
{
  return network->points;
}
