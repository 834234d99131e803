/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which rows of a long series a page shows in its table and under the pointer.
 *
 * Up to `limit` rows all are kept. Of more, the rows are cut into limit / (2 × columns) runs of equally
 * many, and of each run those are kept in which a column has its smallest or its largest value (the
 * first of equals); the first and the last row always are. So no extreme is lost, and every row that
 * is shown is one of the file. */
#pragma once

#include <glib.h>

/* Indices (guint) of the rows kept, ascending; at most limit + 2. NaN is no value. */
GArray *thin_rows (const double *const *columns, guint n_columns, guint rows, guint limit);
