/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/waits.h"

#define SECOND      1e6
#define THOUSANDTHS 1e3

static double
at (Quantiles *values, guint permille, double unit)
{
  if (quantiles_count (values) == 0)
    return __builtin_nan ("");
  return (double) quantiles_at_permille (values, permille) / unit;
}

static double
mean (Quantiles *values, double unit)
{
  return quantiles_count (values) == 0 ? __builtin_nan ("") : quantiles_mean (values) / unit;
}

static double
most (Quantiles *values, double unit)
{
  return quantiles_count (values) == 0 ? __builtin_nan ("")
                                       : (double) quantiles_max (values) / unit;
}

void
csv_line_wait_mean (CsvLine *row, Quantiles *waits)
{
  if (quantiles_count (waits) == 0)
    csv_line_empty (row);
  else
    csv_line_number (row, mean (waits, SECOND));
}

void
csv_line_wait (CsvLine *row, Quantiles *waits, guint permille)
{
  if (quantiles_count (waits) == 0)
    csv_line_empty (row);
  else
    csv_line_seconds (row, quantiles_at_permille (waits, permille));
}

void
csv_line_wait_max (CsvLine *row, Quantiles *waits)
{
  if (quantiles_count (waits) == 0)
    csv_line_empty (row);
  else
    csv_line_seconds (row, quantiles_max (waits));
}

void
csv_line_slowdown (CsvLine *row, Quantiles *slowdowns, guint permille)
{
  if (quantiles_count (slowdowns) == 0)
    csv_line_empty (row);
  else
    csv_line_number (row, at (slowdowns, permille, THOUSANDTHS));
}

void
summary_waits (Summary *summary, Quantiles *waits, const char *key_format, ...)
{
  va_list arguments;
  va_start (arguments, key_format);
  g_autofree char *key = g_strdup_vprintf (key_format, arguments);
  va_end (arguments);
  summary_number (summary, mean (waits, SECOND), "%s.mean", key);
  summary_number (summary, at (waits, 500, SECOND), "%s.p50", key);
  summary_number (summary, at (waits, 900, SECOND), "%s.p90", key);
  summary_number (summary, at (waits, 990, SECOND), "%s.p99", key);
  summary_number (summary, most (waits, SECOND), "%s.max", key);
  if (quantiles_relative_error (waits) > 0)
    summary_number (summary, quantiles_relative_error (waits), "%s.relative_error", key);
}

void
summary_slowdowns (Summary *summary, Quantiles *slowdowns, const char *key_format, ...)
{
  va_list arguments;
  va_start (arguments, key_format);
  g_autofree char *key = g_strdup_vprintf (key_format, arguments);
  va_end (arguments);
  summary_number (summary, at (slowdowns, 500, THOUSANDTHS), "%s.p50", key);
  summary_number (summary, at (slowdowns, 990, THOUSANDTHS), "%s.p99", key);
}
