/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completion for bash, from the tables. It uses nothing but bash itself. */
#include "commands/command.h"

#include "scenario/options.h"
#include "scheduler/policies.h"

#include <string.h>

static void
append_words (GString *out, const char *const *words)
{
  for (guint i = 0; words[i] != NULL; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? " " : "", words[i]);
}

/* GROUP.KEY= of every key that stands in a group of one name. */
static void
append_settings (GString *out)
{
  const char *before = "";

  for (const OptionGroup *group = option_groups; group->name != NULL; group++) {
    if (group->argument != NULL)
      continue;
    for (const Option *option = group->options; option->key != NULL; option++)
      if (!option->any_key && strcmp (option->key, "include") != 0) {
        g_string_append_printf (out, "%s%s.%s=", before, group->name, option->key);
        before = " ";
      }
  }
}

static void
append_policy_words (GString *out)
{
  append_words (out, policy_kind_names);
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    g_string_append_c (out, ' ');
    append_words (out, policy_names (kind));
  }
}

/* What completes an option's argument, as a bash statement; "" when nothing does. */
static char *
argument_words (const GOptionEntry *entry)
{
  if (strchr (entry->arg_description, '|') != NULL) {
    g_auto (GStrv) words = g_strsplit (entry->arg_description, "|", -1);
    g_autofree char *joined = g_strjoinv (" ", words);

    return g_strdup_printf ("_berth_words '%s'", joined);
  }
  if (g_str_has_prefix (entry->arg_description, "DIR"))
    return g_strdup ("_berth_files '' -d");
  if (g_str_has_prefix (entry->arg_description, "FILE.so"))
    return g_strdup ("_berth_files '!*.so' -f");
  if (strcmp (entry->arg_description, "FILE") == 0)
    return g_strdup ("_berth_files '' -f");
  if (g_str_has_prefix (entry->arg_description, "GROUP."))
    return g_strdup ("_berth_settings");
  return g_strdup (":");
}

/* A word of bash's that stands for the command: trace_info. */
static char *
bash_name (const Command *command)
{
  return g_strdelimit (g_strdup (command->name), " ", '_');
}

/* The first word of every command, each once: those of a group stand together. */
static void
append_first_words (GString *out)
{
  g_autofree char *before = g_strdup ("");

  for (guint i = 0; commands[i] != NULL; i++) {
    char *word = g_strndup (commands[i]->name, strcspn (commands[i]->name, " "));

    if (strcmp (word, before) != 0)
      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", word);
    g_free (before);
    before = word;
  }
}

/* Where a command has two words: the second is offered, or both become the command. */
static void
append_groups (GString *out)
{
  const char *separator = "";

  for (guint i = 0; commands[i] != NULL; i++) {
    g_auto (GStrv) words = g_strsplit (commands[i]->name, " ", 2);
    gboolean is_next = i > 0 && words[1] != NULL && g_str_has_prefix (commands[i - 1]->name, words[0])
                       && commands[i - 1]->name[strlen (words[0])] == ' ';

    if (words[1] == NULL)
      continue;
    if (!is_next) {
      g_string_append_printf (out, "%s    if [[ $command = %s ]]; then\n"
                                   "        command=%s_${COMP_WORDS[2]:-}\n"
                                   "        ((COMP_CWORD > 2)) || { _berth_words '",
                              separator, words[0], words[0]);
    }
    g_string_append_printf (out, "%s%s", is_next ? " " : "", words[1]);
    separator = " --help'; return; }\n    fi\n";
  }
  g_string_append (out, separator);
}

static void
append_option_arguments (GString *out, const Command *command)
{
  g_autofree char *name = bash_name (command);

  for (const GOptionEntry *entry = command->options; entry->long_name != NULL; entry++) {
    g_autofree char *words = NULL;

    if (entry->arg == G_OPTION_ARG_NONE)
      continue;
    words = argument_words (entry);
    g_string_append_printf (out, "        %s:--%s", name, entry->long_name);
    if (entry->short_name != 0)
      g_string_append_printf (out, "|%s:-%c", name, entry->short_name);
    g_string_append_printf (out, ") %s; return ;;\n", words);
  }
}

static void
append_options (GString *out, const Command *command)
{
  g_autofree char *name = bash_name (command);

  g_string_append_printf (out, "        %s) _berth_words '--help", name);
  for (const GOptionEntry *entry = command->options; entry->long_name != NULL; entry++)
    g_string_append_printf (out, " --%s", entry->long_name);
  g_string_append (out, "' ;;\n");
}

static void
append_operands (GString *out, const Command *command)
{
  static const char *const by_kind[] = {
    [OPERAND_NONE] = ":",
    [OPERAND_SCENARIO] = "_berth_files '!*.scenario' -f",
    [OPERAND_FOLDER] = "_berth_files '' -d",
    [OPERAND_POLICY] = "_berth_words \"$policies\"",
    [OPERAND_COMMAND] = "_berth_words \"$commands\"",
    [OPERAND_FILE] = "_berth_files '' -f",
  };
  g_autofree char *name = bash_name (command);

  g_string_append_printf (out, "        %s) %s ;;\n", name, by_kind[command->operand_kind]);
}

static const char helpers[] =
  "_berth_words() {\n"
  "    mapfile -t COMPREPLY < <(compgen -W \"$1\" -- \"$cur\")\n"
  "}\n"
  "\n"
  "# Files (-f, without those that match $1) or folders (-d); with -f folders to walk into as well.\n"
  "_berth_files() {\n"
  "    compopt -o filenames 2>/dev/null\n"
  "    mapfile -t COMPREPLY < <(compgen ${1:+-X \"$1\"} \"$2\" -- \"$cur\"\n"
  "                             [[ $2 = -d ]] || compgen -d -- \"$cur\")\n"
  "}\n"
  "\n";

char *
help_completion (void)
{
  GString *out = g_string_new (
    "# bash completion of berth; generated by berth help --completion.\n\n");

  g_string_append (out, helpers);
  g_string_append (out,
                   "_berth_settings() {\n    compopt -o nospace 2>/dev/null\n    _berth_words '");
  append_settings (out);
  g_string_append (out,
                   "'\n}\n\n_berth() {\n"
                   "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}\n"
                   "    local command=${COMP_WORDS[1]:-} commands='");
  append_first_words (out);
  g_string_append (out, "' policies='");
  append_policy_words (out);
  g_string_append (out, "'\n"
                        "    COMPREPLY=()\n"
                        "    if ((COMP_CWORD == 1)); then\n"
                        "        _berth_words \"$commands --help --version\"\n"
                        "        return\n"
                        "    fi\n");
  append_groups (out);
  g_string_append (out, "    # --format=png comes as three words.\n"
                        "    if [[ $cur = = ]]; then\n"
                        "        cur=''\n"
                        "    elif [[ $prev = = ]]; then\n"
                        "        prev=${COMP_WORDS[COMP_CWORD - 2]}\n"
                        "    fi\n"
                        "    case $command:$prev in\n");
  for (guint i = 0; commands[i] != NULL; i++)
    append_option_arguments (out, commands[i]);
  g_string_append (out, "    esac\n    if [[ $cur = -* ]]; then\n        case $command in\n");
  for (guint i = 0; commands[i] != NULL; i++)
    append_options (out, commands[i]);
  g_string_append (out, "        esac\n        return\n    fi\n    case $command in\n");
  for (guint i = 0; commands[i] != NULL; i++)
    append_operands (out, commands[i]);
  g_string_append (out, "    esac\n}\n\ncomplete -F _berth berth\n");
  return g_string_free (out, FALSE);
}
