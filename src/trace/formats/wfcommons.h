/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A WfCommons file as what is asked of it: a tree of JSON, and its parts by task. */
#pragma once

#include <json-glib/json-glib.h>

#include "trace/trace.h"

typedef struct {
  JsonParser *parser;    /* owns all below */
  char *display;
  const char *name;      /* of the workflow */
  JsonArray *tasks;      /* of objects: workflow.specification.tasks */
  JsonArray *machines;   /* the same: workflow.execution.machines; NULL: none */
  GHashTable *runs;      /* workflow.execution.tasks: object, by id */
} WfFile;

/* NULL and INPUT_ERROR: the file cannot be read, or is no such file. */
WfFile *wf_file_new (const char *path, const char *display, GError **error);
void wf_file_free (WfFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WfFile, wf_file_free)

/* A task's id, which it has. */
const char *wf_task_id (const WfFile *file, guint task);
/* ids of what it comes after, joined by `;`, into ret. */
gboolean wf_task_parents (const WfFile *file, guint task, GString *ret, GError **error);

/* A number of an object that belongs to `whose` ("task 'x'"), 0 … max; `missing` where it has none. */
gboolean wf_number (const WfFile *file, JsonObject *object, const char *whose, const char *member,
                    double max, double missing, double *ret, GError **error);

/* What a task asks for, in base units; ret_has_*: the file says so. */
typedef struct {
  gint64 cpu, memory; /* millicores, MiB */
  gint64 run_time;    /* us, or -1 */
  gboolean has_cpu, has_memory;
} WfRun;

gboolean wf_task_run (const WfFile *file, guint task, WfRun *ret, GError **error);

#define WF_ONE_CORE 1000
