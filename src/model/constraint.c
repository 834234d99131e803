/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parsing and matching of conditions. Words become labels while loading, so that a match compares
 * numbers only; the texts are split by hand because a key may be followed by any of six operators.
 */
#include "model/constraint.h"

#include "util/reason.h"
#include "util/units.h"

#include <string.h>

#define OPERATORS      "=!<>"
#define WEIGHT_HIGHEST 1000

static void
constraint_clear (gpointer data)
{
  Constraint *constraint = data;

  g_clear_pointer (&constraint->values, g_free);
}

void
constraint_list_clear (ConstraintList *list)
{
  for (guint i = 0; i < list->count; i++)
    constraint_clear (&list->item[i]);
  g_free (list->item);
  *list = (ConstraintList){ 0 };
}

static gboolean
constraint_equal (const Constraint *a, const Constraint *b)
{
  if (a->op != b->op || a->key != b->key || a->bound != b->bound || a->n_values != b->n_values)
    return FALSE;
  for (guint v = 0; v < a->n_values; v++)
    if (a->values[v] != b->values[v])
      return FALSE;
  return TRUE;
}

gboolean
constraint_list_equal (const ConstraintList *a, const ConstraintList *b)
{
  if (a->count != b->count)
    return FALSE;
  for (guint i = 0; i < a->count; i++)
    if (!constraint_equal (&a->item[i], &b->item[i]))
      return FALSE;
  return TRUE;
}

