/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Over-constraint: the flow and its smallest minimum cut against trying all sets; and on the
 * shipped scenario, the bottleneck counted from the trace and tasks.csv alone. */
#include "explain/explain.h"
#include "explain/max_flow.h"
#include "explain/replay.h"
#include "report/run.h"
#include "test.h"
#include "util/input_error.h"

/* Flow --------------------------------------------------------------------------------------- */

#define WANTING 6
#define HAVING  5

typedef struct {
  gint64 demand[WANTING], room[HAVING];
  gboolean may[WANTING][HAVING];
} Market;

static Market
random_market (GRand *dice)
{
  Market market = { 0 };
  for (guint h = 0; h < HAVING; h++)
    market.room[h] = g_rand_int_range (dice, 0, 12);
  for (guint w = 0; w < WANTING; w++) {
    market.demand[w] = g_rand_int_range (dice, 0, 8);
    for (guint h = 0; h < HAVING; h++)
      market.may[w][h] = g_rand_int_range (dice, 0, 100) < 35;
  }
  return market;
}

static GArray *
edges_of (const Market *market)
{
  GArray *edges = g_array_new (FALSE, FALSE, sizeof (FlowEdge));
  for (guint w = 0; w < WANTING; w++) {
    g_array_append_val (edges, ((FlowEdge){ 0, 2 + w, market->demand[w] }));
    for (guint h = 0; h < HAVING; h++)
      if (market->may[w][h])
        g_array_append_val (edges, ((FlowEdge){ 2 + w, 2 + WANTING + h, 1000 }));
  }
  for (guint h = 0; h < HAVING; h++)
    g_array_append_val (edges, ((FlowEdge){ 2 + WANTING + h, 1, market->room[h] }));
  return edges;
}

/* What a set of them lacks: its demand beyond all the room that any of it may have. */
static gint64
lack_of (const Market *market, guint set)
{
  gint64 lack = 0;
  for (guint w = 0; w < WANTING; w++)
    lack += set >> w & 1 ? market->demand[w] : 0;
  for (guint h = 0; h < HAVING; h++) {
    gboolean any = FALSE;
    for (guint w = 0; w < WANTING; w++)
      any = any || ((set >> w & 1) && market->may[w][h]);
    lack -= any ? market->room[h] : 0;
  }
  return lack;
}

START_TEST (test_smallest_cut)
{
  g_autoptr (GRand) dice = g_rand_new_with_seed ((guint32) _i);
  for (guint round = 0; round < 100; round++) {
    Market market = random_market (dice);
    g_autoptr (GArray) edges = edges_of (&market);
    g_autoptr (GError) error = NULL;
    guint8 reached[2 + WANTING + HAVING];
    gint64 flow, all = 0, worst = 0;
    guint smallest = 0, found = 0;
    for (guint set = 0; set < 1u << WANTING; set++) {
      gint64 lack = lack_of (&market, set);
      if (lack > worst
          || (lack == worst && __builtin_popcount (set) < __builtin_popcount (smallest))) {
        worst = lack;
        smallest = set;
      }
    }
    for (guint w = 0; w < WANTING; w++)
      all += market.demand[w];
    test_ok (max_flow (G_N_ELEMENTS (reached), edges, &flow, reached, &error), error);
    for (guint w = 0; w < WANTING; w++)
      found |= reached[2 + w] ? 1u << w : 0;
    ck_assert_int_eq (flow, all - worst);
    ck_assert_uint_eq (found, smallest);
    ck_assert (reached[0] && !reached[1]);
  }
}
END_TEST

/* igraph refuses a source that there is not: an error, not an end. */
START_TEST (test_error_of_igraph)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (FlowEdge));
  g_autoptr (GError) error = NULL;
  guint8 reached[1];
  gint64 flow;
  ck_assert (!max_flow (0, edges, &flow, reached, &error));
  ck_assert (g_error_matches (error, INPUT_ERROR, INPUT_ERROR_FILE));
  ck_assert (g_str_has_prefix (error->message, "igraph: "));
}
END_TEST

/* The shipped scenario ----------------------------------------------------------------------- */

#define CLASSES_MAX 16
#define MACHINES    40
#define NEW         10 /* the first so many have SSDs and generation 3 */
#define CPU         32
#define MEMORY      131072

