/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole small runs against the facts that docs/simulation.md says they have: one test for each case
 * of tests/cases/simulation.txt, whose opening comment says how to write one. */
#include "fact_log.h"
#include "test.h"

#define CASES "tests/cases/simulation.txt"

typedef struct {
  char *name;
  char *options;
  GString *machines, *tasks, *facts;
} Case;

static GPtrArray *cases;   /* of Case; made before the first test, freed with the process */

static Case *
case_new (const char *name)
{
  Case *made = g_new0 (Case, 1);
  made->name = g_strdup (name);
  made->options = g_strdup ("");
  made->machines = g_string_new (NULL);
  made->tasks = g_string_new (NULL);
  made->facts = g_string_new (NULL);
  return made;
}

static void
case_free (gpointer data)
{
  Case *one = data;
  g_free (one->name);
  g_free (one->options);
  g_string_free (one->machines, TRUE);
  g_string_free (one->tasks, TRUE);
  g_string_free (one->facts, TRUE);
  g_free (one);
}

static GPtrArray *
read_cases (void)
{
  GPtrArray *read = g_ptr_array_new_with_free_func (case_free);
  g_autofree char *text = NULL;
  if (!g_file_get_contents (test_source_path (CASES), &text, NULL, NULL))
    return read;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Case *one = NULL;
  GString *part = NULL;
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *line = lines[i];
    if (*line == '\0' || *line == '#')
      continue;
    if (g_str_has_prefix (line, "== ")) {
      g_ptr_array_add (read, one = case_new (line + 3));
      part = NULL;
    } else if (g_str_has_prefix (line, "options: ")) {
      g_free (one->options);
      one->options = g_strdup (line + strlen ("options: "));
    } else if (g_str_equal (line, "machines:")) {
      part = one->machines;
    } else if (g_str_equal (line, "tasks:")) {
      part = one->tasks;
    } else if (g_str_equal (line, "facts:")) {
      part = one->facts;
    } else {
      g_assert (part != NULL);
      g_string_append_printf (part, "%s\n", line);
    }
  }
  return read;
}

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
  g_auto (GStrv) options = NULL;
  g_autoptr (GPtrArray) overrides = g_ptr_array_new ();
  FactLogParts parts = 0;
  if (!g_shell_parse_argv (one->options, NULL, &options, NULL))
    options = g_new0 (char *, 1);
  for (guint i = 0; options[i] != NULL; i++) {
    if (g_str_has_prefix (options[i], "log="))
      parts = parts_of (options[i]);
    else if (*options[i] != '\0')
      g_ptr_array_add (overrides, options[i]);
  }
  g_ptr_array_add (overrides, NULL);

  test_temp_file ("machines.csv", one->machines->str);
  test_temp_file ("tasks.csv", one->tasks->str);
  const char *path = test_temp_file ("case.scenario",
                                     "[cell]\nmachines = machines.csv\n"
                                     "[workload]\ntrace = tasks.csv\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (Scenario) scenario
    = scenario_load (path, (const char *const *) overrides->pdata, &error);
  ck_assert_msg (scenario != NULL, "%s: %s", one->name, scenario != NULL ? "" : error->message);
  g_autofree char *facts = fact_log_run (scenario, parts, &error);
  ck_assert_msg (facts != NULL, "%s: %s", one->name, facts != NULL ? "" : error->message);
  ck_assert_msg (g_str_equal (facts, one->facts->str), "%s\n--- expected\n%s--- got\n%s",
                 one->name, one->facts->str, facts);
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
    ck_assert_msg (one->machines->len > 0 && one->tasks->len > 0 && one->facts->len > 0,
                   "%s has a part missing", one->name);
  }
}
END_TEST

static Suite *
suite (void)
{
  Suite *made = suite_create ("simulation");
  TCase *runs = tcase_create ("runs");
  cases = read_cases ();
  tcase_add_test (runs, cases_were_read);
  tcase_add_loop_test (runs, whole_run_has_exactly_these_facts, 0, (int) cases->len);
  suite_add_tcase (made, runs);
  return made;
}

TEST_MAIN (suite)