/* Splits at every separator and strips the parts; an empty text has none. */
static char **
split (const char *text, const char *separator)
{
  char **parts = g_strsplit (text, separator, -1);

  for (guint i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);
  return parts;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

/* The values of `key=a|b`. */
static gboolean
parse_values (const char *text, const char *item, Labels *labels, Constraint *constraint,
              char **ret_reason)
{
  g_auto (GStrv) values = split (text, "|");
  guint count = g_strv_length (values);

  if (count == 0)
    return reason_set (ret_reason, "'%s' lacks a value", item);
  for (guint i = 0; i < count; i++) {
    if (values[i][0] == '\0')
      return reason_set (ret_reason,
                         count == 1 ? "'%s' lacks a value" : "'%s' has an empty value", item);
    if (strchr (OPERATORS, values[i][0]) != NULL)
      return reason_set (ret_reason, "'%s' has the value '%s'", item, values[i]);
  }
  constraint->values = g_new (guint, count);
  constraint->n_values = count;
  for (guint i = 0; i < count; i++)
    constraint->values[i] = labels_intern (labels, values[i]);
  return TRUE;
}

static gboolean
parse_bound (const char *text, const char *item, gint64 *ret, char **ret_reason)
{
  g_autofree char *bound = g_strstrip (g_strdup (text));

  if (bound[0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a value", item);
  if (!integer_parse (bound, G_MININT64, G_MAXINT64, ret, NULL))
    return reason_set (ret_reason, "'%s' compares with '%s', which is no whole number", item,
                       bound);
  return TRUE;
}

/* What stands between key and value; *ret_length is how long it is. */
static gboolean
parse_operator (const char *text, ConstraintOp *ret, gsize *ret_length)
{
  static const struct {
    const char *text;
    ConstraintOp op;
  } operators[] = {
    { "!=", CONSTRAINT_NOT_IN }, { "<=", CONSTRAINT_LE }, { ">=", CONSTRAINT_GE },
    { "=", CONSTRAINT_IN },      { "<", CONSTRAINT_LT },  { ">", CONSTRAINT_GT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (operators); i++) {
    if (!g_str_has_prefix (text, operators[i].text))
      continue;
    *ret = operators[i].op;
    *ret_length = strlen (operators[i].text);
    return TRUE;
  }
  return FALSE;
}

/* One condition without its weight. The values are the caller's to clear, on failure too. */
static gboolean
parse_condition (const char *item, Labels *labels, Constraint *constraint, char **ret_reason)
{
  gboolean absent = item[0] == '!';
  const char *begin = absent ? item + 1 : item;
  gsize length = strcspn (begin, OPERATORS);
  const char *rest = begin + length;
  g_autofree char *key = g_strstrip (g_strndup (begin, length));
  gsize operator_length = 0;

  if (key[0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a key", item);
  constraint->op = absent ? CONSTRAINT_ABSENT : CONSTRAINT_EXISTS;
  if (*rest != '\0') {
    if (absent)
      return reason_set (ret_reason, "'%s' has a value behind '!key'", item);
    if (!parse_operator (rest, &constraint->op, &operator_length))
      return reason_set (ret_reason, "'%s' has a '!' in its key", item);
  }
  constraint->key = labels_intern (labels, key);
  rest += operator_length;
  if (constraint->op == CONSTRAINT_IN || constraint->op == CONSTRAINT_NOT_IN)
    return parse_values (rest, item, labels, constraint, ret_reason);
  if (constraint->op >= CONSTRAINT_LT)
    return parse_bound (rest, item, &constraint->bound, ret_reason);
  return TRUE;
}

/* Cuts `:weight` off the end of item. */
static gboolean
cut_weight (char *item, gint32 *ret, char **ret_reason)
{
  char *colon = strrchr (item, ':');
  gint64 weight;

  if (colon == NULL)
    return reason_set (ret_reason, "'%s' lacks a weight", item);
  if (!integer_parse (g_strstrip (colon + 1), 1, WEIGHT_HIGHEST, &weight, NULL))
    return reason_set (ret_reason, "'%s' has the weight '%s'", item, colon + 1);
  *colon = '\0';
  g_strchomp (item);
  if (item[0] == '\0')
    return reason_set (ret_reason, "':%d' lacks a condition", (int) weight);
  *ret = (gint32) weight;
  return TRUE;
}

gboolean
constraint_list_parse (const char *text, gboolean with_weights, Labels *labels, ConstraintList *ret,
                       char **ret_reason)
{
  g_auto (GStrv) items = split (is_blank (text) ? "" : text, ";");
  g_autoptr (GArray) list = g_array_new (FALSE, TRUE, sizeof (Constraint));

  g_array_set_clear_func (list, constraint_clear);
  for (guint i = 0; items[i] != NULL; i++) {
    Constraint constraint = { 0 };
    gboolean ok
      = items[i][0] != '\0' || reason_set (ret_reason, "there is nothing between two ';'");

    ok = ok && (!with_weights || cut_weight (items[i], &constraint.weight, ret_reason));
    ok = ok && parse_condition (items[i], labels, &constraint, ret_reason);
    g_array_append_val (list, constraint);
    if (!ok)
      return FALSE;
  }
  ret->count = list->len;
  ret->item = (Constraint *) (void *) g_array_steal (list, NULL);
  return TRUE;
}

/* One `key` or `key=value`. */
static gboolean
parse_attribute (const char *item, gboolean need_value, Labels *labels, Attribute *ret,
                 char **ret_reason)
{
  const char *equals = strchr (item, '=');
  gsize length = equals != NULL ? (gsize) (equals - item) : strlen (item);
  g_autofree char *key = g_strstrip (g_strndup (item, length));
  g_autofree char *value = g_strstrip (g_strdup (equals != NULL ? equals + 1 : ""));

  if (item[0] == '\0')
    return reason_set (ret_reason, "there is nothing between two ';'");
  if (key[0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a key", item);
  if (strpbrk (key, "!<>|") != NULL)
    return reason_set (ret_reason, "the key '%s' has one of ! < > | in it", key);
  if ((need_value || equals != NULL) && value[0] == '\0')
    return reason_set (ret_reason, "'%s' lacks a value", item);
  if (strchr (value, '|') != NULL)
    return reason_set (ret_reason, "'%s' has a '|' in its value", item);
  if (value[0] != '\0' && strchr (OPERATORS, value[0]) != NULL)
    return reason_set (ret_reason, "'%s' has the value '%s'", item, value);
  if (strcmp (key, "*") == 0 && equals != NULL)
    return reason_set (ret_reason, "'%s' gives '*' a value", item);
  ret->key = labels_intern (labels, key);
  ret->value = equals != NULL ? labels_intern (labels, value) : LABEL_NONE;
  return TRUE;
}

static const Attribute *
find_attribute (const Attribute *attributes, guint count, guint key)
{
  for (guint i = 0; i < count; i++)
    if (attributes[i].key == key)
      return &attributes[i];
  return NULL;
}

gboolean
attribute_list_parse (const char *text, gboolean need_value, Labels *labels, GArray **ret,
                      char **ret_reason)
{
  g_auto (GStrv) items = split (is_blank (text) ? "" : text, ";");
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Attribute));

  for (guint i = 0; items[i] != NULL; i++) {
    Attribute attribute = { 0 };

    if (!parse_attribute (items[i], need_value, labels, &attribute, ret_reason))
      return FALSE;
    /* A machine has one value per key; taints of one key may differ in value. */
    if (need_value
        && find_attribute ((const Attribute *) (void *) list->data, list->len, attribute.key))
      return reason_set (ret_reason, "'%s' is given twice", labels_text (labels, attribute.key));
    g_array_append_val (list, attribute);
  }
  *ret = g_steal_pointer (&list);
  return TRUE;
}

static gboolean
is_one_of (const Constraint *constraint, guint value)
{
  for (guint i = 0; i < constraint->n_values; i++)
    if (constraint->values[i] == value)
      return TRUE;
  return FALSE;
}

static gboolean
compare_holds (const Constraint *constraint, gint64 value)
{
  switch (constraint->op) {
  case CONSTRAINT_LT:
    return value < constraint->bound;
  case CONSTRAINT_LE:
    return value <= constraint->bound;
  case CONSTRAINT_GT:
    return value > constraint->bound;
  default:
    return value >= constraint->bound;
  }
}

gboolean
constraint_holds (const Constraint *constraint, const Labels *labels, const Attribute *attributes,
                  guint n_attributes)
{
  const Attribute *found = find_attribute (attributes, n_attributes, constraint->key);
  gint64 value;

  switch (constraint->op) {
  case CONSTRAINT_IN:
    return found != NULL && is_one_of (constraint, found->value);
  case CONSTRAINT_NOT_IN:
    return found == NULL || !is_one_of (constraint, found->value);
  case CONSTRAINT_EXISTS:
    return found != NULL;
  case CONSTRAINT_ABSENT:
    return found == NULL;
  default:
    return found != NULL && labels_integer (labels, found->value, &value)
           && compare_holds (constraint, value);
  }
}

gboolean
taint_tolerated (Attribute taint, const Attribute *tolerations, guint n_tolerations, guint any)
{
  for (guint i = 0; i < n_tolerations; i++) {
    const Attribute *toleration = &tolerations[i];

    if (any != LABEL_NONE && toleration->key == any)
      return TRUE;
    if (toleration->key == taint.key
        && (toleration->value == LABEL_NONE || toleration->value == taint.value))
      return TRUE;
  }
  return FALSE;
}

void
constraint_append (GString *out, const Labels *labels, const Constraint *constraint)
{
  static const char *const operators[] = {
    [CONSTRAINT_IN] = "=",  [CONSTRAINT_NOT_IN] = "!=", [CONSTRAINT_EXISTS] = "",
    [CONSTRAINT_ABSENT] = "", [CONSTRAINT_LT] = "<",    [CONSTRAINT_LE] = "<=",
    [CONSTRAINT_GT] = ">",  [CONSTRAINT_GE] = ">=",
  };
  g_string_append_printf (out, "%s%s%s", constraint->op == CONSTRAINT_ABSENT ? "!" : "",
                          labels_text (labels, constraint->key), operators[constraint->op]);
  for (guint i = 0; i < constraint->n_values; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "|" : "",
                            labels_text (labels, constraint->values[i]));
  if (constraint->op >= CONSTRAINT_LT)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, constraint->bound);
}
