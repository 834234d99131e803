/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/run_diff.h"
#include "metrics/json_text.h"
#include "util/units.h"

#include <math.h>

/* NULL: null. */
static void
add_text (JsonBuilder *builder, const char *key, const char *text)
{
  json_builder_set_member_name (builder, key);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_count (JsonBuilder *builder, const char *key, guint64 count)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, (gint64) count);
}

static void
begin_list (JsonBuilder *builder, const char *key)
{
  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
}

static void
add_settings (JsonBuilder *builder, const RunDiff *diff)
{
  begin_list (builder, "settings");
  for (guint i = 0; i < diff->settings->len; i++) {
    const SettingChange *change = g_ptr_array_index (diff->settings, i);

    json_builder_begin_object (builder);
    add_text (builder, "name", change->name);
    add_text (builder, "a", change->values[0]);
    add_text (builder, "b", change->values[1]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_figures (JsonBuilder *builder, const RunDiff *diff)
{
  begin_list (builder, "figures");
  for (guint i = 0; i < diff->figures->len; i++) {
    const FigureChange *change = g_ptr_array_index (diff->figures, i);

    json_builder_begin_object (builder);
    add_text (builder, "key", change->key);
    add_number (builder, "a", change->values[0]);
    add_number (builder, "b", change->values[1]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_story (JsonBuilder *builder, const char *key, const DecisionStory *story)
{
  json_builder_set_member_name (builder, key);
  if (!story->there) {
    json_builder_add_null_value (builder);
    return;
  }
  json_builder_begin_object (builder);
  add_number (builder, "time", (double) story->time / (double) TIME_SECOND);
  add_text (builder, "task", story->task);
  add_text (builder, "what", story->what);
  add_text (builder, "turn", story->turn);
  if (story->other != NULL)
    add_text (builder, "meanwhile", story->other);
  add_text (builder, "why", story->why);
  json_builder_end_object (builder);
}

static void
add_parting (JsonBuilder *builder, const RunDiff *diff)
{
  if (diff->parting == PARTING_UNKNOWN) {
    add_text (builder, "not_compared", diff->unknown);
    return;
  }
  add_count (builder, "decisions_a", diff->decisions[0]);
  add_count (builder, "decisions_b", diff->decisions[1]);
  if (diff->submission > 0)
    add_count (builder, "first_task_that_differs", diff->submission);
  if (diff->parting == PARTING_NONE)
    return;
  add_count (builder, "first_decision_that_differs", diff->decision);
  add_story (builder, "a", &diff->stories[0]);
  add_story (builder, "b", &diff->stories[1]);
}

char *
run_diff_json (const RunDiff *diff)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "folder_a", diff->folders[0]);
  add_text (builder, "folder_b", diff->folders[1]);
  add_settings (builder, diff);
  add_count (builder, "figures_in_all", diff->figures_in_all);
  add_figures (builder, diff);
  add_parting (builder, diff);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_text (root);
}
