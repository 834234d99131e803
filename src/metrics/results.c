/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manifest is the seal: an earlier one goes first and the new one comes last, so that whatever
 * happens in between leaves a folder without a seal, never a wrong one. */
#include "metrics/results.h"

#include "berth.h"
#include "metrics/json_text.h"
#include "metrics/manifest.h"
#include "scheduler/plugins.h"
#include "util/input_error.h"
#include "util/json_parse.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  char *name;
  char *sha256;     /* NULL until it has its name */
  ResultFile *file; /* NULL: written by somebody else */
} Entry;

struct Results {
  char *folder;
  GPtrArray *made;     /* of char *: folders that were missing, deepest first */
  GPtrArray *entries;  /* of Entry */
  JsonArray *inputs;   /* with their hashes; NULL until they are known */
  gboolean committing; /* from here on files may have got their names */
  gboolean sealed;
  gboolean unsynced;
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;
  result_file_free (entry->file);
  g_free (entry->name);
  g_free (entry->sha256);
  g_free (entry);
}

static GPtrArray *
missing_folders (const char *folder)
{
  GPtrArray *missing = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = g_canonicalize_filename (folder, NULL);

  while (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    char *parent = g_path_get_dirname (path);
    g_ptr_array_add (missing, path);
    path = parent;
  }
  return missing;
}

Results *
results_new (const char *folder, GError **error)
{
  Results *results = g_new0 (Results, 1);

  results->folder = g_strdup (folder);
  results->entries = g_ptr_array_new_with_free_func (entry_free);
  results->made = missing_folders (folder);
  if (!folder_make (folder, error)) {
    results_free (results);
    return NULL;
  }
  return results;
}

const char *
results_folder (const Results *results)
{
  return results->folder;
}

void
results_set_unsynced (Results *results)
{
  results->unsynced = TRUE;
}

static void
remove_below (const Results *results, const char *name)
{
  g_autofree char *path = g_build_filename (results->folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  (void) g_unlink (path);
  if (strchr (name, '/') != NULL)
    (void) g_rmdir (parent); /* only if nothing is left in it */
}

void
results_discard (const Results *results, const char *name)
{
  remove_below (results, name);
}

static void
take_back (const Results *results)
{
  for (guint i = 0; results->committing && i < results->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (results->entries, i);
    if (entry->sha256 != NULL)
      remove_below (results, entry->name);
  }
  for (guint i = 0; i < results->made->len; i++)
    (void) g_rmdir (g_ptr_array_index (results->made, i));
}

void
results_free (Results *results)
{
  if (results == NULL)
    return;
  if (!results->sealed)
    take_back (results);
  g_ptr_array_unref (results->entries);
  g_ptr_array_unref (results->made);
  g_clear_pointer (&results->inputs, json_array_unref);
  g_free (results->folder);
  g_free (results);
}

ResultFile *
results_open (Results *results, const char *name, GError **error)
{
  ResultFile *file = result_file_new (results->folder, name, error);
  if (file != NULL) {
    Entry *entry = g_new0 (Entry, 1);
    if (results->unsynced)
      result_file_set_unsynced (file);
    entry->name = g_strdup (name);
    entry->file = file;
    g_ptr_array_add (results->entries, entry);
  }
  return file;
}

static const char *
string_member (JsonNode *node, const char *name)
{
  JsonNode *member;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  member = json_object_get_member (json_node_get_object (node), name);
  if (member == NULL || !JSON_NODE_HOLDS_VALUE (member)
      || json_node_get_value_type (member) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (member);
}

/* Whether `berth run` wrote it: only then are the files that it names ours to remove. */
static JsonArray *
manifest_results (JsonParser *parser)
{
  JsonNode *root = json_parser_get_root (parser), *list;
  if (root == NULL || string_member (root, "berth") == NULL)
    return NULL;
  list = json_object_get_member (json_node_get_object (root), "results");
  return list != NULL && JSON_NODE_HOLDS_ARRAY (list) ? json_node_get_array (list) : NULL;
}

static gboolean
remove_earlier (const Results *results, GError **error)
{
  g_autofree char *path = g_build_filename (results->folder, MANIFEST_FILE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  gboolean read = json_parse_file (parser, path, NULL);
  JsonArray *list = read ? manifest_results (parser) : NULL;

  if (g_unlink (path) != 0 && errno != ENOENT)
    return input_error (error, path, 0, NULL, "cannot be replaced: %s", g_strerror (errno));
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
    const char *name = string_member (json_array_get_element (list, i), "name");
    if (name != NULL && manifest_names_within (name))
      remove_below (results, name);
  }
  return TRUE;
}

gboolean
results_commit (Results *results, GError **error)
{
  for (guint i = 0; i < results->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (results->entries, i);
    if (entry->file != NULL && !result_file_sync (entry->file, error))
      return FALSE;
  }
  results->committing = TRUE;
  if (!remove_earlier (results, error))
    return FALSE;
  for (guint i = 0; i < results->entries->len; i++) {
    Entry *entry = g_ptr_array_index (results->entries, i);
    if (entry->file == NULL)
      continue;
    if (!result_file_commit (entry->file, error))
      return FALSE;
    entry->sha256 = g_strdup (result_file_sha256 (entry->file));
  }
  return TRUE;
}

gboolean
results_note (Results *results, const char *name, GError **error)
{
  g_autofree char *path = g_build_filename (results->folder, name, NULL);
  char *sha256 = file_sha256 (path, error);
  Entry *entry;

  if (sha256 == NULL)
    return FALSE;
  results->committing = TRUE;
  entry = g_new0 (Entry, 1);
  entry->name = g_strdup (name);
  entry->sha256 = sha256;
  g_ptr_array_add (results->entries, entry);
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Entry *const *) a)->name, (*(const Entry *const *) b)->name);
}

