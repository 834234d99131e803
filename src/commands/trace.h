/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands `berth trace …` have in common. */
#pragma once

#include "commands/command.h"

#include "trace/formats.h"
#include "trace/trace_edit.h"
#include "trace/trace_file.h"

extern struct TraceGiven {
  char *machines, *format, *resources, *devices;
} trace_given;

/* What names a trace: rows of the options of all of them. */
#define TRACE_OPTIONS                                                                              \
  { "machines", 'm', 0, G_OPTION_ARG_FILENAME, &trace_given.machines,                              \
    "Machines of the trace, where it does not bring its own", "FILE" },                            \
  {                                                                                                \
    "format", 'f', 0, G_OPTION_ARG_FILENAME, &trace_given.format,                                  \
      "Format of the tasks (default: auto)", "auto" TRACE_FORMAT_NAMES \
  },                                                                                               \
    { "resources", 0, 0, G_OPTION_ARG_FILENAME, &trace_given.resources,                            \
      "What machines have and tasks ask for (default: cpu,memory,gpu)", "LIST" },                  \
  {                                                                                                \
    "devices", 0, 0, G_OPTION_ARG_FILENAME, &trace_given.devices,                                  \
      "Resources that are made of devices (default: gpu, where it is a resource)", "LIST|none"     \
  }

/* Of those that write one: their operands, and the end of their details. */
#define TRACE_OUT_OPERANDS                                                                         \
  .operands = "FILE|DIR OUT.csv[.gz]", .operand_kind = OPERAND_FILE, .min_operands = 2,            \
  .max_operands = 2
#define TRACE_OUT_DETAILS                                                                          \
  "The tasks go to OUT.csv, in order of submit time, and the machines, where they are "            \
  "known, to\nOUT-machines.csv."

TraceFile *trace_given_load (const char *path, GError **error);

/* Is it a name that tasks and machines can be written to? Else complains, and the command ends with
 * EXIT_USAGE. */
gboolean trace_given_is_out (const Command *command, const char *out);

/* Writes both files and says so. Returns an exit status. */
int trace_given_write (const TraceFile *file, const TraceEdit *edit, const char *out);
