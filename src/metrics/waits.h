/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells and keys for distributions: nothing where there is no value. */
#pragma once

#include "metrics/row.h"
#include "metrics/summary.h"
#include "util/quantiles.h"

/* Seconds, of values in us. */
void row_wait_mean (Row *row, Quantiles *waits);
void row_wait (Row *row, Quantiles *waits, guint permille);
void row_wait_max (Row *row, Quantiles *waits);
/* A plain number, of values in thousandths. */
void row_slowdown (Row *row, Quantiles *slowdowns, guint permille);

/* wait_seconds.<tier>.… and slowdown.<tier>.…; null where there is no value. */
void summary_waits (Summary *summary, const char *tier, Quantiles *waits);
void summary_slowdowns (Summary *summary, const char *tier, Quantiles *slowdowns);
