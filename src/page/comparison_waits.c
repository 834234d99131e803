/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long tasks waited under each arm: all tasks of all its runs, by tier. Who has not started counts
 * with what it has waited to the end, so that a policy gains nothing by starting nobody; who was dropped
 * does not wait. */
#include "page/comparison_parts.h"

#include "model/tier.h"
#include "page/figure.h"
#include "page/page_data.h"
#include "report/chart_kind.h"
#include "util/statistics.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Points of a distribution: shares 0, 1/200, … 1. */
#define SHARES 201

typedef struct {
  GArray *waits[N_TIERS]; /* double */
} ArmWaits;

static ArmWaits *
arm_waits_new (guint arms)
{
  ArmWaits *waits = g_new0 (ArmWaits, arms);

  for (guint a = 0; a < arms; a++)
    for (guint tier = 0; tier < N_TIERS; tier++)
      waits[a].waits[tier] = g_array_new (FALSE, FALSE, sizeof (double));
  return waits;
}

static void
arm_waits_free (ArmWaits *waits, guint arms)
{
  for (guint a = 0; a < arms; a++)
    for (guint tier = 0; tier < N_TIERS; tier++)
      g_array_unref (waits[a].waits[tier]);
  g_free (waits);
}

static void
add_tasks (ArmWaits *waits, const CsvTable *table, double end)
{
  const double *wait = page_column (table, "wait"), *submit = page_column (table, "submit");
  g_auto (GStrv) tiers = page_texts (table, "tier"), outcomes = page_texts (table, "outcome");

  if (wait == NULL || submit == NULL || tiers == NULL || outcomes == NULL)
    return;
  for (guint i = 0; i < csv_table_rows (table); i++) {
    double value = isnan (wait[i]) ? end - submit[i] : wait[i];
    int tier = tier_find (tiers[i]);

    if (tier >= 0 && strcmp (outcomes[i], "dropped") != 0)
      g_array_append_val (waits->waits[tier], value);
  }
}

static gboolean
add_run (ArmWaits *waits, const char *folder, GError **error)
{
  g_autoptr (PageData) data = page_data_new (folder, NULL, error);
  const CsvTable *table;

  if (data == NULL || !page_table (data, "tasks.csv", &table, error))
    return FALSE;
  if (table != NULL)
    add_tasks (waits, table, page_figure (data, "simulated_seconds", NAN));
  return TRUE;
}

static goffset
tasks_size (const char *folder)
{
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "tasks.csv", NULL) : NULL;
  GStatBuf status;

  return path != NULL && g_stat (path, &status) == 0 ? status.st_size : 0;
}

static goffset
all_sizes (const ComparisonSource *source, guint arms)
{
  goffset sum = 0;

  for (guint a = 0; a < arms; a++)
    for (guint s = 0; s < comparison_seeds (source->comparison); s++) {
      g_autofree char *folder = comparison_point_folder (source, a, s);
      sum += tasks_size (folder);
    }
  return sum;
}

static gboolean
read_waits (const ComparisonSource *source, guint arms, ArmWaits *waits, GError **error)
{
  for (guint a = 0; a < arms; a++)
    for (guint s = 0; s < comparison_seeds (source->comparison); s++) {
      g_autofree char *folder = comparison_point_folder (source, a, s);

      if (tasks_size (folder) > 0 && !add_run (&waits[a], folder, error))
        return FALSE;
    }
  return TRUE;
}

/* By share the wait of that rank (nearest); sorts. */
static double *
quantiles (GArray *waits)
{
  double *values = g_new (double, SHARES);

  qsort (waits->data, waits->len, sizeof (double), compare_doubles);
  for (guint i = 0; i < SHARES; i++) {
    guint64 rank = ((guint64) i * waits->len + SHARES - 2) / (SHARES - 1);

    values[i] = waits->len == 0 ? NAN
                                : g_array_index (waits, double, rank > 0 ? (guint) rank - 1 : 0);
  }
  return values;
}

static void
add_panel (Chart *chart, const PairedComparison *comparison, ArmWaits *waits, guint arms,
           guint tier)
{
  ChartPanel *panel;
  guint tasks = 0;

  for (guint a = 0; a < arms; a++)
    tasks += waits[a].waits[tier]->len;
  if (tasks == 0)
    return;
  panel = chart_add_panel (chart, &chart_kind_cdf, tier_names[tier]);
  g_free (panel->x_title);
  g_free (panel->y_title);
  panel->x_title = g_strdup ("Wait");
  panel->y_title = g_strdup ("share of tasks that waited so long at most");
  panel->y_unit = chart_unit_find ("seconds");
  panel->scale = CHART_SCALE_AUTO;
  panel->rows = SHARES;
  panel->x = g_new (double, SHARES);
  for (guint i = 0; i < SHARES; i++)
    panel->x[i] = i / (double) (SHARES - 1);
  for (guint a = 0; a < arms; a++)
    chart_panel_add_series (panel, comparison_arm (comparison, a)->name, SERIES_LINE,
                            palette_line (a), quantiles (waits[a].waits[tier]));
}

static gboolean
write_panels (Html *html, const Chart *chart, GError **error)
{
  html_open (html, "div", "class", "panels", NULL);
  for (guint i = 0; i < chart->panels->len; i++) {
    const ChartPanel *panel = g_ptr_array_index (chart->panels, i);
    g_autofree char *id = g_strconcat ("waits-", panel->title, NULL);

    if (!figure_write (html, panel, id, error))
      return FALSE;
  }
  html_close (html);
  return TRUE;
}

gboolean
comparison_waits (Html *html, const ComparisonSource *source, GError **error)
{
  const PairedComparison *comparison = source->comparison;
  guint arms = MIN (comparison->arms->len, COMPARISON_ARMS);
  g_autoptr (Chart) chart = chart_new ("Waits", NULL, 2);
  goffset bytes = all_sizes (source, arms);
  ArmWaits *waits;
  gboolean done;

  if (bytes == 0 || bytes > COMPARISON_BYTES) {
    html_element (html, "p", NULL,
                  bytes == 0 ? "The runs have no tasks.csv: their waits by task are not known."
                             : "The runs' tasks.csv come to more than 256 MiB and are not read here; "
                               "the table above has their percentiles.");
    return TRUE;
  }
  html_element (html, "p", NULL,
                "Of all tasks under all seeds, by tier. Who had not started at the end counts with "
                "what it had waited by then; who was dropped does not count.");
  waits = arm_waits_new (arms);
  done = read_waits (source, arms, waits, error);
  for (guint tier = N_TIERS; tier-- > 0 && done;)
    add_panel (chart, comparison, waits, arms, tier);
  arm_waits_free (waits, arms);
  return done && write_panels (html, chart, error);
}
