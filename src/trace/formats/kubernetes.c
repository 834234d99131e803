/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects of the API of Kubernetes, as `kubectl get nodes,pods,… -o json` gives them. What runs comes
 * first, at time 0, each pod held where it is; what is yet to be placed comes a second later, so that it
 * finds the cluster as it is. */
#include "trace/formats/kubernetes.h"

#include "trace/formats.h"
#include "trace/intern.h"
#include "util/input_error.h"

#include <string.h>

#define LATER TIME_SECOND

typedef struct {
  TaskStream base;
  KubeList *list;
  Interner interner;
  guint given;      /* pods looked at, of all that run or of all that do not */
  gboolean waiting; /* it has come to those that do not */
  GString *spread, *affinity;
} KubeTasks;

/* Rules ---------------------------------------------------------------------------------------- */

static void
append (GString *out, const char *rule)
{
  if (out->len > 0)
    g_string_append_c (out, ';');
  g_string_append (out, rule);
}

static guint
group_at (const GArray *groups, guint i)
{
  return g_array_index (groups, guint, i);
}

/* A spread counts the pod's own group, and so can be said where its selector selects just that. Who
 * runs is not judged by one any more. FALSE: it cannot be said. */
static gboolean
append_spread (KubeTasks *tasks, const KubePod *pod, const KubeRule *rule, const GArray *groups)
{
  g_autofree char *text = NULL;
  if (pod->node != NULL)
    return TRUE;
  if (groups->len != 1 || group_at (groups, 0) != kube_labels_group (tasks->list->labels, pod->labels))
    return FALSE;
  if (rule->soft)
    text = g_strdup_printf ("%s:%d:soft", rule->key, rule->skew);
  else
    text = g_strdup_printf ("%s:%d:%d", rule->key, rule->skew, rule->domains);
  append (tasks->spread, text);
  return TRUE;
}

/* To be apart from a selector's pods is to be apart from each of its groups, and a wish holds for each;
 * to be near one of several groups cannot be said. Whom nobody is selected for to be near can be
 * nowhere. Who runs is not judged by whom it must be near any more; to others it is what a wish of the
 * least weight is. */
static gboolean
append_affinity (KubeTasks *tasks, const KubePod *pod, const KubeRule *rule, const GArray *groups,
                 GString *constraints)
{
  gint32 weight = rule->kind == KUBE_NEAR && pod->node != NULL ? MAX (rule->weight, 1) : rule->weight;
  if (rule->kind == KUBE_NEAR && weight == 0 && groups->len != 1) {
    if (groups->len == 0)
      append (constraints, KUBE_NOBODY);
    return groups->len == 0;
  }
  for (guint i = 0; i < groups->len; i++) {
    g_autofree char *text = g_strdup_printf (
      "%s%s@%s", rule->kind == KUBE_APART ? "!" : "",
      kube_labels_group_name (tasks->list->labels, group_at (groups, i)), rule->key);
    append (tasks->affinity, text);
    if (weight > 0)
      g_string_append_printf (tasks->affinity, ":%d", weight);
  }
  return TRUE;
}

/* All rules of the pod; what cannot be said is noted once for each of its tasks. */
static void
read_rules (KubeTasks *tasks, const KubePod *pod, GString *constraints)
{
  KubeList *list = tasks->list;
  gboolean said = TRUE;
  g_string_truncate (tasks->spread, 0);
  g_string_truncate (tasks->affinity, 0);
  for (guint i = 0; i < pod->n_rules; i++) {
    const KubeRule *rule = &g_array_index (list->rules, KubeRule, pod->first_rule + i);
    const GArray *groups = kube_labels_selected (list->labels, rule->selector);
    said &= rule->kind == KUBE_SPREAD
              ? append_spread (tasks, pod, rule, groups)
              : append_affinity (tasks, pod, rule, groups, constraints);
  }
  if (!said && (pod->notes & 1u << KUBE_SELECTORS) == 0)
    for (guint k = 0; k < pod->count; k++)
      kube_note (list, KUBE_SELECTORS, pod->file, pod->line);
}

/* Tasks ---------------------------------------------------------------------------------------- */

