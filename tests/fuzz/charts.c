/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Definitions of charts, and the result files that are drawn with them. */
#include "tests/fuzz/targets.h"

#include "report/plot_bind.h"
#include "report/surface.h"

#define WIDTH 960

static gboolean
draw (const Chart *chart)
{
  GError *error = NULL;
  g_autoptr (GByteArray) bytes
    = surface_render (chart, surface_format_find ("svg"), WIDTH, 0, &error);

  return bytes != NULL || fuzz_refused (error);
}

gboolean
fuzz_plot (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, "fuzz.plot", NULL);
  GError *error = NULL;
  g_autoptr (PlotDefinition) definition = plot_definition_read (path, &error);
  g_autoptr (ResultFolder) results = result_folder_new (folder);
  g_autoptr (Chart) chart = NULL;

  (void) name;
  if (definition == NULL)
    return fuzz_refused (error);
  g_strfreev (plot_definition_files (definition));
  chart = plot_bind (definition, results, &error);
  return chart != NULL ? draw (chart) : fuzz_refused (error);
}
