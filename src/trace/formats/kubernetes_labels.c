/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/kubernetes_labels.h"

#include <string.h>

typedef enum { IS_ONE_OF, IS_NONE_OF, IS_THERE, IS_ABSENT } ConditionKind;

typedef struct {
  ConditionKind kind;
  char *key;
  GStrv values; /* sorted */
  char *text;   /* without `!`, `;` and `@`, which names of groups must not have */
} Condition;

typedef struct {
  char *namespace;
  GPtrArray *pairs; /* key, value, key, … */
  gboolean used;
  guint group;
} LabelSet;

struct KubeLabels {
  GPtrArray *sets;          /* of LabelSet */
  GHashTable *set_of;       /* text of namespace and labels: its number and 1 */
  GPtrArray *selectors;     /* of KubeSelector */
  GHashTable *selector_of;  /* its text: its number and 1 */
  GPtrArray *selected;      /* by selector: GArray of groups */
  GPtrArray *groups;        /* of names; the first is "" */
  GHashTable *group_of;     /* a name: its number and 1 */
};

/* Selectors ------------------------------------------------------------------------------------ */

static void
condition_free (gpointer data)
{
  Condition *condition = data;
  g_free (condition->key);
  g_strfreev (condition->values);
  g_free (condition->text);
  g_free (condition);
}

