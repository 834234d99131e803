/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chart definitions: what `plots/NAME.plot` says, checked as far as it can be without a result
 * file.
 *
 * A definition is a key file with one [plot], then [panel NAME] and [series PANEL/NAME] groups;
 * panels and series keep the file's order. docs/charts.md describes the language; the key tables
 * here are its only source in code. A definition does not change once read. */
#pragma once

#include "report/chart.h"

typedef struct {
  guint line;   /* of its group, for messages */
  char *column; /* pattern (plot_pattern.h) */
  char *label;  /* NULL: what the wildcard stood for, or the column's name */
  char *colour; /* role, "auto", or with a wildcard */
  SeriesStyle style;
  gboolean reverse; /* columns of a wildcard from the last to the first */
  double factor;
  double out_of_scale; /* left out where it is so many times all others; 0: never */
} SeriesDefinition;

typedef struct {
  char *name;
  guint line;
  char *title, *each, *file, *zero_text; /* these and the next two lines: NULL if not given */
  char *x, *x_title, *x_size;
  char *y, *y_title, *y_size;
  char *unit; /* a unit's name, or "<r>": that of the resource */
  const ChartKind *kind;
  const ChartUnit *x_unit;
  ChartScale scale;
  LegendPlace legend;
  GPtrArray *series; /* SeriesDefinition */
} PanelDefinition;

typedef struct {
  char *path, *name;      /* name: the file's name without .plot */
  char *title, *subtitle; /* subtitle may be NULL */
  guint columns;
  PanelDefinition defaults; /* what [plot] says for all panels; has no series */
  GPtrArray *panels;        /* PanelDefinition */
} PlotDefinition;

/* Reads a definition. NULL with an INPUT_ERROR that names file and line. */
PlotDefinition *plot_definition_read (const char *path, GError **error);
void plot_definition_free (PlotDefinition *definition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlotDefinition, plot_definition_free)

/* The names of all result files that the definition draws from, each once, NULL-terminated. */
GStrv plot_definition_files (const PlotDefinition *definition);
