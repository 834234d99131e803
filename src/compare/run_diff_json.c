/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/run_diff.h"
#include "metrics/json_text.h"
#include "util/json_add.h"
#include "util/units.h"

#include <math.h>

static void
add_settings (JsonBuilder *builder, const RunDiff *diff)
{
  json_add_array (builder, "settings");
  for (guint i = 0; i < diff->settings->len; i++) {
    const SettingChange *change = g_ptr_array_index (diff->settings, i);

    json_builder_begin_object (builder);
    json_add_text (builder, "name", change->name);
    json_add_text (builder, "a", change->values[0]);
    json_add_text (builder, "b", change->values[1]);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_figures (JsonBuilder *builder, const RunDiff *diff)
{
  json_add_array (builder, "figures");
  for (guint i = 0; i < diff->figures->len; i++) {
    const FigureChange *change = g_ptr_array_index (diff->figures, i);

    json_builder_begin_object (builder);
    json_add_text (builder, "key", change->key);
    json_add_number (builder, "a", change->values[0]);
    json_add_number (builder, "b", change->values[1]);
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
  json_add_number (builder, "time", (double) story->time / (double) TIME_SECOND);
  json_add_text (builder, "task", story->task);
  json_add_text (builder, "what", story->what);
  json_add_text (builder, "turn", story->turn);
  if (story->other != NULL)
    json_add_text (builder, "meanwhile", story->other);
  json_add_text (builder, "why", story->why);
  json_builder_end_object (builder);
}

static void
add_parting (JsonBuilder *builder, const RunDiff *diff)
{
  if (diff->parting == PARTING_UNKNOWN) {
    json_add_text (builder, "not_compared", diff->unknown);
    return;
  }
  json_add_count (builder, "decisions_a", diff->decisions[0]);
  json_add_count (builder, "decisions_b", diff->decisions[1]);
  if (diff->submission > 0)
    json_add_count (builder, "first_task_that_differs", diff->submission);
  if (diff->parting == PARTING_NONE)
    return;
  json_add_count (builder, "first_decision_that_differs", diff->decision);
  add_story (builder, "a", &diff->stories[0]);
  add_story (builder, "b", &diff->stories[1]);
}

char *
run_diff_json (const RunDiff *diff)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_add_text (builder, "folder_a", diff->folders[0]);
  json_add_text (builder, "folder_b", diff->folders[1]);
  add_settings (builder, diff);
  json_add_count (builder, "figures_in_all", diff->figures_in_all);
  add_figures (builder, diff);
  add_parting (builder, diff);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_text (root);
}
