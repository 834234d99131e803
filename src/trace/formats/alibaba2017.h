/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of alibaba2017.c have in common: the tables of Alibaba's trace of 2017. */
#pragma once

#include "trace/formats/alibaba_services.h"
#include "trace/row_join.h"
#include "trace/trace.h"

#define ALIBABA2017_TASKS      "batch_task.csv"
#define ALIBABA2017_INSTANCES  "batch_instance.csv"
#define ALIBABA2017_CONTAINERS "container_event.csv"
#define ALIBABA2017_MACHINES   "server_event.csv"

#define ALIBABA2017_MEMORY 100000 /* MiB that the largest machine is taken to have */

#define ALIBABA2017_TASK_CELLS    8
#define ALIBABA2017_MACHINE_CELLS 7

/* The file of tasks of a path: that of a folder, else the path. The caller frees. */
char *alibaba2017_tasks_of (const char *path);

/* Seconds that may be before the trace, which counts as its beginning; in us. Empty: `missing`. */
gboolean alibaba2017_time (const Row *row, int cell, const char *column, gint64 missing,
                           gint64 *ret, GError **error);
/* A part of the largest machine's memory, in MiB. */
gboolean alibaba2017_memory (const Row *row, int cell, const char *column, gint64 missing,
                             gint64 *ret, GError **error);

/* Reads container_event. again: rows that create a container that is there. */
gboolean alibaba2017_read_containers (const char *path, AlibabaServices *services,
                                      TraceNote *again, GError **error);

TaskStream *alibaba2017_tasks_open (const char *path, const char *display,
                                    const TraceContext *context, gboolean learn, GError **error);
