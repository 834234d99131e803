/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a pod asks for, by the rule of the API (k8s.io/component-helpers, resource.PodRequests):
 * containers run side by side, and beside them, from its start on, every init container that is
 * restarted always; the other init containers run before them, one after the other. What is said of the
 * pod as a whole goes before that; its overhead comes on top. */
#include "trace/formats/kubernetes.h"

#include <string.h>

/* Of one container, or of the pod: what it requests, else its limit. */
static KubeQuantity
requested (JsonReading *reading, JsonObject *of, const char *resource, gboolean *ret_said)
{
  JsonObject *resources = json_get_object (reading, of, "resources");
  JsonObject *requests = json_get_object (reading, resources, "requests");
  if (requests == NULL || !json_object_has_member (requests, resource))
    requests = json_get_object (reading, resources, "limits");
  *ret_said = requests != NULL && json_object_has_member (requests, resource);
  return kube_quantity_of (reading, requests, resource);
}

static KubeQuantity
of_containers (JsonReading *reading, JsonObject *spec, const char *resource)
{
  JsonArray *containers = json_get_array (reading, spec, "containers");
  JsonArray *before = json_get_array (reading, spec, "initContainers");
  KubeQuantity all = 0, beside = 0, most = 0;
  gboolean said;
  for (guint i = 0; i < json_length (containers); i++)
    all += requested (reading, json_get_element (reading, containers, i, "a container"), resource,
                      &said);
  for (guint i = 0; i < json_length (before); i++) {
    JsonObject *container = json_get_element (reading, before, i, "an init container");
    KubeQuantity own = requested (reading, container, resource, &said);
    most = MAX (most, beside + own);
    if (g_strcmp0 (json_get_text (reading, container, "restartPolicy"), "Always") == 0)
      beside += own;
  }
  return MAX (all + beside, most);
}

/* Does a container name a resource that is not among the cell's? */
static gboolean
asks_for_others (const KubeList *list, JsonReading *reading, JsonArray *containers)
{
  for (guint i = 0; i < json_length (containers); i++) {
    JsonObject *resources = json_get_object (
      reading, json_get_element (reading, containers, i, "a container"), "resources");
    JsonObject *requests = json_get_object (reading, resources, "requests");
    g_autoptr (GList) names = requests != NULL ? json_object_get_members (requests) : NULL;
    for (GList *name = names; name != NULL; name = name->next) {
      guint r = 0;
      while (r < list->resources->count
             && strcmp (kube_resource_name (&list->resources->item[r]), name->data) != 0)
        r++;
      if (r == list->resources->count)
        return TRUE;
    }
  }
  return FALSE;
}

void
kube_read_requests (KubeList *list, JsonObject *spec, KubePod *pod)
{
  JsonReading *reading = &list->objects.reading;
  JsonObject *overhead = json_get_object (reading, spec, "overhead");
  for (guint r = 0; r < list->resources->count; r++) {
    const Resource *resource = &list->resources->item[r];
    const char *name = kube_resource_name (resource);
    gboolean said;
    KubeQuantity whole = requested (reading, spec, name, &said);
    if (!said)
      whole = of_containers (reading, spec, name);
    whole += kube_quantity_of (reading, overhead, name);
    if (strcmp (name, "pods") == 0)
      pod->request.of[r] = 1;
    else
      pod->request.of[r] = kube_amount (reading, resource, whole, pod->node == NULL);
  }
  if (asks_for_others (list, reading, json_get_array (reading, spec, "containers")))
    kube_note_pod (pod, KUBE_RESOURCES);
}
