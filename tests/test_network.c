/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Distances over trees and network files, worked out on paper. What they mean for a run is in
 * cases/simulation.txt. */
#include "report/run.h"
#include "scenario/scenario.h"
#include "tests/test.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MACHINES                                                                                   \
  "machine,cpu,zone,rack\n"                                                                        \
  "m0,1,a,r1\nm1,1,a,r1\nm2,1,a,r2\nm3,1,b,r1\nm4,1,b,\nm5,1,,\nm6,1,,r9\n"

/* One task a job, whose data is in these places; `places` ends with NULL. */
static Scenario *
load (const char *machines, const char *file, const char *network, const char *const *places,
      GError **error)
{
  g_autoptr (GString) tasks = g_string_new ("job,submit,cpu,data\n");
  g_autoptr (GString) text = g_string_new ("[cell]\nmachines = machines.csv\nresources = cpu\n");
  for (guint i = 0; places[i] != NULL; i++)
    g_string_append_printf (tasks, "j%u,0,1,%s\n", i, places[i]);
  if (network != NULL) {
    (void) test_temp_file (file, network);
    g_string_append_printf (text, "network = %s\n", file);
  }
  g_string_append (text, "[workload]\ntrace = tasks.csv\n[scheduler]\nscores = locality\n");
  (void) test_temp_file ("machines.csv", machines);
  (void) test_temp_file ("tasks.csv", tasks->str);
  return scenario_load (test_temp_file ("s.scenario", text->str), NULL, error);
}

/* distance[i]: a digit a machine, from the i-th places. */
static void
check (const char *machines, const char *file, const char *network, const char *const *places,
       const char *const *distance, guint greatest)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (machines, file, network, places, &error);
  test_ok (scenario != NULL, error);
  const Network *net = scenario->scheduler.network;
  for (guint i = 0; places[i] != NULL; i++)
    for (guint m = 0; distance[i][m] != '\0'; m++)
      ck_assert_msg (network_distance (net, i, m) == (guint) (distance[i][m] - '0'),
                     "from m%u to %s: %u", m, places[i], network_distance (net, i, m));
  ck_assert_uint_eq (network_greatest (net), greatest);
}

/* r1 of zone a is another than r1 of zone b, and data in r1 is in both; m5 hangs on the root, as does
 * the rack r9. */
START_TEST (tree)
{
  const char *const places[]
    = { "m0", "m3", "m5", "m0;m3", "a", "r1", "r2", "r9", "m6;b", NULL };
  const char *const distance[] = { "0246545", "6660345", "4444303", "0240345", "2224323",
                                   "1131234", "3315434", "4444321", "4442120" };
  check (MACHINES, NULL, NULL, places, distance, 6);
}
END_TEST

/* Nothing is further than the next machine of the one rack: the rack itself is half as far. */
START_TEST (one_rack)
{
  const char *const places[] = { "m0", "r", NULL };
  const char *const distance[] = { "02", "11" };
  check ("machine,cpu,rack\nm0,1,r\nm1,1,r\n", NULL, NULL, places, distance, 2);
}
END_TEST

START_TEST (one_machine)
{
  const char *const places[] = { "m0", NULL };
  const char *const distance[] = { "0" };
  check ("machine,cpu\nm0,1\n", NULL, NULL, places, distance, 0);
}
END_TEST

/* r1 hangs on r2 twice (5, 1) and on b (1), r2 on b (2), b on s (1), which has m4 (3), m5 (1) and r9
 * (2), and that the filer. m5 has a link to r1 (4) as well. A file knows no zones of racks: m0, m1 and
 * m3 hang on r1. */
#define LINKS                                                                                      \
  "# a network\n\nr1 r2 5\n r1\tr2 # again\nr2 b 2\nr1 b 1\nb s\ns m4 3\nm5 s\nm5 r1 4\n"          \
  "s r9 2\nr9 filer\n"

static const char *const places[] = { "m0", "m2", "m4", "m5", "filer", "s;r2", NULL };
static const char *const lengths[]
  = { "0232646", "3303757", "6676046", "4454404", "6676642", "2212313" };

