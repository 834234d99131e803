/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A definition and a folder of results make a chart. */
#pragma once

#include "report/chart.h"
#include "report/csv_table.h"
#include "report/plot_file.h"

/* A folder of results; every file is read once, when first asked for. */
typedef struct ResultFolder ResultFolder;

ResultFolder *result_folder_new (const char *path);
void result_folder_free (ResultFolder *folder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ResultFolder, result_folder_free)

/* TRUE where the folder has a regular file of that name. */
gboolean result_folder_has (const ResultFolder *folder, const char *file);

/* The table of a file, owned by the folder, or NULL with an INPUT_ERROR. */
const CsvTable *result_folder_table (ResultFolder *folder, const char *file, GError **error);

/* The scenario's title from summary.json, else the trace's from trace.json, or NULL where there is none (that is no error). Owned
 * by the folder. */
const char *result_folder_title (ResultFolder *folder);

/* The first of the definition's files that the folder does not have (to be freed), or NULL. */
char *plot_missing_file (const PlotDefinition *definition, const ResultFolder *folder);

/* Makes the chart. A file without columns gives panels that say "no data"; a column that is not
 * there, or holds no numbers, is an INPUT_ERROR that names the definition's line or the result
 * file's. */
Chart *plot_bind (const PlotDefinition *definition, ResultFolder *folder, GError **error);
