/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth diff: what changed between two runs, down to the first decision that differs. */
#include "commands/command.h"

#include "compare/run_diff.h"

static struct {
  char *scenario;
  char **plugins;
  gboolean json;
} given;

static const GOptionEntry entries[] = {
  { "scenario", 0, 0, G_OPTION_ARG_FILENAME, &given.scenario,
    "The scenario file of both, where it is not found by itself", "FILE" },
  PLUGIN_OPTION (&given.plugins),
  { "json", 0, 0, G_OPTION_ARG_NONE, &given.json, "Print JSON", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static int
diff_runs (char **operands)
{
  const char *const folders[2] = { operands[0], operands[1] };
  g_autoptr (RunDiff) diff = NULL;
  g_autofree char *text = NULL;
  GError *error = NULL;

  if (command_load_plugins (given.plugins, &error))
    diff = run_diff_new (folders, given.scenario, &error);
  if (diff == NULL)
    return command_fail (error);
  text = given.json ? run_diff_json (diff) : run_diff_text (diff);
  command_print (text);
  return EXIT_DONE;
}

const Command command_diff = {
  .name = "diff",
  .summary = "say what changed between two runs, down to the first decision",
  .operands = "DIR1 DIR2",
  .operand_kind = OPERAND_FOLDER,
  .min_operands = 2,
  .max_operands = 2,
  .details =
    "Folders that berth run has written, or points of a sweep: what they were given differently,\n"
    "which figures differ, and, where both can be simulated again from the same files, the first\n"
    "decision that is not the same, with the reasons that berth explain would give for both.",
  .options = entries,
  .run = diff_runs,
};
