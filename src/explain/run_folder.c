/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "explain/run_folder.h"

#include "berth.h"
#include "metrics/manifest.h"
#include "scheduler/plugins.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <string.h>

/* FALSE: the file is not what it was; then *error says so, unless there is no such file. */
static gboolean
is_unchanged (const Manifest *manifest, guint input, const char *path, GError **error)
{
  g_autofree char *hash = file_sha256 (path, error);
  if (hash == NULL)
    return FALSE;
  if (strcmp (hash, g_ptr_array_index (manifest->hashes, input)) == 0)
    return TRUE;
  return input_error (error, path, 0, "the file that the run read",
                      "it has changed since %s was written", manifest->path);
}

/* Where people call berth, or beside the results, or in a folder scenarios of these. */
static char *
find_scenario (const char *folder, const Manifest *manifest, GError **error)
{
  static const char *const places[] = { "", "scenarios" };
  const char *name = g_ptr_array_index (manifest->names, 0);
  g_autofree char *parent = g_build_filename (folder, "..", NULL);
  g_autofree char *grandparent = g_build_filename (folder, "..", "..", NULL);
  const char *const around[] = { "", folder, parent, grandparent };
  g_autofree char *changed = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (around); i++)
    for (guint k = 0; k < G_N_ELEMENTS (places); k++) {
      g_autofree char *path = g_build_filename (around[i], places[k], name, NULL);
      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      if (is_unchanged (manifest, 0, path, NULL))
        return g_steal_pointer (&path);
      if (changed == NULL)
        changed = g_steal_pointer (&path);
    }
  if (changed != NULL)
    (void) is_unchanged (manifest, 0, changed, error);
  else
    input_error (error, manifest->path, 0, "it here, in scenarios, or named with --scenario",
                 "the scenario %s is not found", name);
  return NULL;
}

static gboolean
inputs_are_unchanged (const Manifest *manifest, const Scenario *scenario, GError **error)
{
  if (scenario->inputs->len != manifest->names->len)
    return input_error (error, scenario->path, 0, NULL, "it reads %u files; the run read %u",
                        scenario->inputs->len, manifest->names->len);
  for (guint i = 0; i < scenario->inputs->len; i++)
    if (!is_unchanged (manifest, i, g_ptr_array_index (scenario->inputs, i), error))
      return FALSE;
  return TRUE;
}

/* Those that are loaded are those that the run had. */
static gboolean
plugins_are_unchanged (const Manifest *manifest, GError **error)
{
  const GPtrArray *loaded = plugins_loaded ();
  for (guint i = 0; i < MAX (loaded->len, manifest->plugins->len); i++) {
    const Plugin *plugin = i < loaded->len ? g_ptr_array_index (loaded, i) : NULL;
    if (i >= manifest->plugins->len)
      return input_error (error, plugin->path, 0, NULL, "the run was without this plugin");
    if (plugin == NULL)
      return input_error (error, manifest->path, 0, "it to be given with --plugin",
                          "the run was with the plugin %s",
                          (const char *) g_ptr_array_index (manifest->plugins, i));
    if (strcmp (plugin->sha256, g_ptr_array_index (manifest->plugin_hashes, i)) != 0)
      return input_error (error, plugin->path, 0, NULL, "this is not the %s that the run was with",
                          (const char *) g_ptr_array_index (manifest->plugins, i));
  }
  return TRUE;
}

static gboolean
version_is_ours (const Manifest *manifest, GError **error)
{
  return strcmp (manifest->version, berth_version ()) == 0
         || input_error (error, manifest->path, 0, "a run of this version",
                         "the run is of berth %s, this is berth %s", manifest->version,
                         berth_version ());
}

gboolean
run_folder_open (const char *folder, const char *scenario_path, RunFolder *ret, GError **error)
{
  g_auto (Manifest) manifest = { 0 };
  g_autoptr (Scenario) scenario = NULL;
  g_autofree char *path = NULL;
  if (!manifest_read (folder, &manifest, error) || !version_is_ours (&manifest, error)
      || !plugins_are_unchanged (&manifest, error))
    return FALSE;
  path = scenario_path != NULL      ? g_strdup (scenario_path)
         : manifest.trace != NULL ? g_strdup (manifest.trace)
                                  : find_scenario (folder, &manifest, error);
  if (path == NULL || (manifest.trace == NULL && !is_unchanged (&manifest, 0, path, error)))
    return FALSE;
  scenario = scenario_load (path, (const char *const *) manifest.overrides->pdata, error);
  if (scenario == NULL || !inputs_are_unchanged (&manifest, scenario, error))
    return FALSE;
  *ret = (RunFolder){ g_steal_pointer (&scenario), manifest.interrupted };
  return TRUE;
}

void
run_folder_clear (RunFolder *folder)
{
  g_clear_pointer (&folder->scenario, scenario_free);
}
