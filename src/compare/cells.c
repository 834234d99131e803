/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/cells.h"

#include "compare/change.h"

static void
cell_row_free (gpointer data)
{
  CellRow *row = data;

  for (guint i = 0; i < N_CELLS; i++)
    g_free (row->cell[i]);
  g_free (row);
}

static CellRow *
heading_new (const PairedComparison *comparison, guint arm)
{
  CellRow *row = g_new0 (CellRow, 1);

  row->cell[CELL_METRIC] = g_strdup ("metric");
  row->cell[CELL_BASE] = g_strdup (comparison_arm (comparison, comparison->base)->name);
  row->cell[CELL_ARM] = g_strdup (comparison_arm (comparison, arm)->name);
  row->cell[CELL_CHANGE] = g_strdup ("difference (95 %)");
  row->cell[CELL_P] = g_strdup ("p, Holm");
  row->cell[CELL_FINDING] = g_strdup ("finding");
  return row;
}

static char *
value_text (const ComparisonRow *row, guint arm)
{
  GString *text = g_string_new (NULL);

  value_append (text, row->metric->unit, row->centers[arm]);
  return g_string_free (text, FALSE);
}

static char *
change_text (const ComparisonRow *row, const Difference *difference)
{
  GString *text = g_string_new (NULL);

  if (difference->finding == FINDING_SAME) {
    g_string_append_c (text, '0');
  } else if (difference->finding != FINDING_NONE) {
    Change change = change_of (row, difference);

    change_append_signed (text, &change);
  }
  return g_string_free (text, FALSE);
}

static char *
p_text (const Difference *difference)
{
  GString *text = g_string_new (NULL);

  if (difference->tested)
    p_append (text, difference->adjusted);
  return g_string_free (text, FALSE);
}

/* What has a good direction is better or worse in it. */
static const char *
finding_text (const ComparisonRow *row, guint arm)
{
  int worth = comparison_worth (row, arm);

  return worth > 0 ? "better" : worth < 0 ? "worse" : finding_names[row->differences[arm].finding];
}

static CellRow *
cells_new (const ComparisonRow *row, guint base, guint arm)
{
  const Difference *difference = &row->differences[arm];
  CellRow *cells = g_new0 (CellRow, 1);

  cells->cell[CELL_METRIC]
    = g_strdup_printf ("%s%s%s%s", row->subject, row->metric->at != NULL ? ", " : "",
                       row->metric->at != NULL ? row->metric->at : "",
                       row->metric->heavy ? " ~" : "");
  cells->cell[CELL_BASE] = value_text (row, base);
  cells->cell[CELL_ARM] = value_text (row, arm);
  cells->cell[CELL_CHANGE] = change_text (row, difference);
  cells->cell[CELL_P] = p_text (difference);
  cells->cell[CELL_FINDING] = g_strdup (finding_text (row, arm));
  return cells;
}

GPtrArray *
comparison_cells (const PairedComparison *comparison, guint arm)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (cell_row_free);

  g_ptr_array_add (rows, heading_new (comparison, arm));
  for (guint i = 0; i < comparison->rows->len; i++)
    g_ptr_array_add (rows, cells_new (comparison_row (comparison, i), comparison->base, arm));
  return rows;
}
