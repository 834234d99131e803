/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sweep/merge.h"

#include "metrics/manifest.h"
#include "sweep/plan_json.h"
#include "sweep/point_folder.h"
#include "sweep/results_table.h"
#include "util/input_error.h"
#include "util/result_file.h"

#include <gio/gio.h>
#include <string.h>
#include <unistd.h>

void
sweep_merge_clear (SweepMerge *merge)
{
  g_clear_pointer (&merge->plan, sweep_plan_free);
  g_clear_pointer (&merge->states, g_free);
}

/* The plan that all of them have. */
static SweepPlan *
read_plans (const char *const *folders, GError **error)
{
  g_autoptr (SweepPlan) plan = sweep_plan_read (folders[0], NULL, error);

  for (guint i = 1; plan != NULL && folders[i] != NULL; i++) {
    g_autoptr (SweepPlan) other = sweep_plan_read (folders[i], NULL, error);

    if (other == NULL)
      return NULL;
    if (strcmp (other->sha256, plan->sha256) != 0) {
      input_error (error, folders[i], 0, "shards of one sweep",
                   "it is of another sweep than %s", folders[0]);
      return NULL;
    }
  }
  return g_steal_pointer (&plan);
}

/* Results are never written into again, so that two names of one file do no harm. */
static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);
  g_autoptr (GError) why = NULL;

  if (link (from, to) == 0)
    return TRUE;
  if (g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, &why))
    return TRUE;
  input_error_file (error, to, "cannot write: %s", why->message);
  if (g_error_matches (why, G_IO_ERROR, G_IO_ERROR_NO_SPACE) && error != NULL)
    (*error)->code = INPUT_ERROR_FULL;
  return FALSE;
}

static gboolean
copy_below (const char *from, const char *to, const char *name, GError **error)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *target = g_build_filename (to, name, NULL);
  g_autofree char *parent = g_path_get_dirname (target);

  return folder_make (parent, error) && copy_file (source, target, error);
}

/* The files that the manifest names, and last itself. */
static gboolean
copy_point (const char *from, const char *to, GError **error)
{
  g_auto (Manifest) manifest = { 0 };

  if (!folder_make (to, error) || !manifest_read (from, &manifest, error))
    return FALSE;
  point_folder_clear (to);
  for (guint i = 0; i < manifest.results->len; i++)
    if (!copy_below (from, to, g_ptr_array_index (manifest.results, i), error))
      return FALSE;
  return copy_below (from, to, MANIFEST_FILE, error);
}

/* FALSE and *error: it cannot be written. */
static gboolean
merge_point (const char *const *folders, const char *out, SweepMerge *merge, guint index,
             GError **error)
{
  const SweepPoint *point = sweep_plan_point (merge->plan, index);
  g_autofree char *to = point_folder_path (out, point);
  gboolean found = point_folder_is_whole (to, merge->plan, point);

  for (guint i = 0; !found && folders[i] != NULL; i++) {
    g_autofree char *from = point_folder_path (folders[i], point);

    if (!point_folder_is_whole (from, merge->plan, point))
      continue;
    if (!copy_point (from, to, error))
      return FALSE;
    found = TRUE;
  }
  merge->states[index] = found ? POINT_RUN : POINT_LEFT;
  merge->found += found ? 1 : 0;
  return TRUE;
}

gboolean
sweep_merge (const char *const *folders, const char *out, SweepMerge *ret, GError **error)
{
  g_autofree char *points = g_build_filename (out, "points", NULL);
  g_auto (SweepMerge) merge = { .plan = read_plans (folders, error) };

  if (merge.plan == NULL || !folder_make (points, error)
      || !sweep_plan_write (merge.plan, SHARD_ALL, out, error))
    return FALSE;
  merge.states = g_new0 (guint8, merge.plan->points->len);
  for (guint i = 0; i < merge.plan->points->len; i++)
    if (!merge_point (folders, out, &merge, i, error))
      return FALSE;
  if (!results_table_write (merge.plan, out, merge.states, error))
    return FALSE;
  *ret = merge;
  memset (&merge, 0, sizeof merge);
  return TRUE;
}