typedef struct {
  char *text; /* cpu, memory and constraints, as the trace says */
  const char *constraints;
  gint64 request[2];
  gint64 waiting;
} Kind;

typedef struct {
  guint count;
  Kind kind[CLASSES_MAX];
  gint64 free[2][MACHINES];
} Counted;

/* Zones are dealt a, b, c in each of the two groups. Every constraint of the trace, read by hand. */
static gboolean
may_run (const char *constraints, guint machine)
{
  gboolean is_new = machine < NEW;
  char zone = "abc"[(is_new ? machine : machine - NEW) % 3];
  const char *wanted = strstr (constraints, "zone=");
  if (wanted != NULL && wanted[5] != zone)
    return FALSE;
  if (strstr (constraints, "disk=nvme") != NULL)
    return FALSE;
  if (strstr (constraints, "disk=ssd") != NULL || strstr (constraints, "generation>=3") != NULL)
    return is_new;
  return TRUE;
}

/* Kinds in order of appearance; job name -> number of its kind. */
static GHashTable *
read_trace (Counted *counted)
{
  GHashTable *kind_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *trace = test_read_file (test_source_path ("traces/over-constrained.csv"));
  g_auto (GStrv) lines = g_strsplit (trace, "\n", -1);
  ck_assert_str_eq (lines[0], "job,user,submit,duration,cpu,memory,constraints,count");
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) cell = g_strsplit (lines[i], ",", -1);
    g_autofree char *text = g_strdup_printf ("%s %s %s", cell[4], cell[5], cell[6]);
    guint k = 0;
    while (k < counted->count && strcmp (counted->kind[k].text, text) != 0)
      k++;
    if (k == counted->count) {
      Kind *kind = &counted->kind[counted->count++];
      ck_assert_uint_le (counted->count, CLASSES_MAX);
      kind->request[0] = g_ascii_strtoll (cell[4], NULL, 10);
      kind->request[1] = g_ascii_strtoll (cell[5], NULL, 10);
      kind->text = g_strdup (text);
      kind->constraints = g_intern_string (cell[6]);
    }
    g_hash_table_insert (kind_of, g_strdup (cell[0]), GUINT_TO_POINTER (k));
  }
  return kind_of;
}

/* Who waits and what is free when the run is over, from tasks.csv. */
static void
count_tasks (Counted *counted, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "tasks.csv", NULL);
  g_autoptr (GHashTable) kind_of = read_trace (counted);
  g_autofree char *rows = test_read_file (path);
  g_auto (GStrv) lines = g_strsplit (rows, "\n", -1);
  ck_assert (g_str_has_prefix (lines[0], "job,task,user,tier,priority,submit,start,end,machine,"
                                         "attempts,preemptions,outcome"));
  for (guint m = 0; m < MACHINES; m++) {
    counted->free[0][m] = CPU;
    counted->free[1][m] = MEMORY;
  }
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    g_auto (GStrv) cell = g_strsplit (lines[i], ",", -1);
    Kind *kind = &counted->kind[GPOINTER_TO_UINT (g_hash_table_lookup (kind_of, cell[0]))];
    if (strcmp (cell[11], "pending") == 0)
      kind->waiting++;
    if (strcmp (cell[11], "running") != 0)
      continue;
    guint machine = (guint) g_ascii_strtoull (strchr (cell[8], '-') + 1, NULL, 10);
    machine += g_str_has_prefix (cell[8], "old") ? NEW : 0;
    for (guint r = 0; r < 2; r++)
      counted->free[r][machine] -= kind->request[r];
  }
}

static void
measure (const Counted *counted, guint set, guint resource, gint64 *ret_demand, gint64 *ret_free)
{
  *ret_demand = *ret_free = 0;
  for (guint k = 0; k < counted->count; k++)
    if (set >> k & 1)
      *ret_demand += counted->kind[k].waiting * counted->kind[k].request[resource];
  for (guint m = 0; m < MACHINES; m++) {
    gboolean any = FALSE;
    for (guint k = 0; k < counted->count; k++)
      any = any || ((set >> k & 1) && may_run (counted->kind[k].constraints, m));
    *ret_free += any ? counted->free[resource][m] : 0;
  }
}

