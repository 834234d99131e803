/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/summary.h"

#include "metrics/json_text.h"

#include <math.h>
#include <string.h>

struct Summary {
  JsonObject *root;
};

Summary *
summary_new (void)
{
  Summary *summary = g_new0 (Summary, 1);
  summary->root = json_object_new ();
  return summary;
}

void
summary_free (Summary *summary)
{
  if (summary == NULL)
    return;
  json_object_unref (summary->root);
  g_free (summary);
}

static JsonObject *
child (JsonObject *object, const char *name)
{
  if (!json_object_has_member (object, name))
    json_object_set_object_member (object, name, json_object_new ());
  return json_object_get_object_member (object, name);
}

/* Takes the node. */
static void
set (Summary *summary, JsonNode *node, const char *format, va_list args)
{
  g_autofree char *key = g_strdup_vprintf (format, args);
  g_auto (GStrv) parts = g_strsplit (key, ".", -1);
  JsonObject *object = summary->root;
  guint i = 0;

  for (; parts[i + 1] != NULL; i++)
    object = child (object, parts[i]);
  json_object_set_member (object, parts[i], node);
}

#define SET(node)                                                                                  \
  G_STMT_START                                                                                     \
  {                                                                                                \
    va_list args;                                                                                  \
    va_start (args, key_format);                                                                   \
    set (summary, (node), key_format, args);                                                       \
    va_end (args);                                                                                 \
  }                                                                                                \
  G_STMT_END

static JsonNode *
number_node (double value)
{
  if (!isfinite (value))
    return json_node_init_null (json_node_alloc ());
  return json_node_init_double (json_node_alloc (), value);
}

void
summary_object (Summary *summary, const char *key_format, ...)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, json_object_new ());
  SET (node);
}

void
summary_integer (Summary *summary, gint64 value, const char *key_format, ...)
{
  SET (json_node_init_int (json_node_alloc (), value));
}

void
summary_number (Summary *summary, double value, const char *key_format, ...)
{
  SET (number_node (value));
}

void
summary_seconds (Summary *summary, gint64 microseconds, const char *key_format, ...)
{
  SET (number_node ((double) microseconds / 1e6));
}

void
summary_text (Summary *summary, const char *value, const char *key_format, ...)
{
  SET (json_node_init_string (json_node_alloc (), value));
}

void
summary_boolean (Summary *summary, gboolean value, const char *key_format, ...)
{
  SET (json_node_init_boolean (json_node_alloc (), value));
}

void
summary_null (Summary *summary, const char *key_format, ...)
{
  SET (json_node_init_null (json_node_alloc ()));
}

char *
summary_to_json (const Summary *summary)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, summary->root);
  return json_text (node);
}
