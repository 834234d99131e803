/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that name policies, resources, users and figures. */
#include "scenario/option_types.h"

#include "scheduler/policies.h"
#include "scheduler/blocked/reason.h"
#include "util/input_error.h"

#include <string.h>

/* Policies ------------------------------------------------------------------------------------- */

/* The policy's own name, of static storage; NULL after refusing. */
static const char *
find_policy (OptionInput *input, const char *text)
{
  PolicyKind kind = (PolicyKind) input->option->kind;
  const char *const *names = policy_names (kind);

  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (names[i], text) == 0)
      return names[i];
  option_refuse (input, input_expected_one_of (text, names), "%s: '%s' is no %s policy",
                 input->entry->key, text, policy_kind_names[kind]);
  return NULL;
}

static gboolean
parse_policy (OptionInput *input, const char *text, gpointer field)
{
  const char *name = find_policy (input, text);

  if (name == NULL)
    return FALSE;
  *(const char **) field = name;
  return TRUE;
}

static char *
join_policies (const Option *option)
{
  return g_strjoinv (", ", (char **) policy_names ((PolicyKind) option->kind));
}

static char *
describe_policy (const Option *option)
{
  g_autofree char *names = join_policies (option);

  return g_strdup_printf ("one of %s", names);
}

const OptionType option_policy = { "policy", parse_policy, describe_policy };

