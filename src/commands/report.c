/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth report: the page of a finished run. */
#include "commands/command.h"

#include "page/page.h"

static struct {
  char *output;
} given;

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given.output,
    "File to write (default: report.html in the results folder)", "FILE.html" },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static int
report (char **operands)
{
  g_autofree char *path = given.output != NULL ? g_strdup (given.output)
                                               : g_build_filename (operands[0], PAGE_NAME, NULL);
  GError *error = NULL;

  if (!page_write (operands[0], NULL, path, &error))
    return command_fail (error);
  command_printf ("%s\n", path);
  return EXIT_DONE;
}

const Command command_report = {
  .name = "report",
  .summary = "write the page of a results folder again",
  .operands = "DIR",
  .operand_kind = OPERAND_FOLDER,
  .min_operands = 1,
  .max_operands = 1,
  .details = "The page needs nothing but itself: no network, no other file (docs/report.md).",
  .options = entries,
  .run = report,
};
