/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values and differences as people read them, with no more digits than their intervals bear. */
#pragma once

#include "compare/paired_comparison.h"

/* A difference in one unit: of base in per cent, or percentage points, minutes, tasks. */
typedef struct {
  Interval of;        /* less is negative */
  gboolean has_interval;
  const char *unit;   /* " %", " points", " min", "" */
  int decimals;
} Change;

/* Where the runs differ in a pair at least. */
Change change_of (const ComparisonRow *row, const Difference *difference);

/* "-12 % (-15 … -9)". */
void change_append_signed (GString *out, const Change *change);
/* "12 % less (9–15 %)", "3.2 times as much (2.8–3.6)": of a finding LESS or MORE. */
void change_append_words (GString *out, const ComparisonRow *row, const Difference *difference);
/* "-3 … +5 %": of an interval, or of a mere difference. */
void change_append_range (GString *out, const Change *change);

/* "78.5 min", "66.1 %", "1,031"; n/a for NaN. */
void value_append (GString *out, MetricUnit unit, double value);
/* ".036", "<.001". */
void p_append (GString *out, double p);