static gboolean
has_filter (const GPtrArray *filters, const char *name)
{
  for (guint i = 0; i < filters->len; i++)
    if (strcmp (g_ptr_array_index (filters, i), name) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
parse_filters (OptionInput *input, const char *text, gpointer field)
{
  GPtrArray *filters = *(GPtrArray **) field;
  gboolean none = g_strcmp0 (text, input->option->none) == 0;
  g_auto (GStrv) parts = none ? g_new0 (char *, 1) : option_split (text);

  g_ptr_array_set_size (filters, 0);
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *name = find_policy (input, parts[i]);

    if (name == NULL)
      return FALSE;
    if (has_filter (filters, name))
      return option_refuse (input, g_strdup ("each filter once"), "%s: '%s' again",
                            input->entry->key, name);
    g_ptr_array_add (filters, (gpointer) name);
  }
  if (!has_filter (filters, "up"))
    g_ptr_array_insert (filters, 0, (gpointer) "up");
  if (!has_filter (filters, "fit"))
    g_ptr_array_add (filters, (gpointer) "fit");
  return filters->len <= MAX_FILTERS
         || option_refuse (input, NULL, "%s: %u filters", input->entry->key, filters->len);
}

static char *
describe_filters (const Option *option)
{
  g_autofree char *names = join_policies (option);

  return g_strdup_printf ("filters joined by ; (%s), or none", names);
}

const OptionType option_filters = { "policies", parse_filters, describe_filters };

static gboolean
parse_score (OptionInput *input, char *part, GArray *scores)
{
  const char *weight = option_split_pair (part);
  WeightedScore score = { find_policy (input, part), 1 };
  const char *reason = NULL;

  if (score.name == NULL)
    return FALSE;
  for (guint i = 0; i < scores->len; i++)
    if (strcmp (g_array_index (scores, WeightedScore, i).name, score.name) == 0)
      return option_refuse (input, g_strdup ("each score once"), "%s: '%s' again",
                            input->entry->key, part);
  if (weight != NULL && !number_parse (weight, 0, 1e6, &score.weight, &reason))
    return option_refuse (input, g_strdup ("a weight above 0, at most 1000000"),
                          "%s: the weight '%s' of %s %s", input->entry->key, weight, part, reason);
  if (score.weight <= 0)
    return option_refuse (input, g_strdup ("a weight above 0, at most 1000000"),
                          "%s: the weight '%s' of %s is not above 0", input->entry->key, weight,
                          part);
  g_array_append_val (scores, score);
  return TRUE;
}

static gboolean
parse_scores (OptionInput *input, const char *text, gpointer field)
{
  GArray *scores = *(GArray **) field;
  gboolean none = g_strcmp0 (text, input->option->none) == 0;
  g_auto (GStrv) parts = none ? g_new0 (char *, 1) : option_split (text);

  g_array_set_size (scores, 0);
  for (guint i = 0; parts[i] != NULL; i++)
    if (!parse_score (input, parts[i], scores))
      return FALSE;
  return TRUE;
}

static char *
describe_scores (const Option *option)
{
  g_autofree char *names = join_policies (option);

  return g_strdup_printf ("scores joined by ;, each NAME or NAME:WEIGHT (%s), or none", names);
}

const OptionType option_scores = { "policies", parse_scores, describe_scores };

/* Numbers by resource -------------------------------------------------------------------------- */

static const char **
resource_names (const ResourceSet *set)
{
  const char **names = g_new0 (const char *, set->count + 1);

  for (guint r = 0; r < set->count; r++)
    names[r] = set->item[r].name;
  return names;
}

static gboolean
parse_weight (OptionInput *input, char *part, double *weights, guint *seen)
{
  const ResourceSet *set = &input->settings->resources;
  const char *weight = option_split_pair (part);
  int resource = resource_set_find (set, part);
  g_autofree const char **names = resource_names (set);
  const char *reason = "is missing";
  gint64 value;

  if (resource < 0)
    return option_refuse (input, input_expected_one_of (part, names), "%s: '%s' is no resource",
                          input->entry->key, part);
  if (*seen & 1u << resource)
    return option_refuse (input, g_strdup ("each resource once"), "%s: '%s' again",
                          input->entry->key, part);
  *seen |= 1u << resource;
  if (weight == NULL || !integer_parse (weight, 0, 1000, &value, &reason))
    return option_refuse (input, NULL, "%s: the weight of %s %s", input->entry->key, part, reason);
  weights[resource] = (double) value;
  return TRUE;
}

static gboolean
parse_weights (OptionInput *input, const char *text, gpointer field)
{
  double *weights = field;
  g_auto (GStrv) parts = option_split (text);
  guint seen = 0;

  for (guint r = 0; r < MAX_RESOURCES; r++)
    weights[r] = 1;
  for (guint i = 0; parts[i] != NULL; i++)
    if (!parse_weight (input, parts[i], weights, &seen))
      return FALSE;
  for (guint r = 0; r < input->settings->resources.count; r++)
    if (weights[r] > 0)
      return TRUE;
  return option_refuse (input, g_strdup ("one weight above 0 at least"), "%s: all weights are 0",
                        input->entry->key);
}

static char *
describe_weights (const Option *option)
{
  (void) option;
  return g_strdup ("RESOURCE:WEIGHT joined by ;, whole numbers from 0 to 1000");
}

const OptionType option_weights = { "weights", parse_weights, describe_weights };

static gboolean
parse_one_amount (OptionInput *input, char *part, Amounts *amounts)
{
  const ResourceSet *set = &input->settings->resources;
  const char *text = option_split_pair (part);
  int resource = resource_set_find (set, part);
  g_autofree const char **names = resource_names (set);
  const char *key = input->entry->key, *reason = "is missing";
  gint64 amount;

  if (resource < 0)
    return option_refuse (input, input_expected_one_of (part, names), "%s: '%s' is no resource", key,
                          part);
  if (amounts->of[resource] > 0)
    return option_refuse (input, g_strdup ("each resource once"), "%s: '%s' again", key, part);
  if (text == NULL || !unit_parse (text, set->item[resource].unit, G_MAXINT32, &amount, &reason))
    return option_refuse (input, NULL, "%s: the amount of %s %s", key, part, reason);
  amounts->of[resource] = (Amount) amount;
  return TRUE;
}

static gboolean
parse_amounts (OptionInput *input, const char *text, gpointer field)
{
  gboolean none = g_strcmp0 (text, input->option->none) == 0;
  g_auto (GStrv) parts = none ? g_new0 (char *, 1) : option_split (text);

  memset (field, 0, sizeof (Amounts));
  for (guint i = 0; parts[i] != NULL; i++)
    if (!parse_one_amount (input, parts[i], field))
      return FALSE;
  return TRUE;
}

static char *
describe_amounts (const Option *option)
{
  return g_strdup_printf ("RESOURCE:AMOUNT joined by ;, or %s", option->none);
}

const OptionType option_amounts = { "amounts", parse_amounts, describe_amounts };

static gboolean
parse_some_amount (OptionInput *input, char *part, SomeAmounts *amounts)
{
  const ResourceSet *set = &input->settings->resources;
  const char *text = option_split_pair (part), *key = input->entry->key, *reason = "is missing";
  int resource = resource_set_find (set, part);
  g_autofree const char **names = resource_names (set);

  if (resource < 0)
    return option_refuse (input, input_expected_one_of (part, names), "%s: '%s' is no resource", key,
                          part);
  if ((amounts->said >> resource & 1) != 0)
    return option_refuse (input, g_strdup ("each resource once"), "%s: '%s' again", key, part);
  if (text == NULL
      || !unit_parse (text, set->item[resource].unit, USER_AMOUNT_MAX, &amounts->of[resource],
                      &reason))
    return option_refuse (input, NULL, "%s: the amount of %s %s", key, part, reason);
  amounts->said |= 1u << resource;
  return TRUE;
}

static gboolean
parse_some_amounts (OptionInput *input, const char *text, gpointer field)
{
  g_auto (GStrv) parts = option_split (text);

  memset (field, 0, sizeof (SomeAmounts));
  for (guint i = 0; parts[i] != NULL; i++)
    if (!parse_some_amount (input, parts[i], field))
      return FALSE;
  return TRUE;
}

static char *
describe_some_amounts (const Option *option)
{
  (void) option;
  return g_strdup ("RESOURCE:AMOUNT joined by ;");
}

const OptionType option_some_amounts
  = { "amounts", parse_some_amounts, describe_some_amounts };

static gboolean
parse_share (OptionInput *input, const char *text, gpointer field)
{
  const ResourceSet *set = &input->settings->resources;
  g_autofree const char **names = resource_names (set);
  g_autofree char *name = g_strdup (text);
  const char *share = option_split_pair (name), *reason = "is missing";
  ResourceShare value = { resource_set_find (set, name), 0 };

  if (g_strcmp0 (text, input->option->none) == 0)
    value.resource = -1;
  else if (value.resource < 0)
    return option_refuse (input, input_expected_one_of (name, names), "%s: '%s' is no resource",
                          input->entry->key, name);
  else if (share == NULL
           || !number_parse (share, 0, (double) input->option->max, &value.share, &reason))
    return option_refuse (input, NULL, "%s: the share of %s %s", input->entry->key, name, reason);
  *(ResourceShare *) field = value;
  return TRUE;
}

static char *
describe_share (const Option *option)
{
  return g_strdup_printf ("RESOURCE:SHARE, a share from 0 to %" G_GINT64_FORMAT ", or %s",
                          option->max, option->none);
}

const OptionType option_share = { "share", parse_share, describe_share };

static gboolean
parse_shape (OptionInput *input, const char *text, gpointer field)
{
  GArray *shape = *(GArray **) field;
  g_auto (GStrv) parts = option_split (text);

  g_array_set_size (shape, 0);
  for (guint i = 0; parts[i] != NULL; i++) {
    const char *second = option_split_pair (parts[i]);
    gint64 utilization, score;
    ShapePoint point;

    if (second == NULL || !integer_parse (parts[i], 0, 100, &utilization, NULL)
        || !integer_parse (second, 0, 10, &score, NULL))
      return option_refuse (input, NULL, "%s: '%s%s%s' is no point", input->entry->key, parts[i],
                            second != NULL ? ":" : "", second != NULL ? second : "");
    point = (ShapePoint){ (gint32) utilization, (gint32) score };
    if (i > 0 && g_array_index (shape, ShapePoint, i - 1).utilization >= point.utilization)
      return option_refuse (input, NULL, "%s: utilization does not rise at '%s'", input->entry->key,
                            parts[i]);
    g_array_append_val (shape, point);
  }
  return shape->len >= 2 || option_refuse (input, NULL, "%s: one point", input->entry->key);
}

static char *
describe_shape (const Option *option)
{
  (void) option;
  return g_strdup ("two or more points UTILIZATION:SCORE joined by ;, 0 to 100 rising, 0 to 10");
}

const OptionType option_shape = { "points", parse_shape, describe_shape };

static gboolean
parse_capacity (OptionInput *input, const char *text, gpointer field)
{
  const ResourceSet *set = &input->settings->resources;
  int resource = resource_set_find (set, input->entry->key);
  Unit unit = set->item[resource].unit;
  const char *reason = NULL;
  gint64 amount;

  if (!unit_parse (text, unit, G_MAXINT32, &amount, &reason))
    return option_refuse (input, g_strdup (unit_expected (unit)), "%s '%s' %s", input->entry->key,
                          text, reason);
  if (unit == UNIT_DEVICE && (amount % DEVICE != 0 || amount > MAX_DEVICES * DEVICE))
    return option_refuse (input,
                          g_strdup_printf ("a whole number of devices up to %d", MAX_DEVICES),
                          "%s '%s'", input->entry->key, text);
  ((Amounts *) field)->of[resource] = (Amount) amount;
  return TRUE;
}

static char *
describe_capacity (const Option *option)
{
  (void) option;
  return g_strdup ("an amount: 64, 500m (cores); 256GiB; devices");
}

const OptionType option_capacity = { "amount", parse_capacity, describe_capacity };

/* Users and figures ---------------------------------------------------------------------------- */

static gboolean
parse_user_weight (OptionInput *input, const char *text, gpointer field)
{
  UserWeight user = { NULL, 0 };
  const char *reason = "is not a number";
  const char *key = input->entry->key;
  gint64 weight;

  /* Thousandths, as millicores are: but here `m` means nothing. */
  if (strspn (text, "+-0123456789.") != strlen (text)
      || !unit_parse (text, UNIT_CPU, WEIGHT_MAX, &weight, &reason))
    return option_refuse (input, NULL, "the weight '%s' of %s %s", text, key, reason);
  if (*key == '/' || g_str_has_suffix (key, "/") || strstr (key, "//") != NULL)
    return option_refuse (input, g_strdup ("a path like org/team/user"), "the user '%s'", key);
  user.path = g_strdup (key);
  user.weight = (gint32) weight;
  g_array_append_val (*(GArray **) field, user);
  return TRUE;
}

static char *
describe_user_weight (const Option *option)
{
  (void) option;
  return g_strdup ("a weight from 0 to 1000000 with at most three decimals");
}

const OptionType option_user_weight = { "weight", parse_user_weight, describe_user_weight };

static const char *const operators[] = { "<=", ">=", "!=", "<", ">", "=", NULL };

static gboolean
parse_assertion (OptionInput *input, const char *text, gpointer field)
{
  Assertion assertion = { .line = input->entry->line };
  const char *reason = NULL;
  const char *number;
  guint op = 0;

  while (operators[op] != NULL && !g_str_has_prefix (text, operators[op]))
    op++;
  if (operators[op] == NULL)
    return option_refuse (input, NULL, "'%s' begins with no comparison", text);
  number = text + strlen (operators[op]);
  while (*number == ' ' || *number == '\t')
    number++;
  if (!number_parse (number, -G_MAXDOUBLE, G_MAXDOUBLE, &assertion.value, &reason))
    return option_refuse (input, NULL, "'%s' %s", number, reason);
  g_strlcpy (assertion.op, operators[op], sizeof assertion.op);
  assertion.key = g_strdup (input->entry->key);
  assertion.file = input->entry->file;
  g_array_append_val (*(GArray **) field, assertion);
  return TRUE;
}

static char *
describe_assertion (const Option *option)
{
  (void) option;
  return g_strdup ("one of <, <=, >, >=, =, != and a number, such as >= 0.9");
}

const OptionType option_assertion = { "comparison", parse_assertion, describe_assertion };
