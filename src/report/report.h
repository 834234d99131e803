/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of a results folder, drawn from its files alone. */
#pragma once

#include "report/plot_file.h"

#include <glib.h>

/* What to draw, and where to. Fields that are NULL or 0 take their default. */
typedef struct {
  const char *results_dir;
  const char *plots_dir; /* default: report_plots_dir() */
  const char *out_dir;   /* default: results_dir/plots; made where it is missing */
  const char *format;    /* svg (default), png or pdf */
  const char *const
    *names;    /* of definitions, NULL-terminated; default: all whose files are there */
  gboolean lenient; /* of those named, too, a chart that finds nothing of what it shows is left out */
  guint width; /* px, 320 to 8000; default 960; the height follows */
} ReportRequest;

/* Draws charts, each file complete or absent. ret_files: paths of the files written (in out_dir,
 * in the order of names), NULL-terminated; the caller frees; may be NULL. FALSE with an
 * INPUT_ERROR: an unknown name, a faulty definition or result file, a file that cannot be
 * written; charts written before stay. */
gboolean report_draw (const ReportRequest *request, GStrv *ret_files, GError **error);

/* Every definition found in plots_dir whose data files exist in results_dir, to
 * results_dir/plots/NAME.format. ret_files: the names relative to results_dir
 * ("plots/utilization.svg"), sorted, NULL-terminated; the caller frees. */
gboolean report_draw_all (const char *results_dir, const char *plots_dir, const char *format,
                          GStrv *ret_files, GError **error);

/* The folder of chart definitions: $BERTH_PLOTS_DIR, else `plots` in the source tree in which the
 * running program was built, else where they are installed. Never NULL; it may not exist. */
const char *report_plots_dir (void);

/* Names of the definitions in plots_dir, sorted, NULL-terminated; NULL with an INPUT_ERROR where
 * the folder cannot be read. The caller frees. */
GStrv report_plot_names (const char *plots_dir, GError **error);

/* A definition of plots_dir by its name. NULL with an INPUT_ERROR. */
PlotDefinition *report_plot_read (const char *plots_dir, const char *name, GError **error);

/* The title of a definition (to be freed), or NULL with an INPUT_ERROR. */
char *report_plot_title (const char *plots_dir, const char *name, GError **error);