static void
add_file (JsonArray *array, const char *name, const char *sha256)
{
  JsonObject *object = json_object_new ();
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "sha256", sha256);
  json_array_add_object_element (array, object);
}

/* A reference to the list. Inputs may be large, and are hashed once. */
static JsonArray *
list_inputs (Results *results, const Scenario *scenario, GError **error)
{
  g_autoptr (JsonArray) array = json_array_new ();
  if (results->inputs != NULL)
    return json_array_ref (results->inputs);
  for (guint i = 0; i < scenario->inputs->len; i++) {
    g_autofree char *sha256
      = scenario->input_hashes != NULL
          ? g_strdup (g_ptr_array_index (scenario->input_hashes, i))
          : file_sha256 (g_ptr_array_index (scenario->inputs, i), error);
    if (sha256 == NULL)
      return NULL;
    add_file (array, g_ptr_array_index (scenario->input_names, i), sha256);
  }
  results->inputs = g_steal_pointer (&array);
  return json_array_ref (results->inputs);
}

static JsonArray *
list_plugins (void)
{
  const GPtrArray *plugins = plugins_loaded ();
  JsonArray *array = json_array_new ();
  for (guint i = 0; i < plugins->len; i++) {
    const Plugin *plugin = g_ptr_array_index (plugins, i);
    add_file (array, plugin->name, plugin->sha256);
  }
  return array;
}

static JsonArray *
list_results (Results *results)
{
  JsonArray *array = json_array_new ();
  g_ptr_array_sort (results->entries, compare_entries);
  for (guint i = 0; i < results->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (results->entries, i);
    add_file (array, entry->name, entry->sha256);
  }
  return array;
}

static gboolean
write_manifest (const Results *results, const char *text, GError **error)
{
  g_autoptr (ResultFile) file = result_file_new (results->folder, MANIFEST_FILE, error);

  if (file == NULL)
    return FALSE;
  if (results->unsynced)
    result_file_set_unsynced (file);
  result_file_puts (file, text);
  return result_file_commit (file, error);
}

char *
results_manifest (Results *results, const Scenario *scenario, gboolean interrupted, GError **error)
{
  JsonArray *inputs = list_inputs (results, scenario, error);
  JsonArray *overrides = json_array_new ();
  JsonObject *root = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, root);
  for (guint i = 0; scenario->overrides != NULL && i < scenario->overrides->len; i++)
    json_array_add_string_element (overrides, g_ptr_array_index (scenario->overrides, i));
  json_object_set_string_member (root, "berth", berth_version ());
  json_object_set_string_member (root, "scenario", scenario->name);
  if (scenario->own_inputs == 0)
    json_object_set_string_member (root, "trace", scenario->path);
  json_object_set_string_member (root, "title", scenario->title);
  json_object_set_int_member (root, "seed", (gint64) scenario->seed);
  json_object_set_boolean_member (root, "interrupted", interrupted);
  json_object_set_array_member (root, "overrides", overrides);
  if (inputs == NULL)
    return NULL;
  json_object_set_array_member (root, "inputs", inputs);
  json_object_set_array_member (root, "plugins", list_plugins ());
  json_object_set_array_member (root, "results", list_results (results));
  json_object_set_string_member (root, "text", scenario->text);
  return json_text (node);
}

gboolean
results_write_manifest (Results *results, const Scenario *scenario, gboolean interrupted,
                        GError **error)
{
  g_autofree char *text = results_manifest (results, scenario, interrupted, error);

  if (text == NULL || !write_manifest (results, text, error))
    return FALSE;
  results->sealed = TRUE;
  return TRUE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

GStrv
results_names (const Results *results)
{
  GPtrArray *names = g_ptr_array_new ();
  for (guint i = 0; i < results->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (results->entries, i);
    g_ptr_array_add (names, g_strdup (entry->name));
  }
  if (results->sealed)
    g_ptr_array_add (names, g_strdup (MANIFEST_FILE));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return (GStrv) g_ptr_array_free (names, FALSE);
}