START_TEST (edge_list)
{
  check (MACHINES, "network.txt", LINKS, places, lengths, 7);
}
END_TEST

#define NODE(name) "<node id=\"n" name "\"><data key=\"k\">" name "</data></node>\n"
#define EDGE(a, b, weight)                                                                         \
  "<edge source=\"n" a "\" target=\"n" b "\"><data key=\"w\">" weight "</data></edge>\n"
#define GRAPHML(type, inside)                                                                      \
  "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n"                                   \
  "<key id=\"k\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/>\n"                        \
  "<key id=\"w\" for=\"edge\" attr.name=\"weight\" attr.type=\"" type "\"/>\n"                    \
  "<graph id=\"G\" edgedefault=\"directed\">\n" inside "</graph></graphml>\n"

START_TEST (graphml)
{
  check (MACHINES, "network.graphml",
         GRAPHML ("int", NODE ("r1") NODE ("r2") NODE ("b") NODE ("s") NODE ("m4") NODE ("m5")
                    NODE ("r9") NODE ("filer") EDGE ("r1", "r2", "5") EDGE ("r1", "r2", "1")
                      EDGE ("r2", "b", "2") EDGE ("r1", "b", "1") EDGE ("b", "s", "1")
                        EDGE ("s", "m4", "3") EDGE ("m5", "s", "1") EDGE ("m5", "r1", "4")
                          EDGE ("s", "r9", "2") EDGE ("r9", "filer", "1")),
         places, lengths, 7);
}
END_TEST

/* Machines that have nothing but each other; and a machine named like the rack of others. */
START_TEST (machines_alone)
{
  const char *const two[] = { "m0", "m1", NULL };
  const char *const apart[] = { "04", "40" };
  const char *const named[] = { "m0", "r", NULL };
  const char *const ways[] = { "013", "102" };
  check ("machine,cpu\nm0,1\nm1,1\n", "network.txt", "m0 m1 4\n", two, apart, 4);
  check ("machine,cpu,rack\nm0,1,r\nr,1,\nm2,1,s\n", "network.txt", "r s\n", named, ways, 3);
}
END_TEST

/* What is kept does not grow with machines that are leaves. */
START_TEST (leaves_take_no_room)
{
  const char *const data[] = { "m0", NULL };
  g_autoptr (GString) machines = g_string_new ("machine,cpu\n");
  g_autoptr (GString) links = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  for (guint m = 0; m < 20000; m++) {
    g_string_append_printf (machines, "m%u,1\n", m);
    g_string_append_printf (links, "m%u tor%u\n", m, m % 10);
  }
  for (guint r = 1; r < 10; r++)
    g_string_append_printf (links, "tor0 tor%u 2\n", r);
  g_autoptr (Scenario) scenario = load (machines->str, "network.txt", links->str, data, &error);
  test_ok (scenario != NULL, error);
  ck_assert_uint_eq (network_points (scenario->network), 10);
  ck_assert_uint_eq (network_greatest (scenario->network), 1 + 2 + 2 + 1);
  ck_assert_uint_eq (network_distance (scenario->network, 0, 19991), 1 + 2 + 1);
}
END_TEST

static const struct {
  const char *file, *network, *data, *message;
} faults[] = {
  { "n.txt", "r1 r2\nr1\n", "m0", "n.txt:2: a link of one name; expected two names" },
  { "n.txt", "r1 r2 3 4\n", "m0", "n.txt:1: more than a link" },
  { "n.txt", "r1 r1\n", "m0", "n.txt:1: a link from 'r1' to itself" },
  { "n.txt", "r1 r2 0\n", "m0", "n.txt:1: the length '0' is out of range; expected a whole" },
  { "n.txt", "r1 r2 1.5\n", "m0", "n.txt:1: the length '1.5' is not a whole number" },
  { "n.txt", "# none\n", "m0", "n.txt: no link; expected at least one" },
  { "n.txt", "r1 r2\nr9 r2\n", "m0",
    "n.txt: the machine 'm4' hangs nowhere; expected a vertex named after it, its rack or its zone" },
  { "n.txt", "r1 r2\nr1 b\nm5 r1\nr9 x\n", "m0", "n.txt: no way leads from 'r1' to 'r9'" },
  { "n.txt", LINKS, "m0;a", "tasks.csv:2: data: there is no 'a'" },
  { NULL, NULL, "m7", "tasks.csv:2: data: there is no 'm7'; expected names of machines, racks" },
  { NULL, NULL, "m0;;m1", "tasks.csv:2: data: 'm0;;m1' has an empty name" },
  { "n.graphml", "<graphml", "m0", "n.graphml: igraph: " },
  { "n.graphml", GRAPHML ("int", NODE ("a") "<node id=\"x\"><data key=\"k\">a</data></node>"), "m0",
    "n.graphml: two nodes are named 'a'" },
  { "n.graphml", GRAPHML ("double", NODE ("a") NODE ("b") EDGE ("a", "b", "0.5")), "m0",
    "n.graphml: the weight 0.5 of the link from 'a' to 'b'; expected whole numbers" },
  { "n.graphml", GRAPHML ("int", NODE ("a") EDGE ("a", "a", "1")), "m0",
    "n.graphml: a link from 'a' to itself" },
};

