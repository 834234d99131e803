/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of the API of Kubernetes: where pods may be, would rather be, and are where others are; groups
 * by their selectors; budgets. */
#include "kubernetes_objects.h"

/* Wishes ----------------------------------------------------------------------------------------- */

#define WISH(weight, expressions)                                                                  \
  "{\"weight\": " weight ", \"preference\": " TERM (expressions) "}"

START_TEST (wishes)
{
  expect (
    N1 POD ("a", "", ", \"nodeSelector\": {\"disk\": \"ssd\", \"worker\": \"\"}")
    POD ("b", "", NODE_AFFINITY (TERM (
           EXPRESSION ("x", "In", "\"1\", \"2\"") "," EXPRESSION ("y", "NotIn", "\"3\"") ","
           EXPRESSION ("zone", "Exists", "") "," EXPRESSION ("rack", "DoesNotExist", "") ","
           EXPRESSION ("n", "Gt", "\"4\"") "," EXPRESSION ("m", "Lt", "\"5\""))))
    POD ("c", "", NODE_AFFINITY ("{\"matchFields\": [" EXPRESSION ("metadata.name", "In", "\"n1\"") "]}"))
    /* Either of two terms: of one key they are one condition. */
    POD ("d", "", NODE_AFFINITY (TERM (EXPRESSION ("x", "In", "\"1\"")) ","
                                 TERM (EXPRESSION ("x", "In", "\"2\"")) ",{}"))
    POD ("e", "", NODE_AFFINITY (TERM (EXPRESSION ("x", "In", "\"1\"")) ","
                                 TERM (EXPRESSION ("y", "In", "\"2\""))))
    POD ("f", "", NODE_AFFINITY ("{}"))
    POD ("g", "", ", \"affinity\": {\"nodeAffinity\": {\"preferredDuringSchedulingIgnoredDuringExecution\": ["
         WISH ("100", EXPRESSION ("x", "In", "\"1\"")) ","
         WISH ("1", EXPRESSION ("x", "Exists", "") "," EXPRESSION ("y", "Exists", "")) ","
         WISH ("7", "") "," WISH ("5", EXPRESSION ("y", "Exists", "")) "]}}")
    POD ("h", "", ", \"tolerations\": [{\"key\": \"k\", \"value\": \"v\", \"effect\": \"NoSchedule\"},"
                  "{\"key\": \"l\", \"operator\": \"Exists\", \"effect\": \"NoExecute\"},"
                  "{\"key\": \"m\", \"operator\": \"Equal\"}, {\"operator\": \"Exists\", \"effect\": \"NoExecute\"}]")
    POD ("i", "", ", \"tolerations\": [{\"operator\": \"Exists\"}], \"hostNetwork\": true, "
                  "\"volumes\": [{\"emptyDir\": {}}, {\"persistentVolumeClaim\": {\"claimName\": \"c\"}}]")
    POD ("j", "", ON ("n1") ", \"nodeSelector\": {\"a\": \"b\"}, \"hostNetwork\": true"),
    "default/j/j 0 p100 cpu=1 c[machine=n1] t[*]\n"
    "default/a/a 1 p100 cpu=1 c[disk=ssd;worker=-]\n"
    "default/b/b 1 p100 cpu=1 c[x=1|2;y!=3;label/zone;!label/rack;n>4;m<5]\n"
    "default/c/c 1 p100 cpu=1 c[machine=n1]\n"
    "default/d/d 1 p100 cpu=1 c[x=1|2]\n"
    "default/e/e 1 p100 cpu=1\n"
    "default/f/f 1 p100 cpu=1 c[!machine]\n"
    "default/g/g 1 p100 cpu=1 w[x=1:100;y:5]\n"
    "default/h/h 1 p100 cpu=1 t[k:NoSchedule=v;l:NoExecute;m:NoSchedule=-;m:NoExecute=-;m:PreferNoSchedule=-]\n"
    "default/i/i 1 p100 cpu=1 t[*]\n",
    "pods with node affinity to either of several terms (not heeded) 1:6; "
    "pods that prefer several conditions at once (not heeded) 1:8; "
    "pods that tolerate all taints of an effect (not heeded) 1:9; "
    "pods with ports of the host (not heeded) 1:10; "
    "pods with claims of volumes (where these are is not heeded) 1:10");
}
END_TEST

