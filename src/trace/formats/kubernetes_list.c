/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/kubernetes.h"

#include <string.h>

static const TraceNote notes[N_KUBE_NOTES] = {
  [KUBE_ENDED] = { .what = "pods that have ended" },
  [KUBE_GATED] = { .what = "pods held by scheduling gates" },
  [KUBE_OTHER_KINDS] = { .what = "objects of other kinds" },
  [KUBE_EITHER_TERM] = { .what = "pods with node affinity to either of several terms (not heeded)" },
  [KUBE_JOINT_PREFERENCE] = { .what = "pods that prefer several conditions at once (not heeded)" },
  [KUBE_SELECTORS] = { .what = "pods that select others as groups cannot say (not heeded)" },
  [KUBE_EFFECTS] = { .what = "pods that tolerate all taints of an effect (not heeded)" },
  [KUBE_NEVER] = { .what = "pods that are to evict nobody (they may)" },
  [KUBE_PORTS] = { .what = "pods with ports of the host (not heeded)" },
  [KUBE_VOLUMES] = { .what = "pods with claims of volumes (where these are is not heeded)" },
  [KUBE_RESOURCES] = { .what = "pods that ask for what the cell does not count" },
  [KUBE_SHARED_BUDGETS] = { .what = "budgets of several jobs (each has all of it)" },
  [KUBE_PRIORITIES] = { .what = "pods with priorities beyond those a tier has (equal to the last)" },
  [KUBE_NO_NODE] = { .what = "pods on nodes that are not in the file (they wait)" },
};

const char *
kube_text (KubeList *list, const char *text)
{
  return g_string_chunk_insert_const (list->texts, text);
}

void
kube_note (KubeList *list, guint note, const char *file, guint line)
{
  TraceNote *of = &list->notes[note];
  const char *named = list->objects.displays[1] != NULL ? file : NULL;
  trace_note_add (of, named, line);
  if (of->file == named)
    of->line = MIN (of->line, line); /* notes come as they are found, not as they stand in the file */
}

static KubeList *
kube_list_new (const char *path, const char *display, const TraceContext *context)
{
  KubeList *list = g_new0 (KubeList, 1);
  kube_objects_init (&list->objects, path, display, context);
  list->resources = context->resources;
  list->tiers = context->tiers;
  list->texts = g_string_chunk_new (1 << 14);
  list->labels = kube_labels_new ();
  list->pods = g_array_new (FALSE, FALSE, sizeof (KubePod));
  list->rules = g_array_new (FALSE, FALSE, sizeof (KubeRule));
  list->nodes = g_hash_table_new (g_str_hash, g_str_equal);
  list->there = g_hash_table_new (g_str_hash, g_str_equal);
  list->controllers = g_ptr_array_new_with_free_func (g_free);
  list->budgets = g_ptr_array_new ();
  list->priorities = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  memcpy (list->notes, notes, sizeof notes);
  for (guint n = KUBE_EITHER_TERM; n < N_KUBE_NOTES; n++)
    list->notes[n].kept = TRUE;
  return list;
}

void
kube_list_free (KubeList *list)
{
  if (list == NULL)
    return;
  kube_objects_clear (&list->objects);
  g_hash_table_unref (list->nodes);
  g_hash_table_unref (list->there);
  g_hash_table_unref (list->priorities);
  g_ptr_array_unref (list->controllers);
  g_ptr_array_unref (list->budgets);
  g_array_unref (list->rules);
  g_array_unref (list->pods);
  kube_labels_free (list->labels);
  g_string_chunk_free (list->texts);
  g_free (list);
}

/* Loading -------------------------------------------------------------------------------------- */

static void
add_node (KubeList *list, JsonObject *object)
{
  JsonReading *reading = &list->objects.reading;
  const char *name
    = json_get_text (reading, json_get_object (reading, object, "metadata"), "name");
  g_hash_table_add (list->nodes, (gpointer) kube_text (list, name != NULL ? name : ""));
}

static void
add_object (KubeList *list, KubeKind kind, JsonObject *object)
{
  switch (kind) {
  case KUBE_NODE:
    add_node (list, object);
    break;
  case KUBE_POD:
    kube_add_pod (list, object);
    break;
  case KUBE_BUDGET:
    kube_add_budget (list, object);
    break;
  case KUBE_PRIORITY_CLASS:
    kube_add_priority_class (list, object);
    break;
  case KUBE_DEPLOYMENT:
    kube_add_controller (list, "Deployment", object);
    break;
  case KUBE_REPLICA_SET:
    kube_add_controller (list, "ReplicaSet", object);
    break;
  case KUBE_STATEFUL_SET:
    kube_add_controller (list, "StatefulSet", object);
    break;
  case KUBE_JOB:
    kube_add_controller (list, "Job", object);
    break;
  default:
    kube_note (list, KUBE_OTHER_KINDS, list->objects.reading.display,
               list->objects.reading.line);
  }
}

/* What holds for pods that are in the workload, now that it is known who is. */
static void
count_notes (KubeList *list)
{
  for (guint i = 0; i < list->pods->len; i++) {
    const KubePod *pod = &g_array_index (list->pods, KubePod, i);
    for (guint n = 0; n < N_KUBE_NOTES; n++)
      for (guint k = 0; k < pod->count && (pod->notes & 1u << n) != 0; k++)
        kube_note (list, n, pod->file, pod->line);
  }
}

static gboolean
settle (KubeList *list, GError **error)
{
  g_autoptr (GHashTable) jobs = g_hash_table_new (g_str_hash, g_str_equal);
  kube_make_pods (list);
  if (!kube_settle_priorities (list, error))
    return FALSE;
  kube_settle_budgets (list);
  for (guint i = 0; i < list->pods->len; i++) {
    KubePod *pod = &g_array_index (list->pods, KubePod, i);
    /* A file without any has its machines elsewhere. */
    if (pod->node != NULL && g_hash_table_size (list->nodes) > 0
        && !g_hash_table_contains (list->nodes, pod->node))
      kube_note_pod (pod, KUBE_NO_NODE);
    kube_labels_use (list->labels, pod->labels);
    g_hash_table_add (jobs, (gpointer) pod->job);
  }
  list->jobs = g_hash_table_size (jobs);
  count_notes (list);
  return TRUE;
}

KubeList *
kube_list_load (const char *path, const char *display, const TraceContext *context, GError **error)
{
  g_autoptr (KubeList) list = kube_list_new (path, display, context);
  JsonObject *object;
  KubeKind kind;
  int got;
  while ((got = kube_next_object (&list->objects, &object, &kind, error)) > 0) {
    add_object (list, kind, object);
    if (!json_sound (&list->objects.reading, error))
      return NULL;
  }
  return got == 0 && settle (list, error) ? g_steal_pointer (&list) : NULL;
}