static int
compare_texts (const void *a, const void *b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static int
compare_conditions (const void *a, const void *b)
{
  return strcmp ((*(const Condition *const *) a)->text, (*(const Condition *const *) b)->text);
}

static void
add_condition (KubeSelector *selector, ConditionKind kind, const char *key, GStrv values)
{
  Condition *condition = g_new0 (Condition, 1);
  qsort (values, g_strv_length (values), sizeof *values, compare_texts);
  g_autofree char *joined = g_strjoinv ("|", values);
  condition->kind = kind;
  condition->key = g_strdup (key);
  condition->values = values;
  condition->text = kind == IS_ONE_OF    ? g_strconcat (key, "=", joined, NULL)
                    : kind == IS_NONE_OF ? g_strconcat (key, " is not ", joined, NULL)
                    : kind == IS_THERE   ? g_strdup (key)
                                         : g_strconcat ("no ", key, NULL);
  g_ptr_array_add (selector->conditions, condition);
}

/* Names the selector by what it says, in an order of its own. */
static void
describe (KubeSelector *selector)
{
  g_autofree char *where
    = selector->namespaces != NULL ? g_strjoinv ("+", selector->namespaces) : g_strdup ("*");
  GString *text = g_string_new (where);
  g_string_append (text, selector->nobody ? "/nobody" : "/");
  g_ptr_array_sort (selector->conditions, compare_conditions);
  for (guint i = 0; i < selector->conditions->len; i++) {
    const Condition *condition = g_ptr_array_index (selector->conditions, i);
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", condition->text);
  }
  g_free (selector->text);
  selector->text = g_string_free (text, FALSE);
}

static void
read_expression (JsonReading *reading, JsonObject *expression, KubeSelector *selector)
{
  static const char *const names[] = { "In", "NotIn", "Exists", "DoesNotExist", NULL };
  const char *key = json_get_text (reading, expression, "key");
  const char *name = json_get_text (reading, expression, "operator");
  JsonArray *values = json_get_array (reading, expression, "values");
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  ConditionKind kind = IS_ONE_OF;
  while (names[kind] != NULL && g_strcmp0 (names[kind], name) != 0)
    kind++;
  if (key == NULL || names[kind] == NULL) {
    json_fault (reading, "a key and one of In, NotIn, Exists, DoesNotExist",
                "matchExpressions: operator '%s' of key '%s'", name != NULL ? name : "",
                key != NULL ? key : "");
    return;
  }
  for (guint i = 0; i < json_length (values); i++) {
    const char *text = json_get_element_text (reading, values, i, "a value of matchExpressions");
    if (text != NULL)
      g_strv_builder_add (texts, text);
  }
  add_condition (selector, kind, key, g_strv_builder_end (texts));
}

KubeSelector *
kube_selector_new (JsonReading *reading, JsonObject *of, GStrv namespaces)
{
  KubeSelector *selector = g_new0 (KubeSelector, 1);
  JsonObject *labels = json_get_object (reading, of, "matchLabels");
  JsonArray *expressions = json_get_array (reading, of, "matchExpressions");
  g_autoptr (GList) keys = labels != NULL ? json_object_get_members (labels) : NULL;
  selector->namespaces = namespaces;
  selector->conditions = g_ptr_array_new_with_free_func (condition_free);
  selector->nobody = of == NULL;
  if (namespaces != NULL)
    qsort (namespaces, g_strv_length (namespaces), sizeof *namespaces, compare_texts);
  for (GList *key = keys; key != NULL; key = key->next) {
    const char *value = json_get_text (reading, labels, key->data);
    kube_selector_add (selector, key->data, value != NULL ? value : "", TRUE);
  }
  for (guint i = 0; i < json_length (expressions); i++)
    read_expression (reading,
                     json_get_element (reading, expressions, i, "an element of matchExpressions"),
                     selector);
  describe (selector);
  return selector;
}

void
kube_selector_add (KubeSelector *selector, const char *key, const char *value, gboolean is)
{
  GStrv values = g_new0 (char *, 2);
  values[0] = g_strdup (value);
  add_condition (selector, is ? IS_ONE_OF : IS_NONE_OF, key, values);
  describe (selector);
}

void
kube_selector_free (KubeSelector *selector)
{
  if (selector == NULL)
    return;
  g_ptr_array_unref (selector->conditions);
  g_strfreev (selector->namespaces);
  g_free (selector->text);
  g_free (selector);
}

/* Labels --------------------------------------------------------------------------------------- */

static void
label_set_free (gpointer data)
{
  LabelSet *set = data;
  g_ptr_array_unref (set->pairs);
  g_free (set->namespace);
  g_free (set);
}

static void
groups_free (gpointer groups)
{
  g_array_unref (groups);
}

KubeLabels *
kube_labels_new (void)
{
  KubeLabels *labels = g_new0 (KubeLabels, 1);
  labels->sets = g_ptr_array_new_with_free_func (label_set_free);
  labels->set_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  labels->selectors = g_ptr_array_new_with_free_func ((GDestroyNotify) kube_selector_free);
  labels->selector_of = g_hash_table_new (g_str_hash, g_str_equal);
  labels->selected = g_ptr_array_new_with_free_func (groups_free);
  labels->groups = g_ptr_array_new_with_free_func (g_free);
  labels->group_of = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (labels->groups, g_strdup (""));
  return labels;
}

void
kube_labels_free (KubeLabels *labels)
{
  if (labels == NULL)
    return;
  g_hash_table_unref (labels->set_of);
  g_hash_table_unref (labels->selector_of);
  g_hash_table_unref (labels->group_of);
  g_ptr_array_unref (labels->sets);
  g_ptr_array_unref (labels->selectors);
  g_ptr_array_unref (labels->selected);
  g_ptr_array_unref (labels->groups);
  g_free (labels);
}

/* The number of a name in the table, or 0; and with `made`, that number is its own from now on. */
static guint
number_of (GHashTable *table, char *name, guint made)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (table, name));
  if (found == 0 && made > 0)
    g_hash_table_insert (table, name, GUINT_TO_POINTER (made));
  return found;
}

guint
kube_labels_set (KubeLabels *labels, JsonReading *reading, const char *namespace,
                 JsonObject *of_pod)
{
  g_autoptr (GList) keys = of_pod != NULL ? json_object_get_members (of_pod) : NULL;
  g_autoptr (GPtrArray) pairs = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (namespace);
  keys = g_list_sort (keys, (GCompareFunc) strcmp);
  for (GList *key = keys; key != NULL; key = key->next) {
    const char *value = json_get_text (reading, of_pod, key->data);
    g_ptr_array_add (pairs, g_strdup (key->data));
    g_ptr_array_add (pairs, g_strdup (value != NULL ? value : ""));
    g_string_append_printf (text, "\n%s=%s", (char *) key->data, value != NULL ? value : "");
  }
  guint found = number_of (labels->set_of, text->str, 0);
  if (found > 0)
    return found - 1;
  LabelSet *set = g_new0 (LabelSet, 1);
  set->namespace = g_strdup (namespace);
  set->pairs = g_steal_pointer (&pairs);
  g_ptr_array_add (labels->sets, set);
  number_of (labels->set_of, g_strdup (text->str), labels->sets->len);
  return labels->sets->len - 1;
}

