/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth trace generate: the tasks of a scenario as a file, generated ones with those of its trace. */
#include "commands/command.h"

#include "report/trace_writer.h"
#include "scenario/scenario.h"
#include "util/progress.h"

static struct {
  char *output, *seed, **set;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output, "The tasks file to write (required)",
    "OUT.csv[.gz]" },
  { "seed", 's', 0, G_OPTION_ARG_FILENAME, &given.seed, "Seed in place of the scenario's", "N" },
  { "set", 'S', 0, G_OPTION_ARG_FILENAME_ARRAY, &given.set,
    "Replace a key of the scenario (may be repeated)", "GROUP.KEY=VALUE" },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static void
on_progress (double fraction, gint64 now, gpointer data)
{
  progress_update (data, fraction, now);
}

/* The scenario's tables as those of a trace. */
static gboolean
write_tasks (const Scenario *scenario, guint64 *ret_tasks, GError **error)
{
  const TraceFile lent = { .path = scenario->path,
                           .resources = scenario->resources,
                           .labels = scenario->labels,
                           .users = scenario->users,
                           .classes = scenario->classes,
                           .inventory = scenario->inventory,
                           .workload = scenario->workload,
                           .machine_notes = scenario->machine_notes,
                           .context = scenario->context };
  const TraceEdit edit = TRACE_EDIT_NONE;
  g_autoptr (Progress) progress = progress_new (workload_tasks (scenario->workload), "tasks");

  return trace_write_tasks (&lent, &edit, given.output, on_progress, progress, ret_tasks, error);
}

extern const Command command_trace_generate;

static int
generate (char **operands)
{
  g_autoptr (GStrvBuilder) builder = command_overrides (given.set, given.seed);
  g_auto (GStrv) overrides = g_strv_builder_end (builder);
  g_autoptr (Scenario) scenario = NULL;
  GError *error = NULL;
  guint64 tasks = 0;

  if (given.output == NULL)
    return command_wrong_usage (&command_trace_generate, "no file to write: -o OUT.csv is missing");
  scenario = scenario_load (operands[0], (const char *const *) overrides, &error);
  if (scenario == NULL || !write_tasks (scenario, &tasks, &error))
    return command_fail (error);
  command_printf ("%-12s%" G_GUINT64_FORMAT " tasks in %" G_GUINT64_FORMAT " jobs to %s\n", "wrote",
                  tasks, workload_jobs (scenario->workload), given.output);
  return EXIT_DONE;
}

const Command command_trace_generate = {
  .name = "trace generate",
  .summary = "write the tasks that a scenario would run",
  .operands = "FILE.scenario",
  .operand_kind = OPERAND_SCENARIO,
  .min_operands = 1,
  .max_operands = 1,
  .details = "The file is in berth's own format, in order of submit time, whole or absent. A run of "
             "it is a run of the\nscenario.",
  .options = entries,
  .run = generate,
};
