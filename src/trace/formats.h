/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The formats, for the table and its users within trace/. */
#pragma once

#include "trace/trace.h"

extern const TraceFormat trace_format_alibaba2018;
extern const TraceFormat trace_format_azure2020;
extern const TraceFormat trace_format_berth;
extern const TraceFormat trace_format_openb;
extern const TraceFormat trace_format_swf;
extern const TraceFormat trace_format_google2011;
extern const TraceFormat trace_format_google2019;
extern const TraceFormat trace_format_wfcommons;

typedef enum { TRACE_MACHINES, TRACE_TASKS } TraceKind;

/* The format called `format`, or for "auto" the one that the header of the file shows. NULL and
 * *error when there is none or the file cannot be read. */
const TraceFormat *trace_format_choose (const char *path, const char *display, const char *format,
                                        TraceKind kind, const TraceContext *context,
                                        GError **error);
