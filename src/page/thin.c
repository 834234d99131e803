/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "page/thin.h"

#include <math.h>

/* Marks the rows of [from, to) in which the column has its extremes. */
static void
keep_extremes (const double *column, guint from, guint to, gboolean *kept)
{
  guint least = to, most = to;

  for (guint i = from; i < to; i++) {
    if (isnan (column[i]))
      continue;
    if (least == to || column[i] < column[least])
      least = i;
    if (most == to || column[i] > column[most])
      most = i;
  }
  if (least < to)
    kept[least] = kept[most] = TRUE;
}

GArray *
thin_rows (const double *const *columns, guint n_columns, guint rows, guint limit)
{
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));
  guint runs = MAX (limit / (2 * MAX (n_columns, 1)), 1);
  gboolean all = rows <= limit;
  g_autofree gboolean *kept = g_new0 (gboolean, MAX (rows, 1));

  for (guint run = 0; run < runs && !all; run++)
    for (guint c = 0; c < n_columns; c++)
      keep_extremes (columns[c], (guint) ((guint64) rows * run / runs),
                     (guint) ((guint64) rows * (run + 1) / runs), kept);
  for (guint i = 0; i < rows; i++)
    if (all || kept[i] || i == 0 || i + 1 == rows)
      g_array_append_val (indices, i);
  return indices;
}