START_TEST (refused)
{
  const char *const data[] = { faults[_i].data, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load (MACHINES, faults[_i].file, faults[_i].network, data, &error);
  ck_assert_ptr_null (scenario);
  ck_assert_msg (strstr (error->message, faults[_i].message) != NULL, "%s", error->message);
  ck_assert_ptr_null (strchr (error->message, '\n'));
}
END_TEST

/* The figures of the first run in cases/simulation.txt that has transfers. */
START_TEST (figures)
{
  static const struct {
    const char *key;
    double value;
  } expected[] = {
    { "starts", 7 },           { "on_machine", 1 / 7.0 }, { "on_rack", 2 / 7.0 },
    { "on_zone", 3 / 7.0 },    { "beyond", 1 / 7.0 },     { "distance_mean", 19 / 7.0 },
    { "moved_mib", 5 * 100 },  { "transfer_seconds", 20 + 40 + 60 + 10 + 30 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  RunOutcome outcome = { 0 };
  (void) test_temp_file ("machines.csv",
                         "machine,cpu,zone,rack\nm0,1,a,r1\nm1,1,a,r1\nm2,1,a,r2\nm3,1,b,r3\n");
  (void) test_temp_file ("tasks.csv",
                         "job,submit,duration,cpu,data,data-size\na,0,5,1,m1,100\nb,0,5,1,m1,100\n"
                         "c,0,5,1,m1,100\nd,0,5,1,m1,100\ne,10,5,1,r1,100\nf,26,5,1,m3;r2,100\n"
                         "g,26,5,1,m3;r2,\n");
  g_autoptr (Scenario) scenario = scenario_load (
    test_temp_file ("s.scenario", "[cell]\nmachines = machines.csv\ntransfer-rate = 10MiB\n"
                                  "[workload]\ntrace = tasks.csv\n[scheduler]\nscores = locality\n"),
    NULL, &error);
  test_ok (scenario != NULL, error);
  test_ok (run_scenario (scenario, &(RunOptions){ 0 }, &outcome, &error), error);
  test_ok (json_parser_load_from_data (parser, outcome.summary_json, -1, &error), error);
  JsonObject *root = json_node_get_object (json_parser_get_root (parser));
  JsonObject *locality = json_object_get_object_member (root, "locality");
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    ck_assert_double_eq_tol (json_object_get_double_member (locality, expected[i].key),
                             expected[i].value, 1e-12);
  run_outcome_clear (&outcome);
}
END_TEST

static Suite *
suite (void)
{
  Suite *suite = suite_create ("network");
  TCase *one = tcase_create ("distances");
  tcase_add_test (one, tree);
  tcase_add_test (one, one_rack);
  tcase_add_test (one, one_machine);
  tcase_add_test (one, edge_list);
  tcase_add_test (one, graphml);
  tcase_add_test (one, machines_alone);
  tcase_add_test (one, leaves_take_no_room);
  tcase_add_test (one, figures);
  tcase_add_loop_test (one, refused, 0, G_N_ELEMENTS (faults));
  suite_add_tcase (suite, one);
  return suite;
}

TEST_MAIN (suite)
