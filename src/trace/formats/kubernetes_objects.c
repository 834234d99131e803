/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/kubernetes.h"

#include <string.h>

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
