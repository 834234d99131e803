/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Google's ClusterData 2019, a cell of it as exported from BigQuery (Tirmazi et al., "Borg: the next
 * generation", EuroSys 2020; Wilkes et al., "Google cluster-usage traces v3"). */
#include "trace/formats.h"
#include "trace/formats/google2019.h"
#include "util/byte_source.h"

static gboolean
read_all (GoogleRows *rows, const char *path, GError **error)
{
  g_auto (GStrv) collection_parts = google2019_find_parts (path, GOOGLE2019_COLLECTIONS, error);
  GStrv machine_parts = collection_parts != NULL
                          ? google2019_find_parts (path, GOOGLE2019_MACHINES, error)
                          : NULL;
  g_autoptr (GoogleMachines) machines
    = machine_parts != NULL ? google2019_machines_new (machine_parts, error) : NULL;
  GoogleCollections collections = { 0 };
  gboolean good;

  if (machines == NULL)
    return FALSE;
  rows->machines = google_machines_ids (machines);
  rows->parts = google2019_find_parts (path, GOOGLE2019_INSTANCES, error);
  good = rows->parts != NULL
         && google2019_read_collections (rows, collection_parts, &collections, error)
         && google2019_read_instances (rows, &collections, error);
  google2019_collections_clear (&collections);
  return good;
}

/* Best-effort batch (100) and mid (116) are one tier, in their order. */
static TracePrepared *
prepare (const char *path, const char *display, GError **error)
{
  static const GoogleBand bands[]
    = { { 360, TIER_MONITORING }, { 120, TIER_PROD }, { 100, TIER_BATCH }, { 0, TIER_FREE } };
  static const GoogleTrace trace = { .read = read_all, .bands = bands };

  (void) display;
  return google_prepare (&trace, path, error);
}

/* A single file may be one of machines itself. */
static GStrv
find_machines (const char *path, GError **error)
{
  g_autoptr (ByteSource) source = NULL;
  char beginning[4096];
  gssize length;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return google2019_find_parts (path, GOOGLE2019_MACHINES, error);
  source = byte_source_new (path, path, error);
  length = source != NULL ? byte_source_read (source, beginning, sizeof beginning - 1, error) : -1;
  if (length < 0)
    return NULL;
  beginning[length] = '\0';
  return g_strcmp0 (google2019_table_of (beginning), GOOGLE2019_MACHINES) == 0
           ? g_strdupv ((char *[]){ (char *) path, NULL })
           : google2019_find_parts (path, GOOGLE2019_MACHINES, error);
}

static gboolean
read_machines (const char *path, const char *display, const TraceContext *context,
               Inventory *inventory, GError **error)
{
  GStrv parts = find_machines (path, error);
  g_autoptr (GoogleMachines) machines
    = parts != NULL ? google2019_machines_new (parts, error) : NULL;

  (void) display;
  return machines != NULL && google_machines_add (machines, context, inventory, error);
}

static GStrv
files (const char *path, GError **error)
{
  static const char *const tables[]
    = { GOOGLE2019_INSTANCES, GOOGLE2019_COLLECTIONS, GOOGLE2019_MACHINES };
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++) {
    g_auto (GStrv) parts = google2019_find_parts (path, tables[i], error);
    if (parts == NULL)
      return NULL;
    g_strv_builder_addv (builder, (const char **) parts);
  }
  return g_strv_builder_end (builder);
}

static gboolean
looks_like (const char *beginning)
{
  return google2019_table_of (beginning) != NULL;
}

const TraceFormat trace_format_google2019 = {
  .name = "google2019",
  .summary = "instance_events, collection_events and machine_events of Google's ClusterData 2019",
  .looks_like = looks_like,
  .is_folder = google2019_is_folder,
  .files = files,
  .machines_in_tasks = TRUE,
  .read_machines = read_machines,
  .prepare = prepare,
  .open_prepared = google_open_prepared,
};
