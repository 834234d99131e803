/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Azure's packing trace of 2020: what its VM types ask of machines of one type. */
#pragma once

#include "trace/trace.h"
#include "util/sqlite.h"

#define AZURE_EXPECTED                                                                             \
  "tables vm(vmId, tenantId, vmTypeId, priority, starttime, endtime) and vmType(id, vmTypeId, "   \
  "machineId, core, memory, hdd, ssd, nic)"

/* The number in a cell of the row that a query is at. FALSE and *error (the cell is called `name`,
 * its row has that number) where it is none, or not in min … max. */
gboolean azure_number (sqlite3_stmt *query, int cell, const char *display, guint row,
                       const char *name, double min, double max, double *ret, GError **error);

typedef struct {
  GHashTable *requests; /* Amounts, by vmTypeId (gint64) */
  gint64 machine;       /* the machineId whose fractions they are */
  guint64 vms;          /* rows of table vm */
  guint unknown;        /* types that do not say a part of what they ask for, which is 0 */
  guint unknown_row;    /* the first of them */
} AzureTypes;

/* Reads what types ask of a machine: of that of context->machine_type, or else of the type that most
 * VMs of the trace may be on, the lowest of equals. NULL and *error. */
AzureTypes *azure_types_new (const SqliteFile *file, const TraceContext *context, GError **error);
void azure_types_free (AzureTypes *types);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AzureTypes, azure_types_free)
