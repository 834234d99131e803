/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pod asks of where others run: topologySpreadConstraints, podAffinity and podAntiAffinity, each
 * with a selector of whom it means, which becomes groups once all pods are known. */
#include "trace/formats/kubernetes.h"

#include <string.h>

/* The namespaces that a term means: those it names, all, or the pod's own. FALSE: those with certain
 * labels, of which this file says nothing. */
static gboolean
read_namespaces (JsonReading *reading, JsonObject *term, const char *own, GStrv *ret)
{
  JsonArray *names = json_get_array (reading, term, "namespaces");
  JsonObject *selector = json_get_object (reading, term, "namespaceSelector");
  g_autoptr (GStrvBuilder) namespaces = g_strv_builder_new ();
  *ret = NULL;
  if (selector != NULL && json_object_get_size (selector) > 0)
    return FALSE;
  if (selector != NULL)
    return TRUE;
  for (guint i = 0; i < json_length (names); i++) {
    const char *name = json_get_element_text (reading, names, i, "a namespace");
    if (name != NULL)
      g_strv_builder_add (namespaces, name);
  }
  if (json_length (names) == 0)
    g_strv_builder_add (namespaces, own);
  *ret = g_strv_builder_end (namespaces);
  return TRUE;
}

/* matchLabelKeys, or mismatchLabelKeys: those with the pod's own value of these labels, or without. */
static void
add_own_values (JsonReading *reading, JsonObject *term, const char *member, JsonObject *labels,
                KubeSelector *selector)
{
  JsonArray *keys = json_get_array (reading, term, member);
  for (guint i = 0; i < json_length (keys); i++) {
    const char *key = json_get_element_text (reading, keys, i, member);
    const char *value = key != NULL ? json_get_text (reading, labels, key) : NULL;
    if (value != NULL)
      kube_selector_add (selector, key, value, member[0] == 'm' && member[1] == 'a');
  }
}

/* Whom a term means; G_MAXUINT: it cannot be said here. */
static guint
read_selector (KubeList *list, JsonObject *term, JsonObject *labels, const KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  KubeSelector *selector;
  GStrv namespaces;
  if (!read_namespaces (reading, term, pod->namespace, &namespaces))
    return G_MAXUINT;
  selector = kube_selector_new (reading, json_get_object (reading, term, "labelSelector"), namespaces);
  add_own_values (reading, term, "matchLabelKeys", labels, selector);
  add_own_values (reading, term, "mismatchLabelKeys", labels, selector);
  return kube_labels_selector (list->labels, selector);
}

static void
add_rule (KubeList *list, JsonObject *term, JsonObject *labels, KubePod *pod, KubeRule rule)
{
  JsonReading *reading = &list->objects.reading;
  const char *key = json_get_text (reading, term, "topologyKey");
  g_autoptr (GString) word = g_string_new (NULL);
  if (key == NULL) {
    json_fault (reading, "the label whose values are domains", "a rule without topologyKey");
    return;
  }
  kube_append_key (reading, word, key);
  rule.key = kube_text (list, word->str);
  rule.selector = read_selector (list, term, labels, pod);
  if (rule.selector == G_MAXUINT) {
    kube_note_pod (pod, KUBE_SELECTORS);
    return;
  }
  g_array_append_val (list->rules, rule);
  pod->n_rules++;
}

/* A rule of one of the API's policies that are not the usual ones counts other machines than those that
 * are counted here. */
static gboolean
is_usual (JsonReading *reading, JsonObject *rule)
{
  const char *affinity = json_get_text (reading, rule, "nodeAffinityPolicy");
  const char *taints = json_get_text (reading, rule, "nodeTaintsPolicy");
  return (affinity == NULL || strcmp (affinity, "Honor") == 0)
         && (taints == NULL || strcmp (taints, "Ignore") == 0);
}

static void
read_spread (KubeList *list, JsonObject *spec, JsonObject *labels, KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonArray *rules = json_get_array (reading, spec, "topologySpreadConstraints");
  for (guint i = 0; i < json_length (rules); i++) {
    JsonObject *rule = json_get_element (reading, rules, i, "a topologySpreadConstraint");
    const char *unsatisfiable = json_get_text (reading, rule, "whenUnsatisfiable");
    gboolean soft = g_strcmp0 (unsatisfiable, "ScheduleAnyway") == 0;
    if (!soft && g_strcmp0 (unsatisfiable, "DoNotSchedule") != 0)
      json_fault (reading, "DoNotSchedule or ScheduleAnyway", "whenUnsatisfiable '%s'",
                  unsatisfiable != NULL ? unsatisfiable : "");
    if (!is_usual (reading, rule))
      kube_note_pod (pod, KUBE_SELECTORS);
    add_rule (list, rule, labels, pod,
              (KubeRule){
                .kind = KUBE_SPREAD,
                .soft = soft,
                .skew = (gint32) json_get_integer (reading, rule, "maxSkew", 1, 1000000, 1),
                .domains = (gint32) json_get_integer (reading, rule, "minDomains", 1, G_MAXINT32, 1) });
  }
}

/* podAffinity, or podAntiAffinity. */
static void
read_affinity (KubeList *list, JsonObject *affinity, const char *member, KubeRuleKind kind,
               JsonObject *labels, KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *of = json_get_object (reading, affinity, member);
  JsonArray *required
    = json_get_array (reading, of, "requiredDuringSchedulingIgnoredDuringExecution");
  JsonArray *preferred
    = json_get_array (reading, of, "preferredDuringSchedulingIgnoredDuringExecution");
  for (guint i = 0; i < json_length (required); i++)
    add_rule (list, json_get_element (reading, required, i, "a term"), labels, pod,
              (KubeRule){ .kind = kind });
  for (guint i = 0; i < json_length (preferred); i++) {
    JsonObject *wish = json_get_element (reading, preferred, i, "a preference");
    add_rule (list, json_get_object (reading, wish, "podAffinityTerm"), labels, pod,
              (KubeRule){ .kind = kind,
                          .weight = (gint32) json_get_integer (reading, wish, "weight", 1, 100, 1) });
  }
}

void
kube_read_rules (KubeList *list, JsonObject *spec, JsonObject *labels, KubePod *pod)
{
  JsonObject *affinity = json_get_object (&list->objects.reading, spec, "affinity");
  pod->first_rule = list->rules->len;
  pod->n_rules = 0;
  read_spread (list, spec, labels, pod);
  read_affinity (list, affinity, "podAffinity", KUBE_NEAR, labels, pod);
  read_affinity (list, affinity, "podAntiAffinity", KUBE_APART, labels, pod);
}
