/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wildcards of chart definitions: one column name in a definition stands for many columns of a
 * file.
 *
 * `<r>` stands for a resource, `<tier>` for a tier, `*` for any column but the x column. A
 * pattern has at most one wildcard, with fixed text before and after it. */
#pragma once

#include "report/csv_table.h"

typedef struct {
  const char *token; /* the wildcard, static; NULL: the pattern had none */
  char *text;        /* what it stood for, or NULL */
  guint column;      /* that matched */
} PlotMatch;

/* The wildcard in `pattern` (static text), or NULL. */
const char *plot_pattern_token (const char *pattern);

/* FALSE if `pattern` has `<…>` that is no wildcard. */
gboolean plot_pattern_is_known (const char *pattern);

/* FALSE if more than one wildcard is left in `pattern` once `bound` (a wildcard, or NULL) stands
 * for something. */
gboolean plot_pattern_is_single (const char *pattern, const char *bound);

/* All columns of `table` that `pattern` stands for, in their order; without a wildcard the one
 * of that name. x_column is never matched by `*`. Elements are PlotMatch, freed with the array. */
GPtrArray *plot_pattern_expand (const char *pattern, const CsvTable *table, const char *x_column);

/* `text` with every `token` replaced by `value`; token NULL: a copy. The caller frees. */
char *plot_pattern_substitute (const char *text, const char *token, const char *value);
