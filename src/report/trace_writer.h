/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A trace in berth's own format, whatever it came in. Only columns that some row needs are written;
 * files whose names end in .gz are packed. They are whole or absent. */
#pragma once

#include "trace/trace_edit.h"
#include "trace/trace_file.h"

/* Told now and then how far it is, 0 … 1, and the submit time reached. */
typedef void (*TraceWriterProgress) (double fraction, gint64 now, gpointer data);

/* The tasks, as edited, in order of submit time. progress may be NULL. FALSE and *error, and no file,
 * where none is left. */
gboolean trace_write_tasks (const TraceFile *file, const TraceEdit *edit, const char *path,
                            TraceWriterProgress progress, gpointer data, guint64 *ret_tasks,
                            GError **error);
/* The machines and what happens to them. */
gboolean trace_write_machines (const TraceFile *file, const TraceEdit *edit, const char *path,
                               GError **error);
