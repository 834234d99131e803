/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manual page: troff of the man macros, from the tables of commands, keys and policies. */
#include "commands/command.h"

#include "berth.h"
#include "scenario/options.h"
#include "scheduler/policies.h"

#include <string.h>

/* Text that troff must not understand. */
static void
append_text (GString *out, const char *text)
{
  if (*text == '.' || *text == '\'')
    g_string_append (out, "\\&");
  for (; *text != '\0'; text++) {
    if (*text == '\\')
      g_string_append (out, "\\e");
    else if (*text == '-')
      g_string_append (out, "\\-");
    else if (*text == '\n' && (text[1] == '.' || text[1] == '\''))
      g_string_append (out, "\n\\&");
    else if (*text == '|')
      g_string_append (out, "|\\:"); /* a long list of choices may be broken there */
    else if (g_str_has_prefix (text, "…")) {
      g_string_append (out, "...");
      text += strlen ("…") - 1;
    } else
      g_string_append_c (out, *text);
  }
}

/* A line of a macro's argument, in quotes. */
static void
append_macro (GString *out, const char *macro, const char *text)
{
  g_autofree char *plain = g_strdelimit (g_strdup (text), "\"", '\'');

  g_string_append_printf (out, ".%s \"", macro);
  append_text (out, plain);
  g_string_append (out, "\"\n");
}

static void
append_line (GString *out, const char *text)
{
  append_text (out, text);
  g_string_append_c (out, '\n');
}

static void
append_synopsis (GString *out)
{
  append_macro (out, "SH", "SYNOPSIS");
  for (guint i = 0; commands[i] != NULL; i++) {
    const Command *command = commands[i];

    g_string_append_printf (out, "%s.B berth %s\n", i > 0 ? ".br\n" : "", command->name);
    append_line (out, "[OPTION...]");
    if (*command->operands != '\0')
      append_macro (out, "I", command->operands);
  }
}

static void
append_option_entry (GString *out, const GOptionEntry *entry)
{
  g_autoptr (GString) head = g_string_new (NULL);

  if (entry->short_name != 0)
    g_string_append_printf (head, "-%c, ", entry->short_name);
  g_string_append_printf (head, "--%s", entry->long_name);
  if (entry->arg_description != NULL)
    g_string_append_printf (head, "=%s", entry->arg_description);
  g_string_append (out, ".TP\n");
  append_macro (out, "B", head->str);
  append_text (out, entry->description);
  g_string_append (out, ".\n");
}

static void
append_commands (GString *out)
{
  append_macro (out, "SH", "COMMANDS");
  for (guint i = 0; commands[i] != NULL; i++) {
    const Command *command = commands[i];
    g_autofree char *head = g_strdup_printf ("berth %s %s", command->name, command->operands);
    g_autofree char *summary = g_strdup (command->summary);

    append_macro (out, "SS", g_strchomp (head));
    *summary = g_ascii_toupper (*summary);
    append_text (out, summary);
    g_string_append (out, ".\n");
    if (command->details != NULL) {
      g_string_append (out, ".PP\n");
      append_line (out, command->details);
    }
    for (const GOptionEntry *entry = command->options; entry->long_name != NULL; entry++)
      append_option_entry (out, entry);
  }
}

static void
append_keys (GString *out)
{
  append_macro (out, "SH", "SCENARIO FILES");
  append_line (out,
               "Lines of [group] and key = value; # begins a comment. Paths are relative to the "
               "file that names them.");
  for (const OptionGroup *group = option_groups; group->name != NULL; group++) {
    g_autofree char *head = g_strdup_printf ("[%s%s%s]", group->name, group->argument ? " " : "",
                                             group->argument ? group->argument : "");

    append_macro (out, "SS", head);
    append_line (out, group->help);
    for (const Option *option = group->options; option->key != NULL; option++) {
      g_autofree char *values = option->type->describe (option);
      const char *fallback = option->fallback != NULL ? option->fallback : option->fallback_note;
      g_autofree char *tail = g_strdup_printf ("%s Value: %s. Default: %s.", option->help, values,
                                               fallback != NULL ? fallback : "none");

      g_string_append (out, ".TP\n");
      append_macro (out, option->any_key ? "I" : "B", option->key);
      append_line (out, tail);
    }
  }
}

static void
append_policies (GString *out)
{
  append_macro (out, "SH", "POLICIES");
  for (PolicyKind kind = 0; kind < N_POLICY_KINDS; kind++) {
    append_macro (out, "SS", policy_kind_names[kind]);
    for (const char *const *name = policy_names (kind); *name != NULL; name++) {
      g_string_append (out, ".TP\n");
      append_macro (out, "B", *name);
      append_line (out, policy_summary (kind, *name));
    }
  }
}

static void
append_ending (GString *out)
{
  static const struct {
    const char *head, *text;
  } statuses[] = {
    { "0", "done" },
    { "1", "could not do it; standard error says what was wrong, and where" },
    { "2", "wrong usage" },
    { "3", "done, but an assertion stated in the scenario failed" },
  };
  static const struct {
    const char *head, *text;
  } files[] = {
    { "manifest.json",
      "version, scenario, seed, checksums of every input and result; written last" },
    { "summary.json", "the figures of the run" },
    { "timeline.csv, shares.csv, heatmap.csv", "what was so at each sample" },
    { "stranded.csv", "machines with free capacity that no common task fits" },
    { "tiers.csv, users.csv, tasks.csv, unschedulable.csv", "what became of whom, and why" },
    { "workflows.csv", "what workflows took, where jobs come after jobs" },
    { "decisions.csv", "the first decisions, where they were asked for" },
    { "plots/", "charts" },
  };

  append_macro (out, "SH", "EXIT STATUS");
  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++) {
    g_string_append (out, ".TP\n");
    append_macro (out, "B", statuses[i].head);
    append_line (out, statuses[i].text);
  }
  append_macro (out, "SH", "FILES");
  append_line (out, "A folder of results holds, each file complete or absent:");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_string_append (out, ".TP\n");
    append_macro (out, "B", files[i].head);
    append_line (out, files[i].text);
  }
  append_macro (out, "SH", "ENVIRONMENT");
  g_string_append (out, ".TP\n.B BERTH_PLOTS_DIR\n");
  append_line (out, "Folder of chart definitions, in place of the one that was installed.");
}

char *
help_manual_page (void)
{
  GString *out = g_string_new (".\\\" Generated by berth help --man.\n");

  g_string_append_printf (out, ".TH BERTH 1 \"\" \"berth %s\" \"User Commands\"\n",
                          berth_version ());
  append_macro (out, "SH", "NAME");
  append_line (out, "berth - cluster scheduler simulator");
  append_synopsis (out);
  append_macro (out, "SH", "DESCRIPTION");
  append_line (
    out, "berth replays a trace of tasks on the machines of a cell, through filter, score and "
         "preemption policies, and leaves a folder of results: tables, figures and charts. The "
         "same scenario and seed give the same bytes, on any machine.");
  append_commands (out);
  append_keys (out);
  append_policies (out);
  append_ending (out);
  return g_string_free (out, FALSE);
}
