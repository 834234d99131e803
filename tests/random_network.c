/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws where tasks' data is, how machines are connected, and how gangs are packed; from streams of
 * their own. */
#include "dice.h"
#include "random_scenario.h"

#include <string.h>

#define LISTS 4 /* of places; the first is empty */
#define NAMES (ORACLE_MACHINES * 2 + 8)

typedef struct {
  int count;
  char name[NAMES][ORACLE_NAME];
} Names;

static void
add_name (Names *names, const char *name)
{
  if (name[0] == '\0')
    return;
  for (int i = 0; i < names->count; i++)
    if (strcmp (names->name[i], name) == 0)
      return;
  g_assert (names->count < NAMES);
  g_strlcpy (names->name[names->count++], name, ORACLE_NAME);
}

/* What must be there, so that each machine hangs somewhere, and a few switches. */
static void
draw_vertices (Dice *dice, const OracleScenario *oracle, Names *ret)
{
  int named = between (dice, 0, 2) * 30;
  for (int m = 0; m < oracle->machines; m++) {
    const OracleMachine *machine = &oracle->machine[m];
    if (percent (dice, named) || (machine->zone[0] == '\0' && machine->rack[0] == '\0'))
      add_name (ret, machine->name);
    else if (machine->rack[0] == '\0' || (machine->zone[0] != '\0' && percent (dice, 30)))
      add_name (ret, machine->zone);
    else
      add_name (ret, machine->rack);
  }
  for (int i = between (dice, 1, 3); i > 0; i--) {
    g_autofree char *name = g_strdup_printf ("s%d", i);
    add_name (ret, name);
  }
}

static void
add_link (Dice *dice, OracleScenario *oracle, const Names *names, int a, int b)
{
  OracleLink *link = &oracle->link[oracle->links];
  if (a == b || oracle->links == ORACLE_LINKS)
    return;
  g_strlcpy (link->a, names->name[a], ORACLE_NAME);
  g_strlcpy (link->b, names->name[b], ORACLE_NAME);
  link->length = percent (dice, 60) ? 1 : between (dice, 2, 5);
  oracle->links++;
}

/* A tree of all vertices, and some links more. */
static void
draw_links (Dice *dice, OracleScenario *oracle, const Names *names)
{
  for (int i = 1; i < names->count; i++)
    add_link (dice, oracle, names, i, between (dice, MAX (0, i - 4), i - 1));
  for (int i = between (dice, 0, 4); i > 0 && names->count > 1; i--)
    add_link (dice, oracle, names, between (dice, 0, names->count - 1),
              between (dice, 0, names->count - 1));
}

/* A machine, its rack or zone, or a vertex of the file. */
static void
draw_place (Dice *dice, const OracleScenario *oracle, char *ret)
{
  const OracleMachine *machine = &oracle->machine[between (dice, 0, oracle->machines - 1)];
  const char *name = machine->name;
  if (oracle->links > 0 && percent (dice, 40))
    name = oracle->link[between (dice, 0, oracle->links - 1)].a;
  else if (oracle->links == 0 && percent (dice, 50))
    name = percent (dice, 60) ? machine->rack : machine->zone;
  g_strlcpy (ret, name[0] != '\0' ? name : machine->name, ORACLE_NAME);
}

static gboolean
same_gang (const OracleTask *a, const OracleTask *b)
{
  return a->gang > 1 && strcmp (a->job, b->job) == 0;
}

static void
draw_data (Dice *dice, RandomScenario *random)
{
  OracleTask list[LISTS] = { 0 };
  for (int i = 1; i < LISTS; i++) {
    list[i].n_data = percent (dice, 60) ? 1 : between (dice, 2, ORACLE_PLACES);
    for (int k = 0; k < list[i].n_data; k++)
      draw_place (dice, &random->files, list[i].data[k]);
  }
  for (int i = 0; i < random->rows; i++) {
    OracleTask *task = &random->row[i].task;
    const OracleTask *of = &list[between (dice, 0, LISTS - 1)];
    if (i > 0 && same_gang (task, &random->row[i - 1].task))
      of = &random->row[i - 1].task;
    task->n_data = of->n_data;
    memcpy (task->data, of->data, sizeof task->data);
    if (random->transfers && task->n_data > 0 && percent (dice, 80))
      task->data_size = between (dice, 1, 40);
  }
}

