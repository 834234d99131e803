/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of an arm against the base, as cells of text: what tables for people share. */
#pragma once

#include "compare/paired_comparison.h"

typedef enum {
  CELL_METRIC,
  CELL_BASE,
  CELL_ARM,
  CELL_CHANGE,
  CELL_P,
  CELL_FINDING,
  N_CELLS
} CellColumn;

typedef struct {
  char *cell[N_CELLS];
} CellRow;

/* The heading, and then a row for each metric: a GPtrArray of CellRow. The caller unrefs. */
GPtrArray *comparison_cells (const PairedComparison *comparison, guint arm);
