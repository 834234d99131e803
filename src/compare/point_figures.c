/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/point_figures.h"

#include "report/figures.h"
#include "sweep/point_folder.h"
#include "util/units.h"

#include <math.h>
#include <string.h>

PointFigures *
point_figures_of_summary (JsonNode *summary)
{
  PointFigures *figures = g_new0 (PointFigures, 1);
  g_auto (GStrv) keys = figures_keys (summary);

  figures->keys = g_ptr_array_new_with_free_func (g_free);
  figures->values = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  for (guint i = 0; keys[i] != NULL; i++) {
    double value = NAN;

    (void) figures_number (summary, keys[i], &value);
    if (strcmp (keys[i], "seed") != 0)
      point_figures_add (figures, keys[i], value);
  }
  return figures;
}

PointFigures *
point_figures_new (const char *folder, const CompareWindow *window, GError **error)
{
  g_autoptr (JsonNode) summary = point_folder_summary (folder, error);
  PointFigures *figures;
  double seconds = 0;
  gboolean done = TRUE;

  if (summary == NULL)
    return NULL;
  figures = point_figures_of_summary (summary);
  (void) figures_number (summary, "simulated_seconds", &seconds);
  gint64 end = (gint64) llround (seconds * (double) TIME_SECOND);
  gint64 until = end - window->drain;
  if (window->rows)
    done = point_figures_add_waits (figures, folder, window->start, until, end, error);
  if (done && compare_window_is_part (window))
    done = point_figures_add_samples (figures, folder, window->start, until, error);
  if (!done)
    g_clear_pointer (&figures, point_figures_free);
  return figures;
}

void
point_figures_free (PointFigures *figures)
{
  if (figures == NULL)
    return;
  g_hash_table_unref (figures->values);
  g_ptr_array_unref (figures->keys);
  g_free (figures);
}

void
point_figures_add (PointFigures *figures, const char *key, double value)
{
  char *own = g_strdup (key);

  g_ptr_array_add (figures->keys, own);
  g_hash_table_insert (figures->values, own, g_memdup2 (&value, sizeof value));
}

double
point_figures_get (const PointFigures *figures, const char *key)
{
  const double *value = g_hash_table_lookup (figures->values, key);

  return value != NULL ? *value : NAN;
}

gboolean
point_figures_equal (const PointFigures *a, const PointFigures *b)
{
  if (a->keys->len != b->keys->len)
    return FALSE;
  for (guint i = 0; i < a->keys->len; i++) {
    const char *key = g_ptr_array_index (a->keys, i);
    double x = point_figures_get (a, key), y = point_figures_get (b, key);

    if (strcmp (key, g_ptr_array_index (b->keys, i)) != 0 || isnan (x) != isnan (y)
        || x < y || x > y)
      return FALSE;
  }
  return TRUE;
}
