/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/json_parts.h"

#include "explain/names.h"

static JsonArray *
evictees_array (const Moment *moment, const GArray *evictees)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < evictees->len; i++) {
    const Evictee *evictee = &g_array_index (evictees, Evictee, i);
    JsonObject *object = json_object_new ();
    json_object_set_string_member (object, "task", evictee->name);
    json_object_set_string_member (object, "machine",
                                   moment_machine_name (moment, evictee->machine));
    if (evictee->spared != SPARED_NOT)
      json_object_set_string_member (object, "spared_by", spared_names[evictee->spared]);
    if (evictee->spared == SPARED_BY_EXEMPTION)
      json_set_seconds (object, "until", evictee->until);
    json_array_add_object_element (array, object);
  }
  return array;
}

static JsonArray *
room_array (const Moment *moment, const GArray *room)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < room->len; i++) {
    const MissingRoom *it = &g_array_index (room, MissingRoom, i);
    JsonObject *object = json_object_new ();
    json_object_set_string_member (object, "machine", moment_machine_name (moment, it->machine));
    json_object_set_int_member (object, "tasks", it->tasks);
    json_object_set_object_member (object, "missing", json_amounts_object (moment, &it->missing));
    json_array_add_object_element (array, object);
  }
  return array;
}

static JsonArray *
ties_array (const Moment *moment, const TaskClass *class, guint64 ties)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < 64; i++)
    if (ties >> i & 1) {
      TopologyTie tie = topology_tie (moment->cell->topology, class->index, i);
      json_array_add_object_element (array, json_rule_object (moment, &tie));
    }
  return array;
}

static void
set_details (JsonObject *object, const Moment *moment, const TaskClass *class,
             const Relaxation *relaxation)
{
  const Cell *cell = moment->cell;
  switch (relaxation->kind) {
  case RELAX_CONSTRAINTS:
    json_set_text (object, "constraints",
              name_of_constraints (cell, &class->constraints, relaxation->dropped));
    break;
  case RELAX_TAINTS:
    json_set_text (object, "taints", name_of_attributes (cell, relaxation->tolerations));
    break;
  case RELAX_SKEW:
  case RELAX_DOMAINS:
    json_object_set_int_member (object, "amount", relaxation->amount);
    G_GNUC_FALLTHROUGH;
  case RELAX_AFFINITY:
    json_object_set_array_member (object, "rules", ties_array (moment, class, relaxation->ties));
    break;
  case RELAX_REQUEST:
    json_object_set_string_member (object, "resource",
                                   cell->resources->item[relaxation->resource].name);
    json_set_amount (object, "amount", moment, relaxation->resource, relaxation->amount);
    break;
  case RELAX_GANG:
    json_object_set_int_member (object, "amount", relaxation->amount);
    break;
  case RELAX_EVICTION:
    json_object_set_array_member (object, "victims", evictees_array (moment, relaxation->victims));
    break;
  case RELAX_CAPACITY:
    json_object_set_array_member (object, "room", room_array (moment, relaxation->room));
    json_object_set_boolean_member (object, "larger_machine", relaxation->add);
    break;
  case RELAX_MACHINES:
  case N_RELAXATIONS:
    break;
  }
}

static JsonObject *
relaxation_object (const Moment *moment, const TaskClass *class, const Relaxation *relaxation)
{
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "kind", relaxation_names[relaxation->kind]);
  json_object_set_string_member (object, "machine",
                                 moment_machine_name (moment, relaxation->machine));
  json_object_set_int_member (object, "machines", relaxation->machines);
  set_details (object, moment, class, relaxation);
  return object;
}

JsonObject *
json_waiting_object (const Moment *moment, const Waiting *waiting)
{
  const Cell *cell = moment->cell;
  JsonObject *object = json_object_new ();
  json_set_class (object, moment, waiting->task_class);
  json_object_set_int_member (object, "tasks", waiting->tasks);
  json_set_seconds (object, "since", waiting->since);
  if (waiting->has_reason) {
    int resource = waiting->why.resource;
    json_object_set_string_member (object, "reason", reason_names[waiting->why.reason]);
    json_object_set_string_member (object, "resource",
                                   resource >= 0 ? cell->resources->item[resource].name : "");
  }
  if (waiting->has_reason && waiting->why.reason == REASON_GANG) {
    json_object_set_int_member (object, "fit", waiting->why.fit);
    json_object_set_int_member (object, "need", waiting->task_class->need);
  }
  if (waiting->next_try > 0)
    json_set_seconds (object, "next_attempt", waiting->next_try);
  json_object_set_object_member (object, "machines", json_choice_object (moment, waiting->choice));
  if (waiting->relaxations != NULL) {
    JsonArray *relaxations = json_array_new ();
    for (guint i = 0; i < waiting->relaxations->len; i++)
      json_array_add_object_element (
        relaxations, relaxation_object (moment, waiting->task_class,
                                        g_ptr_array_index (waiting->relaxations, i)));
    json_object_set_array_member (object, "relaxations", relaxations);
  }
  return object;
}
