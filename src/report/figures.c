/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/figures.h"

JsonNode *
figures_find (JsonNode *root, const char *key)
{
  g_auto (GStrv) parts = g_strsplit (key, ".", -1);
  JsonNode *node = root;

  for (guint i = 0; parts[i] != NULL; i++) {
    if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
      return NULL;
    node = json_object_get_member (json_node_get_object (node), parts[i]);
  }
  return node;
}

gboolean
figures_number (JsonNode *root, const char *key, double *ret)
{
  JsonNode *node = figures_find (root, key);
  GType type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_INT64)
    *ret = (double) json_node_get_int (node);
  else if (type == G_TYPE_DOUBLE)
    *ret = json_node_get_double (node);
  else
    return FALSE;
  return TRUE;
}

JsonObject *
figures_object (JsonNode *root, const char *key)
{
  JsonNode *node = figures_find (root, key);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
is_figure (JsonNode *node)
{
  if (JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  return JSON_NODE_HOLDS_VALUE (node)
         && (json_node_get_value_type (node) == G_TYPE_INT64
             || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static void
collect_keys (JsonNode *node, const char *prefix, GPtrArray *keys)
{
  g_autoptr (GList) members = NULL;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    if (is_figure (node))
      g_ptr_array_add (keys, g_strdup (prefix));
    return;
  }
  object = json_node_get_object (node);
  members = json_object_get_members (object);
  for (GList *member = members; member != NULL; member = member->next) {
    g_autofree char *key = g_strconcat (prefix, *prefix != '\0' ? "." : "",
                                        (const char *) member->data, NULL);

    collect_keys (json_object_get_member (object, member->data), key, keys);
  }
}

GStrv
figures_keys (JsonNode *root)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  collect_keys (root, "", keys);
  g_ptr_array_add (keys, NULL);
  return (GStrv) g_ptr_array_free (g_steal_pointer (&keys), FALSE);
}
