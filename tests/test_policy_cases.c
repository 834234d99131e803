/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every filter and every score against cases worked out by hand, one test for each case of
 * tests/cases/policies.txt, whose opening comment says how to write one. And every policy there is has
 * a case: there, or in tests/cases/simulation.txt. */
#include "case_file.h"
#include "scheduler/choose/inspection.h"
#include "scheduler/policies.h"
#include "simulator/simulation.h"
#include "test.h"

#include <string.h>

#define CASES "tests/cases/policies.txt"
#define RUNS  "tests/cases/simulation.txt"

static GPtrArray *cases, *runs; /* of Case; made before the first test, freed with the process */

/* What the policies say of every machine when the last task of the job `ask` has its turn. */
typedef struct {
  Observer base;
  const Scenario *scenario;
  const Cell *cell;
  GString *said;
} Listener;

static void
say_machine (Listener *listener, const Inspection *inspection, const PolicyView *view, guint machine)
{
  guint filter = inspection_refusal (inspection, view, machine);
  g_string_append (listener->said, inventory_machine (listener->cell->inventory, machine)->name);
  if (filter != MAX_FILTERS)
    g_string_append_printf (listener->said, " turned away by %s\n", inspection_filters (inspection)[filter]);
  else
    g_string_append_printf (listener->said, " %.9g\n", inspection_score (inspection, view, machine, NULL));
}

static void
listen (Observer *observer, gint64 now, const Task *task, const Decision *decision)
{
  Listener *listener = (Listener *) observer;
  (void) now;
  if (strcmp (task->job->name, "ask") != 0)
    return;
  g_autoptr (Inspection) inspection = inspection_new (&listener->scenario->scheduler, listener->cell,
                                                      listener->scenario->seed);
  PolicyView view = inspection_view (inspection, cell_class_of (listener->cell, task), task);
  inspection_compare (inspection, &view);
  g_string_truncate (listener->said, 0);
  for (guint m = 0; m < listener->cell->machines; m++)
    say_machine (listener, inspection, &view, m);
  g_string_append_printf (listener->said, "-> %s\n",
                          decision->kind == DECISION_BLOCKED
                            ? "nowhere"
                            : inventory_machine (listener->cell->inventory, decision->machine)->name);
}

static const ObserverType listener_type = { .name = "listener", .decided = listen };

START_TEST (policies_say_just_this)
{
  const Case *one = g_ptr_array_index (cases, _i);
  g_autofree char *log = NULL;
  g_autoptr (Scenario) scenario = case_load (one, &log);
  g_autoptr (GError) error = NULL;
  g_autoptr (Simulation) simulation = simulation_new (scenario, NULL, &error);
  test_ok (simulation != NULL, error);
  g_autoptr (GString) said = g_string_new (NULL);
  Listener listener = { .base = { .type = &listener_type },
                        .scenario = scenario,
                        .cell = simulation_context (simulation)->cell,
                        .said = said };
  simulation_add_observer (simulation, &listener.base);
  test_ok (simulation_run (simulation, &error), error);
  ck_assert_msg (g_str_equal (said->str, one->expected->str), "%s\n--- expected\n%s--- got\n%s",
                 one->name, one->expected->str, said->str);
}
END_TEST

/* Is the policy named by a case's options, as the value of the key, or one of them? */
static gboolean
is_named (const GPtrArray *among, const char *key, const char *policy)
{
  g_autofree char *pattern
    = g_strdup_printf ("(^| |')scheduler\\.%s=([^ ']*;)?%s([:;' ]|$)", key, policy);
  for (guint i = 0; i < among->len; i++)
    if (g_regex_match_simple (pattern, ((const Case *) g_ptr_array_index (among, i))->options, 0, 0))
      return TRUE;
  return FALSE;
}

START_TEST (every_policy_has_a_case)
{
  static const char *const key[N_POLICY_KINDS] = { [POLICY_ORDER] = "order",
                                                   [POLICY_FILTER] = "filters",
                                                   [POLICY_SCORE] = "scores",
                                                   [POLICY_PREEMPT] = "preempt",
                                                   [POLICY_DEVICES] = "devices" };
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++)
    for (const char *const *name = policy_names (kind); *name != NULL; name++)
      ck_assert_msg (is_named (cases, key[kind], *name) || is_named (runs, key[kind], *name),
                     "%s %s is in no case of %s and %s", key[kind], *name, CASES, RUNS);
}
END_TEST

static Suite *
suite (void)
{
  Suite *made = suite_create ("policy cases");
  TCase *tcase = tcase_create ("cases");
  cases = case_file_read (test_source_path (CASES), "says:");
  runs = case_file_read (test_source_path (RUNS), "facts:");
  tcase_add_test (tcase, every_policy_has_a_case);
  tcase_add_loop_test (tcase, policies_say_just_this, 0, (int) cases->len);
  suite_add_tcase (made, tcase);
  return made;
}

TEST_MAIN (suite)
