/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/explain.h"

#include "explain/json_parts.h"
#include "metrics/json_text.h"

static char *
to_text (JsonObject *root)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, root);
  return json_text (node);
}

/* The two documents -------------------------------------------------------------------------- */

static JsonArray *
facts_array (const Moment *moment, const GArray *facts)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < facts->len; i++) {
    const Fact *fact = &g_array_index (facts, Fact, i);
    JsonObject *object = json_object_new ();
    json_set_seconds (object, "time", fact->time);
    json_object_set_string_member (object, "what", fact_names[fact->kind]);
    if (fact->machine != MACHINE_NONE)
      json_object_set_string_member (object, "machine",
                                     moment_machine_name (moment, fact->machine));
    if (fact->by != NULL)
      json_object_set_string_member (object, "by", fact->by);
    if (fact->with != NULL)
      json_object_set_string_member (object, "with", fact->with);
    if (fact->runs != TIME_UNSET && fact->runs != TIME_NEVER)
      json_set_seconds (object, "runs_from", fact->runs);
    if (fact->kind == FACT_EVICTED || fact->kind == FACT_FAILED)
      json_set_seconds (object, "lost_seconds", fact->lost);
    json_array_add_object_element (array, object);
  }
  return array;
}

char *
explain_task_json (const Moment *moment, const TaskStory *story)
{
  JsonObject *root = json_object_new ();
  json_object_set_string_member (root, "task", story->name);
  json_object_set_string_member (root, "user", story->user);
  json_set_class (root, moment, story->task_class);
  json_object_set_array_member (root, "history", facts_array (moment, story->facts));
  if (story->placement != NULL)
    json_object_set_object_member (root, "placement", json_choice_object (moment, story->placement));
  if (story->eviction != NULL) {
    JsonObject *eviction = json_choice_object (moment, story->eviction);
    json_object_set_string_member (eviction, "by", story->evicted_for_name);
    json_object_set_object_member (root, "eviction", eviction);
  }
  if (story->waiting != NULL)
    json_object_set_object_member (root, "waiting", json_waiting_object (moment, story->waiting));
  return to_text (root);
}

static JsonArray *
machine_names (const Moment *moment, const Bottlenecks *bottlenecks, const Bottleneck *bottleneck)
{
  JsonArray *names = json_array_new ();
  for (guint g = 0; g < bottleneck->groups->len; g++) {
    const EligibleGroup *group = g_ptr_array_index (
      bottlenecks->groups, g_array_index (bottleneck->groups, guint, g));
    for (guint i = 0; i < group->machines->len; i++)
      json_array_add_string_element (
        names, moment_machine_name (moment, g_array_index (group->machines, guint, i)));
  }
  return names;
}

static JsonObject *
bottleneck_object (const Moment *moment, const Bottlenecks *bottlenecks,
                   const Bottleneck *bottleneck)
{
  JsonObject *object = json_object_new ();
  JsonArray *classes = json_array_new ();
  json_object_set_string_member (object, "resource",
                                 moment->cell->resources->item[bottleneck->resource].name);
  json_set_amount (object, "demand", moment, bottleneck->resource, bottleneck->demand);
  json_set_amount (object, "free", moment, bottleneck->resource, bottleneck->free);
  json_set_amount (object, "capacity", moment, bottleneck->resource, bottleneck->capacity);
  for (guint i = 0; i < bottleneck->classes->len; i++)
    json_array_add_int_element (classes, g_array_index (bottleneck->classes, guint, i));
  json_object_set_array_member (object, "classes", classes);
  json_object_set_array_member (object, "machines",
                                machine_names (moment, bottlenecks, bottleneck));
  return object;
}

char *
explain_backlog_json (const Moment *moment, const Backlog *backlog)
{
  const GPtrArray *bottlenecks = backlog->bottlenecks->bottlenecks;
  JsonObject *root = json_object_new ();
  JsonArray *knots = json_array_new (), *waiting = json_array_new ();
  json_set_seconds (root, "time", moment->now);
  for (guint i = 0; i < bottlenecks->len; i++)
    json_array_add_object_element (knots, bottleneck_object (moment, backlog->bottlenecks,
                                                             g_ptr_array_index (bottlenecks, i)));
  json_object_set_array_member (root, "bottlenecks", knots);
  for (guint i = 0; i < backlog->waiting->len; i++)
    json_array_add_object_element (
      waiting, json_waiting_object (moment, g_ptr_array_index (backlog->waiting, i)));
  json_object_set_array_member (root, "classes", waiting);
  return to_text (root);
}