/* Groups ----------------------------------------------------------------------------------------- */

#define MATCH(app) "\"labelSelector\": {\"matchLabels\": {\"app\": \"" app "\"}}"
#define HARD(key, more, selector)                                                                  \
  "{\"maxSkew\": 2, \"topologyKey\": \"" key "\", \"whenUnsatisfiable\": \"DoNotSchedule\"" more   \
  ", " selector "}"
#define SOFT(key, selector)                                                                        \
  "{\"maxSkew\": 1, \"topologyKey\": \"" key "\", \"whenUnsatisfiable\": \"ScheduleAnyway\", "     \
  selector "}"
#define RATHER(which, weight, term)                                                                \
  ", \"affinity\": {\"" which "\": {\"preferredDuringSchedulingIgnoredDuringExecution\": [{"       \
  "\"weight\": " weight ", \"podAffinityTerm\": " term "}]}}"

START_TEST (spreads)
{
  expect (N1 POD ("a", APP ("web"), SPREAD (HARD ("zone", ", \"minDomains\": 3", MATCH ("web")) ","
                                            SOFT ("host", MATCH ("web"))))
          POD ("b", APP ("web"), "") POD ("c", APP ("other"), SPREAD (SOFT ("host", MATCH ("web"))))
          POD ("d", APP ("web"), ON ("n1") SPREAD (HARD ("host", "", MATCH ("web"))))
          POD ("e", APP ("web"), SPREAD (HARD ("host", ", \"nodeTaintsPolicy\": \"Honor\"", MATCH ("web"))))
          POD ("f", APP ("web") , SPREAD (HARD ("host", ", \"matchLabelKeys\": [\"app\", \"absent\"]", "\"labelSelector\": {}"))),
          "default/d/d 0 p100 cpu=1 c[machine=n1] t[*] g[default/app=web]\n"
          "default/a/a 1 p100 cpu=1 g[default/app=web] s[label/zone:2:3;host:1:soft]\n"
          "default/b/b 1 p100 cpu=1 g[default/app=web]\n"
          "default/c/c 1 p100 cpu=1\n"
          "default/e/e 1 p100 cpu=1 g[default/app=web] s[host:2:1]\n"
          "default/f/f 1 p100 cpu=1 g[default/app=web] s[host:2:1]\n",
          "pods that select others as groups cannot say (not heeded) 2:4");
}
END_TEST

START_TEST (affinities)
{
  expect (N1 POD ("a", APP ("db"), NEAR ("podAntiAffinity", AT (MATCH ("db"))))
          POD ("b", APP ("web"), NEAR ("podAffinity", AT (MATCH ("db"))))
          POD ("c", APP ("web"), RATHER ("podAffinity", "30", AT (MATCH ("db"))))
          POD ("d", APP ("web"), RATHER ("podAntiAffinity", "7", AT (MATCH ("db"))))
          POD ("e", "", ON ("n1") NEAR ("podAffinity", AT (MATCH ("db"))))
          POD ("f", ", \"namespace\": \"x\"", NEAR ("podAffinity", AT (MATCH ("db"))))
          POD ("g", ", \"namespace\": \"x\"", NEAR ("podAntiAffinity", AT ("\"namespaces\": [\"default\"], " MATCH ("db"))))
          POD ("h", ", \"namespace\": \"x\"", NEAR ("podAntiAffinity", AT ("\"namespaceSelector\": {\"matchLabels\": {\"a\": \"b\"}}, " MATCH ("db")))),
          "default/e/e 0 p100 cpu=1 c[machine=n1] t[*] g[nobody] a[default/app=db@host:1]\n"
          "default/a/a 1 p100 cpu=1 g[default/app=db] a[!default/app=db@host]\n"
          "default/b/b 1 p100 cpu=1 g[nobody] a[default/app=db@host]\n"
          "default/c/c 1 p100 cpu=1 g[nobody] a[default/app=db@host:30]\n"
          "default/d/d 1 p100 cpu=1 g[nobody] a[!default/app=db@host:7]\n"
          "x/f/f 1 p100 cpu=1 c[!machine]\n"
          "x/g/g 1 p100 cpu=1 g[nobody] a[!default/app=db@host]\n"
          "x/h/h 1 p100 cpu=1\n",
          "pods that select others as groups cannot say (not heeded) 1:9");
}
END_TEST

