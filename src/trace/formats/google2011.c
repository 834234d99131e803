/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData2011, version 2, as published: a folder of task_events and machine_events
 * (Reiss, Wilkes, Hellerstein, "Google cluster-usage traces: format + schema", 2011). */
#include <string.h>

#include "trace/formats.h"
#include "trace/formats/google2011.h"

static gboolean
read_all (GoogleRows *rows, const char *path, GError **error)
{
  g_autoptr (GoogleMachines) machines = NULL;

  rows->parts = google2011_find_parts (path, GOOGLE2011_TASKS, error);
  machines = rows->parts != NULL ? google2011_machines_beside (path, error) : NULL;
  if (machines == NULL)
    return FALSE;
  rows->machines = google_machines_ids (machines);
  return google2011_read_rows (rows, error);
}

static TracePrepared *
prepare (const char *path, const char *display, GError **error)
{
  static const GoogleBand bands[] = { { 9, TIER_PROD }, { 2, TIER_BATCH }, { 0, TIER_FREE } };
  static const GoogleTrace trace = { .read = read_all, .bands = bands };

  (void) display;
  return google_prepare (&trace, path, error);
}

static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  g_autoptr (GoogleMachines) machines = google2011_machines_new (path, error);

  (void) display;
  return machines != NULL && google_machines_add (machines, context, inventory, error);
}

/* Files that belong to a trace, for its manifest: those of tasks, then those of machines. */
static GStrv
files (const char *path, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  static const char *const kinds[] = { GOOGLE2011_TASKS, GOOGLE2011_MACHINES };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_auto (GStrv) parts = google2011_find_parts (path, kinds[i], error);
    if (parts == NULL)
      return NULL;
    g_strv_builder_addv (builder, (const char **) parts);
  }
  return g_strv_builder_end (builder);
}

/* A row of either kind has no header above it. */
static gboolean
looks_like (const char *beginning)
{
  g_autofree char *line = g_strndup (beginning, strcspn (beginning, "\r\n"));
  g_autofree char *copy = g_strdup (line);

  return google2011_is_machines_line (copy) || google2011_is_tasks_line (line);
}

const TraceFormat trace_format_google2011 = {
  .name = "google2011",
  .summary = "task_events and machine_events of Google's ClusterData2011, version 2",
  .looks_like = looks_like,
  .is_folder = google2011_is_folder,
  .files = files,
  .machines_in_tasks = TRUE,
  .read_machines = read_machines,
  .prepare = prepare,
  .open_prepared = google_open_prepared,
};
