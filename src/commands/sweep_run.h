/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands that run the points of a sweep have in common. */
#pragma once

#include "commands/command.h"
#include "sweep/runner.h"

/* The option of those that vary what a scenario does not: a row of their entries. */
#define VARY_OPTION(rows)                                                                          \
  {                                                                                                \
    "vary", 'V', 0, G_OPTION_ARG_FILENAME_ARRAY, rows,                                             \
      "Add a row to [vary], or replace one (may be repeated)", "KEY=VALUES"                        \
  }

/* --jobs, where it is given: EXIT_DONE, or EXIT_USAGE of what it should be. */
int command_find_jobs (const Command *command, const char *text, gint64 *ret);

/* --set as it is, --vary KEY=VALUES as vary.KEY=VALUES; either may be NULL. */
GStrvBuilder *command_vary_overrides (char **set, char **vary);

/* Runs them until a signal comes, with progress on a terminal that counts `noun`, and a line for each that
 * fails. The rest is as sweep_run() has it; options say no more than what to run, and where. */
gboolean command_sweep_run (const SweepPlan *plan, SweepOptions options, const char *noun,
                            SweepOutcome *ret, GError **error);
