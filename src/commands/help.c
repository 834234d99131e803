/* SPDX-License-Identifier: GPL-3.0-or-later */
/* berth help: the overview, a command's own help, and the pages that are made from the tables. */
#include "commands/command.h"

#include "scenario/options.h"
#include "util/input_error.h"

static struct {
  gboolean man, completion, reference, policies;
} given;

static const GOptionEntry entries[] = {
  { "man", 0, 0, G_OPTION_ARG_NONE, &given.man, "Print the manual page (troff)", NULL },
  { "completion", 0, 0, G_OPTION_ARG_NONE, &given.completion, "Print the completion for bash",
    NULL },
  { "scenario-reference", 0, 0, G_OPTION_ARG_NONE, &given.reference,
    "Print the reference of scenario files (Markdown)", NULL },
  { "policy-reference", 0, 0, G_OPTION_ARG_NONE, &given.policies,
    "Print the reference of policies (Markdown)", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

char *
help_overview (const char *group)
{
  GString *out = g_string_new ("berth: a cluster scheduler simulator\n\n");
  g_autofree char *beginning = group != NULL ? g_strconcat (group, " ", NULL) : g_strdup ("");

  g_string_append_printf (out, "usage: berth %sCOMMAND [OPTION…] [ARGUMENT…]\n\n", beginning);
  for (guint i = 0; commands[i] != NULL; i++)
    if (g_str_has_prefix (commands[i]->name, beginning))
      g_string_append_printf (out, "  %-14s %s\n", commands[i]->name, commands[i]->summary);
  g_string_append (
    out, "\nberth COMMAND --help says more; berth --version says which berth this is.\n"
         "Exit status: 0 done, 1 could not do it, 2 wrong usage, 3 an assertion failed.\n");
  return g_string_free (out, FALSE);
}

static int
refuse (const char *name)
{
  g_autofree const char **names = command_names ();
  g_autofree char *expected = input_expected_one_of (name, names);

  command_complain ("help: '%s' is no command; expected %s", name, expected);
  return EXIT_FAILED;
}

static int
help (char **operands)
{
  guint words = 0;
  const Command *command = operands[0] != NULL ? command_find (operands, &words) : NULL;
  gboolean is_group = command == NULL && operands[0] != NULL && operands[1] == NULL
                      && command_is_group (operands[0]);
  g_autofree char *wanted = g_strjoinv (" ", operands);
  g_autofree char *text = NULL;

  if (operands[0] != NULL && !is_group && (command == NULL || operands[words] != NULL))
    return refuse (wanted);
  if (command != NULL)
    text = command_usage (command);
  else if (given.man)
    text = help_manual_page ();
  else if (given.completion)
    text = help_completion ();
  else if (given.reference)
    text = options_reference ();
  else if (given.policies)
    text = policies_reference ();
  else
    text = help_overview (operands[0]);
  command_print (text);
  return EXIT_DONE;
}

const Command command_help = {
  .name = "help",
  .summary = "explain berth or one of its commands",
  .operands = "[COMMAND]",
  .operand_kind = OPERAND_COMMAND,
  .min_operands = 0,
  .max_operands = 2,
  .options = entries,
  .run = help,
};