static gboolean
read_class (KubeTasks *tasks, const KubePod *pod, TaskRecord *record, GError **error)
{
  const Row row = { .display = pod->file, .line = pod->line };
  KubeLabels *labels = tasks->list->labels;
  g_autoptr (GString) constraints = g_string_new (pod->constraints);
  const char *group = kube_labels_group_name (labels, kube_labels_group (labels, pod->labels));
  read_rules (tasks, pod, constraints);
  if (group[0] == '\0' && tasks->spread->len + tasks->affinity->len > 0)
    group = "nobody"; /* means by its name */
  return interner_class (&tasks->interner, &row, &pod->request, pod->number,
                         &(ClassTexts){ .constraints = constraints->str,
                                        .preferences = pod->preferences,
                                        .tolerations = pod->tolerations,
                                        .group = group,
                                        .spread = tasks->spread->str,
                                        .affinity = tasks->affinity->str },
                         pod->count, &record->task_class, error);
}

static gboolean
read_pod (KubeTasks *tasks, const KubePod *pod, TaskRecord *record, GError **error)
{
  const Row row = { .display = pod->file, .line = pod->line };
  *record = (TaskRecord){ .job = pod->job,
                          .count = pod->count,
                          .line = pod->line,
                          .submit = pod->node != NULL ? 0 : LATER,
                          .duration = DURATION_UNENDING,
                          .estimate = DURATION_UNENDING,
                          .budget = pod->budget };
  record->name = pod->made ? (TaskName){ pod->name, 0 } : task_name_of_text (pod->name);
  return interner_user (&tasks->interner, &row, "namespace", pod->namespace, &record->user, error)
         && read_class (tasks, pod, record, error);
}

static int
kube_tasks_next (TaskStream *stream, TaskRecord *ret, GError **error)
{
  KubeTasks *tasks = (KubeTasks *) (void *) stream;
  const GArray *pods = tasks->list->pods;
  for (;;) {
    const KubePod *pod;
    if (tasks->given == pods->len && tasks->waiting)
      return 0;
    if (tasks->given == pods->len) {
      tasks->waiting = TRUE;
      tasks->given = 0;
    }
    if (pods->len == 0)
      return 0;
    pod = &g_array_index (pods, KubePod, tasks->given++);
    if ((pod->node == NULL) == tasks->waiting)
      return read_pod (tasks, pod, ret, error) ? 1 : -1;
  }
}

static double
kube_tasks_progress (const TaskStream *stream)
{
  const KubeTasks *tasks = (const KubeTasks *) (const void *) stream;
  guint pods = tasks->list->pods->len;
  return pods == 0 ? 1 : (tasks->given + (tasks->waiting ? pods : 0)) / (2.0 * pods);
}

static const TraceNote *
kube_tasks_notes (const TaskStream *stream)
{
  return ((const KubeTasks *) (const void *) stream)->list->notes;
}

static guint64
kube_tasks_jobs (const TaskStream *stream)
{
  return ((const KubeTasks *) (const void *) stream)->list->jobs;
}

static void
kube_tasks_free (TaskStream *stream)
{
  KubeTasks *tasks = (KubeTasks *) (void *) stream;
  kube_list_free (tasks->list);
  interner_clear (&tasks->interner);
  g_string_free (tasks->spread, TRUE);
  g_string_free (tasks->affinity, TRUE);
  g_free (tasks);
}

static TaskStream *
open_tasks (const char *path, const char *display, const TraceContext *context, gboolean learn,
            GError **error)
{
  KubeList *list = kube_list_load (path, display, context, error);
  KubeTasks *tasks;
  if (list == NULL)
    return NULL;
  tasks = g_new0 (KubeTasks, 1);
  tasks->base = (TaskStream){ .next = kube_tasks_next,
                              .progress = kube_tasks_progress,
                              .free = kube_tasks_free,
                              .notes = kube_tasks_notes,
                              .jobs = kube_tasks_jobs };
  tasks->list = list;
  tasks->spread = g_string_new (NULL);
  tasks->affinity = g_string_new (NULL);
  interner_init (&tasks->interner, context, learn);
  return &tasks->base;
}

/* Objects of the API say so at their beginning; no other format does. */
static gboolean
looks_like (const char *beginning)
{
  const char *first = beginning + strspn (beginning, " \t\r\n");
  return (*first == '{' || *first == '[') && strstr (first, "\"apiVersion\"") != NULL;
}

const TraceFormat trace_format_kubernetes = {
  .name = "kubernetes",
  .summary = "nodes, pods and controllers as kubectl get -o json gives them",
  .looks_like = looks_like,
  .machines_in_tasks = TRUE,
  .reads_also = TRUE,
  .read_machines = kube_read_machines,
  .open_tasks = open_tasks,
};
