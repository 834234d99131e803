/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of alibaba2018.c have in common. */
#pragma once

#include "trace/formats/alibaba_services.h"
#include "trace/plain_table.h"
#include "trace/trace.h"

#define ALIBABA_TASKS      "batch_task.csv"
#define ALIBABA_CONTAINERS "container_meta.csv"
#define ALIBABA_MACHINES   "machine_meta.csv"

/* A number of hundredths of a core, or of hundredths of the memory, as thousandths of its whole
 * ones; an empty cell is `missing`. */
gboolean alibaba_amount (const Row *row, int cell, const char *column, gint64 missing, gint64 *ret,
                         GError **error);

/* What a task's name says of the graph: `R4_2_3` is number 4, and after 2 and 3. */
typedef struct {
  guint number;
  const char *parents; /* what follows the number: `_2_3`, with whatever stands behind */
} AlibabaName;

/* FALSE: the name says nothing of a graph, and the task comes after none (`task_NzE=`). */
gboolean alibaba_name_parse (const char *name, AlibabaName *ret);
/* The number of a task that it comes after; *parents moves behind it. FALSE: there are no more. */
gboolean alibaba_name_next_parent (const char **parents, guint *ret);

/* The file of tasks of a path: that of a folder, else the path. The caller frees. */
char *alibaba_tasks_of (const char *path);

/* Reads container_meta: the first row of each container counts, others are noted. */
gboolean alibaba_read_containers (const char *path, AlibabaServices *services, TraceNote *later,
                                  GError **error);

TaskStream *alibaba_tasks_open (const char *path, const char *display, const TraceContext *context,
                                gboolean learn, GError **error);

/* MiB of memory that 1 % of a machine's stand for: whole for the two decimals of the trace. */
#define ALIBABA_MIB_PER_CENT 1000
