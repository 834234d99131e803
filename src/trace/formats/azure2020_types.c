/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A VM type asks for other fractions of each machine type that it may be on. A simulated cell has
 * machines of one of them; the whole of it is taken to be what the table below says. Amounts are
 * rounded down, so that as many VMs fit on a machine as fractions of 1 do. */
#include "trace/formats/azure2020.h"

#include <math.h>

#include "trace/columns.h"

#define FRACTION_MAX 1000

static const struct { const char *resource, *column; double whole; } parts[] = {
  { "cpu", "core", 64000 },      /* millicores */
  { "memory", "memory", 262144 }, /* MiB */
  { "hdd", "hdd", 1000000 },
  { "ssd", "ssd", 1000000 },
  { "nic", "nic", 1000000 },
};

gboolean
azure_number (sqlite3_stmt *query, int cell, const char *display, guint row, const char *name,
              double min, double max, double *ret, GError **error)
{
  const Row place = { .display = display, .line = row };
  int type = sqlite3_column_type (query, cell);
  double value = sqlite3_column_double (query, cell);
  g_autofree char *expected = NULL;

  *ret = value;
  if ((type == SQLITE_INTEGER || type == SQLITE_FLOAT) && value >= min && value <= max)
    return TRUE;
  const char *text = (const char *) sqlite3_column_text (query, cell);
  expected = g_strdup_printf ("a number from %.17g to %.17g", min, max);
  return row_error (&place, name, expected, error, "'%s' is %s", text != NULL ? text : "NULL",
                    type == SQLITE_INTEGER || type == SQLITE_FLOAT ? "out of range" : "no number");
}

/* Of what is nearly a whole number from below only the binary fraction is short. */
static Amount
amount_of (double fraction, double whole)
{
  double amount = floor (fraction * whole + 1e-6);

  return fraction > 0 ? (Amount) MAX (amount, 1) : 0;
}

/* Which machine type the cell is of. */
static gboolean
choose_machine (AzureTypes *types, const SqliteFile *file, const TraceContext *context,
                GError **error)
{
  static const char most[] = "SELECT machineId FROM (SELECT DISTINCT vmTypeId, machineId FROM vmType) "
                             "JOIN (SELECT vmTypeId, count(*) AS vms FROM vm GROUP BY vmTypeId) "
                             "USING (vmTypeId) GROUP BY machineId ORDER BY sum(vms) DESC, machineId";
  g_autoptr (sqlite3_stmt) query = NULL;
  int got;

  if (context->machine_type != NULL) {
    types->machine = *context->machine_type;
    return TRUE;
  }
  query = sqlite_file_query (file, most, AZURE_EXPECTED, error);
  got = query != NULL ? sqlite_file_step (file, query, error) : -1;
  if (got > 0)
    types->machine = sqlite3_column_int64 (query, 0);
  return got >= 0;
}

/* The first row of a type and the machine counts. */
static gboolean
add_type (AzureTypes *types, const SqliteFile *file, const TraceContext *context,
          sqlite3_stmt *query, GError **error)
{
  guint row = (guint) sqlite3_column_int64 (query, 0);
  gint64 id = sqlite3_column_int64 (query, 1);
  gboolean unknown = FALSE;
  Amounts request = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    int resource = resource_set_find (context->resources, parts[i].resource);
    int cell = 2 + (int) i;
    double fraction;

    if (resource < 0)
      continue;
    unknown |= sqlite3_column_type (query, cell) == SQLITE_NULL;
    if (sqlite3_column_type (query, cell) == SQLITE_NULL)
      continue;
    if (!azure_number (query, cell, sqlite_file_display (file), row, parts[i].column, 0,
                       FRACTION_MAX, &fraction, error))
      return FALSE;
    request.of[resource] = amount_of (fraction, parts[i].whole);
  }
  if (g_hash_table_contains (types->requests, &id))
    return TRUE;
  if (unknown && types->unknown++ == 0)
    types->unknown_row = row;
  return g_hash_table_insert (types->requests, g_memdup2 (&id, sizeof id),
                              g_memdup2 (&request, sizeof request));
}

static gboolean
read_types (AzureTypes *types, const SqliteFile *file, const TraceContext *context, GError **error)
{
  g_autoptr (sqlite3_stmt) query
    = sqlite_file_query (file, "SELECT id, vmTypeId, core, memory, hdd, ssd, nic FROM vmType "
                               "WHERE machineId = ? ORDER BY id", AZURE_EXPECTED, error);
  int got;

  if (query == NULL)
    return FALSE;
  sqlite3_bind_int64 (query, 1, types->machine);
  while ((got = sqlite_file_step (file, query, error)) > 0)
    if (!add_type (types, file, context, query, error))
      return FALSE;
  return got == 0;
}

static gboolean
count_vms (AzureTypes *types, const SqliteFile *file, GError **error)
{
  g_autoptr (sqlite3_stmt) query
    = sqlite_file_query (file, "SELECT count(*) FROM vm", AZURE_EXPECTED, error);

  if (query == NULL || sqlite_file_step (file, query, error) < 0)
    return FALSE;
  types->vms = (guint64) sqlite3_column_int64 (query, 0);
  return TRUE;
}

AzureTypes *
azure_types_new (const SqliteFile *file, const TraceContext *context, GError **error)
{
  g_autoptr (AzureTypes) types = g_new0 (AzureTypes, 1);

  types->requests = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  if (!count_vms (types, file, error) || !choose_machine (types, file, context, error)
      || !read_types (types, file, context, error))
    return NULL;
  return g_steal_pointer (&types);
}

void
azure_types_free (AzureTypes *types)
{
  if (types == NULL)
    return;
  g_hash_table_unref (types->requests);
  g_free (types);
}
