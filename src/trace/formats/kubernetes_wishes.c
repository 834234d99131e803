/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which machines a pod may be on, or would rather be on, as constraints, preferences and tolerations.
 * An effect belongs to a taint's key here, so that who tolerates one of several tolerates that one. */
#include "trace/formats/kubernetes.h"

#include <string.h>

static const char *const effects[] = { "NoSchedule", "NoExecute", "PreferNoSchedule" };

/* Words ---------------------------------------------------------------------------------------- */

static void
append_word (JsonReading *reading, GString *out, const char *word)
{
  if (strpbrk (word, " \t\n;=!<>|@:*") != NULL)
    json_fault (reading, "letters, digits, and - _ . / between them", "'%s' is no label", word);
  g_string_append (out, word);
}

void
kube_append_key (JsonReading *reading, GString *out, const char *key)
{
  static const char *const taken[] = { "machine", "zone", "rack", NULL };
  if (g_strv_contains (taken, key))
    g_string_append (out, "label/");
  if (key[0] == '\0')
    json_fault (reading, "a label's name", "an empty key");
  append_word (reading, out, key);
}

void
kube_append_value (JsonReading *reading, GString *out, const char *value)
{
  append_word (reading, out, value[0] != '\0' ? value : "-");
}

/* Begins another condition of a list. */
static void
separate (GString *out)
{
  if (out->len > 0)
    g_string_append_c (out, ';');
}

/* Node affinity -------------------------------------------------------------------------------- */

/* One of matchExpressions, or, with `fields`, of matchFields, of which there is only the name. */
static void
append_expression (JsonReading *reading, GString *out, JsonObject *expression, gboolean fields)
{
  static const struct { const char *name, *before, *between; gboolean values; } forms[] = {
    { "In", "", "=", TRUE },        { "NotIn", "", "!=", TRUE },
    { "Exists", "", "", FALSE },    { "DoesNotExist", "!", "", FALSE },
    { "Gt", "", ">", TRUE },        { "Lt", "", "<", TRUE },
  };
  const char *key = json_get_text (reading, expression, "key");
  const char *name = json_get_text (reading, expression, "operator");
  JsonArray *values = json_get_array (reading, expression, "values");
  guint form = 0;
  while (form < G_N_ELEMENTS (forms) && g_strcmp0 (forms[form].name, name) != 0)
    form++;
  if (key == NULL || form == G_N_ELEMENTS (forms) || (fields && strcmp (key, "metadata.name") != 0)
      || (forms[form].values && json_length (values) == 0)) {
    json_fault (reading, "a key, one of In, NotIn, Exists, DoesNotExist, Gt, Lt, and values",
                "node affinity: operator '%s' of key '%s'", name != NULL ? name : "",
                key != NULL ? key : "");
    return;
  }
  g_string_append (out, forms[form].before);
  if (fields)
    g_string_append (out, "machine");
  else
    kube_append_key (reading, out, key);
  g_string_append (out, forms[form].between);
  for (guint i = 0; forms[form].values && i < json_length (values); i++) {
    const char *value = json_get_element_text (reading, values, i, "a value of node affinity");
    g_string_append (out, i > 0 ? "|" : "");
    kube_append_value (reading, out, value != NULL ? value : "");
  }
}

/* All conditions of a term; returns how many. */
static guint
append_term (JsonReading *reading, GString *out, JsonObject *term)
{
  static const char *const members[] = { "matchExpressions", "matchFields" };
  guint n = 0;
  for (guint m = 0; m < G_N_ELEMENTS (members); m++) {
    JsonArray *expressions = json_get_array (reading, term, members[m]);
    for (guint i = 0; i < json_length (expressions); i++, n++) {
      separate (out);
      append_expression (reading, out,
                         json_get_element (reading, expressions, i, "an element of a term"), m == 1);
    }
  }
  return n;
}

/* Either of two terms is one condition where both are of one key that is one of some values. */
static gboolean
join_terms (GString *terms, const char *term)
{
  const char *equals = strchr (term, '=');
  gsize key = equals != NULL ? (gsize) (equals - term) + 1 : 0;
  if (key == 0 || strpbrk (term, ";!") != NULL || strpbrk (terms->str, ";!") != NULL
      || strncmp (terms->str, term, key) != 0)
    return FALSE;
  g_string_append_printf (terms, "|%s", term + key);
  return TRUE;
}

/* Of several terms one must hold. A term without conditions never does. */
static void
append_required (JsonReading *reading, GString *out, JsonObject *required, KubePod *pod)
{
  JsonArray *terms = json_get_array (reading, required, "nodeSelectorTerms");
  g_autoptr (GString) joined = g_string_new (NULL);
  for (guint i = 0; i < json_length (terms); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    if (append_term (reading, text, json_get_element (reading, terms, i, "a term")) == 0)
      continue;
    if (joined->len == 0) {
      g_string_assign (joined, text->str);
    } else if (strcmp (joined->str, text->str) != 0 && !join_terms (joined, text->str)) {
      kube_note_pod (pod, KUBE_EITHER_TERM);
      return;
    }
  }
  separate (out);
  g_string_append (out, joined->len > 0 ? joined->str : KUBE_NOBODY);
}

