/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of berth's own format (docs/formats.md), put together in berth_csv.c. */
#pragma once

#include "trace/trace.h"

/* An estimate without an end, of a task that has one. */
#define BERTH_CSV_UNLIMITED "unlimited"

gboolean own_machines_read (const char *path, const char *display, const TraceContext *context,
                              Inventory *inventory, GError **error);
TaskStream *own_tasks_open (const char *path, const char *display, const TraceContext *context,
                              gboolean learn, GError **error);
