/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth trace: what a trace is like, whatever its format. */
#include "commands/command.h"

#include "report/trace_facts.h"
#include "report/trace_writer.h"
#include "util/progress.h"

#include <string.h>

static struct {
  char *machines, *format;
  gboolean json;
} given;

/* What names a trace, for all commands of the group. */
#define TRACE_OPTIONS                                                                              \
  { "machines", 'm', 0, G_OPTION_ARG_FILENAME, &given.machines,                                    \
    "Machines of the trace, where it does not bring its own", "FILE" },                            \
  {                                                                                                \
    "format", 'f', 0, G_OPTION_ARG_FILENAME, &given.format, "Format of the tasks (default: auto)", \
      "auto|berth|openb|swf|google2011"                                                            \
  }

static TraceFile *
load (const char *path, GError **error)
{
  return trace_file_load (path, given.machines, given.format != NULL ? given.format : "auto",
                          error);
}

static int
info (char **operands)
{
  GError *error = NULL;
  g_autoptr (TraceFile) file = load (operands[0], &error);
  g_autoptr (TraceFacts) facts = file != NULL ? trace_facts_new (file, &error) : NULL;
  g_autofree char *text = NULL;

  if (facts == NULL)
    return command_fail (error);
  text = given.json ? trace_facts_json (facts) : trace_facts_text (facts);
  command_print (text);
  return EXIT_DONE;
}

static const GOptionEntry info_entries[] = {
  TRACE_OPTIONS,
  { "json", 0, 0, G_OPTION_ARG_NONE, &given.json, "Print it as JSON", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

const Command command_trace_info = {
  .name = "trace info",
  .summary = "say what a trace is like: times, loads, distributions, what is missing",
  .operands = "FILE|DIR",
  .operand_kind = OPERAND_FILE,
  .min_operands = 1,
  .max_operands = 1,
  .details = "Tasks are counted in a cell of cpu, memory and gpu. docs/traces.md says what each "
             "figure is.",
  .options = info_entries,
  .run = info,
};

/* convert -------------------------------------------------------------------------------------- */

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

static gboolean
write_tasks (const TraceFile *file, const char *out, GError **error)
{
  g_autoptr (Progress) progress = progress_new (workload_tasks (file->workload), "tasks");

  return trace_write_tasks (file, out, on_progress, progress, error);
}

static int
convert (char **operands)
{
  const char *out = operands[1];
  g_autofree char *machines = machines_name (out);
  g_autoptr (TraceFile) file = NULL;
  GError *error = NULL;

  if (machines == NULL)
    return command_wrong_usage (&command_trace_convert, "'%s' ends neither in .csv nor in .csv.gz",
                                out);
  file = load (operands[0], &error);
  if (file == NULL || !write_tasks (file, out, &error))
    return command_fail (error);
  command_printf ("%-12s%" G_GUINT64_FORMAT " tasks in %s\n", "wrote",
                  workload_tasks (file->workload), out);
  if (inventory_count (file->inventory) > 0) {
    if (!trace_write_machines (file, machines, &error))
      return command_fail (error);
    command_printf ("%-12s%u machines in %s\n", "wrote", inventory_count (file->inventory),
                    machines);
  }
  command_print_notes (12, trace_file_machine_notes (file));
  command_print_notes (12, workload_notes (file->workload));
  return EXIT_DONE;
}

static const GOptionEntry convert_entries[] = {
  TRACE_OPTIONS,
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

const Command command_trace_convert = {
  .name = "trace convert",
  .summary = "write a trace in berth's own format",
  .operands = "FILE|DIR OUT.csv[.gz]",
  .operand_kind = OPERAND_FILE,
  .min_operands = 2,
  .max_operands = 2,
  .details = "The tasks go to OUT.csv, in order of submit time, and the machines, where they are "
             "known, to\nOUT-machines.csv.",
  .options = convert_entries,
  .run = convert,
};
