/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's distances: every machine is a vertex, and shortest ways are those of Floyd and
 * Warshall between all of them. */
#include "oracle.h"

#include <string.h>

#define VERTICES (ORACLE_MACHINES + ORACLE_LINKS + 1)
#define FAR 1000000000

typedef struct {
  char name[ORACLE_NAME];        /* "": the root */
  char zone[ORACLE_NAME];        /* of a rack, without a file */
  gboolean is_rack;
} Vertex;

typedef struct {
  int count;
  Vertex vertex[VERTICES];
  int at[ORACLE_MACHINES];       /* by machine: its vertex */
  gint64 length[VERTICES][VERTICES];
} Net;

static int
add (Net *net, const char *name, const char *zone, gboolean is_rack)
{
  Vertex *vertex = &net->vertex[net->count];
  g_assert (net->count < VERTICES);
  g_strlcpy (vertex->name, name, ORACLE_NAME);
  g_strlcpy (vertex->zone, zone, ORACLE_NAME);
  vertex->is_rack = is_rack;
  for (int v = 0; v <= net->count; v++)
    net->length[v][net->count] = net->length[net->count][v] = v == net->count ? 0 : FAR;
  return net->count++;
}

static void
join (Net *net, int a, int b, int length)
{
  net->length[a][b] = net->length[b][a] = MIN (net->length[a][b], length);
}

static int
find (const Net *net, const char *name)
{
  for (int v = 0; v < net->count; v++)
    if (name[0] != '\0' && strcmp (net->vertex[v].name, name) == 0)
      return v;
  return ORACLE_NONE;
}

static int
find_or_add (Net *net, const char *name)
{
  int vertex = find (net, name);
  return vertex != ORACLE_NONE ? vertex : add (net, name, "", FALSE);
}

static void
read_links (const OracleScenario *scenario, Net *net)
{
  int machines[ORACLE_MACHINES];
  for (int i = 0; i < scenario->links; i++) {
    const OracleLink *link = &scenario->link[i];
    int a = find_or_add (net, link->a);
    join (net, a, find_or_add (net, link->b), link->length);
  }
  for (int m = 0; m < scenario->machines; m++) {
    const OracleMachine *machine = &scenario->machine[m];
    machines[m] = find (net, machine->name);
  }
  for (int m = 0; m < scenario->machines; m++) {
    const OracleMachine *machine = &scenario->machine[m];
    int above = find (net, machine->rack);
    net->at[m] = machines[m];
    if (machines[m] != ORACLE_NONE)
      continue;
    if (above == ORACLE_NONE)
      above = find (net, machine->zone);
    g_assert (above != ORACLE_NONE);
    net->at[m] = add (net, machine->name, "", FALSE);
    join (net, above, net->at[m], 1);
  }
}

/* The vertex of a zone, or of a rack of one. */
static int
tree_vertex (Net *net, const char *zone, const char *rack)
{
  gboolean is_rack = rack[0] != '\0';
  if (!is_rack && zone[0] == '\0')
    return 0;
  for (int v = 1; v < net->count; v++)
    if (net->vertex[v].is_rack == is_rack
        && strcmp (net->vertex[v].name, is_rack ? rack : zone) == 0
        && (!is_rack || strcmp (net->vertex[v].zone, zone) == 0))
      return v;
  int above = is_rack ? tree_vertex (net, zone, "") : 0;
  int vertex = add (net, is_rack ? rack : zone, is_rack ? zone : "", is_rack);
  join (net, above, vertex, 1);
  return vertex;
}

static void
make_tree (const OracleScenario *scenario, Net *net)
{
  int above[ORACLE_MACHINES];
  add (net, "", "", FALSE);
  for (int m = 0; m < scenario->machines; m++)
    above[m] = tree_vertex (net, scenario->machine[m].zone, scenario->machine[m].rack);
  for (int m = 0; m < scenario->machines; m++) {
    net->at[m] = add (net, scenario->machine[m].name, "", FALSE);
    join (net, above[m], net->at[m], 1);
  }
}

static void
shorten (Net *net)
{
  for (int k = 0; k < net->count; k++)
    for (int i = 0; i < net->count; i++)
      for (int j = 0; j < net->count; j++)
        net->length[i][j] = MIN (net->length[i][j], net->length[i][k] + net->length[k][j]);
}

/* Is the vertex a place of that name? A machine of the name stands before all others. */
static gboolean
is_place (const OracleScenario *scenario, const Net *net, int vertex, const char *name)
{
  for (int m = 0; m < scenario->machines; m++)
    if (strcmp (scenario->machine[m].name, name) == 0)
      return net->at[m] == vertex;
  return strcmp (net->vertex[vertex].name, name) == 0;
}

static int
nearest (const OracleScenario *scenario, const Net *net, int machine, const OracleTask *task,
         gint64 *greatest)
{
  gint64 least = FAR;
  for (int i = 0; i < task->n_data; i++)
    for (int v = 0; v < net->count; v++)
      if (is_place (scenario, net, v, task->data[i])) {
        least = MIN (least, net->length[net->at[machine]][v]);
        *greatest = MAX (*greatest, net->length[net->at[machine]][v]);
      }
  return (int) least;
}

void
oracle_find_distances (OracleScenario *scenario)
{
  g_autofree Net *net = g_new0 (Net, 1);
  gint64 greatest = 0;
  if (scenario->links > 0)
    read_links (scenario, net);
  else
    make_tree (scenario, net);
  shorten (net);
  for (int a = 0; a < scenario->machines; a++) {
    for (int b = 0; b < scenario->machines; b++)
      greatest = MAX (greatest, net->length[net->at[a]][net->at[b]]);
    for (int t = 0; t < scenario->tasks; t++)
      scenario->distance[a][t] = nearest (scenario, net, a, &scenario->task[t], &greatest);
  }
  scenario->greatest_distance = (int) greatest;
}

double
oracle_locality (const OracleScenario *scenario, int machine, int task)
{
  int greatest = scenario->greatest_distance;
  if (scenario->task[task].n_data == 0)
    return 0;
  return greatest > 0
           ? (double) (greatest - scenario->distance[machine][task]) / (double) greatest
           : 1;
}

/* Rounded up to whole microseconds. */
gint64
oracle_transfer_time (const OracleScenario *scenario, int machine, int task)
{
  const OracleTask *t = &scenario->task[task];
  gint64 rate = scenario->options.transfer_rate;
  if (rate == 0 || t->data_size == 0)
    return 0;
  gint64 work = t->data_size * scenario->distance[machine][task] * ORACLE_SECOND;
  return work / rate + (work % rate > 0);
}
