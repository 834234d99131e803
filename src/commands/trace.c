/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth trace: what its commands have in common, and convert. */
#include "commands/trace.h"

#include "model/resource_names.h"
#include "report/trace_writer.h"
#include "util/input_error.h"
#include "util/progress.h"

#include <string.h>

struct TraceGiven trace_given;

/* Names between commas, or semicolons as in a scenario; `none` is an empty list, NULL is NULL. */
static GStrv
read_list (const char *text)
{
  if (text == NULL)
    return NULL;
  return g_strsplit_set (strcmp (text, "none") == 0 ? "" : text, ",;", -1);
}

static gboolean
check_resources (const TraceFileOptions *options, GError **error)
{
  static const char *const usual[] = { "cpu", "memory", "gpu", NULL };
  const char *const *resources = options->resources != NULL ? options->resources : usual;
  g_autofree char *expected = NULL;
  g_autofree char *fault = resource_names_fault (resources, &expected);

  if (fault != NULL)
    return input_error (error, "--resources", 0, expected, "%s", fault);
  if (options->devices == NULL)
    return TRUE;
  fault = device_names_fault (options->devices, resources, &expected);
  return fault == NULL || input_error (error, "--devices", 0, expected, "%s", fault);
}

TraceFile *
trace_given_load (const char *path, GError **error)
{
  g_auto (GStrv) resources = read_list (trace_given.resources);
  g_auto (GStrv) devices = read_list (trace_given.devices);
  const TraceFileOptions options = { .machines = trace_given.machines,
                                     .format = trace_given.format,
                                     .resources = (const char *const *) resources,
                                     .devices = (const char *const *) devices };

  return check_resources (&options, error) ? trace_file_load (path, &options, error) : NULL;
}

extern const Command command_trace_convert;

/* OUT-machines.csv beside OUT.csv, packed or not; NULL: that is no such name. */
static char *
machines_name (const char *out)
{
  static const char *const endings[] = { ".csv", ".csv.gz" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (out, endings[i]) && strlen (out) > strlen (endings[i]))
      return g_strdup_printf ("%.*s-machines%s", (int) (strlen (out) - strlen (endings[i])), out,
                              endings[i]);
  return NULL;
}

static void
on_progress (double fraction, gint64 now, gpointer data)
{
  progress_update (data, fraction, now);
}

gboolean
trace_given_is_out (const Command *command, const char *out)
{
  g_autofree char *machines = machines_name (out);

  if (machines == NULL)
    command_wrong_usage (command, "'%s' ends neither in .csv nor in .csv.gz", out);
  return machines != NULL;
}

static gboolean
write_machines (const TraceFile *file, const TraceEdit *edit, const char *out, GError **error)
{
  g_autofree char *name = machines_name (out);

  if (inventory_count (file->inventory) == 0)
    return TRUE;
  if (!trace_write_machines (file, edit, name, error))
    return FALSE;
  command_printf ("%-12s%u machines in %s\n", "wrote", inventory_count (file->inventory), name);
  return TRUE;
}

int
trace_given_write (const TraceFile *file, const TraceEdit *edit, const char *out)
{
  g_autoptr (Progress) progress = progress_new (workload_tasks (file->workload), "tasks");
  guint64 tasks = 0;
  GError *error = NULL;

  if (!trace_write_tasks (file, edit, out, on_progress, progress, &tasks, &error))
    return command_fail (error);
  g_clear_pointer (&progress, progress_free);
  command_printf ("%-12s%" G_GUINT64_FORMAT " tasks in %s\n", "wrote", tasks, out);
  if (!write_machines (file, edit, out, &error))
    return command_fail (error);
  command_print_notes (12, trace_file_machine_notes (file));
  command_print_notes (12, workload_notes (file->workload));
  return EXIT_DONE;
}

static int
convert (char **operands)
{
  const TraceEdit edit = TRACE_EDIT_NONE;
  g_autoptr (TraceFile) file = NULL;
  GError *error = NULL;

  if (!trace_given_is_out (&command_trace_convert, operands[1]))
    return EXIT_USAGE;
  file = trace_given_load (operands[0], &error);
  return file != NULL ? trace_given_write (file, &edit, operands[1]) : command_fail (error);
}

static const GOptionEntry convert_entries[] = {
  TRACE_OPTIONS,
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

const Command command_trace_convert = {
  .name = "trace convert",
  .summary = "write a trace in berth's own format",
  TRACE_OUT_OPERANDS,
  .details = TRACE_OUT_DETAILS,
  .options = convert_entries,
  .run = convert,
};
