/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/run_diff.h"

#include "compare/decision_log.h"
#include "compare/point_figures.h"
#include "sweep/point_folder.h"
#include "util/input_error.h"

#include <math.h>

static void
figure_free (gpointer data)
{
  g_free (((FigureChange *) data)->key);
  g_free (data);
}

void
run_diff_free (RunDiff *diff)
{
  if (diff == NULL)
    return;
  for (guint i = 0; i < 2; i++) {
    g_free (diff->folders[i]);
    decision_story_clear (&diff->stories[i]);
  }
  g_clear_pointer (&diff->settings, g_ptr_array_unref);
  g_clear_pointer (&diff->figures, g_ptr_array_unref);
  g_free (diff->unknown);
  g_free (diff);
}

/* Figures --------------------------------------------------------------------------------------- */

static gboolean
differ (double a, double b)
{
  return isnan (a) != isnan (b) || a < b || a > b;
}

static void
note_figure (RunDiff *diff, const PointFigures *const both[2], const char *key)
{
  FigureChange change
    = { NULL, { point_figures_get (both[0], key), point_figures_get (both[1], key) } };

  diff->figures_in_all++;
  if (!differ (change.values[0], change.values[1]))
    return;
  change.key = g_strdup (key);
  g_ptr_array_add (diff->figures, g_memdup2 (&change, sizeof change));
}

/* The keys of the first, and then those that only the second has. */
static void
note_figures (RunDiff *diff, const PointFigures *const both[2])
{
  for (guint i = 0; i < both[0]->keys->len; i++)
    note_figure (diff, both, g_ptr_array_index (both[0]->keys, i));
  for (guint i = 0; i < both[1]->keys->len; i++)
    if (!g_hash_table_contains (both[0]->values, g_ptr_array_index (both[1]->keys, i)))
      note_figure (diff, both, g_ptr_array_index (both[1]->keys, i));
}

static gboolean
compare_figures (RunDiff *diff, GError **error)
{
  PointFigures *both[2] = { NULL, NULL };

  diff->figures = g_ptr_array_new_with_free_func (figure_free);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (JsonNode) summary = point_folder_summary (diff->folders[i], error);

    if (summary == NULL)
      break;
    both[i] = point_figures_of_summary (summary);
  }
  if (both[1] != NULL)
    note_figures (diff, (const PointFigures *const *) both);
  point_figures_free (both[0]);
  point_figures_free (both[1]);
  return both[1] != NULL;
}

/* Decisions ------------------------------------------------------------------------------------- */

/* Each tells its own, and what is with the other's task meanwhile. */
static gboolean
tell_stories (RunDiff *diff, Scenario *const scenarios[2], GError **error)
{
  DecisionStory *stories = diff->stories;

  if (!decision_story_tell (scenarios[0], diff->decision - 1, NULL, &stories[0], error)
      || !decision_story_tell (scenarios[1], diff->decision - 1, stories[0].task, &stories[1],
                               error))
    return FALSE;
  if (stories[1].task == NULL || !stories[0].there)
    return TRUE;
  g_autofree char *other = g_strdup (stories[1].task);
  decision_story_clear (&stories[0]);
  return decision_story_tell (scenarios[0], diff->decision - 1, other, &stories[0], error);
}

static gboolean
find_parting (RunDiff *diff, Scenario *const scenarios[2], GError **error)
{
  g_auto (DecisionLog) a = { 0 };
  g_auto (DecisionLog) b = { 0 };
  gint64 part;

  if (!decision_log_record (scenarios[0], &a, error)
      || !decision_log_record (scenarios[1], &b, error))
    return FALSE;
  diff->decisions[0] = a.decisions->len;
  diff->decisions[1] = b.decisions->len;
  diff->submission = (guint64) (decision_log_part (a.submissions, b.submissions) + 1);
  part = decision_log_part (a.decisions, b.decisions);
  diff->parting = part < 0 ? PARTING_NONE : PARTING_DECISION;
  diff->decision = (guint64) (part + 1);
  return part < 0 || tell_stories (diff, scenarios, error);
}

static gboolean
is_interrupted (const RunFolder *runs, GError **error)
{
  for (guint i = 0; i < 2; i++)
    if (runs[i].interrupted)
      return !input_error (error, runs[i].scenario->path, 0, NULL,
                           "a run was interrupted, and its end is not known");
  return FALSE;
}

/* What keeps the runs from being simulated again is said, and no failure. */
static void
compare_decisions (RunDiff *diff, const RunFolder *runs, GError *unknown)
{
  Scenario *const scenarios[2] = { runs[0].scenario, runs[1].scenario };
  GError *error = unknown;

  if (error == NULL && !is_interrupted (runs, &error))
    (void) find_parting (diff, scenarios, &error);
  if (error == NULL)
    return;
  diff->parting = PARTING_UNKNOWN;
  diff->unknown = g_strdup (error->message);
  g_error_free (error);
}

static gboolean
fill (RunDiff *diff, const Manifest manifests[2], const char *scenario, GError **error)
{
  RunFolder runs[2] = { 0 };
  GError *unknown = NULL;
  gboolean done;

  for (guint i = 0; i < 2 && unknown == NULL; i++)
    (void) run_folder_open (diff->folders[i], scenario, &runs[i], &unknown);
  const Scenario *const scenarios[2] = { runs[0].scenario, runs[1].scenario };
  diff->settings = run_settings_compare (manifests, scenarios, error);
  done = diff->settings != NULL && compare_figures (diff, error);
  if (done)
    compare_decisions (diff, runs, g_steal_pointer (&unknown));
  g_clear_error (&unknown);
  run_folder_clear (&runs[0]);
  run_folder_clear (&runs[1]);
  return done;
}

RunDiff *
run_diff_new (const char *const folders[2], const char *scenario, GError **error)
{
  g_autoptr (RunDiff) diff = g_new0 (RunDiff, 1);
  Manifest manifests[2] = { 0 };
  gboolean done = TRUE;

  for (guint i = 0; i < 2; i++)
    diff->folders[i] = g_strdup (folders[i]);
  for (guint i = 0; done && i < 2; i++)
    done = manifest_read (folders[i], &manifests[i], error);
  done = done && fill (diff, manifests, scenario, error);
  for (guint i = 0; i < 2; i++)
    if (manifests[i].parser != NULL)
      manifest_clear (&manifests[i]);
  return done ? g_steal_pointer (&diff) : NULL;
}
