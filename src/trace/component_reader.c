/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/component_reader.h"

#include "util/scratch_window.h"

struct ComponentReader {
  ScratchWindow begins, packed;
};

ComponentReader *
component_reader_new (const JobGraphs *graphs)
{
  ComponentReader *reader = g_new0 (ComponentReader, 1);
  scratch_window_init (&reader->begins, job_graphs_begins (graphs), sizeof (guint64));
  scratch_window_init (&reader->packed, job_graphs_packed (graphs), 1);
  return reader;
}

void
component_reader_free (ComponentReader *reader)
{
  if (reader == NULL)
    return;
  scratch_window_clear (&reader->begins);
  scratch_window_clear (&reader->packed);
  g_free (reader);
}

Component *
component_reader_load (ComponentReader *reader, guint component, GError **error)
{
  const guint64 *stretch = scratch_window_get (&reader->begins, component, 2, error);
  if (stretch == NULL)
    return NULL;
  gsize size = stretch[1] - stretch[0];
  gconstpointer bytes = scratch_window_get (&reader->packed, stretch[0], size, error);
  return bytes != NULL ? component_unpack (bytes, size) : NULL;
}
