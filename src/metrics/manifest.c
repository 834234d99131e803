/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/manifest.h"

#include "util/input_error.h"
#include "util/json_parse.h"

#include <string.h>

void
manifest_clear (Manifest *manifest)
{
  g_clear_object (&manifest->parser);
  g_clear_pointer (&manifest->path, g_free);
  g_clear_pointer (&manifest->names, g_ptr_array_unref);
  g_clear_pointer (&manifest->hashes, g_ptr_array_unref);
  g_clear_pointer (&manifest->plugins, g_ptr_array_unref);
  g_clear_pointer (&manifest->plugin_hashes, g_ptr_array_unref);
  g_clear_pointer (&manifest->results, g_ptr_array_unref);
  g_clear_pointer (&manifest->result_hashes, g_ptr_array_unref);
  g_clear_pointer (&manifest->overrides, g_ptr_array_unref);
}
/* A member that is text, or NULL. */
static const char *
text_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static JsonArray *
list_of (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/* Names and hashes of a list of files. */
static gboolean
take_files (JsonArray *files, GPtrArray *names, GPtrArray *hashes)
{
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++) {
    JsonNode *node = json_array_get_element (files, i);
    const char *name, *hash;
    if (!JSON_NODE_HOLDS_OBJECT (node)
        || (name = text_of (json_node_get_object (node), "name")) == NULL
        || (hash = text_of (json_node_get_object (node), "sha256")) == NULL)
      return FALSE;
    g_ptr_array_add (names, (char *) name);
    g_ptr_array_add (hashes, (char *) hash);
  }
  return TRUE;
}

static gboolean
take_overrides (Manifest *manifest, JsonArray *overrides)
{
  for (guint i = 0; overrides != NULL && i < json_array_get_length (overrides); i++) {
    JsonNode *node = json_array_get_element (overrides, i);
    if (json_node_get_value_type (node) != G_TYPE_STRING)
      return FALSE;
    g_ptr_array_add (manifest->overrides, (char *) json_node_get_string (node));
  }
  g_ptr_array_add (manifest->overrides, NULL);
  return overrides != NULL;
}

static gboolean
take_manifest (Manifest *manifest)
{
  JsonObject *object = json_parsed_object (manifest->parser);
  JsonNode *interrupted;
  if (object == NULL)
    return FALSE;
  manifest->version = text_of (object, "berth");
  interrupted = json_object_get_member (object, "interrupted");
  manifest->interrupted = interrupted != NULL
                          && json_node_get_value_type (interrupted) == G_TYPE_BOOLEAN
                          && json_node_get_boolean (interrupted);
  return manifest->version != NULL
         && take_files (list_of (object, "inputs"), manifest->names, manifest->hashes)
         && take_files (list_of (object, "plugins"), manifest->plugins, manifest->plugin_hashes)
         && take_files (list_of (object, "results"), manifest->results, manifest->result_hashes)
         && manifest->names->len > 0 && take_overrides (manifest, list_of (object, "overrides"));
}

gboolean
manifest_read (const char *folder, Manifest *ret, GError **error)
{
  static const char expected[] = "a folder that berth run has written to the end";
  g_auto (Manifest) manifest = { .path = g_build_filename (folder, MANIFEST_FILE, NULL),
                                 .parser = json_parser_new_immutable (),
                                 .names = g_ptr_array_new (),
                                 .hashes = g_ptr_array_new (),
                                 .plugins = g_ptr_array_new (),
                                 .plugin_hashes = g_ptr_array_new (),
                                 .results = g_ptr_array_new (),
                                 .result_hashes = g_ptr_array_new (),
                                 .overrides = g_ptr_array_new () };
  if (!g_file_test (manifest.path, G_FILE_TEST_EXISTS))
    return input_error (error, folder, 0, expected, "there is no manifest.json");
  if (!json_parse_file (manifest.parser, manifest.path, NULL)
      || !take_manifest (&manifest))
    return input_error (error, manifest.path, 0, expected, "this is no manifest of a run");
  *ret = manifest;
  memset (&manifest, 0, sizeof manifest);
  return TRUE;
}
