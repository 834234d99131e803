/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cluster_gpu_number.csv: how many GPUs each virtual cluster had, a row a day. Nodes have 8 GPUs; a
 * cluster that grows gets nodes, one that shrinks drains those it had last. */
#include "trace/formats/helios.h"

#include <string.h>

#include "trace/companion.h"
#include "util/calendar.h"
#include "util/input_error.h"

#define NODE_GPUS  8
#define NODE_CORES 48 /* threads of a node of Venus and Earth (the paper, table 1) */

#define LOG      "cluster_log.csv"
#define MACHINES "cluster_gpu_number.csv"

char *
helios_log_of (const char *path)
{
  char *log = companion_in (path, LOG);
  return log != NULL ? log : g_strdup (path);
}

char *
helios_machines_beside (const char *log)
{
  return companion_beside (log, MACHINES);
}

/* Nodes of one virtual cluster so far: how many there have been, and how many are in use. */
typedef struct {
  char *name;
  guint added, used;
} Cluster;

typedef struct {
  Places places;
  Inventory *inventory;
  gint64 begin; /* us since 1970: the log's first submit */
  GArray *clusters; /* of Cluster, in order of columns; that of other columns has no name */
  TraceNote note;   /* of nodes whose cores are assumed */
} Growth;

static void
cluster_clear (gpointer data)
{
  g_free (((Cluster *) data)->name);
}

static gboolean
add_node (Growth *growth, const Row *row, const Cluster *cluster, const char *name, gint64 time,
          GError **error)
{
  g_autofree char *attributes = g_strconcat ("vc=", cluster->name, NULL);
  g_autofree char *reason = NULL;
  MachineSpec spec = { .name = name, .time = time, .attributes = attributes };
  spec.capacity = places_amounts (&growth->places, NODE_CORES * 1000, 0, NODE_GPUS * DEVICE);
  trace_note_add (&growth->note, MACHINES, row_line (row));
  return inventory_add (growth->inventory, &spec, &reason)
         || row_error (row, cluster->name, "names of virtual clusters, each once", error, "%s", reason);
}

/* From what it used to what it uses now. */
static gboolean
set_nodes (Growth *growth, const Row *row, Cluster *cluster, guint nodes, gint64 time,
           GError **error)
{
  guint first = MIN (cluster->used, nodes), end = MAX (cluster->used, nodes);
  for (guint i = first; i < end; i++) {
    g_autofree char *name = g_strdup_printf ("%s-%u", cluster->name, i);
    g_autofree char *reason = NULL;
    MachineEventKind kind = nodes > cluster->used ? MACHINE_UP : MACHINE_DRAIN;
    if (i < cluster->added
        && !inventory_add_event (growth->inventory, name, time, kind, &reason))
      return row_error (row, "date", "days in order", error, "%s", reason);
    if (i >= cluster->added && !add_node (growth, row, cluster, name, time, error))
      return FALSE;
    cluster->added = MAX (cluster->added, i + 1);
  }
  cluster->used = nodes;
  return TRUE;
}

static gboolean
read_day (Growth *growth, const PlainTable *table, GError **error)
{
  const Row *row = &table->row;
  gint64 day, gpus;
  if (!calendar_parse (table->cell[0], &day))
    return row_error (row, "date", "a day like 2020-04-01", error, "'%s' is no date", table->cell[0]);
  for (guint i = 0; i < growth->clusters->len; i++) {
    Cluster *cluster = &g_array_index (growth->clusters, Cluster, i);
    if (cluster->name == NULL)
      continue;
    if (!row_integer_or (row, (int) i, cluster->name, 0, 1000000, 0, &gpus, error)
        || !set_nodes (growth, row, cluster, (guint) ((gpus + NODE_GPUS - 1) / NODE_GPUS),
                       MAX (day - growth->begin, 0), error))
      return FALSE;
  }
  return TRUE;
}

/* The columns of clusters are all but the first, the date, and the total. */
static gboolean
read_clusters (Growth *growth, const char *path, guint *ret_columns, GError **error)
{
  g_autoptr (LineReader) reader = line_reader_new (path, path, error);
  char *line;
  if (reader == NULL)
    return FALSE;
  int got = line_reader_next (reader, &line, error);
  if (got <= 0)
    return got == 0 && input_error (error, path, 0, "a header line", "an empty file");
  g_auto (GStrv) names = g_strsplit (line, ",", -1);
  if (g_strcmp0 (names[0], "date") != 0)
    return input_error (error, path, 1, "date and the names of virtual clusters",
                        "the first column is '%s'", names[0] != NULL ? names[0] : "");
  for (guint i = 0; names[i] != NULL; i++) {
    Cluster cluster = { .name = i > 0 && strcmp (names[i], "total") != 0 ? g_strdup (names[i]) : NULL };
    g_array_append_val (growth->clusters, cluster);
  }
  *ret_columns = growth->clusters->len;
  return TRUE;
}

static gboolean
read_days (Growth *growth, const char *path, GError **error)
{
  guint columns = 0;
  if (!read_clusters (growth, path, &columns, error))
    return FALSE;
  g_autoptr (PlainTable) table = plain_table_new (path, path, ',', columns, error);
  int got = table != NULL ? plain_table_next (table, error) : -1; /* the header */
  while (got > 0 && (got = plain_table_next (table, error)) > 0)
    if (!read_day (growth, table, error))
      return FALSE;
  return got == 0;
}

gboolean
helios_read_machines (const char *path, const char *display, const TraceContext *context,
                      Inventory *inventory, GError **error)
{
  g_autofree char *log = helios_log_of (path), *machines = helios_machines_beside (log);
  Growth growth = { .inventory = inventory,
                    .note = { .kept = TRUE, .what = "nodes, of 48 cores and 8 GPUs each" } };
  if (machines == NULL)
    return context->machines_optional
           || input_error (error, display, 0,
                           "it there, machines = FILE in [cell], or a group [machines NAME]",
                           "no " MACHINES " beside it says what machines there are");
  if (!places_find (context, display, &growth.places, error)
      || !job_log_first_submit (&helios_log_format, log, display, &growth.begin, error))
    return FALSE;
  growth.clusters = g_array_new (FALSE, FALSE, sizeof (Cluster));
  g_array_set_clear_func (growth.clusters, cluster_clear);
  gboolean good = read_days (&growth, machines, error);
  if (good && context->machine_notes != NULL && growth.note.count > 0)
    g_array_append_val (context->machine_notes, growth.note);
  g_array_unref (growth.clusters);
  return good;
}
