/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace by itself, without a scenario: a cell that counts cpu, memory and gpu, any users, the
 * usual tiers. */
#pragma once

#include "trace/trace.h"

typedef struct {
  char *path;
  ResourceSet resources;
  Labels *labels;
  Users *users;
  TaskClasses *classes;
  Inventory *inventory; /* empty where neither the trace nor a file says what machines there are */
  Workload *workload;
  GArray *machine_notes; /* of TraceNote */
  TraceContext context;
} TraceFile;

/* machines: a machines file, or NULL: those that the trace itself speaks of, if any. format: that of
 * the tasks, or "auto". NULL and *error when anything of it is wrong. */
TraceFile *trace_file_load (const char *path, const char *machines, const char *format,
                            GError **error);
void trace_file_free (TraceFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TraceFile, trace_file_free)

/* A list, which may be empty. */
static inline const TraceNote *
trace_file_machine_notes (const TraceFile *file)
{
  return (const TraceNote *) (const void *) file->machine_notes->data;
}
