/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/json_parts.h"

#include "explain/names.h"

void
json_set_seconds (JsonObject *object, const char *name, gint64 time)
{
  json_object_set_double_member (object, name, (double) time / (double) TIME_SECOND);
}

void
json_set_text (JsonObject *object, const char *name, char *text)
{
  json_object_set_string_member (object, name, text);
  g_free (text);
}

void
json_set_amount (JsonObject *object, const char *name, const Moment *moment, guint resource,
            Total amount)
{
  Unit unit = moment->cell->resources->item[resource].unit;
  if (unit == UNIT_CPU || unit == UNIT_DEVICE)
    json_object_set_double_member (object, name, (double) amount / 1000);
  else
    json_object_set_int_member (object, name, amount);
}

/* Amounts that are not 0, by resource. */
JsonObject *
json_amounts_object (const Moment *moment, const Amounts *amounts)
{
  const ResourceSet *resources = moment->cell->resources;
  JsonObject *object = json_object_new ();
  for (guint r = 0; r < resources->count; r++)
    if (amounts->of[r] != 0)
      json_set_amount (object, resources->item[r].name, moment, r, amounts->of[r]);
  return object;
}

void
json_set_class (JsonObject *object, const Moment *moment, const TaskClass *class)
{
  json_object_set_int_member (object, "class", class->index);
  json_object_set_string_member (object, "tier", tier_names[class->tier]);
  json_object_set_int_member (object, "priority", class->priority);
  json_object_set_object_member (object, "request", json_amounts_object (moment, &class->request));
  json_set_text (object, "constraints",
            name_of_constraints (moment->cell, &class->constraints, G_MAXUINT64));
  json_set_text (object, "tolerations", name_of_attributes (moment->cell, class->tolerations));
}

/* Choices ------------------------------------------------------------------------------------ */

static JsonObject *
ranked_object (const Moment *moment, const Choice *choice, const RankedMachine *ranked)
{
  const char *const *scores = inspection_scores (moment->inspection);
  JsonObject *object = json_object_new (), *parts = json_object_new ();
  json_object_set_string_member (object, "machine", moment_machine_name (moment, ranked->machine));
  json_object_set_double_member (object, "score", ranked->score);
  for (guint s = 0; scores[s] != NULL; s++)
    json_object_set_double_member (parts, scores[s], ranked->part[s]);
  json_object_set_object_member (object, "scores", parts);
  if (choice->data > 0) {
    json_object_set_int_member (object, "distance", ranked->distance);
    if (ranked->transfer != TIME_NEVER)
      json_set_seconds (object, "transfer_seconds", ranked->transfer);
  }
  return object;
}

static JsonObject *
eviction_object (const Moment *moment, const Eviction *eviction)
{
  JsonObject *object = json_object_new ();
  JsonArray *victims = json_array_new ();
  json_object_set_string_member (object, "machine",
                                 moment_machine_name (moment, eviction->machine));
  json_object_set_int_member (object, "highest_priority", eviction->worth.cost.highest_priority);
  json_object_set_int_member (object, "number", eviction->worth.cost.count);
  json_object_set_double_member (object, "loss", (double) eviction->worth.cost.loss / 1e12);
  for (guint i = 0; eviction->victims[i] != NULL; i++)
    json_array_add_string_element (victims, eviction->victims[i]);
  json_object_set_array_member (object, "victims", victims);
  return object;
}

JsonObject *
json_rule_object (const Moment *moment, const TopologyTie *tie)
{
  static const char *const kinds[] = { "spread", "affinity", "anti-affinity",
                                       "anti-affinity-of-others" };
  const Labels *labels = moment->cell->inventory->labels;
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "kind", kinds[tie->kind]);
  json_object_set_string_member (object, "group", labels_text (labels, tie->group));
  json_object_set_string_member (object, "key", labels_text (labels, tie->key));
  if (tie->kind == TIE_SPREAD) {
    json_object_set_int_member (object, "max_skew", tie->rule->skew);
    json_object_set_int_member (object, "min_domains", tie->rule->least_domains);
  }
  return object;
}

