/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/writers.h"
#include "metrics/csv_line.h"
#include "util/units.h"

#include <math.h>

/* Behind a comma; empty where it is not known. */
static void
append_number (GString *out, gboolean known, double value)
{
  g_string_append_c (out, ',');
  if (known && isfinite (value))
    number_append (out, value);
}

static void
append_interval (GString *out, gboolean has_center, gboolean has_bounds, const Interval *interval)
{
  append_number (out, has_center, interval->center);
  append_number (out, has_bounds, interval->low);
  append_number (out, has_bounds, interval->high);
}

static void
append_row (GString *out, const PairedComparison *comparison, const ComparisonRow *row, guint arm)
{
  const Difference *difference = &row->differences[arm];
  gboolean any = difference->pairs > 0;

  csv_append_text (out, row->key);
  g_string_append_printf (out, ",%s,%s,", compare_unit_names[row->metric->unit],
                          row->metric->heavy ? "median" : "mean");
  csv_append_text (out, comparison_arm (comparison, comparison->base)->name);
  g_string_append_c (out, ',');
  csv_append_text (out, comparison_arm (comparison, arm)->name);
  g_string_append_printf (out, ",%u", difference->pairs);
  append_number (out, TRUE, row->centers[comparison->base]);
  append_number (out, TRUE, row->centers[arm]);
  append_interval (out, any, difference->has_interval, &difference->difference);
  append_interval (out, difference->has_ratio, difference->has_ratio && difference->has_interval,
                   &difference->ratio);
  append_number (out, difference->tested, difference->p);
  append_number (out, difference->tested, difference->adjusted);
  append_number (out, difference->check == CHECK_SIGN_FLIP, difference->check_p);
  g_string_append_printf (out, ",%s\n", finding_names[difference->finding]);
}

char *
comparison_csv (const PairedComparison *comparison)
{
  GString *out = g_string_new (
    "metric,unit,of,base,arm,pairs,base_value,arm_value,difference,difference_low,difference_high,"
    "ratio,ratio_low,ratio_high,p,p_holm,p_sign_flip,finding\n");

  for (guint i = 0; i < comparison->rows->len; i++)
    for (guint a = 0; a < comparison->arms->len; a++)
      if (a != comparison->base)
        append_row (out, comparison, comparison_row (comparison, i), a);
  return g_string_free (out, FALSE);
}
