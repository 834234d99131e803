/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of Helios share: where its files are. */
#pragma once

#include "trace/job_log.h"

extern const JobLogFormat helios_log_format;

/* The log of a path: of a folder the cluster_log.csv in it, packed or not; else the path. The caller frees. */
char *helios_log_of (const char *path);
/* The cluster_gpu_number.csv beside a log; NULL: there is none. The caller frees. */
char *helios_machines_beside (const char *log);

gboolean helios_read_machines (const char *path, const char *display, const TraceContext *context,
                               Inventory *inventory, GError **error);
