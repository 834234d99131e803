/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/window.h"

#include "model/tier.h"
#include "report/csv_table.h"
#include "util/statistics.h"
#include "util/units.h"

#include <math.h>

guint
mser5_of_series (const double *samples, guint n, gboolean *ret_too_short)
{
  guint batches = n / MSER_BATCH, cut;
  g_autofree double *means = g_new0 (double, batches);

  *ret_too_short = batches < 2;
  if (batches < 2)
    return 0;
  for (guint i = 0; i < batches * MSER_BATCH; i++)
    means[i / MSER_BATCH] += samples[i] / MSER_BATCH;
  cut = mser5_truncation (means, batches, NULL);
  *ret_too_short = cut == batches / 2;
  return cut * MSER_BATCH;
}

/* Sums over the runs of an arm, sample by sample, as long as all have them. */
typedef struct {
  GArray *tasks; /* of double */
  GArray *times; /* of double: seconds, of the first run */
} Series;

static void
series_clear (Series *series)
{
  g_array_unref (series->tasks);
  g_array_unref (series->times);
}

static gboolean
add_column (const CsvTable *table, const char *name, GArray *sums, GError **error)
{
  gint column = csv_table_find (table, name);
  const double *cells;

  if (column < 0)
    return TRUE;
  cells = csv_table_numbers (table, (guint) column, error);
  for (guint i = 0; cells != NULL && i < sums->len; i++)
    g_array_index (sums, double, i) += isnan (cells[i]) ? 0 : cells[i];
  return cells != NULL;
}

static gboolean
note_times (const CsvTable *table, GArray *times, GError **error)
{
  gint column = csv_table_find (table, "time");
  const double *cells = column >= 0 ? csv_table_numbers (table, (guint) column, error) : NULL;

  if (cells != NULL)
    g_array_append_vals (times, cells, csv_table_rows (table));
  return cells != NULL || column < 0;
}

static gboolean
add_run (Series *series, const char *folder, gboolean first, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "timeline.csv", NULL);
  g_autoptr (CsvTable) table = csv_table_read (path, error);
  gboolean done = table != NULL;

  if (!done || (first && !note_times (table, series->times, error)))
    return FALSE;
  g_array_set_size (series->tasks, first ? series->times->len
                                         : MIN (series->tasks->len, csv_table_rows (table)));
  for (guint tier = 0; done && tier < N_TIERS; tier++) {
    g_autofree char *pending = g_strconcat ("pending_", tier_names[tier], NULL);
    g_autofree char *running = g_strconcat ("running_", tier_names[tier], NULL);

    done = add_column (table, pending, series->tasks, error)
           && add_column (table, running, series->tasks, error);
  }
  return done;
}

/* One arm; raises what is known of all. */
static gboolean
look_at_arm (const GPtrArray *folders, CompareWindow *window, GError **error)
{
  Series series = { .tasks = g_array_new (FALSE, TRUE, sizeof (double)),
                    .times = g_array_new (FALSE, FALSE, sizeof (double)) };
  gboolean done = TRUE, too_short = FALSE;

  for (guint i = 0; done && i < folders->len; i++)
    done = add_run (&series, g_ptr_array_index (folders, i), i == 0, error);
  if (done && folders->len > 0) {
    guint cut = mser5_of_series ((const double *) (gpointer) series.tasks->data, series.tasks->len,
                                 &too_short);

    window->too_short |= too_short;
    if (series.tasks->len > 0)
      window->mser = MAX (window->mser, (gint64) llround (g_array_index (series.times, double, cut)
                                                          * (double) TIME_SECOND));
  }
  series_clear (&series);
  return done;
}

static gboolean
have_rows (const GPtrArray *folders)
{
  for (guint a = 0; a < folders->len; a++) {
    const GPtrArray *runs = g_ptr_array_index (folders, a);

    for (guint i = 0; i < runs->len; i++) {
      g_autofree char *path = g_build_filename (g_ptr_array_index (runs, i), "tasks.csv", NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
compare_window_find (const GPtrArray *folders, const CompareWindowOptions *options,
                     CompareWindow *ret, GError **error)
{
  CompareWindow window = { .warm_up = options->warm_up, .drain = options->drain, .mser = -1 };

  for (guint a = 0; a < folders->len; a++)
    if (!look_at_arm (g_ptr_array_index (folders, a), &window, error))
      return FALSE;
  window.rows = have_rows (folders);
  if (options->warm_up == WARM_UP_GIVEN)
    window.start = options->start;
  else if (options->warm_up == WARM_UP_MSER && !window.too_short)
    window.start = MAX (window.mser, 0);
  *ret = window;
  return TRUE;
}
