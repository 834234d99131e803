/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts and times are in the units of the result files: cores, MiB, devices; seconds. */
#include "explain/explain.h"

#include "explain/names.h"
#include "metrics/json_text.h"

static void
set_seconds (JsonObject *object, const char *name, gint64 time)
{
  json_object_set_double_member (object, name, (double) time / (double) TIME_SECOND);
}

static void
set_text (JsonObject *object, const char *name, char *text)
{
  json_object_set_string_member (object, name, text);
  g_free (text);
}

static char *
to_text (JsonObject *root)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, root);
  return json_text (node);
}

static void
set_amount (JsonObject *object, const char *name, const Moment *moment, guint resource,
            Total amount)
{
  Unit unit = moment->cell->resources->item[resource].unit;
  if (unit == UNIT_CPU || unit == UNIT_DEVICE)
    json_object_set_double_member (object, name, (double) amount / 1000);
  else
    json_object_set_int_member (object, name, amount);
}

/* Amounts that are not 0, by resource. */
static JsonObject *
amounts_object (const Moment *moment, const Amounts *amounts)
{
  const ResourceSet *resources = moment->cell->resources;
  JsonObject *object = json_object_new ();
  for (guint r = 0; r < resources->count; r++)
    if (amounts->of[r] != 0)
      set_amount (object, resources->item[r].name, moment, r, amounts->of[r]);
  return object;
}

static void
set_class (JsonObject *object, const Moment *moment, const TaskClass *class)
{
  json_object_set_int_member (object, "class", class->index);
  json_object_set_string_member (object, "tier", tier_names[class->tier]);
  json_object_set_int_member (object, "priority", class->priority);
  json_object_set_object_member (object, "request", amounts_object (moment, &class->request));
  set_text (object, "constraints",
            name_of_constraints (moment->cell, &class->constraints, G_MAXUINT64));
  set_text (object, "tolerations", name_of_attributes (moment->cell, class->tolerations));
}

/* Choices ------------------------------------------------------------------------------------ */

static JsonObject *
ranked_object (const Moment *moment, const RankedMachine *ranked)
{
  const char *const *scores = inspection_scores (moment->inspection);
  JsonObject *object = json_object_new (), *parts = json_object_new ();
  json_object_set_string_member (object, "machine", moment_machine_name (moment, ranked->machine));
  json_object_set_double_member (object, "score", ranked->score);
  for (guint s = 0; scores[s] != NULL; s++)
    json_object_set_double_member (parts, scores[s], ranked->part[s]);
  json_object_set_object_member (object, "scores", parts);
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

static JsonObject *
rule_object (const Moment *moment, const TopologyTie *tie)
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
    JsonObject *object = rule_object (moment, &rule->tie), *tasks = json_object_new ();
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

static JsonObject *
choice_object (const Moment *moment, const Choice *choice)
{
  const char *const *filters = inspection_filters (moment->inspection);
  JsonObject *object = json_object_new (), *turned_away = json_object_new ();
  JsonArray *best = json_array_new (), *evictions = json_array_new ();
  set_seconds (object, "time", choice->time);
  if (choice->machine != MACHINE_NONE)
    json_object_set_string_member (object, "machine",
                                   moment_machine_name (moment, choice->machine));
  for (guint f = 0; filters[f] != NULL; f++)
    json_object_set_int_member (turned_away, filters[f], choice->turned_away[f]);
  json_object_set_object_member (object, "turned_away", turned_away);
  json_object_set_int_member (object, "feasible", choice->feasible);
  if (choice->rules->len > 0)
    json_object_set_array_member (object, "rules", rules_array (moment, choice->rules));
  for (guint i = 0; i < choice->best->len; i++)
    json_array_add_object_element (
      best, ranked_object (moment, &g_array_index (choice->best, RankedMachine, i)));
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

/* Waiting ------------------------------------------------------------------------------------ */

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
      set_seconds (object, "until", evictee->until);
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
    json_object_set_object_member (object, "missing", amounts_object (moment, &it->missing));
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
      json_array_add_object_element (array, rule_object (moment, &tie));
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
    set_text (object, "constraints",
              name_of_constraints (cell, &class->constraints, relaxation->dropped));
    break;
  case RELAX_TAINTS:
    set_text (object, "taints", name_of_attributes (cell, relaxation->tolerations));
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
    set_amount (object, "amount", moment, relaxation->resource, relaxation->amount);
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

static JsonObject *
waiting_object (const Moment *moment, const Waiting *waiting)
{
  const Cell *cell = moment->cell;
  JsonObject *object = json_object_new ();
  set_class (object, moment, waiting->task_class);
  json_object_set_int_member (object, "tasks", waiting->tasks);
  set_seconds (object, "since", waiting->since);
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
    set_seconds (object, "next_attempt", waiting->next_try);
  json_object_set_object_member (object, "machines", choice_object (moment, waiting->choice));
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

/* The two documents -------------------------------------------------------------------------- */

static JsonArray *
facts_array (const Moment *moment, const GArray *facts)
{
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < facts->len; i++) {
    const Fact *fact = &g_array_index (facts, Fact, i);
    JsonObject *object = json_object_new ();
    set_seconds (object, "time", fact->time);
    json_object_set_string_member (object, "what", fact_names[fact->kind]);
    if (fact->machine != MACHINE_NONE)
      json_object_set_string_member (object, "machine",
                                     moment_machine_name (moment, fact->machine));
    if (fact->by != NULL)
      json_object_set_string_member (object, "by", fact->by);
    if (fact->kind == FACT_EVICTED || fact->kind == FACT_FAILED)
      set_seconds (object, "lost_seconds", fact->lost);
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
  set_class (root, moment, story->task_class);
  json_object_set_array_member (root, "history", facts_array (moment, story->facts));
  if (story->placement != NULL)
    json_object_set_object_member (root, "placement", choice_object (moment, story->placement));
  if (story->eviction != NULL) {
    JsonObject *eviction = choice_object (moment, story->eviction);
    json_object_set_string_member (eviction, "by", story->evicted_for_name);
    json_object_set_object_member (root, "eviction", eviction);
  }
  if (story->waiting != NULL)
    json_object_set_object_member (root, "waiting", waiting_object (moment, story->waiting));
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
  set_amount (object, "demand", moment, bottleneck->resource, bottleneck->demand);
  set_amount (object, "free", moment, bottleneck->resource, bottleneck->free);
  set_amount (object, "capacity", moment, bottleneck->resource, bottleneck->capacity);
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
  set_seconds (root, "time", moment->now);
  for (guint i = 0; i < bottlenecks->len; i++)
    json_array_add_object_element (knots, bottleneck_object (moment, backlog->bottlenecks,
                                                             g_ptr_array_index (bottlenecks, i)));
  json_object_set_array_member (root, "bottlenecks", knots);
  for (guint i = 0; i < backlog->waiting->len; i++)
    json_array_add_object_element (
      waiting, waiting_object (moment, g_ptr_array_index (backlog->waiting, i)));
  json_object_set_array_member (root, "classes", waiting);
  return to_text (root);
}
