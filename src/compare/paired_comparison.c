/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/paired_comparison.h"

#include "compare/point_figures.h"
#include "compare/verdict.h"
#include "sweep/point_folder.h"

const char *const finding_names[] = { "none", "same", "less", "more", "unclear", "too few" };

static void
arm_free (gpointer data)
{
  ComparisonArm *arm = data;

  g_free (arm->name);
  g_free (arm->verdict);
  g_free (arm);
}

void
paired_comparison_free (PairedComparison *comparison)
{
  if (comparison == NULL)
    return;
  g_strfreev (comparison->keys);
  g_strfreev (comparison->seeds);
  g_ptr_array_unref (comparison->arms);
  g_clear_pointer (&comparison->rows, g_ptr_array_unref);
  g_free (comparison->points);
  g_free (comparison);
}

int
comparison_worth (const ComparisonRow *row, guint arm)
{
  Finding finding = row->differences[arm].finding;
  gboolean less = finding == FINDING_LESS;

  if ((!less && finding != FINDING_MORE) || row->metric->better == BETTER_NEITHER)
    return 0;
  return less == (row->metric->better == BETTER_LESS) ? 1 : -1;
}

gboolean
difference_is_to_nothing (const Difference *difference)
{
  return difference->has_ratio && difference->ratio.center <= 0
         && (!difference->has_interval || difference->ratio.high <= 0);
}

/* The folder of a run; NULL: it is not there. */
static char *
folder_of (const PairedComparison *comparison, const SweepPlan *plan, const char *folder,
           const guint8 *states, guint run)
{
  guint point = comparison->points[run];

  if (point == 0 || !sweep_point_is_there (states[point - 1]))
    return NULL;
  return point_folder_path (folder, sweep_plan_point (plan, point - 1));
}

static void
strings_unref (gpointer data)
{
  g_ptr_array_unref (data);
}

static gboolean
find_window (PairedComparison *comparison, const GPtrArray *folders,
             const CompareWindowOptions *options, GError **error)
{
  g_autoptr (GPtrArray) by_arm = g_ptr_array_new_with_free_func (strings_unref);
  guint seeds = comparison_seeds (comparison);

  for (guint a = 0; a < comparison->arms->len; a++) {
    GPtrArray *runs = g_ptr_array_new ();

    g_ptr_array_add (by_arm, runs);
    for (guint s = 0; s < seeds; s++)
      if (g_ptr_array_index (folders, a * seeds + s) != NULL)
        g_ptr_array_add (runs, g_ptr_array_index (folders, a * seeds + s));
  }
  return compare_window_find (by_arm, options, &comparison->window, error);
}

static void
figures_free (gpointer data)
{
  point_figures_free (data);
}

/* By run; NULL where it is not there. */
static GPtrArray *
read_figures (const PairedComparison *comparison, const GPtrArray *folders, GError **error)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new_with_free_func (figures_free);

  for (guint i = 0; i < folders->len; i++) {
    const char *folder = g_ptr_array_index (folders, i);
    PointFigures *run = NULL;

    if (folder != NULL
        && (run = point_figures_new (folder, &comparison->window, error)) == NULL)
      return NULL;
    g_ptr_array_add (figures, run);
  }
  return g_steal_pointer (&figures);
}

/* Do the seeds change nothing at all? */
static gboolean
seeds_are_alike (const PairedComparison *comparison, const GPtrArray *figures)
{
  guint seeds = comparison_seeds (comparison);

  for (guint a = 0; a < comparison->arms->len; a++) {
    const PointFigures *first = g_ptr_array_index (figures, a * seeds);

    for (guint s = 0; s < seeds; s++) {
      const PointFigures *run = g_ptr_array_index (figures, a * seeds + s);

      if (first == NULL || run == NULL || !point_figures_equal (first, run))
        return FALSE;
    }
  }
  return seeds > 1;
}

/* What the figures say. */
static gboolean
conclude (PairedComparison *comparison, const GPtrArray *figures, const char *const *metrics,
          GError **error)
{
  comparison->alike = seeds_are_alike (comparison, figures);
  if (!comparison_fill_rows (comparison, figures, metrics, error))
    return FALSE;
  comparison_judge (comparison);
  for (guint a = 0; a < comparison->arms->len; a++)
    if (a != comparison->base)
      comparison_arm (comparison, a)->verdict = comparison_verdict (comparison, a);
  return TRUE;
}

static gboolean
fill (PairedComparison *comparison, const SweepPlan *plan, const char *folder, const guint8 *states,
      const ComparisonOptions *options, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) figures = NULL;

  if (!comparison_find_arms (comparison, plan, options->against, error))
    return FALSE;
  for (guint i = 0; i < comparison->arms->len * comparison_seeds (comparison); i++) {
    char *path = folder_of (comparison, plan, folder, states, i);

    g_ptr_array_add (folders, path);
    comparison->missing += path == NULL;
  }
  if (!find_window (comparison, folders, &options->window, error))
    return FALSE;
  figures = read_figures (comparison, folders, error);
  if (figures == NULL)
    return FALSE;
  return conclude (comparison, figures, options->metrics, error);
}

static PairedComparison *
paired_comparison_alloc (void)
{
  PairedComparison *comparison = g_new0 (PairedComparison, 1);

  comparison->arms = g_ptr_array_new_with_free_func (arm_free);
  return comparison;
}

gboolean
paired_comparison_check (const SweepPlan *plan, const ComparisonOptions *options, GError **error)
{
  g_autoptr (PairedComparison) comparison = paired_comparison_alloc ();

  return comparison_find_arms (comparison, plan, options->against, error);
}

PairedComparison *
paired_comparison_new (const SweepPlan *plan, const char *folder, const guint8 *states,
                const ComparisonOptions *options, GError **error)
{
  g_autoptr (PairedComparison) comparison = paired_comparison_alloc ();

  if (!fill (comparison, plan, folder, states, options, error))
    return NULL;
  return g_steal_pointer (&comparison);
}

PairedComparison *
paired_comparison_of_figures (const char *const *arms, guint seeds, const GPtrArray *figures,
                              const char *const *metrics, GError **error)
{
  g_autoptr (PairedComparison) comparison = paired_comparison_alloc ();
  GStrvBuilder *names = g_strv_builder_new ();

  for (guint a = 0; arms[a] != NULL; a++) {
    ComparisonArm *arm = g_new0 (ComparisonArm, 1);

    arm->name = g_strdup (arms[a]);
    g_ptr_array_add (comparison->arms, arm);
  }
  for (guint s = 1; s <= seeds; s++) {
    g_autofree char *name = g_strdup_printf ("%u", s);

    g_strv_builder_add (names, name);
  }
  comparison->seeds = g_strv_builder_end (names);
  comparison->keys = g_new0 (char *, 1);
  comparison->points = g_new0 (guint, comparison->arms->len * seeds);
  comparison->window.mser = -1;
  g_strv_builder_unref (names);
  return conclude (comparison, figures, metrics, error) ? g_steal_pointer (&comparison) : NULL;
}
