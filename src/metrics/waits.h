/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and keys for distributions: nothing where there is no value. */
#pragma once

#include "metrics/csv_line.h"
#include "metrics/summary.h"
#include "util/quantiles.h"

/* Seconds, of values in us. */
void csv_line_wait_mean (CsvLine *row, Quantiles *waits);
void csv_line_wait (CsvLine *row, Quantiles *waits, guint permille);
void csv_line_wait_max (CsvLine *row, Quantiles *waits);
/* A plain number, of values in thousandths. */
void csv_line_slowdown (CsvLine *row, Quantiles *slowdowns, guint permille);

/* <key>.mean, …, and <key>.p50, …; null where there is no value. Percentiles that are not
 * exact (too many waits to keep) say by how much, as <key>.relative_error. */
void summary_waits (Summary *summary, Quantiles *waits, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
void summary_slowdowns (Summary *summary, Quantiles *slowdowns, const char *key_format, ...)
  G_GNUC_PRINTF (3, 4);
