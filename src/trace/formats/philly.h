/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader of Philly's jobs has beside it: that of the machines, cluster_machine_list. */
#pragma once

#include "trace/trace.h"

#define PHILLY_GANG_MAX 4096

/* The cell's `gpu`, which is all that the trace counts. FALSE and *error: it has none of devices. */
gboolean philly_gpus (const TraceContext *context, const char *display, int *ret, GError **error);

/* Hooks of the format: see TraceFormat. The path is that of the jobs, beside which the list may be, or
 * of the list itself. */
gboolean philly_is_machines (const char *const *header, guint columns, const TraceContext *context);
gboolean philly_read_machines (const char *path, const char *display, const TraceContext *context,
                               Inventory *inventory, GError **error);
GStrv philly_files (const char *path, GError **error);
