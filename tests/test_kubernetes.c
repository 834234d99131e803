/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of the API of Kubernetes: quantities, requests, what is made of nodes, of pods and of who makes
 * pods, and how faulty ones are refused. */
#include "kubernetes_objects.h"
#include "trace/formats/kubernetes_quantity.h"

/* Quantities ------------------------------------------------------------------------------------- */

START_TEST (quantities)
{
  static const struct { const char *text; double value; } good[] = {
    { "0", 0 },        { "2", 2 },         { "+2", 2 },       { "1.5", 1.5 },    { ".5", 0.5 },
    { "5.", 5 },       { "100m", 0.1 },    { "1500u", 0.0015 }, { "7n", 7e-9 },  { "0.1n", 1e-9 },
    { "1k", 1e3 },     { "2M", 2e6 },      { "3G", 3e9 },     { "4T", 4e12 },    { "1P", 1e15 },
    { "2E", 2e18 },    { "1Ki", 1024 },    { "1.5Mi", 1572864 }, { "2Gi", 2147483648. },
    { "1Ti", 1099511627776. }, { "1Pi", 1125899906842624. }, { "7Ei", 8070450532247928832. },
    { "1e3", 1000 },   { "12E2", 1200 },   { "5e-1", 0.5 },   { "1e+2", 100 },
    { "9223372036854775807", 9223372036854775807. },
  };
  static const char *const bad[] = {
    "", "m", ".", "-1", "1 ", " 1", "1K", "1mi", "1i", "1.2.3", "e3", "1e", "1e3m", "1e99", "0x10", "1Gib",
    "8Ei", "9223372036854775808", "99999999999999999999999999999999", "1e-", "1e1.5",
  };
  KubeQuantity got;
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    ck_assert_msg (kube_quantity_parse (good[i].text, &got), "%s", good[i].text);
    ck_assert_msg (ABS ((double) got - good[i].value * 1e9) <= 1e-15 * (double) got, "%s", good[i].text);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    ck_assert_msg (!kube_quantity_parse (bad[i], &got), "'%s'", bad[i]);
}
END_TEST

/* A pod of these containers, and whatever else its spec has. */
static void
expect_request (const char *spec, const char *request)
{
  g_autofree char *json = g_strdup_printf (
    N1 "{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}, \"spec\": {%s}}", spec);
  g_autofree char *tasks = g_strdup_printf ("default/p/p %s\n", request);
  g_autoptr (Scenario) scenario = load (json);
  g_autofree char *got = tasks_of (scenario);
  ck_assert_str_eq (got, tasks);
}

START_TEST (requests)
{
#define C(requests) "{" REQUESTS (requests) "}"
  expect_request ("\"containers\": [" C ("\"cpu\": \"500m\", \"memory\": \"1Gi\"") ","
                                     C ("\"cpu\": 0.25, \"nvidia.com/gpu\": 2") "]",
                  "1 p100 cpu=0.75 memory=1024 gpu=2");
  /* An init container counts where it is more than what comes after; several do not add up. */
  expect_request ("\"containers\": [" C ("\"cpu\": 1, \"memory\": \"64Mi\"") "], \"initContainers\": ["
                  C ("\"cpu\": 3") "," C ("\"cpu\": 2, \"memory\": \"32Mi\"") "]",
                  "1 p100 cpu=3 memory=64");
  /* A sidecar runs beside those behind it, and beside the containers. */
  expect_request ("\"containers\": [" C ("\"cpu\": 1") "], \"initContainers\": ["
                  C ("\"cpu\": 3") ", {\"restartPolicy\": \"Always\", " REQUESTS ("\"cpu\": \"1500m\"") "},"
                  C ("\"cpu\": 2") "]",
                  "1 p100 cpu=3.5");
  expect_request ("\"containers\": [" C ("\"cpu\": 1") "], \"overhead\": {\"cpu\": \"120m\", "
                  "\"memory\": \"10Mi\"}",
                  "1 p100 cpu=1.12 memory=10");
  /* What the pod says as a whole, and limits where nothing is requested. */
  expect_request ("\"resources\": {\"requests\": {\"cpu\": 2}}, \"containers\": [{\"resources\": {"
                  "\"requests\": {\"cpu\": 1}, \"limits\": {\"cpu\": 3, \"memory\": \"2Mi\"}}}]",
                  "1 p100 cpu=2 memory=2");
  /* Whole MiB: up for who is to be placed, down for who is there. */
  expect_request ("\"containers\": [" C ("\"memory\": \"1M\"") "," C ("\"memory\": \"1100k\"") "]",
                  "1 p100 memory=3");
  expect_request ("\"nodeName\": \"n1\", \"containers\": [" C ("\"memory\": \"1M\"") "," C ("\"memory\": \"1100k\"") "]",
                  "0 p100 memory=2 c[machine=n1] t[*]");
}
END_TEST

