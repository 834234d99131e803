/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and keys for distributions: nothing where there is no value. */
#pragma once

#include "metrics/csv_line.h"
#include "metrics/summary.h"
#include "util/quantiles.h"

/* Seconds, of values in us. */
void row_wait_mean (CsvLine *row, Quantiles *waits);
void csv_line_wait (CsvLine *row, Quantiles *waits, guint permille);
void row_wait_max (CsvLine *row, Quantiles *waits);
/* A plain number, of values in thousandths. */
void csv_line_slowdown (CsvLine *row, Quantiles *slowdowns, guint permille);

/* wait_seconds.<tier>.… and slowdown.<tier>.…; null where there is no value. */
void summary_waits (Summary *summary, const char *tier, Quantiles *waits);
void summary_slowdowns (Summary *summary, const char *tier, Quantiles *slowdowns);
