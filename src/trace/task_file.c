/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tasks file as a source of tasks. */
#include "trace/formats.h"
#include "util/input_error.h"

typedef struct {
  TaskSource base;
  char *path, *display;
  const TraceFormat *format;
  TracePrepared *prepared; /* from the first open on; NULL: there is nothing to prepare */
} TaskFile;

static TaskStream *
task_file_open (TaskSource *source, const TraceContext *context, gboolean learn, GError **error)
{
  TaskFile *file = (TaskFile *) (void *) source;

  if (file->format->prepare == NULL)
    return file->format->open_tasks (file->path, file->display, context, learn, error);
  if (file->prepared == NULL)
    file->prepared = file->format->prepare (file->path, file->display, error);
  return file->prepared != NULL
           ? file->format->open_prepared (file->prepared, context, learn, error)
           : NULL;
}

static void
task_file_free (TaskSource *source)
{
  TaskFile *file = (TaskFile *) (void *) source;

  if (file->prepared != NULL)
    file->prepared->free (file->prepared);
  g_free (file->path);
  g_free (file->display);
  g_free (file);
}

TaskSource *
task_file_new (const char *path, const char *display, const char *format,
               const TraceContext *context, GError **error)
{
  const TraceFormat *found
    = trace_format_choose (path, display, format, TRACE_TASKS, context, error);
  TaskFile *file;

  if (found == NULL)
    return NULL;
  if (context->run_times != NULL && !found->reads_run_times) {
    input_error (error, context->run_times, 0, "none, or a trace of format alibaba2018",
                 "run-times: a trace of format %s says itself how long tasks run", found->name);
    return NULL;
  }
  if (context->also != NULL && !found->reads_also) {
    input_error (error, context->also, 0, "none, or a trace of format kubernetes",
                 "also: a trace of format %s is one file", found->name);
    return NULL;
  }
  if (context->machine_type != NULL && !found->reads_machine_type) {
    input_error (error, display, 0, "none, or a trace of format azure2020",
                 "machine-type: a trace of format %s has no types of machines", found->name);
    return NULL;
  }
  file = g_new0 (TaskFile, 1);
  file->path = g_strdup (path);
  file->display = g_strdup (display);
  file->format = found;
  file->base = (TaskSource){ found->name, file->display, task_file_open, task_file_free };
  return &file->base;
}
