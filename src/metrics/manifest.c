/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/manifest.h"

#include "util/input_error.h"
#include "util/json_get.h"
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

gboolean
manifest_names_within (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  if (*name == '\0' || g_path_is_absolute (name))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '\0' || strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return FALSE;
  return TRUE;
}

/* Names and hashes of a list of files. FALSE: one of them is missing. */
static gboolean
take_files (JsonReading *reading, JsonObject *object, const char *member, GPtrArray *names,
            GPtrArray *hashes)
{
  JsonArray *files = json_get_array (reading, object, member);
  for (guint i = 0; i < json_length (files); i++) {
    JsonObject *file = json_get_element (reading, files, i, member);
    const char *name = json_get_text (reading, file, "name");
    const char *hash = json_get_text (reading, file, "sha256");
    if (name == NULL || hash == NULL)
      return FALSE;
    g_ptr_array_add (names, (char *) name);
    g_ptr_array_add (hashes, (char *) hash);
  }
  return TRUE;
}

static gboolean
take_overrides (JsonReading *reading, JsonObject *object, GPtrArray *overrides)
{
  JsonArray *list = json_get_array (reading, object, "overrides");
  for (guint i = 0; i < json_length (list); i++)
    g_ptr_array_add (overrides, (char *) json_get_element_text (reading, list, i, "overrides"));
  g_ptr_array_add (overrides, NULL);
  return list != NULL;
}

static gboolean
all_within (const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (!manifest_names_within (g_ptr_array_index (names, i)))
      return FALSE;
  return TRUE;
}

static gboolean
take_manifest (Manifest *manifest)
{
  JsonReading reading = { .display = manifest->path };
  JsonObject *object = json_parsed_object (manifest->parser);
  gboolean whole;
  manifest->version = json_get_text (&reading, object, "berth");
  manifest->trace = json_get_text (&reading, object, "trace");
  manifest->interrupted = json_get_boolean (&reading, object, "interrupted");
  whole = manifest->version != NULL
          && take_files (&reading, object, "inputs", manifest->names, manifest->hashes)
          && take_files (&reading, object, "plugins", manifest->plugins, manifest->plugin_hashes)
          && take_files (&reading, object, "results", manifest->results, manifest->result_hashes)
          && manifest->names->len > 0 && all_within (manifest->results)
          && take_overrides (&reading, object, manifest->overrides);
  return json_sound (&reading, NULL) && whole;
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
  if (!json_parse_file (manifest.parser, manifest.path, NULL) || !take_manifest (&manifest))
    return input_error (error, manifest.path, 0, expected, "this is no manifest of a run");
  *ret = manifest;
  memset (&manifest, 0, sizeof manifest);
  return TRUE;
}