/* The smallest of the sets of kinds that lack most. */
static guint
worst_set (const Counted *counted, guint resource)
{
  gint64 worst = 0, demand, free;
  guint smallest = 0;
  for (guint set = 0; set < 1u << counted->count; set++) {
    measure (counted, set, resource, &demand, &free);
    if (demand - free > worst
        || (demand - free == worst
            && __builtin_popcount (set) < __builtin_popcount (smallest))) {
      worst = demand - free;
      smallest = set;
    }
  }
  return smallest;
}

static guint
set_of (const Bottleneck *bottleneck)
{
  guint set = 0;
  for (guint i = 0; i < bottleneck->classes->len; i++)
    set |= 1u << g_array_index (bottleneck->classes, guint, i);
  return set;
}

/* No machine is part of two bottlenecks of one resource. */
static void
count_machines (const Counted *counted, const Bottleneck *knot, guint in[MACHINES])
{
  for (guint m = 0; m < MACHINES; m++)
    for (guint i = 0; i < knot->classes->len; i++)
      if (may_run (counted->kind[g_array_index (knot->classes, guint, i)].constraints, m)) {
        ck_assert_uint_eq (in[m]++, 0);
        break;
      }
}

/* Together the bottlenecks of a resource are that set, and each says what it wants and what there
 * is, in base units. */
static void
compare (const Counted *counted, const Bottlenecks *bottlenecks)
{
  static const gint64 unit[] = { 1000, 1 };
  guint found[2] = { 0 }, in[2][MACHINES] = { 0 };
  for (guint i = 0; i < bottlenecks->bottlenecks->len; i++) {
    const Bottleneck *knot = g_ptr_array_index (bottlenecks->bottlenecks, i);
    gint64 demand, free;
    ck_assert_uint_lt (knot->resource, 2);
    ck_assert_uint_eq (found[knot->resource] & set_of (knot), 0);
    found[knot->resource] |= set_of (knot);
    measure (counted, set_of (knot), knot->resource, &demand, &free);
    ck_assert_int_eq (knot->demand, demand * unit[knot->resource]);
    ck_assert_int_eq (knot->free, free * unit[knot->resource]);
    ck_assert_int_gt (knot->demand, knot->free);
    count_machines (counted, knot, in[knot->resource]);
  }
  for (guint r = 0; r < 2; r++) {
    ck_assert_uint_ne (found[r], 0);
    ck_assert_uint_eq (found[r], worst_set (counted, r));
    for (guint m = NEW; m < MACHINES; m++)
      ck_assert_uint_eq (in[r][m], 0); /* nobody lacks old machines */
  }
}

START_TEST (test_over_constrained)
{
  static const char *const ends[] = { "scenario.horizon=2h", "scenario.horizon=12h",
                                      "scenario.horizon=1d" };
  const char *const overrides[] = { ends[_i], NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = scenario_load (
    test_source_path ("scenarios/over-constrained.scenario"), overrides, &error);
  test_ok (scenario != NULL, error);
  Counted counted = { 0 };
  RunOptions options = { .out_dir = test_temp_path ("results") };
  test_ok (run_scenario (scenario, &options, NULL, &error), error);
  count_tasks (&counted, options.out_dir);

  g_autoptr (Replay) replay = replay_new (scenario, TIME_NEVER, NULL, &error);
  test_ok (replay != NULL, error);
  test_ok (replay_run (replay, &error), error);
  Moment moment = replay_moment (replay);
  g_auto (Backlog) backlog = { 0 };
  test_ok (backlog_find (&moment, 0, &backlog, &error), error);
  compare (&counted, backlog.bottlenecks);
  for (guint k = 0; k < counted.count; k++)
    g_free (counted.kind[k].text);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("bottleneck");
  TCase *flow = tcase_create ("flow");
  tcase_add_loop_test (flow, test_smallest_cut, 0, 5);
  tcase_add_test (flow, test_error_of_igraph);
  suite_add_tcase (s, flow);
  TCase *shipped = tcase_create ("shipped");
  tcase_add_loop_test (shipped, test_over_constrained, 0, 3);
  suite_add_tcase (s, shipped);
  return s;
}

TEST_MAIN (suite)
