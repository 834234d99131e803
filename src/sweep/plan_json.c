/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Written with json-glib's builder and read back leniently: whatever is not as it was written is
 * found out by the plan's own hash. */
#include "sweep/plan_json.h"

#include "berth.h"
#include "metrics/json_text.h"
#include "util/json_add.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <string.h>

/* Writing -------------------------------------------------------------------------------------- */

static void
add_scenarios (JsonBuilder *builder, const SweepPlan *plan)
{
  json_add_array (builder, "scenarios");
  for (guint i = 0; i < plan->scenarios->len; i++) {
    const SweepScenario *scenario = sweep_plan_scenario (plan, i);

    json_builder_begin_object (builder);
    json_add_text (builder, "name", scenario->name);
    json_add_text (builder, "sha256", scenario->sha256);
    json_add_text (builder, "text", scenario->text);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_inputs (JsonBuilder *builder, const SweepPlan *plan)
{
  json_add_array (builder, "inputs");
  for (guint i = 0; i < plan->inputs->len; i++) {
    json_builder_begin_object (builder);
    json_add_text (builder, "name", g_ptr_array_index (plan->inputs, i));
    json_add_text (builder, "sha256", g_ptr_array_index (plan->input_hashes, i));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_points (JsonBuilder *builder, const SweepPlan *plan)
{
  json_add_array (builder, "points");
  for (guint i = 0; i < plan->points->len; i++) {
    const SweepPoint *point = sweep_plan_point (plan, i);

    json_builder_begin_object (builder);
    json_add_text (builder, "name", point->name);
    json_builder_set_member_name (builder, "scenario");
    json_builder_add_int_value (builder, point->scenario);
    json_add_texts (builder, "overrides", point->overrides);
    json_builder_set_member_name (builder, "values");
    json_builder_begin_object (builder);
    for (guint k = 0; plan->keys[k] != NULL; k++)
      if (point->values[k] != NULL)
        json_add_text (builder, plan->keys[k], point->values[k]);
    json_builder_end_object (builder);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

/* The plan alone: what its hash is of. */
static JsonNode *
plan_node (const SweepPlan *plan)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_add_texts (builder, "keys", plan->keys);
  add_scenarios (builder, plan);
  add_inputs (builder, plan);
  add_points (builder, plan);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

void
sweep_plan_seal (SweepPlan *plan)
{
  g_autoptr (JsonNode) node = plan_node (plan);
  g_autofree char *text = json_text (node);

  g_free (plan->sha256);
  plan->sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

gboolean
sweep_plan_write (const SweepPlan *plan, Shard shard, const char *folder, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *path = g_build_filename (folder, SWEEP_FILE, NULL);
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  json_add_text (builder, "berth", berth_version ());
  json_builder_set_member_name (builder, "shard");
  json_builder_add_int_value (builder, shard.index);
  json_builder_set_member_name (builder, "shards");
  json_builder_add_int_value (builder, shard.count);
  json_add_text (builder, "sha256", plan->sha256);
  json_builder_set_member_name (builder, "plan");
  json_builder_add_value (builder, plan_node (plan));
  json_builder_end_object (builder);
  node = json_builder_get_root (builder);
  text = json_text (node);
  return result_file_write_whole (path, text, strlen (text), error);
}

/* Reading -------------------------------------------------------------------------------------- */

static JsonNode *
member (JsonNode *node, const char *name)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_member (json_node_get_object (node), name)
           : NULL;
}

static JsonArray *
array_of (JsonNode *node, const char *name)
{
  JsonNode *array = member (node, name);

  return array != NULL && JSON_NODE_HOLDS_ARRAY (array) ? json_node_get_array (array) : NULL;
}

static guint
length_of (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

/* Text, or "" where there is none. */
static const char *
text_of (JsonNode *node)
{
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

static guint
number_of (JsonNode *node)
{
  return node != NULL && json_node_get_value_type (node) == G_TYPE_INT64
           ? (guint) CLAMP (json_node_get_int (node), 0, G_MAXINT32)
           : 0;
}

static GStrv
texts_of (JsonArray *array)
{
  GStrv texts = g_new0 (char *, length_of (array) + 1);

  for (guint i = 0; i < length_of (array); i++)
    texts[i] = g_strdup (text_of (json_array_get_element (array, i)));
  return texts;
}

static SweepPoint *
read_point (const SweepPlan *plan, JsonNode *node)
{
  SweepPoint *point = g_new0 (SweepPoint, 1);
  JsonNode *values = member (node, "values");

  point->name = g_strdup (text_of (member (node, "name")));
  point->scenario = number_of (member (node, "scenario"));
  point->overrides = texts_of (array_of (node, "overrides"));
  point->values = g_new0 (const char *, g_strv_length (plan->keys) + 1);
  for (guint k = 0; plan->keys[k] != NULL; k++) {
    JsonNode *value = member (values, plan->keys[k]);

    if (value != NULL)
      point->values[k] = g_intern_string (text_of (value));
  }
  return point;
}

static SweepPlan *
read_plan (JsonNode *node)
{
  SweepPlan *plan = sweep_plan_alloc ();
  JsonArray *scenarios = array_of (node, "scenarios"), *inputs = array_of (node, "inputs");
  JsonArray *points = array_of (node, "points");

  plan->keys = texts_of (array_of (node, "keys"));
  for (guint i = 0; i < length_of (scenarios); i++) {
    JsonNode *from = json_array_get_element (scenarios, i);
    SweepScenario *scenario = g_new0 (SweepScenario, 1);

    scenario->name = g_strdup (text_of (member (from, "name")));
    scenario->sha256 = g_strdup (text_of (member (from, "sha256")));
    scenario->text = g_strdup (text_of (member (from, "text")));
    g_ptr_array_add (plan->scenarios, scenario);
  }
  for (guint i = 0; i < length_of (inputs); i++) {
    JsonNode *from = json_array_get_element (inputs, i);

    g_ptr_array_add (plan->inputs, g_strdup (text_of (member (from, "name"))));
    g_ptr_array_add (plan->input_hashes, g_strdup (text_of (member (from, "sha256"))));
  }
  for (guint i = 0; i < length_of (points); i++)
    g_ptr_array_add (plan->points, read_point (plan, json_array_get_element (points, i)));
  return plan;
}

/* Names become paths: none may lead out of the folder. */
static gboolean
is_sound (const SweepPlan *plan)
{
  for (guint i = 0; i < plan->points->len; i++) {
    const SweepPoint *point = sweep_plan_point (plan, i);

    if (point->name[0] == '\0' || point->name[0] == '.' || strchr (point->name, '/') != NULL
        || point->scenario >= plan->scenarios->len)
      return FALSE;
  }
  return plan->points->len > 0;
}

SweepPlan *
sweep_plan_read (const char *folder, Shard *ret_shard, GError **error)
{
  g_autofree char *path = g_build_filename (folder, SWEEP_FILE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (SweepPlan) plan = NULL;
  JsonNode *root;
  Shard shard;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    input_error (error, folder, 0, "a folder that berth sweep has written", "there is no %s",
                 SWEEP_FILE);
    return NULL;
  }
  root = json_parser_load_from_file (parser, path, NULL) ? json_parser_get_root (parser) : NULL;
  plan = read_plan (member (root, "plan"));
  sweep_plan_seal (plan);
  shard = (Shard){ number_of (member (root, "shard")), number_of (member (root, "shards")) };
  if (strcmp (plan->sha256, text_of (member (root, "sha256"))) != 0 || !is_sound (plan)
      || shard.index < 1 || shard.index > shard.count) {
    input_error (error, path, 0, "what berth sweep has written", "this is no plan of a sweep");
    return NULL;
  }
  if (strcmp (text_of (member (root, "berth")), berth_version ()) != 0) {
    input_error (error, path, 0, "a sweep of this version",
                 "the sweep is of berth %s, this is berth %s", text_of (member (root, "berth")),
                 berth_version ());
    return NULL;
  }
  if (ret_shard != NULL)
    *ret_shard = shard;
  return g_steal_pointer (&plan);
}