START_TEST (other_resources)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario = load_with (
    "{\"kind\": \"Node\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"n\"}, \"status\": {\"allocatable\": {\"cpu\": \"3920m\", "
    "\"memory\": \"16433972Ki\", \"pods\": \"110\", \"ephemeral-storage\": \"95551679124\", "
    "\"example.com/fpga\": 4, \"nvidia.com/gpu\": \"8\"}}}"
    "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}, \"spec\": {\"containers\": [{" REQUESTS (
      "\"ephemeral-storage\": \"3G\", \"example.com/fpga\": 1, \"example.com/tpu\": 1") "}]}}",
    NULL, "cpu;memory;gpu;pods;ephemeral-storage", &error);
  static const Amount capacity[] = { 3920, 16048, 8000, 110, 91125 };
  test_ok (scenario != NULL, error);
  for (guint r = 0; r < G_N_ELEMENTS (capacity); r++)
    ck_assert_int_eq (inventory_capacity (scenario->inventory, r, 0), capacity[r]);
  g_autofree char *tasks = tasks_of (scenario);
  g_autofree char *notes = notes_of (workload_notes (scenario->workload));
  ck_assert_str_eq (tasks, "default/p/p 1 p100 pods=1 ephemeral-storage=2862\n");
  ck_assert_str_eq (notes, "pods that ask for what the cell does not count 1:1");
}
END_TEST

/* Nodes ------------------------------------------------------------------------------------------ */

static void
append_list (GString *out, const Labels *labels, const char *name, const Attribute *list, guint n)
{
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s%s%s", i == 0 ? name : ";", labels_text (labels, list[i].key),
                            list[i].value != LABEL_NONE ? "=" : "",
                            list[i].value != LABEL_NONE ? labels_text (labels, list[i].value) : "");
}

START_TEST (nodes)
{
  g_autoptr (Scenario) scenario = load (
    NODE ("a", "\"topology.kubernetes.io/zone\": \"z1\", \"worker\": \"\", \"zone\": \"own\"",
          "\"taints\": [{\"key\": \"k\", \"value\": \"v\", \"effect\": \"NoSchedule\"}, {\"key\": \"k\", \"effect\": "
          "\"NoExecute\"}, {\"key\": \"s\", \"effect\": \"PreferNoSchedule\"}]", "")
    NODE ("b", "", "\"unschedulable\": true", ", \"conditions\": [{\"type\": \"Ready\", \"status\": \"True\"}]")
    NODE ("c", "", "", ", \"conditions\": [{\"type\": \"Ready\", \"status\": \"Unknown\"}]")
    NODE ("d", "", "\"unschedulable\": true, \"taints\": [{\"key\": \"node.kubernetes.io/unreachable\", \"effect\": "
          "\"NoSchedule\"}, {\"key\": \"node.kubernetes.io/unschedulable\", \"effect\": \"NoSchedule\"}]",
          ", \"conditions\": [{\"type\": \"Ready\", \"status\": \"False\"}]")
    POD ("p", "", ""));
  g_autoptr (GString) out = g_string_new (NULL);
  for (guint m = 0; m < inventory_count (scenario->inventory); m++) {
    const Machine *machine = inventory_machine (scenario->inventory, m);
    g_string_append_printf (out, "%s", machine->name);
    append_list (out, scenario->labels, " ", machine->attributes, machine->n_attributes);
    append_list (out, scenario->labels, " hard ", machine->taints, machine->n_taints);
    append_list (out, scenario->labels, " soft ", machine->soft_taints, machine->n_soft_taints);
    g_string_append_c (out, '\n');
  }
  ck_assert_str_eq (out->str,
    "a topology.kubernetes.io/zone=z1;worker=-;label/zone=own;machine=a;zone=z1"
    " hard k:NoSchedule=v;k:NoExecute=- soft s:PreferNoSchedule=-\n"
    "b machine=b hard node.kubernetes.io/unschedulable:NoSchedule=-\n"
    "c machine=c hard node.kubernetes.io/not-ready:NoSchedule=-\n"
    "d machine=d hard node.kubernetes.io/unreachable:NoSchedule=-;node.kubernetes.io/unschedulable:NoSchedule=-\n");
  g_autofree char *notes = notes_of (scenario_machine_notes (scenario));
  ck_assert_str_eq (notes, "nodes that are cordoned (a taint) 2:2; nodes that are not ready (a taint) 2:3");
}
END_TEST

