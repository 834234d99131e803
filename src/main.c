/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of subcommands, and the choice among them. */
#include "commands/command.h"

#include "berth.h"
#include "util/input_error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

extern const Command command_run_scenario, command_check, command_explain, command_plot,
  command_report, command_policies, command_sweep, command_merge, command_compare, command_diff, command_trace_info, command_trace_convert,
  command_trace_sample, command_trace_scale, command_trace_generate, command_help;

const Command *const commands[] = {
  &command_run_scenario, &command_check,      &command_explain, &command_plot,
  &command_report,       &command_policies,     &command_sweep,      &command_merge,   &command_compare, &command_diff, &command_trace_info, &command_trace_convert,
  &command_trace_sample, &command_trace_scale, &command_trace_generate, &command_help, NULL,
};

static int
print_overview (const char *group, int status)
{
  g_autofree char *text = help_overview (group);

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

static gboolean
wants_help (const char *word)
{
  return strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0;
}

/* A first word that needs a second one. */
static int
choose_in_group (char **argv)
{
  g_autofree char *name = NULL;

  if (argv[2] == NULL)
    return print_overview (argv[1], EXIT_USAGE);
  if (wants_help (argv[2]))
    return print_overview (argv[1], EXIT_DONE);
  name = g_strconcat (argv[1], " ", argv[2], NULL);
  return unknown_command (name);
}

static int
choose (int argc, char **argv)
{
  const Command *command;
  guint words;

  if (argc < 2)
    return print_overview (NULL, EXIT_USAGE);
  if (strcmp (argv[1], "--version") == 0) {
    command_printf ("berth %s\n", berth_version ());
    return EXIT_DONE;
  }
  if (wants_help (argv[1]))
    return print_overview (NULL, EXIT_DONE);
  command = command_find (argv + 1, &words);
  if (command == NULL)
    return command_is_group (argv[1]) ? choose_in_group (argv) : unknown_command (argv[1]);
  return command_run (command, argc - (int) words, argv + words);
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