/* Transfers do not go with plans in time, nor with reservations. */
static void
draw_transfers (Dice *dice, RandomScenario *random)
{
  OracleOptions *options = &random->files.options;
  if (random->backfill || random->reclaims || percent (dice, 40))
    return;
  random->transfers = TRUE;
  options->transfer_rate = between (dice, 3, 20);
}

static void
draw_score (Dice *dice, OracleOptions *options)
{
  for (int s = 0; s < options->n_scores; s++)
    if (options->scores[s].kind == ORACLE_LOCALITY)
      return;
  if (options->n_scores < ORACLE_SCORES && percent (dice, 70))
    options->scores[options->n_scores++] = (OracleScore) { ORACLE_LOCALITY, between (dice, 1, 3) };
}

static void
draw_packing (Dice *dice, OracleOptions *options)
{
  options->gang_packing = (OracleGangPacking) between (dice, 0, 2);
  options->gang_level
    = percent (dice, 15) ? ORACLE_BY_MACHINE
                         : (OracleSpreadBy) between (dice, ORACLE_BY_RACK, ORACLE_BY_ZONE);
  if (options->gang_packing != ORACLE_UNPACKED)
    options->sample = ORACLE_SAMPLE_ALL;
}

void
random_scenario_draw_network (RandomScenario *random)
{
  Dice dice = dice_of_part (random->seed * 13 + 7), gangs = dice_of_part (random->seed * 17 + 3);
  g_autofree Names *names = g_new0 (Names, 1);
  if (random->gangs)
    draw_packing (&gangs, &random->files.options);
  if (random->fair || !percent (&dice, 30))
    return;
  random->data = TRUE;
  if (percent (&dice, 60)) {
    draw_vertices (&dice, &random->files, names);
    draw_links (&dice, &random->files, names);
  }
  random->graphml = random->files.links > 0 && percent (&dice, 30);
  draw_transfers (&dice, random);
  draw_data (&dice, random);
  draw_score (&dice, &random->files.options);
}

static void
append_graphml (GString *out, const OracleScenario *oracle)
{
  g_autofree Names *names = g_new0 (Names, 1);
  g_string_append (out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"
                        "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"double\"/>\n"
                        "<graph id=\"G\" edgedefault=\"undirected\">\n");
  for (int i = 0; i < oracle->links; i++) {
    add_name (names, oracle->link[i].a);
    add_name (names, oracle->link[i].b);
  }
  for (int i = 0; i < names->count; i++)
    g_string_append_printf (out, "<node id=\"%s\"/>\n", names->name[i]);
  for (int i = 0; i < oracle->links; i++)
    g_string_append_printf (out,
                            "<edge source=\"%s\" target=\"%s\"><data key=\"w\">%d</data></edge>\n",
                            oracle->link[i].a, oracle->link[i].b, oracle->link[i].length);
  g_string_append (out, "</graph>\n</graphml>\n");
}

char *
random_scenario_network (const RandomScenario *random)
{
  const OracleScenario *oracle = &random->files;
  GString *out = g_string_new (NULL);
  if (random->graphml)
    append_graphml (out, oracle);
  for (int i = 0; i < oracle->links && !random->graphml; i++) {
    const OracleLink *link = &oracle->link[i];
    g_string_append_printf (out, "%s %s", link->a, link->b);
    if (link->length > 1 || i % 2 == 0)
      g_string_append_printf (out, "\t%d", link->length);
    g_string_append (out, i % 3 == 0 ? " # a link\n" : "\n");
  }
  return g_string_free (out, oracle->links == 0);
}

const char *
random_scenario_network_name (const RandomScenario *random)
{
  return random->graphml ? "network.graphml" : "network.txt";
}
