/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GOptionContext parses; its --help is replaced, because that one prints in the locale's characters
 * and exits by itself. */
#include "commands/command.h"

#include "scheduler/plugins.h"
#include "util/input_error.h"
#include "util/units.h"

#include <stdio.h>
#include <string.h>

void
command_print (const char *text)
{
  fputs (text, stdout);
}

void
command_printf (const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  vprintf (format, arguments);
  va_end (arguments);
}

void
command_print_notes (int width, const TraceNote *notes)
{
  for (; notes->what != NULL; notes++) {
    g_autofree char *text = trace_note_text (notes);
    command_printf ("%-*s%s\n", width, notes->kept ? "assumed" : "left out", text);
  }
}

void
command_complain (const char *format, ...)
{
  va_list arguments;

  fflush (stdout);
  fputs ("berth: ", stderr);
  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
}

int
command_fail (GError *error)
{
  command_complain ("%s", error->message);
  g_error_free (error);
  return EXIT_FAILED;
}

int
command_wrong_usage (const Command *command, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  command_complain ("%s: %s; see berth %s --help", command->name, what, command->name);
  return EXIT_USAGE;
}

GStrvBuilder *
command_overrides (char **set, const char *seed)
{
  GStrvBuilder *overrides = g_strv_builder_new ();

  if (set != NULL)
    g_strv_builder_addv (overrides, (const char **) set);
  if (seed != NULL) {
    g_autofree char *override = g_strconcat ("scenario.seed=", seed, NULL);

    g_strv_builder_add (overrides, override);
  }
  return overrides;
}

gboolean
command_read_time (const char *option, const char *text, gint64 *ret, GError **error)
{
  const char *reason;

  return text == NULL || time_parse (text, ret, &reason)
         || input_error (error, option, 0, "a time like 90, 1.5h or 2d", "'%s' %s", text, reason);
}

gboolean
command_load_plugins (char **paths, GError **error)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (!plugin_load (paths[i], error))
      return FALSE;
  return TRUE;
}

const Command *
command_find (char **words, guint *ret_words)
{
  for (guint i = 0; commands[i] != NULL; i++) {
    g_auto (GStrv) name = g_strsplit (commands[i]->name, " ", -1);
    guint n = 0;

    while (name[n] != NULL && words[n] != NULL && strcmp (name[n], words[n]) == 0)
      n++;
    if (name[n] != NULL)
      continue;
    *ret_words = n;
    return commands[i];
  }
  return NULL;
}

gboolean
command_is_group (const char *word)
{
  gsize length = strlen (word);

  for (guint i = 0; commands[i] != NULL; i++)
    if (strncmp (commands[i]->name, word, length) == 0 && commands[i]->name[length] == ' ')
      return TRUE;
  return FALSE;
}

const char **
command_names (void)
{
  guint n = 0;
  const char **names;

  while (commands[n] != NULL)
    n++;
  names = g_new0 (const char *, n + 1);
  for (guint i = 0; i < n; i++)
    names[i] = commands[i]->name;
  return names;
}

/* Parsing -------------------------------------------------------------------------------------- */

static gboolean help_wanted;

static const GOptionEntry help_entry[] = {
  { "help", 'h', 0, G_OPTION_ARG_NONE, &help_wanted, "Show this help", NULL },
  { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
};

static GOptionContext *
make_context (const Command *command)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, command->options, NULL);
  g_option_context_add_main_entries (context, help_entry, NULL);
  return context;
}

char *
command_usage (const Command *command)
{
  g_autoptr (GOptionContext) context = make_context (command);
  g_autofree char *options = g_option_context_get_help (context, TRUE, NULL);
  const char *list = strstr (options, "\n\n");

  /* The first paragraph is GLib's own usage line; ours names the operands. */
  return g_strdup_printf ("usage: berth %s [OPTION…]%s%s\n\n%c%s.\n%s%s%s%s", command->name,
                          *command->operands != '\0' ? " " : "", command->operands,
                          g_ascii_toupper (*command->summary), command->summary + 1,
                          command->details != NULL ? "\n" : "",
                          command->details != NULL ? command->details : "",
                          command->details != NULL ? "\n" : "", list != NULL ? list + 1 : "");
}

int
command_run (const Command *command, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = make_context (command);
  g_autoptr (GError) error = NULL;
  guint n_operands;

  if (!g_option_context_parse (context, &argc, &argv, &error))
    return command_wrong_usage (command, "%s", error->message);
  if (help_wanted) {
    g_autofree char *usage = command_usage (command);

    command_print (usage);
    return EXIT_DONE;
  }
  /* GLib leaves a "--" that ended the options where it stood. */
  if (argc > 1 && strcmp (argv[1], "--") == 0) {
    argv++;
    argc--;
  }
  n_operands = (guint) argc - 1;
  if (n_operands < command->min_operands)
    return command_wrong_usage (command, "%s is missing", command->operands);
  if (n_operands > command->max_operands)
    return command_wrong_usage (command, "'%s' is too much", argv[1 + command->max_operands]);
  return command->run (argv + 1);
}
