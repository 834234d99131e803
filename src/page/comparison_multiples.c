/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The same chart of each arm's run under one seed, beside each other on the same axes. */
#include "page/comparison_parts.h"

#include "page/figure.h"
#include "report/chart_kind.h"
#include "report/plot_bind.h"
#include "report/report.h"

/* Charts of which arms have multiples. */
static const char *const plots[] = { "queue", "utilization", NULL };

typedef struct {
  const ComparisonSource *source;
  const PlotDefinition *definition;
  GPtrArray *charts; /* of Chart: by arm that has the run */
  GArray *arms;      /* guint: which */
  guint seed;
} Multiples;

static void
free_chart (gpointer chart)
{
  chart_free (chart);
}

static gboolean
bind_arm (Multiples *multiples, guint arm, GError **error)
{
  g_autofree char *path = comparison_point_folder (multiples->source, arm, multiples->seed);
  g_autoptr (ResultFolder) folder = path != NULL ? result_folder_new (path) : NULL;
  Chart *chart;

  if (folder == NULL || !result_folder_has (folder, "timeline.csv"))
    return TRUE;
  chart = plot_bind (multiples->definition, folder, error);
  if (chart == NULL)
    return FALSE;
  g_ptr_array_add (multiples->charts, chart);
  g_array_append_val (multiples->arms, arm);
  return TRUE;
}

static const ChartPanel *
panel_of (const Multiples *multiples, guint place, guint panel)
{
  const Chart *chart = g_ptr_array_index (multiples->charts, place);

  return panel < chart->panels->len ? g_ptr_array_index (chart->panels, panel) : NULL;
}

/* The panels whose x and y axes reach farthest. */
static void
find_farthest (const Multiples *multiples, guint panel, const ChartPanel **ret_x,
               const ChartPanel **ret_y)
{
  double x_most = 0, y_most = 0;

  *ret_x = *ret_y = NULL;
  for (guint i = 0; i < multiples->charts->len; i++) {
    const ChartPanel *one = panel_of (multiples, i, panel);
    ChartAxis x, y;

    if (one == NULL)
      continue;
    one->kind->init_axes (one, &x, &y);
    if (*ret_x == NULL || x.max > x_most) {
      *ret_x = one;
      x_most = x.max;
    }
    if (*ret_y == NULL || y.max > y_most) {
      *ret_y = one;
      y_most = y.max;
    }
    chart_axis_clear (&x);
    chart_axis_clear (&y);
  }
}

static gboolean
write_panels (Html *html, const Multiples *multiples, guint panel, GError **error)
{
  const PairedComparison *comparison = multiples->source->comparison;
  const ChartPanel *x_of, *y_of;

  find_farthest (multiples, panel, &x_of, &y_of);
  html_open (html, "div", "class", "panels multiples", NULL);
  for (guint i = 0; i < multiples->charts->len; i++) {
    const ChartPanel *one = panel_of (multiples, i, panel);
    guint arm = g_array_index (multiples->arms, guint, i);
    g_autofree char *id = g_strdup_printf ("runs-%s-%u-%u", multiples->definition->name, panel, arm);
    ChartPanel named;

    if (one == NULL)
      continue;
    named = *one; /* called by its arm */
    named.title = comparison_arm (comparison, arm)->name;
    if (!figure_write_on (html, &named, x_of, y_of, id, error))
      return FALSE;
  }
  html_close (html);
  return TRUE;
}

static gboolean
write_chart (Html *html, const Multiples *multiples, GError **error)
{
  const Chart *first = multiples->charts->len > 0 ? g_ptr_array_index (multiples->charts, 0) : NULL;

  for (guint panel = 0; first != NULL && panel < first->panels->len; panel++) {
    const ChartPanel *one = g_ptr_array_index (first->panels, panel);

    html_elementf (html, "h3", NULL, "%s: %s", first->title, one->title);
    if (!write_panels (html, multiples, panel, error))
      return FALSE;
  }
  return TRUE;
}

/* The first seed under which all arms have run, or the first. */
static guint
choose_seed (const PairedComparison *comparison)
{
  guint seeds = comparison_seeds (comparison);

  for (guint seed = 0; seed < seeds; seed++) {
    gboolean all = TRUE;

    for (guint arm = 0; arm < comparison->arms->len; arm++)
      all = all && comparison->points[arm * seeds + seed] > 0;
    if (all)
      return seed;
  }
  return 0;
}

static gboolean
write_plot (Html *html, const ComparisonSource *source, const char *name, guint seed,
            GError **error)
{
  g_autoptr (PlotDefinition) definition = report_plot_read (report_plots_dir (), name, error);
  g_autoptr (GPtrArray) charts = g_ptr_array_new_with_free_func (free_chart);
  g_autoptr (GArray) arms = g_array_new (FALSE, FALSE, sizeof (guint));
  Multiples multiples = { source, definition, charts, arms, seed };

  if (definition == NULL)
    return FALSE;
  for (guint arm = 0; arm < MIN (source->comparison->arms->len, COMPARISON_ARMS); arm++)
    if (!bind_arm (&multiples, arm, error))
      return FALSE;
  return write_chart (html, &multiples, error);
}

gboolean
comparison_multiples (Html *html, const ComparisonSource *source, GError **error)
{
  const PairedComparison *comparison = source->comparison;
  guint seed = choose_seed (comparison);

  if (comparison_seeds (comparison) > 1)
    html_elementf (html, "p", NULL, "Under seed %s, on the same axes.", comparison->seeds[seed]);
  else
    html_element (html, "p", NULL, "On the same axes.");
  if (comparison->arms->len > COMPARISON_ARMS)
    html_elementf (html, "p", NULL, "The first %d of %u.", COMPARISON_ARMS, comparison->arms->len);
  for (guint i = 0; plots[i] != NULL; i++)
    if (!write_plot (html, source, plots[i], seed, error))
      return FALSE;
  return TRUE;
}
