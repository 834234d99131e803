/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a subcommand is. The table of all of them (main.c) drives parsing, --help, the manual page
 * and completion.
 *
 * A command's options are written to storage of its own file: a process runs one command once. */
#pragma once

#include "trace/notes.h"

/* Exit statuses, for all commands. */
enum { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_ASSERTION = 3 };

/* The option of every command that knows policies: a row of its entries, and what then loads the
 * files. FALSE and *error when one cannot be loaded; paths may be NULL. */
#define PLUGIN_OPTION(paths)                                                                       \
  {                                                                                                \
    "plugin", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, paths,                                          \
      "Load policies from a shared object (may be repeated)", "FILE.so"                            \
  }
gboolean command_load_plugins (char **paths, GError **error);

/* What an operand is: for completion. */
typedef enum {
  OPERAND_NONE,
  OPERAND_SCENARIO,
  OPERAND_FOLDER,
  OPERAND_POLICY,
  OPERAND_COMMAND,
  OPERAND_FILE,
} OperandKind;

typedef struct {
  const char *name;              /* of one word, or two: those of one first word are a group */
  const char *summary;           /* one line, no full stop */
  const char *operands;          /* "FILE.scenario", "" */
  OperandKind operand_kind;
  guint min_operands, max_operands;
  const char *details;           /* paragraphs, separated by empty lines; may be NULL */
  const GOptionEntry *options;   /* with a NULL entry at the end; an argument's description like
                                    svg|png|pdf lists its values */
  /* Returns an exit status. operands: NULL-terminated. */
  int (*run) (char **operands);
} Command;

/* For scenario_load(): what --set replaces in a scenario, in order, and then --seed; either may be NULL.
 * The caller may add to it. */
GStrvBuilder *command_overrides (char **set, const char *seed);

/* An option that is a time, where it is given (text is not NULL). FALSE and *error: it is none. */
gboolean command_read_time (const char *option, const char *text, gint64 *ret, GError **error);

/* The one table, NULL-terminated. */
extern const Command *const commands[];

/* The command that the first words (NULL-terminated) name, and how many of them do; or NULL. */
const Command *command_find (char **words, guint *ret_words);
/* Is it the first word of commands of two? */
gboolean command_is_group (const char *word);
/* Names in table order, NULL-terminated; the caller frees the array alone. */
const char **command_names (void);
/* Parses argv (argv[0] is the command's name) and runs it. */
int command_run (const Command *command, int argc, char **argv);
/* What `berth NAME --help` says. The caller frees. */
char *command_usage (const Command *command);

/* Print to standard output or error, as they are: bytes, not characters of some locale. */
void command_print (const char *text);
void command_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* A line each: what of a trace was left out or assumed, behind that in a column of that width. */
void command_print_notes (int width, const TraceNote *notes);
/* "berth: TEXT" on standard error as one line. */
void command_complain (const char *format, ...) G_GNUC_PRINTF (1, 2);
/* Prints the error and frees it; returns EXIT_FAILED. */
int command_fail (GError *error);
/* "berth: NAME: WHAT; see berth NAME --help"; returns EXIT_USAGE. */
int command_wrong_usage (const Command *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Pages made from the tables; the caller frees. The overview is of a group, or (NULL) of all. */
char *help_overview (const char *group);
char *help_manual_page (void);
char *help_completion (void);
