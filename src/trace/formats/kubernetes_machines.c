/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes as machines. That a node is cordoned, or not ready, is a taint, as in the API: so pods that
 * tolerate it still come, and those that are there stay. */
#include "trace/formats/kubernetes.h"

#include "util/input_error.h"

#include <string.h>

#define CORDONED  "node.kubernetes.io/unschedulable"
#define NOT_READY "node.kubernetes.io/not-ready"
#define UNREACHABLE "node.kubernetes.io/unreachable"

enum { NOTE_CORDONED, NOTE_NOT_READY, N_NOTES };

typedef struct {
  KubeObjects objects;
  const TraceContext *context;
  Inventory *inventory;
  TraceNote notes[N_NOTES];
} Nodes;

/* `hard`: those that turn pods away; otherwise those that only put them off. */
static void
append_taint (JsonReading *reading, GString *out, JsonObject *taint, gboolean hard)
{
  const char *key = json_get_text (reading, taint, "key");
  const char *value = json_get_text (reading, taint, "value");
  const char *effect = json_get_text (reading, taint, "effect");
  if (key == NULL || effect == NULL) {
    json_fault (reading, "a key and an effect", "a taint without one of them");
    return;
  }
  if ((strcmp (effect, "PreferNoSchedule") != 0) != hard)
    return;
  g_string_append (out, out->len > 0 ? ";" : "");
  kube_append_taint (reading, out, key, value != NULL ? value : "", effect);
}

static gboolean
has_taint (JsonReading *reading, JsonArray *taints, const char *key)
{
  for (guint i = 0; i < json_length (taints); i++)
    if (g_strcmp0 (json_get_text (reading, json_get_element (reading, taints, i, "a taint"), "key"),
                   key) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_ready (JsonReading *reading, JsonObject *status)
{
  JsonArray *conditions = json_get_array (reading, status, "conditions");
  for (guint i = 0; i < json_length (conditions); i++) {
    JsonObject *condition = json_get_element (reading, conditions, i, "a condition");
    if (g_strcmp0 (json_get_text (reading, condition, "type"), "Ready") == 0)
      return g_strcmp0 (json_get_text (reading, condition, "status"), "True") == 0;
  }
  return TRUE; /* nothing is said: a node written by hand */
}

static void
append_usual_taint (GString *out, const char *key)
{
  g_string_append_printf (out, "%s%s:NoSchedule=-", out->len > 0 ? ";" : "", key);
}

static void
note (Nodes *nodes, guint which)
{
  const JsonReading *reading = &nodes->objects.reading;
  trace_note_add (&nodes->notes[which],
                  nodes->objects.displays[1] != NULL ? reading->display : NULL, reading->line);
}

static void
read_taints (Nodes *nodes, JsonObject *spec, JsonObject *status, GString *hard, GString *soft)
{
  JsonReading *reading = &nodes->objects.reading;
  JsonArray *taints = json_get_array (reading, spec, "taints");
  gboolean cordoned = json_get_boolean (reading, spec, "unschedulable");
  gboolean ready = is_ready (reading, status);
  for (guint i = 0; i < json_length (taints); i++) {
    JsonObject *taint = json_get_element (reading, taints, i, "a taint");
    append_taint (reading, hard, taint, TRUE);
    append_taint (reading, soft, taint, FALSE);
  }
  if (cordoned && !has_taint (reading, taints, CORDONED))
    append_usual_taint (hard, CORDONED);
  if (!ready && !has_taint (reading, taints, NOT_READY) && !has_taint (reading, taints, UNREACHABLE))
    append_usual_taint (hard, NOT_READY);
  if (cordoned)
    note (nodes, NOTE_CORDONED);
  if (!ready)
    note (nodes, NOTE_NOT_READY);
}

static void
read_labels (JsonReading *reading, JsonObject *labels, GString *out)
{
  g_autoptr (GList) keys = labels != NULL ? json_object_get_members (labels) : NULL;
  for (GList *key = keys; key != NULL; key = key->next) {
    const char *value = json_get_text (reading, labels, key->data);
    g_string_append (out, out->len > 0 ? ";" : "");
    kube_append_key (reading, out, key->data);
    g_string_append_c (out, '=');
    kube_append_value (reading, out, value != NULL ? value : "");
  }
}

static void
read_capacity (Nodes *nodes, JsonObject *status, Amounts *ret)
{
  JsonObject *allocatable = json_get_object (&nodes->objects.reading, status, "allocatable");
  if (allocatable == NULL)
    json_fault (&nodes->objects.reading, "status.allocatable", "a node that does not say what it has");
  for (guint r = 0; r < nodes->context->resources->count; r++) {
    const Resource *resource = &nodes->context->resources->item[r];
    KubeQuantity quantity
      = kube_quantity_of (&nodes->objects.reading, allocatable, kube_resource_name (resource));
    ret->of[r] = kube_amount (&nodes->objects.reading, resource, quantity, FALSE);
  }
}

static gboolean
add_node (Nodes *nodes, JsonObject *node, GError **error)
{
  JsonReading *reading = &nodes->objects.reading;
  JsonObject *metadata = json_get_object (reading, node, "metadata");
  JsonObject *status = json_get_object (reading, node, "status");
  JsonObject *labels = json_get_object (reading, metadata, "labels");
  const Row row = { .display = reading->display, .line = reading->line };
  const char *zone = json_get_text (reading, labels, "topology.kubernetes.io/zone");
  g_autoptr (GString) attributes = g_string_new (NULL);
  g_autoptr (GString) taints = g_string_new (NULL), soft = g_string_new (NULL);
  g_autofree char *reason = NULL;
  MachineSpec spec = { .name = json_get_text (reading, metadata, "name"), .zone = zone };
  if (spec.name == NULL || spec.name[0] == '\0')
    json_fault (reading, "metadata.name", "a node without a name");
  read_labels (reading, labels, attributes);
  read_taints (nodes, json_get_object (reading, node, "spec"), status, taints, soft);
  read_capacity (nodes, status, &spec.capacity);
  spec.attributes = attributes->str;
  spec.taints = taints->str;
  spec.soft_taints = soft->str;
  if (!json_sound (reading, error)
      || (zone != NULL && !context_check_zone (nodes->context, &row, "zone", zone, error)))
    return FALSE;
  return inventory_add (nodes->inventory, &spec, &reason)
         || input_error (error, reading->display, reading->line, "each node once", "%s", reason);
}

gboolean
kube_read_machines (const char *path, const char *display, const TraceContext *context,
                    Inventory *inventory, GError **error)
{
  Nodes nodes = { .context = context,
                  .inventory = inventory,
                  .notes = { { .what = "nodes that are cordoned (a taint)", .kept = TRUE },
                             { .what = "nodes that are not ready (a taint)", .kept = TRUE } } };
  JsonObject *object;
  KubeKind kind;
  int got;
  kube_objects_init (&nodes.objects, path, display, context);
  while ((got = kube_next_object (&nodes.objects, &object, &kind, error)) > 0)
    if (kind == KUBE_NODE && !add_node (&nodes, object, error))
      break;
  for (guint i = 0; got == 0 && context->machine_notes != NULL && i < N_NOTES; i++)
    if (nodes.notes[i].count > 0)
      g_array_append_val (context->machine_notes, nodes.notes[i]);
  kube_objects_clear (&nodes.objects);
  return got == 0;
}