guint
kube_labels_selector (KubeLabels *labels, KubeSelector *selector)
{
  guint found = number_of (labels->selector_of, selector->text, labels->selectors->len + 1);
  if (found > 0) {
    kube_selector_free (selector);
    return found - 1;
  }
  g_ptr_array_add (labels->selectors, selector);
  g_ptr_array_add (labels->selected, g_array_new (FALSE, FALSE, sizeof (guint)));
  return labels->selectors->len - 1;
}

static const char *
value_of (const LabelSet *set, const char *key)
{
  for (guint i = 0; i < set->pairs->len; i += 2)
    if (strcmp (g_ptr_array_index (set->pairs, i), key) == 0)
      return g_ptr_array_index (set->pairs, i + 1);
  return NULL;
}

static gboolean
condition_holds (const Condition *condition, const LabelSet *set)
{
  const char *value = value_of (set, condition->key);
  gboolean listed
    = value != NULL && g_strv_contains ((const char *const *) condition->values, value);
  switch (condition->kind) {
  case IS_ONE_OF:
    return listed;
  case IS_NONE_OF:
    return !listed;
  case IS_THERE:
    return value != NULL;
  default:
    return value == NULL;
  }
}

gboolean
kube_labels_match (const KubeLabels *labels, guint set_number, const KubeSelector *selector)
{
  const LabelSet *set = g_ptr_array_index (labels->sets, set_number);
  if (selector->nobody
      || (selector->namespaces != NULL
          && !g_strv_contains ((const char *const *) selector->namespaces, set->namespace)))
    return FALSE;
  for (guint i = 0; i < selector->conditions->len; i++)
    if (!condition_holds (g_ptr_array_index (selector->conditions, i), set))
      return FALSE;
  return TRUE;
}

/* Groups --------------------------------------------------------------------------------------- */

void
kube_labels_use (KubeLabels *labels, guint set_number)
{
  LabelSet *set = g_ptr_array_index (labels->sets, set_number);
  g_autoptr (GString) name = g_string_new (NULL);
  g_autoptr (GArray) by = g_array_new (FALSE, FALSE, sizeof (guint));
  if (set->used)
    return;
  set->used = TRUE;
  for (guint i = 0; i < labels->selectors->len; i++) {
    const KubeSelector *selector = g_ptr_array_index (labels->selectors, i);
    if (!kube_labels_match (labels, set_number, selector))
      continue;
    g_string_append_printf (name, "%s%s", by->len > 0 ? " & " : "", selector->text);
    g_array_append_val (by, i);
  }
  guint found = by->len > 0 ? number_of (labels->group_of, name->str, 0) : 1;
  set->group = found > 0 ? found - 1 : labels->groups->len;
  if (found > 0)
    return;
  g_ptr_array_add (labels->groups, g_strdup (name->str));
  number_of (labels->group_of, g_ptr_array_index (labels->groups, set->group), set->group + 1);
  for (guint i = 0; i < by->len; i++)
    g_array_append_val (g_ptr_array_index (labels->selected, g_array_index (by, guint, i)),
                        set->group);
}

guint
kube_labels_group (const KubeLabels *labels, guint set)
{
  return ((const LabelSet *) g_ptr_array_index (labels->sets, set))->group;
}

const char *
kube_labels_group_name (const KubeLabels *labels, guint group)
{
  return g_ptr_array_index (labels->groups, group);
}

const GArray *
kube_labels_selected (const KubeLabels *labels, guint selector)
{
  return g_ptr_array_index (labels->selected, selector);
}
