/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace/trace_file.h"

static TraceFile *
trace_file_new (const TraceFileOptions *options)
{
  static const char *const names[] = { "cpu", "memory", "gpu", NULL };
  static const char *const devices[] = { "gpu", NULL };
  TraceFile *file = g_new0 (TraceFile, 1);

  resource_set_init (&file->resources, options->resources != NULL ? options->resources : names,
                     options->devices != NULL ? options->devices : devices);
  file->labels = labels_new ();
  file->users = users_new ();
  file->classes = task_classes_new (&file->resources, &tier_bounds_default, file->labels);
  file->inventory = inventory_new (&file->resources, file->labels);
  file->machine_notes = g_array_new (TRUE, TRUE, sizeof (TraceNote));
  file->context = (TraceContext){ .resources = &file->resources,
                                  .tiers = &tier_bounds_default,
                                  .labels = file->labels,
                                  .users = file->users,
                                  .classes = file->classes,
                                  .machine_notes = file->machine_notes,
                                  .machines_optional = TRUE,
                                  .recorded_runs = TRUE };
  return file;
}

void
trace_file_free (TraceFile *file)
{
  if (file == NULL)
    return;
  workload_free (file->workload);
  inventory_free (file->inventory);
  task_classes_free (file->classes);
  users_free (file->users);
  labels_free (file->labels);
  g_array_unref (file->machine_notes);
  resource_set_clear (&file->resources);
  g_free (file->path);
  g_free (file);
}

TraceFile *
trace_file_load (const char *path, const TraceFileOptions *options, GError **error)
{
  const char *machines = options->machines;
  const char *format = options->format != NULL ? options->format : "auto";
  g_autoptr (TraceFile) file = trace_file_new (options);
  gboolean good = machines != NULL
                    ? trace_read_machines (machines, machines, "auto", &file->context,
                                           file->inventory, error)
                    : trace_read_own_machines (path, path, format, &file->context, file->inventory,
                                               error);

  if (!good)
    return NULL;
  file->path = g_strdup (path);
  inventory_finish (file->inventory);
  file->workload = workload_load (path, path, format, &file->context, error);
  return file->workload != NULL ? g_steal_pointer (&file) : NULL;
}
