/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/json_text.h"

#include "util/units.h"

#include <math.h>

static void append_node (GString *out, JsonNode *node, guint depth);

static void
new_line (GString *out, guint depth)
{
  g_string_append_printf (out, "\n%*s", (int) (2 * depth), "");
}

static void
append_string (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const guchar *at = (const guchar *) text; *at != '\0'; at++) {
    if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else if (*at == '\n')
      g_string_append (out, "\\n");
    else if (*at == '\t')
      g_string_append (out, "\\t");
    else if (*at < 0x20 || *at == 0x7f)
      g_string_append_printf (out, "\\u%04x", *at);
    else
      g_string_append_c (out, (char) *at);
  }
  g_string_append_c (out, '"');
}

static void
append_value (GString *out, JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    append_string (out, json_node_get_string (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else if (type == G_TYPE_DOUBLE)
    number_append (out, json_node_get_double (node));
  else
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
}

static void
append_object (GString *out, JsonObject *object, guint depth)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;
  gboolean first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member)) {
    if (!first)
      g_string_append_c (out, ',');
    first = FALSE;
    new_line (out, depth + 1);
    append_string (out, name);
    g_string_append (out, ": ");
    append_node (out, member, depth + 1);
  }
  if (!first)
    new_line (out, depth);
  g_string_append_c (out, '}');
}

static void
append_array (GString *out, JsonArray *array, guint depth)
{
  guint n = json_array_get_length (array);
  g_string_append_c (out, '[');
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append_c (out, ',');
    new_line (out, depth + 1);
    append_node (out, json_array_get_element (array, i), depth + 1);
  }
  if (n > 0)
    new_line (out, depth);
  g_string_append_c (out, ']');
}

static void
append_node (GString *out, JsonNode *node, guint depth)
{
  switch (json_node_get_node_type (node)) {
  case JSON_NODE_OBJECT:
    append_object (out, json_node_get_object (node), depth);
    break;
  case JSON_NODE_ARRAY:
    append_array (out, json_node_get_array (node), depth);
    break;
  case JSON_NODE_VALUE:
    append_value (out, node);
    break;
  case JSON_NODE_NULL:
  default:
    g_string_append (out, "null");
    break;
  }
}

char *
json_text (JsonNode *root)
{
  GString *out = g_string_new (NULL);
  append_node (out, root, 0);
  g_string_append_c (out, '\n');
  return g_string_free (out, FALSE);
}
