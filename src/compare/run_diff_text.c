/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/run_diff.h"

#include "explain/explain_parts.h"
#include "util/units.h"

#include <math.h>

static void
append_settings (GString *out, const RunDiff *diff)
{
  if (diff->settings->len == 0)
    g_string_append_printf (out, "%-*sthe same\n", EXPLAIN_LABEL, "given");
  for (guint i = 0; i < diff->settings->len; i++) {
    const SettingChange *change = g_ptr_array_index (diff->settings, i);

    g_string_append_printf (out, "%-*s%s: %s → %s\n", EXPLAIN_LABEL, i == 0 ? "given" : "",
                            change->name, change->values[0] != NULL ? change->values[0] : "(none)",
                            change->values[1] != NULL ? change->values[1] : "(none)");
  }
}

static char *
number_text (double value)
{
  GString *text = g_string_new (NULL);

  if (isnan (value))
    g_string_append (text, "n/a");
  else if (fabs (value) < 1e15 && value == floor (value))
    number_append (text, value);
  else
    g_string_append_printf (text, "%.5g", value);
  return g_string_free (text, FALSE);
}

static void
append_figures (GString *out, const RunDiff *diff)
{
  gsize width = 0;

  g_string_append_printf (out, "%-*s%u of %u differ\n", EXPLAIN_LABEL, "figures",
                          diff->figures->len, diff->figures_in_all);
  for (guint i = 0; i < diff->figures->len; i++)
    width = MAX (width, strlen (((const FigureChange *) g_ptr_array_index (diff->figures, i))->key));
  for (guint i = 0; i < diff->figures->len; i++) {
    const FigureChange *change = g_ptr_array_index (diff->figures, i);
    g_autofree char *a = number_text (change->values[0]);
    g_autofree char *b = number_text (change->values[1]);

    g_string_append_printf (out, "  %-*s  %12s  %12s", (int) width, change->key, a, b);
    if (change->values[0] > 0 && !isnan (change->values[1]))
      g_string_append_printf (out, "  %+8.1f %%",
                              100 * (change->values[1] / change->values[0] - 1));
    g_string_append_c (out, '\n');
  }
}

static void
append_story (GString *out, const RunDiff *diff, guint run)
{
  const DecisionStory *story = &diff->stories[run];

  g_string_append_printf (out, "\n%s\n", diff->folders[run]);
  if (!story->there) {
    explain_label (out, "decision");
    g_string_append (out, "none any more\n");
    return;
  }
  explain_label (out, "decision");
  g_string_append_printf (out, "%s, at ", story->what);
  explain_time (out, story->time);
  g_string_append_c (out, '\n');
  explain_label (out, "turn");
  g_string_append_printf (out, "%s\n", story->turn);
  if (story->other != NULL) {
    explain_label (out, "meanwhile");
    g_string_append_printf (out, "%s\n", story->other);
  }
  g_string_append (out, story->why);
}

static void
append_parting (GString *out, const RunDiff *diff)
{
  explain_label (out, "decisions");
  if (diff->parting == PARTING_UNKNOWN) {
    g_string_append_printf (out, "not compared: %s\n", diff->unknown);
    return;
  }
  if (diff->parting == PARTING_NONE)
    g_string_append_printf (out, "all %" G_GUINT64_FORMAT " are the same\n", diff->decisions[0]);
  else
    g_string_append_printf (out,
                            "%" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT "; the first that "
                            "differs is number %" G_GUINT64_FORMAT "\n",
                            diff->decisions[0], diff->decisions[1], diff->decision);
  if (diff->submission > 0) {
    explain_label (out, "tasks");
    g_string_append_printf (out,
                            "not the same: from number %" G_GUINT64_FORMAT " that is submitted on\n",
                            diff->submission);
  }
  for (guint run = 0; diff->parting == PARTING_DECISION && run < 2; run++)
    append_story (out, diff, run);
}

char *
run_diff_text (const RunDiff *diff)
{
  GString *out = g_string_new (NULL);

  append_settings (out, diff);
  append_figures (out, diff);
  append_parting (out, diff);
  return g_string_free (out, FALSE);
}
