/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pods, and the controllers that are yet to make some. A pod's job is who made it: the Deployment where
 * there is one, else the owner, else the pod itself. */
#include "trace/formats/kubernetes.h"

#include <string.h>

typedef struct {
  const char *key;   /* `Kind/namespace/name` */
  const char *owner; /* the same of whoever made it; NULL: nobody */
  gint64 wanted;     /* pods */
  KubePod pod;       /* as all of them are to be */
} KubeController;

static const char *
key_of (KubeList *list, const char *kind, const char *namespace, const char *name)
{
  g_autofree char *key = g_strconcat (kind, "/", namespace, "/", name, NULL);
  return kube_text (list, key);
}

/* Who controls it; NULL: nobody. */
static JsonObject *
owner_of (JsonReading *reading, JsonObject *metadata)
{
  JsonArray *owners = json_get_array (reading, metadata, "ownerReferences");
  for (guint i = 0; i < json_length (owners); i++) {
    JsonObject *owner = json_get_element (reading, owners, i, "an owner");
    if (json_get_boolean (reading, owner, "controller"))
      return owner;
  }
  return NULL;
}

static const char *
namespace_of (KubeList *list, JsonObject *metadata)
{
  const char *namespace = json_get_text (&list->objects.reading, metadata, "namespace");
  return kube_text (list, namespace != NULL && namespace[0] != '\0' ? namespace : "default");
}

static const char *
name_of (KubeList *list, JsonObject *metadata)
{
  const char *name = json_get_text (&list->objects.reading, metadata, "name");
  if (name == NULL || name[0] == '\0')
    json_fault (&list->objects.reading, "metadata.name", "an object without a name");
  return kube_text (list, name != NULL ? name : "");
}

/* The Deployment of a ReplicaSet: whose name it has, with the hash of its template behind it. NULL: it
 * is of none. */
static char *
deployment_of (JsonReading *reading, JsonObject *labels, const char *replica_set)
{
  const char *hash = json_get_text (reading, labels, "pod-template-hash");
  g_autofree char *end = hash != NULL ? g_strconcat ("-", hash, NULL) : NULL;
  if (end == NULL || !g_str_has_suffix (replica_set, end) || strlen (replica_set) == strlen (end))
    return NULL;
  return g_strndup (replica_set, strlen (replica_set) - strlen (end));
}

static void
count_one (KubeList *list, const char *key)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (list->there, key));
  g_hash_table_insert (list->there, (gpointer) key, GUINT_TO_POINTER (n + 1));
}

/* The pod's job, which counts it. */
static void
read_job (KubeList *list, JsonObject *metadata, KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *owner = owner_of (reading, metadata);
  const char *kind = json_get_text (reading, owner, "kind");
  const char *name = json_get_text (reading, owner, "name");
  g_autofree char *deployment = NULL, *job = NULL;
  if (kind == NULL || name == NULL || strcmp (kind, "Node") == 0) {
    kind = NULL;
    name = pod->name;
  } else if (strcmp (kind, "ReplicaSet") == 0) {
    deployment = deployment_of (reading, json_get_object (reading, metadata, "labels"), name);
  }
  if (kind != NULL)
    count_one (list, key_of (list, kind, pod->namespace, name));
  if (deployment != NULL)
    count_one (list, key_of (list, "Deployment", pod->namespace, deployment));
  job = g_strconcat (pod->namespace, "/", deployment != NULL ? deployment : name, NULL);
  pod->job = kube_text (list, job);
}

/* What goes for pods that are yet to be placed. */
static void
note_unheeded (KubeList *list, JsonObject *spec, KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonArray *containers = json_get_array (reading, spec, "containers");
  JsonArray *volumes = json_get_array (reading, spec, "volumes");
  gboolean ports = json_get_boolean (reading, spec, "hostNetwork"), claims = FALSE;
  for (guint i = 0; i < json_length (containers); i++) {
    JsonArray *of = json_get_array (
      reading, json_get_element (reading, containers, i, "a container"), "ports");
    for (guint p = 0; p < json_length (of); p++)
      ports |= json_get_integer (reading, json_get_element (reading, of, p, "a port"), "hostPort", 0,
                                 65535, 0) > 0;
  }
  for (guint i = 0; i < json_length (volumes); i++)
    claims |= json_get_object (reading, json_get_element (reading, volumes, i, "a volume"),
                               "persistentVolumeClaim") != NULL;
  if (ports)
    kube_note_pod (pod, KUBE_PORTS);
  if (claims)
    kube_note_pod (pod, KUBE_VOLUMES);
}

