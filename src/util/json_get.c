/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "util/json_get.h"

#include "util/input_error.h"

void
json_fault (JsonReading *reading, const char *expected, const char *what_format, ...)
{
  va_list arguments;
  if (reading->fault != NULL)
    return;
  va_start (arguments, what_format);
  g_autofree char *what = g_strdup_vprintf (what_format, arguments);
  va_end (arguments);
  input_error (&reading->fault, reading->display, reading->line, expected, "%s", what);
}

gboolean
json_sound (JsonReading *reading, GError **error)
{
  if (reading->fault == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reading->fault));
  return FALSE;
}

/* The member, or NULL where nothing is said. */
static JsonNode *
find (JsonObject *object, const char *member)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, member) : NULL;
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

const char *
json_get_text (JsonReading *reading, JsonObject *object, const char *member)
{
  JsonNode *node = find (object, member);
  if (node == NULL || holds (node, G_TYPE_STRING))
    return node != NULL ? json_node_get_string (node) : NULL;
  json_fault (reading, "a text", "'%s' is no text", member);
  return NULL;
}

JsonObject *
json_get_object (JsonReading *reading, JsonObject *object, const char *member)
{
  JsonNode *node = find (object, member);
  if (node == NULL || JSON_NODE_HOLDS_OBJECT (node))
    return node != NULL ? json_node_get_object (node) : NULL;
  json_fault (reading, "an object", "'%s' is no object", member);
  return NULL;
}

JsonArray *
json_get_array (JsonReading *reading, JsonObject *object, const char *member)
{
  JsonNode *node = find (object, member);
  if (node == NULL || JSON_NODE_HOLDS_ARRAY (node))
    return node != NULL ? json_node_get_array (node) : NULL;
  json_fault (reading, "an array", "'%s' is no array", member);
  return NULL;
}

gint64
json_get_integer (JsonReading *reading, JsonObject *object, const char *member, gint64 min,
                  gint64 max, gint64 missing)
{
  JsonNode *node = find (object, member);
  gint64 value = node != NULL && holds (node, G_TYPE_INT64) ? json_node_get_int (node) : missing;
  if (node == NULL || (holds (node, G_TYPE_INT64) && value >= min && value <= max))
    return value;
  g_autofree char *expected = g_strdup_printf (
    "a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min, max);
  json_fault (reading, expected, "'%s' is out of range, or no whole number", member);
  return missing;
}

gboolean
json_get_boolean (JsonReading *reading, JsonObject *object, const char *member)
{
  JsonNode *node = find (object, member);
  if (node == NULL || holds (node, G_TYPE_BOOLEAN))
    return node != NULL && json_node_get_boolean (node);
  json_fault (reading, "true or false", "'%s' is neither", member);
  return FALSE;
}

guint
json_length (JsonArray *array)
{
  return array != NULL ? json_array_get_length (array) : 0;
}

JsonObject *
json_get_element (JsonReading *reading, JsonArray *array, guint i, const char *what)
{
  JsonNode *node = json_array_get_element (array, i);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  json_fault (reading, "an object", "%s is no object", what);
  return NULL;
}

const char *
json_get_element_text (JsonReading *reading, JsonArray *array, guint i, const char *what)
{
  JsonNode *node = json_array_get_element (array, i);
  if (holds (node, G_TYPE_STRING))
    return json_node_get_string (node);
  json_fault (reading, "a text", "%s is no text", what);
  return NULL;
}