static JsonArray *
rules_array (const Moment *moment, const GArray *rules)
{
  const Labels *labels = moment->cell->inventory->labels;
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < rules->len; i++) {
    const RuleState *rule = &g_array_index (rules, RuleState, i);
    JsonObject *object = json_rule_object (moment, &rule->tie), *tasks = json_object_new ();
    for (guint d = 0; d < rule->domains->len; d++) {
      const RuleDomain *domain = &g_array_index (rule->domains, RuleDomain, d);
      json_object_set_int_member (tasks, labels_text (labels, domain->value), domain->tasks);
    }
    json_object_set_object_member (object, "tasks", tasks);
    json_array_add_object_element (array, object);
  }
  return array;
}

static JsonObject *
shares_object (const Moment *moment, const ShareStory *story)
{
  JsonObject *object = json_object_new ();
  JsonArray *victims = json_array_new (), *users = json_array_new ();
  json_object_set_string_member (object, "rule",
                                 reclaim_names[moment->scenario->scheduler.reclaim]);
  json_object_set_string_member (object, "taker", story->taker);
  json_object_set_double_member (object, "share_with_task", story->with);
  for (guint i = 0; i < story->taken->len; i++) {
    const TakenTask *taken = &g_array_index (story->taken, TakenTask, i);
    JsonObject *victim = json_object_new ();
    json_object_set_string_member (victim, "task", taken->task);
    json_object_set_string_member (victim, "user", taken->user);
    json_object_set_double_member (victim, "share_with", taken->before);
    json_object_set_double_member (victim, "share_without", taken->after);
    json_array_add_object_element (victims, victim);
  }
  for (guint i = 0; i < story->users->len; i++) {
    const UserShare *share = &g_array_index (story->users, UserShare, i);
    JsonObject *user = json_object_new ();
    json_object_set_string_member (user, "user", share->user);
    json_object_set_double_member (user, "before", share->before);
    json_object_set_double_member (user, "after", share->after);
    json_array_add_object_element (users, user);
  }
  json_object_set_array_member (object, "victims", victims);
  json_object_set_array_member (object, "users", users);
  return object;
}

JsonObject *
json_choice_object (const Moment *moment, const Choice *choice)
{
  const char *const *filters = inspection_filters (moment->inspection);
  JsonObject *object = json_object_new (), *turned_away = json_object_new ();
  JsonArray *best = json_array_new (), *evictions = json_array_new ();
  json_set_seconds (object, "time", choice->time);
  if (choice->machine != MACHINE_NONE)
    json_object_set_string_member (object, "machine",
                                   moment_machine_name (moment, choice->machine));
  for (guint f = 0; filters[f] != NULL; f++)
    json_object_set_int_member (turned_away, filters[f], choice->turned_away[f]);
  json_object_set_object_member (object, "turned_away", turned_away);
  json_object_set_int_member (object, "feasible", choice->feasible);
  if (choice->packed)
    json_object_set_int_member (object, "allowed_by_packing", choice->allowed);
  if (choice->data > 0)
    json_object_set_int_member (object, "data_size", choice->data);
  if (choice->rules->len > 0)
    json_object_set_array_member (object, "rules", rules_array (moment, choice->rules));
  for (guint i = 0; i < choice->best->len; i++)
    json_array_add_object_element (
      best, ranked_object (moment, choice, &g_array_index (choice->best, RankedMachine, i)));
  json_object_set_array_member (object, "best", best);
  json_object_set_int_member (object, "evictable", choice->candidates);
  for (guint i = 0; choice->evictions != NULL && i < choice->evictions->len; i++)
    json_array_add_object_element (
      evictions, eviction_object (moment, &g_array_index (choice->evictions, Eviction, i)));
  json_object_set_array_member (object, "evictions", evictions);
  if (choice->shares != NULL)
    json_object_set_object_member (object, "reclaim", shares_object (moment, choice->shares));
  return object;
}
