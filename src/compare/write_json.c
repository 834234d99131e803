/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "berth.h"
#include "compare/verdict.h"
#include "compare/writers.h"
#include "metrics/json_text.h"
#include "util/json_add.h"
#include "util/units.h"

#include <math.h>

static void
add_interval (JsonBuilder *builder, const char *key, const Interval *interval, gboolean bounds)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
  json_add_number (builder, "value", interval->center);
  if (bounds) {
    json_add_number (builder, "low", interval->low);
    json_add_number (builder, "high", interval->high);
  }
  json_builder_end_object (builder);
}

static void
add_window (JsonBuilder *builder, const CompareWindow *window)
{
  static const char *const names[] = { "none", "mser", "given" };

  json_builder_set_member_name (builder, "window");
  json_builder_begin_object (builder);
  json_add_text (builder, "warm_up", names[window->warm_up]);
  json_add_number (builder, "start_seconds", (double) window->start / (double) TIME_SECOND);
  json_add_number (builder, "drain_seconds", (double) window->drain / (double) TIME_SECOND);
  json_add_number (builder, "mser_seconds",
              window->mser < 0 || window->too_short ? NAN
                                                    : (double) window->mser / (double) TIME_SECOND);
  json_add_flag (builder, "unstarted_tasks_count", window->rows);
  json_builder_end_object (builder);
}

static void
add_arms (JsonBuilder *builder, const PairedComparison *comparison)
{
  json_add_array (builder, "arms");
  for (guint a = 0; a < comparison->arms->len; a++) {
    const ComparisonArm *arm = comparison_arm (comparison, a);

    json_builder_begin_object (builder);
    json_add_text (builder, "name", arm->name);
    if (arm->verdict != NULL) {
      json_add_count (builder, "tests", arm->tests);
      json_add_text (builder, "verdict", arm->verdict);
    }
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_test (JsonBuilder *builder, const Difference *difference)
{
  json_add_number (builder, "p", difference->p);
  json_add_number (builder, "p_holm", difference->adjusted);
  if (difference->check == CHECK_SIGN_FLIP)
    json_add_number (builder, "p_sign_flip", difference->check_p);
  if (difference->check != CHECK_NONE)
    add_interval (builder, "bootstrap", &difference->bootstrap, TRUE);
}

/* What an arm has, and how it differs from the base. */
static void
add_arm (JsonBuilder *builder, const PairedComparison *comparison, const ComparisonRow *row, guint arm)
{
  const Difference *difference = &row->differences[arm];
  guint seeds = comparison_seeds (comparison);

  json_builder_begin_object (builder);
  json_add_text (builder, "arm", comparison_arm (comparison, arm)->name);
  json_add_number (builder, row->metric->heavy ? "median" : "mean", row->centers[arm]);
  json_add_array (builder, "values");
  for (guint s = 0; s < seeds; s++)
    json_add_value (builder, row->values[arm * seeds + s]);
  json_builder_end_array (builder);
  if (arm != comparison->base) {
    json_add_count (builder, "pairs", difference->pairs);
    json_add_text (builder, "finding", finding_names[difference->finding]);
    if (difference->pairs > 0)
      add_interval (builder, "difference", &difference->difference, difference->has_interval);
    if (difference->has_ratio)
      add_interval (builder, "ratio", &difference->ratio, difference->has_interval);
    if (difference->tested)
      add_test (builder, difference);
  }
  json_builder_end_object (builder);
}

static void
add_row (JsonBuilder *builder, const PairedComparison *comparison, const ComparisonRow *row)
{
  static const char *const better[] = { "neither", "less", "more" };

  json_builder_begin_object (builder);
  json_add_text (builder, "metric", row->key);
  json_add_text (builder, "words", row->subject);
  json_add_text (builder, "unit", compare_unit_names[row->metric->unit]);
  json_add_text (builder, "better", better[row->metric->better]);
  json_add_array (builder, "arms");
  for (guint a = 0; a < comparison->arms->len; a++)
    add_arm (builder, comparison, row, a);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

char *
comparison_json (const PairedComparison *comparison)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_add_text (builder, "berth", berth_version ());
  json_add_texts (builder, "keys", comparison->keys);
  json_add_texts (builder, "seeds", comparison->seeds);
  json_add_flag (builder, "seeds_give_same_runs", comparison->alike);
  json_add_count (builder, "missing_runs", comparison->missing);
  json_add_text (builder, "base", comparison_arm (comparison, comparison->base)->name);
  add_window (builder, &comparison->window);
  add_arms (builder, comparison);
  json_add_array (builder, "metrics");
  for (guint i = 0; i < comparison->rows->len; i++)
    add_row (builder, comparison, comparison_row (comparison, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_text (root);
}
