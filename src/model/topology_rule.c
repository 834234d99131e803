/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/topology_rule.h"

#include "util/reason.h"
#include "util/units.h"

#include <string.h>

#define SELF "self"

void
spread_rules_clear (SpreadRules *rules)
{
  g_clear_pointer (&rules->item, g_free);
  rules->count = 0;
}

void
affinity_rules_clear (AffinityRules *rules)
{
  g_clear_pointer (&rules->item, g_free);
  rules->count = 0;
}

/* The parts between separators, stripped; none of an empty text. */
static char **
split (const char *text, const char *separator)
{
  char **parts = g_strsplit (text[strspn (text, " \t\r\n")] == '\0' ? "" : text, separator, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);
  return parts;
}

/* Spread ----------------------------------------------------------------------------------------- */

/* `KEY:SKEW`, `KEY:SKEW:DOMAINS` or `KEY:SKEW:soft`. */
static gboolean
parse_spread (const char *item, Labels *labels, SpreadRule *ret, char **ret_reason)
{
  g_auto (GStrv) parts = split (item, ":");
  guint count = g_strv_length (parts);
  gint64 skew, domains = 1;

  if (count == 0)
    return reason_set (ret_reason, "there is nothing between two ';'");
  if (parts[0][0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a key", item);
  if (count == 1)
    return reason_set (ret_reason, "'%s' lacks a skew", item);
  if (count > 3)
    return reason_set (ret_reason, "'%s' has more than three parts", item);
  if (!integer_parse (parts[1], 1, SPREAD_SKEW_MAX, &skew, NULL))
    return reason_set (ret_reason, "'%s' has the skew '%s'", item, parts[1]);
  ret->soft = count == 3 && strcmp (parts[2], "soft") == 0;
  if (count == 3 && !ret->soft && !integer_parse (parts[2], 1, G_MAXINT32, &domains, NULL))
    return reason_set (ret_reason, "'%s' has '%s' for a number of domains", item, parts[2]);
  ret->key = labels_intern (labels, parts[0]);
  ret->skew = (gint32) skew;
  ret->least_domains = (gint32) domains;
  return TRUE;
}

static gboolean
is_repeated (const GArray *rules, const SpreadRule *rule)
{
  for (guint i = 0; i < rules->len; i++) {
    const SpreadRule *other = &g_array_index (rules, SpreadRule, i);

    if (other->key == rule->key && other->soft == rule->soft)
      return TRUE;
  }
  return FALSE;
}

gboolean
spread_rules_parse (const char *text, Labels *labels, SpreadRules *ret, char **ret_reason)
{
  g_auto (GStrv) items = split (text, ";");
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (SpreadRule));

  for (guint i = 0; items[i] != NULL; i++) {
    SpreadRule rule = { 0 };

    if (!parse_spread (items[i], labels, &rule, ret_reason))
      return FALSE;
    if (is_repeated (rules, &rule))
      return reason_set (ret_reason, "'%s' is given twice", labels_text (labels, rule.key));
    g_array_append_val (rules, rule);
  }
  if (rules->len > SPREAD_RULES_MAX)
    return reason_set (ret_reason, "there are %u rules, more than " G_STRINGIFY (SPREAD_RULES_MAX),
                 rules->len);
  ret->count = rules->len;
  ret->item = (SpreadRule *) (void *) g_array_steal (rules, NULL);
  return TRUE;
}

/* Affinity --------------------------------------------------------------------------------------- */

/* Cuts `:WEIGHT` off the end of a key. */
static gboolean
cut_weight (char *key, const char *item, gint32 *ret, char **ret_reason)
{
  char *colon = strrchr (key, ':');
  gint64 weight = 0;

  if (colon != NULL) {
    if (!integer_parse (g_strstrip (colon + 1), 1, AFFINITY_WEIGHT_MAX, &weight, NULL))
      return reason_set (ret_reason, "'%s' has the weight '%s'", item, colon + 1);
    *colon = '\0';
    g_strchomp (key);
  }
  *ret = (gint32) weight;
  return TRUE;
}

/* `GROUP@KEY`, with a `!` before it or a `:WEIGHT` behind it. */
static gboolean
parse_affinity (const char *item, guint own, Labels *labels, AffinityRule *ret, char **ret_reason)
{
  const char *begin = item[0] == '!' ? item + 1 : item;
  const char *at = strrchr (begin, '@');
  g_autofree char *group = NULL, *key = NULL;

  if (item[0] == '\0')
    return reason_set (ret_reason, "there is nothing between two ';'");
  if (at == NULL)
    return reason_set (ret_reason, "'%s' lacks '@' and a key", item);
  group = g_strstrip (g_strndup (begin, (gsize) (at - begin)));
  key = g_strstrip (g_strdup (at + 1));
  if (!cut_weight (key, item, &ret->weight, ret_reason))
    return FALSE;
  if (group[0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a group", item);
  if (key[0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a key", item);
  ret->apart = item[0] == '!';
  ret->group = strcmp (group, SELF) == 0 ? own : labels_intern (labels, group);
  ret->key = labels_intern (labels, key);
  return TRUE;
}

gboolean
affinity_rules_parse (const char *text, guint own, Labels *labels, AffinityRules *ret,
                      char **ret_reason)
{
  g_auto (GStrv) items = split (text, ";");
  g_autoptr (GArray) rules = g_array_new (FALSE, TRUE, sizeof (AffinityRule));

  for (guint i = 0; items[i] != NULL; i++) {
    AffinityRule rule = { 0 };

    if (!parse_affinity (items[i], own, labels, &rule, ret_reason))
      return FALSE;
    g_array_append_val (rules, rule);
  }
  ret->count = rules->len;
  ret->item = (AffinityRule *) (void *) g_array_steal (rules, NULL);
  return TRUE;
}

gboolean
group_name_check (const char *name, char **ret_reason)
{
  if (strcmp (name, SELF) == 0)
    return reason_set (ret_reason, "'" SELF "' is a task's own group");
  if (strpbrk (name, ";@!") != NULL)
    return reason_set (ret_reason, "'%s' has one of ; @ ! in it", name);
  return TRUE;
}
