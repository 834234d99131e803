/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/point_folder.h"

#include "berth.h"
#include "metrics/manifest.h"
#include "scheduler/plugins.h"
#include "util/input_error.h"
#include "util/json_parse.h"
#include "util/result_file.h"

#include <glib/gstdio.h>
#include <string.h>

char *
point_folder_path (const char *sweep_folder, const SweepPoint *point)
{
  return g_build_filename (sweep_folder, "points", point->name, NULL);
}

static gboolean
equal_texts (const GPtrArray *a, const GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (strcmp (g_ptr_array_index (a, i), g_ptr_array_index (b, i)) != 0)
      return FALSE;
  return TRUE;
}

/* The manifest's list ends with NULL, which counts. */
static gboolean
same_overrides (const Manifest *manifest, const SweepPoint *point)
{
  guint n = g_strv_length (point->overrides);

  if (manifest->overrides->len != n + 1)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (strcmp (g_ptr_array_index (manifest->overrides, i), point->overrides[i]) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
same_plugins (const Manifest *manifest)
{
  const GPtrArray *loaded = plugins_loaded ();

  if (manifest->plugin_hashes->len != loaded->len)
    return FALSE;
  for (guint i = 0; i < loaded->len; i++)
    if (strcmp (((const Plugin *) g_ptr_array_index (loaded, i))->sha256,
                g_ptr_array_index (manifest->plugin_hashes, i)) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
has_plots (const Manifest *manifest)
{
  for (guint i = 0; i < manifest->results->len; i++)
    if (g_str_has_prefix (g_ptr_array_index (manifest->results, i), "plots/"))
      return TRUE;
  return FALSE;
}

static gboolean
results_are_unchanged (const char *folder, const Manifest *manifest)
{
  for (guint i = 0; i < manifest->results->len; i++) {
    g_autofree char *path
      = g_build_filename (folder, g_ptr_array_index (manifest->results, i), NULL);
    g_autofree char *hash = file_sha256 (path, NULL);

    if (g_strcmp0 (hash, g_ptr_array_index (manifest->result_hashes, i)) != 0)
      return FALSE;
  }
  return TRUE;
}

/* What a run of the point, whoever ran it, must say of itself. */
static gboolean
is_of_point (const Manifest *manifest, const SweepPlan *plan, const SweepPoint *point)
{
  return strcmp (manifest->version, berth_version ()) == 0 && !manifest->interrupted
         && same_overrides (manifest, point)
         && strcmp (g_ptr_array_index (manifest->hashes, 0),
                    sweep_plan_scenario (plan, point->scenario)->sha256) == 0;
}

gboolean
point_folder_is_done (const char *folder, const SweepPlan *plan, const SweepPoint *point,
                      gboolean plots)
{
  const SweepWorld *world = sweep_plan_world (plan, point->world);
  g_auto (Manifest) manifest = { 0 };

  return manifest_read (folder, &manifest, NULL) && is_of_point (&manifest, plan, point)
         && same_plugins (&manifest) && equal_texts (manifest.names, world->input_names)
         && equal_texts (manifest.hashes, world->input_hashes) && (!plots || has_plots (&manifest))
         && results_are_unchanged (folder, &manifest);
}

gboolean
point_folder_is_whole (const char *folder, const SweepPlan *plan, const SweepPoint *point)
{
  g_auto (Manifest) manifest = { 0 };

  return manifest_read (folder, &manifest, NULL) && is_of_point (&manifest, plan, point)
         && results_are_unchanged (folder, &manifest);
}

void
point_folder_clear (const char *folder)
{
  g_autofree char *plots = g_build_filename (folder, "plots", NULL);
  const char *const places[] = { plots, folder };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++) {
    g_autoptr (GDir) dir = g_file_test (places[i], G_FILE_TEST_IS_SYMLINK)
                             ? NULL
                             : g_dir_open (places[i], 0, NULL);
    const char *name;

    while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *path = g_build_filename (places[i], name, NULL);

      (void) g_unlink (path);
    }
  }
  (void) g_rmdir (plots);
}

JsonNode *
point_folder_summary (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "summary.json", NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (!json_parse_file (parser, path, error))
    return NULL;
  if (json_parsed_object (parser) == NULL) {
    input_error (error, path, 0, "what berth has written", "no summary of a run");
    return NULL;
  }
  return json_parser_steal_root (parser);
}
