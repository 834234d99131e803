/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which figures are compared, and what they are in each run. */
#include "compare/paired_comparison.h"
#include "compare/point_figures.h"
#include "util/input_error.h"
#include "util/statistics.h"

#include <math.h>
#include <string.h>

/* Every key of any run, as they come. */
static GPtrArray *
collect_keys (const GPtrArray *figures)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < figures->len; i++) {
    const PointFigures *run = g_ptr_array_index (figures, i);

    for (guint k = 0; run != NULL && k < run->keys->len; k++)
      if (g_hash_table_add (seen, g_ptr_array_index (run->keys, k)))
        g_ptr_array_add (keys, g_ptr_array_index (run->keys, k));
  }
  return keys;
}

static gboolean
any_fits (const char *pattern, const GPtrArray *keys)
{
  for (guint i = 0; i < keys->len; i++)
    if (compare_metric_fits (pattern, g_ptr_array_index (keys, i)))
      return TRUE;
  return FALSE;
}

static void
row_free (gpointer data)
{
  ComparisonRow *row = data;

  g_free (row->key);
  g_free (row->subject);
  g_free (row->values);
  g_free (row->centers);
  g_free (row->differences);
  g_free (row);
}

static ComparisonRow *
row_new (const PairedComparison *comparison, const CompareMetric *metric, const char *key,
         const GPtrArray *figures)
{
  guint runs = figures->len;
  ComparisonRow *row = g_new0 (ComparisonRow, 1);

  row->metric = metric;
  row->key = g_strdup (key);
  row->subject = compare_metric_subject (metric, key);
  row->values = g_new (double, runs);
  row->centers = g_new (double, comparison->arms->len);
  row->differences = g_new0 (Difference, comparison->arms->len);
  for (guint i = 0; i < runs; i++) {
    const PointFigures *run = g_ptr_array_index (figures, i);

    row->values[i] = run != NULL ? point_figures_get (run, key) : NAN;
  }
  return row;
}

/* Has any run another value than 0? */
static gboolean
says_something (const ComparisonRow *row, guint runs)
{
  for (guint i = 0; i < runs; i++)
    if (fabs (row->values[i]) > 0)
      return TRUE;
  return FALSE;
}

/* All keys that fit; those of no row yet. */
static void
add_rows (PairedComparison *comparison, const char *pattern, const GPtrArray *keys,
          const GPtrArray *figures, gboolean zeros, GHashTable *done)
{
  for (guint k = 0; k < keys->len; k++) {
    const char *key = g_ptr_array_index (keys, k);
    ComparisonRow *row;

    if (!compare_metric_fits (pattern, key) || !g_hash_table_add (done, (gpointer) key))
      continue;
    row = row_new (comparison, compare_metric_find (key), key, figures);
    if (zeros || says_something (row, figures->len))
      g_ptr_array_add (comparison->rows, row);
    else
      row_free (row);
  }
}

static void
add_table_rows (PairedComparison *comparison, const GPtrArray *keys, const GPtrArray *figures,
                gboolean all, GHashTable *done)
{
  for (const CompareMetric *metric = compare_metrics; metric->key != NULL; metric++)
    if (all
        || (!metric->hidden && (metric->unless == NULL || !any_fits (metric->unless, keys))))
      add_rows (comparison, metric->key, keys, figures, FALSE, done);
}

/* Rows of one subject stand together, where the first of them stood. */
static void
group_subjects (GPtrArray *rows)
{
  for (guint i = 0; i < rows->len; i++) {
    const ComparisonRow *row = g_ptr_array_index (rows, i);
    guint place = i + 1;

    for (guint k = i + 1; k < rows->len; k++)
      if (strcmp (((const ComparisonRow *) g_ptr_array_index (rows, k))->subject, row->subject) == 0)
        g_ptr_array_insert (rows, (gint) place++, g_ptr_array_steal_index (rows, k));
    i = place - 1;
  }
}

static void
find_centers (PairedComparison *comparison, ComparisonRow *row)
{
  guint seeds = comparison_seeds (comparison);
  g_autofree double *values = g_new (double, seeds);

  for (guint a = 0; a < comparison->arms->len; a++) {
    guint n = 0;
    double sum = 0;

    for (guint s = 0; s < seeds; s++)
      if (!isnan (row->values[a * seeds + s])) {
        values[n++] = row->values[a * seeds + s];
        sum += values[n - 1];
      }
    row->centers[a] = n == 0 ? NAN : row->metric->heavy ? median (values, n) : sum / n;
  }
}

gboolean
comparison_fill_rows (PairedComparison *comparison, const GPtrArray *figures,
                      const char *const *metrics, GError **error)
{
  g_autoptr (GPtrArray) keys = collect_keys (figures);
  g_autoptr (GHashTable) done = g_hash_table_new (g_str_hash, g_str_equal);

  comparison->rows = g_ptr_array_new_with_free_func (row_free);
  if (metrics == NULL)
    add_table_rows (comparison, keys, figures, FALSE, done);
  for (guint i = 0; metrics != NULL && metrics[i] != NULL; i++)
    if (strcmp (metrics[i], "all") == 0) {
      add_table_rows (comparison, keys, figures, TRUE, done);
    } else if (any_fits (metrics[i], keys)) {
      add_rows (comparison, metrics[i], keys, figures, TRUE, done);
    } else {
      g_ptr_array_add (keys, NULL);
      const char *near = input_nearest (metrics[i], (const char *const *) keys->pdata);
      g_autofree char *expected
        = g_strdup_printf ("a key of summary.json, such as %s",
                           near != NULL ? near : "utilization.cpu.allocated_mean");
      return input_error (error, "--metrics", 0, expected, "no run has '%s'", metrics[i]);
    }
  if (metrics == NULL)
    group_subjects (comparison->rows);
  for (guint i = 0; i < comparison->rows->len; i++)
    find_centers (comparison, comparison_row (comparison, i));
  return TRUE;
}
