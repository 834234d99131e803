/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth trace: what a trace is like, whatever its format. */
#include "commands/command.h"

#include "report/trace_facts.h"
#include "util/input_error.h"

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
