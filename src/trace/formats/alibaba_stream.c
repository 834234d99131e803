/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/formats/alibaba_stream.h"

#include "trace/companion.h"

static int
stream_next (TaskStream *base, TaskRecord *ret, GError **error)
{
  AlibabaStream *stream = (AlibabaStream *) (void *) base;
  int found = stream->services == NULL
                ? 0
                : alibaba_services_next (stream->services, stream->services_file, &stream->places,
                                         &stream->interner, ret, error);
  int got;
  while (found == 0 && (got = plain_table_next (stream->table, error)) != 0)
    found = got < 0 ? -1 : stream->read (stream, ret, error);
  return found;
}

static double
stream_progress (const TaskStream *base)
{
  return line_reader_progress (((const AlibabaStream *) (const void *) base)->table->reader);
}

static const TraceNote *
stream_notes (const TaskStream *base)
{
  return ((const AlibabaStream *) (const void *) base)->notes;
}

void
alibaba_stream_init (AlibabaStream *stream, const TraceContext *context, gboolean learn,
                     int (*read) (AlibabaStream *stream, TaskRecord *ret, GError **error),
                     const TraceNote *notes)
{
  stream->base.next = stream_next;
  stream->base.progress = stream_progress;
  stream->base.notes = stream_notes;
  stream->read = read;
  stream->notes = notes;
  interner_init (&stream->interner, context, learn);
}

void
alibaba_stream_clear (AlibabaStream *stream)
{
  plain_table_free (stream->table);
  alibaba_services_free (stream->services);
  g_free (stream->services_file);
  interner_clear (&stream->interner);
}

gboolean
alibaba_stream_read_services (AlibabaStream *stream, const char *tasks, const char *name,
                              gboolean (*read) (const char *path, AlibabaServices *services,
                                                TraceNote *noted, GError **error),
                              TraceNote *noted, GError **error)
{
  stream->services_file = companion_beside (tasks, name);
  if (stream->services_file == NULL)
    return TRUE;
  stream->services = alibaba_services_new ();
  return read (stream->services_file, stream->services, noted, error);
}
