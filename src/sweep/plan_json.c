/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is read back that is not as it was written is found out by the plan's own hash. */
#include "sweep/plan_json.h"

#include "berth.h"
#include "metrics/json_text.h"
#include "util/json_add.h"
#include "util/json_get.h"
#include "util/json_parse.h"
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

/* Whatever a file lacks is "" or 0: nothing of a plan is NULL. */
static char *
read_text (JsonReading *reading, JsonObject *object, const char *name)
{
  const char *text = json_get_text (reading, object, name);

  return g_strdup (text != NULL ? text : "");
}

static guint
read_number (JsonReading *reading, JsonObject *object, const char *name)
{
  return (guint) json_get_integer (reading, object, name, 0, G_MAXINT32, 0);
}

static GStrv
read_texts (JsonReading *reading, JsonObject *object, const char *name)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  JsonArray *array = json_get_array (reading, object, name);

  for (guint i = 0; i < json_length (array); i++) {
    const char *text = json_get_element_text (reading, array, i, name);

    if (text != NULL)
      g_strv_builder_add (texts, text);
  }
  return g_strv_builder_end (texts);
}

static void
read_scenario (JsonReading *reading, SweepPlan *plan, JsonObject *object)
{
  SweepScenario *scenario = g_new0 (SweepScenario, 1);

  scenario->name = read_text (reading, object, "name");
  scenario->sha256 = read_text (reading, object, "sha256");
  scenario->text = read_text (reading, object, "text");
  g_ptr_array_add (plan->scenarios, scenario);
}

static void
read_input (JsonReading *reading, SweepPlan *plan, JsonObject *object)
{
  g_ptr_array_add (plan->inputs, read_text (reading, object, "name"));
  g_ptr_array_add (plan->input_hashes, read_text (reading, object, "sha256"));
}

static void
read_point (JsonReading *reading, SweepPlan *plan, JsonObject *object)
{
  SweepPoint *point = g_new0 (SweepPoint, 1);
  JsonObject *values = json_get_object (reading, object, "values");

  point->name = read_text (reading, object, "name");
  point->scenario = read_number (reading, object, "scenario");
  point->overrides = read_texts (reading, object, "overrides");
  point->values = g_new0 (const char *, g_strv_length (plan->keys) + 1);
  for (guint k = 0; plan->keys[k] != NULL; k++)
    point->values[k] = g_intern_string (json_get_text (reading, values, plan->keys[k]));
  g_ptr_array_add (plan->points, point);
}

static void
read_all (JsonReading *reading, SweepPlan *plan, JsonObject *object, const char *name,
          void (*read) (JsonReading *reading, SweepPlan *plan, JsonObject *object))
{
  JsonArray *array = json_get_array (reading, object, name);

  for (guint i = 0; i < json_length (array); i++)
    read (reading, plan, json_get_element (reading, array, i, name));
}

static SweepPlan *
read_plan (JsonReading *reading, JsonObject *object)
{
  SweepPlan *plan = sweep_plan_alloc ();

  plan->keys = read_texts (reading, object, "keys");
  read_all (reading, plan, object, "scenarios", read_scenario);
  read_all (reading, plan, object, "inputs", read_input);
  read_all (reading, plan, object, "points", read_point);
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
  JsonReading reading = { .display = path };
  g_autofree char *sha256 = NULL, *version = NULL;
  JsonObject *root;
  gboolean sound;
  Shard shard;

  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    input_error (error, folder, 0, "a folder that berth sweep has written", "there is no %s",
                 SWEEP_FILE);
    return NULL;
  }
  root = json_parse_file (parser, path, NULL) ? json_parsed_object (parser) : NULL;
  plan = read_plan (&reading, json_get_object (&reading, root, "plan"));
  sweep_plan_seal (plan);
  shard = (Shard){ read_number (&reading, root, "shard"), read_number (&reading, root, "shards") };
  sha256 = read_text (&reading, root, "sha256");
  version = read_text (&reading, root, "berth");
  sound = json_sound (&reading, NULL);
  if (!sound || strcmp (plan->sha256, sha256) != 0 || !is_sound (plan) || shard.index < 1
      || shard.index > shard.count) {
    input_error (error, path, 0, "what berth sweep has written", "this is no plan of a sweep");
    return NULL;
  }
  if (strcmp (version, berth_version ()) != 0) {
    input_error (error, path, 0, "a sweep of this version",
                 "the sweep is of berth %s, this is berth %s", version, berth_version ());
    return NULL;
  }
  if (ret_shard != NULL)
    *ret_shard = shard;
  return g_steal_pointer (&plan);
}
