/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of chart definitions: their names, what they are for, how their values are read. The
 * reader (plot_file.c), the documentation's test and error messages all use these tables. */
#pragma once

#include <glib.h>

typedef struct {
  const char *key, *summary;
  /* Writes *field from text. FALSE with *ret_expected (to be freed) where text does not fit. */
  gboolean (*parse) (const char *text, gpointer field, char **ret_expected);
  /* of the field in the group's struct: PlotDefinition, PanelDefinition, SeriesDefinition */
  gsize offset;
} PlotKey;

typedef struct {
  const char *name; /* first word of the group's name */
  const PlotKey *keys;
  guint n;
} PlotSection;

enum { SECTION_PLOT, SECTION_PANEL, SECTION_SERIES, N_SECTIONS };

extern const PlotSection plot_sections[N_SECTIONS];

/* NULL when there is no such key. */
const PlotKey *plot_section_find (const PlotSection *section, const char *key);

/* What to expect in place of the unknown `key`; the caller frees. */
char *plot_section_expected (const PlotSection *section, const char *key);
