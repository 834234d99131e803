/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What streams of Alibaba's batch_task tables have in common: first the containers beside the tasks, then
 * the rows of the table. */
#pragma once

#include "trace/formats/alibaba_services.h"

typedef struct AlibabaStream AlibabaStream;
struct AlibabaStream {
  TaskStream base;
  /* The row that the table is at. 1, 0 when it is left out, -1 and *error. */
  int (*read) (AlibabaStream *stream, TaskRecord *ret, GError **error);
  PlainTable *table;
  AlibabaServices *services; /* NULL: there are none */
  char *services_file;
  Interner interner;
  Places places;
  const TraceNote *notes;
};

/* All hooks of its base but `free`. notes: a list, which stays the caller's. */
void alibaba_stream_init (AlibabaStream *stream, const TraceContext *context, gboolean learn,
                          int (*read) (AlibabaStream *stream, TaskRecord *ret, GError **error),
                          const TraceNote *notes);
void alibaba_stream_clear (AlibabaStream *stream);

/* The containers of the file of that name beside `tasks`, if there is one. noted: of rows left out. */
gboolean alibaba_stream_read_services (AlibabaStream *stream, const char *tasks, const char *name,
                                       gboolean (*read) (const char *path, AlibabaServices *services,
                                                         TraceNote *noted, GError **error),
                                       TraceNote *noted, GError **error);
