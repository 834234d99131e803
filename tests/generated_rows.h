/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scenarios with groups [generate NAME], and the rows that these make, as text. */
#pragma once

#include "scenario/scenario.h"
#include "tests/test.h"

/* The scenario of that text; the running test fails where it is wrong. */
static inline Scenario *
generated_load (const char *text, const char *const *overrides)
{
  g_autoptr (GError) error = NULL;
  Scenario *scenario = scenario_load (test_temp_file ("s.scenario", text), overrides, &error);

  test_ok (scenario != NULL, error);
  return scenario;
}

/* A line for each row, of those whose job's name begins with prefix: job, count, user, submit,
 * duration, priority, and what is requested of each resource. The caller frees. */
static inline char *
generated_rows (const Scenario *scenario, const char *prefix)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TaskStream) stream = workload_open (scenario->workload, &error);
  GString *out = g_string_new (NULL);
  TaskRecord row;

  test_ok (stream != NULL, error);
  while (task_stream_next (stream, &row, &error) > 0) {
    const TaskClass *class = task_classes_get (scenario->classes, row.task_class);

    if (!g_str_has_prefix (row.job, prefix))
      continue;
    g_string_append_printf (out, "%s %u %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d", row.job,
                            row.count, users_get (scenario->users, row.user)->path, row.submit,
                            row.duration, class->priority);
    for (guint r = 0; r < scenario->resources.count; r++)
      g_string_append_printf (out, " %d", class->request.of[r]);
    g_string_append_c (out, '\n');
  }
  ck_assert_ptr_null (error);
  return g_string_free (out, FALSE);
}

/* Of group i. */
static inline const GeneratorTotals *
generated_totals (const Scenario *scenario, guint i)
{
  return generator_totals (g_ptr_array_index (scenario->generators, i));
}
