/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/kubernetes.h"

#include "util/input_error.h"

#include <string.h>

#define SYSTEM_LOWEST 2000000000 /* priorities from here on are the system's own */

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

/* Priorities ----------------------------------------------------------------------------------- */

static void
know_priority (KubeList *list, const char *class, gint64 value)
{
  gint64 *kept = g_new (gint64, 1);
  *kept = value;
  g_hash_table_insert (list->priorities, (gpointer) kube_text (list, class), kept);
}

static void
add_priority_class (KubeList *list, JsonObject *object)
{
  JsonReading *reading = &list->objects.reading;
  const char *name
    = json_get_text (reading, json_get_object (reading, object, "metadata"), "name");
  gint64 value = json_get_integer (reading, object, "value", G_MININT32, G_MAXINT32, 0);
  know_priority (list, name != NULL ? name : "", value);
  if (json_get_boolean (reading, object, "globalDefault"))
    list->usual_priority = value;
}

/* Each pod's priority as the API has it: its own, else its class's, which another pod may tell. */
static gboolean
find_priorities (KubeList *list, GError **error)
{
  for (guint i = 0; i < list->pods->len; i++) {
    const KubePod *pod = &g_array_index (list->pods, KubePod, i);
    if (pod->priority != G_MININT64 && pod->priority_class != NULL)
      know_priority (list, pod->priority_class, pod->priority);
  }
  for (guint i = 0; i < list->pods->len; i++) {
    KubePod *pod = &g_array_index (list->pods, KubePod, i);
    const gint64 *known
      = pod->priority_class != NULL ? g_hash_table_lookup (list->priorities, pod->priority_class) : NULL;
    if (pod->priority != G_MININT64)
      continue;
    if (pod->priority_class != NULL && known == NULL)
      return input_error (error, pod->file, pod->line,
                          "a PriorityClass of the file, or one that some pod has with its priority",
                          "priorityClassName: '%s' is not known", pod->priority_class);
    pod->priority = known != NULL ? *known : list->usual_priority;
  }
  return TRUE;
}

static int
compare_priorities (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;
  return x < y ? -1 : x > y ? 1 : 0;
}

static Tier
tier_of (gint64 priority)
{
  return priority < 0 ? TIER_FREE : priority < SYSTEM_LOWEST ? TIER_BATCH : TIER_MONITORING;
}

/* The priorities that there are, ascending. */
static GArray *
all_priorities (const KubeList *list)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = 0;
  for (guint i = 0; i < list->pods->len; i++)
    g_array_append_val (all, g_array_index (list->pods, KubePod, i).priority);
  g_array_sort (all, compare_priorities);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || g_array_index (all, gint64, i) != g_array_index (all, gint64, n - 1))
      g_array_index (all, gint64, n++) = g_array_index (all, gint64, i);
  g_array_set_size (all, n);
  return all;
}

/* Their order is kept, not their distances: of the priorities of a tier's pods, the lowest becomes the
 * tier's lowest, the next the next. */
static void
number_priorities (KubeList *list)
{
  g_autoptr (GArray) all = all_priorities (list);
  for (guint i = 0; i < list->pods->len; i++) {
    KubePod *pod = &g_array_index (list->pods, KubePod, i);
    Tier tier = tier_of (pod->priority);
    gint32 end = tier == TIER_FREE    ? list->tiers->lowest[TIER_BATCH]
                 : tier == TIER_BATCH ? list->tiers->lowest[TIER_PROD]
                                      : PRIORITY_MAX;
    gint64 number = list->tiers->lowest[tier];
    for (guint p = 0; g_array_index (all, gint64, p) < pod->priority; p++)
      number += tier_of (g_array_index (all, gint64, p)) == tier ? 1 : 0;
    if (number >= end)
      kube_note_pod (pod, KUBE_PRIORITIES);
    pod->number = (gint32) MIN (number, end - 1);
  }
}

/* Loading -------------------------------------------------------------------------------------- */

/* The kind that the text names; of a PodList, what its elements are. */
static KubeKind
kind_of (const char *text)
{
  static const char *const kinds[N_KUBE_KINDS] = {
    "Node", "Pod", "PodDisruptionBudget", "PriorityClass", "Deployment", "ReplicaSet", "StatefulSet",
    "Job",
  };
  for (guint k = 0; k < KUBE_OTHER; k++)
    if (g_str_has_prefix (text, kinds[k])
        && (text[strlen (kinds[k])] == '\0' || strcmp (text + strlen (kinds[k]), "List") == 0))
      return (KubeKind) k;
  return KUBE_OTHER;
}

void
kube_objects_init (KubeObjects *objects, const char *path, const char *display,
                   const TraceContext *context)
{
  *objects = (KubeObjects){ .files = { path, context->also },
                            .displays = { g_intern_string (display),
                                          g_intern_string (context->also) } };
}

void
kube_objects_clear (KubeObjects *objects)
{
  g_clear_error (&objects->reading.fault);
  g_clear_pointer (&objects->items, json_items_free);
}

/* 1 with an object of one of the files, 0 behind the last, -1 with *error. */
static int
next_item (KubeObjects *objects, JsonObject **ret_object, GError **error)
{
  for (;;) {
    int got = objects->items != NULL ? json_items_next (objects->items, ret_object, error) : 0;
    if (got != 0)
      return got;
    g_clear_pointer (&objects->items, json_items_free);
    if (objects->file == G_N_ELEMENTS (objects->files) || objects->files[objects->file] == NULL)
      return 0;
    objects->reading.display = objects->displays[objects->file];
    objects->items = json_items_new (objects->files[objects->file++], objects->reading.display,
                                     "items", error);
    if (objects->items == NULL)
      return -1;
  }
}

int
kube_next_object (KubeObjects *objects, JsonObject **ret_object, KubeKind *ret_kind, GError **error)
{
  JsonReading *reading = &objects->reading;
  const char *kind;
  int got = next_item (objects, ret_object, error);
  if (got <= 0)
    return got;
  reading->line = json_items_line (objects->items);
  kind = json_get_text (reading, *ret_object, "kind");
  if (kind == NULL)
    kind = json_get_text (reading, json_items_list (objects->items), "kind");
  if (kind == NULL)
    json_fault (reading, "an object of the API of Kubernetes, or a list of them", "this has no kind");
  *ret_kind = kind != NULL ? kind_of (kind) : KUBE_OTHER;
  return json_sound (reading, error) ? 1 : -1;
}

static void
add_object (KubeList *list, KubeKind kind, JsonObject *object)
{
  switch (kind) {
  case KUBE_NODE:
    break;
  case KUBE_POD:
    kube_add_pod (list, object);
    break;
  case KUBE_BUDGET:
    kube_add_budget (list, object);
    break;
  case KUBE_PRIORITY_CLASS:
    add_priority_class (list, object);
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
  if (!find_priorities (list, error))
    return FALSE;
  number_priorities (list);
  kube_settle_budgets (list);
  for (guint i = 0; i < list->pods->len; i++) {
    const KubePod *pod = &g_array_index (list->pods, KubePod, i);
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