/* Pods ------------------------------------------------------------------------------------------- */

START_TEST (who_runs_comes_first)
{
  expect (N1 "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": [\n"
          "{\"metadata\": {\"name\": \"waits\", \"namespace\": \"b\"}, \"spec\": {" CONTAINER "}, \"status\": {\"phase\": \"Pending\"}},\n"
          "{\"metadata\": {\"name\": \"runs\", \"namespace\": \"a\"}, \"spec\": {" CONTAINER ON ("n1") "}, \"status\": {\"phase\": \"Running\"}},\n"
          "{\"metadata\": {\"name\": \"done\"}, \"spec\": {" CONTAINER ON ("n1") "}, \"status\": {\"phase\": \"Succeeded\"}},\n"
          "{\"metadata\": {\"name\": \"broke\"}, \"spec\": {" CONTAINER ON ("n1") "}, \"status\": {\"phase\": \"Failed\"}}]}\n"
          POD ("gated", "", ", \"schedulingGates\": [{\"name\": \"g\"}]")
          "{\"kind\": \"Service\", \"metadata\": {\"name\": \"s\"}}\n",
          "a/runs/runs 0 p100 cpu=1 c[machine=n1] t[*]\nb/waits/waits 1 p100 cpu=1\n",
          "-pods that have ended 2:5; -pods held by scheduling gates 1:7; -objects of other kinds 1:8");
}
END_TEST

START_TEST (on_a_node_that_is_not_there)
{
  expect (N1 POD ("a", "", ON ("n2")) POD ("b", "", ON ("n1")),
          "default/a/a 0 p100 cpu=1 c[machine=n2] t[*]\ndefault/b/b 0 p100 cpu=1 c[machine=n1] t[*]\n",
          "pods on nodes that are not in the file (they wait) 1:2");
}
END_TEST

START_TEST (jobs)
{
  g_autoptr (Scenario) scenario = load (
    N1 POD ("web-abc-1", OWNER ("ReplicaSet", "web-abc") LABELS ("\"pod-template-hash\": \"abc\""), "")
    POD ("web-abd-1", OWNER ("ReplicaSet", "web-abd") LABELS ("\"pod-template-hash\": \"abd\""), "")
    POD ("old-1", OWNER ("ReplicaSet", "old"), "")
    POD ("db-0", OWNER ("StatefulSet", "db"), "")
    POD ("static-n1", OWNER ("Node", "n1"), "")
    POD ("kept", ", \"ownerReferences\": [{\"kind\": \"Job\", \"name\": \"j\"}]", ""));
  g_autofree char *tasks = tasks_of (scenario);
  ck_assert_str_eq (tasks, "default/web/web-abc-1 1 p100 cpu=1\ndefault/web/web-abd-1 1 p100 cpu=1\n"
                           "default/old/old-1 1 p100 cpu=1\ndefault/db/db-0 1 p100 cpu=1\n"
                           "default/static-n1/static-n1 1 p100 cpu=1\ndefault/kept/kept 1 p100 cpu=1\n");
  ck_assert_uint_eq (workload_jobs (scenario->workload), 5);
}
END_TEST

#define CLASS(name, value, more)                                                                   \
  "{\"kind\": \"PriorityClass\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"" name         \
  "\"}, \"value\": " value more "}\n"

START_TEST (priorities)
{
  expect (N1 POD ("a", "", ", \"priority\": 2000001000") POD ("b", "", ", \"priority\": 2000000000")
          POD ("c", "", ", \"priority\": -5") POD ("d", "", ", \"priority\": -7")
          POD ("e", "", ", \"priorityClassName\": \"high\"") POD ("f", "", "")
          POD ("g", "", ", \"priorityClassName\": \"told\", \"priority\": 900, \"preemptionPolicy\": \"Never\"")
          POD ("h", "", ", \"priorityClassName\": \"told\"")
          CLASS ("high", "1000000", "") CLASS ("usual", "10", ", \"globalDefault\": true"),
          "default/a/a 1 p361 cpu=1\ndefault/b/b 1 p360 cpu=1\ndefault/c/c 1 p1 cpu=1\n"
          "default/d/d 1 p0 cpu=1\ndefault/e/e 1 p102 cpu=1\ndefault/f/f 1 p100 cpu=1\n"
          "default/g/g 1 p101 cpu=1\ndefault/h/h 1 p101 cpu=1\n",
          "pods that are to evict nobody (they may) 1:8");
}
END_TEST

START_TEST (too_many_priorities)
{
  g_autoptr (GString) json = g_string_new (N1);
  for (guint i = 0; i < 102; i++)
    g_string_append_printf (json, POD ("p%u", "", ", \"priority\": %u"), i, i * 7);
  g_autoptr (Scenario) scenario = load (json->str);
  g_autofree char *tasks = tasks_of (scenario);
  g_autofree char *notes = notes_of (workload_notes (scenario->workload));
  ck_assert_ptr_nonnull (strstr (tasks, "p98 1 p198 cpu=1\ndefault/p99/p99 1 p199 cpu=1\n"
                                        "default/p100/p100 1 p199 cpu=1\ndefault/p101/p101 1 p199 cpu=1\n"));
  ck_assert_str_eq (notes, "pods with priorities beyond those a tier has (equal to the last) 2:102");
}
END_TEST

/* Makers ----------------------------------------------------------------------------------------- */

START_TEST (makers)
{
  expect (N1 MAKER ("Deployment", "web", "", "\"replicas\": 5, ", "\"app\": \"web\"", "")
          POD ("web-abc-1", OWNER ("ReplicaSet", "web-abc") LABELS ("\"pod-template-hash\": \"abc\""), "")
          MAKER ("ReplicaSet", "web-abc", OWNER ("Deployment", "web"), "\"replicas\": 5, ", "", "")
          MAKER ("ReplicaSet", "alone", "", "\"replicas\": 2, ", "", "")
          MAKER ("StatefulSet", "db", ", \"namespace\": \"data\"", "", "", ", \"priority\": 7")
          MAKER ("Deployment", "whole", "", "\"replicas\": 1, ", "", ", \"hostNetwork\": true")
          POD ("whole-x-1", OWNER ("ReplicaSet", "whole-x") LABELS ("\"pod-template-hash\": \"x\""), "")
          MAKER ("Job", "once", "", "", "", ", \"hostNetwork\": true")
          MAKER ("Job", "many", "", "\"completions\": 10, \"parallelism\": 4, ", "", "")
          MAKER ("Job", "held", "", "\"suspend\": true, ", "", "")
          MAKER ("Deployment", "none", "", "\"replicas\": 0, ", "", ""),
          "default/web/web-abc-1 1 p100 cpu=1\ndefault/whole/whole-x-1 1 p100 cpu=1\n"
          "default/web/new.0 x4 1 p100 cpu=1\ndefault/alone/new.0 x2 1 p100 cpu=1\n"
          "data/db/new.0 1 p101 cpu=1\ndefault/once/new.0 1 p100 cpu=1\n"
          "default/many/new.0 x4 1 p100 cpu=1\n",
          "pods with ports of the host (not heeded) 1:9");
}
END_TEST

START_TEST (beside)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario
    = load_with (N1 POD ("a", "", "") , NODE ("n2", "", "\"unschedulable\": true", "") POD ("b", "", "")
                 MAKER ("Deployment", "web", "", "\"replicas\": 3, ", "", ", \"hostNetwork\": true"),
                 "cpu", &error);
  test_ok (scenario != NULL, error);
  g_autofree char *tasks = tasks_of (scenario);
  ck_assert_str_eq (tasks, "default/a/a 1 p100 cpu=1\ndefault/b/b 1 p100 cpu=1\n"
                           "default/web/new.0 x3 1 p100 cpu=1\n");
  ck_assert_uint_eq (inventory_count (scenario->inventory), 2);
  const TraceNote *note = workload_notes (scenario->workload);
  ck_assert (g_str_has_suffix (note->file, "more.json") && note->line == 3 && note->count == 3);
  note = scenario_machine_notes (scenario);
  ck_assert (g_str_has_suffix (note->file, "more.json") && note->line == 1);
  ck_assert (g_ptr_array_find_with_equal_func (scenario->inputs, test_temp_path ("more.json"),
                                               g_str_equal, NULL));
}
END_TEST