static void
append_preferred (JsonReading *reading, GString *out, JsonArray *preferred, KubePod *pod)
{
  for (guint i = 0; i < json_length (preferred); i++) {
    JsonObject *wish = json_get_element (reading, preferred, i, "a preference");
    gint64 weight = json_get_integer (reading, wish, "weight", 1, 100, 1);
    g_autoptr (GString) text = g_string_new (NULL);
    guint n = append_term (reading, text, json_get_object (reading, wish, "preference"));
    if (n > 1)
      kube_note_pod (pod, KUBE_JOINT_PREFERENCE);
    if (n != 1)
      continue; /* without conditions it holds everywhere, and so means nothing */
    separate (out);
    g_string_append_printf (out, "%s:%d", text->str, (int) weight);
  }
}

/* Tolerations ---------------------------------------------------------------------------------- */

static void
append_toleration (JsonReading *reading, GString *out, JsonObject *toleration, KubePod *pod)
{
  const char *key = json_get_text (reading, toleration, "key");
  const char *operator = json_get_text (reading, toleration, "operator");
  const char *value = json_get_text (reading, toleration, "value");
  const char *effect = json_get_text (reading, toleration, "effect");
  gboolean any_effect = effect == NULL || effect[0] == '\0';
  gboolean any_value = g_strcmp0 (operator, "Exists") == 0;
  if (operator != NULL && !any_value && strcmp (operator, "Equal") != 0)
    json_fault (reading, "Exists or Equal", "a toleration's operator '%s'", operator);
  if ((key == NULL || key[0] == '\0') && !any_effect) {
    kube_note_pod (pod, KUBE_EFFECTS);
    return;
  }
  if (key == NULL || key[0] == '\0') {
    separate (out);
    g_string_append_c (out, '*');
    return;
  }
  for (guint e = 0; e < G_N_ELEMENTS (effects); e++) {
    if (!any_effect && strcmp (effect, effects[e]) != 0)
      continue;
    separate (out);
    kube_append_taint (reading, out, key, any_value ? NULL : value != NULL ? value : "", effects[e]);
  }
}

void
kube_append_taint (JsonReading *reading, GString *out, const char *key, const char *value,
                   const char *effect)
{
  append_word (reading, out, key);
  g_string_append_printf (out, ":%s", effect);
  if (value == NULL)
    return;
  g_string_append_c (out, '=');
  kube_append_value (reading, out, value);
}

/* A pod that runs is held where it is, whatever it or the node says: it is there. */
static void
hold (KubeList *list, KubePod *pod)
{
  g_autoptr (GString) there = g_string_new ("machine=");
  kube_append_value (&list->objects.reading, there, pod->node);
  pod->constraints = kube_text (list, there->str);
  pod->preferences = "";
  pod->tolerations = "*";
}

void
kube_read_node_wishes (KubeList *list, JsonObject *spec, KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *selector = json_get_object (reading, spec, "nodeSelector");
  JsonObject *affinity = json_get_object (
    reading, json_get_object (reading, spec, "affinity"), "nodeAffinity");
  JsonObject *required
    = json_get_object (reading, affinity, "requiredDuringSchedulingIgnoredDuringExecution");
  JsonArray *tolerated = json_get_array (reading, spec, "tolerations");
  g_autoptr (GString) constraints = g_string_new (NULL), wishes = g_string_new (NULL);
  g_autoptr (GString) tolerations = g_string_new (NULL);
  g_autoptr (GList) keys = selector != NULL ? json_object_get_members (selector) : NULL;
  if (pod->node != NULL) {
    hold (list, pod);
    return;
  }
  for (GList *key = keys; key != NULL; key = key->next) {
    const char *value = json_get_text (reading, selector, key->data);
    separate (constraints);
    kube_append_key (reading, constraints, key->data);
    g_string_append_c (constraints, '=');
    kube_append_value (reading, constraints, value != NULL ? value : "");
  }
  if (required != NULL)
    append_required (reading, constraints, required, pod);
  append_preferred (
    reading, wishes,
    json_get_array (reading, affinity, "preferredDuringSchedulingIgnoredDuringExecution"), pod);
  for (guint i = 0; i < json_length (tolerated); i++)
    append_toleration (reading, tolerations,
                       json_get_element (reading, tolerated, i, "a toleration"), pod);
  pod->constraints = kube_text (list, constraints->str);
  pod->preferences = kube_text (list, wishes->str);
  pod->tolerations = kube_text (list, tolerations->str);
}
