/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace by itself, without a scenario: a cell that counts cpu, memory and gpu unless others are
 * named, any users, the usual tiers. */
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

/* How it is read. */
typedef struct {
  const char *machines; /* a machines file, or NULL: those that the trace itself speaks of, if any */
  const char *format;   /* of the tasks; NULL: auto */
  const char *const *resources; /* as resource_names_fault() accepts them; NULL: cpu, memory, gpu */
  const char *const *devices;   /* which of them are made of devices; NULL: gpu, where it is one */
} TraceFileOptions;

/* NULL and *error when anything of it is wrong. */
TraceFile *trace_file_load (const char *path, const TraceFileOptions *options, GError **error);
void trace_file_free (TraceFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TraceFile, trace_file_free)

/* A list, which may be empty. */
static inline const TraceNote *
trace_file_machine_notes (const TraceFile *file)
{
  return (const TraceNote *) (const void *) file->machine_notes->data;
}
