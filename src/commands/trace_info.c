/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth trace info: what a trace is like, as a table, as JSON, and as charts. */
#include "commands/trace.h"

#include "report/report.h"
#include "report/trace_tables.h"

static struct {
  char *output, *format;
  gint width;
  gboolean json;
} given;

static const char *const trace_plots[]
  = { "trace-arrivals", "trace-distributions", "trace-load", "trace-top", NULL };

/* Tables and charts. */
static gboolean
leave_folder (const TraceFacts *facts, GError **error)
{
  const ReportRequest request = { .results_dir = given.output,
                                  .out_dir = given.output,
                                  .format = given.format,
                                  .names = trace_plots,
                                  .lenient = TRUE,
                                  .width = (guint) given.width };

  return trace_tables_write (facts, given.output, error)
         && report_draw (&request, NULL, error);
}

extern const Command command_trace_info;

static int
info (char **operands)
{
  if (given.width < 0)
    return command_wrong_usage (&command_trace_info, "a negative --width");

  GError *error = NULL;
  g_autoptr (TraceFile) file = trace_given_load (operands[0], &error);
  g_autoptr (TraceFacts) facts = file != NULL ? trace_facts_new (file, &error) : NULL;
  g_autofree char *text = NULL;

  if (facts == NULL || (given.output != NULL && !leave_folder (facts, &error)))
    return command_fail (error);
  text = given.json ? trace_facts_json (facts) : trace_facts_text (facts);
  command_print (text);
  return EXIT_DONE;
}

static const GOptionEntry info_entries[] = {
  TRACE_OPTIONS,
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "Leave charts, and the tables that they are drawn from, in this folder", "DIR" },
  { "plot-format", 0, 0, G_OPTION_ARG_FILENAME, &given.format,
    "Format of the charts (default: svg)", "svg|png|pdf" },
  { "width", 'w', 0, G_OPTION_ARG_INT, &given.width,
    "Width of the charts in px (default: 960); the height follows", "PX" },
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
  .details = "docs/traces.md says what each figure is.",
  .options = info_entries,
  .run = info,
};
