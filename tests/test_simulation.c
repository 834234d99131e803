/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole small runs against the facts that docs/simulation.md says they have: one test for each case
 * of tests/cases/simulation.txt, whose opening comment says how to write one. */
#include "case_file.h"
#include "fact_log.h"
#include "test.h"

#define CASES "tests/cases/simulation.txt"

static GPtrArray *cases;   /* of Case; made before the first test, freed with the process */

static FactLogParts
parts_of (const char *list)
{
  FactLogParts parts = 0;
  if (strstr (list, "passes") != NULL)
    parts |= FACT_LOG_PASSES;
  if (strstr (list, "samples") != NULL)
    parts |= FACT_LOG_SAMPLES;
  if (strstr (list, "wakes") != NULL)
    parts |= FACT_LOG_WAKES;
  return parts;
}

static void
run_case (const Case *one)
{
  g_autofree char *log = NULL;
  g_autoptr (Scenario) scenario = case_load (one, &log);
  g_autoptr (GError) error = NULL;
  g_autofree char *facts = fact_log_run (scenario, parts_of (log), &error);
  ck_assert_msg (facts != NULL, "%s: %s", one->name, facts != NULL ? "" : error->message);
  ck_assert_msg (g_str_equal (facts, one->expected->str), "%s\n--- expected\n%s--- got\n%s",
                 one->name, one->expected->str, facts);
}

START_TEST (whole_run_has_exactly_these_facts)
{
  run_case (g_ptr_array_index (cases, _i));
}
END_TEST

/* A file that was not found, or read wrongly, must not pass for no cases. */
START_TEST (cases_were_read)
{
  ck_assert_msg (cases->len >= 30, "%u cases in %s", cases->len, CASES);
  for (guint i = 0; i < cases->len; i++) {
    const Case *one = g_ptr_array_index (cases, i);
    ck_assert_msg (one->machines->len > 0 && one->tasks->len > 0 && one->expected->len > 0,
                   "%s has a part missing", one->name);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *made = suite_create ("simulation");
  TCase *runs = tcase_create ("runs");
  cases = case_file_read (test_source_path (CASES), "facts:");
  tcase_add_test (runs, cases_were_read);
  tcase_add_loop_test (runs, whole_run_has_exactly_these_facts, 0, (int) cases->len);
  suite_add_tcase (made, runs);
  return made;
}

TEST_MAIN (suite)
