/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PodDisruptionBudgets. What a budget allows now is in its status, as kube-scheduler takes it; where it
 * has none, as in a file written by hand, it follows from how many pods it selects. */
#include "trace/formats/kubernetes.h"

#include <string.h>

typedef struct {
  KubeSelector *selector;
  const char *file;
  guint line;
  gint64 allowed; /* -1: follows from the next two */
  gint64 least, most; /* pods that must be there, and that may be gone; -1: not said */
  gboolean least_percent, most_percent;
} KubeBudget;

static void
budget_free (gpointer data)
{
  KubeBudget *budget = data;
  kube_selector_free (budget->selector);
  g_free (budget);
}

/* `3`, or `"30%"`; -1 where nothing is said. */
static gint64
read_share (JsonReading *reading, JsonObject *spec, const char *member, gboolean *ret_percent)
{
  JsonNode *node = spec != NULL ? json_object_get_member (spec, member) : NULL;
  const char *text;
  guint64 value;
  char *end = NULL;
  *ret_percent = FALSE;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return json_get_integer (reading, spec, member, 0, G_MAXINT32, -1);
  text = json_node_get_string (node);
  value = g_ascii_strtoull (text, &end, 10);
  *ret_percent = TRUE;
  if (g_ascii_isdigit (text[0]) && strcmp (end, "%") == 0 && value <= 100)
    return (gint64) value;
  json_fault (reading, "a whole number, or a percentage like 30%", "%s: '%s' is neither", member,
              text);
  return -1;
}

void
kube_add_budget (KubeList *list, JsonObject *object)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *metadata = json_get_object (reading, object, "metadata");
  JsonObject *spec = json_get_object (reading, object, "spec");
  JsonObject *status = json_get_object (reading, object, "status");
  const char *namespace = json_get_text (reading, metadata, "namespace");
  KubeBudget *budget = g_new0 (KubeBudget, 1);
  GStrv namespaces = g_new0 (char *, 2);
  namespaces[0] = g_strdup (namespace != NULL ? namespace : "default");
  g_ptr_array_set_free_func (list->budgets, budget_free);
  g_ptr_array_add (list->budgets, budget);
  budget->selector
    = kube_selector_new (reading, json_get_object (reading, spec, "selector"), namespaces);
  budget->file = reading->display;
  budget->line = reading->line;
  budget->allowed = json_get_integer (reading, status, "disruptionsAllowed", 0, G_MAXINT32, -1);
  budget->least = read_share (reading, spec, "minAvailable", &budget->least_percent);
  budget->most = read_share (reading, spec, "maxUnavailable", &budget->most_percent);
}

/* Percentages are rounded up, both kinds, as the API says. */
static gint64
share_of (gint64 share, gboolean percent, gint64 pods)
{
  return percent ? (share * pods + 99) / 100 : share;
}

static gint64
allowed_of (const KubeBudget *budget, gint64 pods)
{
  if (budget->allowed >= 0)
    return budget->allowed;
  if (budget->most >= 0)
    return share_of (budget->most, budget->most_percent, pods);
  return MAX (pods - share_of (MAX (budget->least, 0), budget->least_percent, pods), 0);
}

/* One budget: of whom, and how many may be gone. It is for each job what it is for all. */
static void
settle (KubeList *list, const KubeBudget *budget)
{
  const char *job = NULL;
  gboolean several = FALSE;
  gint64 pods = 0, allowed;
  for (guint i = 0; i < list->pods->len; i++) {
    const KubePod *pod = &g_array_index (list->pods, KubePod, i);
    if (!kube_labels_match (list->labels, pod->labels, budget->selector))
      continue;
    pods += pod->count;
    several |= job != NULL && strcmp (job, pod->job) != 0;
    job = pod->job;
  }
  allowed = MIN (allowed_of (budget, pods), BUDGET_NONE - 1);
  for (guint i = 0; i < list->pods->len; i++) {
    KubePod *pod = &g_array_index (list->pods, KubePod, i);
    if (kube_labels_match (list->labels, pod->labels, budget->selector))
      pod->budget = (guint16) MIN (pod->budget, allowed);
  }
  if (several)
    kube_note (list, KUBE_SHARED_BUDGETS, budget->file, budget->line);
}

void
kube_settle_budgets (KubeList *list)
{
  for (guint i = 0; i < list->budgets->len; i++)
    settle (list, g_ptr_array_index (list->budgets, i));
}