/* A pod of two selectors is of a group of both; to be apart from one is to be apart from two groups,
 * to be near one cannot be said. */
START_TEST (groups_that_overlap)
{
#define BOTH LABELS ("\"app\": \"web\", \"tier\": \"front\"")
#define FRONT "\"labelSelector\": {\"matchExpressions\": [{\"key\": \"tier\", \"operator\": \"Exists\"}]}"
  expect (N1 POD ("a", BOTH, SPREAD (SOFT ("host", MATCH ("web"))))
          POD ("b", LABELS ("\"tier\": \"front\""), NEAR ("podAntiAffinity", AT (FRONT)))
          POD ("c", "", NEAR ("podAffinity", AT (FRONT)))
          POD ("d", "", RATHER ("podAffinity", "9", AT ("\"namespaceSelector\": {}, " MATCH ("web")))),
          "default/a/a 1 p100 cpu=1 g[default/app=web & default/tier & */app=web] s[host:1:soft]\n"
          "default/b/b 1 p100 cpu=1 g[default/tier] "
          "a[!default/app=web & default/tier & */app=web@host;!default/tier@host]\n"
          "default/c/c 1 p100 cpu=1\n"
          "default/d/d 1 p100 cpu=1 g[nobody] a[default/app=web & default/tier & */app=web@host:9]\n",
          "pods that select others as groups cannot say (not heeded) 1:4");
}
END_TEST

/* Budgets ---------------------------------------------------------------------------------------- */


static void
expect_budget (const char *budget, const char *of_three)
{
  g_autofree char *json = g_strconcat (
    N1 POD ("a", APP ("x") OWNER ("Job", "j"), "") POD ("b", APP ("x") OWNER ("Job", "j"), "")
    POD ("c", APP ("x") OWNER ("Job", "j"), "") POD ("d", APP ("y") OWNER ("Job", "j"), ""), budget, NULL);
  g_autofree char *tasks = g_strdup_printf (
    "default/j/a 1 p100 cpu=1%s\ndefault/j/b 1 p100 cpu=1%s\ndefault/j/c 1 p100 cpu=1%s\n"
    "default/j/d 1 p100 cpu=1\n", of_three, of_three, of_three);
  expect (json, tasks, "");
}

START_TEST (budgets)
{
  expect_budget (BUDGET (OF_X, "\"minAvailable\": 2}"), " b1");
  expect_budget (BUDGET (OF_X, "\"minAvailable\": 9}"), " b0");
  expect_budget (BUDGET (OF_X, "\"minAvailable\": \"50%\"}"), " b1");
  expect_budget (BUDGET (OF_X, "\"maxUnavailable\": 2}"), " b2");
  expect_budget (BUDGET (OF_X, "\"maxUnavailable\": \"34%\"}"), " b2");
  expect_budget (BUDGET (OF_X, "\"maxUnavailable\": 2}, \"status\": {\"disruptionsAllowed\": 0}"), " b0");
  expect_budget (BUDGET (OF_X, "\"maxUnavailable\": 2}") BUDGET (OF_X, "\"maxUnavailable\": 1}"), " b1");
  expect (N1 POD ("a", "", "") POD ("b", "", "") POD ("c", ", \"namespace\": \"n\"", "")
          BUDGET ("", "\"minAvailable\": 1}"),
          "default/a/a 1 p100 cpu=1 b1\ndefault/b/b 1 p100 cpu=1 b1\nn/c/c 1 p100 cpu=1\n",
          "budgets of several jobs (each has all of it) 1:5");
}
END_TEST

static Suite *
suite (void)
{
  Suite *s = suite_create ("kubernetes_wishes");
  TCase *tc = tcase_create ("read");
  suite_add_tcase (s, tc);
  tcase_add_test (tc, wishes);
  tcase_add_test (tc, spreads);
  tcase_add_test (tc, affinities);
  tcase_add_test (tc, groups_that_overlap);
  tcase_add_test (tc, budgets);
  return s;
}

TEST_MAIN (suite)
