/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every chart definition whose files are there, as `berth plot` chooses them: first those that most
 * readers want, then the others by name. */
#include "page/sections.h"

#include "page/figure.h"
#include "report/report.h"

static const char *const first[] = { "utilization", "queue", "unschedulable", "preemptions",
                                     "shares", "heatmap", "fragmentation", NULL };

/* A name of a file is not always one for an id. */
static char *
make_id (const char *name, guint panel)
{
  g_autofree char *plain = g_strcanon (
    g_strdup (name), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", '-');

  return g_strdup_printf ("chart-%s-%u", plain, panel);
}

static gboolean
write_chart (Html *html, const Chart *chart, const char *name, GError **error)
{
  html_element (html, "h3", NULL, chart->title);
  html_open (html, "div", "class", "panels", NULL);
  for (guint i = 0; i < chart->panels->len; i++) {
    g_autofree char *id = make_id (name, i);

    if (!figure_write (html, g_ptr_array_index (chart->panels, i), id, error))
      return FALSE;
  }
  html_close (html);
  return TRUE;
}

static gboolean
bind_and_write (Html *html, const PageData *data, const char *name, GError **error)
{
  g_autoptr (PlotDefinition) definition = report_plot_read (report_plots_dir (), name, error);
  g_autofree char *missing
    = definition != NULL ? plot_missing_file (definition, data->folder) : NULL;
  g_autoptr (Chart) chart = NULL;

  if (definition == NULL || missing != NULL)
    return definition != NULL;
  chart = plot_bind (definition, data->folder, error);
  return chart != NULL && (chart->panels->len == 0 || write_chart (html, chart, name, error));
}

gboolean
section_charts (Html *html, const PageData *data, GError **error)
{
  g_auto (GStrv) names = report_plot_names (report_plots_dir (), error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; first[i] != NULL; i++)
    if (g_strv_contains ((const char *const *) names, first[i])
        && !bind_and_write (html, data, first[i], error))
      return FALSE;
  for (guint i = 0; names[i] != NULL; i++)
    if (!g_strv_contains (first, names[i]) && !bind_and_write (html, data, names[i], error))
      return FALSE;
  return TRUE;
}
