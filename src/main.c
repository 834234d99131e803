/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of subcommands, and the choice among them. */
#include "commands/command.h"

#include "berth.h"
#include "util/input_error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

extern const Command command_run_scenario, command_check, command_explain, command_plot,
  command_policies, command_help;

const Command *const commands[] = {
  &command_run_scenario, &command_check,    &command_explain, &command_plot,
  &command_policies,     &command_help, NULL,
};

static int
print_overview (int status)
{
  g_autofree char *text = help_overview ();

  command_print (text);
  return status;
}

static int
unknown_command (const char *name)
{
  g_autofree const char **names = command_names ();
  g_autofree char *expected = input_expected_one_of (name, names);

  command_complain ("'%s' is no command; expected %s", name, expected);
  return EXIT_USAGE;
}

static int
choose (int argc, char **argv)
{
  const Command *command;

  if (argc < 2)
    return print_overview (EXIT_USAGE);
  if (strcmp (argv[1], "--version") == 0) {
    command_printf ("berth %s\n", berth_version ());
    return EXIT_DONE;
  }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    return print_overview (EXIT_DONE);
  command = command_find (argv[1]);
  if (command == NULL)
    return unknown_command (argv[1]);
  return command_run (command, argc - 1, argv + 1);
}

int
main (int argc, char **argv)
{
  int status = choose (argc, argv);

  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  command_complain ("standard output: cannot write: %s", g_strerror (errno));
  return EXIT_FAILED;
}
