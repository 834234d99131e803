/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one list of formats. */
#pragma once

#include "trace/trace.h"

/* FORMAT (identifier, name, how its tasks files look, how its machines files do): "" where it has none.
 * What recognises a file comes before what is less particular. */
#define TRACE_FORMATS(FORMAT)                                                                      \
  FORMAT (berth, "berth", "job,submit,…", "machine,…")                                             \
  FORMAT (openb, "openb", "name,num_gpu,…", "sn,cpu_milli,…")                                      \
  FORMAT (swf, "swf", "18 numbers a row", "")                                                      \
  FORMAT (google2011, "google2011", "13 cells without a header", "6 cells without a header")       \
  FORMAT (google2019, "google2019", "instance_events", "machine_events")                           \
  FORMAT (alibaba2017, "alibaba2017", "8 cells without a header", "0,1,add,…")                     \
  FORMAT (alibaba2018, "alibaba2018", "9 cells without a header", "7 cells without a header")      \
  FORMAT (alibaba_gpu2020, "alibaba-gpu2020", "10 cells without a header",                         \
          "5 cells without a header")                                                              \
  FORMAT (azure2020, "azure2020", "SQLite", "")                                                    \
  FORMAT (kubernetes, "kubernetes", "JSON", "")                                                    \
  FORMAT (philly, "philly", "JSON", "machineId,…")                                                 \
  FORMAT (wfcommons, "wfcommons", "JSON", "")                                                      \
  FORMAT (helios, "helios", "job_id,user,vc,…", "")                                                \
  FORMAT (sacct, "sacct", "JobID|…", "")

/* "|berth|openb|…" */
#define TRACE_FORMAT_BAR(id, name, tasks, machines) "|" name
#define TRACE_FORMAT_NAMES TRACE_FORMATS (TRACE_FORMAT_BAR)

#define TRACE_FORMAT_DECLARE(id, name, tasks, machines) extern const TraceFormat trace_format_##id;
TRACE_FORMATS (TRACE_FORMAT_DECLARE)

typedef enum { TRACE_MACHINES, TRACE_TASKS } TraceKind;

/* Does a file or a folder look like the tasks of some format? */
gboolean trace_is_recognised (const char *path);

/* The format called `format`, or for "auto" the one that the header of the file shows. NULL and
 * *error when there is none or the file cannot be read. */
const TraceFormat *trace_format_choose (const char *path, const char *display, const char *format,
                                        TraceKind kind, const TraceContext *context,
                                        GError **error);