/* Faults ----------------------------------------------------------------------------------------- */

START_TEST (faulty_files)
{
  static const struct { const char *json, *message; } cases[] = {
    { "{\"apiVersion\": \"v1\"}", "list.json:1: this has no kind; expected an object of the API" },
    { "{\"apiVersion\": \"v1\", \"kind\": 4}", "list.json:1: 'kind' is no text; expected a text" },
    { "{\"apiVersion\": \"v1\", \"items\": [\n4]}", "list.json:2: an element is no object" },
    { POD ("p", "", ""), "no machines" },
    { N1, "no tasks" },
    { N1 N1 POD ("p", "", ""), "list.json:2: machine 'n1' is there already; expected each node once" },
    { N1 POD ("p", "", "") POD ("p", "", ""), "list.json:3: task 'p' of job 'default/p' is there already" },
    { NODE ("", "", "", ""), "list.json:1: a node without a name" },
    { NODE ("n", "\"a b\": \"\"", "", ""), "list.json:1: 'a b' is no label; expected letters" },
    { NODE ("n", "\"a\": \"x;y\"", "", ""), "list.json:1: 'x;y' is no label" },
    { NODE ("n", "\"a\": 4", "", ""), "list.json:1: 'a' is no text" },
    { NODE ("n", "", "\"taints\": [{\"key\": \"k\"}]", ""), "a taint without one of them" },
    { "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n\"}}", "a node that does not say what it has" },
    { "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n\"}, \"status\": {\"allocatable\": {\"cpu\": \"x\"}}}",
      "list.json:1: cpu: 'x' is none; expected a quantity of at least 0 like 2, 500m, 1.5Gi or 1e3" },
    { "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n\"}, \"status\": {\"allocatable\": {\"cpu\": \"3M\"}}}",
      "list.json:1: cpu: too much" },
    { "{\"apiVersion\": \"v1\", \"kind\": \"Node\", \"metadata\": {\"name\": \"n\"}, \"status\": {\"allocatable\": {\"nvidia.com/gpu\": \"500m\"}}}",
      "nvidia.com/gpu: a part of a device; expected whole devices" },
    { N1 "{\"kind\": \"Pod\", \"metadata\": {}, \"spec\": {}}", "list.json:2: an object without a name" },
    { N1 "{\"kind\": \"Pod\", \"metadata\": {\"name\": \"p\"}}", "list.json:2: a pod without containers; expected a spec with containers" },
    { N1 POD ("p", "", ", \"priorityClassName\": \"x\""),
      "list.json:2: priorityClassName: 'x' is not known; expected a PriorityClass of the file" },
    { N1 POD ("p", "", ", \"priority\": 1e3"), "list.json:2: 'priority' is out of range, or no whole number" },
    { N1 POD ("p", "", NODE_AFFINITY (TERM (EXPRESSION ("x", "Is", "\"1\"")))), "node affinity: operator 'Is' of key 'x'" },
    { N1 POD ("p", "", NODE_AFFINITY (TERM (EXPRESSION ("x", "In", "")))), "node affinity: operator 'In' of key 'x'" },
    { N1 POD ("p", "", NODE_AFFINITY (TERM (EXPRESSION ("x", "Gt", "\"y\"")))), "constraints: 'x>y' compares with 'y'" },
    { N1 POD ("p", "", ", \"tolerations\": [{\"key\": \"k\", \"operator\": \"Lt\"}]"), "a toleration's operator 'Lt'" },
    { N1 POD ("p", "", ", \"tolerations\": {}"), "list.json:2: 'tolerations' is no array" },
    { N1 POD ("p", "", SPREAD ("{\"topologyKey\": \"k\"}")), "whenUnsatisfiable ''; expected DoNotSchedule or" },
    { N1 POD ("p", "", SPREAD ("{\"whenUnsatisfiable\": \"DoNotSchedule\"}")), "a rule without topologyKey" },
    { N1 POD ("p", "", NEAR ("podAffinity", AT ("\"labelSelector\": {\"matchExpressions\": [{\"key\": \"k\"}]}"))),
      "matchExpressions: operator '' of key 'k'" },
    { N1 BUDGET (OF_X, "\"minAvailable\": \"half\"}"), "minAvailable: 'half' is neither" },
    { N1 BUDGET (OF_X, "\"minAvailable\": -1}"), "'minAvailable' is out of range" },
    { N1 MAKER ("Deployment", "d", "", "\"replicas\": \"40\", ", "", ""), "list.json:2: 'replicas' is out of range, or no whole number" },
    { N1 "{\"kind\": \"Deployment\", \"metadata\": {\"name\": \"d\"}, \"spec\": {\"replicas\": 1}}", "a pod without containers" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    ck_assert_ptr_null (load_with (cases[i].json, NULL, "cpu;memory;gpu", &error));
    ck_assert_msg (strstr (error->message, cases[i].message) != NULL, "%u: %s", i, error->message);
  }
}
END_TEST

START_TEST (also_of_other_formats)
{
  g_autoptr (GError) error = NULL;
  test_temp_file ("tasks.csv", "job,submit\na,0\n");
  test_temp_file ("more.json", "");
  ck_assert_ptr_null (scenario_load (
    test_temp_file ("csv.scenario", "[machines m]\ncount = 1\ncpu = 1\n[workload]\ntrace = tasks.csv\nalso = more.json\n"),
    NULL, &error));
  ck_assert_msg (strstr (error->message, "also: a trace of format berth is one file; expected none, or a "
                                         "trace of format kubernetes") != NULL, "%s", error->message);
  g_clear_error (&error);
  ck_assert_ptr_null (scenario_load (
    test_temp_file ("none.scenario", "[machines m]\ncount = 1\ncpu = 1\n[workload]\nalso = more.json\n"
                                     "[generate g]\nrate = 1/h\nduration = 1\ncpu = 1\n[scenario]\nhorizon = 1h\n"),
    NULL, &error));
  ck_assert_msg (strstr (error->message, "none.scenario:5: also: there is no trace; expected a trace beside it")
                   != NULL, "%s", error->message);
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("kubernetes");
  TCase *tc = tcase_create ("read");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, quantities);
  tcase_add_test (tc, requests);
  tcase_add_test (tc, other_resources);
  tcase_add_test (tc, nodes);
  tcase_add_test (tc, who_runs_comes_first);
  tcase_add_test (tc, on_a_node_that_is_not_there);
  tcase_add_test (tc, jobs);
  tcase_add_test (tc, priorities);
  tcase_add_test (tc, too_many_priorities);
  tcase_add_test (tc, makers);
  tcase_add_test (tc, beside);
  tcase_add_test (tc, faulty_files);
  tcase_add_test (tc, also_of_other_formats);
  return s;
}

TEST_MAIN (suite)