gboolean
kube_read_pod (KubeList *list, JsonObject *metadata, JsonObject *spec, const char *namespace,
               KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *labels = json_get_object (reading, metadata, "labels");
  const char *node = json_get_text (reading, spec, "nodeName");
  const char *class = json_get_text (reading, spec, "priorityClassName");
  pod->namespace = namespace;
  pod->node = node != NULL && node[0] != '\0' ? kube_text (list, node) : NULL;
  pod->count = 1;
  pod->file = reading->display;
  pod->line = reading->line;
  pod->budget = BUDGET_NONE;
  if (json_length (json_get_array (reading, spec, "containers")) == 0)
    json_fault (reading, "a spec with containers", "a pod without containers");
  if (pod->node == NULL && json_length (json_get_array (reading, spec, "schedulingGates")) > 0) {
    kube_note (list, KUBE_GATED, pod->file, pod->line);
    return FALSE;
  }
  pod->priority = json_get_integer (reading, spec, "priority", G_MININT32, G_MAXINT32, G_MININT64);
  pod->priority_class = class != NULL && class[0] != '\0' ? kube_text (list, class) : NULL;
  pod->labels = kube_labels_set (list->labels, reading, namespace, labels);
  kube_read_requests (list, spec, pod);
  kube_read_node_wishes (list, spec, pod);
  kube_read_rules (list, spec, labels, pod);
  if (g_strcmp0 (json_get_text (reading, spec, "preemptionPolicy"), "Never") == 0)
    kube_note_pod (pod, KUBE_NEVER);
  if (pod->node == NULL)
    note_unheeded (list, spec, pod);
  return TRUE;
}

void
kube_add_pod (KubeList *list, JsonObject *object)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *metadata = json_get_object (reading, object, "metadata");
  const char *phase
    = json_get_text (reading, json_get_object (reading, object, "status"), "phase");
  KubePod pod = { .name = name_of (list, metadata) };
  if (g_strcmp0 (phase, "Succeeded") == 0 || g_strcmp0 (phase, "Failed") == 0) {
    kube_note (list, KUBE_ENDED, reading->display, reading->line);
    return;
  }
  if (!kube_read_pod (list, metadata, json_get_object (reading, object, "spec"),
                      namespace_of (list, metadata), &pod))
    return;
  read_job (list, metadata, &pod);
  g_array_append_val (list->pods, pod);
}

/* Controllers ---------------------------------------------------------------------------------- */

/* How many pods it wants to be there. Those that a Job has left, as many at once as it may have. */
static gint64
wanted_of (JsonReading *reading, const char *kind, JsonObject *spec, JsonObject *status)
{
  gint64 completions, parallel;
  if (strcmp (kind, "Job") != 0)
    return json_get_integer (reading, spec, "replicas", 0, TASK_NUMBER_MAX, 1);
  completions = json_get_integer (reading, spec, "completions", 0, G_MAXINT32, G_MAXINT32);
  parallel = json_get_integer (reading, spec, "parallelism", 0, TASK_NUMBER_MAX, 1);
  completions -= json_get_integer (reading, status, "succeeded", 0, G_MAXINT32, 0);
  if (json_get_boolean (reading, spec, "suspend")
      || json_get_text (reading, status, "completionTime") != NULL)
    return 0;
  return MIN (completions, parallel);
}

void
kube_add_controller (KubeList *list, const char *kind, JsonObject *object)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *metadata = json_get_object (reading, object, "metadata");
  JsonObject *spec = json_get_object (reading, object, "spec");
  JsonObject *template = json_get_object (reading, spec, "template");
  JsonObject *owner = owner_of (reading, metadata);
  const char *owner_kind = json_get_text (reading, owner, "kind");
  const char *owner_name = json_get_text (reading, owner, "name");
  const char *namespace = namespace_of (list, metadata), *name = name_of (list, metadata);
  KubeController *controller = g_new0 (KubeController, 1);
  g_autofree char *job = g_strconcat (namespace, "/", name, NULL);
  g_ptr_array_add (list->controllers, controller);
  controller->key = key_of (list, kind, namespace, name);
  if (owner_kind != NULL && owner_name != NULL)
    controller->owner = key_of (list, owner_kind, namespace, owner_name);
  controller->wanted
    = wanted_of (reading, kind, spec, json_get_object (reading, object, "status"));
  controller->pod = (KubePod){ .job = kube_text (list, job), .name = "new", .made = TRUE };
  if (!kube_read_pod (list, json_get_object (reading, template, "metadata"),
                      json_get_object (reading, template, "spec"), namespace, &controller->pod))
    controller->wanted = 0;
}

/* Whose own maker is in the file makes nothing by itself. */
void
kube_make_pods (KubeList *list)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < list->controllers->len; i++) {
    const KubeController *controller = g_ptr_array_index (list->controllers, i);
    g_hash_table_add (known, (gpointer) controller->key);
  }
  for (guint i = 0; i < list->controllers->len; i++) {
    KubeController *controller = g_ptr_array_index (list->controllers, i);
    gint64 missing = controller->wanted
      - GPOINTER_TO_UINT (g_hash_table_lookup (list->there, controller->key));
    if (missing <= 0
        || (controller->owner != NULL && g_hash_table_contains (known, controller->owner)))
      continue;
    controller->pod.count = (guint) missing;
    g_array_append_val (list->pods, controller->pod);
  }
}
