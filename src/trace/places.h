/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a trace that speaks of processors, memory and GPUs puts what it reads. What the cell does not
 * count is not put anywhere. */
#pragma once

#include "trace/trace.h"

typedef struct {
  int cpu, memory, gpu; /* of the cell's resources, or -1 */
} Places;

/* FALSE and *error: `gpu` is not made of devices. */
gboolean places_find (const TraceContext *context, const char *display, Places *ret,
                      GError **error);
/* Millicores, MiB, thousandths of a device, each at most G_MAXINT32; the rest is 0. */
Amounts places_amounts (const Places *places, gint64 cpu, gint64 memory, gint64 gpu);
/* A request for devices as a cell can grant it: whole ones above one, rounded up. */
gint64 places_devices (gint64 thousandths);
