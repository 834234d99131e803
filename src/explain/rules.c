/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/rules.h"

static gboolean
is_present (const Cell *cell, guint machine)
{
  return cell->state[machine] == MACHINE_IS_UP || cell->state[machine] == MACHINE_DRAINING;
}

static GArray *
count_domains (const Moment *moment, const TaskClass *task_class, guint index,
               const TopologyTie *tie)
{
  const Cell *cell = moment->cell;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GArray *domains = g_array_new (FALSE, FALSE, sizeof (RuleDomain));
  for (guint m = 0; m < cell->machines; m++) {
    guint value = machine_value (inventory_machine (cell->inventory, m), tie->key);
    gint32 tasks = topology_tie_count (cell->topology, task_class->index, index, m);
    RuleDomain domain = { value, tasks };
    if (is_present (cell, m) && tasks != TIE_NOWHERE
        && g_hash_table_add (seen, GUINT_TO_POINTER (value)))
      g_array_append_val (domains, domain);
  }
  return domains;
}

static void
state_clear (gpointer data)
{
  g_array_unref (((RuleState *) data)->domains);
}

GArray *
rules_find (const Moment *moment, const TaskClass *task_class)
{
  const Topology *topology = moment->cell->topology;
  GArray *rules = g_array_new (FALSE, FALSE, sizeof (RuleState));
  g_array_set_clear_func (rules, state_clear);
  for (guint i = 0; topology != NULL && i < topology_ties (topology, task_class->index); i++) {
    RuleState rule = { .tie = topology_tie (topology, task_class->index, i) };
    const char *filter = rule.tie.kind == TIE_SPREAD ? "topology-spread" : "affinity";
    if (inspection_filter_index (moment->inspection, filter) < 0)
      continue;
    rule.domains = count_domains (moment, task_class, i, &rule.tie);
    g_array_append_val (rules, rule);
  }
  return rules;
}

/* Words -------------------------------------------------------------------------------------- */

static void
append_spread (GString *text, const Labels *labels, const SpreadRule *rule, const char *group)
{
  g_string_append_printf (text, "%s over %s, max skew %d", group, labels_text (labels, rule->key),
                          rule->skew);
  if (rule->least_domains > 1)
    g_string_append_printf (text, ", min domains %d", rule->least_domains);
}

char *
rule_words (const Labels *labels, const TopologyTie *tie)
{
  const char *key = labels_text (labels, tie->key), *group = labels_text (labels, tie->group);
  GString *text = g_string_new (NULL);
  switch (tie->kind) {
  case TIE_SPREAD:
    append_spread (text, labels, tie->rule, group);
    break;
  case TIE_NEAR:
    g_string_append_printf (text, "%s, same %s", group, key);
    break;
  case TIE_APART:
    g_string_append_printf (text, "%s, another %s", group, key);
    break;
  case TIE_AVERSE:
    g_string_append_printf (text, "tasks that must be apart from %s, another %s", group, key);
    break;
  }
  return g_string_free (text, FALSE);
}

char *
rule_wishes (const Labels *labels, const TaskClass *task_class)
{
  const ClassRules *rules = task_class_rules (task_class);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < rules->spread.count; i++) {
    if (!rules->spread.item[i].soft)
      continue;
    g_string_append (text, text->len > 0 ? "; spread of " : "spread of ");
    append_spread (text, labels, &rules->spread.item[i], labels_text (labels, rules->group));
  }
  for (guint i = 0; i < rules->affinity.count; i++) {
    const AffinityRule *rule = &rules->affinity.item[i];
    if (rule->weight > 0)
      g_string_append_printf (text, "%s%s %s, %s %s, weight %d", text->len > 0 ? "; " : "",
                              rule->apart ? "apart from" : "near",
                              labels_text (labels, rule->group), rule->apart ? "another" : "same",
                              labels_text (labels, rule->key), rule->weight);
  }
  return g_string_free (text, FALSE);
}
